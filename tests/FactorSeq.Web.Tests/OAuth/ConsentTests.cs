using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Consent: who is asked, about what, and that the answer is kept.</summary>
public sealed class ConsentTests : IAsyncLifetime
{
    private const string Page = "/oauth2/v1/authorize/consent";

    private OrgHost org = null!;
    private RelyingParty wiki = null!;

    public async Task InitializeAsync()
    {
        org = await GrantOrg.Start();
        wiki = await GrantOrg.Client(org, "wiki", GrantOrg.Orders).As(org);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_user_is_asked_once()
    {
        var page = await Asked(await wiki.Authorize(("scope", "openid orders.read orders.plain")));
        Assert.Contains("<li data-scope=\"orders.read\"><span>Read your orders</span>", page.Body);
        Assert.DoesNotContain("orders.plain", page.Body);
        Assert.Contains("Wiki &lt;b&gt; asks for access", page.Body);
        Assert.Contains("form-action 'self' http: https:;", page.Header("Content-Security-Policy"));

        var code = (await wiki.Visit(Path(await Answer(page, "allow")))).Answer("code")!;

        Assert.Equal("openid orders.read orders.plain", (await wiki.Exchange(code)).Expect(200).Text("scope"));
        Assert.NotNull((await wiki.Authorize(("scope", "openid orders.read"))).Answer("code"));
        Assert.Contains("app.oauth2.as.consent.grant", await org.Log(GrantOrg.Ana));
    }

    [Fact]
    public async Task The_page_lets_its_form_go_on_to_an_apps_own_scheme()
    {
        await using var phones = await GrantOrg.Start(apps: "  - { label: Phone, clientId: phone, redirectUris: [ \"com.example.app:/cb\" ], consent: required, assign: [ Everyone ] }\n");
        var phone = await new RelyingParty(phones, "phone", null, "com.example.app:/cb", GrantOrg.Orders).As(phones);
        var asked = (await phone.Authorize(("scope", "openid orders.read"))).Expect(302);
        Assert.Contains("form-action 'self' http: https: com.example.app:;", (await phone.Visit(asked.Header("Location")!)).Header("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_scope_more_is_asked_for_and_the_old_ones_stay()
    {
        await Allow(("scope", "openid orders.read"));
        await Allow(("scope", "openid orders.list"));
        Assert.NotNull((await wiki.Authorize(("scope", "openid orders.read orders.list"), ("prompt", "none"))).Answer("code"));
    }

    [Fact]
    public async Task Who_cancels_sends_access_denied_and_is_asked_again()
    {
        var page = await Asked(await wiki.Authorize(("scope", "openid orders.read")));
        var cancelled = await Answer(page, "deny");
        Assert.StartsWith("http://wiki.test/cb?state=", cancelled.Header("Location"));
        Assert.Equal("access_denied", cancelled.Answer("error"));
        (await Answer(page, "allow")).ExpectErrorPage("invalid_request");
        await Asked(await wiki.Authorize(("scope", "openid orders.read")));
        Assert.Contains("scope_denied", await org.Reasons("app.oauth2.as.authorize.code"));
    }

    [Fact]
    public async Task Without_a_prompt_it_is_consent_required()
    {
        Assert.Equal("consent_required", (await wiki.Authorize(("scope", "openid orders.read"), ("prompt", "none"))).Answer("error"));
        await Allow(("scope", "openid orders.read"));
        Assert.NotNull((await wiki.Authorize(("scope", "openid orders.read"), ("prompt", "none"))).Answer("code"));
    }

    [Theory]
    [InlineData("wiki", "orders.read", null, true)]
    [InlineData("wiki", "orders.list", null, true)]
    [InlineData("wiki", "orders.plain", null, false)]
    [InlineData("wiki", "orders.plain", "consent", false)]
    [InlineData("web", "orders.read", null, false)]
    [InlineData("web", "orders.read", "consent", true)]
    [InlineData("web", "orders.list", "consent", true)]
    public async Task Prompt_app_and_scope_decide_together(string client, string scope, string? prompt, bool asks)
    {
        var app = await GrantOrg.Client(org, client, GrantOrg.Orders).As(org);
        var reply = await app.Authorize(("scope", $"openid {scope}"), ("prompt", prompt));
        Assert.Equal(asks, reply.Header("Location")!.StartsWith(Page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prompt_consent_asks_each_time()
    {
        await Allow(("scope", "openid orders.read"), ("prompt", "consent"));
        await Allow(("scope", "openid orders.read"), ("prompt", "consent"));
        Assert.NotNull((await wiki.Authorize(("scope", "openid orders.read"))).Answer("code"));
    }

    [Fact]
    public async Task After_a_new_sign_in_consent_is_asked_once()
    {
        var signIn = await wiki.Authorize(("scope", "openid orders.read"), ("prompt", "login consent"));
        var resume = signIn.FromUri();
        (await wiki.Visit(resume)).ExpectSignInPage();
        var key = signIn.FromUri()[(signIn.FromUri().IndexOf('=') + 1)..];
        Assert.StartsWith("/oauth2/v1/authorize/redirect", (await wiki.Visit($"{Page}?okta_key={key}")).Header("Location"));
        await wiki.As(org);
        var page = await Asked(await wiki.Visit(resume));
        Assert.NotNull((await wiki.Visit(Path(await Answer(page, "allow")))).Answer("code"));
        (await wiki.Visit(resume)).ExpectErrorPage("invalid_request");
    }

    [Fact]
    public async Task The_orgs_own_server_asks_nobody() =>
        Assert.NotNull((await (await GrantOrg.Client(org, "wiki", "/oauth2/v1").As(org)).Authorize(("prompt", "consent"))).Answer("code"));

    [Fact]
    public async Task Nobody_is_asked_about_what_is_refused_anyway()
    {
        var closed = await GrantOrg.Client(org, "closed", GrantOrg.Orders).As(org);
        Assert.Equal("access_denied", (await closed.Authorize(("scope", "openid orders.read"))).Answer("error"));
        var ben = await GrantOrg.Client(org, "wiki", GrantOrg.Orders).As(org, GrantOrg.Ben, GrantOrg.BensPassword);
        Assert.Equal("access_denied", (await ben.Authorize(("scope", "openid orders.read"))).Answer("error"));
    }

    [Fact]
    public async Task Another_sites_form_and_another_users_page_give_nothing()
    {
        var page = await Asked(await wiki.Authorize(("scope", "openid orders.read")));
        (await wiki.Submit(org, Page, ("okta_key", page.Hidden("okta_key")), ("token", "nonsense"), ("decision", "allow"))).ExpectErrorPage("invalid_request");
        (await wiki.Submit(org, Page, ("okta_key", page.Hidden("okta_key")), ("decision", "allow"))).ExpectErrorPage("invalid_request");
        (await wiki.Submit(org, Page, ("okta_key", "nonsense"), ("token", page.Hidden("token")), ("decision", "allow"))).ExpectErrorPage("invalid_request");
        var ben = await GrantOrg.Client(org, "wiki").As(org, GrantOrg.Ben, GrantOrg.BensPassword);
        (await ben.Submit(org, Page, ("okta_key", page.Hidden("okta_key")), ("token", page.Hidden("token")), ("decision", "allow"))).ExpectErrorPage("invalid_request");
        Assert.Equal("consent_required", (await wiki.Authorize(("scope", "openid orders.read"), ("prompt", "none"))).Answer("error"));
    }

    [Fact]
    public async Task What_one_user_allows_counts_for_nobody_else_and_for_no_other_app()
    {
        await Allow(("scope", "openid orders.read"));
        await org.EditSeed(GrantOrg.Text().Replace("assign: [ others ]\nauth", "assign: [ Everyone ]\nauth", StringComparison.Ordinal));
        var closed = await GrantOrg.Client(org, "closed", GrantOrg.Orders).As(org);
        Assert.Equal("consent_required", (await closed.Authorize(("scope", "openid orders.read"), ("prompt", "none"))).Answer("error"));
    }

    [Fact]
    public async Task Grants_without_a_page_do_not_go_round_it()
    {
        var api = GrantOrg.Client(org, "api", GrantOrg.Orders);
        (await api.Ask("/token", ("grant_type", "client_credentials"), ("scope", "orders.read"))).ExpectRefusal(400, "invalid_scope");
        (await api.Ask("/token", ("grant_type", "client_credentials"), ("scope", "orders.list"))).Expect(200);
    }

    private async Task Allow(params (string Name, string? Value)[] changes) =>
        Assert.NotNull((await wiki.Visit(Path(await Answer(await Asked(await wiki.Authorize(changes)), "allow")))).Answer("code"));

    private async Task<Reply> Asked(Reply redirect)
    {
        Assert.StartsWith(Page, redirect.Expect(302).Header("Location"));
        var page = (await wiki.Visit(redirect.Header("Location")!)).Expect(200);
        Assert.Equal("consent", page.Screen());
        return page;
    }

    private Task<Reply> Answer(Reply page, string decision) =>
        wiki.Submit(org, Page, ("okta_key", page.Hidden("okta_key")), ("token", page.Hidden("token")), ("decision", decision));

    private static string Path(Reply redirect) => redirect.Expect(302).Header("Location")!;
}
