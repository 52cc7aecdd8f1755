using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth.Conformance;

/// <summary>"Basic OP": when a user is asked to sign in, and when not.</summary>
public sealed class BasicSessionPlanTests : ConformanceTest
{
    [Fact(DisplayName = "oidcc-prompt-login: signs in again, later")]
    public async Task PromptLogin()
    {
        var first = await Tokens(await SignIn());
        await Org.Clock.Advance("PT2S");
        var second = await Tokens(await SignIn(("prompt", "login")));
        Assert.True(AuthTime(second) > AuthTime(first));
        Assert.Equal(Sub(first), Sub(second));
    }

    [Fact(DisplayName = "oidcc-prompt-none-not-logged-in: login_required")]
    public async Task NotLoggedIn()
    {
        var reply = await Client.Authorize([.. NoPkce, ("prompt", "none")]);
        Assert.Equal("login_required", reply.Answer("error"));
        Assert.Equal("st&te", reply.Answer("state"));
    }

    [Theory(DisplayName = "Nobody is asked twice")]
    [InlineData("oidcc-prompt-none-logged-in", null, "prompt", "none")]
    [InlineData("oidcc-max-age-10000", "15000", "max_age", "10000")]
    public async Task Silent(string id, string? before, string name, string value)
    {
        Assert.NotEmpty(id);
        var first = await Tokens(await SignIn((name, before)));
        await Org.Clock.Advance("PT2S");
        var second = await Tokens(await Client.Authorize([.. NoPkce, (name, value)]));
        Assert.Equal(AuthTime(first), AuthTime(second));
        Assert.Equal(Sub(first), Sub(second));
    }

    [Fact(DisplayName = "oidcc-max-age-1: signs in again after a second")]
    public async Task MaxAge()
    {
        var first = await Tokens(await SignIn());
        await Org.Clock.Advance("PT1S");
        var second = await Tokens(await SignIn(("max_age", "1")));
        Assert.True(AuthTime(second) > AuthTime(first));
    }

    [Fact(DisplayName = "oidcc-id-token-hint: with prompt=none, of the user who is signed in")]
    public async Task IdTokenHint()
    {
        var first = await Tokens(await SignIn());
        var second = await Tokens(await Client.Authorize([.. NoPkce, ("prompt", "none"), ("id_token_hint", first.Text("id_token"))]));
        Assert.Equal(Sub(first), Sub(second));
        Assert.Equal(AuthTime(first), AuthTime(second));
    }

    [Fact(DisplayName = "oidcc-login-hint: the sign-in page has the name")]
    public async Task LoginHint()
    {
        var way = (await Client.Authorize([.. NoPkce, ("login_hint", "buffy@demo.test")])).ExpectSignInPage();
        Assert.Equal("buffy@demo.test", way.Answer("username"));
        await Client.SignedIn();
        await Tokens(await Client.Visit(way.FromUri()));
    }

    private static long AuthTime(Reply tokens) => (long)tokens.Claims("id_token")["auth_time"]!;

    private static string Sub(Reply tokens) => (string)tokens.Claims("id_token")["sub"]!;
}
