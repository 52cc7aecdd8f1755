using System.Security.Cryptography;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Custom authorization servers: scopes, claims, policies, lifetimes, and clients that act for themselves.</summary>
public sealed class AuthorizationServerTests : IAsyncLifetime
{
    private const string Orders = "/oauth2/orders/v1";

    private static readonly string Seed = RelyingParty.Seed + """

          - label: Reports
            clientId: reports
            clientSecret: reports-secret
            grants: [ client_credentials ]
          - label: Rotating
            clientId: rotating
            clientSecret: rotating-secret
            redirectUris: [ "http://app.test/cb" ]
            grants: [ authorization_code, refresh_token ]
            refreshToken: { rotation: rotate, leeway: 20 }
            pkceRequired: true
            claims: { tier: gold, seats: 3, mail: "${user.email}", nothing: "${user.unknown}" }
            groupsClaim: { startsWith: Every }
            assign: [ Everyone ]
        authorizationServers:
          - name: Orders
            id: orders
            audience: api://orders
            scopes: [ orders.read, { name: orders.write, default: true }, { name: orders.secret, published: false } ]
            claims:
              - { name: mail_upper, value: "String.toUpperCase(user.email)" }
              - { name: writer, value: "true", scopes: [ orders.write ] }
              - { name: nick, token: id, value: "user.login", alwaysInToken: false }
              - { name: shown, token: id, value: "app.clientId" }
              - { name: name, token: id, value: "'not her name'" }
              - { name: groups, groups: { matches: "Every.*" } }
            policies:
              - name: Of machines
                clients: [ reports ]
                rules: [ { name: Reading, grants: [ client_credentials ], scopes: [ orders.read ], accessTokenMinutes: 5 } ]
              - name: Of people
                clients: [ web, rotating ]
                rules:
                  - { name: Others, groups: [ others ], scopes: [ orders.write ] }
                  - { name: Readers, users: [ ana@demo.test ], scopes: [ orders.read ], accessTokenMinutes: 10, refreshTokenMinutes: 60, refreshTokenWindowMinutes: 20 }
        """;

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Its_metadata_list_its_published_scopes()
    {
        var metadata = (await org.Get("/oauth2/orders/.well-known/openid-configuration")).Expect(200);

        Assert.EndsWith("/oauth2/orders", metadata.Text("issuer"));
        Assert.Equal(
            ["openid", "profile", "email", "address", "phone", "offline_access", "orders.read", "orders.write"],
            metadata.Json!.AsObject().List("scopes_supported"));
        (await org.Get("/oauth2/nothing/.well-known/openid-configuration")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task Metadata_name_the_grants_that_can_be_had_there()
    {
        string[] everywhere =
        [
            "authorization_code", "implicit", "refresh_token", "password", GrantOrg.DeviceCode, "client_credentials",
            "urn:okta:params:oauth:grant-type:oob", "urn:okta:params:oauth:grant-type:otp",
            "http://auth0.com/oauth/grant-type/mfa-oob", "http://auth0.com/oauth/grant-type/mfa-otp",
        ];
        Assert.Equal(everywhere, await Grants("/.well-known/oauth-authorization-server"));
        Assert.Equal([.. everywhere, GrantOrg.TokenExchange], await Grants("/oauth2/orders/.well-known/oauth-authorization-server"));

        async Task<List<string>> Grants(string path) => [.. (await org.Get(path)).Json!.AsObject().List("grant_types_supported")];
    }

    [Fact]
    public async Task A_client_acts_for_itself()
    {
        var reports = new RelyingParty(org, "reports", "reports-secret", "", Orders);

        var tokens = (await ForItself(reports, "orders.read")).Expect(200);

        Assert.Equal(300, (int)tokens.Json!["expires_in"]!);
        Assert.Null(tokens.Json!["id_token"]);
        var claims = tokens.Claims("access_token");
        Assert.Equal(("reports", "api://orders", "reports"), ((string)claims["sub"]!, (string)claims["aud"]!, (string)claims["cid"]!));
        Assert.All(new[] { "uid", "mail_upper", "auth_time" }, name => Assert.False(claims.ContainsKey(name), name));
        var seen = (await reports.Ask("/introspect", ("token", tokens.Text("access_token")))).Expect(200);
        Assert.True((bool)seen.Json!["active"]!);
        Assert.Null(seen.Json!["username"]);
        Assert.Equal(401, (await reports.UserInfo(tokens.Text("access_token"))).Status);
        await org.Clock.Advance("PT5M");
        Assert.False((bool)(await reports.Ask("/introspect", ("token", tokens.Text("access_token")))).Json!["active"]!);
    }

    [Theory]
    [InlineData(Orders, "orders.write", 400, "access_denied")]
    [InlineData(Orders, "orders.none", 400, "invalid_scope")]
    [InlineData(Orders, "openid", 400, "invalid_scope")]
    [InlineData("/oauth2/default/v1", null, 400, "invalid_scope")]
    [InlineData("/oauth2/v1", "groups", 401, "invalid_client")]
    public async Task Or_is_refused(string server, string? scope, int status, string error) =>
        (await ForItself(new RelyingParty(org, "reports", "reports-secret", "", server), scope)).ExpectRefusal(status, error);

    [Fact]
    public async Task A_client_without_the_grant_or_the_secret_does_not_act_for_itself()
    {
        (await ForItself(RelyingParty.Web(org, Orders), "orders.read")).ExpectRefusal(400, "unauthorized_client");
        (await ForItself(new RelyingParty(org, "reports", "wrong", "", Orders), "orders.read")).ExpectRefusal(401, "invalid_client");
    }

    [Fact]
    public async Task Its_rules_give_scopes_and_lifetimes_and_its_claims_stand_in_the_tokens()
    {
        var web = await RelyingParty.Web(org, Orders).SignedIn();

        var tokens = await web.Tokens(("scope", "openid orders.read offline_access"));

        Assert.Equal(600, (int)tokens.Json!["expires_in"]!);
        var access = tokens.Claims("access_token");
        Assert.Equal("ANA@DEMO.TEST", (string)access["mail_upper"]!);
        Assert.Equal(["Everyone"], access.List("groups"));
        Assert.All(new[] { "writer", "nick", "shown" }, name => Assert.False(access.ContainsKey(name), name));
        var id = tokens.Claims("id_token");
        Assert.Equal("web", (string)id["shown"]!);
        Assert.False(id.ContainsKey("nick"));
        Assert.Equal("ana@demo.test", (string)(await web.UserInfo(tokens.Text("access_token"))).Expect(200).Json!["nick"]!);
    }

    [Fact]
    public async Task No_claim_of_its_own_replaces_one_of_the_protocol()
    {
        var web = await RelyingParty.Web(org, Orders).SignedIn();

        var named = await web.Tokens(("scope", "openid profile orders.read"));

        Assert.Equal("Ana Ruiz", (string)named.Claims("id_token")["name"]!);
        Assert.Equal("not her name", (string)(await web.Tokens(("scope", "openid orders.read"))).Claims("id_token")["name"]!);
    }

    [Fact]
    public async Task What_it_is_survives_a_change_of_the_seed()
    {
        await org.EditSeed(Seed.Replace("label: Web", "label: The web", StringComparison.Ordinal));
        var web = await RelyingParty.Web(org, Orders).SignedIn();

        var access = (await web.Tokens(("scope", "openid orders.read"))).Claims("access_token");

        Assert.Equal("ANA@DEMO.TEST", (string)access["mail_upper"]!);
        Assert.Equal(["Everyone"], access.List("groups"));
    }

    [Fact]
    public async Task A_token_ends_with_its_client()
    {
        var reports = new RelyingParty(org, "reports", "reports-secret", "", Orders);
        var web = RelyingParty.Web(org, Orders);
        var token = (await ForItself(reports, "orders.read")).Expect(200).Text("access_token");
        Assert.True((bool)(await web.Ask("/introspect", ("token", token))).Json!["active"]!);

        await org.EditSeed(Seed.Replace("clientId: reports", "clientId: others", StringComparison.Ordinal).Replace("[ reports ]", "[ others ]", StringComparison.Ordinal));

        Assert.False((bool)(await web.Ask("/introspect", ("token", token))).Json!["active"]!);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public async Task More_groups_than_fit_into_a_claim_leave_it_out(int groups, bool fits)
    {
        var names = string.Join(", ", Enumerable.Range(0, groups).Select(i => $"EveryTeam{i}"));
        var seed = Seed.Replace("groups: [ contractors, others ]", $"groups: [ contractors, others, {names} ]", StringComparison.Ordinal)
            .Replace("    lastName: Ruiz", $"    lastName: Ruiz\n    groups: [ {names} ]", StringComparison.Ordinal)
            .Replace("startsWith: Every ", "startsWith: EveryTeam ", StringComparison.Ordinal);
        await using var large = await OrgHost.Start(seed);
        var app = await new RelyingParty(large, "rotating", "rotating-secret", "http://app.test/cb", "/oauth2/v1").SignedIn();

        Assert.Equal(fits, (await app.Tokens(("scope", "openid groups"))).Claims("id_token").ContainsKey("groups"));
    }

    [Fact]
    public async Task Access_can_be_had_without_an_ID_token()
    {
        var web = await RelyingParty.Web(org, Orders).SignedIn();

        var tokens = await web.Tokens(("scope", "orders.read offline_access"));

        Assert.Null(tokens.Json!["id_token"]);
        Assert.Null((await web.Refresh(tokens.Text("refresh_token")!)).Expect(200).Json!["id_token"]);
        Assert.Equal(403, (await web.UserInfo(tokens.Text("access_token"))).Status);
    }

    [Fact]
    public async Task A_scope_that_no_rule_grants_is_denied_and_so_is_the_default_one()
    {
        var web = await RelyingParty.Web(org, Orders).SignedIn();

        Assert.Equal("access_denied", (await web.Authorize(("scope", "openid orders.write"))).Answer("error"));
        Assert.Equal("access_denied", (await web.Authorize(("scope", null))).Answer("error"));
        Assert.Equal("invalid_scope", (await web.Authorize(("scope", "openid orders.none"))).Answer("error"));
        Assert.Equal("invalid_scope", (await web.Authorize(("scope", "email orders.read"))).Answer("error"));
        Assert.Contains("app.oauth2.as.authorize.code", await org.Log("ana@demo.test"));
    }

    [Fact]
    public async Task A_refresh_token_ends_when_it_lies_idle_and_in_the_end_however_it_is_used()
    {
        var web = await RelyingParty.Web(org, Orders).SignedIn();
        var token = (await web.Tokens(("scope", "openid orders.read offline_access"))).Text("refresh_token")!;

        await org.Clock.Advance("PT19M");
        (await web.Refresh(token)).Expect(200);
        await org.Clock.Advance("PT19M");
        (await web.Refresh(token)).Expect(200);
        await org.Clock.Advance("PT19M");
        (await web.Refresh(token)).Expect(200);
        await org.Clock.Advance("PT4M");
        (await web.Refresh(token)).ExpectRefusal(400, "invalid_grant");

        var idle = (await web.Tokens(("scope", "openid orders.read offline_access"))).Text("refresh_token")!;
        await org.Clock.Advance("PT20M");
        (await web.Refresh(idle)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task A_replaced_token_counts_for_its_leeway_and_then_ends_them_all()
    {
        var app = await new RelyingParty(org, "rotating", "rotating-secret", "http://app.test/cb").SignedIn();
        var first = (await app.Tokens(("scope", "openid offline_access"))).Text("refresh_token")!;
        var second = (await app.Refresh(first)).Expect(200).Text("refresh_token")!;
        Assert.NotEqual(first, second);

        await org.Clock.Advance("PT19S");
        Assert.True((bool)(await app.Ask("/introspect", ("token", first))).Json!["active"]!);
        Assert.Equal(second, (await app.Refresh(first)).Expect(200).Text("refresh_token"));
        await org.Clock.Advance("PT1S");
        Assert.False((bool)(await app.Ask("/introspect", ("token", first))).Json!["active"]!);
        (await app.Refresh(first)).ExpectRefusal(400, "invalid_grant");
        (await app.Refresh(second)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task Pages_that_use_one_token_at_once_go_on_with_one_that_counts()
    {
        var app = await new RelyingParty(org, "rotating", "rotating-secret", "http://app.test/cb").SignedIn();
        var token = (await app.Tokens(("scope", "openid offline_access"))).Text("refresh_token")!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Refresh(token)));

        var next = Assert.Single(answers.Select(answer => answer.Expect(200).Text("refresh_token")).Distinct());
        (await app.Refresh(next!)).Expect(200);
    }

    [Fact]
    public async Task An_apps_claims_stand_in_every_token_of_its_users()
    {
        var app = await new RelyingParty(org, "rotating", "rotating-secret", "http://app.test/cb", "/oauth2/v1").SignedIn();

        var tokens = await app.Tokens(("scope", "openid groups"));

        foreach (var claims in (string[])["access_token", "id_token"])
        {
            var read = tokens.Claims(claims);
            Assert.Equal(("gold", 3, "ana@demo.test"), ((string)read["tier"]!, (int)read["seats"]!, (string)read["mail"]!));
            Assert.False(read.ContainsKey("nothing"));
        }

        Assert.Equal(["Everyone"], tokens.Claims("id_token").List("groups"));
        Assert.Equal("gold", (string)(await app.UserInfo(tokens.Text("access_token"))).Json!["tier"]!);
    }

    [Fact]
    public async Task A_client_with_a_secret_can_be_held_to_PKCE() => Assert.Equal(
        "invalid_request",
        (await (await new RelyingParty(org, "rotating", "rotating-secret", "http://app.test/cb").SignedIn())
            .Authorize(("code_challenge", null), ("code_challenge_method", null))).Answer("error"));

    [Fact]
    public async Task A_pinned_key_signs_the_tokens_of_every_start()
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\\n");
        var pinned = Seed.Replace("org: {", $"org: {{ signingKey: \"{pem}\",", StringComparison.Ordinal);
        Assert.NotEqual(Seed, pinned);
        await using var first = await OrgHost.Start(pinned);
        await using var second = await OrgHost.Start(pinned);

        var keys = (await first.Get("/oauth2/v1/keys")).Expect(200).Body;

        Assert.Equal(keys, (await second.Get("/oauth2/v1/keys")).Body);
        Assert.NotEqual(keys, (await org.Get("/oauth2/v1/keys")).Body);
        (await (await RelyingParty.Web(first).SignedIn()).Tokens()).Expect(200);
    }

    private static Task<Reply> ForItself(RelyingParty client, string? scope) =>
        client.Ask("/token", ("grant_type", "client_credentials"), ("scope", scope));
}
