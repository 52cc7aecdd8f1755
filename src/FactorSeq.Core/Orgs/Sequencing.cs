using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Orgs;

/// <summary>How far an org uses factor sequencing.</summary>
public enum SequencingState
{
    /// <summary>The feature is off; no rule editor shows "Factor Sequence".</summary>
    Off,

    /// <summary>On, and no active rule has chains: it is of use to nobody, and still changes how locked directory users fail.</summary>
    EnabledUnused,

    /// <summary>On, and active rules have chains.</summary>
    EnabledActive,
}

/// <summary>What an administrator sees who opens a sign-on rule for editing, and should know.</summary>
/// <param name="Active">Whether rule and policy are both active.</param>
/// <param name="Editor">What is selected in the rule editor's Authentication section.</param>
/// <param name="Chains">The rule's chains in words; none for rules without.</param>
public sealed record SequencingRule(
    string Policy, string Rule, bool Active, string Editor, ImmutableArray<string> Chains, ImmutableArray<string> Warnings)
{
    /// <summary>What Okta would have the rule's writer check; null for nothing.</summary>
    public string? Lint { get; init; }
}

/// <summary>
/// The inspection that Okta's article on the Factor Service Error asks for: is the feature on, is it used, and what does each rule's editor show.
/// </summary>
public static class Sequencing
{
    /// <summary>What the article warns of: visible is enough.</summary>
    public const string NotSelected = "Factor Sequence visible, not selected: may cause Factor Service Error";

    /// <summary>The same where chains are in use.</summary>
    public const string Selected = "Factor Sequence selected: locked directory users get Factor Service Error";

    /// <summary>"AD account status will not be checked during the sign-in flow unless the Password MFA factor is enabled."</summary>
    public const string Unchecked = "A chain without the password: the directory is not asked, so who is disabled there signs in until the next import";

    /// <summary>How far the org uses it.</summary>
    public static SequencingState State(OrgConfiguration org) =>
        !org.Sequencing ? SequencingState.Off
        : org.SignOn.Any(policy => policy.Active && policy.Rules.Any(rule => rule.Active && rule.Action.Authenticate is RuleAction.Sequence))
            ? SequencingState.EnabledActive
            : SequencingState.EnabledUnused;

    /// <summary>Every sign-on rule, in the order in which they are asked.</summary>
    /// <param name="name">How a factor is called.</param>
    /// <param name="key">A factor's key in enrollment policies; without it nothing is said of what those require.</param>
    public static ImmutableArray<SequencingRule> Rules(OrgConfiguration org, Func<FactorKind, string> name, Func<FactorKind, string>? key = null) =>
    [
        .. org.SignOn.SelectMany(policy => policy.Rules.Select(rule => new SequencingRule(
            policy.Name,
            rule.Name,
            policy.Active && rule.Active,
            Editor(rule.Action.Authenticate, org.Sequencing),
            rule.Action.Authenticate is RuleAction.Sequence sequence ? [.. sequence.Chains.Items.Select(chain => chain.Describe(name))] : [],
            Warnings(rule.Action.Authenticate, org))
        {
            Lint = key is null || !org.Sequencing ? null : SequencingLint.Of(org, policy, rule, key),
        })),
    ];

    internal static string Editor(RuleAction action, bool sequencing) => (action, sequencing) switch
    {
        (RuleAction.Deny, _)               => "Access denied",
        (RuleAction.Password, true)        => "Password / Any IDP",
        (RuleAction.PasswordAndAny, true)  => "Password / Any IDP + Any factor",
        (RuleAction.Sequence, true)        => "Factor Sequence",
        (RuleAction.PasswordAndAny, false) => "Access allowed, prompt for factor",
        _                                  => "Access allowed",
    };

    private static ImmutableArray<string> Warnings(RuleAction action, OrgConfiguration org) => (action, org.Sequencing) switch
    {
        (_, false) => [],
        (RuleAction.Sequence { Chains: var chains }, _) when org.Directories.Length > 0 && chains.Items.Any(IsPasswordless) => [Selected, Unchecked],
        (RuleAction.Sequence, _) => [Selected],
        _ => [NotSelected],
    };

    private static bool IsPasswordless(FactorChain chain) => chain.Steps.All(step => !step.Allows(FactorKind.Password));
}
