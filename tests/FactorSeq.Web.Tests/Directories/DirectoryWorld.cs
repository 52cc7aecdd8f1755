using FactorSeq.Core.Directories;
using FactorSeq.Core.Ports;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>Somebody whom a test has put into a directory.</summary>
public sealed record Person(string Name, string Login, string Password, string DistinguishedName)
{
    internal DirectoryUser User => new(Login, null);
}

/// <summary>
/// A directory, and an administrator who does to it what a test needs. To hold another directory to the contract: derive from this, and derive a
/// class of tests from <see cref="DirectoryContract"/> (or <see cref="LdapContract"/>) that hands it over; there is nothing else to do.
/// </summary>
public abstract class DirectoryWorld
{
    private static int people;

    /// <summary>Reads <see cref="People"/> only.</summary>
    public abstract DirectoryIntegration Integration { get; }

    /// <summary>The unit that is read.</summary>
    public abstract string People { get; }

    /// <summary>A unit that is not read.</summary>
    public abstract string Elsewhere { get; }

    /// <summary>Wrong passwords that lock an account until an administrator opens it, or for longer than a test.</summary>
    public abstract int LockoutThreshold { get; }

    /// <summary>Whether accounts of this kind of directory can be in that state.</summary>
    public abstract bool Knows(DirectoryAnswer state);

    /// <summary>Opens the directory anew: what one reader knows, the next one does not.</summary>
    public abstract IDirectory Open(DirectoryIntegration integration);

    /// <summary>An organizational unit of its own below <see cref="People"/>, which nobody else fills.</summary>
    public abstract Task<string> NewUnit();

    /// <summary>Gives an account its state: disabled, must change, expired, hours, workstation.</summary>
    public abstract Task Put(Person person, DirectoryAnswer state);

    public abstract Task Rename(Person person, string firstName);

    /// <summary>Gives another login to the same account.</summary>
    public abstract Task ChangeLogin(Person person, string login);

    /// <returns>The same person, where they are now.</returns>
    public abstract Task<Person> Move(Person person, string unit);

    public abstract Task Delete(Person person);

    /// <summary>Wrong passwords that the directory has counted.</summary>
    public abstract Task<int> WrongPasswords(Person person);

    /// <summary>Many people with a login and without a password, named <c>{prefix}1</c> and so on.</summary>
    public abstract Task HireMany(string unit, string prefix, int count);

    protected abstract Task<Person> Hire(string name, string unit, string lastName);

    /// <summary>Somebody new.</summary>
    internal Task<Person> Hire(string? unit = null, string lastName = "Test") =>
        Hire($"p{Interlocked.Increment(ref people)}", unit ?? People, lastName);

    internal IDirectory Open() => Open(Integration);
}
