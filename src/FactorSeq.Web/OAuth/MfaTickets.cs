using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>mfa_token</c>: the right to go on, once, with a sign-in of which the password is proved.</summary>
internal static class MfaTickets
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Whether a client can go on where the password is not enough.</summary>
    internal static bool Takes(App client) => client.Grants.Contains(GrantTypes.MfaOob) || client.Grants.Contains(GrantTypes.MfaOtp);

    /// <summary>Answers 403 <c>mfa_required</c>, with a ticket.</summary>
    /// <returns>false where nobody of that name can go on with a client's grants: then nothing was answered.</returns>
    internal static async ValueTask<bool> Offer(HttpContext context, AuthorizationServer server, App client, string username, ImmutableArray<string> scopes)
    {
        var org = context.Org();
        if (!Takes(client) || await org.FindAccount(username) is not { Value.User: var user })
        {
            return false;
        }

        var now = org.Clock.Now;
        var token = Tokens.Random(20);
        var ticket = new MfaTicket(server.Id, client.ClientId, user.Id, scopes, now, now + Life);
        await org.Documents.Commit(new UnitOfWork(org.Name).Issue(DocumentKinds.MfaTickets, Tokens.Digest(token), ticket, expires: ticket.Expires));
        await OktaJson.Ok(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("error", DirectErrors.MfaRequired.Error);
                json.WriteString("error_description", DirectErrors.MfaRequired.Description);
                json.WriteString("mfa_token", token);
                json.WriteEndObject();
            },
            StatusCodes.Status403Forbidden);
        return true;
    }

    /// <returns>null where this client has no such ticket, or no longer.</returns>
    internal static async ValueTask<Stored<MfaTicket>?> Find(HttpContext context, AuthorizationServer server, App client, string token)
    {
        var org = context.Org();
        return await org.Documents.Find(org.Name, DocumentKinds.MfaTickets, Tokens.Digest(token)) is { Value: var ticket } stored
            && ticket.Server == server.Id && ticket.ClientId == client.ClientId && org.Clock.Now < ticket.Expires
                ? stored
                : null;
    }
}
