using System.Collections.Immutable;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>Something that happened to a Mac. Closed. Secrets were judged before: an event carries what came of it.</summary>
public abstract record MacEvent
{
    private MacEvent()
    {
    }

    /// <summary>A local password was typed.</summary>
    public sealed record PasswordGiven(string LocalUser, bool IsRight) : MacEvent;

    /// <summary>"Set up Desktop MFA" was clicked by somebody who is in.</summary>
    public sealed record SetUpAsked : MacEvent;

    /// <summary>An Okta username was typed to be linked.</summary>
    public sealed record OktaUserNamed(string Login) : MacEvent;

    /// <summary>A factor was clicked.</summary>
    public sealed record Chosen(DesktopFactor Factor) : MacEvent;

    /// <summary>Okta has sent the push.</summary>
    public sealed record PushSent(string Push, string Login, int? Number, DateTimeOffset Expires) : MacEvent;

    /// <summary>Okta would not send it.</summary>
    public sealed record PushRefused(OktaRefusal Why) : MacEvent;

    /// <summary>What became of the push.</summary>
    /// <param name="By">Whose phone it was; null where nothing was proved.</param>
    public sealed record PushAnswered(PushOutcome Outcome, OktaUser? By = null) : MacEvent;

    /// <summary>Okta has judged a code of Okta Verify.</summary>
    public sealed record OktaCodeJudged(OktaCodeVerdict Verdict, OktaUser? By = null) : MacEvent;

    /// <summary>The Mac has judged a device access code, by its own clock.</summary>
    /// <param name="Step">The code's time step, where it was right.</param>
    public sealed record DeviceCodeJudged(DeviceCodeVerdict Verdict, long Step = 0) : MacEvent;

    /// <summary>Okta has said which keys the user has.</summary>
    /// <param name="Usable">Those that a USB slot takes.</param>
    /// <param name="Others">How many more there are, such as Touch ID.</param>
    public sealed record KeysFound(ImmutableArray<string> Usable, int Others) : MacEvent;

    /// <summary>The key that blinks was touched.</summary>
    public sealed record KeyTouched : MacEvent;

    /// <summary>Okta Verify has scanned the QR code of the device access code.</summary>
    public sealed record Scanned : MacEvent;

    /// <summary>An administrator wants a recovery PIN.</summary>
    public sealed record PinWanted(string LocalUser, string Digest) : MacEvent;

    /// <summary>A recovery PIN was typed.</summary>
    public sealed record PinGiven(bool IsRight) : MacEvent;

    /// <summary>Back to the choice, or to the local password.</summary>
    public sealed record Back : MacEvent;

    /// <summary>The display was locked.</summary>
    public sealed record Lock : MacEvent;

    /// <summary>The Mac was started again.</summary>
    public sealed record Restart : MacEvent;

    /// <summary>Nothing but time has passed.</summary>
    public sealed record Passed : MacEvent;

    /// <summary>A key was put into a slot.</summary>
    public sealed record KeyInserted(string Key) : MacEvent;

    /// <summary>A key was pulled out.</summary>
    public sealed record KeyRemoved(string Key) : MacEvent;

    /// <summary>"Allow accessory to connect" was answered with Allow.</summary>
    public sealed record KeyAllowed(string Key) : MacEvent;

    /// <summary>Somebody has changed what is around the Mac; null leaves a thing as it is.</summary>
    public sealed record Adjusted : MacEvent
    {
        public TimeSpan? ClockOffset { get; init; }

        public bool? Online { get; init; }

        public UsbMode? Usb { get; init; }

        public ManagedProfile? Profile { get; init; }

        public bool? HasCertificate { get; init; }
    }

    /// <summary>Okta Verify was installed anew: the grace period begins again.</summary>
    public sealed record Install(Installation How) : MacEvent;
}

/// <summary>Whom Okta has found behind a proof.</summary>
public sealed record OktaUser(string Id, string Login);

/// <summary>Why Okta does not send a push.</summary>
public enum OktaRefusal
{
    /// <summary>The Desktop MFA app is not assigned to the user.</summary>
    NotAssigned,

    /// <summary>The user has no push, the org has switched it off, or there is no such user.</summary>
    NotSetUp,

    /// <summary>Client, secret or address of the managed profile are wrong.</summary>
    WrongProfile,

    /// <summary>The user's Okta account is locked or shut.</summary>
    Barred,
}

/// <summary>What becomes of a push.</summary>
public enum PushOutcome
{
    Approved,
    Denied,
    Expired,
}

/// <summary>What Okta makes of a code of Okta Verify.</summary>
public enum OktaCodeVerdict
{
    Right,
    Wrong,

    /// <summary>It is the device access code of this Mac.</summary>
    OfThisDevice,

    /// <summary>Whatever the code: the Desktop MFA app is not assigned to the user.</summary>
    NotAssigned,

    /// <summary>The user has no Okta Verify code, or there is no such user.</summary>
    NotSetUp,
    WrongProfile,

    /// <summary>The user's Okta account is locked or shut.</summary>
    Barred,
}

/// <summary>What the Mac makes of a device access code.</summary>
public enum DeviceCodeVerdict
{
    Right,
    Wrong,

    /// <summary>It is the code of the account with the org's address.</summary>
    OfTheOrg,

    /// <summary>It is right by the phone's clock and wrong by the Mac's.</summary>
    ClockSkewed,

    /// <summary>It was taken before.</summary>
    Replayed,
}
