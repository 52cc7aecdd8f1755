using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>The hosted pages against hostile queries.</summary>
public sealed class PagesTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seeds.WithChains("password"));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("//evil.test")]
    [InlineData("/\\evil.test")]
    [InlineData("\\\\evil.test")]
    [InlineData("/\t/evil.test")]
    [InlineData("/\n/evil.test")]
    [InlineData("http://evil.test")]
    [InlineData("https:evil.test")]
    [InlineData("javascript:alert(1)")]
    [InlineData(" //evil.test")]
    [InlineData("/ok\r\nSet-Cookie: sid=evil")]
    [InlineData("/a\\..\\..\\evil")]
    [InlineData("@evil.test")]
    [InlineData(".evil.test")]
    [InlineData("")]
    public async Task A_fromURI_leads_nowhere_but_here(string from)
    {
        foreach (var target in new[] { await Finish(from), await Return(from) })
        {
            Assert.True(target is null || new Uri(new Uri(org.Address), target).Host == "127.0.0.1", $"{from} leads to {target}");
            Assert.Contains(target, (string?[])[null, "/app/UserHome"]);
        }
    }

    [Theory]
    [InlineData("/app/sample?a=b&c=%2F", "/app/sample?a=b&c=%2F")]
    [InlineData("/app/ünï", null)]
    [InlineData("/app/\U0001F600?q=ü", null)]
    public async Task A_fromURI_of_this_org_is_followed(string from, string? expected)
    {
        foreach (var target in new[] { await Finish(from), await Return(from) })
        {
            Assert.NotNull(target);
            Assert.True(target == expected || Uri.UnescapeDataString(target) == from, $"{from} leads to {target}");
        }
    }

    [Theory]
    [InlineData("http://evil.test/")]
    [InlineData("//evil.test/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://trusted.test@evil.test/")]
    [InlineData("http://trusted.test.evil.test/")]
    [InlineData("https://trusted.test/")]
    [InlineData("/relative")]
    [InlineData("")]
    public async Task A_redirectUrl_of_a_stranger_is_refused_and_the_token_is_not_spent(string target)
    {
        var done = (await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password)).Expect("SUCCESS");
        var answer = await org.Get($"/login/sessionCookieRedirect?token={done.SessionToken}&redirectUrl={Uri.EscapeDataString(target)}");
        Assert.Equal(400, answer.Status);
        Assert.Null(answer.Cookie("sid"));
        (await org.OpenSession(done)).Expect(200);
    }

    [Theory]
    [InlineData("http://trusted.test/back?a=b")]
    [InlineData("http://trusted.test/ünï")]
    public async Task A_redirectUrl_of_a_trusted_origin_is_followed_with_a_session(string target)
    {
        var done = (await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password)).Expect("SUCCESS");
        var answer = (await org.Get($"/login/sessionCookieRedirect?token={done.SessionToken}&redirectUrl={Uri.EscapeDataString(target)}")).Expect(302);
        Assert.Equal(new Uri(target).AbsoluteUri, answer.Header("Location"));
        (await org.Me(answer.Cookie("sid")!)).Expect(200);
    }

    [Fact]
    public async Task Every_page_forbids_what_is_not_its_own_and_carries_nothing_inline()
    {
        var sid = await Session();
        foreach (var path in new[]
        {
            "/login/login.htm", "/signin", "/signin/register", "/login/default", "/app/UserHome", "/emulator",
            "/login/sessionCookieRedirect?redirectUrl=http://evil.test",
            "/login/login.htm?username=%3C%2Fscript%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E&stateToken=%3Cscript%3E&fromURI=%2F%3Cscript%3Ealert(2)",
        })
        {
            var page = await org.Get(path, ("Cookie", $"sid={(path.StartsWith("/app", StringComparison.Ordinal) ? sid : "none")}"));
            Assert.StartsWith("text/html", page.Header("Content-Type"), StringComparison.Ordinal);
            var policy = page.Header("Content-Security-Policy")!;
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
            Assert.DoesNotMatch("<style|\\sstyle=|\\son[a-z]+=|javascript:", page.Body);
            foreach (Match script in Regex.Matches(page.Body, "<script([^>]*)>(.*?)</script>", RegexOptions.Singleline))
            {
                Assert.True(script.Groups[1].Value.Contains("application/json", StringComparison.Ordinal) || script.Groups[2].Value.Trim().Length == 0, script.Value);
            }

            Assert.DoesNotContain("alert(1)</script>", page.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sign_out_ends_the_session()
    {
        var sid = await Session();
        (await org.Get("/login/signout", ("Cookie", $"sid={sid}"))).Expect(302);
        (await org.Me(sid)).Expect(404, "E0000007");
    }

    // Where a sign-in on the page ends.
    private async Task<string?> Finish(string from)
    {
        var page = await org.OpenPage($"?fromURI={Uri.EscapeDataString(from)}");
        var named = await org.Post("/api/v1/authn", new { stateToken = page.StateToken, username = Ana });
        (await org.Verify(named, "password", password: Seeds.Password)).Expect("SUCCESS");
        return (await org.Get($"/login/token/redirect?stateToken={page.StateToken}")).Expect(302).Header("Location");
    }

    // Where somebody goes who is signed in already.
    private async Task<string?> Return(string from)
    {
        var page = await org.Get($"/login/login.htm?fromURI={Uri.EscapeDataString(from)}", ("Cookie", $"sid={await Session()}"));
        Assert.True(page.Status is 200 or 302, page.ToString());
        return page.Header("Location");
    }

    private async Task<string> Session() =>
        (await org.OpenSession(await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password))).Expect(200).Text("id")!;
}
