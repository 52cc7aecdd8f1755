using System.Collections.Immutable;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>What the display shows. Closed.</summary>
public abstract record LoginScreen
{
    private LoginScreen()
    {
    }

    /// <summary>What the window says beside its fields; null for nothing.</summary>
    public Notice? Notice { get; init; }

    /// <summary>The true cause of it, which the window does not tell: a row of <see cref="DesktopCauses"/>.</summary>
    public string? Cause { get; init; }

    /// <summary>Who is signing in, or in; null for nobody.</summary>
    public abstract string? LocalUser { get; }

    /// <summary>Local users and a field for the local password.</summary>
    public sealed record Locked : LoginScreen
    {
        public override string? LocalUser => null;
    }

    /// <summary>Asks whose Okta account the local user's is.</summary>
    public sealed record Linking(string User) : LoginScreen
    {
        public override string? LocalUser => User;
    }

    /// <summary>Offers factors.</summary>
    public sealed record Choosing(string User, ImmutableArray<DesktopFactor> Factors) : LoginScreen
    {
        public override string? LocalUser => User;
    }

    /// <summary>Waits for a phone.</summary>
    /// <param name="Push">Names the push to the shell.</param>
    /// <param name="Number">The number to tap; null where the phone asks for none.</param>
    /// <param name="Link">The Okta login that is being linked; null where the user is linked.</param>
    public sealed record Waiting(string User, string Push, int? Number, DateTimeOffset Expires, string? Link) : LoginScreen
    {
        public override string? LocalUser => User;
    }

    /// <summary>Has a field for a code.</summary>
    /// <param name="Link">The Okta login that is being linked; null where the user is linked.</param>
    public sealed record Typing(string User, DesktopFactor Factor, string? Link) : LoginScreen
    {
        public override string? LocalUser => User;
    }

    /// <summary>Is about a security key.</summary>
    /// <param name="Key">The key that blinks; null where there is none to touch.</param>
    public sealed record Touching(string User, string? Key) : LoginScreen
    {
        public override string? LocalUser => User;
    }

    /// <summary>Shows the QR code of the device access code.</summary>
    /// <param name="Secret">Base32, as in the QR code.</param>
    /// <param name="Deadline">When the display locks for want of anything happening.</param>
    public sealed record Enrolling(string User, string Secret, DateTimeOffset Deadline) : LoginScreen
    {
        public override string? LocalUser => User;

        /// <summary>Hides the secret.</summary>
        public override string ToString() => $"{nameof(Enrolling)} {User}";
    }

    /// <summary>Somebody is in.</summary>
    /// <param name="By">What let them in: <c>password</c>, <c>recovery_pin</c>, or a factor's name in profiles.</param>
    public sealed record Desktop(string User, string By) : LoginScreen
    {
        public override string? LocalUser => User;
    }
}

/// <summary>Words on the screen.</summary>
public sealed record Notice(string Title, ImmutableArray<string> Lines)
{
    /// <summary>All of it, on one line.</summary>
    public string Text => string.Join(" / ", Lines.Insert(0, Title));
}
