using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>Clients that are registered at run time: apps of the org like those of its seed, changed through the same document.</summary>
internal static class RegisteredClients
{
    // As long as Okta's, and enough for HS512.
    private const int SecretLength = 64;

    private static readonly OAuthError NameTaken = ClientErrors.Metadata("client_name", "An object with this field already exists in the current organization");

    /// <summary>What a new seed makes of an org: what was registered stays, but for what the seed itself now names.</summary>
    internal static OrgConfiguration Keep(OrgConfiguration kept, OrgConfiguration seed)
    {
        var registered = kept.Apps.Where(app => (app.Client?.Registration is { OfSeed: false } || app.Created is not null)
            && seed.Apps.All(own => own.ClientId != app.ClientId && own.Label != app.Label));
        return seed with { Apps = [.. seed.Apps.Select(app => WithAssigned(app, kept.Apps.FirstOrDefault(old => old.Id == app.Id))), .. registered] };
    }

    // Whom the API has assigned stays, beside those whom the seed assigns.
    private static App WithAssigned(App app, App? kept) => kept is null ? app : app with
    {
        Users = [.. app.Users.Union(kept.Users.Where(kept.Assignments.ContainsKey))],
        Groups = [.. app.Groups.Union(kept.Groups.Where(kept.Assignments.ContainsKey))],
        Assignments = kept.Assignments,
    };

    internal static async ValueTask<(App? App, OAuthError? Error)> Add(Org org, ClientMetadata metadata)
    {
        var id = Ids.New("0oa");
        var app = metadata.ApplyTo(
            new App { Id = id, ClientId = id, Label = "", Groups = [org.Current.Everyone], Created = org.Clock.Now }, NewSecret(), org.Clock.Now, ofSeed: false);
        OAuthError? error = null;
        await org.Change(configuration =>
        {
            error = configuration.Apps.Any(other => other.Label == app.Label) ? NameTaken : null;
            return error is null ? configuration with { Apps = configuration.Apps.Add(app) } : configuration;
        });
        return error is null ? (app, null) : (null, error);
    }

    internal static async ValueTask<(App? App, OAuthError? Error)> Replace(Org org, string clientId, ClientMetadata metadata)
    {
        var secret = NewSecret();
        return await Change(
            org,
            clientId,
            app => metadata.ApplyTo(app, app.ClientSecret ?? secret, org.Clock.Now, ofSeed: app.Client?.Registration?.OfSeed ?? true),
            (app, others) => others.Any(other => other.Label == app.Label) ? NameTaken : null);
    }

    internal static async ValueTask<(App? App, OAuthError? Error)> RenewSecret(Org org, string clientId)
    {
        var secret = NewSecret();
        return await Change(org, clientId, app => app.ClientSecret is null ? app : app with { ClientSecret = secret }, (_, _) => null);
    }

    internal static async ValueTask<App?> Remove(Org org, string clientId)
    {
        App? removed = null;
        await org.Change(configuration =>
        {
            removed = Find(configuration, clientId);
            return removed is null ? configuration : configuration with { Apps = configuration.Apps.Remove(removed) };
        });
        if (removed is not null)
        {
            await Leave(org, removed);
        }

        return removed;
    }

    // The function may be asked again, with what somebody else has written meanwhile.
    private static async ValueTask<(App? App, OAuthError? Error)> Change(
        Org org, string clientId, Func<App, App> change, Func<App, ImmutableArray<App>, OAuthError?> judge)
    {
        App? changed = null;
        OAuthError? error = null;
        await org.Change(configuration =>
        {
            (changed, error) = (null, OAuthErrors.InvalidClientId);
            if (Find(configuration, clientId) is not { } app)
            {
                return configuration;
            }

            var next = change(app);
            error = judge(next, configuration.Apps.Remove(app));
            changed = error is null ? next : null;
            return changed is null ? configuration : configuration with { Apps = configuration.Apps.Replace(app, changed) };
        });
        return (changed, error);
    }

    internal static App? Find(OrgConfiguration configuration, string clientId) =>
        configuration.Apps.FirstOrDefault(app => app.Type == AppType.Oidc && app.Saml is null && app.ClientId == clientId);

    /// <summary>
    /// Ends what a client that is gone was granted. Whoever names the next client like it must not find the users' consents to this one, nor may its
    /// refresh tokens count again.
    /// </summary>
    internal static async ValueTask Leave(Org org, App gone)
    {
        while (true)
        {
            var work = new UnitOfWork(org.Name);
            await foreach (var family in org.Each(DocumentKinds.RefreshTokens, family => family.Grant.ClientId == gone.ClientId))
            {
                RefreshToken.End(work, family);
            }

            await foreach (var consent in org.Each(DocumentKinds.Consents, consent => consent.ClientId == gone.ClientId))
            {
                work.Delete(DocumentKinds.Consents, consent);
            }

            if (await org.Documents.Commit(work))
            {
                return;
            }
        }
    }

    internal static string NewSecret() => Tokens.Random(SecretLength);
}
