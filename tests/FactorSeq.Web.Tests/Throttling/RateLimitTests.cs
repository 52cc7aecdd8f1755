using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Throttling;

/// <summary>Rate limits in Okta's dialect: headers that are true to the counters, E0000047, windows by the org's clock.</summary>
public sealed class RateLimitTests : IAsyncLifetime
{
    private static readonly (string, string) Trusted = ("Origin", "http://trusted.test");

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start();
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Nothing_is_counted_unless_asked_for()
    {
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal("599", (await org.Identify("ana@demo.test")).Expect(200).Header("X-Rate-Limit-Remaining"));
        }
    }

    [Fact]
    public async Task A_class_is_counted_down_to_its_last_request_and_begins_anew_with_the_next_minute()
    {
        await org.Set(new { rateLimits = new { authn = 3 } });
        for (var left = 2; left >= 0; left--)
        {
            AssertStanding((await org.Identify("ana@demo.test")).Expect(200), 3, left);
        }

        var refused = (await org.Post("/api/v1/authn", new { username = "ana@demo.test" }, Trusted)).Expect(429, "E0000047");
        AssertStanding(refused, 3, 0);
        Assert.Equal("http://trusted.test", refused.Header("Access-Control-Allow-Origin"));
        Assert.Contains("X-Rate-Limit-Reset", refused.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        await org.Clock.Advance("PT59S");
        (await org.Identify("ana@demo.test")).Expect(429, "E0000047");
        await org.Clock.Advance("PT1S");
        AssertStanding((await org.Identify("ana@demo.test")).Expect(200), 3, 2);
    }

    [Fact]
    public async Task Errors_count_as_answers_do()
    {
        await org.Set(new { rateLimits = new { authn = 2 } });
        (await org.Identify("nobody@demo.test")).Expect(401);
        (await org.Post("/api/v1/authn", "no JSON")).Expect(400);
        (await org.Identify("ana@demo.test")).Expect(429);
    }

    [Fact]
    public async Task The_refusal_is_what_was_approved()
    {
        await org.Set(new { rateLimits = new { api = 1 } });
        (await org.Get("/api/v1/nothing")).Expect(404);
        Approve.Json("rate_limit_exceeded", await org.Get("/api/v1/nothing"));
    }

    [Fact]
    public async Task Of_parallel_requests_exactly_as_many_pass_as_the_limit_admits()
    {
        await org.Set(new { rateLimits = new { authn = 10 } });
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => org.Identify($"user{i}@demo.test")));
        Assert.Equal(30, replies.Count(r => r.Status == 429));
        Assert.Equal(
            ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            replies.Where(r => r.Status != 429).Select(r => r.Header("X-Rate-Limit-Remaining")).Order());
    }

    [Fact]
    public async Task A_username_has_four_sign_ins_a_second_however_it_is_spelt_and_whether_it_exists()
    {
        await org.Set(new { rateLimits = "okta" });
        foreach (var login in new[] { "ana@demo.test", "nobody@demo.test" })
        {
            for (var i = 0; i < 4; i++)
            {
                Assert.NotEqual(429, (await org.Identify(i % 2 == 0 ? login : login.ToUpperInvariant())).Status);
            }

            AssertStanding((await org.Identify(login)).Expect(429, "E0000047"), 4, 0);
        }

        AssertStanding((await org.Identify("ben@demo.test")).Expect(200), 600, 589);
        await org.Clock.Advance("PT1S");
        (await org.Identify("ana@demo.test")).Expect(200);
    }

    [Fact]
    public async Task Polls_of_a_push_have_a_limit_of_their_own()
    {
        await org.Set(new { rateLimits = new { authn = 2, verify = 100 } });
        var named = (await org.Identify("ana@demo.test")).Expect(200);
        for (var left = 99; left > 60; left--)
        {
            AssertStanding((await org.Verify(named, "push")).Expect("MFA_CHALLENGE"), 100, left);
        }

        AssertStanding((await org.Identify("ana@demo.test")).Expect(200), 2, 0);
    }

    [Theory]
    [InlineData("/.well-known/okta-organization")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/oauth2/v1/keys")]
    [InlineData("/oauth2/default/.well-known/openid-configuration")]
    [InlineData("/login/login.htm")]
    [InlineData("/emulator/settings")]
    public async Task Pages_metadata_and_the_emulator_are_never_limited(string path)
    {
        await org.Set(new { rateLimits = new { authn = 1, api = 1, oauth2 = 1, authorize = 1 } });
        for (var i = 0; i < 3; i++)
        {
            (await org.Get(path)).Expect(200);
        }
    }

    [Fact]
    public async Task Reset_is_told_in_the_time_of_the_Date_header_whatever_the_orgs_clock_says()
    {
        await org.Set(new { rateLimits = "okta" });
        foreach (var move in new object[] { new { advance = "P400D" }, new { freeze = false }, new { reset = true } })
        {
            (await org.Clock.Post(move)).Expect(200);
            var reply = await org.Identify("ana@demo.test");
            var wait = long.Parse(reply.Header("X-Rate-Limit-Reset")!) - DateTimeOffset.Parse(reply.Header("Date")!).ToUnixTimeSeconds();

            // The server writes its Date once a second, and a slow machine answers after the window's end.
            Assert.InRange(wait, -5, 62);
        }
    }

    [Fact]
    public async Task A_reset_of_the_org_begins_every_count_anew()
    {
        await org.EditSeed(Seeds.Ana.Replace("name: demo,", "name: demo, settings: { rateLimits: { authn: 1 } },"));
        (await org.Identify("ana@demo.test")).Expect(200);
        (await org.Post("/emulator/reset", new { })).Expect(204);
        await org.Clock.StopAt(Approve.Noon);
        (await org.Identify("ana@demo.test")).Expect(200);
        (await org.Identify("ana@demo.test")).Expect(429);
    }

    [Theory]
    [InlineData("""{"rateLimits":"fast"}""")]
    [InlineData("""{"rateLimits":{"authn":0}}""")]
    [InlineData("""{"rateLimits":{"login":5}}""")]
    [InlineData("""{"rateLimits":{"authn":"many"}}""")]
    public async Task A_bad_table_changes_nothing(string json)
    {
        (await org.Send(HttpMethod.Patch, "/emulator/settings", OrgHost.Body(json))).Expect(400, "E0000001");
        Assert.Equal("off", (string)(await org.Get("/emulator/settings")).Json!["rateLimits"]!);
    }

    [Fact]
    public async Task A_table_is_shown_as_it_can_be_given_again()
    {
        await org.Set(new { rateLimits = new { verify = 7, authn = 5 } });
        var shown = (string)(await org.Get("/emulator/settings")).Json!["rateLimits"]!;
        Assert.Equal("authn: 5, verify: 7", shown);
        await org.Set(new JsonObject { ["rateLimits"] = shown });
        AssertStanding((await org.Identify("ana@demo.test")).Expect(200), 5, 4);
    }

    private static void AssertStanding(Reply reply, int limit, int remaining)
    {
        Assert.Equal(($"{limit}", $"{remaining}"), (reply.Header("X-Rate-Limit-Limit"), reply.Header("X-Rate-Limit-Remaining")));
        Assert.NotNull(reply.Header("Date"));
    }
}
