using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Policies;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>An org whose administrators make its apps and its authorization servers, and what its users then get of them.</summary>
internal static partial class AppsOrg
{
    internal const string Apps = "/api/v1/apps";
    internal const string Servers = "/api/v1/authorizationServers";
    internal const string Callback = "http://made.test/cb";
    internal const string Secret = "made-secret-of-14-or-more";

    internal static string Seed { get; } = Seeds.WithRule("authenticate: password", features: "", more: """
        admins:
          - { login: root@demo.test, firstName: Root, lastName: Admin, password: Passw0rd-root }
          - { login: apps@demo.test, firstName: App, lastName: Admin, roles: [ APP_ADMIN ] }
          - { login: api@demo.test, firstName: Api, lastName: Admin, roles: [ API_ACCESS_MANAGEMENT_ADMIN ] }
          - { login: read@demo.test, firstName: Read, lastName: Only, roles: [ READ_ONLY_ADMIN ] }
        apiTokens:
          - { name: ci, token: 00ci-token }
          - { name: apps, token: 00apps-token, user: apps@demo.test }
          - { name: api, token: 00api-token, user: api@demo.test }
          - { name: read, token: 00read-token, user: read@demo.test }
          - { name: ana, token: 00ana-token, user: ana@demo.test }
        apps:
          - { label: Seeded, clientId: seeded, clientSecret: seeded-secret, redirectUris: [ "http://seeded.test/cb" ], grants: [ authorization_code, refresh_token ], assign: [ Everyone ] }
          - { label: Wiki, type: saml, ssoAcsUrl: "http://wiki.test/acs", audience: wiki, assign: [ ana@demo.test ] }
          - { label: News, type: bookmark, url: "http://news.test/", assign: [ Everyone ] }
        authorizationServers:
          - { name: Orders, id: orders, audience: "api://orders", scopes: [ orders.read ] }
        """);

    internal static Task<Administration> Start(string? data = null) => Administration.Start(Seed, data);

    /// <summary>What Terraform posts of a web app.</summary>
    internal static JsonObject Web(string label = "Made", string settings = "", string credentials = "") => JsonNode.Parse($$$$"""
        {"accessibility":{},"label":"{{{{label}}}}","name":"oidc_client","signOnMode":"OPENID_CONNECT",
         "credentials":{"oauthClient":{"autoKeyRotation":true,"pkce_required":false,"token_endpoint_auth_method":"{{{{(credentials.Contains("secret") ? "client_secret_post" : "client_secret_basic")}}}}"{{{{credentials}}}}},
           "userNameTemplate":{"template":"${source.login}","type":"BUILT_IN"}},
         "settings":{"notes":{},"oauthClient":{"application_type":"web","consent_method":"TRUSTED","grant_types":["authorization_code"],
           "idp_initiated_login":{"default_scope":[],"mode":"DISABLED"},"issuer_mode":"ORG_URL","redirect_uris":["{{{{Callback}}}}"],
           "response_types":["code"],"wildcard_redirect":"DISABLED"{{{{settings}}}}}},
         "visibility":{"hide":{"iOS":true,"web":true}}}
        """)!.AsObject();

    internal static string WithSecret { get; } = $",\"client_secret\":\"{Secret}\"";

    internal static async Task<string> Made(this Administration admin, JsonNode app) => (await admin.Post(Apps, app)).Expect(200).Text("id")!;

    internal static string Id(this Administration admin, string label) => admin.Org.Org.Current.Configuration.Apps.Single(app => app.Label == label).Id;

    internal static string User(this Administration admin, string login) =>
        admin.Org.Org.FindAccount(login).AsTask().GetAwaiter().GetResult()!.Value.User.Id;

    internal static string Group(this Administration admin, string name) => admin.Org.Org.Current.Configuration.Groups.Single(group => group.Name == name).Id;

    /// <summary>A client that asks a server for tokens, with a user's session in its browser.</summary>
    internal static Task<RelyingParty> As(
        this Administration admin, string clientId, string server = "/oauth2/default/v1", string login = "ana@demo.test", string password = Seeds.Password) =>
        new RelyingParty(admin.Org, clientId, clientId == "seeded" ? "seeded-secret" : Secret, clientId == "seeded" ? "http://seeded.test/cb" : Callback, server)
            .As(admin.Org, login, password);

    internal static async Task<string[]> Causes(this Task<Reply> refused) =>
        [.. (await refused).Expect(400, "E0000001").Json!["errorCauses"]!.AsArray().Select(cause => (string)cause!["errorSummary"]!)];

    /// <summary>Approves an answer whose ids and secrets differ from run to run.</summary>
    internal static void Approved(string name, Reply reply) => Approve.Json(
        name,
        new Reply(reply.Status, KeyText().Replace(Secrets().Replace(RandomId().Replace(reply.Body, "{$1 id}"), "$1{secret}"), "$1{key}"), reply.Headers
            .ToDictionary(header => header.Key, header => RandomId().Replace(header.Value, "{$1 id}"))));

    [GeneratedRegex("\\b(0oa|aus|scp|ocl|oag|oar|exk|ocs)[A-Za-z0-9]{17}\\b")]
    private static partial Regex RandomId();

    [GeneratedRegex("(\"client_secret\":\")[^\"]+")]
    private static partial Regex Secrets();

    [GeneratedRegex("(\"(?:kid|n|x5t#S256)\":\"|keys/|\"x5c\":\\[\")[A-Za-z0-9_+/=-]{40,}")]
    private static partial Regex KeyText();
}
