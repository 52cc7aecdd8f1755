using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>An org whose apps use every grant, and what their users do on the pages of those grants.</summary>
internal static class GrantOrg
{
    internal const string Ana = "ana@demo.test";

    internal const string Ben = "ben@demo.test";

    internal const string BensPassword = "Passw0rd-ben";

    internal const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";

    internal const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

    internal const string Orders = "/oauth2/orders/v1";

    private const string Apps = """
        apps:
          - { label: Legacy, clientId: legacy, clientSecret: legacy-secret, grants: [ password, refresh_token ], assign: [ Everyone ] }
          - { label: Legacy payroll, clientId: strict, clientSecret: strict-secret, grants: [ password ], assign: [ Everyone ], signOn: mfa every sign-on }
          - { label: Bare, clientId: bare, clientSecret: bare-secret, grants: [ password ], assign: [ ben@demo.test ] }
          - { label: Kitchen TV, clientId: tv, grants: [ "urn:ietf:params:oauth:grant-type:device_code", refresh_token ], assign: [ Everyone ] }
          - { label: Vault TV, clientId: tv-vault, grants: [ "urn:ietf:params:oauth:grant-type:device_code" ], assign: [ Everyone ], signOn: mfa every sign-on }
          - { label: Others' TV, clientId: tv-others, grants: [ "urn:ietf:params:oauth:grant-type:device_code" ], assign: [ others ] }
          - { label: Orders API, clientId: api, clientSecret: api-secret, grants: [ "urn:ietf:params:oauth:grant-type:token-exchange", client_credentials ] }
          - { label: Public API, clientId: api-public, grants: [ "urn:ietf:params:oauth:grant-type:token-exchange" ] }
          - label: Web
            clientId: web
            clientSecret: web-secret
            redirectUris: [ "http://app.test/cb" ]
            postLogoutRedirectUris: [ "http://app.test/bye" ]
            grants: [ authorization_code, refresh_token ]
            assign: [ Everyone ]
            logout: { frontChannelUri: "http://app.test/front" }
          - label: Wiki <b>
            clientId: wiki
            clientSecret: wiki-secret
            redirectUris: [ "http://wiki.test/cb" ]
            postLogoutRedirectUris: [ "http://wiki.test/bye" ]
            consent: required
            assign: [ Everyone ]
            logout: { frontChannelUri: "http://wiki.test/front?a=b", frontChannelSession: true }
          - label: Closed wiki
            clientId: closed
            clientSecret: closed-secret
            redirectUris: [ "http://closed.test/cb" ]
            consent: required
            assign: [ others ]
        """;

    private const string Servers = """
        authorizationServers:
          - name: Orders
            id: orders
            audience: api://orders
            trustedServers: [ default ]
            scopes:
              - { name: orders.read, displayName: Read your orders, description: Every one since 2020, consent: required }
              - { name: orders.list, displayName: List, consent: flexible }
              - orders.plain
            policies:
              - name: All
                rules:
                  - { name: Ben writes nothing, users: [ ben@demo.test ], grants: [ authorization_code ], scopes: [ orders.plain ] }
                  - { name: The rest, users: [ ana@demo.test ] }
          - { name: Lone, id: lone, audience: "api://lone", scopes: [ lone.read ] }
        apiTokens: [ { name: ci, token: 00ci-token } ]
        identityProviders:
          - { name: Partner, type: OIDC }
          - { name: Old partner, type: SAML2 }
        """;

    internal static Task<OrgHost> Start(string rule = "authenticate: password", string features = "", string apps = "") =>
        OrgHost.Start(Text(rule, features, apps));

    /// <param name="apps">More apps, as items of the list.</param>
    internal static string Text(string rule = "authenticate: password", string features = "", string apps = "") =>
        Seeds.WithRule(rule, features, more: $"{Apps}\n{apps}{Servers}");

    internal static RelyingParty Client(OrgHost org, string id, string server = "/oauth2/default/v1") => new(
        org, id, id is "tv" or "tv-vault" or "tv-others" or "api-public" ? null : id + "-secret", id == "web" ? "http://app.test/cb" : $"http://{id}.test/cb", server);

    /// <summary>Opens a session in a client's browser.</summary>
    internal static async Task<RelyingParty> As(this RelyingParty client, OrgHost org, string login = Ana, string password = Seeds.Password)
    {
        var session = await org.OpenSession((await org.SignIn(login, password)).Expect("SUCCESS"));
        client.Sid = session.Expect(200).Text("id");
        return client;
    }

    internal static Task<Reply> Password(this RelyingParty client, string username, string password, string scope = "openid profile") =>
        client.Ask("/token", ("grant_type", "password"), ("username", username), ("password", password), ("scope", scope));

    internal static Task<Reply> Poll(this RelyingParty device, string code) => device.Ask("/token", ("grant_type", DeviceCode), ("device_code", code));

    /// <summary>Posts a form of a page in somebody's browser.</summary>
    internal static Task<Reply> Submit(this RelyingParty browser, OrgHost org, string path, params (string Name, string Value)[] form) => org.Send(
        HttpMethod.Post,
        path,
        new FormUrlEncodedContent(form.Select(p => KeyValuePair.Create(p.Name, p.Value))),
        browser.Sid is { } sid ? [("Cookie", $"sid={sid}")] : []);

    /// <summary>The value of a hidden input.</summary>
    internal static string Hidden(this Reply page, string name) =>
        System.Text.RegularExpressions.Regex.Match(page.Body, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;

    internal static string Screen(this Reply page) => System.Text.RegularExpressions.Regex.Match(page.Body, "data-screen=\"([^\"]*)\"").Groups[1].Value;

    /// <summary>Reasons of failures in the System Log of one event type.</summary>
    internal static async Task<string?[]> Reasons(this OrgHost org, string type) =>
    [
        .. (await org.Get("/emulator/events?limit=1000")).Json!.AsArray()
            .Where(e => (string?)e!["eventType"] == type && (string?)e["outcome"]!["result"] == "FAILURE").Select(e => (string?)e!["outcome"]!["reason"]),
    ];
}
