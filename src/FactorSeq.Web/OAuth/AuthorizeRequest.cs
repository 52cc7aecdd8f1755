using System.Collections.Immutable;
using System.Globalization;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.OAuth;

/// <summary>An authorization request of a known client with one of its redirect URIs.</summary>
internal sealed record AuthorizeRequest(AuthorizationServer Server, App App, string RedirectUri, Parameters Given)
{
    // Room for what apps put into a state, and none for what would fill a store.
    private const int MostText = 2048;

    // What is read here and on the way; nothing else of a request is kept.
    private static readonly string[] Read =
    [
        "client_id", "code_challenge", "code_challenge_method", "idp", "login_hint", "max_age", "nonce", "prompt", "redirect_uri", "response_mode",
        "response_type", "scope", "state",
    ];

    // In this order; the first that is broken is the answer.
    private static readonly (Func<AuthorizeRequest, bool> IsBroken, OAuthError Error)[] Rules =
    [
        (r => r.Given.Repeated is not null,                                         OAuthErrors.RepeatedParameter),
        (r => r.Given["request_uri"] is not null,                                   ClientErrors.RequestUri),
        (r => r.Given["state"] is null or { Length: > MostText },                   OAuthErrors.InvalidState),
        (r => r.Given["nonce"] is { Length: > MostText },                           OAuthErrors.InvalidNonce),
        (r => r.Given["login_hint"] is { Length: > MostText },                      OAuthErrors.InvalidLoginHint),
        (r => r.Type is null || !r.MayUse(r.Type),                                  OAuthErrors.UnsupportedResponseType),
        (r => r.Mode is null,                                                       OAuthErrors.UnsupportedResponseMode),
        (r => r.Asked.IsEmpty,                                                      OAuthErrors.MissingScope),
        (r => !r.Asked.All(r.Server.Knows),                                         OAuthErrors.NoMatchingScope),
        (r => OktaScopes.AreRefused(r.App, r.Asked),                                OAuthErrors.OktaScopesNotGranted),
        (r => r.NeedsOpenId && !r.Asked.Contains("openid"),                         OAuthErrors.OpenIdScopeRequired),
        (r => r.Type!.IssuesTokens && r.Given["nonce"] is null,                     OAuthErrors.InvalidNonce),
        (r => r.MustUsePkce && r.Given["code_challenge"] is null,                   OAuthErrors.PkceMissingChallenge),
        (r => !r.HasGoodChallenge,                                                  OAuthErrors.PkceInvalidChallenge),
        (r => !r.HasGoodPrompt,                                                     OAuthErrors.InvalidPrompt),
        (r => r.Given["max_age"] is not null && r.MaxAge is null,                   OAuthErrors.InvalidMaxAge),
        (r => r.Given["idp"] is not null && r.IdentityProvider is null,             OAuthErrors.InvalidIdp),
    ];

    /// <summary>Where the user is to sign in, if they must; null for here (<c>idp</c>).</summary>
    internal IdentityProvider? IdentityProvider { get; init; }

    /// <summary>Null where this server knows no such type.</summary>
    internal ResponseType? Type { get; } = ResponseType.Find(Given["response_type"]);

    /// <summary>How the answer travels; null where it may not travel as asked.</summary>
    internal ResponseMode? Mode => ResponseMode.Find(Given["response_mode"], Type?.IssuesTokens == true, RedirectUri);

    /// <summary>The answer's way back, for errors too.</summary>
    internal Reply Reply => new(RedirectUri, Mode ?? ResponseMode.Default(Type?.IssuesTokens == true), Given["state"]);

    internal bool MayPrompt => !Words("prompt").Contains("none");

    /// <summary>Whether the user is asked for consent, given before or not.</summary>
    internal bool WantsConsent => Words("prompt").Contains("consent");

    internal bool WantsNewSignIn => Words("prompt").Contains("login");

    /// <summary>How long ago the user may have signed in.</summary>
    internal TimeSpan? MaxAge =>
        int.TryParse(Given["max_age"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The scopes that are granted: all that were asked for, but of Okta's API what the app was granted, offline access only where it has refresh tokens.</summary>
    internal ImmutableArray<string> Scopes =>
        [.. Asked.Where(scope => OktaScopes.MayHave(App, scope)).Where(scope => scope != "offline_access" || Type!.IssuesCode && App.Grants.Contains("refresh_token"))];

    /// <summary>What of it is kept while its user signs in.</summary>
    internal ImmutableSortedDictionary<string, string> Kept =>
        Given.Values.RemoveRange(Given.Values.Keys.Except(Read));

    /// <summary>What a policy knows this request by.</summary>
    internal string GrantType => Type!.IssuesCode ? "authorization_code" : "implicit";

    internal OAuthError? Objection => Rules.FirstOrDefault(rule => rule.IsBroken(this)).Error;

    private ImmutableArray<string> Asked => Given["scope"] is null ? Server.DefaultScopes : [.. Words("scope").Distinct()];

    // A custom server may be asked for access alone, and the org's own for access to its API; else that is for sign-in.
    private bool NeedsOpenId => Server.Custom is null && !Asked.All(OktaApiScopes.Are) || Type!.IssuesIdToken || Asked.Any(scope => scope != "offline_access" && StandardScopes.Are(scope));

    private bool MustUsePkce => Type!.IssuesCode && (App.IsPublic || App.RequiresPkce);

    private bool HasGoodChallenge => (Given["code_challenge"], Given["code_challenge_method"]) switch
    {
        (null, null) => true,
        ({ } challenge, Pkce.Method) => Pkce.IsChallenge(challenge),
        _ => false,
    };

    private bool HasGoodPrompt =>
        Words("prompt").All(word => word is "none" or "login" or "consent") && (MayPrompt || Words("prompt").Length == 1);

    private bool MayUse(ResponseType type) =>
        (!type.IssuesCode || App.Grants.Contains("authorization_code")) && (!type.IssuesTokens || App.Grants.Contains("implicit"));

    private string[] Words(string name) => Given[name]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
