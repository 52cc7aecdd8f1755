using FactorSeq.Core.Ports;
using FactorSeq.Storage.Memory;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Devices without a browser (RFC 8628): codes, polls, and the page on which a user lets one in.</summary>
public sealed class DeviceGrantTests : IAsyncLifetime
{
    private OrgHost org = null!;
    private RelyingParty tv = null!;

    public async Task InitializeAsync()
    {
        org = await GrantOrg.Start();
        tv = GrantOrg.Client(org, "tv");
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("/oauth2/default/v1")]
    [InlineData("/oauth2/v1")]
    public async Task A_user_lets_a_device_in(string server)
    {
        var device = GrantOrg.Client(org, "tv", server);
        var begun = await Begin(device, "openid profile offline_access");
        Assert.Equal((600, 5), ((int)begun.Json!["expires_in"]!, (int)begun.Json["interval"]!));
        Assert.Equal($"{org.Address}/activate", begun.Text("verification_uri"));
        Assert.Equal($"{org.Address}/activate?user_code={begun.Text("user_code")}", begun.Text("verification_uri_complete"));
        Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{8}$", begun.Text("user_code"));
        (await device.Poll(begun.Text("device_code")!)).ExpectRefusal(400, "authorization_pending");

        var browser = await GrantOrg.Client(org, "web").As(org);
        Assert.Equal("activate-done", (await Answer(browser, begun, "allow")).Screen());

        var tokens = (await device.Poll(begun.Text("device_code")!)).Expect(200);
        Assert.Equal(GrantOrg.Ana, (string)tokens.Claims("access_token")["sub"]!);
        Assert.Equal("tv", (string)tokens.Claims("id_token")["aud"]!);
        (await device.Refresh(tokens.Text("refresh_token")!)).Expect(200);
        (await device.Poll(begun.Text("device_code")!)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task Metadata_name_the_endpoint()
    {
        foreach (var (at, endpoint) in new[] { ("", "/oauth2/v1"), ("/oauth2/orders", GrantOrg.Orders) })
        {
            var metadata = (await org.Get($"{at}/.well-known/openid-configuration")).Expect(200);
            Assert.Equal($"{org.Address}{endpoint}/device/authorize", metadata.Text("device_authorization_endpoint"));
            Assert.Contains(GrantOrg.DeviceCode, metadata.Json!.AsObject().List("grant_types_supported"));
        }
    }

    [Fact]
    public async Task Polls_that_come_too_soon_are_slowed_down()
    {
        await org.Clock.Freeze();
        var code = (await Begin(tv)).Text("device_code")!;
        (await tv.Poll(code)).ExpectRefusal(400, "authorization_pending");
        (await tv.Poll(code)).ExpectRefusal(400, "slow_down");
        await org.Clock.Advance("PT9S");
        (await tv.Poll(code)).ExpectRefusal(400, "slow_down");
        await org.Clock.Advance("PT15S");
        (await tv.Poll(code)).ExpectRefusal(400, "authorization_pending");
    }

    [Fact]
    public async Task Fifty_polls_at_once_get_one_set_of_tokens()
    {
        var begun = await Begin(tv);
        await Answer(await GrantOrg.Client(org, "web").As(org), begun, "allow");

        var polls = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => tv.Poll(begun.Text("device_code")!)));

        Assert.Single(polls, p => p.Status == 200);
        Assert.All(polls.Where(p => p.Status != 200), p => p.ExpectRefusal(400, "invalid_grant"));
    }

    [Fact]
    public async Task A_decision_counts_among_polls()
    {
        var begun = await Begin(tv);
        var browser = await GrantOrg.Client(org, "web").As(org);
        var page = await browser.Visit($"/activate?user_code={begun.Text("user_code")}");
        var polls = Enumerable.Range(0, 20).Select(_ => tv.Poll(begun.Text("device_code")!)).ToList();

        (await Decide(browser, page, "allow")).Expect(200);

        var tokens = (await Task.WhenAll(polls)).Count(p => p.Status == 200);
        Assert.Equal(1, tokens + ((await tv.Poll(begun.Text("device_code")!)).Status == 200 ? 1 : 0));
    }

