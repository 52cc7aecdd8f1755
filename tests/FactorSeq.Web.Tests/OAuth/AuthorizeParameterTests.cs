using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Parameters of the authorization request that choose how its user signs in.</summary>
public sealed class AuthorizeParameterTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await GrantOrg.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("Partner", "/sso/idps/")]
    [InlineData("Old partner", "/sso/saml2/")]
    public async Task Idp_leads_to_the_provider_and_back_to_the_app(string name, string path)
    {
        var web = GrantOrg.Client(org, "web");
        var id = Id(name);
        var away = (await web.Authorize(("idp", id), ("login_hint", GrantOrg.Ana))).Expect(302);
        Assert.StartsWith($"{path}{id}?fromURI=", away.Header("Location"));
        Assert.Equal(GrantOrg.Ana, away.Answer("login_hint"));
        var page = (await org.Get(away.Header("Location")!)).Expect(302).Header("Location")!;
        var request = System.Text.RegularExpressions.Regex.Match(page, "request=([^&]+)").Groups[1].Value;

        var approved = (await org.Post("/emulator/identity-provider", new { request, decision = "approve", login = GrantOrg.Ana })).Expect(200);

        web.Sid = approved.Cookie("sid");
        var code = (await web.Visit(approved.Text("location")!)).Answer("code")!;
        Assert.Equal(GrantOrg.Ana, (string)(await web.Exchange(code)).Expect(200).Claims("access_token")["sub"]!);
    }

    [Fact]
    public async Task Who_has_a_session_stays_and_nobody_is_prompted_who_must_not_be()
    {
        var web = await GrantOrg.Client(org, "web").As(org);
        Assert.NotNull((await web.Authorize(("idp", Id("Partner")))).Answer("code"));
        Assert.Equal("login_required", (await GrantOrg.Client(org, "web").Authorize(("idp", Id("Partner")), ("prompt", "none"))).Answer("error"));
        Assert.StartsWith("/sso/idps/", (await web.Authorize(("idp", Id("Partner")), ("prompt", "login"))).Header("Location"));
    }

    [Theory]
    [InlineData("0oaunknown")]
    [InlineData("//evil.test")]
    public async Task An_unknown_idp_is_refused(string idp) =>
        Assert.Equal("invalid_request", (await GrantOrg.Client(org, "web").Authorize(("idp", idp))).Answer("error"));

    [Fact]
    public async Task Acr_values_change_nothing_on_a_Classic_org()
    {
        var web = await GrantOrg.Client(org, "web").As(org);
        var code = (await web.Authorize(("acr_values", "urn:okta:loa:2fa:any"))).Answer("code")!;
        Assert.Null((await web.Exchange(code)).Expect(200).Claims("id_token")["acr"]);
        Assert.False((await org.Get("/oauth2/default/.well-known/openid-configuration")).Json!.AsObject().ContainsKey("acr_values_supported"));
    }

    private string Id(string name) => org.Org.Current.Configuration.IdentityProviders.Single(p => p.Name == name).Id;
}
