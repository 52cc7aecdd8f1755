using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary><c>/token</c>: gives tokens for what a client has to show, by the grant it names.</summary>
internal static class Token
{
    private static readonly Dictionary<string, Func<HttpContext, AuthorizationServer, App, Parameters, ValueTask<GrantResult>>> Grants = new()
    {
        ["authorization_code"] = CodeGrant.Redeem,
        ["refresh_token"] = RefreshGrant.Redeem,
        ["client_credentials"] = ClientCredentialsGrant.Redeem,
        [GrantTypes.Password] = PasswordGrant.Redeem,
        [GrantTypes.DeviceCode] = DeviceGrant.Redeem,
        [GrantTypes.TokenExchange] = TokenExchangeGrant.Redeem,
        [GrantTypes.Oob] = DirectGrants.Oob,
        [GrantTypes.Otp] = DirectGrants.Otp,
        [GrantTypes.MfaOob] = DirectGrants.MfaOob,
        [GrantTypes.MfaOtp] = DirectGrants.MfaOtp,
    };

    // Their refusals have the type of what they would have given.
    private static readonly string[] OfAccessTokens = ["client_credentials", GrantTypes.Password, GrantTypes.TokenExchange];

    internal static async Task Post(HttpContext context, AuthorizationServer server)
    {
        if (await ClientAuthentication.Read(context) is not { } request)
        {
            return;
        }

        var type = request.Form["grant_type"];
        var error = Objection(request.Client, type) ?? await DpopBinding.Require(context, request.Client);
        await (error is not null
            ? Refuse(context, request.Client, error, "token.grant")
            : await Grants[type!](context, server, request.Client, request.Form) switch
            {
                GrantResult.Refused refused => Refuse(
                    context, request.Client, refused.Error, OfAccessTokens.Contains(type) ? "token.grant.access_token" : "token.grant"),
                GrantResult.Granted granted => Write(context, server, granted),
                GrantResult.Answered => Task.CompletedTask,
                _ => throw new System.Diagnostics.UnreachableException(),
            });
    }

    private static OAuthError? Objection(App client, string? type) =>
        type is null || !Grants.ContainsKey(type) ? OAuthErrors.UnsupportedGrantType
        : client.Grants.Contains(type) ? null
        : OAuthErrors.UnauthorizedClient;

    // A device that waits is refused nothing yet, and it asks every few seconds.
    private static async Task Refuse(HttpContext context, App client, OAuthError error, string type)
    {
        if (error != OAuthErrors.AuthorizationPending && error != OAuthErrors.SlowDown && error != DirectErrors.OobPending)
        {
            await ClientRefusal.Tell(context, client, error, type);
        }

        await error.Write(context);
    }

    private static async Task Write(HttpContext context, AuthorizationServer server, GrantResult.Granted granted)
    {
        var issuer = await TokenIssuer.For(context, server, granted.Grant.BoundTo(context), granted.User);
        var accessToken = issuer.AccessToken();
        var idToken = granted.Grant.IsOpenId ? issuer.IdToken(accessToken) : null;
        context.Org().Changes.Tell("events");
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("token_type", context.Thumbprint() is null ? "Bearer" : "DPoP");
            json.WriteNumber("expires_in", issuer.AccessSeconds);
            json.WriteString("access_token", accessToken);
            json.WriteString("scope", string.Join(' ', granted.Grant.Scopes));
            if (granted.RefreshToken is { } refreshToken)
            {
                json.WriteString("refresh_token", refreshToken);
            }

            if (idToken is not null)
            {
                json.WriteString("id_token", idToken);
            }

            if (granted.IssuedTokenType is { } issued)
            {
                json.WriteString("issued_token_type", issued);
            }

            json.WriteEndObject();
        });
    }
}

/// <summary>What came of a grant. Closed.</summary>
internal abstract record GrantResult
{
    private GrantResult()
    {
    }

    internal sealed record Granted(Grant Grant, User? User, string? RefreshToken) : GrantResult
    {
        /// <summary>What came of an exchange (RFC 8693 §2.2.1); null where nothing was exchanged.</summary>
        internal string? IssuedTokenType { get; init; }
    }

    /// <summary>The answer is written already.</summary>
    internal sealed record Answered : GrantResult;

    internal sealed record Refused(OAuthError Error) : GrantResult;

    public static implicit operator GrantResult(OAuthError error) => new Refused(error);
}
