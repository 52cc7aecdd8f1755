using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Starting;

/// <summary>Whose word about a client counts. The tests come over loopback, which is a proxy by default.</summary>
public sealed class ProxyTests
{
    private static readonly string Zones = Seeds.WithRule(
        Seeds.Chains("push") + ", network: Far away", more: "zones: [ { name: Far away, gateways: [ 203.0.113.0/24 ] } ]");

    [Theory]
    [InlineData("", "203.0.113.7", true)]
    [InlineData("", "203.0.113.7, 10.0.0.5", false)]             // 10.0.0.5 is nobody's proxy: the client is 10.0.0.5
    [InlineData("10.0.0.5", "203.0.113.7, 10.0.0.5", true)]
    [InlineData("10.0.0.0/8", "203.0.113.7, 10.9.9.9", true)]
    [InlineData("10.0.0.0/8", "203.0.113.7, 198.51.100.1, 10.9.9.9", false)] // what the client itself wrote before it came to 198.51.100.1
    [InlineData("10.0.0.0/8,fd00::/8", "203.0.113.7, fd00::1, 10.9.9.9", true)]
    [InlineData("none", "203.0.113.7", false)]
    public async Task The_client_is_the_last_hop_that_no_proxy_vouches_for(string trusted, string forwarded, bool far)
    {
        await using var org = await OrgHost.Start(Zones, options: trusted.Length > 0 ? ["--trusted-proxies", trusted] : []);

        var answer = await org.Post("/api/v1/authn", new { username = "ana@demo.test" }, ("X-Forwarded-For", forwarded));

        Assert.Equal([far ? "push" : "password"], answer.Expect("UNAUTHENTICATED").Factors);
    }

    [Theory]
    [InlineData("203.0.113.7, 10.0.0.5", true)]
    [InlineData("203.0.113.7, 10.0.0.5, 10.0.0.6", true)]
    [InlineData("203.0.113.7, 127.0.0.9, 10.0.0.6", true)]       // the server's own proxies count between the org's
    [InlineData("203.0.113.7, 192.0.2.1, 10.0.0.6", false)]
    [InlineData("203.0.113.7, nonsense, 10.0.0.6", false)]
    public async Task An_org_may_trust_proxies_of_its_own(string forwarded, bool far)
    {
        await using var org = await OrgHost.Start(Zones.Replace("name: demo,", "name: demo, trustedProxies: [ 10.0.0.0/8 ],", StringComparison.Ordinal));

        var answer = await org.Post("/api/v1/authn", new { username = "ana@demo.test" }, ("X-Forwarded-For", forwarded));

        Assert.Equal([far ? "push" : "password"], answer.Expect("UNAUTHENTICATED").Factors);
    }

    [Fact]
    public async Task Whom_an_org_s_own_proxies_call_near_is_not_near_for_the_emulator()
    {
        await using var org = await OrgHost.Start(Zones.Replace("name: demo,", "name: demo, trustedProxies: [ 10.0.0.0/8 ],", StringComparison.Ordinal));

        (await org.Get("/emulator/users", ("X-Forwarded-For", "127.0.0.1, 10.0.0.5"))).Expect(401, "E0000011");
        (await org.Get("/emulator/users")).Expect(200);
    }

    [Fact]
    public async Task Host_and_scheme_that_a_proxy_forwards_are_the_org_s_address()
    {
        await using var org = await OrgHost.Start(options: ["--allowed-hosts", "idp.test"]);
        (string, string)[] forwarded = [("X-Forwarded-Host", "idp.test"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Prefix", "/seq")];

        Assert.Equal("https://idp.test/seq", (await org.Get("/.well-known/openid-configuration", forwarded)).Text("issuer"));
        var opened = await org.Get($"/login/sessionCookieRedirect?token=x&redirectUrl=https%3A%2F%2Fidp.test%2F", forwarded);
        Assert.StartsWith("/seq/login", opened.Expect(302).Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_is_trusted_nothing_that_is_forwarded_counts()
    {
        await using var org = await OrgHost.Start(options: ["--trusted-proxies", "none", "--allowed-hosts", "idp.test"]);

        var discovery = await org.Get(
            "/.well-known/openid-configuration", ("X-Forwarded-Host", "idp.test"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Prefix", "/seq"), ("X-Forwarded-For", "203.0.113.7"));

        Assert.Equal(org.Address, discovery.Text("issuer"));
    }

    [Theory]
    [InlineData("", "203.0.113.7", 401)]   // a trusted proxy on this machine speaks for somebody far away
    [InlineData("", "127.0.0.1", 200)]
    [InlineData("none", "127.0.0.1", 401)] // a proxy that nobody trusts: its clients may be anybody
    public async Task Behind_a_proxy_the_emulator_is_for_those_on_this_machine(string trusted, string forwarded, int status)
    {
        await using var org = await OrgHost.Start(options: trusted.Length > 0 ? ["--trusted-proxies", trusted] : []);

        (await org.Get("/emulator/users", ("X-Forwarded-For", forwarded))).Expect(status);
        (await org.Get("/emulator/users", ("X-Forwarded-For", forwarded), ("Authorization", "SSWS 00test-admin-token"))).Expect(200);
        (await org.Get("/emulator/health", ("X-Forwarded-For", forwarded))).Expect(200);
    }
}
