using FactorSeq.Web.Tests.Management;
using FactorSeq.Web.Tests.Support;
using static FactorSeq.Web.Tests.Directories.CorpOrg;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>The acceptance scenarios of imports, over the wire: 49 to 55.</summary>
public sealed class ImportScenarioTests
{
    private static readonly string[] Push = ["push"];

    [Fact, Trait("scenario", "49"), Trait("basis", "sourced")]
    public async Task Who_is_disabled_signs_in_without_a_password_until_the_next_import()
    {
        await using var org = await Start(Push);
        await org.InDirectory(Ad1, new { disabled = true });
        (await org.ByPush(Ad1)).Expect("SUCCESS");
        await org.Clock.Advance(TimeSpan.FromMinutes(66));
        (await org.Identify(Ad1)).Expect(401, "E0000004");
        Assert.Equal("DEPROVISIONED", await org.StatusOf(Ad1));
        Assert.NotNull(await org.Event("system.import.user.update_user_lifecycle_from_master", Ad1));
        Assert.NotNull(await org.Event("user.lifecycle.deactivate", Ad1));
    }

    [Fact, Trait("scenario", "50"), Trait("basis", "sourced")]
    public async Task An_import_by_hand_shortens_the_exposure()
    {
        await using var org = await Start(Push);
        await org.InDirectory(Ad1, new { disabled = true });
        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        (await org.ByPush(Ad1)).Expect("SUCCESS");
        var report = await org.Import();
        Assert.Equal("incremental", (string?)report["mode"]);
        Assert.Equal(1, (int)report["deactivated"]!);
        (await org.Identify(Ad1)).Expect(401, "E0000004");
    }

    [Fact, Trait("scenario", "51"), Trait("basis", "sourced")]
    public async Task Who_was_disabled_and_moved_out_of_sight_is_found_by_a_full_import_only()
    {
        await using var org = await Start(Push, directory: "organizationalUnits: [ Staff ]");
        await org.InDirectory(Ad1, new { disabled = true, organizationalUnit = "Elsewhere" });
        await org.Import();
        Assert.Equal("ACTIVE", await org.StatusOf(Ad1));
        await org.Import("full");
        Assert.Equal("DEPROVISIONED", await org.StatusOf(Ad1));
        Assert.NotNull(await org.Event("system.import.user.delete", Ad1));
    }

    [Fact, Trait("scenario", "51"), Trait("basis", "sourced")]
    public async Task Who_was_deleted_is_found_by_a_full_import_only()
    {
        await using var org = await Start(Push);
        await org.InDirectory(Ad1, new { deleted = true });
        await org.Import();
        (await org.ByPush(Ad1)).Expect("SUCCESS");
        await org.Import("full");
        (await org.Identify(Ad1)).Expect(401, "E0000004");
    }

    [Fact]
    public async Task Whoever_was_removed_and_made_anew_under_the_same_login_is_taken_by_the_next_import()
    {
        await using var org = await Start(Push);
        await org.Import("full");
        for (var i = 0; i < 2; i++)
        {
            (await org.Send(HttpMethod.Delete, $"/api/v1/users/{Ad1}", null, ManagementOrg.Admin)).Expect(204);
        }

        (await org.Make(ManagementOrg.Person(Ad1))).Expect(200);
        await org.Import("full");
        Assert.Equal("PROVISIONED", await org.StatusOf(Ad1));
    }

    [Fact]
    public async Task Whoever_is_new_in_a_directory_gets_an_id_of_their_own_though_somebody_was_called_so_before()
    {
        const string Late = "late@corp.test";
        await using var org = await OrgHost.Start(CorpOrg.Seed(Push, feature: true).Replace(Okta1, Late, StringComparison.Ordinal));
        var before = (await org.Ask($"/api/v1/users/{Late}")).Text("id");
        (await org.Post($"/api/v1/users/{Late}", new { profile = new { login = "other@corp.test", firstName = "O", lastName = "Ther" } }, ManagementOrg.Admin)).Expect(200);
        await org.InDirectory(Late, new { deleted = false });
        await org.Import("full");
        Assert.NotEqual(before, (await org.Ask($"/api/v1/users/{Late}")).Expect(200).Text("id"));
        Assert.Equal(before, (await org.Ask("/api/v1/users/other@corp.test")).Expect(200).Text("id"));
    }

