using System.Collections.Immutable;

namespace FactorSeq.Core.Factors;

/// <summary>Something that must reach the user's phone or mailbox. Closed; sent only after the write that decided it has won.</summary>
public abstract record Sending
{
    private Sending()
    {
    }

    /// <summary>A push to a phone. <paramref name="Numbers"/> are shown on it when a number must be tapped; empty otherwise.</summary>
    public sealed record Push(string PushId, string EnrollmentId, string Device, DateTimeOffset Expires, ImmutableArray<int> Numbers) : Sending;

    /// <summary>A code by text message, voice call or mail.</summary>
    public sealed record Code(Channel Channel, string To, string PassCode) : Sending;
}
