using System.Collections.Immutable;

namespace FactorSeq.Core.Factors;

/// <summary>Something that must reach the user's phone or mailbox. Closed; sent only after the write that decided it has won.</summary>
public abstract record Sending
{
    private Sending()
    {
    }

    /// <summary>A push to a phone. <paramref name="Numbers"/> are shown on it when a number must be tapped; empty otherwise.</summary>
    public sealed record Push(string PushId, string EnrollmentId, string Device, DateTimeOffset Expires, ImmutableArray<int> Numbers) : Sending
    {
        /// <summary>The number that the user is to tap, or null: for a phone that is told beforehand what to do.</summary>
        public int? Right { get; init; }
    }

    /// <summary>A code by text message, voice call or mail.</summary>
    public sealed record Code(Channel Channel, string To, string PassCode) : Sending;

    /// <summary>A QR code for a phone to scan.</summary>
    /// <param name="ActivationId">Known to whoever sees the code, and to nobody else.</param>
    /// <param name="Uri">What the code says.</param>
    public sealed record Activation(string ActivationId, string EnrollmentId, string Uri, DateTimeOffset Expires) : Sending;

    /// <summary>The QR code's content as a link, by text message or mail.</summary>
    public sealed record ActivationLink(Channel Channel, string To, string ActivationId) : Sending;

    /// <summary>A user on the way to a factor's far end.</summary>
    public sealed record Visit(string VisitId, string EnrollmentId, DateTimeOffset Expires) : Sending;
}
