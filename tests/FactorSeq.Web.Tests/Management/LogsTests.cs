using System.Globalization;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>The System Log as programs read it.</summary>
public sealed class LogsTests : IAsyncLifetime
{
    private const string Logs = "/api/v1/logs";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(ManagementOrg.Seed);
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task An_event_has_Oktas_shape()
    {
        (await org.Post("/api/v1/authn", new { username = "ana@demo.test", password = "wrong" }, ("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0"))).Expect(401, "E0000004");
        Approve.Text("log_event", (await Filtered("eventType eq \"user.session.start\"")).Json!);
        (await org.Do("/api/v1/users/ben@demo.test/lifecycle/suspend")).Expect(200);
        Approve.Text("log_event_admin", (await Filtered("eventType eq \"user.lifecycle.suspend\"")).Json!);
    }

    [Fact]
    public async Task Whoever_polls_can_go_on_for_ever()
    {
        await SignIn(3);
        var page = await org.Ask($"{Logs}?limit=2");
        var seen = page.All(e => e["uuid"]).ToList();
        Assert.Equal(2, seen.Count);
        while (page.Json!.AsArray().Count > 0)
        {
            page = await org.Ask(page.Link("next")!);
            seen.AddRange(page.All(e => e["uuid"]));
        }

        Assert.Equal((await org.Ask($"{Logs}?limit=1000")).All(e => e["uuid"]), seen);
        page = await org.Ask(page.Link("next")!);
        Assert.Empty(page.Json!.AsArray());
        await SignIn(1);
        page = await org.Ask(page.Link("next")!);
        Assert.NotEmpty(page.Json!.AsArray());
        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.Empty(page.All(e => e["uuid"]).Intersect(seen));
        Assert.Empty((await org.Ask($"{Logs}?limit=0")).Expect(200).Json!.AsArray());
    }

    [Fact]
    public async Task A_reset_brings_no_poller_to_a_halt()
    {
        await SignIn(3);
        var next = (await org.Ask(Logs)).Link("next")!;
        (await org.Post("/emulator/reset", new { })).Expect(204);
        await SignIn(1);
        Assert.NotEmpty((await org.Ask(next)).Expect(200).Json!.AsArray());
    }

    [Fact]
    public async Task Whoever_names_an_end_gets_there()
    {
        await SignIn(1);
        await org.Clock.Advance(TimeSpan.FromMinutes(10));
        await SignIn(2);
        await org.Clock.Advance(TimeSpan.FromMinutes(10));
        var range = "since=2031-02-03T12:05:00Z&until=2031-02-03T12:15:00Z";
        var all = (await org.Ask($"{Logs}?{range}")).Expect(200);
        Assert.NotEmpty(all.Json!.AsArray());
        Assert.All(all.All(e => e["published"]), at => Assert.StartsWith("2031-02-03T12:1", at, StringComparison.Ordinal));
        Assert.Null(all.Link("next"));
        var seen = new List<string>();
        for (var path = $"{Logs}?{range}&limit=1"; path is not null;)
        {
            var page = await org.Ask(path);
            seen.AddRange(page.All(e => e["uuid"]));
            path = page.Link("next");
        }

        Assert.Equal(all.All(e => e["uuid"]), seen);
        var down = await org.Ask($"{Logs}?sortOrder=DESCENDING&limit=3");
        Assert.Equal((await org.Ask($"{Logs}?limit=1000")).All(e => e["uuid"]).Reverse().Take(3), down.All(e => e["uuid"]));
        Assert.Equal(3, (await org.Ask(down.Link("next")!)).Json!.AsArray().Count);
        Assert.Empty((await org.Ask($"{Logs}?since=2031-02-03T12:19:59Z")).Expect(200).Json!.AsArray());
    }

    [Fact]
    public async Task A_page_that_ended_with_what_is_gone_goes_on_where_it_ended()
    {
        await SignIn(2);
        var newest = (await org.Ask($"{Logs}?sortOrder=DESCENDING&limit=1000")).All(e => e["uuid"]).ToList();
        var second = (await org.Ask($"{Logs}?sortOrder=DESCENDING&limit=2")).Link("next")!;
        var (ticks, sequence) = Cursor(second);
        Assert.Equal(newest.Skip(2).Take(2), (await org.Ask(second)).All(e => e["uuid"]));

        // Nothing ends there: it was swept, or never kept.
        var between = second.Replace($"{ticks}_{sequence}", $"{ticks}_{sequence - 1}", StringComparison.Ordinal);
        Assert.Equal(newest.Skip(3).Take(2), (await org.Ask(between)).All(e => e["uuid"]));
    }