    [Fact]
    public async Task Who_denies_a_device_denies_it_for_good()
    {
        var begun = await Begin(tv);
        var browser = await GrantOrg.Client(org, "web").As(org);
        Assert.Contains("data-decision=\"denied\"", (await Answer(browser, begun, "deny")).Body);
        (await tv.Poll(begun.Text("device_code")!)).ExpectRefusal(400, "access_denied");
        Assert.Equal("activate-enter", (await browser.Visit($"/activate?user_code={begun.Text("user_code")}")).Expect(400).Screen());
        (await tv.Poll(begun.Text("device_code")!)).ExpectRefusal(400, "access_denied");
    }

    [Fact]
    public async Task Codes_live_ten_minutes()
    {
        var begun = await Begin(tv);
        var browser = await GrantOrg.Client(org, "web").As(org);
        await org.Clock.Advance("PT10M");
        Assert.Equal("activate-enter", (await browser.Visit($"/activate?user_code={begun.Text("user_code")}")).Expect(400).Screen());
        (await tv.Poll(begun.Text("device_code")!)).ExpectRefusal(400, "expired_token");
    }

    [Fact]
    public async Task A_device_code_belongs_to_its_client_and_its_server()
    {
        var code = (await Begin(tv)).Text("device_code")!;
        (await GrantOrg.Client(org, "tv-vault").Poll(code)).ExpectRefusal(400, "invalid_grant");
        (await GrantOrg.Client(org, "tv", GrantOrg.Orders).Poll(code)).ExpectRefusal(400, "invalid_grant");
        (await tv.Poll("nonsense")).ExpectRefusal(400, "invalid_grant");
        (await tv.Ask("/token", ("grant_type", GrantOrg.DeviceCode))).ExpectRefusal(400, "invalid_request");
    }

    [Theory]
    [InlineData("legacy", "openid", 400, "unauthorized_client")]
    [InlineData("tv", null, 400, "invalid_scope")]
    [InlineData("tv", "nothing", 400, "invalid_scope")]
    [InlineData("tv", "profile", 400, "invalid_scope")]
    [InlineData("nobody", "openid", 401, "invalid_client")]
    public async Task A_device_does_not_begin(string client, string? scope, int status, string error) =>
        (await GrantOrg.Client(org, client).Ask("/device/authorize", ("scope", scope))).ExpectRefusal(status, error);

    [Fact]
    public async Task The_page_wants_a_sign_in_first_and_keeps_the_code()
    {
        var begun = await Begin(tv);
        var nobody = GrantOrg.Client(org, "web");
        Assert.Equal($"/activate?user_code={begun.Text("user_code")}", (await nobody.Visit($"/activate?user_code={begun.Text("user_code")}")).FromUri());
        Assert.Equal("/activate", (await nobody.Visit("/activate")).FromUri());
        (await nobody.Submit(org, "/activate", ("user_code", begun.Text("user_code")!), ("decision", "allow"))).Expect(302);
        (await tv.Poll(begun.Text("device_code")!)).ExpectRefusal(400, "authorization_pending");
    }

    [Fact]
    public async Task A_code_may_be_typed_in_small_letters_and_with_a_dash()
    {
        var code = (await Begin(tv)).Text("user_code")!.ToLowerInvariant();
        var browser = await GrantOrg.Client(org, "web").As(org);
        Assert.Equal("activate-enter", (await browser.Visit("/activate")).Expect(200).Screen());
        Assert.Equal("activate-confirm", (await browser.Visit($"/activate?user_code={code[..4]}-{code[4..]}")).Expect(200).Screen());
    }

