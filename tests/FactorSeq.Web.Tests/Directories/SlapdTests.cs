using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Directories.Ldap;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>The contract, and what only an LDAP directory with password policies does.</summary>
[Collection(nameof(SlapdWorld))]
public sealed class SlapdTests(SlapdWorld world) : LdapContract(world)
{
    [Theory]
    [InlineData("loginDisabled")]
    [InlineData("nsAccountLock")]
    [InlineData("ibm-pwdAccountLocked")]
    public async Task Vendors_write_disabled_in_their_own_ways(string attribute)
    {
        var person = await world.Hire();
        await world.Replace(person, attribute, "TRUE");

        Assert.True((await world.Open().Find(person.User, default))!.Disabled);
        Assert.Equal(DirectoryAnswer.Disabled, (await Authenticate(person, "Wrong-Passw0rd1")).Answer);

        await world.Replace(person, attribute, "FALSE");

        Assert.False((await world.Open().Find(person.User, default))!.Disabled);
    }

    [Fact]
    public async Task Users_are_found_by_their_uid_too()
    {
        var person = await world.Hire();

        Assert.Equal(person.Login, (await world.Open().Find(new(person.Name, null), default))?.Login);
    }

    [Fact]
    public async Task A_login_that_two_have_is_nobodys()
    {
        var (one, other) = (await world.Hire(), await world.Hire());
        await world.ChangeLogin(other, one.Login);

        var reply = await Authenticate(one, one.Password);

        Assert.Equal(DirectoryAnswer.NotFound, reply.Answer);
        Assert.Contains("more than one", reply.Diagnostic);
        Assert.Equal(0, await world.WrongPasswords(one));
    }

    [Fact]
    public async Task A_server_that_is_stopped_and_started_is_asked_again_and_never_anonymously()
    {
        var person = await world.Hire();
        var directory = (LdapDirectory)world.Open();
        Assert.Equal(DirectoryAnswer.Bound, (await directory.Authenticate(person.User, new Secret(person.Password), default)).Answer);

        await world.Stop();
        var gone = await directory.Authenticate(person.User, new Secret(person.Password), default);
        await world.Start();
        var back = await directory.Authenticate(person.User, new Secret(person.Password), default);

        Assert.Equal(DirectoryAnswer.Unreachable, gone.Answer);
        Assert.Equal(DirectoryAnswer.Bound, back.Answer);

        // Only the service account may read telephone numbers: an anonymous search would find nobody.
        Assert.Equal("+1 555 0100", (await directory.Find(person.User, default))?.Phone);
        await directory.DisposeAsync();
        Assert.Equal(0, directory.OpenConnections);
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_unseen_is_replaced()
    {
        var person = await world.Hire();
        await using var directory = (LdapDirectory)world.Open();
        Assert.NotNull(await directory.Find(person.User, default));

        await world.Restart();

        Assert.NotNull(await directory.Find(person.User, default));
        Assert.Equal(1, directory.OpenConnections);
    }
}
