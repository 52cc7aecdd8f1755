using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Policies;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Refresh tokens and consents, as administrators list and end them.</summary>
public sealed class RefreshTokensTests : IAsyncLifetime
{
    private const string Offline = "openid offline_access";
    private const string User = "/api/v1/users/ana@demo.test";
    private const string OfUser = $"{User}/clients/web/tokens";
    private const string Orders = "/api/v1/authorizationServers/orders/clients";

    private Administration admin = null!;
    private RelyingParty web = null!;

    public async Task InitializeAsync()
    {
        admin = await Administration.Start(GrantOrg.Text());
        web = await GrantOrg.Client(admin.Org, "web").As(admin.Org);
    }

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Fact]
    public async Task A_token_is_in_the_lists_of_its_user_its_app_and_its_server_until_it_ends()
    {
        var tokens = await web.Tokens(("scope", Offline));
        var listed = (await admin.Get(OfUser)).Expect(200);
        AppsOrg.Approved("refresh_tokens", listed);
        var id = (string)listed.Json![0]!["id"]!;
        Assert.DoesNotContain(tokens.Text("refresh_token")!, listed.Body);
        Assert.Equal(listed.Json![0]!.ToJsonString(), (await admin.Get($"{OfUser}/{id}")).Expect(200).Json!.ToJsonString());
        foreach (var path in new[] { $"/api/v1/apps/{admin.Id("Web")}/tokens", "/api/v1/authorizationServers/default/clients/web/tokens" })
        {
            var other = (await admin.Get(path)).Expect(200).Json!.AsArray().Single()!;
            Assert.Equal(id, (string)other["id"]!);
            Assert.EndsWith($"{path}/{id}", (string)(await admin.Get($"{path}/{id}")).Expect(200).Json!["_links"]!["self"]!["href"]!);
        }

        Assert.Empty((await admin.Get($"{Orders}/web/tokens")).Expect(200).Json!.AsArray());
        Assert.Empty((await admin.Get("/api/v1/users/ben@demo.test/clients/web/tokens")).Expect(200).Json!.AsArray());
        Assert.Equal("", (await admin.Delete($"{OfUser}/{id}")).Expect(204).Body);
        (await web.Refresh(tokens.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        Assert.Equal("false", (await web.Ask("/introspect", ("token", tokens.Text("access_token")))).Expect(200).Json!["active"]!.ToJsonString());
        Assert.Empty((await admin.Get(OfUser)).Expect(200).Json!.AsArray());
        (await admin.Get($"{OfUser}/{id}")).Expect(404, "E0000007");
        (await admin.Delete($"{OfUser}/{id}")).Expect(404, "E0000007");
        Assert.Single(await admin.Events(), "app.oauth2.as.token.revoke");
    }

    [Fact]
    public async Task All_of_a_list_end_at_once_and_no_others()
    {
        var own = await GrantOrg.Client(admin.Org, "web", "/oauth2/v1").As(admin.Org);
        var (first, second, third) = (await web.Tokens(("scope", Offline)), await web.Tokens(("scope", Offline)), await own.Tokens(("scope", Offline)));
        Assert.Equal(3, (await admin.Get(OfUser)).Expect(200).Json!.AsArray().Count);
        var page = (await admin.Get($"{OfUser}?limit=2")).Expect(200);
        Assert.Equal((2, 1), (page.Json!.AsArray().Count, (await admin.Get(page.Link("next")!)).Expect(200).Json!.AsArray().Count));
        (await admin.Delete("/api/v1/authorizationServers/default/clients/web/tokens")).Expect(204);
        (await web.Refresh(first.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        (await web.Refresh(second.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        await admin.Org.Clock.Advance("PT1M");
        (await own.Refresh(third.Text("refresh_token")!)).Expect(200);
        var used = (await admin.Get(OfUser)).Expect(200).Json!.AsArray().Single()!;
        Assert.NotEqual((string)used["created"]!, (string)used["lastUpdated"]!);
        Assert.Equal(admin.Org.Address, (string)used["issuer"]!);
        var (fourth, fifth) = (await web.Tokens(("scope", Offline)), await web.Tokens(("scope", Offline)));
        foreach (var list in new[] { "/api/v1/authorizationServers/default/clients/web/tokens", $"/api/v1/apps/{admin.Id("Web")}/tokens" })
        {
            var last = (await admin.Get(list)).Expect(200).Json!.AsArray().Last(token => (string)token!["issuer"]! != admin.Org.Address)!;
            (await admin.Delete($"{list}/{last["id"]}")).Expect(204);
        }

        (await web.Refresh(fourth.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        (await web.Refresh(fifth.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        (await admin.Delete($"/api/v1/apps/{admin.Id("Web")}/tokens")).Expect(204);
        (await own.Refresh(third.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        (await admin.Delete(OfUser)).Expect(204);
        Assert.Equal(4, (await admin.Events()).Count(type => type == "app.oauth2.as.token.revoke"));
        Assert.Single(await admin.Events(), "app.oauth2.token.revoke");
    }

    [Fact]
    public async Task A_client_that_a_user_has_tokens_or_a_consent_for_is_listed()
    {
        Assert.Empty((await admin.Get($"{User}/clients")).Expect(200).Json!.AsArray());
        await web.Tokens(("scope", Offline));
        await Consented();
        var clients = (await admin.Get($"{User}/clients")).Expect(200).Json!.AsArray();
        Assert.Equal([("web", "Web"), ("wiki", "Wiki <b>")], clients.Select(client => ((string)client!["client_id"]!, (string)client["client_name"]!)));
        Assert.EndsWith("/clients/web/tokens", (string)clients[0]!["_links"]!["tokens"]!["href"]!);
        Assert.Equal(["web"], (await admin.Get("/api/v1/authorizationServers/default/clients")).Expect(200).Json!.AsArray().Select(client => (string)client!["client_id"]!));
        Assert.Empty((await admin.Get(Orders)).Expect(200).Json!.AsArray());
    }

    [Fact]
    public async Task Whoever_had_their_consent_taken_back_is_asked_again()
    {
        await Consented("orders.read orders.list");
        var listed = (await admin.Get($"{User}/grants")).Expect(200);
        AppsOrg.Approved("user_grants", listed);
        var scope = (string)listed.Json![0]!["scopeId"]!;
        Assert.Single((await admin.Get($"{User}/grants?scopeId={scope}")).Expect(200).Json!.AsArray());
        var self = $"{User}/grants/{listed.Json![0]!["id"]}";
        Assert.Equal(listed.Json![0]!.ToJsonString(), (await admin.Get(self)).Expect(200).Json!.ToJsonString());
        Assert.Equal("", (await admin.Delete(self)).Expect(204).Body);
        (await admin.Get(self)).Expect(404, "E0000007");
        (await admin.Delete(self)).Expect(404, "E0000007");
        Assert.Equal("consent_required", await Silently("orders.read orders.list"));
        Assert.Single((await admin.Get($"{User}/clients/wiki/grants")).Expect(200).Json!.AsArray());
        (await admin.Delete($"{User}/clients/web/grants")).Expect(204);
        Assert.Single((await admin.Get($"{User}/grants")).Expect(200).Json!.AsArray());
        (await admin.Delete($"{User}/clients/wiki/grants")).Expect(204);
        Assert.Equal("consent_required", await Silently("orders.read"));
        await Consented();
        (await admin.Delete($"{User}/grants")).Expect(204);
        (await admin.Delete($"{User}/grants")).Expect(204);
        Assert.Equal("consent_required", await Silently("orders.read"));
        Assert.Equal(
            ["app.oauth2.as.consent.revoke", "app.oauth2.as.consent.revoke.user.client", "app.oauth2.as.consent.revoke.user"],
            (await admin.Events()).Where(type => type.Contains("consent.revoke", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        foreach (var path in new[]
        {
            "/api/v1/users/nobody/clients/web/tokens", $"{User}/clients/nobody/tokens", $"{User}/clients/nobody/grants", "/api/v1/users/nobody/grants",
            "/api/v1/users/nobody/clients", "/api/v1/apps/nobody/tokens", "/api/v1/authorizationServers/nobody/clients",
            "/api/v1/authorizationServers/nobody/clients/web/tokens", $"{Orders}/nobody/tokens",
        })
        {
            (await admin.Get(path)).Expect(404, "E0000007");
        }
    }

    [Fact]
    public async Task The_next_client_of_a_name_has_nothing_of_the_last_one()
    {
        (await admin.Post("/api/v1/apps", Named())).Expect(200);
        (await admin.Put($"/api/v1/apps/{admin.Id("Made")}/groups/{admin.Everyone}", new { })).Expect(200);
        var client = await admin.As("my-own-id");
        var tokens = await client.Tokens(("scope", Offline));
        (await admin.Post($"/api/v1/apps/{admin.Id("Made")}/lifecycle/deactivate")).Expect(200);
        (await admin.Delete($"/api/v1/apps/{admin.Id("Made")}")).Expect(204);
        (await admin.Post("/api/v1/apps", Named())).Expect(200);
        (await client.Refresh(tokens.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");

        static System.Text.Json.Nodes.JsonObject Named()
        {
            var app = AppsOrg.Web(credentials: ",\"client_id\":\"my-own-id\"" + AppsOrg.WithSecret);
            app["settings"]!["oauthClient"]!["grant_types"] = new System.Text.Json.Nodes.JsonArray("authorization_code", "refresh_token");
            return app;
        }
    }

    private async Task Consented(string scopes = "orders.read")
    {
        var wiki = await Wiki();
        var asked = (await wiki.Authorize(("scope", $"openid {scopes}"))).Expect(302);
        var page = (await wiki.Visit(asked.Header("Location")!)).Expect(200);
        (await wiki.Submit(admin.Org, "/oauth2/v1/authorize/consent", ("okta_key", page.Hidden("okta_key")), ("token", page.Hidden("token")), ("decision", "allow"))).Expect(302);
        Assert.Null(await Silently(scopes));
    }

    private async Task<string?> Silently(string scopes) => (await (await Wiki()).Authorize(("scope", $"openid {scopes}"), ("prompt", "none"))).Answer("error");

    private Task<RelyingParty> Wiki() => GrantOrg.Client(admin.Org, "wiki", GrantOrg.Orders).As(admin.Org);
}
