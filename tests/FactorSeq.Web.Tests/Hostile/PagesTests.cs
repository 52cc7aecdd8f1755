using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>The hosted pages against hostile queries.</summary>
public sealed partial class PagesTests : IAsyncLifetime
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
            "/home/bookmark/%3Cscript%3E/1", "/login/login.htm", "/signin", "/signin/register", "/signin/reset-password/a%3C%2Fscript%3E", "/welcome/%3Cscript%3E", "/login/default", "/app/UserHome", "/emulator",
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

    [Theory]
    [InlineData("/signin/reset-password/abc", "recoveryToken", "abc")]
    [InlineData("/signin/user-unlock/abc", "recoveryToken", "abc")]
    [InlineData("/signin/recovery/abc", "recoveryToken", "abc")]
    [InlineData("/welcome/abc", "activationToken", "abc")]
    [InlineData("/signin/reset-password/", "recoveryToken", null)]
    [InlineData("/signin/reset-password/abc/def", "recoveryToken", null)]
    [InlineData("/signin/forgot-password/abc", "recoveryToken", null)]
    [InlineData("/signin?recoveryToken=abc", "recoveryToken", null)]
    public async Task The_link_of_a_mail_hands_its_token_to_the_page(string path, string member, string? token) =>
        Assert.Equal(token, (await Config(path))[member]?.GetValue<string>());

    [Theory]
    [InlineData("", """{"password":["EMAIL"],"unlock":[]}""")]
    [InlineData("[ { name: Open, recovery: { sms: true, call: true, email: false }, selfServiceUnlock: allow } ]", """{"password":["SMS","CALL","EMAIL"],"unlock":["SMS","CALL"]}""")]
    [InlineData("[ { name: Off, recovery: { sms: true }, selfServicePasswordReset: deny } ]", """{"password":["EMAIL"],"unlock":[]}""")]
    public async Task The_page_offers_the_ways_back_that_some_policy_allows(string policies, string expected)
    {
        await using var other = await OrgHost.Start(Seeds.WithRule(Seeds.Chains("password"), policies: policies.Length == 0 ? "" : $"  password: {policies}"));
        var page = await other.Get("/login/login.htm");
        Assert.Equal(expected, JsonNode.Parse(Json().Match(page.Body).Groups[1].Value)!["recovery"]!.ToJsonString());
    }

    [Fact]
    public async Task Every_script_that_a_script_imports_is_served()
    {
        var waiting = new Queue<string>(["page"]);
        var seen = new HashSet<string>(waiting);
        while (waiting.TryDequeue(out var name))
        {
            var script = (await org.Get($"/js/signin/{name}.js")).Expect(200);
            Assert.StartsWith("text/javascript", script.Header("Content-Type"), StringComparison.Ordinal);
            foreach (Match import in Regex.Matches(script.Body, @"(?:from|import\()\s*'\./([a-z-]+)\.js'"))
            {
                if (seen.Add(import.Groups[1].Value))
                {
                    waiting.Enqueue(import.Groups[1].Value);
                }
            }
        }

        Assert.Equal(18, seen.Count);
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

    private async Task<JsonNode> Config(string path) => JsonNode.Parse(Json().Match((await org.Get(path)).Expect(200).Body).Groups[1].Value)!;

    [GeneratedRegex("""<script type="application/json" id="factorseq-config">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Json();

    private async Task<string> Session() =>
        (await org.OpenSession(await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password))).Expect(200).Text("id")!;
}
