using FactorSeq.Core.Factors;

namespace FactorSeq.Core.SignOn;

/// <summary>
/// A sign-in under way. Closed: one record for each status of the Authentication API that can be reached, and one for the end.
/// What a client may do next follows from the state and is never stored.
/// </summary>
public abstract record Transaction
{
    private Transaction(TransactionContext context) => Context = context;

    /// <summary>What every state carries along.</summary>
    public TransactionContext Context { get; init; }

    /// <summary><c>UNAUTHENTICATED</c> without factors: a page has a state token and nobody is named.</summary>
    public sealed record Bootstrapped(TransactionContext Context) : Transaction(Context);

    /// <summary>The states in which a step of a chain waits for its factor.</summary>
    public abstract record Open : Transaction
    {
        private protected Open(TransactionContext context)
            : base(context)
        {
        }
    }

    /// <summary><c>UNAUTHENTICATED</c> with factors: somebody is named, the first step is open.</summary>
    public sealed record Unauthenticated(TransactionContext Context) : Open(Context);

    /// <summary><c>MFA_REQUIRED</c>: a step is open and no factor is chosen.</summary>
    public sealed record MfaRequired(TransactionContext Context) : Open(Context);

    /// <summary><c>MFA_CHALLENGE</c>: a factor is chosen. <paramref name="Result"/> is null where <c>factorResult</c> is absent.</summary>
    public sealed record MfaChallenge(TransactionContext Context, string EnrollmentId, FactorResult? Result) : Open(Context)
    {
        /// <summary>Whether the verdict is on the factor that is chosen: what is said of another neither holds this challenge nor ends it.</summary>
        internal bool IsOf(Step.Judged judged) => judged.Enrollment.Id == EnrollmentId;
    }

    /// <summary><c>LOCKED_OUT</c>.</summary>
    public sealed record LockedOut(TransactionContext Context) : Transaction(Context);

    /// <summary><c>SUCCESS</c>: some chain was walked to its end.</summary>
    public sealed record Success(TransactionContext Context, SessionGrant Grant) : Transaction(Context);

    /// <summary>Over: cancelled, or its success was redeemed. Its state token opens nothing.</summary>
    public sealed record Ended(TransactionContext Context) : Transaction(Context);
}
