using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>A Mac with everything that its login window knows: one value, one version.</summary>
public sealed record Mac
{
    /// <summary>How the emulator calls it.</summary>
    public required string Name { get; init; }

    /// <summary>As Okta Verify shows it beside "Device access code".</summary>
    public required string Serial { get; init; }

    /// <summary>Null where device management has put none on it.</summary>
    public ManagedProfile? Profile { get; init; }

    public Installation Installation { get; init; }

    /// <summary>When Okta Verify came onto it: the grace period runs from then.</summary>
    public DateTimeOffset Installed { get; init; }

    /// <summary>By how much its clock is fast; negative where it is slow.</summary>
    public TimeSpan ClockOffset { get; init; }

    public bool Online { get; init; } = true;

    /// <summary>When it was last seen online.</summary>
    public DateTimeOffset Connected { get; init; }

    /// <summary>Whether it has the certificates of Device Access, without which no recovery PIN can be made.</summary>
    public bool HasCertificate { get; init; } = true;

    public UsbMode Usb { get; init; }

    /// <summary>Keys that are, or were, in its slots.</summary>
    public ImmutableArray<UsbKey> Keys { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>When it was last started: a restart takes back what <see cref="UsbMode.AskEveryTime"/> was told.</summary>
    public DateTimeOffset Started { get; init; }

    public ImmutableArray<LocalUser> Users { get; init => field = value.IsDefault ? [] : value; } = [];

    public RecoveryPin? Pin { get; init; }

    public LoginScreen Screen { get; init; } = new LoginScreen.Locked();

    /// <summary>What the window has said of late and why, newest first.</summary>
    public ImmutableArray<Told> History { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether the login window asks for more than the local password at all.</summary>
    public bool HasDesktopMfa => Installation == Installation.ProfileFirst && Profile is not null;

    /// <summary>A local user; null where it has none of that name, capitals and all.</summary>
    public LocalUser? User(string? name) => Users.FirstOrDefault(user => string.Equals(user.Name, name, StringComparison.Ordinal));

    /// <summary>The same Mac with one local user changed.</summary>
    public Mac With(LocalUser user) => this with { Users = [.. Users.Select(u => u.Name == user.Name ? user : u)] };

    /// <summary>What its own clock shows.</summary>
    public DateTimeOffset Time(DateTimeOffset now) => now + ClockOffset;

    /// <summary>Whether a key stands in one of its slots.</summary>
    public bool HasIn(string key) => Keys.Any(k => k.Id == key && k.IsIn);

    public override string ToString() => $"{nameof(Mac)} {Name}";
}

/// <summary>Somebody with an account on the Mac itself.</summary>
/// <param name="Password">The local password, as a hash.</param>
public sealed record LocalUser(string Name, FactorData Password)
{
    /// <summary>The Okta user they are linked to; null until they have proved it.</summary>
    public string? UserId { get; init; }

    /// <summary>That user's login.</summary>
    public string? Login { get; init; }

    /// <summary>The secret behind their device access codes, in Base32; null until Okta Verify has scanned it.</summary>
    public string? OfflineSecret { get; init; }

    /// <summary>The time step of the last device access code taken: none of it or before it is taken again.</summary>
    public long OfflineStep { get; init; }

    /// <summary>When they last proved an online factor here.</summary>
    public DateTimeOffset? LastOnline { get; init; }

    /// <summary>When this Mac has lately asked Okta for their keys.</summary>
    public ImmutableArray<DateTimeOffset> KeyLookups { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Hides the secrets.</summary>
    public override string ToString() => $"{nameof(LocalUser)} {Name}";
}

/// <summary>A security key and what the Mac was told of it.</summary>
/// <param name="Id">The credential's id.</param>
public sealed record UsbKey(string Id, bool IsIn)
{
    /// <summary>When somebody last clicked "Allow" for it; null where nobody has.</summary>
    public DateTimeOffset? Approved { get; init; }

    /// <summary>Whether it was pulled out since.</summary>
    public bool Removed { get; init; }
}

/// <summary>A PIN that lets somebody in who has no factor at hand.</summary>
/// <param name="Digest">Of the PIN.</param>
public sealed record RecoveryPin(string LocalUser, string Digest, DateTimeOffset Made)
{
    /// <summary>From when on its duration counts; null until it is used.</summary>
    public DateTimeOffset? FirstUsed { get; init; }
}

/// <summary>One thing that the window has said.</summary>
/// <param name="Cause">A row of <see cref="DesktopCauses"/>.</param>
public sealed record Told(DateTimeOffset At, string? LocalUser, Notice Notice, string Cause);

/// <summary>In which order the managed profile and Okta Verify came onto the Mac.</summary>
public enum Installation
{
    /// <summary>The profile was there when Okta Verify was installed: Desktop MFA is on.</summary>
    ProfileFirst,

    /// <summary>Okta Verify was there before the profile: Desktop MFA is not installed.</summary>
    PackageFirst,

    /// <summary>Okta Verify from the App Store, which has no Desktop MFA.</summary>
    AppStore,
}

/// <summary>Privacy &amp; Security, "Allow accessories to connect" (Apple silicon, macOS 13 and later).</summary>
public enum UsbMode
{
    AskForNewAccessories,
    AskEveryTime,
    AutomaticallyWhenUnlocked,
    Always,
}
