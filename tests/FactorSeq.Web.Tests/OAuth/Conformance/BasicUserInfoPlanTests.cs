using System.Text.Json.Nodes;

namespace FactorSeq.Web.Tests.OAuth.Conformance;

/// <summary>"Basic OP": userinfo, and what each scope brings.</summary>
public sealed class BasicUserInfoPlanTests : ConformanceTest
{
    private const string UserInfoPath = "/oauth2/default/v1/userinfo";

    [Fact(DisplayName = "oidcc-userinfo-get: the token in the header")]
    public async Task Get() => await UserInfo(await Tokens(await SignIn()));

    [Fact(DisplayName = "oidcc-userinfo-post-header: the same by POST")]
    public async Task PostHeader()
    {
        var tokens = await Tokens(await SignIn());
        var info = await Org.Send(HttpMethod.Post, UserInfoPath, null, ("Authorization", $"Bearer {tokens.Text("access_token")}"));
        Assert.Equal((string)tokens.Claims("id_token")["sub"]!, info.Expect(200).Text("sub"));
    }

    [Fact(DisplayName = "oidcc-userinfo-post-body: a token in the body is none, which the suite warns of")]
    public async Task PostBody()
    {
        var tokens = await Tokens(await SignIn());
        var body = new FormUrlEncodedContent([KeyValuePair.Create("access_token", tokens.Text("access_token")!)]);
        Assert.Equal(401, (await Org.Send(HttpMethod.Post, UserInfoPath, body)).Status);
    }

    [Theory(DisplayName = "What a scope brings")]
    [InlineData("oidcc-scope-profile", "openid profile", "name given_name family_name preferred_username locale zoneinfo updated_at")]
    [InlineData("oidcc-scope-email", "openid email", "email email_verified")]
    [InlineData("oidcc-scope-address", "openid address", "address")]
    [InlineData("oidcc-scope-phone", "openid phone", "phone_number")]
    [InlineData("oidcc-scope-all", "openid profile email address phone", "name email address phone_number")]
    public async Task Scopes(string id, string scope, string claims)
    {
        Assert.NotEmpty(id);
        var tokens = await Tokens(await SignIn(("scope", scope)));
        Assert.Equal(scope, tokens.Text("scope"));
        var info = await UserInfo(tokens);
        Assert.All(claims.Split(' '), claim => Assert.True(info.ContainsKey(claim), claim));
        if (info["address"] is JsonObject address)
        {
            Assert.Equal("Springfield", (string)address["locality"]!);
        }
    }
}