    [Fact]
    public async Task Another_sites_form_lets_nothing_in()
    {
        var begun = await Begin(tv);
        var ana = await GrantOrg.Client(org, "web").As(org);
        var ben = await GrantOrg.Client(org, "web").As(org, GrantOrg.Ben, GrantOrg.BensPassword);
        var bens = (await ben.Visit($"/activate?user_code={begun.Text("user_code")}")).Hidden("token");
        foreach (var token in new[] { "", "nonsense", bens })
        {
            (await ana.Submit(org, "/activate", ("user_code", begun.Text("user_code")!), ("decision", "allow"), ("token", token))).ExpectErrorPage("invalid_request");
        }

        (await tv.Poll(begun.Text("device_code")!)).ExpectRefusal(400, "authorization_pending");
        var page = await ana.Visit($"/activate?user_code={begun.Text("user_code")}");
        Assert.Contains("frame-ancestors 'none'", page.Header("Content-Security-Policy"));
    }

    [Fact]
    public async Task Ten_wrong_codes_and_the_right_one_has_to_wait()
    {
        var begun = await Begin(tv);
        var browser = await GrantOrg.Client(org, "web").As(org);
        var guesses = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => browser.Visit("/activate?user_code=BBBBBBBB")));
        Assert.Equal(10, guesses.Count(g => g.Status == 400));
        Assert.Equal(20, guesses.Count(g => g.Status == 429));
        (await browser.Visit($"/activate?user_code={begun.Text("user_code")}")).Expect(429);
        var again = await GrantOrg.Client(org, "web").As(org);
        (await again.Visit($"/activate?user_code={begun.Text("user_code")}")).Expect(429);
        var ben = await GrantOrg.Client(org, "web").As(org, GrantOrg.Ben, GrantOrg.BensPassword);
        (await ben.Visit($"/activate?user_code={begun.Text("user_code")}")).Expect(200);
        await org.Clock.Advance("PT10M");
        begun = await Begin(tv);
        browser = await GrantOrg.Client(org, "web").As(org);
        (await browser.Visit($"/activate?user_code={begun.Text("user_code")}")).Expect(200);
    }

    [Fact]
    public async Task The_page_shows_who_wants_what()
    {
        var orders = GrantOrg.Client(org, "tv", GrantOrg.Orders);
        var begun = await Begin(orders, "orders.read");
        var page = await (await GrantOrg.Client(org, "web").As(org)).Visit($"/activate?user_code={begun.Text("user_code")}");
        Assert.Contains("Kitchen TV", page.Body);
        Assert.Contains("<li data-scope=\"orders.read\"><span>Read your orders</span><small>Every one since 2020</small></li>", page.Body);
    }

    [Fact]
    public async Task A_device_of_an_app_that_is_not_assigned_stays_out()
    {
        var others = GrantOrg.Client(org, "tv-others");
        var begun = await Begin(others);
        var done = await Answer(await GrantOrg.Client(org, "web").As(org), begun, "allow");
        Assert.Contains("User is not assigned to the client application.", done.Expect(403).Body);
        (await others.Poll(begun.Text("device_code")!)).ExpectRefusal(400, "access_denied");
        Assert.Contains("user_not_assigned", await org.Reasons("app.oauth2.as.device.authorize"));
    }

    [Fact]
    public async Task An_app_that_wants_a_factor_asks_for_it_first()
    {
        var vault = GrantOrg.Client(org, "tv-vault");
        var begun = await Begin(vault);
        var browser = await GrantOrg.Client(org, "web").As(org);
        var asked = (await browser.Visit($"/activate?user_code={begun.Text("user_code")}")).ExpectSignInPage();
        Assert.Equal($"/activate?user_code={begun.Text("user_code")}", asked.FromUri());
        var page = await org.Get(asked.Header("Location")!, ("Cookie", $"sid={browser.Sid}"));
        var token = System.Text.RegularExpressions.Regex.Match(page.Body, "\"stateToken\":\"(00[A-Za-z0-9_-]{40})\"").Groups[1].Value;
        var at = await org.Post("/api/v1/authn", new { stateToken = token });
        (await org.Verify(at, "question", answer: "mushrooms")).Expect("SUCCESS");
        await browser.Visit($"/login/step-up/redirect?stateToken={token}");

        Assert.Equal("activate-done", (await Answer(browser, begun, "allow")).Expect(200).Screen());
        (await vault.Poll(begun.Text("device_code")!)).Expect(200);
    }

    [Fact]
    public async Task Whoever_an_identity_provider_vouched_for_is_theirs_on_a_device_too()
    {
        var browser = await GrantOrg.Client(org, "web").As(org);
        var stored = await org.Documents.Find(org.Org.Name, DocumentKinds.Sessions, Tokens.Digest(browser.Sid!));
        await org.Documents.Commit(new UnitOfWork(org.Org.Name).Update(
            DocumentKinds.Sessions, stored!, stored!.Value with { IdentityProvider = "0oaPartner" }, stored.Value.Expires));
        var begun = await Begin(tv);
        await Answer(browser, begun, "allow");
        Assert.Equal("0oaPartner", (string?)(await tv.Poll(begun.Text("device_code")!)).Expect(200).Claims("id_token")["idp"]);
    }

    [Fact]
    public async Task A_code_is_looked_up_once_its_try_is_counted()
    {
        var documents = StoreCalls.Of(new MemoryDocuments(), out var calls);
        await using var counted = await OrgHost.Start(GrantOrg.Text(), services: services => services.AddSingleton(documents));
        var browser = await GrantOrg.Client(counted, "web").As(counted);
        calls.Names.Clear();
        (await browser.Visit("/activate?user_code=BBBBBBBB")).Expect(400);
        Assert.Contains("Commit", calls.Names.TakeWhile(name => name != nameof(IDocuments.FindByAlias)));
        Assert.DoesNotContain("Commit", calls.Names.SkipWhile(name => name != nameof(IDocuments.FindByAlias)));
    }

    [Fact]
    public async Task Right_codes_use_no_try_up()
    {
        var begun = await Begin(tv);
        var browser = await GrantOrg.Client(org, "web").As(org);
        for (var i = 0; i < 12; i++)
        {
            (await browser.Visit($"/activate?user_code={begun.Text("user_code")}")).Expect(200);
        }
    }

    [Fact]
    public async Task Images_on_another_sites_page_shut_nobody_out()
    {
        var begun = await Begin(tv);
        var browser = await GrantOrg.Client(org, "web").As(org);
        for (var i = 0; i < 12; i++)
        {
            var seen = await org.Get("/activate?user_code=BBBBBBBB", ("Cookie", $"sid={browser.Sid}"), ("Sec-Fetch-Site", "cross-site"));
            Assert.Equal("activate-enter", seen.Expect(200).Screen());
        }

        var link = await org.Get(
            $"/activate?user_code={begun.Text("user_code")}", ("Cookie", $"sid={browser.Sid}"), ("Sec-Fetch-Site", "cross-site"));
        Assert.Equal("activate-enter", link.Expect(200).Screen());
        Assert.Contains($"value=\"{begun.Text("user_code")}\"", link.Body);
        (await browser.Visit($"/activate?user_code={begun.Text("user_code")}")).Expect(200);
    }

    private static async Task<Reply> Begin(RelyingParty device, string scope = "openid") => (await device.Ask("/device/authorize", ("scope", scope))).Expect(200);

    private async Task<Reply> Answer(RelyingParty browser, Reply begun, string decision) =>
        await Decide(browser, (await browser.Visit($"/activate?user_code={begun.Text("user_code")}")).Expect(200), decision);

    private Task<Reply> Decide(RelyingParty browser, Reply page, string decision) => browser.Submit(
        org, "/activate", ("user_code", page.Hidden("user_code")), ("token", page.Hidden("token")), ("decision", decision));
}
