namespace FactorSeq.Core.SignOn;

/// <summary>Why a step was refused; the transaction stays as it was. Each has one error on the wire.</summary>
public enum Refusal
{
    /// <summary>E0000011: the state token is unknown, expired or spent.</summary>
    InvalidToken,

    /// <summary>E0000004: no reason is given, whatever it was.</summary>
    AuthenticationFailed,

    /// <summary>E0000079: not in this state, or not a factor on offer.</summary>
    NotAllowedInState,

    /// <summary>E0000007: no factor of this user has that id.</summary>
    FactorNotFound,

    /// <summary>E0000068 (or E0000004, by setting): the password, as a factor, was wrong.</summary>
    WrongPassword,

    /// <summary>E0000074: the factor service met a locked directory user.</summary>
    FactorServiceError,

    /// <summary>E0000067: no directory answered the factor service in time.</summary>
    FactorServiceTimeout,

    /// <summary>E0000068: the code was wrong.</summary>
    WrongPassCode,

    /// <summary>E0000068: the answer was wrong.</summary>
    WrongAnswer,

    /// <summary>E0000082: the code was used before.</summary>
    Replayed,

    /// <summary>E0000083: the right code, too early or too late.</summary>
    OutsideWindow,

    /// <summary>E0000113 (409): the token's server wants the code that comes next.</summary>
    NextTokenWanted,

    /// <summary>E0000106: the token still shows the code that was used.</summary>
    TokenUnchanged,

    /// <summary>E0000069: five wrong codes locked the user.</summary>
    UserLocked,

    /// <summary>E0000109: a text message was sent a moment ago.</summary>
    SmsTooSoon,

    /// <summary>E0000133: a call was made a moment ago.</summary>
    CallTooSoon,

    /// <summary>E0000118: a mail was sent a moment ago.</summary>
    EmailTooSoon,

    /// <summary>E0000085: the policy denies, or asks for what this user does not have, after something was proved.</summary>
    AccessDenied,

    /// <summary>E0000001 <c>factorEnrollRequest</c>: what was sent cannot be enrolled.</summary>
    InvalidEnrollment,

    /// <summary>E0000098: the phone number is none.</summary>
    InvalidPhone,

    /// <summary>E0000014: the present password was wrong.</summary>
    OldPasswordWrong,

    /// <summary>E0000014 or E0000080: the new password does not meet the policy.</summary>
    PasswordUnfit,

    /// <summary>E0000241: no agent of the directory took the new password there.</summary>
    NoAgent,

    /// <summary>E0000087: the recovery question was answered wrong.</summary>
    WrongRecoveryAnswer,

    /// <summary>E0000095, to a trusted app only: nobody has that login.</summary>
    RecoveryOfNobody,

    /// <summary>E0000034, to a trusted app only: this user may not reset a password.</summary>
    ResetNotAllowed,

    /// <summary>E0000032, to a trusted app only: this user may not unlock the account, or it is not locked.</summary>
    UnlockNotAllowed,
}
