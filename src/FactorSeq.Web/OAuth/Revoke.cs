using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>/revoke</c> (RFC 7009): a client ends its own tokens. Whatever the token was, the answer is 200.</summary>
internal static class Revoke
{
    internal static async Task Post(HttpContext context, AuthorizationServer server)
    {
        if (await ClientAuthentication.Read(context) is not { } request)
        {
            return;
        }

        if (request.Form["token"] is not { } text)
        {
            await OAuthErrors.MissingToken.Write(context);
            return;
        }

        var org = context.Org();
        var revoked = await RefreshToken.Revoke(org, server, request.Client, text);
        if (await AccessToken.Read(context, server, text) is { } token && token.ClientId == request.Client.ClientId)
        {
            // Another request that revokes it at the same moment will do as well.
            revoked |= await org.Documents.Commit(new UnitOfWork(org.Name).Insert(
                DocumentKinds.RevokedTokens, Tokens.Digest(token.Id), new RevokedToken(token.ClientId), expires: token.Expires));
        }

        if (revoked)
        {
            await org.Documents.Commit(new UnitOfWork(org.Name).Log(context, server.Event("token.revoke"), request.Client));
            org.Changes.Tell("events");
        }

        // Clients read JSON here; okta-auth-js fails to sign out when a JSON answer is empty.
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteEndObject();
        });
    }
}
