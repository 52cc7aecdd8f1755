using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Ldap;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>What every directory behind an LDAP server does as well.</summary>
public abstract class LdapContract(LdapWorld world) : DirectoryContract(world)
{
    [Fact]
    public async Task The_administrators_filter_says_who_is_a_user()
    {
        var unit = await world.NewUnit();
        var (user, robot) = (await world.Hire(unit, "Human"), await world.Hire(unit, "Robot"));
        var directory = world.Open(world.Integration with { OrganizationalUnits = [unit], UserFilter = "(&(objectClass=person)(!(sn=rob*)))" });

        Assert.Equal(DirectoryAnswer.Bound, (await directory.Authenticate(user.User, new Secret(user.Password), default)).Answer);
        Assert.Equal(DirectoryAnswer.NotFound, (await directory.Authenticate(robot.User, new Secret(robot.Password), default)).Answer);
        Assert.Equal(user.Name, Assert.Single(Assert.Single(await Pages(directory, new(null, null))).Entries).ShortName);
    }

    [Fact]
    public async Task Without_units_everything_below_the_base_is_read()
    {
        var person = await world.Hire(world.Elsewhere);
        var directory = world.Open(world.Integration with { OrganizationalUnits = [] });

        Assert.Equal(DirectoryAnswer.Bound, (await directory.Authenticate(person.User, new Secret(person.Password), default)).Answer);
    }

    [Fact]
    public async Task A_unit_that_is_gone_does_not_keep_the_others_from_signing_in()
    {
        var person = await world.Hire();
        var directory = world.Open(world.Integration with { OrganizationalUnits = [world.People.Replace("eople", "ast"), world.People] });

        Assert.Equal(DirectoryAnswer.Bound, (await directory.Authenticate(person.User, new Secret(person.Password), default)).Answer);
    }

    [Fact]
    public async Task A_directory_that_is_larger_than_what_is_held_is_read_in_several_passes()
    {
        var unit = await world.NewUnit();
        await world.HireMany(unit, $"s{Guid.NewGuid():N}"[..8], 50);
        var integration = world.Integration with { OrganizationalUnits = [unit] };

        var expected = await Pages(world.Open(integration), new(null, null));
        await using var small = FactorSeq.Directories.LdapDirectories.Open(integration, (DirectorySource.Ldap)integration.Source, maxHeld: 7);
        var pages = await Pages(small, new(null, null));

        Assert.Equal([7, 7, 7, 7, 7, 7, 7, 1], pages.Select(page => page.Entries.Length));
        Assert.Equal(expected.SelectMany(page => page.Entries), pages.SelectMany(page => page.Entries));
        Assert.Null(pages[^1].Next);
    }

    [Fact]
    public async Task A_service_account_that_is_refused_is_not_locked_by_those_who_sign_in()
    {
        var (service, person) = (await world.Hire(), await world.Hire());
        var source = world.Source with { BindDn = service.DistinguishedName, BindPassword = "Wrong-Passw0rd1" };
        var directory = world.Open(world.Integration with { Source = source });

        for (var i = 0; i < 5; i++)
        {
            var reply = await directory.Authenticate(person.User, new Secret(person.Password), default);
            Assert.Equal(DirectoryAnswer.Unreachable, reply.Answer);
            Assert.Contains("service account", reply.Diagnostic);
        }

        await Assert.ThrowsAsync<DirectoryUnavailableException>(async () => await directory.Find(person.User, default));
        Assert.Equal(1, await world.WrongPasswords(service));
    }

    [Fact]
    public async Task Many_sign_ins_leave_a_few_connections_of_the_service_account()
    {
        var person = await world.Hire();
        var directory = (LdapDirectory)world.Open(world.Integration);

        var replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => directory.Authenticate(person.User, new Secret(person.Password), default).AsTask()));

        Assert.All(replies, reply => Assert.Equal(DirectoryAnswer.Bound, reply.Answer));
        Assert.InRange(directory.OpenConnections, 1, 4);
        await directory.DisposeAsync();
        Assert.Equal(0, directory.OpenConnections);
    }

    [Fact]
    public async Task A_unit_that_is_not_there_breaks_the_reading_off_and_is_named()
    {
        var missing = world.People.Replace("eople", "ast");
        var integration = world.Integration with { OrganizationalUnits = [world.People, missing] };

        var broken = await Assert.ThrowsAsync<DirectoryUnavailableException>(() => Pages(world.Open(integration), new(null, null)));

        Assert.Contains(missing, broken.Message);
    }
}
