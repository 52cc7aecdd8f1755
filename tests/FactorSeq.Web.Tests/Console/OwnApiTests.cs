using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Console;

/// <summary>What an open page of the console can do: what its session's user may, and for as long as the session lives.</summary>
public sealed class OwnApiTests : IAsyncLifetime
{
    private static readonly JsonObject Locked = new() { ["status"] = "LOCKED_OUT" };

    private ConsoleWorld world = null!;

    public async Task InitializeAsync() => world = await ConsoleWorld.Start();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_circuit_loses_its_right_when_its_session_ends()
    {
        var sid = await world.SignIn(ConsoleWorld.Root);
        var page = world.Circuit(sid);
        var ended = 0;
        page.Ended += () => ended++;
        Assert.True((await page.Get("/api/v1/users")).Ok);

        (await world.Open("/login/signout", sid)).Expect(302);

        Assert.Equal(401, (await page.Get("/api/v1/users")).Status);
        Assert.Equal(401, (await page.Patch($"/emulator/users/{ConsoleWorld.Ben}", Locked.DeepClone())).Status);
        Assert.Equal(2, ended);
        Assert.Equal("ACTIVE", await world.Org.StatusOf(ConsoleWorld.Ben));
    }

    [Fact]
    public async Task It_loses_it_when_the_admin_is_suspended()
    {
        var page = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        (await world.Org.Send(HttpMethod.Patch, $"/emulator/users/{ConsoleWorld.Root}", OrgHost.Body(new { status = "SUSPENDED" }))).Expect(200);
        Assert.Equal(401, (await page.Get("/api/v1/users")).Status);
    }

    [Fact]
    public async Task An_ordinary_user_s_session_gives_no_right() =>
        Assert.Equal(401, (await world.Circuit(await world.SignIn(ConsoleWorld.Ben)).Get("/api/v1/users")).Status);

    [Fact]
    public async Task A_session_of_one_org_gives_no_right_in_another() =>
        Assert.Equal(401, (await world.Circuit(await world.SignIn(ConsoleWorld.Root), "other").Get("/api/v1/users")).Status);

    [Fact]
    public async Task Looking_on_keeps_no_session_alive()
    {
        var page = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        for (var minute = 0; minute < 120; minute += 40)
        {
            await world.Org.Clock.Advance(TimeSpan.FromMinutes(40));
            await page.Enter(quietly: true);
        }

        Assert.Null(await page.Enter(quietly: true));
    }

    [Theory]
    [InlineData("/api/v1/users/ben@demo.test/lifecycle/suspend")]
    [InlineData("/api/v1/org/factors/okta_sms/lifecycle/deactivate")]
    [InlineData("/emulator/reset")]
    [InlineData("/emulator/support/features/PASSWORDLESS_AUTHN_SIGNON_POLICY")]
    public async Task Who_may_only_read_changes_nothing(string path)
    {
        var page = world.Circuit(await world.SignIn(ConsoleWorld.Reader));
        Assert.True((await page.Get("/api/v1/users")).Ok);
        Assert.Equal(403, (await page.Post(path)).Status);
    }

    [Fact]
    public async Task A_help_desk_unlocks_users_and_leaves_policies_alone()
    {
        var page = world.Circuit(await world.SignIn(ConsoleWorld.Helper));
        Assert.True((await page.Post($"/api/v1/users/{ConsoleWorld.Ben}/lifecycle/suspend")).Ok);
        Assert.Equal("SUSPENDED", await world.Org.StatusOf(ConsoleWorld.Ben));
        Assert.Equal(403, (await page.Get("/api/v1/policies?type=OKTA_SIGN_ON")).Status);
    }

    [Fact]
    public async Task What_an_admin_does_stands_in_the_log_under_the_admin_s_name()
    {
        var page = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        Assert.True((await page.Patch($"/emulator/users/{ConsoleWorld.Ben}", Locked.DeepClone())).Ok);
        Assert.True((await page.Post($"/api/v1/users/{ConsoleWorld.Ben}/lifecycle/unlock")).Ok);
        var events = (await page.Get("/api/v1/logs?sortOrder=DESCENDING&filter=target.alternateId%20eq%20%22ben@demo.test%22")).Items;
        Assert.Equal(["user.account.unlock_by_admin", "user.account.lock"], events.Take(2).Select(e => (string?)e!["eventType"]));
        Assert.All(events.Take(2), e => Assert.Equal(ConsoleWorld.Root, (string?)e!["actor"]!["alternateId"]));
    }

    [Fact]
    public async Task A_list_leads_to_its_next_page()
    {
        var page = world.Circuit(await world.SignIn(ConsoleWorld.Root));
        var first = await page.Get("/api/v1/users?limit=2");
        Assert.Equal(2, first.Items.Count);
        var second = await page.Get(first.Next!);
        Assert.NotEqual((string?)first.Items[0]!["id"], (string?)second.Items[0]!["id"]);
    }

    [Fact]
    public async Task Nobody_becomes_an_admin_over_the_wire()
    {
        (await world.Org.Post($"/api/v1/users/{ConsoleWorld.Ben}/lifecycle/suspend", new { }, ("Cookie", $"sid={await world.SignIn(ConsoleWorld.Root)}"))).Expect(403, "E0000005");
    }
}
