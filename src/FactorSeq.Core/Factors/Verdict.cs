using FactorSeq.Core.Directories;

namespace FactorSeq.Core.Factors;

/// <summary>What a factor says of an answer. Closed; the machine sees this and never the secret.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>What a directory had to say of it, where one was asked.</summary>
    public DirectoryReply? Directory { get; init; }

    /// <summary>The factor is proved. <paramref name="Updated"/> replaces the enrollment's data where the proof used something up.</summary>
    public sealed record Accepted(FactorData? Updated = null) : Verdict;

    /// <summary>Wrong answer; the transaction stays where it is. <paramref name="Updated"/> replaces the enrollment's data all the same.</summary>
    public sealed record Rejected(Rejection Why, FactorData? Updated = null) : Verdict;

    /// <summary>A challenge is out: <paramref name="Challenge"/> is kept, <paramref name="Sending"/> goes out once the write has won.</summary>
    public sealed record Challenged(Challenge? Challenge, Sending? Sending) : Verdict;

    /// <summary>Still waiting for the far end.</summary>
    public sealed record Pending : Verdict;

    /// <summary>The challenge is over without a proof: <see cref="FactorResult.Rejected"/>, <see cref="FactorResult.Timeout"/> or <see cref="FactorResult.Failed"/>.</summary>
    /// <param name="Message"><c>factorResultMessage</c>, where there is one.</param>
    public sealed record Over(FactorResult Result, string? Message = null) : Verdict;

    /// <summary>The factor cannot tell before <paramref name="Question"/> is answered.</summary>
    public sealed record Ask(Question Question) : Verdict;
}

/// <summary>Why an answer was wrong; each has its error on the wire.</summary>
public enum Rejection
{
    /// <summary>E0000068 "Password is incorrect".</summary>
    WrongPassword,

    /// <summary>The directory would not have the user, or nobody answered for it: what that means stands in the account-state matrix.</summary>
    DirectoryRefused,

    /// <summary>E0000068 "Your passcode doesn't match our records."</summary>
    WrongPassCode,

    /// <summary>E0000068 "Your answer doesn't match our records."</summary>
    WrongAnswer,

    /// <summary>E0000082: the code was used before.</summary>
    Replayed,

    /// <summary>E0000083: the right code at the wrong time.</summary>
    OutsideWindow,

    /// <summary>E0000113 (409): the token's server wants the code that comes next.</summary>
    NextTokenWanted,

    /// <summary>E0000106: the token still shows the code that was used.</summary>
    TokenUnchanged,
}

/// <summary><c>factorResult</c> of a challenge (Authentication API, "Factor result").</summary>
public enum FactorResult
{
    Waiting,

    /// <summary>A key is asked to sign.</summary>
    Challenge,
    Rejected,
    Timeout,

    /// <summary>The far end turned the user away.</summary>
    Failed,
}
