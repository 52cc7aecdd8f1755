using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

public sealed class ResponseModeTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(RelyingParty.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_post_message_page_tells_the_apps_origin_and_may_be_framed_by_it_alone()
    {
        var spa = RelyingParty.Spa(org);
        var reply = (await spa.Authorize(
            ("response_mode", "okta_post_message"), ("prompt", "none"), ("sessionToken", await spa.SessionToken()))).Expect(200);
        var block = Block(reply);
        Assert.Equal("http://spa.test", (string)block["targetOrigin"]!);
        Assert.Equal("st&te", (string)block["message"]!["state"]!);
        var code = (string)block["message"]!["code"]!;
        (await spa.Exchange(code)).Expect(200);

        Assert.Null(reply.Header("X-Frame-Options"));
        Assert.Equal(
            "default-src 'none'; script-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors http://spa.test",
            reply.Header("Content-Security-Policy"));
        Assert.Equal("no-referrer", reply.Header("Referrer-Policy"));
        Assert.DoesNotContain("<script>", reply.Body);
        Assert.Contains("postMessage(message, targetOrigin)", (await org.Get("/js/oauth-answer.js")).Expect(200).Body);
    }

    [Fact]
    public async Task A_post_message_carries_an_error_and_no_text_ends_its_block()
    {
        var reply = (await RelyingParty.Spa(org).Authorize(
            ("response_mode", "okta_post_message"), ("prompt", "none"), ("state", "</script><script>alert(1)</script>"))).Expect(200);
        var message = Block(reply)["message"]!;
        Assert.Equal("login_required", (string)message["error"]!);
        Assert.NotNull(message["error_description"]);
        Assert.Equal("</script><script>alert(1)</script>", (string)message["state"]!);
        Assert.DoesNotContain("</script><script>alert", reply.Body);
    }

    [Fact]
    public async Task A_form_posts_itself_to_the_app_and_nowhere_else()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var reply = (await web.Authorize(("response_mode", "form_post"), ("state", "\"><img src=x>"))).Expect(200);
        Assert.Contains("method=\"post\" action=\"http://app.test/cb\"", reply.Body);
        Assert.Contains("name=\"state\" value=\"&quot;&gt;&lt;img src=x&gt;\"", reply.Body);
        Assert.Contains("<noscript>", reply.Body);
        // A browser holds where the app goes on to against this as well.
        Assert.Contains("form-action http: https:;", reply.Header("Content-Security-Policy"));
        Assert.Contains("frame-ancestors http://app.test", reply.Header("Content-Security-Policy"));
        Assert.Contains("script-src 'self'", reply.Header("Content-Security-Policy"));
        (await web.Exchange(Regex.Match(reply.Body, "name=\"code\" value=\"([^\"]+)\"").Groups[1].Value)).Expect(200);
    }

    [Fact]
    public async Task A_code_may_come_in_the_fragment()
    {
        var reply = await (await RelyingParty.Web(org).SignedIn()).Authorize(("response_mode", "fragment"));
        Assert.StartsWith("http://app.test/cb#state=st%26te&code=", reply.Header("Location"));
    }

    [Fact]
    public async Task An_app_with_a_scheme_of_its_own_gets_its_code_by_redirect_but_no_message()
    {
        var phone = await new RelyingParty(org, "phone", null, "com.example.app:/cb").SignedIn();
        Assert.StartsWith("com.example.app:/cb?state=", (await phone.Authorize()).Header("Location"));
        var reply = await phone.Authorize(("response_mode", "okta_post_message"));
        Assert.Equal("unsupported_response_mode", reply.Answer("error"));
    }

    [Fact]
    public async Task Tokens_come_in_the_fragment_and_never_in_the_query()
    {
        var spa = await RelyingParty.Spa(org).SignedIn();
        var reply = await spa.Authorize(("response_type", "token id_token"));
        Assert.StartsWith("http://spa.test/cb#", reply.Header("Location"));
        Assert.Equal("Bearer", reply.Answer("token_type"));
        Assert.Equal("3600", reply.Answer("expires_in"));
        var claims = Answers.Part(reply.Answer("id_token")!, 1);
        Assert.Equal(Answers.HalfHash(reply.Answer("access_token")!), (string)claims["at_hash"]!);
        (await spa.UserInfo(reply.Answer("access_token"))).Expect(200);

        var refused = await spa.Authorize(("response_type", "token"), ("response_mode", "query"));
        Assert.StartsWith("http://spa.test/cb#", refused.Header("Location"));
        Assert.Equal("unsupported_response_mode", refused.Answer("error"));
        Assert.Equal("invalid_request", (await spa.Authorize(("response_type", "id_token"), ("nonce", null))).Answer("error"));
    }

    [Fact]
    public async Task A_hybrid_answer_ties_its_code_to_its_ID_token()
    {
        var spa = await RelyingParty.Spa(org).SignedIn();
        var reply = await spa.Authorize(("response_type", "code id_token"));
        Assert.Equal(Answers.HalfHash(reply.Answer("code")!), (string)Answers.Part(reply.Answer("id_token")!, 1)["c_hash"]!);
        (await spa.Exchange(reply.Answer("code")!)).Expect(200);
    }

    [Fact]
    public async Task An_ID_token_alone_says_all_that_its_scopes_allow()
    {
        var reply = await (await RelyingParty.Spa(org).SignedIn()).Authorize(("response_type", "id_token"));
        var claims = Answers.Part(reply.Answer("id_token")!, 1);
        Assert.Equal("Ruiz", (string)claims["family_name"]!);
        Assert.True((bool)claims["email_verified"]!);
    }

    private static JsonNode Block(Reply page) => JsonNode.Parse(Regex.Match(
        page.Body, "<script type=\"application/json\" id=\"answer\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value)!;
}
