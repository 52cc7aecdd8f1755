using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace FactorSeq.Core.Factors;

/// <summary>
/// A factor that its owner can set up at sign-in (Authentication API, "Enroll factor"). Pure like <see cref="IFactor"/>; the enrollment is
/// kept in the transaction until it is active.
/// </summary>
public interface IEnrollable : IFactor
{
    /// <summary>Begins an enrollment, or begins it anew: another code, another QR code.</summary>
    Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now);

    /// <summary>
    /// Judges what should activate a pending enrollment. <see cref="Verdict.Accepted.Updated"/> is its data once active.
    /// Most factors are activated by proving them once.
    /// </summary>
    Verdict Activate(Enrollment pending, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        Judge(pending, running, answer, settings, now);

    /// <summary>Begins a pending enrollment anew with what it has: another code to the same number, another QR code.</summary>
    Enrolling Renew(Enrollment pending, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        Begin(pending, running, settings, entropy, now) is Verdict.Challenged begun
            ? new Enrolling.Pending(pending.Data, begun.Challenge, begun.Sending)
            : new Enrolling.Pending(pending.Data, running, null);

    /// <summary>What the client needs to activate it: <c>factor._embedded.activation</c> without its links; null where there is nothing to show.</summary>
    JsonObject? Activation(Enrollment pending, Challenge? running) => null;

    /// <summary>How many enrollments of this factor one user may have.</summary>
    int Maximum => 1;
}

/// <summary>What a client sent to set a factor up.</summary>
public sealed record EnrollmentRequest
{
    /// <summary>The id of the enrollment to be.</summary>
    public required string EnrollmentId { get; init; }

    /// <summary>Who it is for.</summary>
    public required Users.User User { get; init; }

    /// <summary>The user's enrollments in this factor.</summary>
    public ImmutableArray<Enrollment> Existing { get; init; } = [];

    /// <summary><c>profile</c>: phone number, question and answer, credential id; and what some clients put there besides.</summary>
    public ImmutableDictionary<string, string> Profile { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary><c>passCode</c>, for tokens that are proved in the same request.</summary>
    public Secret? PassCode { get; init; }

    /// <summary><c>nextPassCode</c>: the code after it.</summary>
    public Secret? NextPassCode { get; init; }
}

/// <summary>What became of a wish to enroll. Closed.</summary>
public abstract record Enrolling
{
    private Enrolling()
    {
    }

    /// <summary>Set up and proved at once.</summary>
    public sealed record Active(FactorData Data) : Enrolling;

    /// <summary>Set up; it counts once it is activated.</summary>
    public sealed record Pending(FactorData Data, Challenge? Challenge, Sending? Sending) : Enrolling;

    /// <summary>The far end, or the token itself, says no.</summary>
    public sealed record Rejected(Rejection Why) : Enrolling;

    /// <summary>E0000001 <c>factorEnrollRequest</c>: what was sent cannot be enrolled.</summary>
    public sealed record Invalid(string Cause) : Enrolling;

    /// <summary>E0000098: no number anybody can be reached under.</summary>
    public sealed record InvalidPhone : Enrolling;
}
