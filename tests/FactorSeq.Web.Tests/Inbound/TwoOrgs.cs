using FactorSeq.Web.Seed;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Inbound;

/// <summary>An org and its identity provider, which is another org: both over HTTP, each on an address of its own.</summary>
internal sealed class TwoOrgs : IAsyncDisposable
{
    internal const string Secret = "far+secret:%";

    private TwoOrgs(OrgHost hub, OrgHost far) => (Hub, Far) = (hub, far);

    /// <summary>The org that asks.</summary>
    internal OrgHost Hub { get; }

    /// <summary>The org that vouches.</summary>
    internal OrgHost Far { get; }

    internal InboundBrowser Browser { get; } = new();

    internal static string OidcId { get; } = Ids.IdentityProvider("hub", "Far");

    internal static string SamlId { get; } = Ids.IdentityProvider("hub", "Far SAML");

    /// <summary>Starts both.</summary>
    /// <param name="oidc">More members of the OIDC provider.</param>
    /// <param name="saml">More members of the SAML provider.</param>
    /// <param name="farApp">More members of the far end's SAML app.</param>
    internal static async Task<TwoOrgs> Start(
        string oidc = "", string saml = "", string rule = "authenticate: password", string farApp = "", string providers = "",
        Action<IServiceCollection>? services = null)
    {
        var hub = await OrgHost.Start("org: { name: hub }", services: services);
        var far = await OrgHost.Start(Vouching(hub.Address, farApp));
        var orgs = new TwoOrgs(hub, far);
        await orgs.Configure(oidc, saml, rule, providers);
        return orgs;
    }

    /// <summary>Changes what the hub has of its providers.</summary>
    internal async Task Configure(string oidc = "", string saml = "", string rule = "authenticate: password", string providers = "")
    {
        var certificate = (string)(await Far.Get("/emulator/saml-apps")).Json![0]!["certificate"]!;
        var sso = (string)(await Far.Get("/emulator/saml-apps")).Json![0]!["ssoUrl"]!;
        var issuer = (string)(await Far.Get("/emulator/saml-apps")).Json![0]!["issuer"]!;
        await Hub.EditSeed($$"""
            org: { name: hub, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
            groups: [ staff, guests, contractors ]
            users:
              - { login: ben@far.test, firstName: Benjamin, lastName: Ode, email: ben@hub.test, groups: [ guests ], profile: { badge: b-77 }, password: Passw0rd-hub, factors: { question: { question: disliked_food, answer: olives } } }
              - { login: cara@far.test, email: shared@hub.test, status: SUSPENDED, password: Passw0rd-cara }
              - { login: dan@far.test, email: shared@hub.test, status: DEPROVISIONED }
            policies:
              signOn:
                - name: Everybody
                  groups: [ Everyone ]
                  rules: [ { name: The rule, {{rule}} } ]
            apps:
              - { label: Web, clientId: web, clientSecret: "{{RelyingParty.Secret}}", redirectUris: [ "http://app.test/cb" ], assign: [ Everyone ] }
            identityProviders:
              - { name: Far, type: OIDC, domains: [ far.test ], issuer: "{{Far.Address}}", clientId: hub, clientSecret: "{{Secret}}"{{oidc}} }
              - { name: Far SAML, type: SAML2, domains: [ saml.test ], issuer: "{{issuer}}", ssoUrl: "{{sso}}", certificate: "{{certificate}}"{{saml}} }
              - { name: Emulated, domains: [ partner.test ] }
            {{providers}}
            """);
    }

    /// <summary>Signs the browser's user in at the far end.</summary>
    internal async Task<TwoOrgs> SignedInThere(string login = "ana@far.test", string password = "Passw0rd-ana")
    {
        var token = (await Far.SignIn(login, password)).Expect("SUCCESS").SessionToken!;
        Browser.Jar(Far.Address)["sid"] = (await Far.OpenSessionOf(token)).Expect(200).Text("id")!;
        return this;
    }

    internal string Start(string id, string fromUri = "/app/UserHome?x=1") =>
        $"{Hub.Address}/sso/{(id == SamlId ? "saml2" : "idps")}/{id}?fromURI={Uri.EscapeDataString(fromUri)}";

    /// <summary>The session that the browser has at the hub.</summary>
    internal async Task<Reply> Session() => await Hub.Me(Browser.Jar(Hub.Address).GetValueOrDefault("sid", "none"));

    internal string? HubSid => Browser.Jar(Hub.Address).GetValueOrDefault("sid");

    internal async Task ExpectIn(string login)
    {
        var session = (await Session()).Expect("ACTIVE");
        Assert.Equal(login, session.Text("login"));
    }

    internal async Task<string[]> Groups(string login)
    {
        var user = (await Hub.Org.FindAccount(login))!.Value.User;
        return [.. Hub.Org.Current.Configuration.Groups.Where(g => user.Groups.Contains(g.Id)).Select(g => g.Name).Where(n => n != "Everyone").Order()];
    }

    /// <summary>The reasons of the failures that the hub's System Log has, newest first.</summary>
    internal async Task<string[]> Failures() =>
    [
        .. (await Hub.Get("/emulator/events?limit=1000")).Json!.AsArray()
            .Where(e => (string?)e!["eventType"] == "user.authentication.auth_via_IDP" && (string?)e["outcome"]!["result"] == "FAILURE")
            .Select(e => (string)e!["outcome"]!["reason"]!),
    ];

    public async ValueTask DisposeAsync()
    {
        await Hub.DisposeAsync();
        await Far.DisposeAsync();
    }

    internal static string Vouching(string hub, string farApp) => $$"""
        org: { name: far }
        groups: [ staff, contractors, board ]
        users:
          - { login: ana@far.test, firstName: Ana, lastName: Ruiz, password: Passw0rd-ana, groups: [ staff, board ], profile: { badge: b-77 } }
          - { login: ben@far.test, firstName: Ben, lastName: Ode, password: Passw0rd-ben, groups: [ contractors ] }
          - { login: cara@far.test, password: Passw0rd-cara }
          - { login: dan@far.test, password: Passw0rd-dan }
        policies:
          signOn: [ { name: Everybody, groups: [ Everyone ], rules: [ { name: The rule, authenticate: password } ] } ]
        apps:
          - { label: Hub, clientId: hub, clientSecret: "{{Secret}}", redirectUris: [ "{{hub}}/oauth2/v1/authorize/callback" ], groupsClaim: { name: groups, matches: ".*" }, assign: [ Everyone ] }
          - label: Hub SAML
            type: saml
            ssoAcsUrl: "{{hub}}/sso/saml2/{{SamlId}}"
            audience: "https://www.okta.com/saml2/service-provider/sp{{SamlId[2..]}}"
            attributeStatements:
              - { name: firstName, values: [ user.firstName ] }
              - { name: lastName, values: [ user.lastName ] }
              - { name: email, values: [ user.email ] }
              - { name: groups, type: GROUP, filterType: REGEX, filterValue: ".*" }
            assign: [ Everyone ]
        {{farApp}}
        """;
}
