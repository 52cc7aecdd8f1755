using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Lab;

/// <summary>Phones that do by themselves what they were told.</summary>
public sealed class PhoneTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithChains("push", "sms -> question"));
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task One_approves_at_once()
    {
        await Tell(new { answer = "approve" });

        Assert.Equal("SUCCESS", (await Poll(await Push())).State);
        Assert.Empty(await org.Pushes());
    }

    [Fact]
    public async Task One_denies()
    {
        await Tell(new { answer = "deny" });

        Assert.Equal("REJECTED", (await Poll(await Push())).FactorResult);
    }

    [Fact]
    public async Task One_lies_in_a_drawer()
    {
        await org.Set(new { pushMinutes = 1 });
        await Tell(new { answer = "ignore" });
        var pushed = await Push();

        Assert.Equal("WAITING", (await Poll(pushed)).FactorResult);
        Assert.Single(await org.Pushes());
        await org.Clock.Advance("PT1M");
        Assert.Equal("TIMEOUT", (await Poll(pushed)).FactorResult);
    }

    [Fact]
    public async Task One_takes_its_time_by_the_orgs_clock()
    {
        await Tell(new { answer = "approve", after = "PT20S" });
        var pushed = await Push();
        await org.Clock.Advance("PT19S");
        Assert.Equal("WAITING", (await Poll(pushed)).FactorResult);
        Assert.Single(await org.Pushes());

        await org.Clock.Advance("PT1S");
        Assert.Empty(await org.Pushes());
        Assert.Equal("SUCCESS", (await Poll(pushed)).State);
    }

    [Fact]
    public async Task A_hand_is_faster_than_a_phone_that_takes_its_time()
    {
        await Tell(new { answer = "approve", after = "PT20S" });
        var pushed = await Push();
        await org.Deny(Ana);
        await org.Clock.Advance("PT20S");

        Assert.Equal("REJECTED", (await Poll(pushed)).FactorResult);
    }

    [Theory]
    [InlineData("right", "SUCCESS")]
    [InlineData(null, "SUCCESS")]
    [InlineData("wrong", "REJECTED")]
    [InlineData("7", "REJECTED")]
    public async Task A_number_is_tapped_right_or_wrong(string? number, string outcome)
    {
        await org.Set(new { numberChallenge = "always" });
        await Tell(number is null ? new { answer = "approve" } : new { answer = "approve", number });
        var polled = await Poll(await Push());

        Assert.Equal(outcome, polled.State == "SUCCESS" ? "SUCCESS" : polled.FactorResult);
    }

    [Fact]
    public async Task It_does_so_as_often_as_it_was_told()
    {
        await Tell(new { answer = "approve", times = 2 });

        Assert.Equal("SUCCESS", (await Poll(await Push())).State);
        Assert.Equal(1, (int)(await Rule()).Json!["times"]!);
        Assert.Equal("SUCCESS", (await Poll(await Push())).State);
        (await Rule()).Expect(404, "E0000007");
        Assert.Equal("WAITING", (await Poll(await Push())).FactorResult);
    }

    [Fact]
    public async Task Of_many_pushes_at_once_as_many_are_answered()
    {
        await Tell(new { answer = "approve", times = 5 });
        var pushed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Push()));
        var polled = await Task.WhenAll(pushed.Select(Poll));

        Assert.Equal(5, polled.Count(p => p.State == "SUCCESS"));
    }

    [Fact]
    public async Task Everybodys_instructions_are_for_those_who_have_none()
    {
        (await Put("*", new { answer = "deny" })).Expect(200);
        Assert.Equal("REJECTED", (await Poll(await Push())).FactorResult);
        (await Put("ANA", new { answer = "approve" })).Expect(200);
        Assert.Equal("SUCCESS", (await Poll(await Push())).State);
        Assert.Equal("""[{"user":"*","answer":"deny","after":"PT0S","times":null},{"user":"ana@demo.test","answer":"approve","number":"right","after":"PT0S","times":null}]""",
            (await org.Get("/emulator/phones")).Body);

        (await org.Send(HttpMethod.Delete, "/emulator/phones/ana@demo.test", null)).Expect(204);
        (await org.Send(HttpMethod.Delete, "/emulator/phones/ana@demo.test", null)).Expect(404, "E0000007");
        Assert.Equal("REJECTED", (await Poll(await Push())).FactorResult);
        (await org.Send(HttpMethod.Post, "/emulator/reset", null)).Expect(204);
        Assert.Equal("[]", (await org.Get("/emulator/phones")).Body);
    }

    [Theory]
    [InlineData("""{}""", "answer")]
    [InlineData("""{"answer": "maybe"}""", "answer")]
    [InlineData("""{"answer": "deny", "number": 7}""", "number")]
    [InlineData("""{"answer": "approve", "number": "lucky"}""", "number")]
    [InlineData("""{"answer": "approve", "number": 100}""", "number")]
    [InlineData("""{"answer": "approve", "after": "later"}""", "after")]
    [InlineData("""{"answer": "approve", "after": "P2D"}""", "after")]
    [InlineData("""{"answer": "approve", "times": 0}""", "times")]
    [InlineData("""{"answer": "approve", "delay": "PT1S"}""", "delay")]
    public async Task What_cannot_be_meant_is_refused(string body, string member)
    {
        Assert.Contains(member, (await org.Send(HttpMethod.Put, $"/emulator/phones/{Ana}", OrgHost.Body(body))).Expect(400, "E0000001").Body, StringComparison.Ordinal);
        Assert.Equal("[]", (await org.Get("/emulator/phones")).Body);
    }

    [Fact]
    public async Task Nobodys_phone_is_told_nothing() => (await Put("nobody@demo.test", new { answer = "approve" })).Expect(404, "E0000007");

    private async Task Tell(object rule) => (await Put(Ana, rule)).Expect(200);

    private Task<Reply> Put(string user, object rule) => org.Send(HttpMethod.Put, $"/emulator/phones/{Uri.EscapeDataString(user)}", OrgHost.Body(rule));

    private Task<Reply> Rule() => org.Get($"/emulator/phones/{Ana}");

    private async Task<Reply> Push() => (await org.Verify(await org.Identify(Ana), "push")).Expect("MFA_CHALLENGE");

    private Task<Reply> Poll(Reply pushed) => org.Verify(pushed, "push");
}
