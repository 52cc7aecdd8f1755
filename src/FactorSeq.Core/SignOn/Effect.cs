using FactorSeq.Core.Factors;

namespace FactorSeq.Core.SignOn;

/// <summary>
/// What the shell must do about a decision, as data. Closed. Everything that is written goes into the same unit of work as the transaction;
/// <see cref="Send"/> waits until that has won.
/// </summary>
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>Write a one-time session token for this grant.</summary>
    public sealed record IssueSessionToken(SessionGrant Grant) : Effect;

    /// <summary>Open the session itself.</summary>
    public sealed record OpenSession(SessionGrant Grant) : Effect;

    /// <summary>Add what was proved for an app to the session it was proved for.</summary>
    public sealed record RaiseSession(StepUp Wanted, SessionGrant Proved) : Effect;

    /// <summary>Remember this device for this user; <paramref name="Minutes"/> 0 is for as long as the device keeps its cookie.</summary>
    public sealed record RememberDevice(string UserId, int Minutes) : Effect;

    /// <summary>
    /// Write a one-time recovery token. To a decoy it is written all the same, so that it costs the same, and nobody ever learns it.
    /// </summary>
    /// <param name="Mailed">Whether it goes to the user's mailbox as a link; otherwise the caller is handed it.</param>
    public sealed record IssueRecoveryToken(RecoveryKind Kind, int Minutes, bool Mailed) : Effect;

    /// <summary>Let something reach the user's phone or mailbox.</summary>
    public sealed record Send(Sending Sending) : Effect;

    /// <summary>Open the account in its directory as well, once the write has won.</summary>
    public sealed record UnlockInDirectory : Effect;

    /// <summary>Write to the System Log.</summary>
    public sealed record Log(SystemEvent Event) : Effect;
}
