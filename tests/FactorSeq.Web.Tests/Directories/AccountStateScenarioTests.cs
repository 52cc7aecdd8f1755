using FactorSeq.Web.Tests.Support;
using static FactorSeq.Web.Tests.Directories.CorpOrg;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>The acceptance scenarios of account states, over the wire: 36 to 48.</summary>
public sealed class AccountStateScenarioTests
{
    private const string Visible = "- { name: Visible, provider: ACTIVE_DIRECTORY, lockout: { maxAttempts: 0, showLockoutFailures: true }, selfServiceUnlock: allow }";
    private const string NoChange = "- { name: Fixed, provider: ACTIVE_DIRECTORY, lockout: { maxAttempts: 0 }, passwordChange: deny }";

    private static readonly string[] Push = ["push"];
    private static readonly string[] PasswordThenPush = ["password -> push"];

    [Fact, Trait("scenario", "36"), Trait("basis", "sourced")]
    public async Task Without_the_feature_a_locked_directory_user_gets_the_standard_message()
    {
        await using var org = await Start(feature: false);
        await org.InOkta(Ad1, "LOCKED_OUT");
        (await org.ByBoth(Ad1)).Expect(401, "E0000004");
        Assert.Equal("LOCKED_OUT", (string?)(await org.Event("user.session.start", Ad1))!["outcome"]!["reason"]);
    }

    [Fact, Trait("scenario", "37"), Trait("basis", "sourced")]
    public async Task Where_the_policy_shows_lockouts_they_are_told_and_may_unlock()
    {
        await using var org = await Start(feature: false, policies: Visible);
        await org.InOkta(Ad1, "LOCKED_OUT");
        var locked = (await org.ByBoth(Ad1)).Expect("LOCKED_OUT");
        Assert.Equal("unlock", (string?)locked.Json!["_links"]!["next"]!["name"]);
    }

    [Fact, Trait("scenario", "38"), Trait("basis", "sourced")]
    public async Task The_feature_alone_gives_them_Factor_Service_Error_with_no_chain_in_sight()
    {
        await using var org = await Start();
        await org.InOkta(Ad1, "LOCKED_OUT");
        var refused = (await org.ByPassword(Ad1)).Expect(400, "E0000074");
        Assert.Equal("Factor Service Error", refused.Text("errorSummary"));
        (await org.ByBoth(Ad1)).Expect(400, "E0000074");
    }

    [Theory, Trait("scenario", "39"), Trait("basis", "sourced")]
    [InlineData(Ad1)]
    [InlineData(Ld1)]
    public async Task A_chain_with_a_password_gives_it_to_users_of_every_directory(string login)
    {
        await using var org = await Start(PasswordThenPush);
        await org.InOkta(login, "LOCKED_OUT");
        (await org.ByPassword(login)).Expect(400, "E0000074");
        Assert.Null(await org.Event("user.authentication.auth_via_AD_agent", login));
    }

    [Fact, Trait("scenario", "39"), Trait("basis", "inferred")]
    public async Task No_push_goes_out_to_whom_the_factor_service_finds_locked()
    {
        await using var org = await Start(Push);
        await org.InOkta(Ad1, "LOCKED_OUT");
        (await org.ByPush(Ad1)).Expect(400, "E0000074");
        Assert.Empty(await org.Pushes());
    }

    [Fact, Trait("scenario", "40"), Trait("basis", "sourced")]
    public async Task Once_Support_has_switched_the_feature_off_the_standard_message_returns()
    {
        await using var org = await Start();
        await org.InOkta(Ad1, "LOCKED_OUT");
        (await org.ByPassword(Ad1)).Expect(400, "E0000074");
        (await org.Support(new { enabled = false, articleRef = Article })).Expect(200);
        (await org.ByBoth(Ad1)).Expect(401, "E0000004");
        (await org.Identify(Ad1)).Expect(401, "E0000004");
    }

