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
    /// <param name="Message"><c>factorResultMessage</c>: what a far end had to say.</param>
    /// <param name="ByType">Chosen by its type: any of the user's enrollments of it may answer (<c>challengeType</c> <c>FACTOR_TYPE</c>).</param>
    public sealed record MfaChallenge(
        TransactionContext Context, string EnrollmentId, FactorResult? Result, string? Message = null, bool ByType = false) : Open(Context)
    {
        /// <summary>Whether the verdict is on the factor that is chosen: what is said of another neither holds this challenge nor ends it.</summary>
        internal bool IsOf(Step.Judged judged) => judged.Enrollment.Id == EnrollmentId || (ByType && judged.ByType);
    }

    /// <summary><c>MFA_ENROLL</c>: a factor must or may be set up.</summary>
    public sealed record MfaEnroll(TransactionContext Context) : Transaction(Context);

    /// <summary><c>MFA_ENROLL_ACTIVATE</c>: a factor is set up and waits to be activated; until then it is no one's.</summary>
    /// <param name="Challenge">What it waits for; null where any right code will do.</param>
    /// <param name="Sent">A way other than the QR code was chosen: the client is shown none.</param>
    public sealed record MfaEnrollActivate(
        TransactionContext Context, Enrollment Pending, Challenge? Challenge, FactorResult? Result, bool Sent = false) : Transaction(Context);

    /// <summary><c>PASSWORD_WARN</c>: all is proved, and the password is about to expire.</summary>
    public sealed record PasswordWarn(TransactionContext Context) : Transaction(Context);

    /// <summary><c>PASSWORD_EXPIRED</c>: all is proved, and the password must be changed.</summary>
    public sealed record PasswordExpired(TransactionContext Context) : Transaction(Context);

    /// <summary><c>RECOVERY_CHALLENGE</c> by mail: a link is on its way, or would be. Nothing goes on from here.</summary>
    public sealed record RecoveryMailed(TransactionContext Context) : Transaction(Context);

    /// <summary><c>RECOVERY</c> for a trusted app: it is handed the token itself.</summary>
    public sealed record RecoveryGranted(TransactionContext Context) : Transaction(Context);

    /// <summary><c>RECOVERY_CHALLENGE</c> by text message or call: a code is out, or would be.</summary>
    /// <param name="Enrollment">Where the code went; null where the login is nobody's, or its owner cannot recover.</param>
    public sealed record RecoveryChallenge(
        TransactionContext Context, Channel Channel, Enrollment? Enrollment, Challenge? Challenge) : Transaction(Context);

    /// <summary><c>RECOVERY</c>: the recovery question waits for its answer.</summary>
    public sealed record Recovery(TransactionContext Context) : Transaction(Context);

    /// <summary><c>PASSWORD_RESET</c>: a new password may be set without the old one.</summary>
    public sealed record PasswordReset(TransactionContext Context) : Transaction(Context);

    /// <summary><c>SUCCESS</c> of an unlock: the account is open again, and nobody is signed in.</summary>
    public sealed record Unlocked(TransactionContext Context) : Transaction(Context);

    /// <summary><c>LOCKED_OUT</c>.</summary>
    public sealed record LockedOut(TransactionContext Context) : Transaction(Context);

    /// <summary><c>SUCCESS</c>: some chain was walked to its end.</summary>
    public sealed record Success(TransactionContext Context, SessionGrant Grant) : Transaction(Context);

    /// <summary>Over: cancelled, or its success was redeemed. Its state token opens nothing.</summary>
    public sealed record Ended(TransactionContext Context) : Transaction(Context);
}
