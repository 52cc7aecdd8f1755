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

    /// <summary>Remember this device for this user; <paramref name="Minutes"/> 0 is for as long as the device keeps its cookie.</summary>
    public sealed record RememberDevice(string UserId, int Minutes) : Effect;

    /// <summary>Let something reach the user's phone or mailbox.</summary>
    public sealed record Send(Sending Sending) : Effect;

    /// <summary>Write to the System Log.</summary>
    public sealed record Log(SystemEvent Event) : Effect;
}
