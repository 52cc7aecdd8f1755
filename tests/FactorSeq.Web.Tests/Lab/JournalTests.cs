using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Lab;

/// <summary>The journal of requests: what was asked and answered, and no secret of either.</summary>
public sealed class JournalTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_sign_in_is_read_there_step_by_step()
    {
        await org.Clock.StopAt(Approve.Noon);
        var named = await org.Identify(Ana);
        var wrong = await org.Verify(named, "password", password: "wrong");
        var seen = await Journal();

        Assert.Equal(
            [("POST", "/api/v1/authn", 200, null), ("POST", "/api/v1/authn/factors/{factorId}/verify", 403, "E0000068")],
            seen.Select(s => ((string)s["method"]!, (string)s["route"]!, (int)s["status"]!, (string?)s["errorCode"])));
        Assert.All(seen, s => Assert.Equal(Ana, (string?)s["user"]));
        Assert.Equal((string)seen[0]["transaction"]!, (string)seen[1]["transaction"]!);
        Assert.Equal([named.Header("X-Okta-Request-Id"), wrong.Header("X-Okta-Request-Id")], seen.Select(s => (string?)s["id"]));
        Assert.Equal("2031-02-03T12:00:00.000Z", (string)seen[0]["at"]!);
        Assert.InRange((double)seen[0]["milliseconds"]!, 0.001, 10_000);
        Assert.Equal("""{"username":"ana@demo.test"}""", seen[0]["request"]!.ToJsonString());
        Assert.Equal("""{"stateToken":"[hidden]","password":"[hidden]"}""", seen[1]["request"]!.ToJsonString());
        Assert.Equal("UNAUTHENTICATED", (string)seen[0]["response"]!["status"]!);
        Assert.Equal("[hidden]", (string)seen[0]["response"]!["stateToken"]!);
    }

    [Fact]
    public async Task It_is_asked_by_user_route_status_and_what_came_after()
    {
        await org.Identify(Ana);
        await org.Identify("ben@demo.test");
        await org.Get("/api/v1/sessions/me");

        Assert.Equal(3, (await Journal()).Length);
        Assert.Single(await Journal("?user=ben"));
        Assert.Equal(2, (await Journal("?route=/api/v1/authn")).Length);
        Assert.Single(await Journal("?status=404"));
        Assert.Equal(2, (await Journal("?after=1")).Length);
        Assert.Empty(await Journal("?after=3"));
        Assert.Empty(await Journal("?user=ana&status=404"));
        (await org.Get("/emulator/requests?after=now")).Expect(400, "E0000001");
        (await org.Get("/emulator/requests?status=ok")).Expect(400, "E0000001");
    }

    [Fact]
    public async Task Only_the_newest_are_kept_and_all_go_when_they_are_asked_to()
    {
        for (var i = 0; i < 220; i++)
        {
            await org.Get("/.well-known/okta-organization");
        }

        var kept = await Journal();
        Assert.Equal(200, kept.Length);
        Assert.Equal(21, (long)kept[0]["number"]!);
        (await org.Send(HttpMethod.Delete, "/emulator/requests", null)).Expect(204);
        Assert.Empty(await Journal());
        await org.Get("/.well-known/okta-organization");
        Assert.Equal(221, (long)Assert.Single(await Journal())["number"]!);
    }

    [Fact]
    public async Task No_secret_of_the_seed_or_of_a_sign_in_stands_in_it()
    {
        await using var host = await OrgHost.Start(RelyingParty.Seed);
        var app = await RelyingParty.Web(host).SignedIn();
        var tokens = (await app.Exchange(await app.Code(("scope", "openid offline_access"), ("state", "state-of-the-app")))).Expect(200);
        await app.Refresh(tokens.Text("refresh_token")!);
        await app.UserInfo(tokens.Text("access_token"));
        await app.Ask("/introspect", ("token", tokens.Text("access_token")));
        var named = await host.Identify(Ana);
        await host.Verify(named, "question", answer: "mushrooms");
        await host.Verify(named, "password", password: Seeds.Password);
        var journal = (await host.Get("/emulator/requests")).Body;

        Assert.Contains("/token", journal, StringComparison.Ordinal);
        string?[] secrets =
        [
            Seeds.Password, "mushrooms", RelyingParty.Secret, "state-of-the-app", app.Sid, named.StateToken,
            tokens.Text("access_token"), tokens.Text("refresh_token"), tokens.Text("id_token"),
        ];
        foreach (var secret in secrets)
        {
            Assert.NotNull(secret);
            Assert.DoesNotContain(secret, journal, StringComparison.Ordinal);
        }

        Assert.Contains("[hidden]", journal, StringComparison.Ordinal);
    }

    private async Task<JsonNode[]> Journal(string query = "") =>
        [.. (await org.Get($"/emulator/requests{query}")).Expect(200).Json!.AsArray().Select(s => s!)];
}
