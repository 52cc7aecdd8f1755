using System.Collections.Immutable;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Api.Zones;

/// <summary>A zone as an administrator sends it.</summary>
internal static class ZoneForm
{
    private static readonly Shape Zone = new("zone", ["type", "name", "usage", "gateways", "proxies"]);
    private static readonly Shape Addresses = new("addresses", ["type", "value"]);
    private static readonly ImmutableArray<string> Usages = ["POLICY", "BLOCKLIST"];
    private static readonly ImmutableArray<string> Types = ["CIDR", "RANGE"];

    internal static (NetworkZone? Zone, OktaError? Error) Read(NetworkZone old, ImmutableArray<NetworkZone> others, EditRequest request)
    {
        var errors = new SeedErrors("body");
        var fields = request.Fields(Zone, errors);
        if (RequestTree.Text(fields["type"]) == "DYNAMIC")
        {
            return (null, ErrorCodes.NotLicensed.Because());
        }

        if ((RequestTree.Text(fields["type"]) ?? "IP") is not "IP")
        {
            errors.Add(fields["type"]!, "only zones of the type IP are part of this version of FactorSeq", "");
        }

        var name = RequestTree.Text(fields["name"]);
        if (string.IsNullOrWhiteSpace(name))
        {
            errors.Add(1, "name", RequestErrors.Blank, "");
        }
        else if (BuiltInZones.Are(old) && name != old.Name)
        {
            return (null, ErrorCodes.ReadOnlyAttribute.With("name"));
        }
        else if (name.Length > RequestErrors.LongestName)
        {
            errors.Add(1, "name", RequestErrors.TooLong, "");
        }
        else if (others.Any(other => other.Name == name))
        {
            errors.Add(1, "name", RequestErrors.Taken, "");
        }

        var blocks = fields.Choice("usage", old.Blocks ? 1 : 0, Usages) == 1;
        if (BuiltInZones.Are(old) && blocks != old.Blocks)
        {
            return (null, ErrorCodes.ReadOnlyAttribute.With("usage"));
        }

        var gateways = Ranges(fields, "gateways", errors);
        var proxies = Ranges(fields, "proxies", errors);
        return RequestErrors.Of(errors) is { } error ? (null, error) : (old with
        {
            Name = name!,
            Blocks = blocks,
            Gateways = [.. gateways.Select(range => range.Range)],
            WrittenGateways = [.. gateways.Select(range => range.Written)],
            Proxies = [.. proxies.Select(range => range.Range)],
            WrittenProxies = [.. proxies.Select(range => range.Written)],
            LastUpdated = request.Now,
        }, null);
    }

    private static List<(AddressRange Range, string Written)> Ranges(Fields fields, string name, SeedErrors errors)
    {
        var ranges = new List<(AddressRange, string)>();
        foreach (var node in fields.List(name))
        {
            if (Fields.Of(RequestTree.Pick(node, Addresses.Members), Addresses, errors) is not { } given || given.Required("value") is not { } text)
            {
                continue;
            }

            var isNetwork = given.Choice("type", text.Contains('/') ? 0 : 1, Types) == 0;
            if (isNetwork == text.Contains('/') && Seed.Addresses.Parse(text) is { } range)
            {
                ranges.Add((range, isNetwork || text.Contains('-') ? text : $"{text}-{text}"));
            }
            else
            {
                errors.Add(given["value"]!, $"{Wording.Quoted(text)} is not a {(isNetwork ? "network" : "range")} of addresses", "");
            }
        }

        return ranges;
    }
}
