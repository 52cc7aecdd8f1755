using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Core.SignOn;

/// <summary>What every state of a transaction carries along.</summary>
public sealed record TransactionContext
{
    /// <summary>Digest of the state token; the token itself is known to the client alone.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Renewed by every 2xx, never past <see cref="OrgSettings.StateTokenMaxMinutes"/> after <see cref="Created"/>.</summary>
    public required DateTimeOffset Expires { get; init; }

    public required Subject Subject { get; init; }

    /// <summary>The login as it was typed; empty before somebody is named.</summary>
    public string Login { get; init; } = "";

    /// <summary>Echoed to the client, never followed.</summary>
    public string? RelayState { get; init; }

    /// <summary>Where a hosted page goes when the sign-in is done; null for API transactions.</summary>
    public string? Target { get; init; }

    /// <summary>How the transaction came about (<c>type</c>); what it ends with depends on it.</summary>
    public TransactionType Type { get; init; }

    /// <summary>What is to be proved for an app; null for a sign-in.</summary>
    public StepUp? StepUp { get; init; }

    /// <summary>Who vouched for the user; null for somebody who proves everything here.</summary>
    public Vouched? Vouched { get; init; }

    /// <summary>What the client asked for when it began.</summary>
    public SignOnOptions Options { get; init; } = SignOnOptions.None;

    /// <summary>What is being recovered (<c>recoveryType</c>); null for a plain sign-in.</summary>
    public RecoveryKind? Recovery { get; init; }

    /// <summary>The recovery was begun by an administrator: whether the user might have begun it themselves says nothing.</summary>
    public bool ByAdministrator { get; init; }

    /// <summary>What was passed over with <c>skip</c>.</summary>
    public Skipped Skipped { get; init; }

    /// <summary>A factor was just set up, and the client wants to be asked for more, as long as there are optional ones.</summary>
    public bool OffersMore { get; init; }

    /// <summary>The user wants this device remembered, once the sign-in is done.</summary>
    public bool RememberDevice { get; init; }

    /// <summary>The device's name as a trusted app gave it (<c>context.deviceToken</c>); null where the browser has one of its own.</summary>
    public string? DeviceToken { get; init; }

    /// <summary>The device was remembered when the sign-in began.</summary>
    public bool DeviceRemembered { get; init; }

    /// <summary>Proofs so far, in order.</summary>
    public ImmutableArray<Proof> Proved { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Challenges that are out, by enrollment.</summary>
    public ImmutableSortedDictionary<string, Challenge> Challenges { get; init; } = ImmutableSortedDictionary<string, Challenge>.Empty;

    public IEnumerable<FactorKind> ProvedKinds => Proved.Select(p => p.Kind);

    /// <summary>True while nothing is proved: the account stays hidden (OKTA-407199). Who steps up has proved who they are.</summary>
    public bool IsFirstStep => Proved.IsEmpty && StepUp is null && Vouched is null;

    public Challenge? Challenge(string enrollmentId) => Challenges.GetValueOrDefault(enrollmentId);

    /// <summary>Renewed life.</summary>
    public TransactionContext Touched(OrgSettings settings, DateTimeOffset now)
    {
        var renewed = now.AddMinutes(settings.StateTokenMinutes);
        var limit = Created.AddMinutes(settings.StateTokenMaxMinutes);
        return this with { Expires = renewed < limit ? renewed : limit };
    }

    /// <summary>After turning away from an enrollment: what does not outlive the switch is abandoned.</summary>
    public TransactionContext Leaving(string enrollmentId) =>
        Challenge(enrollmentId) is { OutlivesSwitch: false } ? this with { Challenges = Challenges.Remove(enrollmentId) } : this;

    public TransactionContext Waiting(string enrollmentId, Challenge? challenge) =>
        challenge is null ? this : this with { Challenges = Challenges.SetItem(enrollmentId, challenge) };
}

/// <summary>How a transaction came about.</summary>
public enum TransactionType
{
    /// <summary>By the API; the wire has no <c>type</c>. Ends with a session token.</summary>
    Api,

    /// <summary>By a hosted page, which ends with the browser's session.</summary>
    Login,

    /// <summary>By a hosted page whose user has a session already and was asked to sign in again, or to prove more for an app.</summary>
    SessionStepUp,
}

/// <summary><c>options</c> of a primary authentication.</summary>
/// <param name="WarnBeforePasswordExpired">Tell of a password that is about to expire.</param>
/// <param name="MultiOptionalFactorEnroll">Ask for more, optional factors after one was set up, required or not.</param>
public sealed record SignOnOptions(bool WarnBeforePasswordExpired, bool MultiOptionalFactorEnroll)
{
    public static SignOnOptions None { get; } = new(false, false);
}

/// <summary>What a user passed over in one transaction.</summary>
[Flags]
public enum Skipped
{
    Nothing = 0,
    PasswordWarning = 1,
    Enrollment = 2,
}

/// <summary>What brings somebody back who cannot sign in (<c>recoveryType</c>).</summary>
public enum RecoveryKind
{
    /// <summary>The password is forgotten.</summary>
    Password,

    /// <summary>The account is locked.</summary>
    Unlock,

    /// <summary>The account is new: <c>ACCOUNT_ACTIVATION</c>.</summary>
    AccountActivation,
}

/// <summary>A factor that was proved.</summary>
/// <param name="PasswordOver">It was a password that the directory wants changed.</param>
public sealed record Proof(FactorKind Kind, string EnrollmentId, DateTimeOffset At, bool PasswordOver = false);

/// <summary>Whose transaction it is. Closed.</summary>
public abstract record Subject
{
    private Subject()
    {
    }

    /// <summary>Nobody was named yet.</summary>
    public sealed record Nobody : Subject;

    /// <summary>A user was named; what they prove may sign them in.</summary>
    public sealed record Known(string UserId) : Subject;

    /// <summary>A login nobody may learn anything about; it walks like a real one and never arrives.</summary>
    public sealed record Decoy(string Id) : Subject;
}
