using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>What users have consented to, and what they still have to (Okta, "Request user consent": the table of prompt, consent_method and consent).</summary>
internal static class Consents
{
    /// <summary>The scopes of a request that its user has to be asked about.</summary>
    /// <param name="anew">Whether to ask about all that can be asked about, consented to or not: <c>prompt=consent</c>.</param>
    internal static async ValueTask<ImmutableArray<string>> Missing(
        Org org, AuthorizationServer server, App client, string userId, ImmutableArray<string> scopes, bool anew = false)
    {
        ImmutableArray<string> asked = client.RequiresConsent || anew ? Asking(server, scopes) : [];
        return asked.IsEmpty || anew ? asked : [.. asked.Except((await Find(org, server, client, userId))?.Value.Scopes ?? [])];
    }

    /// <summary>The scopes that users are asked about at all.</summary>
    internal static ImmutableArray<string> Asking(AuthorizationServer server, ImmutableArray<string> scopes) =>
        [.. scopes.Where(scope => server.ConsentTo(scope) != ScopeConsent.Implicit)];

    /// <summary>Keeps what a user has consented to, with what they consented to before.</summary>
    internal static async ValueTask Keep(Org org, AuthorizationServer server, App client, string userId, ImmutableArray<string> scopes)
    {
        if (Asking(server, scopes) is not { IsEmpty: false } asked)
        {
            return;
        }

        while (true)
        {
            var stored = await Find(org, server, client, userId);
            ImmutableArray<string> all = [.. (stored?.Value.Scopes ?? []).Union(asked).Order(StringComparer.Ordinal)];
            var consent = new Consent(userId, client.ClientId, server.Id, all, org.Clock.Now);
            var work = new UnitOfWork(org.Name);
            if (await org.Documents.Commit(stored is null
                ? work.Insert(DocumentKinds.Consents, Id(server, client, userId), consent)
                : work.Update(DocumentKinds.Consents, stored, consent)))
            {
                return;
            }
        }
    }

    private static ValueTask<Stored<Consent>?> Find(Org org, AuthorizationServer server, App client, string userId) =>
        org.Documents.Find(org.Name, DocumentKinds.Consents, Id(server, client, userId));

    private static string Id(AuthorizationServer server, App client, string userId) => Tokens.Digest($"{userId} {server.Id} {client.ClientId}");
}