    [Fact, Trait("scenario", "40"), Trait("basis", "sourced")]
    public async Task It_returns_as_a_visible_lockout_where_the_policy_shows_them()
    {
        await using var org = await Start(policies: Visible);
        await org.InOkta(Ad1, "LOCKED_OUT");
        (await org.ByPassword(Ad1)).Expect(400, "E0000074");
        (await org.Support(new { enabled = false, articleRef = Article })).Expect(200);
        (await org.ByBoth(Ad1)).Expect("LOCKED_OUT");
    }

    [Fact, Trait("scenario", "41"), Trait("basis", "inferred")]
    public async Task A_user_of_Okta_itself_is_locked_out_as_ever()
    {
        await using var org = await Start();
        await org.InOkta(Okta1, "LOCKED_OUT");
        (await org.Identify(Okta1)).Expect(401, "E0000004");
        await org.Set(new { fseAppliesToOktaSourced = true });
        (await org.ByPassword(Okta1)).Expect(400, "E0000074");
    }

    [Fact, Trait("scenario", "42"), Trait("basis", "inferred")]
    public async Task A_lock_that_only_the_directory_knows_strikes_where_the_password_is_asked_and_nowhere_else()
    {
        await using var passwordless = await Start(Push);
        await passwordless.InDirectory(Ad1, new { locked = true });
        (await passwordless.ByPush(Ad1)).Expect("SUCCESS");

        await using var org = await Start(PasswordThenPush);
        await org.InDirectory(Ad1, new { locked = true });
        (await org.ByPassword(Ad1)).Expect(400, "E0000074");
        var asked = (await org.Event("user.authentication.auth_via_AD_agent", Ad1))!;
        Assert.Equal("FAILURE", (string?)asked["outcome"]!["result"]);
        Assert.Equal("1909", (string?)asked["debugContext"]!["debugData"]!["ErrorCode"]);
        Assert.Equal("ACTIVE", await org.StatusOf(Ad1));
    }

    [Fact, Trait("scenario", "43"), Trait("basis", "sourced")]
    public async Task Inspection_says_that_visible_is_enough()
    {
        await using var org = await Start();
        var seen = (await org.Get("/emulator/factor-sequencing")).Expect(200).Json!;
        Assert.True((bool)seen["flag"]!);
        Assert.Equal("ENABLED_UNUSED", (string?)seen["state"]);
        var rule = seen["rules"]!.AsArray().Single(r => (string?)r!["rule"] == "R")!;
        Assert.Equal("Password / Any IDP", (string?)rule["editor"]);
        Assert.Equal("Factor Sequence visible, not selected: may cause Factor Service Error", (string?)rule["warnings"]![0]);
    }

    [Fact, Trait("scenario", "44"), Trait("basis", "inferred")]
    public async Task An_admin_cannot_switch_it_off_and_Support_wants_the_article()
    {
        await using var org = await Start();
        var id = (string)(await org.Get("/emulator/factor-sequencing")).Json!["featureId"]!;
        var token = ("Authorization", "SSWS 00ci-token");
        (await org.Post($"/api/v1/features/{id}/disable", new { }, token)).Expect(403, "E0000006");
        (await org.Post($"/api/v1/features/{id}/DISABLE", new { }, token)).Expect(403, "E0000006");
        Assert.DoesNotContain((await org.Get("/api/v1/features", token)).Expect(200).Json!.AsArray(), feature => (string?)feature!["id"] == id);
        (await org.Support(new { enabled = false })).Expect(400, "E0000001");
        Assert.True((bool)(await org.Get("/emulator/factor-sequencing")).Json!["flag"]!);
    }

    [Fact, Trait("scenario", "44"), Trait("basis", "inferred")]
    public async Task Support_does_not_switch_off_what_rules_use_unless_told_to()
    {
        await using var org = await Start(Push);
        (await org.Support(new { enabled = false, articleRef = Article })).Expect(409, "E0000141");
        (await org.ByPush(Okta1)).Expect("SUCCESS");
        (await org.Support(new { enabled = false, articleRef = Article, force = true })).Expect(200);
        (await org.ByBoth(Okta1)).Expect("SUCCESS");
    }

