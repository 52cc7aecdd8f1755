using FactorSeq.Core.Factors;

namespace FactorSeq.Core.Orgs;

/// <summary>
/// The org's named settings: each is a choice where Okta's behaviour is not public, or differs between orgs. <c>docs/reference/settings.md</c> explains them.
/// </summary>
public sealed record OrgSettings
{
    /// <summary>Unknown and unable users get a decoy transaction in place of E0000004.</summary>
    public bool UserEnumerationPrevention { get; init; }

    /// <summary>A password posted beside the username counts as the first step of a sequence that begins with the password.</summary>
    public bool AcceptPasswordInPrimary { get; init; }

    /// <summary>A wrong password as a factor: <c>E0000068</c> or <c>E0000004</c>.</summary>
    public PasswordFactorError PasswordFactorError { get; init; }

    /// <summary>Life of a state token, renewed by every 2xx. 1 to 60.</summary>
    public int StateTokenMinutes { get; init; } = 5;

    /// <summary>Whole life of a transaction, however often it is renewed. 1 to 1440.</summary>
    public int StateTokenMaxMinutes { get; init; } = 60;

    /// <summary>Life of a push. 1 to 60.</summary>
    public int PushMinutes { get; init; } = 5;

    /// <summary>Life of a code sent by text message, call or mail. 1 to 60.</summary>
    public int CodeMinutes { get; init; } = 5;

    /// <summary>Life of a session token. 1 to 60.</summary>
    public int SessionTokenMinutes { get; init; } = 5;

    /// <summary>Wrong codes further apart than this do not add up to the five that lock. 1 to 1440.</summary>
    public int MfaLockWindowMinutes { get; init; } = 5;

    /// <summary>Seconds between two text messages. 0 to 3600.</summary>
    public int ResendSmsSeconds { get; init; } = 30;

    /// <summary>Seconds between two calls. 0 to 3600.</summary>
    public int ResendCallSeconds { get; init; } = 30;

    /// <summary>Seconds between two mails. 0 to 3600.</summary>
    public int ResendEmailSeconds { get; init; } = 5;

    /// <summary>Steps of 30 seconds by which a software token may be early or late. 0 to 20.</summary>
    public int TotpWindowSteps { get; init; } = 2;

    /// <summary>Chains a rule may hold. 1 to 100.</summary>
    public int MaxChains { get; init; } = 10;

    /// <summary>Alternatives a step may hold. 1 to 100.</summary>
    public int MaxAlternatives { get; init; } = 12;

    /// <summary>The first factor that last signed the user in is offered first.</summary>
    public bool LastUsedFactorFirst { get; init; }

    /// <summary>What follows where a chain's next step needs a factor that the user does not have.</summary>
    public MissingSecondFactor MissingSecondFactor { get; init; }

    /// <summary>What <c>previous</c> answers in the first step: <c>MFA_REQUIRED</c> or <c>UNAUTHENTICATED</c>.</summary>
    public PreviousInFirstStep PreviousInFirstStep { get; init; }

    /// <summary>Pushes ask for a number: <c>never</c> leaves it to the phone, <c>always</c> asks on every phone.</summary>
    public NumberChallenge NumberChallenge { get; init; }

    /// <summary>First factors write <c>user.authentication.auth_via_mfa</c> too.</summary>
    public bool LogFirstFactor { get; init; }

    /// <summary>Where a user whom Okta has locked, and a directory masters, meets the Factor Service Error.</summary>
    public FsePoint FsePoint { get; init; }

    /// <summary>Users who are Okta's own meet the Factor Service Error too when they are locked.</summary>
    public bool FseAppliesToOktaSourced { get; init; }

    /// <summary>What a user hears whose directory refuses a right password: as if it were wrong, or <c>E0000004</c>.</summary>
    public DirectoryRefusal DirectoryRefusal { get; init; }

    /// <summary>An import that sees a lock in the directory locks the Okta user as well.</summary>
    public bool ImportCopiesLock { get; init; }

