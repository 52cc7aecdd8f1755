using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

public sealed class RefreshTokenTests : IAsyncLifetime
{
    private static readonly (string, string?) Offline = ("scope", "openid email offline_access");

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(RelyingParty.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_confidential_client_keeps_its_token()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var first = await web.Tokens(Offline);
        var token = first.Text("refresh_token")!;
        await org.Clock.Advance("PT2H");
        var second = (await web.Refresh(token)).Expect(200);
        Assert.Equal(token, second.Text("refresh_token"));
        var claims = second.Claims("id_token");
        Assert.Equal((long)first.Claims("id_token")["auth_time"]!, (long)claims["auth_time"]!);
        Assert.Equal(["kba", "mfa"], claims.List("amr"));
        Assert.False(claims.ContainsKey("nonce"));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => web.Refresh(token))), r => r.Expect(200));
    }

    [Fact]
    public async Task A_public_client_gets_a_new_token_and_an_old_one_ends_them_all()
    {
        var spa = await RelyingParty.Spa(org).SignedIn();
        var first = (await spa.Tokens(Offline)).Text("refresh_token")!;
        var second = (await spa.Refresh(first)).Expect(200).Text("refresh_token")!;
        Assert.NotEqual(first, second);
        var third = (await spa.Refresh(second)).Expect(200).Text("refresh_token")!;
        (await spa.Refresh(first)).ExpectRefusal(400, "invalid_grant");
        (await spa.Refresh(third)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task Of_a_hundred_that_rotate_one_token_at_most_one_gets_another()
    {
        var spa = await RelyingParty.Spa(org).SignedIn();
        var token = (await spa.Tokens(Offline)).Text("refresh_token")!;
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => spa.Refresh(token)));
        Assert.Single(replies, r => r.Status == 200);
    }

    [Fact]
    public async Task Scopes_may_shrink_and_not_grow()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var token = (await web.Tokens(Offline)).Text("refresh_token")!;
        Assert.Equal("openid", (await web.Refresh(token, ("scope", "openid"))).Expect(200).Text("scope"));
        (await web.Refresh(token, ("scope", "openid profile"))).ExpectRefusal(400, "invalid_scope");
        Assert.Equal("openid email offline_access", (await web.Refresh(token)).Text("scope"));
    }

    [Fact]
    public async Task Scopes_are_named_once_and_none_is_not_a_choice()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var token = (await web.Tokens(Offline)).Text("refresh_token")!;
        var narrow = (await web.Refresh(token, ("scope", "openid openid"))).Expect(200);
        Assert.Equal("openid", narrow.Text("scope"));
        Assert.Equal(["openid"], narrow.Claims("access_token").List("scp"));
        (await web.Refresh(token, ("scope", " "))).ExpectRefusal(400, "invalid_scope");

        var plain = (await web.Tokens(("scope", "openid offline_access"))).Text("refresh_token")!;
        (await web.Refresh(plain, ("scope", "  "))).ExpectRefusal(400, "invalid_scope");
    }

    [Fact]
    public async Task A_token_belongs_to_its_client_and_its_server_and_ends_in_time()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var token = (await web.Tokens(Offline)).Text("refresh_token")!;
        (await RelyingParty.Spa(org).Refresh(token)).ExpectRefusal(400, "invalid_grant");
        (await RelyingParty.Web(org, "/oauth2/v1").Refresh(token)).ExpectRefusal(400, "invalid_grant");
        await org.Clock.Advance("P6D");
        (await web.Refresh(token)).Expect(200);
        await org.Clock.Advance("P6D");
        (await web.Refresh(token)).Expect(200);
        await org.Clock.Advance("P7D");
        (await web.Refresh(token)).ExpectRefusal(400, "invalid_grant");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_unknown_token_is_refused(string? token) =>
        (await RelyingParty.Web(org).Refresh("", ("refresh_token", token))).ExpectRefusal(400, "invalid_grant");

    [Fact]
    public async Task A_revoked_token_is_over_and_every_revocation_is_answered_alike()
    {
        var spa = await RelyingParty.Spa(org).SignedIn();
        var tokens = await spa.Tokens(Offline);
        var (refresh, access) = (tokens.Text("refresh_token")!, tokens.Text("access_token")!);
        await RelyingParty.Web(org).Ask("/revoke", ("token", refresh));
        refresh = (await spa.Refresh(refresh)).Expect(200).Text("refresh_token")!;

        foreach (var token in new[] { refresh, access, access, "unheard" })
        {
            // As okta-auth-js names a public client.
            var name = Convert.ToBase64String("spa"u8);
            var reply = (await spa.Post("/revoke", [("token", token)], ("Authorization", $"Basic {name}"))).Expect(200);
            Assert.Equal(("application/json", "{}"), (reply.Header("Content-Type"), reply.Body));
        }

        (await spa.Refresh(refresh)).ExpectRefusal(400, "invalid_grant");
        Assert.Equal(401, (await spa.UserInfo(access)).Status);
        (await spa.Ask("/revoke")).ExpectRefusal(400, "invalid_request");
    }

    [Fact]
    public async Task Offline_access_is_for_apps_that_have_refresh_tokens()
    {
        var phone = await new RelyingParty(org, "phone", null, "com.example.app:/cb").SignedIn();
        var tokens = await phone.Tokens(Offline);
        Assert.Equal("openid email", tokens.Text("scope"));
        Assert.Null(tokens.Text("refresh_token"));
    }

    [Fact]
    public async Task Introspection_tells_what_counts_and_nothing_of_the_rest()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var tokens = await web.Tokens(Offline);
        var access = await web.Ask("/introspect", ("token", tokens.Text("access_token")));
        Assert.True((bool)access.Json!["active"]!);
        Assert.Equal("ana@demo.test", access.Text("username"));
        Assert.Equal("openid email offline_access", access.Text("scope"));
        Assert.True((bool)(await web.Ask("/introspect", ("token", tokens.Text("refresh_token")))).Json!["active"]!);
        Assert.Equal("{\"active\":false}", (await web.Ask("/introspect", ("token", "unheard"))).Body);
        await org.Clock.Advance("PT1H");
        Assert.Equal("{\"active\":false}", (await web.Ask("/introspect", ("token", tokens.Text("access_token")))).Body);
    }

    [Fact]
    public async Task Introspection_counts_a_refresh_token_where_it_gives_tokens()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var refresh = (await web.Tokens(Offline)).Text("refresh_token")!;
        var account = (await org.Org.FindAccount("ana@demo.test"))!;
        await org.Documents.Commit(new Core.Ports.UnitOfWork(org.Org.Name).Update(
            FactorSeq.Web.Orgs.DocumentKinds.Accounts, account, account.Value.WithStatus(Core.Users.AccountStatus.Suspended, org.Clock.Now)));

        (await web.Refresh(refresh)).ExpectRefusal(400, "invalid_grant");
        Assert.Equal("{\"active\":false}", (await web.Ask("/introspect", ("token", refresh))).Expect(200).Body);
    }
}
