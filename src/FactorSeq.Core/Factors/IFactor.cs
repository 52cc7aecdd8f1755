using System.Collections.Immutable;

namespace FactorSeq.Core.Factors;

/// <summary>One member of a factor's <c>profile</c> on the wire.</summary>
public readonly record struct ProfileField(string Name, string Value);

/// <summary>
/// A factor: how it challenges and how it judges. Pure, like the machine that calls it; what only the outside world can answer
/// comes back as <see cref="Verdict.Ask"/>.
/// </summary>
public interface IFactor
{
    /// <summary>The factor's row.</summary>
    FactorType Type { get; }

    /// <summary>The enrollment's public face, masked as Okta masks it; empty for factors without a profile.</summary>
    ImmutableArray<ProfileField> Profile(Enrollment enrollment);

    /// <summary>The same for administrators, from whom Okta masks nothing.</summary>
    ImmutableArray<ProfileField> FullProfile(Enrollment enrollment) => Profile(enrollment);

    /// <summary>
    /// Challenges: always <see cref="Verdict.Challenged"/>. <paramref name="running"/> is the challenge already out for this enrollment
    /// in this transaction, if any.
    /// </summary>
    Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now);

    /// <summary>Judges an answer; never throws for anything a client can send.</summary>
    Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now);

    /// <summary>Data that looks like somebody's enrollment and belongs to nobody, for the decoy of an unknown login.</summary>
    /// <param name="login">As it was typed: much of a real enrollment follows from it.</param>
    FactorData Fabricate(string login, Entropy entropy);

    /// <summary>What an enrollment's data becomes when its seed is read again: what was used up stays used up.</summary>
    FactorData Reseed(FactorData kept, FactorData seeded) => seeded;
}

/// <summary>The org's settings that a factor needs, so that factors know nothing of orgs.</summary>
/// <param name="PushLifetime">How long a push waits for its answer.</param>
/// <param name="CodeLifetime">How long a sent code is good.</param>
/// <param name="TotpWindow">Steps of 30 seconds by which a software token's clock may differ, each way.</param>
/// <param name="AlwaysNumberChallenge">Every push asks for a number, whatever the phone.</param>
public sealed record FactorSettings(TimeSpan PushLifetime, TimeSpan CodeLifetime, int TotpWindow, bool AlwaysNumberChallenge)
{
    /// <summary>Origins whose pages may use a user's keys: the org's own, as this client knows it, first; then the trusted ones.</summary>
    public ImmutableArray<string> Origins { get; init; } = [];

    /// <summary>The org's name, as authenticator apps and keys show it.</summary>
    public string OrgName { get; init; } = "";

    /// <summary>YubiKeys that may be enrolled.</summary>
    public ImmutableArray<HardwareKey> YubiKeys { get; init; } = [];
}
