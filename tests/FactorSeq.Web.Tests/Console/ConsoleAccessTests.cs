using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Console;

/// <summary>Who may open the console, and who is told what in its place.</summary>
public sealed class ConsoleAccessTests : IAsyncLifetime
{
    private ConsoleWorld world = null!;

    public async Task InitializeAsync() => world = await ConsoleWorld.Start();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData("/admin", "/login/login.htm?fromURI=%2Fadmin")]
    [InlineData("/admin/people?q=ana", "/login/login.htm?fromURI=%2Fadmin%2Fpeople%3Fq%3Dana")]
    [InlineData("/admin?token=00test-admin-token", "/login/login.htm?fromURI=%2Fadmin")]
    [InlineData("/o/other/admin", "/o/other/login/login.htm?fromURI=%2Fadmin")]
    public async Task Who_has_no_session_signs_in_and_comes_back(string path, string location) =>
        Assert.Equal(location, (await world.Open(path, null)).Expect(302).Header("Location"));

    [Fact]
    public async Task A_session_that_is_none_is_no_session() => (await world.Open("/admin/", "102nonsense")).Expect(302);

    [Fact]
    public async Task An_ordinary_user_is_told_so_and_sent_nowhere()
    {
        var page = (await world.Open("/admin/people", await world.SignIn(ConsoleWorld.Ben))).Expect(403);
        Assert.Null(page.Header("Location"));
        Assert.Contains("ben@demo.test has no admin role in the org demo", page.Body);
    }

    [Theory]
    [InlineData(ConsoleWorld.Root)]
    [InlineData(ConsoleWorld.Reader)]
    public async Task Whoever_has_an_admin_role_is_let_in(string login)
    {
        var sid = await world.SignIn(login);
        var page = (await world.Open("/admin/", sid)).Expect(200);
        Assert.Contains("<base href=\"/admin/\"", page.Body);
        Assert.Equal("/admin/", (await world.Open("/admin", sid)).Expect(302).Header("Location"));
    }

    [Fact]
    public async Task Nothing_but_its_own_files_may_run_in_it()
    {
        var page = (await world.Open("/admin/", await world.SignIn(ConsoleWorld.Root))).Expect(200);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'",
            page.Header("Content-Security-Policy"));
        Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
        Assert.DoesNotContain("http://", page.Body);
        Assert.DoesNotContain("https://", page.Body);
    }

    [Theory]
    [InlineData("_framework/blazor.web.js", "text/javascript; charset=utf-8")]
    [InlineData("js/radzen.js", "text/javascript; charset=utf-8")]
    [InlineData("js/console.js", "text/javascript; charset=utf-8")]
    [InlineData("css/radzen.css", "text/css; charset=utf-8")]
    [InlineData("css/tokens.css", "text/css; charset=utf-8")]
    [InlineData("css/console.css", "text/css; charset=utf-8")]
    [InlineData("css/editor.css", "text/css; charset=utf-8")]
    [InlineData("fonts/MaterialSymbolsOutlined.woff2", "font/woff2")]
    public async Task Its_files_come_out_of_the_assembly_and_are_loaded_once(string path, string type)
    {
        var file = (await world.Open($"/admin/{path}", null)).Expect(200);
        Assert.Equal(type, file.Header("Content-Type"));
        Assert.Equal("nosniff", file.Header("X-Content-Type-Options"));
        (await world.Open($"/admin/{path}", null, ("If-None-Match", file.Header("ETag")!))).Expect(304);
    }

    [Fact]
    public async Task A_page_that_is_none_is_404() => (await world.Open("/admin/no/such/page", await world.SignIn(ConsoleWorld.Root))).Expect(404);

    [Fact]
    public async Task An_admin_of_one_org_is_nobody_in_another()
    {
        var sid = await world.SignIn(ConsoleWorld.Root);
        Assert.Equal("/o/other/login/login.htm?fromURI=%2Fadmin%2F", (await world.Open("/o/other/admin/", sid)).Expect(302).Header("Location"));
        (await world.Open("/admin/", sid, ("Host", "other.localhost"))).Expect(302);
        (await world.Org.Send(HttpMethod.Post, "/o/other/admin/_blazor/negotiate", null, ("Cookie", $"sid={sid}"))).Expect(401);
    }

    [Fact]
    public async Task A_session_that_has_ended_opens_nothing()
    {
        var sid = await world.SignIn(ConsoleWorld.Root);
        (await world.Open("/login/signout", sid)).Expect(302);
        (await world.Open("/admin/", sid)).Expect(302);
        (await world.Org.Send(HttpMethod.Post, "/admin/_blazor/negotiate?negotiateVersion=1", null, ("Cookie", $"sid={sid}"))).Expect(401);
    }

    [Fact]
    public async Task A_page_of_another_origin_opens_no_circuit_with_the_admin_s_cookie()
    {
        var sid = await world.SignIn(ConsoleWorld.Root);
        (await world.Org.Send(HttpMethod.Post, "/admin/_blazor/negotiate?negotiateVersion=1", null, ("Cookie", $"sid={sid}"))).Expect(200);
        (await world.Org.Send(
            HttpMethod.Post, "/admin/_blazor/negotiate?negotiateVersion=1", null, ("Cookie", $"sid={sid}"), ("Origin", "http://evil.test"))).Expect(403, "E0000006");
        (await world.Open("/admin/_blazor?id=x", null)).Expect(401);
    }
}
