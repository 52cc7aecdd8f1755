using System.Collections.Immutable;

namespace FactorSeq.Core.Upgrade;

/// <summary>What an authentication policy asks of the knowledge factor; nothing listed asks for any.</summary>
public sealed record KnowledgeConstraint(ImmutableArray<string> Types)
{
    /// <summary>After how long it is asked again, where that is not the rule's own period.</summary>
    public string? ReauthenticateIn { get; init; }

    /// <summary>Whether a method meets it.</summary>
    public bool Allows(AuthenticatorMethod method) =>
        method.Class == FactorClass.Knowledge && (Types.IsEmpty || Types.Contains(method.Type));
}

/// <summary>What an authentication policy asks of the possession factor: kinds and methods, where they are listed, and characteristics.</summary>
/// <param name="UserPresence">The one that is required unless a policy says otherwise.</param>
public sealed record PossessionConstraint(
    ImmutableArray<string> Types,
    ImmutableArray<string> Methods,
    bool DeviceBound = false,
    bool HardwareProtection = false,
    bool PhishingResistant = false,
    bool UserPresence = true)
{
    /// <summary>Whether a method meets it.</summary>
    public bool Allows(AuthenticatorMethod method) =>
        method is { Class: FactorClass.Possession, Characteristics: { } its }
        && (Types.IsEmpty || Types.Contains(method.Type))
        && (Methods.IsEmpty || Methods.Contains(method.ConstraintMethod))
        && Has(DeviceBound, its.DeviceBound)
        && Has(HardwareProtection, its.HardwareProtected)
        && Has(PhishingResistant, its.PhishingResistant)
        && Has(UserPresence, its.UserPresence);

    private static bool Has(bool required, Assured assured) => !required || assured == Assured.Yes;
}

/// <summary>One object of a rule's <c>constraints</c>: its classes must all be met, and of several objects one.</summary>
public sealed record AssuranceConstraint(KnowledgeConstraint? Knowledge, PossessionConstraint? Possession)
{
    /// <summary>How many classes it speaks of.</summary>
    public int Classes => (Knowledge is null ? 0 : 1) + (Possession is null ? 0 : 1);

    /// <summary>Whether a method meets the part of its class; a class that is not spoken of takes any of its own.</summary>
    public bool Allows(AuthenticatorMethod method) => method.Class == FactorClass.Knowledge
        ? Knowledge?.Allows(method) ?? true
        : Possession?.Allows(method) ?? method.Characteristics!.UserPresence == Assured.Yes;
}

/// <summary><c>factorMode</c>: how many factors of different types.</summary>
public enum FactorMode
{
    /// <summary><c>1FA</c>.</summary>
    One,

    /// <summary><c>2FA</c>.</summary>
    Two,
}
