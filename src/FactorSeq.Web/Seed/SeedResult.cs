using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary>What came of reading a seed: the whole org, or everything that is wrong with it. Closed; never both.</summary>
internal abstract record SeedResult
{
    private SeedResult()
    {
    }

    internal sealed record Ready(OrgSeed Seed) : SeedResult;

    internal sealed record Refused(ImmutableArray<SeedError> Errors) : SeedResult;

    /// <summary>Reads a seed, YAML or JSON.</summary>
    /// <param name="fileName">As errors name it.</param>
    /// <param name="now">When everything in it was created.</param>
    /// <param name="adminPassword">For the built-in admin, who is made where the seed has no admins.</param>
    /// <param name="nameless">The org's name where the seed gives none.</param>
    internal static SeedResult Read(
        string fileName, string text, FactorCatalog catalog, DateTimeOffset now, string adminPassword, string nameless = "default")
    {
        var errors = new SeedErrors(fileName);
        var seed = Root(text, errors) is { } root ? Org(root, catalog, now, adminPassword, nameless, errors) : null;
        return errors.Any || seed is null ? new Refused(errors.InOrder) : new Ready(seed);
    }

    private static Fields? Root(string text, SeedErrors errors)
    {
        switch (SeedTree.Read(text, errors))
        {
            case null:
                return null;
            case SeedNode.Scalar { IsNull: true } nothing:
                errors.Add(nothing, "the seed is empty", "Begin with org: { name: demo }.");
                return null;
            case var root:
                return Fields.Of(root, Shapes.Seed, errors);
        }
    }

    // In the order in which one part names another: groups and zones, directories, people, policies, apps.
    private static OrgSeed Org(
        Fields root, FactorCatalog catalog, DateTimeOffset now, string adminPassword, string nameless, SeedErrors errors)
    {
        var about = root.Part("org", Shapes.Org);
        var org = OrgSection.Read(about, nameless, errors);
        var scope = new SeedScope(org, catalog, now, errors);
        var groups = GroupSection.Read(root, scope);
        var zones = GroupSection.ReadZones(root, scope);
        var directories = new DirectorySection(scope);
        directories.Read(root);
        var people = new PeopleSection(scope, directories);
        people.Read(root, adminPassword);
        var policies = root.Part("policies", Shapes.Policies);
        var apps = new AppSection(scope);
        var configuration = new OrgConfiguration
        {
            Id = Ids.Org(org.Name),
            Name = org.Name,
            Features = org.Features,
            Settings = org.Settings,
            TrustedProxies = org.TrustedProxies,
            Groups = groups,
            Zones = zones,
            Directories = directories.Integrations,
            SignOn = new SignOnSection(scope).Read(policies),
            Passwords = OtherPolicies.Passwords(policies, scope),
            Enrollment = OtherPolicies.Enrollment(policies, scope),
            Apps = apps.Read(root),
            AuthorizationServers = new AuthorizationServerSection(scope, apps.Clients).Read(root),
            SigningKey = org.Signing.Key,
            SigningAlgorithm = org.Signing.Algorithm,
            IdentityProviders = IdentityProviderSection.Read(root, scope),
            TrustedOrigins = AccessSection.Origins(root, scope),
            YubiKeys = YubiKeySection.Read(root, scope),
            ApiTokens = AccessSection.Tokens(root, people.FirstAdmin, scope),
        };
        return new OrgSeed(EngineSection.Switch(about, configuration, scope), people.Accounts, directories.Passwords(people.Passwords), directories.Seeds)
        {
            Macs = new MacSection(scope).Read(root),
        };
    }
}
