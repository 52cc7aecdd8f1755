using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Apps;

/// <summary>Links that open an app, and the home page that has one for each.</summary>
public sealed class AppLinkTests : IAsyncLifetime
{
    private AppOrg apps = null!;

    private OrgHost Org => apps.Org;

    public async Task InitializeAsync() => apps = await AppOrg.Start(AppOrg.Push);

    public async Task DisposeAsync() => await Org.DisposeAsync();

    [Theory]
    [InlineData("sessionToken")]
    [InlineData("onetimetoken")]
    public async Task A_link_spends_a_session_token_and_loses_it_before_it_opens(string parameter)
    {
        var done = (await Org.Verify(await Org.Identify(AppOrg.Ana), "password", password: Seeds.Password)).Expect("SUCCESS");
        var opened = (await apps.Visit($"{apps.Link("Lunch")}?RelayState=%2Fdeep%20link&{parameter}={done.SessionToken}")).Expect(302);
        Assert.Equal($"{apps.Link("Lunch")}?RelayState=%2Fdeep%20link", opened.Header("Location"));
        Assert.Equal("https://lunch.test/", (await apps.Visit(opened.Header("Location")!)).Header("Location"));
        var again = await Org.Get($"{apps.Link("Lunch")}?{parameter}={done.SessionToken}");
        Assert.Null(again.Cookie("sid"));
    }

    [Fact]
    public async Task Without_a_session_a_link_leads_to_the_sign_in_page_and_back()
    {
        var way = (await apps.Open("Lunch")).Expect(302);
        Assert.Equal($"/login/login.htm?fromURI={Uri.EscapeDataString(apps.Link("Lunch"))}", way.Header("Location"));
    }

    [Fact]
    public async Task A_dead_cookie_does_not_send_the_browser_in_circles()
    {
        apps.Sid = "102" + new string('x', 40);
        var way = (await apps.Open("Lunch")).Expect(302);
        Assert.EndsWith("&prompt=login", way.Header("Location"), StringComparison.Ordinal);
        (await apps.Visit(way.Header("Location")!)).Expect(200);
    }

    [Fact]
    public async Task A_link_of_an_app_that_is_not_the_users_is_refused_and_logged()
    {
        await apps.SignedInBy("push");
        var page = (await apps.Open("Board")).Expect(403);
        Assert.Contains("<code id=\"code\">user_not_assigned</code>", page.Body, StringComparison.Ordinal);
        Assert.Contains("app.generic.unauth_app_access_attempt", await Org.Log(AppOrg.Ana));
    }

    [Theory]
    [InlineData("/home/bookmark/0oanothing/2557")]
    [InlineData("/home/bookmark/0oanothing")]
    [InlineData("/app/bookmark/0oanothing/login")]
    public async Task A_link_to_nothing_is_a_page_that_says_so(string link)
    {
        await apps.SignedInBy("push");
        var page = (await apps.Visit(link)).Expect(404);
        Assert.Contains("This link leads to no app of this org.", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_names_its_app_right()
    {
        await apps.SignedInBy("push");
        (await apps.Visit(apps.Link("Lunch").Replace("bookmark", "oidc_client", StringComparison.Ordinal))).Expect(404);
        (await apps.Visit(apps.Link("Lunch").Replace("/1", "", StringComparison.Ordinal))).Expect(302);
        (await apps.Visit(apps.Link("Lunch").Replace("/home", "/app", StringComparison.Ordinal).Replace("/1", "/login", StringComparison.Ordinal))).Expect(302);
    }

    [Fact]
    public async Task A_client_is_asked_to_begin_a_sign_in_and_told_by_whom()
    {
        await apps.SignedInBy("push");
        var opened = await apps.ProvePush(await apps.ToStepUp(await apps.Open("Web")));
        Assert.Equal($"http://app.test/start?iss={Uri.EscapeDataString(Org.Address)}", opened.Header("Location"));
    }

    [Fact]
    public async Task The_home_page_has_a_tile_for_each_app_of_the_user_by_group_or_by_name()
    {
        await apps.SignedInBy("push");
        var tiles = Tiles(await apps.Visit("/app/UserHome"));
        Assert.Equal(["Payroll", "Wiki", "Lunch", "Vault", "Ledger", "Rules", "Web", "Spa", "Shut"], tiles.Keys);
        Assert.EndsWith("/2557", tiles["Payroll"], StringComparison.Ordinal);
        Assert.Contains("/home/oidc_client/0oa", tiles["Web"], StringComparison.Ordinal);
        Assert.Equal("http://spa.test/", tiles["Spa"]);
        (await apps.Visit(new Uri(tiles["Lunch"]).PathAndQuery)).Expect(302);
    }

    private static Dictionary<string, string> Tiles(Reply home) =>
        JsonNode.Parse(Regex.Match(home.Expect(200).Body, "id=\"factorseq-config\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value)!["apps"]!
            .AsArray().ToDictionary(a => (string)a!["label"]!, a => (string)a!["href"]!);
}
