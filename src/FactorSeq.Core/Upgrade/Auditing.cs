using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>
/// The audit: is factor sequencing on, is it used, can the org be upgraded with it, and what would surprise its administrators. It looks at
/// policies and people and changes nothing.
/// </summary>
public static class Auditing
{
    /// <param name="strict">Whether two methods of one authenticator count where they are alternatives of one step: nobody who publishes says.</param>
    public static Audit Of(AuditSubject subject, AuditNames names, bool strict = false)
    {
        var reach = new AuditReach(subject);
        var people = reach.People();
        var state = State(subject);
        var rules = ImmutableArray.CreateBuilder<AuditedRule>();
        var found = new List<AuditFinding>(AuditOfOrg.Findings(subject, state));
        foreach (var policy in subject.Org.SignOn)
        {
            foreach (var rule in policy.Rules)
            {
                var those = people is null ? null : people.GetValueOrDefault(rule.Id) ?? [];
                var chains = Chains(rule);
                rules.Add(new AuditedRule(
                    policy.Id,
                    policy.Name,
                    rule.Id,
                    rule.Name,
                    policy.Active && rule.Active,
                    Editor(rule.Action.Authenticate, state),
                    [.. chains.Select(chain => AuditChains.Describe(chain, names, strict))],
                    those is null ? null : Population(those)));
                found.AddRange(new AuditOfRule(subject, state, names, strict, policy, rule, chains, those).Findings(reach)
                    .Select(finding => finding with { PolicyId = policy.Id, Policy = policy.Name, RuleId = rule.Id, Rule = rule.Name }));
            }
        }

        ImmutableArray<AuditFinding> findings = [.. found.OrderBy(finding => finding.Check.Level)];
        var (target, advice) = Target(state, findings, subject);
        return new Audit(
            subject.Org.Name, Flag(subject, state), state, target, advice, rules.ToImmutable(), findings, subject.People is { } all ? Population(all) : null);
    }

    internal static ImmutableArray<FactorChain> Chains(Rule<SignOnAction> rule) => rule.Action.Authenticate is RuleAction.Sequence sequence ? sequence.Chains.Items : [];

    private static AuditState State(AuditSubject subject)
    {
        // A rule cannot have been given chains while the feature was off, and what is in force is not left from before.
        var used = subject.Org.SignOn.Any(policy => policy.Active && policy.Rules.Any(rule => rule.Active && rule.Action.Authenticate is RuleAction.Sequence));
        return (subject.Feature, used) switch
        {
            (false, _)    => AuditState.Off,
            (_, true)     => AuditState.EnabledActive,
            (true, false) => AuditState.EnabledUnused,
            _             => AuditState.Unknown,
        };
    }

    private static bool? Flag(AuditSubject subject, AuditState state) => state == AuditState.EnabledActive ? true : subject.Feature;

    private static string Editor(RuleAction action, AuditState state)
    {
        if (state != AuditState.Unknown)
        {
            return Sequencing.Editor(action, state != AuditState.Off);
        }

        var (on, off) = (Sequencing.Editor(action, sequencing: true), Sequencing.Editor(action, sequencing: false));
        return on == off ? on : $"{on}, or with the feature off {off}";
    }

    private static AuditedPopulation Population(IReadOnlyCollection<AuditedPerson> people) => new(people.Count, people.Count(person => person.IsOfDirectory));

    private static (AuditTarget Target, string Advice) Target(AuditState state, ImmutableArray<AuditFinding> findings, AuditSubject subject) => state switch
    {
        AuditState.Off => (AuditTarget.Nothing, "Factor sequencing is off: the upgrade has nothing to do with it."),
        AuditState.EnabledUnused => (
            AuditTarget.DisableFirst,
            "No active rule has chains: ask Okta Support to switch the feature off before the upgrade. Afterwards there is no Authenticator Sequencing; what is wanted of it is designed as assurance."),
        AuditState.Unknown => (
            AuditTarget.Unknown,
            "No active rule has chains. Where the feature is on, ask Okta Support to switch it off before the upgrade; where it is off, the upgrade has nothing to do with it."),
        _ when findings.Any(finding => finding.Check == AuditCheck.SameAuthenticator) => (
            AuditTarget.Blocked, "The upgrade cannot be scheduled before the chains that ask twice for one authenticator are changed."),
        _ when subject.Unread.Any(unread => unread.Active) => (
            AuditTarget.Unknown, "Active rules have chains, and not every active rule could be read: whether one of them blocks the upgrade is not known."),
        _ => (
            AuditTarget.Preserve,
            "Active rules have chains and nothing blocks the upgrade: they stay, as Authenticator Sequencing in the global session policy. Assurance can be designed later, or in its place."),
    };
}
