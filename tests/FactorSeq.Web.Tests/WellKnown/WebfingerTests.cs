using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.WellKnown;

/// <summary>IdP discovery: who signs in where, by the name alone, and the way there and back.</summary>
public sealed class WebfingerTests : IAsyncLifetime
{
    private const string Providers = """
        identityProviders:
          - { name: Partner, domains: [ Partner.test ], users: [ ana@demo.test ] }
          - { name: Social, type: OIDC, domains: [ social.test ] }
        """;

    private static readonly (string, string) Trusted = ("Origin", "http://trusted.test");

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seeds.WithRule(Seeds.Chains("push"), more: Providers));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_user_of_the_org_is_sent_nowhere() => Approve.Json("webfinger_okta", await Ask("ben@demo.test"));

    [Fact]
    public async Task A_user_of_a_SAML_provider_is_sent_there() => Approve.Json("webfinger_saml2", await Ask("somebody@partner.test"));

    [Fact]
    public async Task A_user_of_an_OIDC_provider_is_sent_there() => Approve.Json("webfinger_oidc", await Ask("somebody@social.test"));

    [Fact]
    public async Task A_login_alone_decides_whether_anybody_has_it_or_not()
    {
        Assert.Equal("SAML2", Type(await Ask("ANA@demo.test")));
        Assert.Equal("OKTA", Type(await Ask("ana2@demo.test")));
        Assert.Equal("SAML2", Type(await Ask("nobody@PARTNER.test")));
        Assert.Equal("OKTA", Type(await Ask("partner.test")));
        Assert.Equal("OKTA", Type(await Ask("x@sub.partner.test")));
        Assert.Equal("OKTA", Type(await Ask("")));
        Assert.Equal(
            (await Ask("ben@demo.test")).Body.Replace("ben@", "nobody@", StringComparison.Ordinal), (await Ask("nobody@demo.test")).Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?resource=")]
    [InlineData("?resource=acct:ana@demo.test")]
    [InlineData("?resource=okta:ana@demo.test")]
    public async Task A_bad_resource_is_E0000001(string query)
    {
        var error = (await org.Get("/.well-known/webfinger" + query)).Expect(400, "E0000001");
        Assert.Equal(("Api validation failed: resource", "The requested resource is malformed."), (error.Text("errorSummary"), error.Cause));
    }

    [Fact]
    public async Task A_trusted_page_reads_it_without_credentials()
    {
        var reply = (await org.Get("/.well-known/webfinger?resource=okta:acct:ana@demo.test", Trusted)).Expect(200);
        Assert.Equal("http://trusted.test", reply.Header("Access-Control-Allow-Origin"));
        Assert.Null(reply.Header("Access-Control-Allow-Credentials"));
        Assert.Null((await org.Get("/.well-known/webfinger?resource=okta:acct:ana@demo.test", ("Origin", "http://evil.test"))).Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("/app/UserHome?x=1", "?fromURI=%2Fapp%2FUserHome%3Fx%3D1")]
    [InlineData("https://evil.test/", "")]
    [InlineData("//evil.test", "")]
    [InlineData("00nobodysStateToken", "")]
    public async Task The_way_back_is_a_path_of_this_org_or_none(string requestContext, string query) =>
        Assert.EndsWith("/sso/saml2/" + Id(await Ask("ana@demo.test")) + query, Href(await Ask("ana@demo.test", requestContext)), StringComparison.Ordinal);

    [Fact]
    public async Task A_page_names_its_way_back_by_its_state_token()
    {
        var page = await org.OpenPage("?fromURI=%2Foauth2%2Fv1%2Fauthorize%2Fredirect%3Fokta_key%3Dabc");
        Assert.EndsWith("?fromURI=%2Foauth2%2Fv1%2Fauthorize%2Fredirect%3Fokta_key%3Dabc", Href(await Ask("ana@demo.test", page.StateToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_provider_approves_and_the_browser_comes_back_signed_in_without_a_sequence()
    {
        var request = await Begin("/app/UserHome?from=idp");
        var reply = (await Decide(request, "approve", "ana@demo.test")).Expect(200);
        Assert.Equal("/app/UserHome?from=idp", reply.Text("location"));
        var session = (await org.Me(reply.Cookie("sid")!)).Expect("ACTIVE");
        Assert.Equal(("ana@demo.test", "[]"), (session.Text("login"), session.Json!["amr"]!.ToJsonString()));
        Assert.Contains("user.authentication.auth_via_IDP", await org.Log("ana@demo.test"));
        (await Decide(request, "approve", "ana@demo.test")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task Of_parallel_approvals_one_signs_in()
    {
        var request = await Begin("/app/UserHome");
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Decide(request, "approve", "ana@demo.test")));
        Assert.Single(replies, r => r.Status == 200 && r.Cookie("sid") is not null);
        Assert.Equal(11, replies.Count(r => r.Status == 404 && r.Cookie("sid") is null));
    }

    [Fact]
    public async Task A_failure_leads_back_to_the_sign_in_page()
    {
        var request = await Begin("/app/UserHome?from=idp");
        var reply = (await Decide(request, "fail")).Expect(200);
        Assert.Equal("/login/login.htm?fromURI=%2Fapp%2FUserHome%3Ffrom%3Didp", reply.Text("location"));
        Assert.Null(reply.Cookie("sid"));
        (await Decide(request, "approve", "ana@demo.test")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task Who_has_no_account_does_not_get_in_and_another_may_be_tried()
    {
        var request = await Begin("/app/UserHome");
        Assert.Null((await Decide(request, "approve", "nobody@partner.test")).Expect(401, "E0000004").Cookie("sid"));
        (await Decide(request, "approve", "ana@demo.test")).Expect(200);
    }

    [Fact]
    public async Task A_request_is_good_for_ten_minutes()
    {
        var request = await Begin("/app/UserHome");
        (await org.Get($"/emulator/identity-provider?request={request}")).Expect(200);
        await org.Clock.Advance("PT10M");
        (await org.Get($"/emulator/identity-provider?request={request}")).Expect(400);
        (await Decide(request, "approve", "ana@demo.test")).Expect(404, "E0000007");
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test")]
    [InlineData("/\\evil.test")]
    [InlineData(null)]
    public async Task A_way_back_to_somewhere_else_becomes_the_home_page(string? fromUri) =>
        Assert.Equal("/app/UserHome", (await Decide(await Begin(fromUri), "approve", "ana@demo.test")).Expect(200).Text("location"));

    [Theory]
    [InlineData("maybe", "ana@demo.test")]
    [InlineData("approve", null)]
    public async Task A_decision_that_is_none_changes_nothing(string decision, string? login)
    {
        var request = await Begin("/app/UserHome");
        (await Decide(request, decision, login)).Expect(400, "E0000001");
        (await Decide(request, "approve", "ana@demo.test")).Expect(200);
    }

    [Fact]
    public async Task An_unknown_provider_is_a_page_that_says_so() => (await org.Get("/sso/saml2/0oa00000000000000000")).Expect(400);

    private Task<Reply> Ask(string login, string? requestContext = null) => org.Get(
        $"/.well-known/webfinger?resource=okta%3Aacct%3A{Uri.EscapeDataString(login)}"
            + (requestContext is null ? "" : $"&requestContext={Uri.EscapeDataString(requestContext)}"));

    private async Task<string> Begin(string? fromUri)
    {
        var there = (await org.Get(
            $"/sso/idps/{Id(await Ask("ana@demo.test"))}" + (fromUri is null ? "" : $"?fromURI={Uri.EscapeDataString(fromUri)}"))).Expect(302).Header("Location")!;
        Assert.StartsWith("/emulator/identity-provider?request=", there, StringComparison.Ordinal);
        return there.Split('=')[1];
    }

    private Task<Reply> Decide(string request, string decision, string? login = null) =>
        org.Post("/emulator/identity-provider", new { request, decision, login });

    private static JsonNode Link(Reply reply) => reply.Expect(200).Json!["links"]!.AsArray().Single()!;

    private static string Href(Reply reply) => (string)Link(reply)["href"]!;

    private static string Type(Reply reply) => (string)Link(reply)["properties"]!["okta:idp:type"]!;

    private static string Id(Reply reply) => (string)Link(reply)["properties"]!["okta:idp:id"]!;
}