    [Theory, Trait("scenario", "52"), Trait("basis", "inferred")]
    [InlineData("{}", 403, "E0000068")]
    [InlineData("{ directoryRefusal: E0000004 }", 401, "E0000004")]
    public async Task The_password_at_the_end_of_a_chain_finds_out_and_deactivates_at_once(string settings, int status, string code)
    {
        await using var org = await Start(["push -> password"], settings: settings);
        await org.InDirectory(Ad1, new { disabled = true });
        var second = (await org.ByPush(Ad1)).Expect("MFA_REQUIRED");
        (await org.Verify(second, "password", password: PasswordOf(Ad1))).Expect(status, code);
        Assert.Equal("DEPROVISIONED", await org.StatusOf(Ad1));
        (await org.Identify(Ad1)).Expect(401, "E0000004");
    }

    [Theory, Trait("scenario", "53"), Trait("basis", "sourced")]
    [InlineData("""{"userFilter":"(department=Sales)"}""")]
    [InlineData("""{"organizationalUnits":["Staff"]}""")]
    public async Task A_change_of_what_is_read_makes_the_next_import_a_full_one(string change)
    {
        await using var org = await Start(Push);
        (await org.Send(HttpMethod.Patch, "/emulator/directories/corp-ad", OrgHost.Body(change))).Expect(200);
        await org.Clock.Advance(TimeSpan.FromMinutes(66));
        Assert.NotNull(await org.Event("system.import.incremental_converted_to_full"));
        var newest = (await org.Get("/emulator/directories/corp-ad/imports")).Json!.AsArray()[0]!;
        Assert.Equal(("full", "schedule"), ((string)newest["mode"]!, (string)newest["trigger"]!));
        Assert.Equal("incremental", (string?)(await org.Import())["mode"]);
    }

