using System.Collections.Immutable;

namespace FactorSeq.Core.Upgrade;

/// <summary>How far an org uses factor sequencing, as far as that is known.</summary>
public enum AuditState
{
    /// <summary>No active rule has chains, and nobody says whether the feature is on.</summary>
    Unknown,
    Off,

    /// <summary>On, and no active rule has chains.</summary>
    EnabledUnused,

    /// <summary>On, and active rules have chains.</summary>
    EnabledActive,
}

/// <summary>What the upgrade to Identity Engine would make of factor sequencing.</summary>
public enum AuditTarget
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>There is nothing to upgrade.</summary>
    Nothing,

    /// <summary>The feature serves nobody: have it switched off, then upgrade and design assurance.</summary>
    DisableFirst,

    /// <summary>The upgrade cannot be scheduled.</summary>
    Blocked,

    /// <summary>Chains stay, as Authenticator Sequencing in the global session policy.</summary>
    Preserve,
}

/// <summary>Whether factor sequencing is on, whether it is used, and whether the org can be upgraded with it.</summary>
/// <param name="Flag">Whether the feature is on; null where that is not known.</param>
/// <param name="Advice">What to do, in a sentence.</param>
/// <param name="Rules">Every sign-on rule, in the order in which they are asked.</param>
/// <param name="Findings">The gravest first; among equals in the order of the rules.</param>
/// <param name="People">null where they are not known.</param>
public sealed record Audit(
    string Org,
    bool? Flag,
    AuditState State,
    AuditTarget Target,
    string Advice,
    ImmutableArray<AuditedRule> Rules,
    ImmutableArray<AuditFinding> Findings,
    AuditedPopulation? People)
{
    /// <summary>What makes the upgrade impossible.</summary>
    public IEnumerable<AuditFinding> Blockers => Findings.Where(finding => finding.Check == AuditCheck.SameAuthenticator);

    /// <summary>How many findings there are of one level.</summary>
    public int Count(AuditLevel level) => Findings.Count(finding => finding.Check.Level == level);
}

/// <summary>A sign-on rule as an audit sees it.</summary>
/// <param name="Active">Whether rule and policy are both active.</param>
/// <param name="Editor">What is selected in the rule editor's Authentication section.</param>
/// <param name="People">Whom it may decide for; null where people are not known.</param>
public sealed record AuditedRule(
    string PolicyId, string Policy, string RuleId, string Rule, bool Active, string Editor, ImmutableArray<AuditedChain> Chains, AuditedPopulation? People);

/// <summary>One chain of a rule.</summary>
/// <param name="Text">As seeds write it: <c>password -> push | totp</c>.</param>
/// <param name="Words">For people to read.</param>
/// <param name="HasPassword">Whether it cannot be walked without the password.</param>
/// <param name="BeginsWithPassword">Whether Okta Mobile can walk it.</param>
/// <param name="Blocks">Whether the upgrade cannot be scheduled because of it.</param>
public sealed record AuditedChain(string Text, string Words, bool HasPassword, bool BeginsWithPassword, bool Blocks);

/// <summary>How many people, and how many of them a directory vouches for.</summary>
public sealed record AuditedPopulation(int Count, int OfDirectories);

/// <summary>Something that an audit has found.</summary>
/// <param name="Message">What, in a sentence.</param>
public sealed record AuditFinding(AuditCheck Check, string Message)
{
    /// <summary>null for the org as a whole.</summary>
    public string? PolicyId { get; init; }

    /// <summary>The policy's name.</summary>
    public string? Policy { get; init; }

    /// <summary>null for a policy or the org as a whole.</summary>
    public string? RuleId { get; init; }

    /// <summary>The rule's name.</summary>
    public string? Rule { get; init; }

    /// <summary>Which of the rule's chains, from 0; null for all of them.</summary>
    public int? ChainIndex { get; init; }

    /// <summary>That chain, as seeds write it.</summary>
    public string? Chain { get; init; }
}
