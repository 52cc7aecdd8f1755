using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Throttling;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>grant_type=password</c> (RFC 6749 §4.3; Okta, "Resource Owner Password flow"): an app that asks for the password itself.</summary>
internal static class PasswordGrant
{
    internal static async ValueTask<GrantResult> Redeem(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        if (form["username"] is not { } username || form["password"] is not { } password)
        {
            return OAuthErrors.NoPasswordCredentials;
        }

        var asked = ScopeRules.Asked(server, form);
        if (ScopeRules.Objection(server, client, asked) is { } objection)
        {
            return objection;
        }

        if (await RateLimiter.Refuses(context, username))
        {
            return new GrantResult.Answered();
        }

        var org = context.Org();
        var type = server.Event("token.grant.access_token");
        var proof = await PasswordSignOn.Try(context, username, password);
        if (proof is not PasswordProof.Proved proved)
        {
            var error = ((PasswordProof.Refused)proof).Error;
            await org.Documents.Commit(new UnitOfWork(org.Name).Log(context, type, client, error));
            org.Changes.Tell("events");
            return error == OAuthErrors.PasswordNeedsMfa && await MfaTickets.Offer(context, server, client, username, ScopeRules.Granted(client, asked))
                ? new GrantResult.Answered()
                : error;
        }

        var user = proved.Account.User;
        var work = new UnitOfWork(org.Name);
        if (await org.Documents.Find(org.Name, DocumentKinds.SessionTokens, Tokens.Digest(proved.SessionToken)) is { } unused)
        {
            work.Delete(DocumentKinds.SessionTokens, unused);
        }

        var scopes = ScopeRules.Granted(client, asked);
        var (lifetimes, refusal) = Door(context, client, proved) is { } closed ? (null, closed) : server.Decide(client, GrantTypes.Password, scopes, user);
        if (refusal is null && !(await Consents.Missing(org, server, client, user.Id, scopes)).IsEmpty)
        {
            refusal = OAuthErrors.NoUserToConsent;
        }

        if (refusal is not null)
        {
            await org.Documents.Commit(work.Log(context, type, user, refusal));
            org.Changes.Tell("events");
            return refusal;
        }

        var grant = new Grant(server.Id, client.ClientId, user.Id, scopes, proved.Grant.Amr, proved.Grant.At, null)
        {
            Lifetimes = lifetimes!,
            AccessTokenId = TokenIssuer.NewAccessTokenId(),
            Thumbprint = context.Thumbprint(),
        };
        var refreshToken = scopes.Contains("offline_access") ? RefreshToken.New(work, grant, org.Clock.Now) : null;
        work.LogTokens(context, server, grant, user);
        if (await org.Documents.Commit(work))
        {
            return new GrantResult.Granted(grant, user, refreshToken);
        }

        // Somebody took this very sign-in back, or used it.
        await org.Documents.Commit(new UnitOfWork(org.Name).Log(context, type, user, OAuthErrors.WrongPasswordCredentials));
        org.Changes.Tell("events");
        return OAuthErrors.WrongPasswordCredentials;
    }

    // Whoever is not assigned, and whatever the app's own policy wants more, ends here: there is no page to prove it on.
    private static OAuthError? Door(HttpContext context, App client, PasswordProof.Proved proved)
    {
        if (!client.IsAssignedTo(proved.Account.User))
        {
            return OAuthErrors.UserNotAssigned;
        }

        var grant = proved.Grant;
        var session = new Session(
            grant.UserId, proved.Account.User.Login, grant.Amr, grant.Limits, grant.At, grant.At, grant.PasswordProved, grant.FactorProved) { Proved = grant.Proved };
        return AppEntrance.Decide(context.Org(), Client.Of(context), client, proved.Account, session).Access switch
        {
            AppAccess.Granted => null,
            AppAccess.Denied => OAuthErrors.PasswordDenied,
            _ => OAuthErrors.PasswordNeedsMfa,
        };
    }
}