    [Fact, Trait("scenario", "54"), Trait("basis", "sourced")]
    public async Task The_interval_counts_from_the_end_of_an_import_and_differs_a_little_each_time()
    {
        await using var org = await Start(Push);
        await org.Clock.Freeze();
        await org.Clock.Advance(TimeSpan.FromHours(30));
        var imports = (await org.Get("/emulator/directories/corp-ad/imports")).Json!.AsArray().Reverse().ToList();
        Assert.InRange(imports.Count, 28, 31);
        var pauses = imports.Zip(imports.Skip(1), (a, b) => (DateTimeOffset)b!["started"]! - (DateTimeOffset)a!["ended"]!).ToList();
        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.FromMinutes(60) - TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(65)));
        Assert.True(pauses.Distinct().Count() > 5);
    }

    [Theory, Trait("scenario", "55"), Trait("basis", "sourced")]
    [InlineData("suspend", "SUSPENDED")]
    [InlineData("nothing", "ACTIVE")]
    [InlineData("deactivate", "DEPROVISIONED")]
    public async Task The_directory_says_what_becomes_of_the_disabled(string setting, string status)
    {
        await using var org = await Start(Push, directory: $"whenDeactivated: {setting}");
        await org.InDirectory(Ad1, new { disabled = true });
        await org.Import();
        Assert.Equal(status, await org.StatusOf(Ad1));
    }

    [Theory]
    [InlineData("nothing", "DEPROVISIONED")]
    [InlineData("reactivate", "ACTIVE")]
    public async Task Who_is_enabled_again_comes_back_where_the_directory_says_so(string setting, string status)
    {
        await using var org = await Start(Push, directory: $"whenReactivated: {setting}");
        await org.InDirectory(Ad1, new { disabled = true });
        await org.Import();
        await org.InDirectory(Ad1, new { disabled = false });
        await org.Import();
        Assert.Equal(status, await org.StatusOf(Ad1));
    }

    [Fact]
    public async Task An_admins_own_suspension_is_not_undone_by_an_import()
    {
        await using var org = await Start(Push, directory: "whenReactivated: reactivate");
        await org.InOkta(Ad1, "SUSPENDED");
        await org.InDirectory(Ad1, new { mustChangePassword = true });
        await org.Import();
        Assert.Equal("SUSPENDED", await org.StatusOf(Ad1));
    }

    [Theory]
    [InlineData("{}", "ACTIVE")]
    [InlineData("{ importCopiesLock: true }", "LOCKED_OUT")]
    public async Task An_import_tells_of_a_lock_and_copies_it_only_where_asked_to(string settings, string status)
    {
        await using var org = await Start(Push, settings: settings);
        await org.InDirectory(Ad1, new { locked = true });
        await org.Import();
        Assert.NotNull(await org.Event("app.ad.api.user_import.account_locked", Ad1));
        Assert.Equal(status, await org.StatusOf(Ad1));
    }

    [Fact]
    public async Task People_whom_no_import_has_seen_are_created_by_the_sign_in_that_brings_their_password()
    {
        await using var org = await Start(feature: false);
        (await org.ByBoth("late@corp.test", "wrong")).Expect(401, "E0000004");
        Assert.DoesNotContain("late@corp.test", (await org.Get("/emulator/users")).Body);
        (await org.ByBoth("late@corp.test", "Passw0rd-late")).Expect("SUCCESS");
        Assert.Equal("ACTIVE", await org.StatusOf("late@corp.test"));
        Assert.NotNull(await org.Event("user.lifecycle.create", "late@corp.test"));
        Assert.Equal(0, (int)(await org.Import("full"))["created"]!);
    }

    [Fact]
    public async Task A_directory_that_creates_nobody_just_in_time_leaves_them_unknown()
    {
        await using var org = await Start(feature: false, directory: "justInTime: false");
        (await org.ByBoth("late@corp.test", "Passw0rd-late")).Expect(401, "E0000004");
    }

    [Fact]
    public async Task An_import_without_an_agent_says_so_and_the_next_one_makes_good()
    {
        await using var org = await Start(Push);
        await org.Directory(new { agents = 0 });
        await org.InDirectory(Ad1, new { disabled = true });
        Assert.Equal("No agent of the directory is connected.", (string?)(await org.Import())["error"]);
        await org.Directory(new { agents = 1 });
        Assert.Equal(1, (int)(await org.Import())["deactivated"]!);
    }

    [Fact]
    public async Task Scheduled_imports_survive_a_restart_and_a_reset_begins_anew()
    {
        using var file = new TemporaryFile();
        await using (var org = await Start(Push, data: file.Path))
        {
            await org.InDirectory(Ad1, new { disabled = true });
            await org.Import();
        }

        await using var again = await Start(Push, data: file.Path);
        Assert.Equal("DEPROVISIONED", await again.StatusOf(Ad1));
        (await again.Post("/emulator/reset", new { })).Expect(204);
        Assert.Equal("ACTIVE", await again.StatusOf(Ad1));
        (await again.ByPush(Ad1)).Expect("SUCCESS");
    }

    [Theory]
    [InlineData("idp", "user.authentication.auth_via_IDP")]
    [InlineData("iwa", "user.authentication.auth_via_iwa")]
    public async Task Sequences_do_not_cover_who_comes_by_another_door(string via, string logged)
    {
        await using var org = await Start(["push -> password"]);
        (await org.Post("/emulator/sign-ins", new { login = Ad1, via })).Expect("SUCCESS");
        Assert.Equal("SUCCESS", (string?)(await org.Event(logged, Ad1))!["outcome"]!["result"]);
    }

    [Theory]
    [InlineData("radius")]
    [InlineData("ldapInterface")]
    public async Task Radius_and_LDAP_clients_sign_in_by_the_password_alone(string via)
    {
        await using var org = await Start(["push -> question"]);
        (await org.Post("/emulator/sign-ins", new { login = Ad1, via, password = PasswordOf(Ad1) })).Expect("SUCCESS");
        (await org.Post("/emulator/sign-ins", new { login = Ad1, via, password = "wrong" })).Expect(401, "E0000004");
        await org.InDirectory(Ad1, new { locked = true });
        (await org.Post("/emulator/sign-ins", new { login = Ad1, via, password = PasswordOf(Ad1) })).Expect(401, "E0000004");
    }

    [Fact]
    public async Task Okta_Mobile_gets_in_only_where_the_password_comes_first()
    {
        await using var org = await Start(["push"]);
        var mobile = ("User-Agent", "OktaMobile/6.0");
        (await org.Post("/api/v1/authn", new { username = Ad1 }, mobile)).Expect(401, "E0000004");
    }
}
