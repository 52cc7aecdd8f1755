using System.Collections.Immutable;

namespace FactorSeq.Core.Directories;

/// <summary>A directory that an org sources users from, as its administrator has set it up ("Directory Integrations").</summary>
public sealed record DirectoryIntegration
{
    /// <summary>20 characters, prefix <c>0oa</c>: to Okta a directory is an app instance.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DirectoryType Type { get; init; }

    public required DirectorySource Source { get; init; }

    /// <summary>Whether the directory judges its users' passwords. Where it does not, they are kept in Okta.</summary>
    public bool DelegatedAuthentication { get; init; } = true;

    /// <summary>Agents that are connected; with none nobody can ask the directory. 0 to 100.</summary>
    public int Agents { get; init; } = 1;

    /// <summary>From the end of one import to the beginning of the next, to which a random delay under five minutes is added; null never imports by itself.</summary>
    public TimeSpan? ImportInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Distinguished names of the organizational units that are read, each with all below it; none reads everything.</summary>
    public ImmutableArray<string> OrganizationalUnits { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Which entries are users (RFC 4515); null is the type's own: <c>sAMAccountType=805306368</c>, or <c>objectClass=inetOrgPerson</c>.</summary>
    public string? UserFilter { get; init; }

    public WhenDeactivated WhenDeactivated { get; init; }

    public WhenReactivated WhenReactivated { get; init; }

    /// <summary>Users are created and brought up to date when they sign in with their password.</summary>
    public bool JustInTime { get; init; } = true;

    /// <summary>"Unlock users in Okta and Active Directory": an unlock in Okta unlocks the directory account as well.</summary>
    public bool UnlockInDirectory { get; init; }

    /// <summary>What imports are made of: when one of these changes, the next import must read everything.</summary>
    public string ImportScope => $"{string.Join('\n', OrganizationalUnits)}\0{UserFilter}";
}

/// <summary>What an import does to a user who was disabled or has gone in the directory.</summary>
public enum WhenDeactivated
{
    Deactivate,
    Suspend,
    Nothing,
}

/// <summary>What an import does to a user whom it had deactivated, and who is back.</summary>
public enum WhenReactivated
{
    Nothing,
    Reactivate,
}

/// <summary>Where a directory is. Closed.</summary>
public abstract record DirectorySource
{
    private DirectorySource()
    {
    }

    /// <summary>The one that comes with FactorSeq: its people stand in the seed.</summary>
    /// <param name="LockoutThreshold">Wrong passwords that lock; 0 never locks.</param>
    /// <param name="LockoutMinutes">How long a lock lasts; 0 until an administrator opens it.</param>
    /// <param name="LockoutWindowMinutes">Wrong passwords further apart than this do not add up.</param>
    public sealed record Embedded(int LockoutThreshold = 5, int LockoutMinutes = 30, int LockoutWindowMinutes = 30) : DirectorySource;

    /// <summary>A server that speaks LDAP.</summary>
    /// <param name="Url"><c>ldap://host:port</c> or <c>ldaps://host:port</c>.</param>
    /// <param name="StartTls">Whether an <c>ldap:</c> connection turns to TLS before anything is said.</param>
    /// <param name="CaFile">PEM file of the authorities that may vouch for the server; null trusts the machine's.</param>
    /// <param name="BindDn">The service account that searches.</param>
    /// <param name="BindPassword">Its password.</param>
    /// <param name="BaseDn">Where users are looked for where no organizational units are named.</param>
    /// <param name="Timeout">For one request; an authentication as a whole has Okta's 4,000 ms.</param>
    public sealed record Ldap(
        string Url, bool StartTls, string? CaFile, string BindDn, string BindPassword, string BaseDn, TimeSpan Timeout) : DirectorySource
    {
        public override string ToString() => $"{nameof(Ldap)} {Url}";
    }
}
