using System.Collections.Immutable;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary>Lists of addresses: zones and trusted proxies.</summary>
internal static class Addresses
{
    internal static ImmutableArray<AddressRange> Read(Fields fields, string name, SeedErrors errors)
    {
        var ranges = ImmutableArray.CreateBuilder<AddressRange>();
        foreach (var node in fields.List(name))
        {
            if (Scalars.Text(node, errors) is not { } text)
            {
                continue;
            }

            if (Parse(text) is { } range)
            {
                ranges.Add(range);
            }
            else
            {
                errors.Add(
                    node, $"{Wording.Quoted(text)} is not an address range", "Write 10.0.0.0/8 (host bits zero), 10.0.0.1-10.0.0.9 or one address.");
            }
        }

        return ranges.ToImmutable();
    }

    /// <summary>null where the text is no range of addresses.</summary>
    internal static AddressRange? Parse(string text) => IsWhole(text) ? AddressRange.TryParse(text) : null;

    // The framework reads "10" as 0.0.0.10; nobody who writes it means that.
    private static bool IsWhole(string text) => text.Split('-').All(end => end.Contains(':') || end.Count(c => c == '.') == 3);
}
