using System.Diagnostics;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>What pages of other origins, and whoever sits at the same browser before its user, could try.</summary>
public sealed class BrowserAttackTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(Seeds.WithChains("password"));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("cross-site", "no-cors")]
    [InlineData("same-site", "no-cors")]
    [InlineData("same-site", "cors")]
    [InlineData("cross-site", "websocket")]
    public async Task Pictures_and_scripts_of_other_pages_get_nothing_of_the_emulator(string site, string mode)
    {
        foreach (var path in new[] { "/emulator/users", "/emulator/seed", "/emulator/activate/x", "/admin/", "/o/demo/emulator/messages" })
        {
            (await org.Get(path, ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode))).Expect(403, "E0000006");
        }

        (await org.Get("/emulator", ("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "navigate"))).Expect(200);
        (await org.Get("/emulator/users", ("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors"))).Expect(200);
        (await org.Get("/emulator/users", ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Mode", "navigate"))).Expect(200);
    }

    [Fact]
    public async Task A_page_of_another_origin_opens_no_socket_to_the_console()
    {
        (string, string)[] upgrade = [("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")];
        (await org.Get("/admin/_blazor", [.. upgrade, ("Origin", "http://evil.test"), ("Cookie", $"sid={await Session()}")])).Expect(403, "E0000006");
    }

    [Theory]
    [InlineData("http://evil.test")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1")]
    public async Task A_form_of_another_origin_writes_nothing_in_the_emulator(string origin)
    {
        var settings = (await org.Get("/emulator/settings")).Body;
        foreach (var (method, path) in new[] { (HttpMethod.Post, "/emulator/reset"), (HttpMethod.Patch, "/emulator/settings"), (HttpMethod.Post, "/emulator/clock"), (HttpMethod.Delete, "/emulator/requests") })
        {
            (await org.Send(method, path, OrgHost.Body("{\"stateTokenMinutes\":9,\"freeze\":true}"), ("Origin", origin))).Expect(403, "E0000006");
        }

        Assert.Equal(settings, (await org.Get("/emulator/settings")).Body);
    }

    [Fact]
    public async Task A_name_that_leads_here_without_being_ours_is_answered_nothing()
    {
        foreach (var path in new[] { "/emulator/users", "/emulator/health", "/admin", "/login/login.htm", "/api/v1/users/me" })
        {
            Assert.Contains("does not answer to", (await org.Get(path, ("Host", "rebound.evil.test"))).Expect(400, "E0000001").Body, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("127.0.0.1:70000")]
    [InlineData("localhost:99999999999")]
    [InlineData("[::1]:65536")]
    public async Task A_port_that_cannot_be_is_answered_nothing(string host)
    {
        foreach (var path in new[] { "/app/UserHome", "/login/sessionCookieRedirect?token=x&redirectUrl=http%3A%2F%2Ftrusted.test%2Fback" })
        {
            using var connection = new RawConnection(new Uri(org.Address).Port);
            var request = System.Text.Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            var answer = await connection.Send(request, hasNoBody: false, isLast: false, CancellationToken.None);
            Assert.Equal(400, answer.Status);
            Assert.Contains("ports end at 65535", System.Text.Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:65535")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    public async Task Any_port_that_can_be_is_ours(string host) => (await org.Get("/emulator/health", ("Host", host))).Expect(200);

    [Theory]
    [InlineData("X-Forwarded-Proto", "javascript")]
    [InlineData("X-Forwarded-Host", "localhost:99999")]
    [InlineData("X-Forwarded-Prefix", "//evil.test")]
    [InlineData("X-Forwarded-Prefix", "/\\evil.test")]
    public async Task A_proxy_that_gives_no_address_is_answered_nothing(string header, string value) =>
        Assert.Contains("is none", (await org.Get("/app/UserHome", (header, value))).Expect(400, "E0000001").Body, StringComparison.Ordinal);

    [Fact]
    public async Task A_closed_page_leaves_nothing_behind_and_nothing_in_the_log()
    {
        var log = new HostileOrg.Listener();
        await using var listened = await OrgHost.Start(Seeds.WithChains("password"), services: added => added.AddSingleton<ILoggerProvider>(log));
        for (var i = 0; i < 3; i++)
        {
            using var stream = await listened.Http.GetAsync("/emulator/stream", HttpCompletionOption.ResponseHeadersRead);
        }

        (await listened.Get("/emulator/users")).Expect(200);
        await listened.DisposeAsync();
        Assert.DoesNotContain(log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_session_that_somebody_left_in_the_browser_is_never_taken_up()
    {
        var planted = "102" + new string('x', 40);
        var done = await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password);
        var opened = await org.Get($"/login/sessionCookieRedirect?token={done.SessionToken}&redirectUrl=http%3A%2F%2Ftrusted.test%2F", ("Cookie", $"sid={planted}"));
        var sid = opened.Expect(302).Cookie("sid")!;
        Assert.NotEqual(planted, sid);
        (await org.Me(planted)).Expect(404, "E0000007");

        // Nor is the session of whoever was here before, which does not become the next one's.
        var ben = await org.Verify(await org.Identify("ben@demo.test"), "password", password: "Passw0rd-ben");
        var next = (await org.Post("/api/v1/sessions", new { sessionToken = ben.SessionToken }, ("Cookie", $"sid={sid}"))).Expect(200).Text("id")!;
        Assert.NotEqual(sid, next);
        Assert.Equal(Ana, (await org.Me(sid)).Expect(200).Text("login"));
    }

    // With the rounds of passwords that are kept, a hash is nearly all of the time that an answer takes.
    [Fact]
    public async Task Nobody_learns_by_the_time_it_takes_who_has_an_account()
    {
        using var data = new TemporaryFile();
        await using var kept = await OrgHost.Start(Seeds.WithRule("authenticate: password", features: ""), data.Path);
        (double Known, double Unknown) best = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < 8; i++)
        {
            best = (Math.Min(best.Known, await Time(kept, i < 4 ? Ana : "ben@demo.test")), Math.Min(best.Unknown, await Time(kept, $"nobody{i}@demo.test")));
        }

        Assert.InRange(best.Unknown / best.Known, 0.4, 2.5);
    }

    private static async Task<double> Time(OrgHost host, string login)
    {
        var watch = Stopwatch.StartNew();
        (await host.SignIn(login, "Wr0ng-password")).Expect(401, "E0000004");
        return watch.Elapsed.TotalMilliseconds;
    }

    private async Task<string> Session() =>
        (await org.OpenSession(await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password))).Expect(200).Text("id")!;
}
