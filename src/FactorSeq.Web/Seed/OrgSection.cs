using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary><c>org</c>: its name, its features and its settings.</summary>
internal sealed record OrgSection(
    string Name, ImmutableArray<string> Features, OrgSettings Settings, ImmutableArray<AddressRange> TrustedProxies,
    (string? Key, SigningAlgorithm Algorithm) Signing)
{
    private const int MaxNameLength = 63;

    private static readonly ImmutableArray<string> KnownFeatures = [Feature.FactorSequencing];

    internal static OrgSection Read(Fields? org, string nameless, SeedErrors errors) => org is null
        ? new OrgSection(nameless, [], new OrgSettings(), [], default)
        : new OrgSection(
            ReadName(org, nameless, errors),
            [.. org.List("features").Select(feature => ReadFeature(feature, errors)).OfType<string>().Distinct()],
            ReadSettings(org, errors),
            Addresses.Read(org, "trustedProxies", errors),
            SigningSection.Read(org, errors));

    /// <summary>That of an org that is there already.</summary>
    internal static OrgSection Of(OrgConfiguration org) =>
        new(org.Name, org.Features, org.Settings, org.TrustedProxies, (org.SigningKey, org.SigningAlgorithm));

    /// <summary>Whether an org can be called so: the name is a host label, <c>{org}.localhost</c>.</summary>
    internal static bool IsName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name[0] != '-' && name[^1] != '-'
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string ReadName(Fields org, string nameless, SeedErrors errors)
    {
        if (org.Text("name") is not { } name)
        {
            return nameless;
        }

        if (!IsName(name))
        {
            errors.Add(
                org["name"]!, $"{Wording.Quoted(name)} cannot be the name of an org", "Use small letters, digits and inner hyphens, 63 at most.");
            return nameless;
        }

        return name;
    }

    private static string? ReadFeature(SeedNode node, SeedErrors errors)
    {
        var feature = Scalars.Text(node, errors);
        if (feature is null || KnownFeatures.Contains(feature))
        {
            return feature;
        }

        errors.Add(node, $"unknown feature {Wording.Quoted(feature)}", Wording.Choose(feature, KnownFeatures, "Features"));
        return null;
    }

    private static OrgSettings ReadSettings(Fields org, SeedErrors errors)
    {
        var settings = new OrgSettings();
        foreach (var (name, value) in org.Free("settings"))
        {
            if (name == OrgSettingsTable.Resend && value is SeedNode.Mapping)
            {
                var pauses = Fields.Of(value, Shapes.ResendSeconds, errors)!;
                foreach (var part in Shapes.ResendSeconds.Members)
                {
                    settings = pauses.Given(part) is { } seconds ? Set(settings, OrgSettingsTable.RowOf(part), seconds, errors) : settings;
                }
            }
            else if (name == OrgSettingsTable.RateLimits && value is SeedNode.Mapping)
            {
                settings = Limits(settings, Fields.Of(value, Shapes.RateLimits, errors)!, errors);
            }
            else
            {
                settings = Set(settings, name, value, errors);
            }
        }

        return settings;
    }

    private static OrgSettings Limits(OrgSettings settings, Fields table, SeedErrors errors)
    {
        var limits = settings.RateLimits.Table;
        foreach (var name in Shapes.RateLimits.Members)
        {
            if (table.Number(name, 0, 1, RateLimits.Most) is > 0 and var limit)
            {
                limits = limits.SetItem(name, limit);
            }
        }

        return settings with { RateLimits = new RateLimits { Table = limits } };
    }

    private static OrgSettings Set(OrgSettings settings, string name, SeedNode value, SeedErrors errors)
    {
        var text = value is SeedNode.Scalar scalar ? scalar.Text : value.Described;
        if (OrgSettingsTable.Fault(settings, name, text, out var updated) is { } fault)
        {
            errors.Add(value, fault.Message, fault.Cure);
        }

        return updated;
    }
}
