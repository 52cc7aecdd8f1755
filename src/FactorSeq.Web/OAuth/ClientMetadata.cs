using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>What a registration says of a client, checked (RFC 7591 §2; Okta, "Dynamic Client Registration: client application properties").</summary>
internal sealed class ClientMetadata
{
    private static readonly ImmutableArray<string> Types = ["web", "native", "browser", "service"];

    private static readonly ImmutableArray<string> ResponseTypes = ["code", "token", "id_token"];

    private static readonly string[] Addresses = ["client_uri", "logo_uri", "initiate_login_uri", "policy_uri", "tos_uri", "jwks_uri"];

    private static readonly string[] ServersOwn = ["client_id", "client_secret"];

    private static readonly string[] Instants = ["client_id_issued_at", "client_secret_expires_at"];

    // Grants that this table does not know are any client's.
    private static readonly (string Grant, string[] Types)[] GrantsByType =
    [
        ("authorization_code", ["web", "native", "browser"]),
        ("implicit",           ["web", "native", "browser"]),
        ("refresh_token",      ["web", "native", "browser"]),
        ("password",           ["native"]),
        ("client_credentials", ["web", "service"]),
    ];

    private const string SecretInBrowser = "A client in a browser must use none.";

    // In this order; the first that is broken is the answer.
    private static readonly (Func<ClientMetadata, bool> IsBroken, string Member, string Fault)[] Rules =
    [
        (m => string.IsNullOrWhiteSpace(m.name),                                    "client_name",                "The field cannot be left blank"),
        (m => !Types.Contains(m.type),                                              "application_type",           "The value must be one of: web, native, browser, service."),
        (m => !m.grants.All(AppSection.Grants.Contains),                            "grant_types",                "A grant type is not supported."),
        (m => m.grants.Any(grant => !m.MayHave(grant)),                             "grant_types",                "A grant type is not valid for the application type."),
        (m => m.type is "web" or "native" && !m.grants.Contains("authorization_code"), "grant_types",             "The application type needs authorization_code."),
        (m => !m.responses.All(ResponseTypes.Contains),                             "response_types",             "The values must be of: code, token, id_token."),
        (m => m.grants.Contains("authorization_code") != m.responses.Contains("code"), "response_types",          "The value code goes with the grant type authorization_code."),
        (m => m.type != "service" && m.grants.Contains("implicit") != m.responses.Any(r => r != "code"), "response_types", "The values token and id_token go with the grant type implicit."),
        (m => m.UsesBrowser && m.redirects.IsEmpty,                                 "redirect_uris",              "At least one redirect URI is required."),
        (m => !m.redirects.All(Formats.IsRedirect),                                 "redirect_uris",              "A redirect URI must be absolute and have no fragment."),
        (m => !m.postLogout.All(Formats.IsRedirect),                                "post_logout_redirect_uris",  "A redirect URI must be absolute and have no fragment."),
        (m => m.method is null,                                                     "token_endpoint_auth_method", "The value is not supported."),
        (m => m.type == "browser" && m.method != ClientAuthenticationMethod.None,   "token_endpoint_auth_method", SecretInBrowser),
        (m => m.grants.Contains("client_credentials") && m.method == ClientAuthenticationMethod.None, "token_endpoint_auth_method", "The grant type client_credentials needs another method than none."),
        (m => m.jwks is not null && ClientKeys.ReadSet(m.jwks).Fault is not null,   "jwks",                       "The field must be a set of public keys, RSA of 2048 bits or more, or on P-256, P-384 or P-521."),
        (m => m.jwks is not null && m["jwks_uri"] is not null,                      "jwks_uri",                   "The field cannot stand beside jwks."),
        (m => m.method == ClientAuthenticationMethod.PrivateKeyJwt && !m.HasKeys,   "jwks",                       "The method private_key_jwt needs a key."),
        (m => m.algorithm is not null && !SigningAlgorithms.All.Contains(m.algorithm), "request_object_signing_alg", "The value is not supported."),
        (m => m.algorithm is not null && !m.CanSign(m.algorithm),                   "request_object_signing_alg", "The client has nothing to sign with by this algorithm."),
        (m => m.binds && m.grants.Contains("implicit"),                             "dpop_bound_access_tokens",   "The grant type implicit cannot be bound to a key."),
    ];

    private readonly JsonElement given;
    private readonly string? name;
    private readonly string type;
    private readonly ImmutableArray<string> grants;
    private readonly ImmutableArray<string> responses;
    private readonly ImmutableArray<string> redirects;
    private readonly ImmutableArray<string> postLogout;
    private readonly ClientAuthenticationMethod? method;
    private readonly string? jwks;
    private readonly string? algorithm;
    private readonly bool binds;
    private string? wrongList;

