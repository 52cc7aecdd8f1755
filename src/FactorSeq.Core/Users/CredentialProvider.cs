namespace FactorSeq.Core.Users;

/// <summary>Who masters an account's password (Users API, "Provider object").</summary>
public enum CredentialProvider
{
    /// <summary>The password is kept here.</summary>
    Okta,

    /// <summary>Delegated to Active Directory.</summary>
    ActiveDirectory,

    /// <summary>Delegated to an LDAP directory.</summary>
    Ldap,
}
