using System.Collections.Immutable;

namespace FactorSeq.Directories.Embedded;

/// <summary>What an embedded directory's administrator has set on an account: what a seed and the emulator may say of it.</summary>
public sealed record EmbeddedState
{
    /// <summary>Locked until somebody unlocks it, unlike a lock that wrong passwords have brought about.</summary>
    public bool Locked { get; init; }

    public bool Disabled { get; init; }

    public bool MustChangePassword { get; init; }

    public bool PasswordExpired { get; init; }

    /// <summary>The end of the account; null for one without an end.</summary>
    public DateTimeOffset? AccountExpires { get; init; }

    /// <summary>No hour of the week is allowed.</summary>
    public bool LogonHoursDenied { get; init; }

    /// <summary>The only workstations that are allowed. A sign-in here comes from none, so that any entry refuses it.</summary>
    public ImmutableArray<string> Workstations { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Gone: no search finds it. Kept, so that it can come back with its id.</summary>
    public bool Deleted { get; init; }

    /// <summary>A unit's name, a path of names (<c>Staff/Berlin</c>), or its distinguished name; empty for the directory's own folder of people.</summary>
    public string OrganizationalUnit { get; init; } = "";

    // An array in a record is equal to itself alone.
    public bool Equals(EmbeddedState? other) => other is not null
        && (Locked, Disabled, MustChangePassword, PasswordExpired) == (other.Locked, other.Disabled, other.MustChangePassword, other.PasswordExpired)
        && (AccountExpires, LogonHoursDenied, Deleted) == (other.AccountExpires, other.LogonHoursDenied, other.Deleted)
        && OrganizationalUnit == other.OrganizationalUnit
        && Workstations.AsSpan().SequenceEqual(other.Workstations.AsSpan());

    public override int GetHashCode() => HashCode.Combine(
        HashCode.Combine(Locked, Disabled, MustChangePassword, PasswordExpired), AccountExpires, LogonHoursDenied, Deleted, OrganizationalUnit);
}
