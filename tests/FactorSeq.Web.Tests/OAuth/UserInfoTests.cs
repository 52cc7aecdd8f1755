using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

public sealed class UserInfoTests : IAsyncLifetime
{
    private OrgHost org = null!;
    private RelyingParty web = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(RelyingParty.Seed);
        web = await RelyingParty.Web(org).SignedIn();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task It_says_what_the_scopes_allow()
    {
        var access = (await web.Tokens()).Text("access_token")!;
        var all = (await web.UserInfo(access)).Expect(200);
        Assert.Equal("Ana", all.Text("given_name"));
        Assert.Equal("ana@demo.test", all.Text("email"));
        Assert.True((bool)all.Json!["email_verified"]!);
        Assert.Equal("en-US", all.Text("locale"));
        Assert.Equal(all.Body, (await org.Send(HttpMethod.Post, "/oauth2/default/v1/userinfo", null, ("Authorization", $"bearer {access}"))).Body);

        var little = await web.UserInfo((await web.Tokens(("scope", "openid"))).Text("access_token"));
        Assert.Equal(["sub"], little.Json!.AsObject().Select(c => c.Key));
        Assert.StartsWith("00u", little.Text("sub"));
    }

    [Fact]
    public async Task It_takes_no_token_but_a_living_access_token_of_its_server()
    {
        var tokens = await web.Tokens();
        var access = tokens.Text("access_token")!;
        var own = await (await RelyingParty.Web(org, "/oauth2/v1").SignedIn()).Tokens();
        var forged = Forged(access);
        foreach (var token in new[] { null, "", "nonsense", "a.b.c", tokens.Text("id_token"), own.Text("access_token"), access[..^4] + "AAAA", forged })
        {
            var reply = await web.UserInfo(token);
            Assert.Equal(401, reply.Status);
            Assert.StartsWith("Bearer error=\"invalid_token\"", reply.Header("WWW-Authenticate"));
        }

        (await web.UserInfo(access)).Expect(200);
        await org.Clock.Advance("PT1H");
        Assert.Equal(401, (await web.UserInfo(access)).Status);
    }

    [Fact]
    public void A_token_that_says_something_else_of_a_key_is_bound_to_none()
    {
        foreach (var cnf in new System.Text.Json.Nodes.JsonNode?[] { "x", 1, null, new System.Text.Json.Nodes.JsonArray("jkt"), new System.Text.Json.Nodes.JsonObject { ["jkt"] = 1 } })
        {
            Assert.Null(new FactorSeq.Web.OAuth.AccessToken(new System.Text.Json.Nodes.JsonObject { ["cnf"] = cnf }, null).Thumbprint);
        }
    }

    private static string Forged(string token) =>
        $"{System.Buffers.Text.Base64Url.EncodeToString("""{"alg":"none"}"""u8)}.{token.Split('.')[1]}.";
}
