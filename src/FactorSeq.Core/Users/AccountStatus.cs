namespace FactorSeq.Core.Users;

/// <summary>
/// Where an account stands in its life, in Okta's words (Users API, "User status").
/// Only <see cref="Active"/> and <see cref="PasswordExpired"/> accounts begin a sign-in.
/// </summary>
public enum AccountStatus
{
    /// <summary>Created, not yet activated.</summary>
    Staged,

    /// <summary>Activated without a credential; the activation mail is on its way.</summary>
    Provisioned,

    /// <summary>In use.</summary>
    Active,

    /// <summary>A password reset was started by an admin and is not finished.</summary>
    Recovery,

    /// <summary>The password must be changed at the next sign-in that uses it.</summary>
    PasswordExpired,

    /// <summary>Locked by wrong passwords or by five wrong factor codes in a row.</summary>
    LockedOut,

    /// <summary>Suspended by an admin or by a directory import.</summary>
    Suspended,

    /// <summary>Deactivated.</summary>
    Deprovisioned,
}
