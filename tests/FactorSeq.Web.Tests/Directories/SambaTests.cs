using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>The contract, and what only an Active Directory does.</summary>
[Collection(nameof(SambaWorld))]
public sealed class SambaTests(SambaWorld world) : LdapContract(world)
{
    [Theory]
    [InlineData(DirectoryAnswer.Disabled)]
    [InlineData(DirectoryAnswer.MustChangePassword)]
    [InlineData(DirectoryAnswer.PasswordExpired)]
    [InlineData(DirectoryAnswer.AccountExpired)]
    [InlineData(DirectoryAnswer.LogonHours)]
    [InlineData(DirectoryAnswer.Workstation)]
    public async Task Who_does_not_know_the_password_learns_nothing_of_the_account(DirectoryAnswer state)
    {
        var person = await world.Hire();
        await world.Put(person, state);

        var reply = await Authenticate(person, "Wrong-Passw0rd1");

        Assert.Equal(DirectoryAnswer.WrongPassword, reply.Answer);
        Assert.Contains("data 52e", reply.Diagnostic);
        Assert.Equal(1, await world.WrongPasswords(person));
    }

    [Fact]
    public async Task A_password_in_the_clear_is_refused_by_the_server_and_said_so()
    {
        var person = await world.Hire();
        var clear = world.Source with { Url = world.Source.Url.Replace("ldaps", "ldap"), CaFile = null };
        var directory = world.Open(world.Integration with { Source = clear });

        var reply = await directory.Authenticate(person.User, new Secret(person.Password), default);

        Assert.Equal(DirectoryAnswer.Unreachable, reply.Answer);
        Assert.Contains("StrongerAuthRequired", reply.Diagnostic);
    }

    [Fact]
    public async Task What_the_server_says_of_other_servers_is_not_followed()
    {
        var person = await world.Hire();
        var directory = world.Open(world.Integration with { OrganizationalUnits = [] });

        Assert.NotEmpty(await Pages(directory, new(null, null)));
        Assert.Equal(person.Name, (await directory.Find(person.User, default))?.ShortName);
    }

    [Fact]
    public async Task StartTls_reaches_it_as_well()
    {
        var person = await world.Hire();
        var start = world.Source with { Url = world.Source.Url.Replace("ldaps", "ldap"), StartTls = true };
        var directory = world.Open(world.Integration with { Source = start });

        Assert.Equal(DirectoryAnswer.Bound, (await directory.Authenticate(person.User, new Secret(person.Password), default)).Answer);
    }
}
