using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>Which pages of other origins may call: the trusted, with credentials, errors included; never the emulator.</summary>
public sealed class CorsTests : IAsyncLifetime
{
    private const string Exposed = "Date,Link,X-Okta-Edge-Log,X-Okta-Request-Id,X-Rate-Limit-Limit,X-Rate-Limit-Remaining,X-Rate-Limit-Reset";

    private static readonly (string, string) Trusted = ("Origin", "http://trusted.test");

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(services: BrokenDocuments.Put);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/authn", "POST")]
    [InlineData("/api/v1/authn/factors/opf1/verify", "POST")]
    [InlineData("/api/v1/sessions/me", "GET")]
    [InlineData("/api/v1/sessions/me", "DELETE")]
    public async Task A_trusted_page_may_ask_first(string path, string verb)
    {
        var answer = await org.Send(HttpMethod.Options, path, null, Trusted, ("Access-Control-Request-Method", verb),
            ("Access-Control-Request-Headers", "content-type,x-okta-user-agent-extended,accept-language,x-device-fingerprint"));
        Assert.Equal(204, answer.Status);
        Assert.Equal("http://trusted.test", answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("true", answer.Header("Access-Control-Allow-Credentials"));
        Assert.Contains(verb, answer.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Contains("x-okta-user-agent-extended", answer.Header("Access-Control-Allow-Headers")!, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("3600", answer.Header("Access-Control-Max-Age"));
        Assert.Equal("Origin", answer.Header("Vary"));
    }

    [Fact]
    public async Task A_trusted_page_reads_successes_and_every_kind_of_error()
    {
        var named = await org.Post("/api/v1/authn", new { username = "ana@demo.test" }, Trusted);
        AssertShared(named.Expect(200));
        AssertShared((await org.Post("/api/v1/authn", new { username = "nobody" }, Trusted)).Expect(401));
        AssertShared((await org.Post("/api/v1/authn", "no JSON", Trusted)).Expect(400));
        AssertShared((await org.Get("/api/v1/sessions/me", Trusted)).Expect(404));
        AssertShared((await org.Get("/nothing/here", Trusted)).Expect(404));
        AssertShared((await org.Get("/api/v1/authn", Trusted)).Expect(405));
        org.Services.GetRequiredService<BrokenDocuments>().Broken = true;
        AssertShared((await org.Post("/api/v1/authn", new { username = "ana@demo.test" }, Trusted)).Expect(500));
    }

    [Fact]
    public async Task Only_clients_of_an_authorization_server_read_its_nonces() => Assert.Equal(
        $"DPoP-Nonce,{Exposed}", (await org.Get("/oauth2/default/v1/userinfo", Trusted)).Expect(401).Header("Access-Control-Expose-Headers"));

    [Theory]
    [InlineData("http://evil.test")]
    [InlineData("https://trusted.test")]
    [InlineData("http://trusted.test:8080")]
    [InlineData("http://trusted.test.evil.test")]
    [InlineData("http://sub.trusted.test")]
    [InlineData("null")]
    [InlineData("file://")]
    public async Task A_page_that_is_not_trusted_gets_nothing(string origin)
    {
        AssertNotShared(await org.Post("/api/v1/authn", new { username = "ana@demo.test" }, ("Origin", origin)));
        AssertNotShared(await org.Send(HttpMethod.Options, "/api/v1/authn", null, ("Origin", origin), ("Access-Control-Request-Method", "POST")));
    }

    [Theory]
    [InlineData("http://trusted.test")]
    [InlineData("http://evil.test")]
    [InlineData("null")]
    public async Task No_page_of_another_origin_gets_at_the_emulator(string origin)
    {
        foreach (var path in new[] { "/emulator/pushes", "/emulator/messages", "/emulator/users", "/EMULATOR/users", "/emulator/", "/emulator" })
        {
            var answer = await org.Get(path, ("Origin", origin));
            AssertNotShared(answer.Expect(403, "E0000006"));
        }

        (await org.Post("/emulator/reset", new { }, ("Origin", origin))).Expect(403, "E0000006");
        AssertNotShared(await org.Send(HttpMethod.Options, "/emulator/reset", null, ("Origin", origin), ("Access-Control-Request-Method", "POST")));
        (await org.Get("/emulator/pushes", ("Origin", org.Address))).Expect(200);
    }

    [Theory]
    [InlineData("evil.test")]
    [InlineData("localhost.evil.test")]
    [InlineData("127.0.0.1.evil.test")]
    [InlineData("169.254.169.254")]
    public async Task A_name_pointed_here_is_not_answered_whatever_it_forwards(string host)
    {
        foreach (var path in new[] { "/emulator/messages", "/emulator/users", "/api/v1/sessions/me", "/login/login.htm" })
        {
            (await org.Get(path, ("Host", host))).Expect(400, "E0000001");
            (await org.Get(path, ("Host", host), ("X-Forwarded-Host", "localhost"))).Expect(400, "E0000001");
            (await org.Get(path, ("X-Forwarded-Host", host))).Expect(400, "E0000001");
        }

        (await org.Get("/emulator/health", ("Host", "demo.localhost"))).Expect(200);
        (await org.Get("/emulator/health", ("Host", "[::1]"))).Expect(200);
    }

    private static void AssertShared(Reply reply)
    {
        Assert.Equal("http://trusted.test", reply.Header("Access-Control-Allow-Origin"));
        Assert.Equal("true", reply.Header("Access-Control-Allow-Credentials"));
        Assert.Equal(Exposed, reply.Header("Access-Control-Expose-Headers"));
        Assert.Contains("Origin", reply.Header("Vary"), StringComparison.Ordinal);
        Assert.NotNull(reply.Header("X-Okta-Request-Id"));
    }

    private static void AssertNotShared(Reply reply) =>
        Assert.DoesNotContain(reply.Headers.Keys, h => h.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
}
