using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Seed.Export;

/// <summary>An org as it stands now, written down as a seed that another can start from.</summary>
/// <param name="LeftOut">What the org has and a seed has no words for.</param>
internal sealed record OrgExport(string Org, JsonObject Document, IReadOnlyList<string> LeftOut)
{
    private const int Batch = 500;

    private static readonly FactorCatalog Checking = FactorSeq.Factors.All.Catalog(passwordIterations: 1);

    internal static async ValueTask<OrgExport> Of(Org org)
    {
        var configuration = org.Current.Configuration;
        var accounts = (await All(org, DocumentKinds.Accounts)).OrderBy(account => account.User.Login, StringComparer.Ordinal).ToList();
        var people = new List<(string Directory, EmbeddedPerson Person)>();
        await foreach (var (id, person) in Everything(org, EmbeddedDocuments.People))
        {
            people.Add((id.Split('/')[0], person));
        }

        var scope = new ExportScope(
            configuration, org.Catalog, accounts,
            people.OrderBy(one => one.Person.ShortName, StringComparer.Ordinal).ToLookup(one => one.Directory, one => one.Person))
        {
            Now = org.Clock.Now,
            Macs = (await All(org, DocumentKinds.Macs)).OrderBy(mac => mac.Name, StringComparer.Ordinal).ToList(),
        };
        var export = Of(scope);
        AdministrationExport.LeaveOut(scope, await org.Documents.List(org.Name, DocumentKinds.EventHooks, OrgHooks.Most));
        return export;
    }

    internal static OrgExport Of(ExportScope scope)
    {
        var document = Write(scope);
        return new OrgExport(scope.Org.Name, document, scope.LeftOut);
    }

    /// <summary>As a file: what is left out in comments, then the seed. What a start would refuse stands among the comments too.</summary>
    internal string ToYaml()
    {
        var yaml = Yaml.Write(Document);
        var text = new StringBuilder($"# The org {Org}, as FactorSeq exported it.\n");
        foreach (var what in LeftOut)
        {
            text.Append($"# Left out: {Line(what)}\n");
        }

        if (SeedResult.Read("", yaml, Checking, DateTimeOffset.UnixEpoch, "") is SeedResult.Refused refused)
        {
            foreach (var error in refused.Errors)
            {
                text.Append($"# To be mended: {Line($"{error.Path}: {error.Message}. {error.Cure}")}\n");
            }
        }

        return text.Append(yaml).ToString();
    }

    // Whatever a name has in it, a comment is one line.
    private static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u0085' or '\u2028' or '\u2029' ? ' ' : c));

    // In the order in which a seed reads best: who is there, then what holds for them.
    private static JsonObject Write(ExportScope scope)
    {
        var (users, admins) = new PeopleExport(scope).Write();
        var org = scope.Org;
        return new JsonObject()
            .Put("org", About(scope))
            .Put("apiTokens", Members.List(org.ApiTokens.Select(token => new JsonObject()
                .Put("name", token.Name)
                .Put("token", token.Token)
                .Put("user", scope.Accounts.FirstOrDefault(a => a.User.Login == token.UserLogin)?.User.Login))))
            .Put("groups", Members.List(org.Groups.Select(Group)))
            .Put("zones", Members.List(org.Zones.Select(zone => PolicyExport.Zone(zone, scope))))
            .Put("directories", Members.List(org.Directories.Select(directory => DirectoryExport.Write(directory, scope))))
            .Put("users", users)
            .Put("admins", admins)
            .Put("policies", new PolicyExport(scope).Write())
            .Put("apps", new AppExport(scope).Write())
            .Put("authorizationServers", new AuthorizationServerExport(scope).Write())
            .Put("identityProviders", Members.List(org.IdentityProviders.Select(provider => ProviderExport.Write(provider, scope))))
            .Put("trustedOrigins", Members.List(org.TrustedOrigins.Select(origin => Origin(origin, scope))
                .Where(origin => origin is not null)))
            .Put("macs", Members.List(scope.Macs.Select(mac => MacExport.Write(mac, scope))))
            .Put("yubikeys", Members.List(org.YubiKeys.Select(key => new JsonObject()
                .Put("publicId", key.PublicId).Put("aesKey", key.AesKey).Put("privateId", key.PrivateId))));
    }

    private static JsonObject About(ExportScope scope)
    {
        var org = scope.Org;
        if (!org.InactiveFactors.IsEmpty)
        {
            scope.LeaveOut($"that the org has switched off {string.Join(", ", org.InactiveFactors)}");
        }

        return new JsonObject()
            .Put("name", org.Name)
            .Put("features", org.Features)
            .Put("settings", Settings(org.Settings))
            .Put("trustedProxies", Members.Addresses(org.TrustedProxies))
            .Put("signingKey", org.SigningKey)
            .Put("signingAlgorithm", org.SigningKey is null && org.SigningAlgorithm != SigningAlgorithm.RS256 ? org.SigningAlgorithm.ToString() : null)
            .Put("identityEngine", org.Engine is not { } engine ? null : new JsonObject()
                .Put("mode", EngineSection.Mode(engine))
                .Put("methodChains", engine.MethodChains, false)
                .Put("startedAt", engine.Since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static JsonObject Settings(OrgSettings settings)
    {
        var changed = new JsonObject();
        var standard = OrgSettingsTable.Read(new OrgSettings()).ToDictionary(setting => setting.Name, setting => setting.Value);
        foreach (var (name, value) in OrgSettingsTable.Read(settings).Where(setting => !setting.Value.Equals(standard[setting.Name])))
        {
            changed[name] = value switch
            {
                bool flag => flag,
                int number => number,
                string text when name == OrgSettingsTable.RateLimits && text.Contains(':') => new JsonObject(
                    settings.RateLimits.Table.Select(limit => KeyValuePair.Create<string, JsonNode?>(limit.Key, limit.Value))),
                _ => value.ToString(),
            };
        }

        return changed;
    }

    // The built-in groups are there without being named.
    private static JsonNode? Group(Group group) => (group.Name, group.Description) switch
    {
        (Core.Users.Group.Everyone, GroupSection.AboutEveryone) or (GroupSection.Administrators, null) => null,
        (var name, null) => name,
        var (name, description) => new JsonObject().Put("name", name).Put("description", description),
    };

    private static JsonNode? Origin(TrustedOrigin origin, ExportScope scope)
    {
        if (origin.Inactive)
        {
            scope.LeaveOut($"the trusted origin {origin.Origin}, which is switched off");
            return null;
        }

        if (origin.Name is { } name && name != origin.Origin)
        {
            scope.LeaveOut($"that the trusted origin {origin.Origin} is called {name}");
        }

        return origin is { Cors: true, Redirect: true } ? JsonValue.Create(origin.Origin)
            : new JsonObject().Put("origin", origin.Origin).Put("cors", origin.Cors, true).Put("redirect", origin.Redirect, true);
    }

    private static async ValueTask<List<T>> All<T>(Org org, Core.Ports.DocumentKind<T> kind)
        where T : class
    {
        var all = new List<T>();
        await foreach (var (_, value) in Everything(org, kind))
        {
            all.Add(value);
        }

        return all;
    }

    private static async IAsyncEnumerable<(string Id, T Value)> Everything<T>(Org org, Core.Ports.DocumentKind<T> kind)
        where T : class
    {
        for (var after = "";;)
        {
            var some = await org.Documents.List(org.Name, kind, Batch, after);
            foreach (var one in some)
            {
                yield return (one.Id, one.Value);
            }

            if (some.Count < Batch)
            {
                yield break;
            }

            after = some[^1].Id;
        }
    }
}
