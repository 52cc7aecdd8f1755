using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Api.Features;

/// <summary>A feature that administrators switch themselves.</summary>
/// <param name="Stage"><c>EA</c> or <c>BETA</c>.</param>
/// <param name="Needs">The feature without which it cannot be on; null for none.</param>
internal sealed record SelfServiceFeature(
    string Name,
    string Description,
    string Stage,
    string? Needs,
    Func<OrgConfiguration, bool> IsOn,
    Func<OrgConfiguration, bool, OrgConfiguration> With)
{
    private const string Logout = "Front-channel Single Logout";

    internal static readonly ImmutableArray<SelfServiceFeature> All =
    [
        OfSetting(
            "Self-Service Registration", "Lets people make an account for themselves on the sign-in page.",
            settings => settings.SelfServiceRegistration, (settings, on) => settings with { SelfServiceRegistration = on }),
        OfSetting(
            "User Enumeration Prevention", "Answers unknown users as it answers known ones.",
            settings => settings.UserEnumerationPrevention, (settings, on) => settings with { UserEnumerationPrevention = on }),
        OfSetting(
            "Number Challenge with Okta Verify Push", "Asks for a number on the phone before a push is approved.",
            settings => settings.NumberChallenge == NumberChallenge.Always,
            (settings, on) => settings with { NumberChallenge = on ? NumberChallenge.Always : NumberChallenge.Never }),
        Kept("Active Directory DirSync", "Has directory integrations find changes by DirSync."),
        Kept("Support user moves across OUs in LDAP", "Lets users move across organizational units of an LDAP directory."),
        Kept(Logout, "Has a logout request trigger logout requests to all participating apps."),
        Kept("Front-channel Single Logout for IdPs", "Has it trigger logout requests to identity providers, too.", Logout),
    ];

    /// <summary>The features that need this one.</summary>
    internal IEnumerable<SelfServiceFeature> Dependents => All.Where(other => other.Needs == Name);

    /// <summary>The features that this one needs.</summary>
    internal IEnumerable<SelfServiceFeature> Dependencies => All.Where(other => other.Name == Needs);

    private static SelfServiceFeature OfSetting(
        string name, string description, Func<OrgSettings, bool> isOn, Func<OrgSettings, bool, OrgSettings> with) => new(
        name,
        description,
        "EA",
        null,
        org => isOn(org.Settings),
        (org, on) => isOn(org.Settings) == on ? org : org with { Settings = with(org.Settings, on) });

    // Nothing here depends on it: it is as it was left.
    private static SelfServiceFeature Kept(string name, string description, string? needs = null) => new(
        name,
        description,
        "EA",
        needs,
        org => org.Administration.Features.Contains(name),
        (org, on) => org.Administration.Features.Contains(name) == on ? org : org with
        {
            Administration = org.Administration with
            {
                Features = on ? org.Administration.Features.Add(name) : org.Administration.Features.Remove(name),
            },
        });
}
