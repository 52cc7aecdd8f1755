using FactorSeq.Core.Users;

namespace FactorSeq.Web.Emulator;

/// <summary>Okta's spelling of what the core names in C#.</summary>
internal static class Names
{
    internal static string Status(AccountStatus status) => status switch
    {
        AccountStatus.LockedOut => "LOCKED_OUT",
        AccountStatus.PasswordExpired => "PASSWORD_EXPIRED",
        _ => status.ToString().ToUpperInvariant(),
    };
}
