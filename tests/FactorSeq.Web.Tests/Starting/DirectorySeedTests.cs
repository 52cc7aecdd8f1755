using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Starting;

/// <summary>What becomes of an embedded directory's people at the start, after an edit of the seed, and on reset.</summary>
public sealed class DirectorySeedTests
{
    private static readonly DirectoryUser Bob = new("bob@corp.test", null);

    [Fact]
    public async Task What_came_since_the_import_is_in_the_directory_after_the_start_and_after_a_reset()
    {
        await using var org = await OrgHost.Start(Seed("sinceImport: { disabled: true }"));
        await Look();
        await Directory(org).Change("bob", new EmbeddedPatch { Disabled = false, Locked = true });
        (await org.Post("/emulator/reset", new { })).Expect(204);
        await Look();

        async Task Look()
        {
            var bob = (await Directory(org).Person("bob"))!;
            Assert.Equal(new EmbeddedState { Disabled = true }, bob.State);
            Assert.Equal(bob.Seeded, bob.State);
            Assert.Equal("2", (await Directory(org).Position(default)).Revision);
        }
    }

    [Fact]
    public async Task An_edit_changes_what_it_changes_and_leaves_what_happened()
    {
        await using var org = await OrgHost.Start(Seed("locked: true, sinceImport: { logonHours: denied }"));
        var directory = Directory(org);
        await directory.Unlock(Bob, default);
        await directory.Change("bob", new EmbeddedPatch { LogonHoursDenied = false });
        Assert.Equal(PasswordAnswer.Changed, (await directory.ChangePassword(Bob, new("Passw0rd-bob"), new("Another-1"), default)).Answer);
        await directory.Authenticate(Bob, new Secret("wrong"), default);

        await org.EditSeed(Seed("locked: true, passwordExpired: true, sinceImport: { logonHours: denied, workstations: [ PC1 ] }"));

        var bob = (await Directory(org).Person("bob"))!;
        Assert.Equal(new EmbeddedState { PasswordExpired = true, Workstations = ["PC1"] }, bob.State);
        Assert.Equal(1, bob.BadPasswords);
        Assert.Equal(DirectoryAnswer.Workstation, (await Directory(org).Authenticate(Bob, new Secret("Another-1"), default)).Answer);
    }

    [Fact]
    public async Task A_lock_run_into_outlives_an_edit_and_opens_where_the_edit_takes_the_seeds_own_away()
    {
        await using var org = await OrgHost.Start(Seed("disabled: false"));
        for (var i = 0; i < 3; i++)
        {
            await Directory(org).Authenticate(Bob, new Secret("wrong"), default);
        }

        await org.EditSeed(Seed("locked: true"));
        await Directory(org).Change("bob", new EmbeddedPatch { Disabled = true });
        Assert.True((await Directory(org).Find(Bob, default))!.Locked);
        await org.EditSeed(Seed("locked: true, givenName: Bobby"));
        Assert.Equal(("Bobby", true, true), await Directory(org).Find(Bob, default) is { } entry ? (entry.FirstName, entry.Locked, entry.Disabled) : default);
        await org.EditSeed(Seed("locked: false, givenName: Bobby"));
        Assert.False((await Directory(org).Find(Bob, default))!.Locked);
    }

    [Fact]
    public async Task An_edit_that_says_the_same_takes_no_number()
    {
        await using var org = await OrgHost.Start(Seed("sinceImport: { disabled: true }"));
        var before = await Directory(org).Position(default);
        await org.EditSeed(Seed("sinceImport: { disabled: true }") + "\n# the same");
        Assert.Equal(before, await Directory(org).Position(default));
    }

    [Fact]
    public async Task Somebody_new_in_an_edit_is_new_in_the_directory_and_a_login_may_move()
    {
        await using var org = await OrgHost.Start(Seed("disabled: true"));
        await org.EditSeed(Seed("disabled: true", "userPrincipalName: robert@corp.test", ", { sAMAccountName: eve, userPrincipalName: bob@corp.test, sinceImport: { disabled: true } }"));
        Assert.Equal("bob", (await Directory(org).Find(new("robert@corp.test", null), default))!.ShortName);
        var eve = (await Directory(org).Find(Bob, default))!;
        Assert.Equal(("eve", true), (eve.ShortName, eve.Disabled));
    }

    private static string Seed(string state, string login = "userPrincipalName: bob@corp.test", string more = "") =>
        $$"""
        org: { name: demo }
        directories:
          - name: corp.test
            type: activeDirectory
            embedded:
              lockout: { threshold: 3 }
              users: [ { sAMAccountName: bob, {{login}}, password: Passw0rd-bob, {{state}} }{{more}} ]
        """;

    private static EmbeddedDirectory Directory(OrgHost org) =>
        new(org.Org.Name, org.Org.Current.Configuration.Directories[0], org.Documents, () => org.Clock.Now, passwordIterations: 1);
}
