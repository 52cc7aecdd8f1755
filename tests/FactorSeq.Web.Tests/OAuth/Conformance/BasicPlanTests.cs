using System.Buffers.Text;
using System.Text;

namespace FactorSeq.Web.Tests.OAuth.Conformance;

/// <summary>"Basic OP": what a request may hold, and what a code is good for.</summary>
public sealed class BasicPlanTests : ConformanceTest
{
    [Fact(DisplayName = "oidcc-server: code, tokens, userinfo")]
    public async Task Server()
    {
        var tokens = await Tokens(await SignIn());
        await UserInfo(tokens);
    }

    [Fact(DisplayName = "oidcc-response-type-missing: the client is told")]
    public async Task ResponseTypeMissing()
    {
        var reply = await Client.Authorize([.. NoPkce, ("response_type", null)]);
        Assert.Equal("unsupported_response_type", reply.Answer("error"));
        Assert.Equal("st&te", reply.Answer("state"));
    }

    [Fact(DisplayName = "oidcc-idtoken-signature: RS256, by a published key")]
    public async Task IdTokenSignature() => await CheckSignature((await Tokens(await SignIn())).Text("id_token")!);

    [Fact(DisplayName = "oidcc-idtoken-unsigned: no ID token goes unsigned")]
    public async Task IdTokenUnsigned()
    {
        var document = (await Org.Get("/oauth2/default/.well-known/openid-configuration")).Json!;
        Assert.DoesNotContain("none", document["id_token_signing_alg_values_supported"]!.AsArray().Select(alg => (string)alg!));
    }

    [Fact(DisplayName = "oidcc-ensure-request-without-nonce-succeeds-for-code-flow: no nonce, none back")]
    public async Task WithoutNonce() => await Tokens(await SignIn(("nonce", null)), nonce: null);

    [Fact(DisplayName = "oidcc-alternate-happy-flow: the order of parameters and scopes is nothing")]
    public async Task AlternateOrder()
    {
        var path = Client.AuthorizeUrl([.. NoPkce, ("scope", "email openid")]);
        var parameters = path.Split('?')[1].Split('&');
        var way = (await Client.Visit($"{path.Split('?')[0]}?{string.Join('&', parameters.Reverse())}")).FromUri();
        await Client.SignedIn();
        var tokens = await Tokens(await Client.Visit(way));
        Assert.Equal("ana@demo.test", (string)(await UserInfo(tokens))["email"]!);
    }

    [Theory(DisplayName = "What must not be in the way")]
    [InlineData("oidcc-display-page", "display", "page")]
    [InlineData("oidcc-display-popup", "display", "popup")]
    [InlineData("oidcc-ensure-request-with-unknown-parameter-succeeds", "extra", "foobar")]
    [InlineData("oidcc-ui-locales", "ui_locales", "se")]
    [InlineData("oidcc-claims-locales", "claims_locales", "se")]
    [InlineData("oidcc-ensure-request-with-acr-values-succeeds", "acr_values", "1 2")]
    public async Task Ignored(string id, string name, string value)
    {
        Assert.NotEmpty(id);
        await Tokens(await SignIn((name, value)));
    }

    [Fact(DisplayName = "oidcc-claims-essential: succeeds, though the parameter counts for nothing")]
    public async Task ClaimsEssential()
    {
        var tokens = await Tokens(await SignIn(("scope", "openid"), ("claims", """{"userinfo":{"name":{"essential":true}}}""")));
        Assert.False((await UserInfo(tokens)).ContainsKey("name"));
    }

    [Fact(DisplayName = "oidcc-codereuse: invalid_grant")]
    public async Task CodeReuse()
    {
        var answer = await SignIn();
        await Tokens(answer);
        (await Exchange(answer.Answer("code")!)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact(DisplayName = "oidcc-codereuse-30seconds: invalid_grant, and the access token ends")]
    public async Task CodeReuseLater()
    {
        var answer = await SignIn();
        var tokens = await Tokens(answer);
        await Org.Clock.Advance("PT30S");
        (await Exchange(answer.Answer("code")!)).ExpectRefusal(400, "invalid_grant");
        Assert.Equal(401, (await Client.UserInfo(tokens.Text("access_token"))).Status);
    }

    [Fact(DisplayName = "oidcc-ensure-registered-redirect-uri: an error page")]
    public async Task RegisteredRedirectUri() =>
        (await Client.Authorize([.. NoPkce, ("redirect_uri", "http://app.test/cb/other")])).ExpectErrorPage("invalid_request");

    [Fact(DisplayName = "oidcc-ensure-post-request-succeeds: the authorization endpoint takes a form")]
    public async Task PostRequest()
    {
        await Client.SignedIn();
        var query = Client.AuthorizeUrl(NoPkce).Split('?')[1].Split('&').Select(p => p.Split('=')).Select(p => (p[0], (string?)Uri.UnescapeDataString(p[1])));
        await Tokens(await Client.Post("/authorize", [.. query], ("Cookie", $"sid={Client.Sid}")));
    }

    [Fact(DisplayName = "oidcc-server-client-secret-post: the secret in the form")]
    public async Task SecretPost() =>
        (await Exchange((await SignIn()).Answer("code")!, ("client_secret", RelyingParty.Secret))).Expect(200);

    [Theory(DisplayName = "Requests in a JWT that nobody signed are refused")]
    [InlineData("oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported", "request", null)]
    [InlineData("oidcc-ensure-request-object-with-redirect-uri", "request", "http://app.test/cb?tenant=1")]
    [InlineData("oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported", "request_uri", null)]
    public async Task UnsignedRequest(string id, string parameter, string? redirectUri)
    {
        Assert.NotEmpty(id);
        var claims = redirectUri is null ? """{"scope":"openid"}""" : $$"""{"redirect_uri":"{{redirectUri}}"}""";
        var jwt = $"{Base64Url.EncodeToString("""{"alg":"none"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.";
        var reply = await Client.Authorize([.. NoPkce, (parameter, parameter == "request" ? jwt : "http://app.test/request.jwt")]);
        Assert.StartsWith("http://app.test/cb?state=", reply.Header("Location"));
        Assert.Contains(reply.Answer("error"), new[] { "request_not_supported", "request_uri_not_supported", "invalid_request_object", "invalid_request" });
    }

    [Fact(DisplayName = "oidcc-refresh-token: bound to the client, good for tokens of the same user")]
    public async Task RefreshToken()
    {
        var tokens = await Tokens(await SignIn(("scope", "openid offline_access")));
        var refresh = tokens.Text("refresh_token")!;
        Assert.Matches("^[\\x20-\\x7E]+$", refresh);
        (await new RelyingParty(Org, "closed", "other-secret", "http://app.test/cb").Refresh(refresh)).ExpectRefusal(400, "unauthorized_client");
        var again = (await Client.Refresh(refresh)).Expect(200);
        var (before, after) = (tokens.Claims("id_token"), again.Claims("id_token"));
        foreach (var claim in new[] { "iss", "sub", "aud", "auth_time" })
        {
            Assert.Equal(before[claim]!.ToJsonString(), after[claim]!.ToJsonString());
        }

        Assert.NotEqual(tokens.Text("access_token"), again.Text("access_token"));
        (await Client.UserInfo(again.Text("access_token"))).Expect(200);
    }

    [Fact(DisplayName = "oidcc-ensure-request-with-valid-pkce-succeeds: S256")]
    public async Task ValidPkce()
    {
        await Client.SignedIn();
        (await Client.Exchange(await Client.Code())).Expect(200);
    }
}
