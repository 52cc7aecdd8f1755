using System.Collections.Immutable;

namespace FactorSeq.Core.Directories;

/// <summary>What came of putting a user's password to a directory.</summary>
public enum DirectoryAnswer
{
    /// <summary>The password is right and nothing stands against the account.</summary>
    Bound,

    /// <summary>The password is wrong; a directory says no more, whatever state the account is in.</summary>
    WrongPassword,

    /// <summary>No such account, or none in the organizational units that are read.</summary>
    NotFound,

    /// <summary>Locked by the directory's own lockout policy.</summary>
    Locked,

    /// <summary>Disabled by its administrators.</summary>
    Disabled,

    /// <summary>The password is right and must be changed before it counts.</summary>
    MustChangePassword,

    /// <summary>The password was right and is too old.</summary>
    PasswordExpired,

    /// <summary>The account's last day is over.</summary>
    AccountExpired,

    /// <summary>Not at this hour.</summary>
    LogonHours,

    /// <summary>Not from this workstation.</summary>
    Workstation,

    /// <summary>No agent of the directory is connected: nobody could ask.</summary>
    NoAgent,

    /// <summary>No answer within Okta's 4,000 ms.</summary>
    TimedOut,

    /// <summary>The directory could not be reached, or broke off.</summary>
    Unreachable,
}

/// <summary>One row of <see cref="DirectoryAnswers"/>.</summary>
/// <param name="SubCode">Active Directory's sub-code in the diagnostic text of a bind (<c>data 775</c>); null where it has none.</param>
/// <param name="ErrorCode">The Win32 code in the System Log's <c>debugData.ErrorCode</c>; null where there is none, and for other directories.</param>
/// <param name="Text">For the System Log and the tester.</param>
public sealed record DirectoryAnswerRow(DirectoryAnswer Answer, string? SubCode, string? ErrorCode, string Text);

/// <summary>
/// What each answer is called. Sources: Microsoft, "System Error Codes" and the sub-codes of AcceptSecurityContext; Okta's article on
/// failed delegated authentication attempts for the codes 1326, 1328, 1329, 1330 and 1793.
/// </summary>
public static class DirectoryAnswers
{
    /// <summary>Okta's words for a delegated authentication that nobody answered.</summary>
    public const string TimedOutText = "Delegated authentication request timed out. Ensure that the agent for your directory is connected to Okta";

    /// <summary>One row for each answer, in the order of <see cref="DirectoryAnswer"/>.</summary>
    public static ImmutableArray<DirectoryAnswerRow> Table { get; } =
    [
        new(DirectoryAnswer.Bound,              null,  null,   "the password is right"),
        new(DirectoryAnswer.WrongPassword,      "52e", "1326", "unknown user name or bad password"),
        new(DirectoryAnswer.NotFound,           "525", "1317", "the account does not exist where the directory is read"),
        new(DirectoryAnswer.Locked,             "775", "1909", "the account is locked out in the directory"),
        new(DirectoryAnswer.Disabled,           "533", "1331", "the account is disabled in the directory"),
        new(DirectoryAnswer.MustChangePassword, "773", "1907", "the password must be changed"),
        new(DirectoryAnswer.PasswordExpired,    "532", "1330", "the password has expired in the directory"),
        new(DirectoryAnswer.AccountExpired,     "701", "1793", "the account has expired in the directory"),
        new(DirectoryAnswer.LogonHours,         "530", "1328", "the account may not be used at this hour"),
        new(DirectoryAnswer.Workstation,        "531", "1329", "the account may not be used from this workstation"),
        new(DirectoryAnswer.NoAgent,            null,  null,   TimedOutText),
        new(DirectoryAnswer.TimedOut,           null,  null,   TimedOutText),
        new(DirectoryAnswer.Unreachable,        null,  null,   TimedOutText),
    ];

    /// <summary>The row of an answer.</summary>
    public static DirectoryAnswerRow Row(this DirectoryAnswer answer) => Table[(int)answer];

    /// <summary>The answer behind a sub-code of Active Directory, in any case; null for one that is not in the table.</summary>
    public static DirectoryAnswer? OfSubCode(string subCode) =>
        Table.FirstOrDefault(row => string.Equals(row.SubCode, subCode, StringComparison.OrdinalIgnoreCase))?.Answer;

    /// <summary>Whether somebody in the directory has judged the password, right or wrong.</summary>
    public static bool IsAnswered(this DirectoryAnswer answer) =>
        answer is not (DirectoryAnswer.NoAgent or DirectoryAnswer.TimedOut or DirectoryAnswer.Unreachable);
}

/// <summary>A directory's reply to one password.</summary>
/// <param name="Entry">The account as the directory shows it now, where it was found.</param>
/// <param name="Diagnostic">The directory's own words, for the tester; never shown to users.</param>
public sealed record DirectoryReply(DirectoryAnswer Answer, DirectoryEntry? Entry = null, string? Diagnostic = null);
