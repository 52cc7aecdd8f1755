using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>grant_type=authorization_code</c> (RFC 6749 §4.1.3, RFC 7636 §4.6).</summary>
internal static class CodeGrant
{
    internal static async ValueTask<GrantResult> Redeem(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        var org = context.Org();
        while (form["code"] is { } text
            && await org.Documents.Find(org.Name, DocumentKinds.Codes, Tokens.Digest(text)) is { Value: var code } stored
            && org.Clock.Now < code.Expires
            && code.Grant.Server == server.Id
            && code.Grant.ClientId == client.ClientId)
        {
            if (code.Spent is not null)
            {
                await CodeReplay.End(org, stored, code.Spent);
                return OAuthErrors.InvalidCode;
            }

            if (form["redirect_uri"] != code.RedirectUri)
            {
                return OAuthErrors.MismatchedRedirectUri;
            }

            if (Objection(form["code_verifier"], code.Challenge) is { } error)
            {
                return error;
            }

            if (await org.FindAccountById(code.Grant.UserId!) is not { Value.User: var user } || !Caller.MayHaveTokens(user))
            {
                return OAuthErrors.InvalidCode;
            }

            if (await Spend(context, server, stored, user) is { } granted)
            {
                return granted;
            }
        }

        return OAuthErrors.InvalidCode;
    }

    /// <returns>null where a rival was faster: of any number one spends the code in the version it read, and the others find it spent.</returns>
    private static async ValueTask<GrantResult?> Spend(HttpContext context, AuthorizationServer server, Stored<AuthorizationCode> stored, User user)
    {
        var org = context.Org();
        var code = stored.Value;
        var grant = code.Grant.BoundTo(context) with { AccessTokenId = TokenIssuer.NewAccessTokenId() };
        var work = new UnitOfWork(org.Name);
        var refreshToken = code.Grant.Scopes.Contains("offline_access") ? RefreshToken.New(work, grant, org.Clock.Now) : null;
        var spent = new SpentCode(
            grant.AccessTokenId,
            TokenIssuer.AccessEnd(grant, org.Clock.Now),
            refreshToken is null ? null : RefreshToken.FamilyOf(refreshToken));
        work.Update(DocumentKinds.Codes, stored, code with { Spent = spent }, code.Expires);
        work.LogTokens(context, server, grant, user);
        return await org.Documents.Commit(work) ? new GrantResult.Granted(grant, user, refreshToken) : null;
    }

    // A verifier without a challenge means that somebody took the challenge out of the request (RFC 9700 §4.8.2).
    private static OAuthError? Objection(string? verifier, string? challenge) => (verifier, challenge) switch
    {
        (null, null) => null,
        (null, _) => OAuthErrors.PkceMissingVerifier,
        (_, null) => OAuthErrors.PkceVerificationFailed,
        _ => Pkce.Proves(verifier, challenge) ? null : OAuthErrors.PkceVerificationFailed,
    };
}
