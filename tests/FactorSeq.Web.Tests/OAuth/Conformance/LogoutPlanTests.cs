using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Web.Tests.OAuth.Conformance;

/// <summary>"RP-Initiated Logout OP".</summary>
public sealed class LogoutPlanTests : ConformanceTest
{
    private const string Back = "http://app.test/bye";

    [Fact(DisplayName = "oidcc-rp-initiated-logout-discovery-endpoint-verification: end_session_endpoint")]
    public async Task Discovery() => Assert.Equal(
        $"{Org.Address}/oauth2/default/v1/logout",
        (await Org.Get("/oauth2/default/.well-known/openid-configuration")).Text("end_session_endpoint"));

    [Theory(DisplayName = "The user comes back signed out")]
    [InlineData("oidcc-rp-initiated-logout", "st", $"{Back}?state=st")]
    [InlineData("oidcc-rp-initiated-logout-no-state", null, Back)]
    public async Task SignsOut(string id, string? state, string location)
    {
        Assert.NotEmpty(id);
        var hint = await Hint();
        Assert.Equal(location, (await Client.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", Back), ("state", state))).Header("Location"));
        await IsSignedOut();
    }

    [Fact(DisplayName = "oidcc-rp-initiated-logout-no-post-logout-redirect-uri: signed out, at the org's own page")]
    public async Task NowhereToGo()
    {
        var hint = await Hint();
        Assert.StartsWith("/login/login.htm", (await Client.Logout(("id_token_hint", hint), ("state", "st"))).Header("Location"));
        await IsSignedOut();
    }

    [Theory(DisplayName = "An error page, and the user stays signed in")]
    [InlineData("oidcc-rp-initiated-logout-bad-post-logout-redirect-uri", "own", "http://app.test/elsewhere")]
    [InlineData("oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri", "own", $"{Back}?foo=bar")]
    [InlineData("oidcc-rp-initiated-logout-modified-id-token-hint", "unsigned", Back)]
    [InlineData("oidcc-rp-initiated-logout-bad-id-token-hint", "foreign", Back)]
    [InlineData("oidcc-rp-initiated-logout-no-id-token-hint", null, Back)]
    [InlineData("oidcc-rp-initiated-logout-no-params", null, null)]
    [InlineData("oidcc-rp-initiated-logout-only-state", null, null)]
    public async Task Refuses(string id, string? hint, string? back)
    {
        var own = await Hint();
        var shown = hint switch
        {
            "own" => own,
            "unsigned" => $"{Base64Url.EncodeToString("""{"alg":"none"}"""u8)}.{own.Split('.')[1]}.",
            "foreign" => Foreign(own),
            _ => null,
        };
        var state = id.EndsWith("no-params", StringComparison.Ordinal) ? null : "st";
        (await Client.Logout(("id_token_hint", shown), ("post_logout_redirect_uri", back), ("state", state))).ExpectErrorPage("invalid_request");
        Assert.NotNull(await Client.Code([.. NoPkce, ("prompt", "none")]));
    }

    private async Task<string> Hint() => (await Tokens(await SignIn())).Text("id_token")!;

    private async Task IsSignedOut() => Assert.Equal("login_required", (await Client.Authorize([.. NoPkce, ("prompt", "none")])).Answer("error"));

    // The suite signs with a key of its own, under the name of the provider's.
    private static string Foreign(string token)
    {
        using var rsa = RSA.Create(2048);
        var content = token[..token.LastIndexOf('.')];
        return $"{content}.{Base64Url.EncodeToString(rsa.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