    /// <summary>The System Log refuses a <c>since</c> that is older than 180 days (<c>E0000053</c>).</summary>
    public bool StrictLogWindow { get; init; }

    /// <summary>A directory that does not answer a password as a factor is <c>E0000067</c> (504), and not a wrong password.</summary>
    public bool DelauthTimeoutAsFactor { get; init; }

    /// <summary>How many requests are admitted: <c>off</c>, <c>okta</c>, or a table.</summary>
    public RateLimits RateLimits { get; init; } = RateLimits.Off;

    /// <summary>Anybody may make an account for themselves.</summary>
    public bool SelfServiceRegistration { get; init; }

    /// <summary>The sign-in page may show each username a picture of its own.</summary>
    public bool SecurityImage { get; init; }

    /// <summary>"Remember user on sign in": in an org of Identity Engine the sign-in page fills in who signed in last.</summary>
    public bool RememberUserOnSignIn { get; init; }

    /// <summary>"Enforce number matching challenge for Desktop MFA": pushes of the Desktop MFA app ask for a number, whatever the phone.</summary>
    public NumberChallenge DesktopMfaNumberChallenge { get; init; }

    /// <summary>Whether macOS's "Ask Every Time" wants any one of its conditions, as Okta's page says, or all of them.</summary>
    public AskEveryTimeLogic AskEveryTimeLogic { get; init; }

    /// <summary>How often a Mac may ask for one user's security keys. 1 to 1000.</summary>
    public int KeyLookupsPerMinute { get; init; } = 5;

    /// <summary>Steps of 30 seconds by which a device access code may be early or late. 0 to 20.</summary>
    public int DeviceCodeWindowSteps { get; init; } = 1;

    /// <summary>The part a factor needs to know.</summary>
    public FactorSettings ForFactors() => new(
        TimeSpan.FromMinutes(PushMinutes),
        TimeSpan.FromMinutes(CodeMinutes),
        TotpWindowSteps,
        NumberChallenge == NumberChallenge.Always);

    /// <summary>How long a factor of this channel must wait between two sendings.</summary>
    public TimeSpan ResendAfter(Channel channel) => TimeSpan.FromSeconds(channel switch
    {
        Channel.Sms => ResendSmsSeconds,
        Channel.Call => ResendCallSeconds,
        _ => ResendEmailSeconds,
    });
}

/// <summary>Choices of <see cref="OrgSettings.PasswordFactorError"/>.</summary>
public enum PasswordFactorError
{
    E0000068,
    E0000004,
}

/// <summary>Choices of <see cref="OrgSettings.FsePoint"/>.</summary>
public enum FsePoint
{
    /// <summary>At the first verification of any factor: the factor service finds the lock.</summary>
    Verify,

    /// <summary>At the username step.</summary>
    Identify,
}

/// <summary>Choices of <see cref="OrgSettings.DirectoryRefusal"/>.</summary>
public enum DirectoryRefusal
{
    /// <summary>The very same answer, so that it never tells that the password was right.</summary>
    AsWrongPassword,

    E0000004,
}

/// <summary>Choices of <see cref="OrgSettings.PreviousInFirstStep"/>.</summary>
public enum PreviousInFirstStep
{
    MfaRequired,
    Unauthenticated,
}

/// <summary>Choices of <see cref="OrgSettings.NumberChallenge"/>.</summary>
public enum NumberChallenge
{
    Never,
    Always,
}

/// <summary>Choices of <see cref="OrgSettings.AskEveryTimeLogic"/>.</summary>
public enum AskEveryTimeLogic
{
    Any,
    All,
}

/// <summary>Choices of <see cref="OrgSettings.MissingSecondFactor"/>.</summary>
public enum MissingSecondFactor
{
    /// <summary>The user sets one up, where the enrollment policy lets them.</summary>
    Enroll,

    /// <summary>E0000085.</summary>
    Deny,
}
