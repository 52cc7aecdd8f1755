using System.Collections.Immutable;
using FactorSeq.Core.SignOn;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>What comes of an event.</summary>
/// <param name="Fits">False where the display has no place for the event: then nothing was done.</param>
public sealed record MacStep(Mac Mac, ImmutableArray<MacEffect> Effects, bool Fits = true);

/// <summary>Something that the shell has to do. Closed.</summary>
public abstract record MacEffect
{
    private MacEffect()
    {
    }

    /// <summary>Ask Okta for a push to a user's phone: <see cref="MacEvent.PushSent"/> or <see cref="MacEvent.PushRefused"/> comes of it.</summary>
    public sealed record AskForPush(string Login) : MacEffect;

    /// <summary>Ask Okta for a user's keys: <see cref="MacEvent.KeysFound"/> comes of it.</summary>
    public sealed record LookUpKeys(string Login) : MacEffect;

    /// <summary>Take a push from the phone's screen.</summary>
    public sealed record Withdraw(string Push) : MacEffect;

    /// <summary>Tell the System Log.</summary>
    /// <param name="UserId">Whom it is about; null for nobody Okta knows.</param>
    public sealed record Log(SystemEvent Event, string? UserId) : MacEffect;
}

/// <summary>What the org has decided about Macs (<c>docs/reference/settings.md</c>), and chance.</summary>
/// <param name="AskEveryTimeNeedsAll">Whether "Ask Every Time" wants all of its conditions, and not any one of them.</param>
/// <param name="KeyLookupsPerMinute">How often a Mac may ask for one user's keys.</param>
/// <param name="FreshSecret">A secret that nobody has yet, in Base32.</param>
public sealed record MacFacts(bool AskEveryTimeNeedsAll, int KeyLookupsPerMinute, string FreshSecret)
{
    public override string ToString() => nameof(MacFacts);
}