    [Fact, Trait("scenario", "45"), Trait("basis", "sourced")]
    public async Task Who_must_change_their_password_is_asked_to_only_where_it_is_used()
    {
        await using var passwordless = await Start(Push);
        await passwordless.InDirectory(Ad1, new { mustChangePassword = true });
        (await passwordless.ByPush(Ad1)).Expect("SUCCESS");

        await using var org = await Start(["push -> password"]);
        await org.InDirectory(Ad1, new { mustChangePassword = true });
        var second = (await org.ByPush(Ad1)).Expect("MFA_REQUIRED");
        var expired = (await org.Verify(second, "password", password: PasswordOf(Ad1))).Expect("PASSWORD_EXPIRED");
        Assert.Equal("ACTIVE", await org.StatusOf(Ad1));
        (await org.Post("/api/v1/authn/credentials/change_password", new
        {
            stateToken = expired.StateToken, oldPassword = PasswordOf(Ad1), newPassword = "Another-passw0rd",
        })).Expect("SUCCESS");
        (await org.Verify((await org.ByPush(Ad1)).Expect("MFA_REQUIRED"), "password", password: "Another-passw0rd")).Expect("SUCCESS");
    }

    [Theory, Trait("scenario", "45"), Trait("basis", "inferred")]
    [InlineData("{}", 403, "E0000068")]
    [InlineData("{ directoryRefusal: E0000004 }", 401, "E0000004")]
    public async Task Where_the_policy_lets_nobody_change_theirs_it_is_as_wrong(string settings, int status, string code)
    {
        await using var org = await Start(["push -> password"], policies: NoChange, settings: settings);
        await org.InDirectory(Ad1, new { passwordExpired = true });
        var second = (await org.ByPush(Ad1)).Expect("MFA_REQUIRED");
        (await org.Verify(second, "password", password: PasswordOf(Ad1))).Expect(status, code);
        Assert.Equal("1330", (string?)(await org.Event("user.authentication.auth_via_AD_agent", Ad1))!["debugContext"]!["debugData"]!["ErrorCode"]);
    }

    [Fact, Trait("scenario", "46"), Trait("basis", "sourced")]
    public async Task No_import_carries_that_an_account_has_expired()
    {
        await using var org = await Start(["push", "password -> push"]);
        await org.InDirectory(Ad1, new { accountExpires = "2020-01-01T00:00:00Z" });
        await org.Import("full");
        (await org.ByPush(Ad1)).Expect("SUCCESS");
        (await org.ByPassword(Ad1)).Expect(403, "E0000068");
        Assert.Equal("1793", (string?)(await org.Event("user.authentication.auth_via_AD_agent", Ad1))!["debugContext"]!["debugData"]!["ErrorCode"]);
    }

    [Fact, Trait("scenario", "47"), Trait("basis", "sourced")]
    public async Task The_last_good_password_stands_in_for_five_days_while_no_agent_is_connected()
    {
        await using var org = await Start(["push", "password"], directory: "importInterval: never");
        (await org.ByPassword(Ad1)).Expect("SUCCESS");
        await org.Directory(new { agents = 0 });
        await org.Clock.Advance(TimeSpan.FromDays(1));
        (await org.ByPassword(Ad1, "wrong")).Expect(403, "E0000068");
        (await org.ByPassword(Ad1)).Expect("SUCCESS");

        // Standing in renewed nothing: it is five days from the last answer of the directory.
        await org.Clock.Advance(TimeSpan.FromDays(5));
        (await org.ByPassword(Ad1)).Expect(403, "E0000068");
        Assert.Equal(
            "Delegated authentication request timed out. Ensure that the agent for your directory is connected to Okta",
            (string?)(await org.Event("user.authentication.auth_via_AD_agent", Ad1))!["outcome"]!["reason"]);
        (await org.ByPush(Ad1)).Expect("SUCCESS");
        await org.Set(new { delauthTimeoutAsFactor = true });
        (await org.ByPassword(Ad1)).Expect(504, "E0000067");
    }

