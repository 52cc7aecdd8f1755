using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>What the API has given to people whom the seed names, after an edit of the seed.</summary>
public sealed class ReseedTests : IAsyncLifetime
{
    private const string Ana = "/api/v1/users/ana@demo.test";
    private const string Edit = "\nzones: [ { name: office, gateways: [ 10.0.0.1 ] } ]\n";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(ManagementOrg.Seed);
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Members_of_groups_that_were_made_stay_in_them_and_no_group_of_the_seed_gets_more_than_it_says()
    {
        var made = (await org.Do("/api/v1/groups", new { profile = new { name = "Testers" } })).Expect(200).Text("id");
        var others = (await org.Ask("/api/v1/groups?q=others")).All(g => g["id"]).Single();
        (await org.Put($"/api/v1/groups/{made}/users/ana@demo.test")).Expect(204);
        (await org.Put($"/api/v1/groups/{others}/users/ana@demo.test")).Expect(204);
        await org.EditSeed(ManagementOrg.Seed + Edit);
        Assert.Equal(["ana@demo.test"], (await org.Ask($"/api/v1/groups/{made}/users")).Logins());
        Assert.Empty((await org.Ask($"/api/v1/groups/{others}/users")).Logins());
        (await org.Remove($"/api/v1/groups/{made}")).Expect(204);
        await org.EditSeed(ManagementOrg.Seed);
        Assert.Equal(["Everyone"], (await org.Ask($"{Ana}/groups")).All(g => g["profile"]!["name"]));
    }

    [Fact]
    public async Task Whom_a_rule_has_put_into_a_group_comes_and_goes_by_the_rule_and_nothing_of_it_is_logged_again()
    {
        var others = (await org.Ask("/api/v1/groups?q=others")).All(g => g["id"]).Single();
        var rule = (await org.Do("/api/v1/groups/rules", new
        {
            type = "group_rule",
            name = "Ruiz",
            conditions = new { expression = new { type = "urn:okta:expression:1.0", value = "user.lastName == \"Ruiz\"" } },
            actions = new { assignUserToGroups = new { groupIds = new[] { others } } },
        })).Expect(200).Text("id");
        (await org.Do($"/api/v1/groups/rules/{rule}/lifecycle/activate")).Expect(204);
        Assert.Equal(["ana@demo.test"], (await org.Ask($"/api/v1/groups/{others}/users")).Logins());
        await org.EditSeed(ManagementOrg.Seed + Edit);
        Assert.Equal(["ana@demo.test"], (await org.Ask($"/api/v1/groups/{others}/users")).Logins());
        Assert.Single(await Types("group.user_membership.add"));
        (await org.Do(Ana, new { profile = new { lastName = "Roe" } })).Expect(200);
        Assert.Empty((await org.Ask($"/api/v1/groups/{others}/users")).Logins());
    }

    [Fact]
    public async Task A_recovery_question_and_a_role_stay_and_an_edit_of_the_seed_is_no_way_back_for_old_links()
    {
        (await org.Do(Ana, new { credentials = new { recovery_question = new { question = "Where?", answer = "There" } } })).Expect(200);
        (await org.Do($"{Ana}/roles", new { type = "USER_ADMIN" })).Expect(201);
        var updated = (await org.Ask(Ana)).Text("lastUpdated");
        var old = (await org.Do($"{Ana}/lifecycle/reset_password?sendEmail=false")).Expect(200).Text("resetPasswordUrl")!.Split('/')[^1];
        (await org.Do($"{Ana}/lifecycle/reset_password?sendEmail=false")).Expect(200);
        await org.EditSeed(ManagementOrg.Seed + Edit);
        (await org.Do($"{Ana}/lifecycle/reset_password?sendEmail=false")).Expect(200);
        (await org.Post("/api/v1/authn/recovery/token", new { recoveryToken = old })).Expect(401, "E0000011");

        var ana = (await org.Ask(Ana)).Expect(200);
        Assert.Equal("Where?", (string?)ana.Json!["credentials"]!["recovery_question"]!["question"]);
        Assert.Equal(updated, ana.Text("lastUpdated"));
        Assert.Equal(["USER_ADMIN"], (await org.Ask($"{Ana}/roles")).All(role => role["type"]));
        Assert.Contains("Administrators", (await org.Ask($"{Ana}/groups")).All(g => g["profile"]!["name"]));
    }

    [Theory]
    [InlineData("suspend", "SUSPENDED")]
    [InlineData("deactivate", "DEPROVISIONED")]
    public async Task Whom_an_administrator_has_shut_out_is_not_let_in_by_an_edit_of_the_seed(string lifecycle, string status)
    {
        (await org.Do($"{Ana}/lifecycle/{lifecycle}")).Expect(200);
        await org.EditSeed(ManagementOrg.Seed + Edit);
        Assert.Equal(status, (await org.Ask(Ana)).Text("status"));
        (await org.Send(HttpMethod.Post, "/emulator/reset", null)).Expect(204);
        Assert.Equal("ACTIVE", (await org.Ask(Ana)).Text("status"));
    }

    [Fact]
    public async Task Whom_the_seed_begins_with_as_suspended_is_active_when_it_says_so()
    {
        var suspended = ManagementOrg.Seed.Replace("login: ben@demo.test", "login: ben@demo.test\n    status: SUSPENDED", StringComparison.Ordinal);
        await using var begun = await OrgHost.Start(suspended);
        await begun.EditSeed(ManagementOrg.Seed);
        Assert.Equal("ACTIVE", (await begun.Ask("/api/v1/users/ben@demo.test")).Text("status"));
    }

    private async Task<JsonNode[]> Types(string type) =>
        [.. (await org.Ask($"/api/v1/logs?filter={Uri.EscapeDataString($"eventType eq \"{type}\"")}")).Json!.AsArray().Select(e => e!)];
}
