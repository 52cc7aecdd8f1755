using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Throttling;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>The grants of direct authentication: tokens for a factor that the client has put to the user itself.</summary>
internal static class DirectGrants
{
    /// <summary><c>urn:okta:params:oauth:grant-type:oob</c>: polled while the phone is waited for.</summary>
    internal static ValueTask<GrantResult> Oob(HttpContext context, AuthorizationServer server, App client, Parameters form) => form["oob_code"] is { } code
        ? Tokens(context, server, client, form, GrantTypes.Oob, null, with =>
            DirectAuthentication.Take(context, server, client, Wire.Tokens.Digest(code), challenge => challenge.MfaTicket is null, with))
        : new(DirectErrors.NoOobCode);

    /// <summary><c>urn:okta:params:oauth:grant-type:otp</c>: a code of Okta Verify alone.</summary>
    internal static async ValueTask<GrantResult> Otp(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        if (form["login_hint"] is not { } login)
        {
            return DirectErrors.NoLoginHint;
        }

        return form["otp"] is not { } otp ? DirectErrors.NoOtp
            : await RateLimiter.Refuses(context, login) ? new GrantResult.Answered()
            : await Tokens(context, server, client, form, GrantTypes.Otp, null, with =>
                DirectAuthentication.TakeOtp(context, server, client, login, new Secret(otp), afterPassword: false, with));
    }

    /// <summary><c>http://auth0.com/oauth/grant-type/mfa-oob</c>: a push after the password.</summary>
    internal static async ValueTask<GrantResult> MfaOob(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        if (form["mfa_token"] is not { } token)
        {
            return DirectErrors.NoMfaToken;
        }

        return form["oob_code"] is not { } code ? DirectErrors.NoOobCode
            : await MfaTickets.Find(context, server, client, token) is not { } ticket ? DirectErrors.InvalidMfaToken
            : await Tokens(context, server, client, form, GrantTypes.MfaOob, ticket, with =>
                DirectAuthentication.Take(context, server, client, Wire.Tokens.Digest(code), challenge => challenge.MfaTicket == ticket.Id, with));
    }

    /// <summary><c>http://auth0.com/oauth/grant-type/mfa-otp</c>: a code after the password.</summary>
    internal static async ValueTask<GrantResult> MfaOtp(HttpContext context, AuthorizationServer server, App client, Parameters form)
    {
        if (form["mfa_token"] is not { } token)
        {
            return DirectErrors.NoMfaToken;
        }

        return form["otp"] is not { } otp ? DirectErrors.NoOtp
            : await MfaTickets.Find(context, server, client, token) is not { } ticket
                || await context.Org().FindAccountById(ticket.Value.UserId) is not { } account ? DirectErrors.InvalidMfaToken
            : await Tokens(context, server, client, form, GrantTypes.MfaOtp, ticket, with =>
                DirectAuthentication.TakeOtp(context, server, client, account.Value.User.Login, new Secret(otp), afterPassword: true, with));
    }

    // What is written with the proof: the tokens' beginnings, and the end of the ticket. A proof whose scopes are refused stays used up.
    private static async ValueTask<GrantResult> Tokens(
        HttpContext context,
        AuthorizationServer server,
        App client,
        Parameters form,
        string grantType,
        Stored<MfaTicket>? ticket,
        Func<Func<UnitOfWork, DirectProof.Proved, OAuthError?>, ValueTask<DirectProof>> prove)
    {
        var asked = form["scope"] is null && ticket is not null ? [.. ticket.Value.Scopes] : ScopeRules.Asked(server, form);
        if (ScopeRules.Objection(server, client, asked) is { } objection)
        {
            return objection;
        }

        var org = context.Org();
        var scopes = ScopeRules.Granted(client, asked);
        if (scopes.Any(scope => server.ConsentTo(scope) == Core.Authorization.ScopeConsent.Required) && client.RequiresConsent)
        {
            return OAuthErrors.NoUserToConsent;
        }

        Grant? grant = null;
        string? refreshToken = null;
        var proof = await prove((work, proved) =>
        {
            var user = proved.Account.User;
            var (lifetimes, refusal) = server.Decide(client, grantType, scopes, user);
            if (ticket is not null)
            {
                work.Delete(DocumentKinds.MfaTickets, ticket);
            }

            if (refusal is not null)
            {
                work.Log(context, server.Event("token.grant"), user, refusal);
                return refusal;
            }

            var now = org.Clock.Now;
            grant = new Grant(
                server.Id, client.ClientId, user.Id, scopes, [.. DirectDoor.Amr(org, proved.Enrollment.Kind, ticket is not null)], now, null)
            {
                Lifetimes = lifetimes!,
                AccessTokenId = TokenIssuer.NewAccessTokenId(),
                Thumbprint = context.Thumbprint(),
            };
            refreshToken = scopes.Contains("offline_access") ? RefreshToken.New(work, grant, now) : null;
            work.LogTokens(context, server, grant, user);
            return null;
        });
        return proof switch
        {
            DirectProof.Proved proved => new GrantResult.Granted(grant!, proved.Account.User, refreshToken),
            DirectProof.Refused refused => refused.Error,
            _ => DirectErrors.OobPending,
        };
    }
}