    [Fact, Trait("scenario", "47"), Trait("basis", "inferred")]
    public async Task Without_the_feature_it_is_the_standard_message_and_an_LDAP_directory_has_no_stand_in()
    {
        await using var org = await Start(feature: false, directory: "importInterval: never");
        (await org.ByBoth(Ad1)).Expect("SUCCESS");
        (await org.ByBoth(Ld1)).Expect("SUCCESS");
        await org.Directory(new { agents = 0 });
        await org.Directory(new { agents = 0 }, "corp-ldap");
        (await org.ByBoth(Ad1)).Expect("SUCCESS");
        (await org.ByBoth(Ld1)).Expect(401, "E0000004");
        await org.Clock.Advance(TimeSpan.FromDays(6));
        (await org.ByBoth(Ad1)).Expect(401, "E0000004");
    }

    [Fact, Trait("scenario", "47"), Trait("basis", "sourced")]
    public async Task A_change_of_the_account_in_Okta_voids_the_stand_in()
    {
        await using var org = await Start(["password"]);
        (await org.ByPassword(Ad1)).Expect("SUCCESS");
        await org.Directory(new { agents = 0 });
        await org.InOkta(Ad1, "SUSPENDED");
        await org.InOkta(Ad1, "ACTIVE");
        (await org.ByPassword(Ad1)).Expect(403, "E0000068");
    }

    [Fact, Trait("scenario", "48"), Trait("basis", "sourced")]
    public async Task Each_lock_is_opened_where_it_is_unless_the_directory_is_set_up_to_open_both()
    {
        await using var org = await Start(["password"]);
        await org.InOkta(Ad1, "LOCKED_OUT");
        await org.InDirectory(Ad1, new { locked = true });
        await org.InDirectory(Ad1, new { locked = false });
        Assert.Equal("LOCKED_OUT", await org.StatusOf(Ad1));

        await org.InDirectory(Ad1, new { locked = true });
        await org.InOkta(Ad1, "ACTIVE");
        (await org.ByPassword(Ad1)).Expect(400, "E0000074");

        await org.Directory(new { unlockInDirectory = true });
        await org.InOkta(Ad1, "LOCKED_OUT");
        await org.InOkta(Ad1, "ACTIVE");
        (await org.ByPassword(Ad1)).Expect("SUCCESS");
        Assert.NotNull(await org.Event("system.agent.ad.unlock_user_account", Ad1));
    }

    [Fact]
    public async Task The_two_counters_are_independent_and_wrong_passwords_are_put_to_the_directory_once_each()
    {
        await using var org = await Start(["password"]);
        for (var i = 0; i < 5; i++)
        {
            (await org.ByPassword(Ad1, "wrong")).Expect(403, "E0000068");
        }

        (await org.ByPassword(Ad1)).Expect(400, "E0000074");
        Assert.Equal("ACTIVE", await org.StatusOf(Ad1));
        await org.Clock.Advance(TimeSpan.FromMinutes(31));
        (await org.ByPassword(Ad1)).Expect("SUCCESS");
    }

    [Fact]
    public async Task Whoever_Okta_has_locked_is_not_put_to_the_directory_any_more()
    {
        await using var org = await Start(["password"], policies: "- { name: Three, provider: ACTIVE_DIRECTORY, lockout: { maxAttempts: 3 } }");
        for (var i = 0; i < 3; i++)
        {
            (await org.ByPassword(Ad1, "wrong")).Expect(403, "E0000068");
        }

        Assert.Equal("LOCKED_OUT", await org.StatusOf(Ad1));
        for (var i = 0; i < 5; i++)
        {
            (await org.ByPassword(Ad1, "wrong")).Expect(400, "E0000074");
        }

        await org.InOkta(Ad1, "ACTIVE");
        (await org.ByPassword(Ad1)).Expect("SUCCESS");
    }
}