    [Fact]
    public async Task What_happens_while_the_clock_stands_still_is_found_at_once()
    {
        await org.Post("/emulator/clock", new { freeze = true });
        await SignIn(1);
        Assert.Equal("user.session.start", (string?)(await org.Ask($"{Logs}?sortOrder=DESCENDING&limit=1&filter=eventType%20sw%20%22user.session%22")).Expect(200).Json![0]?["eventType"]);
    }

    [Theory]
    [InlineData("since=0001-01-01T00:00:00Z")]
    [InlineData("until=0001-01-02T00:00:00Z")]
    [InlineData("until=9999-12-31T23:59:59Z")]
    public async Task A_log_may_be_asked_from_the_beginning_of_time_to_its_end(string query) => (await org.Ask($"{Logs}?{query}")).Expect(200);

    [Theory]
    [InlineData("true", 400)]
    [InlineData("false", 200)]
    public async Task How_old_the_log_may_be_that_is_asked_for_is_a_setting(string strict, int status)
    {
        await org.Send(HttpMethod.Patch, "/emulator/settings", OrgHost.Body(new { strictLogWindow = strict == "true" }));
        Assert.Equal(status == 400 ? "E0000053" : null, (await org.Ask($"{Logs}?since=2030-01-01T00:00:00Z")).Expect(status).ErrorCode);
    }

    [Theory]
    [InlineData("actor.alternateId eq \"ana@demo.test\" and outcome.result eq \"SUCCESS\"", true)]
    [InlineData("actor.displayName co \"Ruiz\"", true)]
    [InlineData("eventType sw \"user.session\" and published gt \"2031-01-01T00:00:00Z\"", null)]
    [InlineData("eventType sw \"user.session\" and client.ipAddress pr", true)]
    [InlineData("target.type eq \"UserGroup\"", false)]
    [InlineData("debugContext.debugData.requestUri eq \"/api/v1/authn\"", true)]
    [InlineData("request.ipChain.version eq \"V4\"", true)]
    [InlineData("outcome.result eq \"FAILURE\"", false)]
    public async Task A_filter_finds_by_what_an_event_says(string filter, bool? finds)
    {
        await SignIn(1);
        var found = await Filtered(filter);
        if (finds is null)
        {
            found.Expect(400, "E0000053");
        }
        else
        {
            Assert.Equal(finds, found.Expect(200).Json!.AsArray().Count > 0);
        }
    }

    [Fact]
    public async Task Keywords_stand_anywhere_and_all_of_them()
    {
        await SignIn(1);
        Assert.NotEmpty((await org.Ask($"{Logs}?q=ruiz%20LOGIN")).Expect(200).Json!.AsArray());
        Assert.Empty((await org.Ask($"{Logs}?q=ruiz%20nonsense")).Expect(200).Json!.AsArray());
    }

    [Theory]
    [InlineData("since=foobar", "E0000030")]
    [InlineData("until=01-40-2017", "E0000030")]
    [InlineData("until=2031-02-03T00:00:00Z&after=rubbish", "E0000001")]
    [InlineData("until=2031-02-03T00:00:00Z&after=1_x", "E0000001")]
    [InlineData("until=2031-02-03T00:00:00Z&after=9999999999999999999_1", "E0000001")]
    [InlineData("filter=nonsense%20eq%20%22x%22", "E0000053")]
    [InlineData("filter=eventType%20is%20%22x%22", "E0000031")]
    [InlineData("filter=eventType", "E0000031")]
    [InlineData("sortOrder=UP", "E0000001")]
    [InlineData("limit=1001", "E0000001")]
    [InlineData("limit=-1", "E0000001")]
    [InlineData("limit=x", "E0000001")]
    [InlineData("q=a%20b%20c%20d%20e%20f%20g%20h%20i%20j%20k", "E0000001")]
    [InlineData("q=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "E0000001")]
    public async Task What_cannot_be_asked_for_is_refused(string query, string code) => (await org.Ask($"{Logs}?{query}")).Expect(400, code);

    private Task<Reply> Filtered(string filter) => org.Ask($"{Logs}?filter={Uri.EscapeDataString(filter)}");

    private async Task SignIn(int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await org.SignIn("ana@demo.test", Seeds.Password)).Expect("SUCCESS");
        }
    }

    private static (long Ticks, long Sequence) Cursor(string link)
    {
        var cursor = Uri.UnescapeDataString(link.Split("after=")[1].Split('&')[0]).Split('_');
        return (long.Parse(cursor[0], CultureInfo.InvariantCulture), long.Parse(cursor[1], CultureInfo.InvariantCulture));
    }
}
