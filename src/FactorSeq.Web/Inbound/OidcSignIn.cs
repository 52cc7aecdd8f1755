using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Inbound;

/// <summary>Signs somebody in by an OIDC provider: a code with PKCE, exchanged here, and an ID token that is judged here.</summary>
internal static class OidcSignIn
{
    /// <summary>The redirect URI that providers must know; Okta's.</summary>
    internal const string Callback = "/oauth2/v1/authorize/callback";

    private const int StateLength = 43;

    private static readonly string[] Single = ["state", "code", "iss", "error"];

    internal static async Task Begin(HttpContext context, IdentityProvider provider, string? loginHint)
    {
        using var time = new ProviderTime(context);
        if (await OidcProvider.Of(provider.Oidc!, time) is not { } farEnd)
        {
            await InboundSignIn.Refuse(context, provider, InboundErrors.Unreachable, loginHint);
            return;
        }

        var state = Tokens.Random(StateLength);
        var request = await InboundSignIn.PutAway(context, provider, state);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(farEnd.Authorization(request, state, Challenge(request.Verifier!), RedirectUri(context), loginHint));
    }

    internal static async Task End(HttpContext context)
    {
        var org = context.Org();
        var query = context.Request.Query;
        if (Single.Any(name => query[name].Count > 1))
        {
            await InboundErrors.RepeatedParameter.Show(context);
            return;
        }

        if (await InboundSignIn.Find(context, query["state"]) is not { } request
            || org.Current.Configuration.Provider(request.Value.ProviderId) is not { Oidc: not null } provider)
        {
            await InboundErrors.InvalidState.Show(context);
            return;
        }

        // Spent before anything is asked of anybody: a second code for the same state is nobody's.
        if (!await InboundSignIn.Claim(org, request))
        {
            await InboundErrors.InvalidState.Show(context);
            return;
        }

        var (user, error) = await Judge(context, provider, request.Value);
        await (user is not null
            ? InboundSignIn.Finish(context, provider, user, request.Value.Target)
            : InboundSignIn.Refuse(context, provider, error!));
    }

    private static async ValueTask<(InboundUser? User, InboundError? Error)> Judge(HttpContext context, IdentityProvider provider, ExternalSignInRequest request)
    {
        var query = context.Request.Query;
        using var time = new ProviderTime(context);
        if (await OidcProvider.Of(provider.Oidc!, time) is not { } farEnd)
        {
            return (null, InboundErrors.Unreachable);
        }

        // A code of another provider's must not be shown to this one (RFC 9207 §2.4).
        var issuer = query["iss"].ToString();
        if (issuer.Length == 0 ? farEnd.NamesItself : issuer != provider.Oidc!.Issuer)
        {
            return (null, InboundErrors.WrongIssuer);
        }

        if (query["error"].ToString().Length > 0)
        {
            return (null, InboundErrors.Refused);
        }

        if (query["code"].ToString() is not { Length: > 0 } code)
        {
            return (null, InboundErrors.NoCode);
        }

        if (await farEnd.Exchange(code, request.Verifier!, RedirectUri(context), time) is not { } tokens || tokens.Text("id_token") is not { } idToken)
        {
            return (null, time.IsUp ? InboundErrors.Unreachable : InboundErrors.CodeRefused);
        }

        if (await FarEndHttp.Get(farEnd.Endpoints.Jwks, time) is not { } keys)
        {
            return (null, InboundErrors.Unreachable);
        }

        var accessToken = tokens.Text("access_token");
        var (claims, error) = await IdTokenCheck.Judge(
            idToken, accessToken, keys, provider.Oidc!, request.Nonce!, provider.Policy.ClockSkew, context.Org().Clock.Now);
        if (claims is null)
        {
            return (null, error);
        }

        // The ID token's word counts for more: it is signed.
        var more = accessToken is null || farEnd.Endpoints.UserInfo is null ? null : await farEnd.UserInfo(accessToken, time);
        return more is not null && more.Text("sub") != claims.Text("sub")
            ? (null, InboundErrors.InvalidUserInfo)
            : (User(claims, more), null);
    }

    private static InboundUser User(JsonObject claims, JsonObject? more)
    {
        var attributes = ImmutableDictionary.CreateBuilder<string, object>(StringComparer.Ordinal);
        foreach (var (name, node) in (more ?? []).Concat(claims))
        {
            if (Value(node) is { } value)
            {
                attributes[name] = value;
            }
        }

        var subject = claims.Text("sub")!;
        attributes["externalId"] = subject;
        Also("userName", "preferred_username", "email");
        Also("firstName", "given_name");
        Also("lastName", "family_name");
        Also("displayName", "name");
        return new InboundUser(subject, attributes.ToImmutable());

        // Okta's names for what the provider calls otherwise.
        void Also(string name, params ReadOnlySpan<string> claimNames)
        {
            foreach (var claim in claimNames)
            {
                if (attributes.TryGetValue(claim, out var value))
                {
                    attributes.TryAdd(name, value);
                }
            }
        }
    }

    private static object? Value(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonArray array => array.OfType<JsonValue>().Select(item => item.ToString()).ToArray(),
        JsonValue value => value.ToJsonString(),
        _ => null,
    };

    private static string RedirectUri(HttpContext context) => context.BaseUrl() + Callback;

    private static string Challenge(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
