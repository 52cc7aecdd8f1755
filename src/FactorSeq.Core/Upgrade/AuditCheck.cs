using System.Collections.Immutable;

namespace FactorSeq.Core.Upgrade;

/// <summary>How grave a finding is (SARIF 2.1.0, "level").</summary>
public enum AuditLevel
{
    /// <summary>The upgrade cannot be scheduled, or the audit is incomplete.</summary>
    Error,
    Warning,
    Note,
}

/// <summary>One thing that an audit looks for.</summary>
/// <param name="Id">Okta's own where Okta has one, in capitals; ours are in small letters.</param>
/// <param name="Cure">What to do about it.</param>
/// <param name="Source">Where it is written that it matters; null for what this project concludes.</param>
public sealed record AuditCheck(string Id, AuditLevel Level, string Title, string Cure, string? Source)
{
    private const string FactorSequencing = "Okta, \"MFA Factor Sequencing\"";
    private const string Faq = "Okta, \"Factor Sequencing FAQ\"";
    private const string ServiceError = "Okta, \"Factor Service Error\" During Okta Login for Locked Out Directory-Sourced User";

    /// <summary>A chain asks twice for one authenticator.</summary>
    public static AuditCheck SameAuthenticator { get; } = new(
        "FACTOR_SEQUENCING_NO_SAME_ENROLLMENT", AuditLevel.Error, "Two methods of one authenticator in one chain",
        "Remove one of the two. Where none can be found, open each rule and press Update Rule unchanged.",
        "Okta, \"Invalid factor sequencing chain blocks Okta Identity Engine upgrade\"");

    /// <summary>A policy or rule is there and cannot be read.</summary>
    public static AuditCheck Unreadable { get; } = new(
        "unreadable", AuditLevel.Error, "A policy or rule that cannot be read", "Look at it in the rule editor: what this audit says of the org leaves it out.", null);

    /// <summary>The feature is on and no active rule has chains.</summary>
    public static AuditCheck FeatureUnused { get; } = new(
        "feature-unused", AuditLevel.Warning, "Factor sequencing is on and serves nobody",
        "Ask Okta Support to deactivate it before the upgrade, with a reference to the article.", $"{ServiceError}; {Faq}");

    /// <summary>Locked directory users meet the Factor Service Error.</summary>
    public static AuditCheck FactorServiceError { get; } = new(
        "factor-service-error", AuditLevel.Warning, "Locked-out directory users meet the Factor Service Error",
        "Where the feature is not in use, ask Okta Support to deactivate it, with a reference to the article; unlocking the user ends it for that user.", ServiceError);

    /// <summary>A chain never asks the directory.</summary>
    public static AuditCheck DirectoryUnchecked { get; } = new(
        "directory-unchecked", AuditLevel.Warning, "A way in that never asks the directory",
        "Put the password into the chain, or import by hand whenever somebody is disabled in the directory.", FactorSequencing);

    /// <summary>Okta Mobile cannot sign in.</summary>
    public static AuditCheck OktaMobile { get; } = new(
        "okta-mobile", AuditLevel.Warning, "Okta Mobile cannot sign in", "Add a chain that begins with the password, if anybody uses Okta Mobile.", FactorSequencing);

    /// <summary>Okta Mobile has fewer ways in than browsers.</summary>
    public static AuditCheck OktaMobileFewer { get; } = new(
        "okta-mobile-fewer", AuditLevel.Warning, "Okta Mobile walks only the chains that begin with the password", "See that those are enough there, if anybody uses Okta Mobile.", FactorSequencing);

    /// <summary>No chain has only factors that people are required to enroll.</summary>
    public static AuditCheck RequiredEnrollment { get; } = new(
        "required-enrollment", AuditLevel.Warning, "No chain whose factors are required in the enrollment policy",
        "Mark the factors of at least one chain as Required in the enrollment policy of the rule's people.", FactorSequencing);

    /// <summary>People have the first factor of no chain.</summary>
    public static AuditCheck Stranded { get; } = new(
        "stranded-people", AuditLevel.Warning, "People who have the first factor of no chain",
        "Have them enroll one before they need it, or add a chain that begins with what they have.", FactorSequencing);

    /// <summary>A chain needs a factor that the org has switched off.</summary>
    public static AuditCheck InactiveFactor { get; } = new(
        "inactive-factor", AuditLevel.Warning, "A chain with a factor that is switched off", "Activate the factor under Factor Types, or take it out of the chain.", FactorSequencing);

    /// <summary>Chains are stored with a rule that does not ask for them.</summary>
    public static AuditCheck Leftover { get; } = new(
        "leftover-chains", AuditLevel.Warning, "Chains left in a rule that does not use them", "Open the rule and press Update Rule unchanged.",
        "Okta, \"Invalid factor sequencing chain blocks Okta Identity Engine upgrade\"");

    /// <summary>No sign-in ever gets as far as this rule.</summary>
    public static AuditCheck Unreachable { get; } = new(
        "unreachable-rule", AuditLevel.Warning, "A rule that no sign-in reaches", "Move it up, or delete it.", null);

    /// <summary>Chains that decide nothing because something is switched off.</summary>
    public static AuditCheck Dormant { get; } = new(
        "dormant-chains", AuditLevel.Note, "Chains that are not in force", "Delete the rule if nobody means to switch it on again.", null);

    /// <summary>Nobody says whether the feature is on.</summary>
    public static AuditCheck FeatureUnknown { get; } = new(
        "feature-unknown", AuditLevel.Note, "Whether factor sequencing is on is not known",
        "Open any sign-on rule for editing: where Factor Sequence is among the Authentication methods, it is on. Then say so: --feature on, or off.", Faq);

    /// <summary>An app asks for factors by itself.</summary>
    public static AuditCheck AppFactors { get; } = new(
        "app-mfa", AuditLevel.Note, "An app that asks for a factor by its own policy", "Nothing: no chain can be written there. Plan its authentication policy apart.", FactorSequencing);

    /// <summary>Users of an identity provider walk no chain.</summary>
    public static AuditCheck IdentityProviders { get; } = new(
        "identity-provider", AuditLevel.Note, "Users of an identity provider walk no chain", "Nothing, if the provider asks for enough.", FactorSequencing);

    /// <summary>Something of the org is not known.</summary>
    public static AuditCheck NotGiven { get; } = new(
        "not-given", AuditLevel.Note, "Something that this audit was not given", "Give it, to have it looked at.", null);

    /// <summary>Everything that is looked for, the gravest first.</summary>
    public static ImmutableArray<AuditCheck> All { get; } =
    [
        SameAuthenticator, Unreadable, FeatureUnused, FactorServiceError, DirectoryUnchecked, OktaMobile, OktaMobileFewer, RequiredEnrollment, Stranded, InactiveFactor, Leftover,
        Unreachable, Dormant, FeatureUnknown, AppFactors, IdentityProviders, NotGiven,
    ];
}
