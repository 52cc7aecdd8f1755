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

    /// <summary>Read back; null for a word that is no status of Okta's.</summary>
    internal static AccountStatus? Status(string? text)
    {
        foreach (var status in Enum.GetValues<AccountStatus>())
        {
            if (Status(status) == text)
            {
                return status;
            }
        }

        return null;
    }
}
