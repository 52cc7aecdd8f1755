using FactorSeq.Core.Users;

namespace FactorSeq.Core.Directories;

/// <summary>What a directory is.</summary>
public enum DirectoryType
{
    /// <summary>Microsoft Active Directory, or what speaks as it does (Samba).</summary>
    ActiveDirectory,

    /// <summary>Any other LDAP directory.</summary>
    Ldap,
}

/// <summary>What follows from a directory's type.</summary>
public static class DirectoryTypes
{
    /// <summary>Who masters the passwords of its users (Users API, "Provider object").</summary>
    public static CredentialProvider Provider(this DirectoryType type) =>
        type == DirectoryType.ActiveDirectory ? CredentialProvider.ActiveDirectory : CredentialProvider.Ldap;

    /// <summary>System Log event of a delegated authentication.</summary>
    public static string AuthenticationEvent(this DirectoryType type) =>
        type == DirectoryType.ActiveDirectory ? "user.authentication.auth_via_AD_agent" : "user.authentication.auth_via_LDAP_agent";

    /// <summary>The middle of the names of agent events: <c>system.agent.ad.unlock_user_account</c>.</summary>
    public static string AgentEvent(this DirectoryType type, string what) =>
        $"system.agent.{(type == DirectoryType.ActiveDirectory ? "ad" : "ldap")}.{what}";
}