    private ClientMetadata(JsonElement given)
    {
        this.given = given;
        name = this["client_name"];
        type = this["application_type"] ?? "web";
        grants = List("grant_types") ?? (type == "service" ? ["client_credentials"] : ["authorization_code"]);
        responses = List("response_types") ?? (type == "service" ? ["token"] : ["code"]);
        redirects = List("redirect_uris") ?? [];
        postLogout = List("post_logout_redirect_uris") ?? [];
        var named = Array.IndexOf(ClientAuthentication.Methods, this["token_endpoint_auth_method"] ?? (type == "browser" ? "none" : "client_secret_basic"));
        method = named < 0 ? null : (ClientAuthenticationMethod)named;
        jwks = given.TryGetProperty("jwks", out var keys) && keys.ValueKind != JsonValueKind.Null ? keys.GetRawText() : null;
        algorithm = this["request_object_signing_alg"];
        binds = bool.TryParse(this["dpop_bound_access_tokens"], out var flag) && flag;
    }

    private bool HasKeys => jwks is not null || this["jwks_uri"] is not null;

    private bool HasSecret => method is not (ClientAuthenticationMethod.None or ClientAuthenticationMethod.PrivateKeyJwt);

    private bool UsesBrowser => grants.Contains("authorization_code") || grants.Contains("implicit");

    private string? this[string member] => JsonBody.Text(given, member);

    /// <param name="known">The client, where there is one already.</param>
    /// <param name="ofApp">Whether an administrator describes it, whom Okta lets give a client in a browser a secret.</param>
    internal static (ClientMetadata? Metadata, OAuthError? Error) Read(JsonElement given, App? known, bool ofApp = false)
    {
        var metadata = new ClientMetadata(given);
        if (metadata.wrongList is { } list)
        {
            return (null, ClientErrors.Metadata(list, "The field must be a list of texts."));
        }

        if (Rules.FirstOrDefault(rule => rule.IsBroken(metadata) && !(ofApp && rule.Fault == SecretInBrowser)) is { Fault: not null } rule)
        {
            return (null, ClientErrors.Metadata(rule.Member, rule.Fault));
        }

        if (Addresses.FirstOrDefault(member => metadata[member] is { } text && !ClientKeysSection.IsAddress(text)) is { } address)
        {
            return (null, ClientErrors.Metadata(address, "The value must be an http or https URL."));
        }

        return metadata.Unchangeable(known) is { } fixedMember
            ? (null, ClientErrors.Metadata(fixedMember, "The field cannot be specified."))
            : (metadata, null);
    }

    /// <summary>A client as this describes it.</summary>
    /// <param name="secret">For where it needs one.</param>
    /// <param name="ofSeed">Whether the seed has it.</param>
    internal App ApplyTo(App app, string secret, DateTimeOffset now, bool ofSeed) => app with
    {
        Label = name!,
        ClientSecret = HasSecret ? secret : null,
        Grants = grants,
        RedirectUris = redirects,
        PostLogoutRedirectUris = postLogout,
        LaunchUri = this["initiate_login_uri"],
        Client = new OAuthClient
        {
            Method = method,
            Jwks = jwks,
            JwksUri = this["jwks_uri"],
            RequestObjectAlgorithm = algorithm,
            BindsTokens = binds,
            Registration = new ClientRegistration(
                app.Client?.Registration?.IssuedAt ?? now,
                type,
                responses,
                this["client_uri"],
                this["logo_uri"],
                this["initiate_login_uri"],
                this["policy_uri"],
                this["tos_uri"])
            {
                OfSeed = ofSeed,
            },
        },
    };

    private bool MayHave(string grant) => GrantsByType.FirstOrDefault(row => row.Grant == grant).Types is not { } types || types.Contains(type);

    private bool CanSign(string with) => SigningAlgorithms.AreOfSecrets(with) ? HasSecret : HasKeys;

    // The server's own members: it alone gives them, and a client keeps its id and its type for good.
    private string? Unchangeable(App? known)
    {
        if (known is null)
        {
            return ServersOwn.Concat(Instants).FirstOrDefault(member => this[member] is not null);
        }

        return this["client_id"] is { } id && id != known.ClientId ? "client_id"
            : this["client_secret"] is { } secret && secret != known.ClientSecret ? "client_secret"
            : known.Client?.Registration is { } registered && registered.ApplicationType != type ? "application_type"
            : Instants.FirstOrDefault(member => this[member] is not null);
    }

    private ImmutableArray<string>? List(string member)
    {
        if (!given.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            wrongList ??= member;
            return [];
        }

        return [.. value.EnumerateArray().Select(item => item.GetString()!).Distinct()];
    }
}
