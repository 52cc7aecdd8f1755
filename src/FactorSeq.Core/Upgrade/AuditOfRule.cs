using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>What an audit finds in one rule.</summary>
/// <param name="people">Whom the rule may decide for; null where people are not known.</param>
internal sealed class AuditOfRule(
    AuditSubject subject, AuditState state, AuditNames names, bool strict, Policy<SignOnAction> policy, Rule<SignOnAction> rule,
    ImmutableArray<FactorChain> chains, List<AuditedPerson>? people)
{
    private const int MostNamed = 5;

    internal IEnumerable<AuditFinding> Findings(AuditReach reach)
    {
        if (!policy.Active || !rule.Active || state == AuditState.Off)
        {
            return chains.IsEmpty ? [] : [Dormant()];
        }

        if (reach.Above(policy, rule) is var (abovePolicy, above))
        {
            // What is built in cannot be moved or deleted.
            return rule.System && chains.IsEmpty ? []
                : [.. Blockers(), new AuditFinding(AuditCheck.Unreachable, $"{Name(abovePolicy, above)} decides for everybody whom this rule is for.")];
        }

        return [.. Blockers(), .. Directory(), .. Mobile(), .. Enrollment()];
    }

    private AuditFinding Dormant()
    {
        var why = state == AuditState.Off ? "the feature is off" : policy.Active ? "the rule is inactive" : "the policy is inactive";
        var blocks = chains.Any(chain => AuditChains.Pairs(chain, strict).Any()) ? "; switched on as they are, they would block the upgrade" : "";
        return new AuditFinding(AuditCheck.Dormant, $"{(chains.Length == 1 ? "A chain is" : $"{chains.Length} chains are")} not in force: {why}{blocks}.");
    }

    private IEnumerable<AuditFinding> Blockers()
    {
        for (var place = 0; place < chains.Length; place++)
        {
            foreach (var (first, second, authenticator) in AuditChains.Pairs(chains[place], strict))
            {
                yield return Of(place, AuditCheck.SameAuthenticator, $"{names.Label(first)} and {names.Label(second)} are two methods of {authenticator} in one chain.");
            }
        }
    }

    // A rule that denies asks nobody for anything.
    private IEnumerable<AuditFinding> Directory()
    {
        if (subject.HasDirectoryUsers == false || rule.Action.Authenticate is RuleAction.Deny || people?.All(person => !person.IsOfDirectory) == true)
        {
            yield break;
        }

        var those = people is null
            ? subject.HasDirectoryUsers == true ? "Users of directories are in the org" : "Whether users come from directories is not known"
            : $"{Count(people.Count(person => person.IsOfDirectory), "directory user")} may come here";
        if (state != AuditState.Unknown)
        {
            yield return new AuditFinding(
                AuditCheck.FactorServiceError,
                $"{(chains.IsEmpty ? Sequencing.NotSelected : Sequencing.Selected)}. {those}.");
        }

        for (var place = 0; place < chains.Length; place++)
        {
            if (!AuditChains.HasPassword(chains[place]))
            {
                yield return Of(
                    place, AuditCheck.DirectoryUnchecked,
                    $"{AuditChains.Describe(chains[place], names, strict).Words}: whoever is disabled in the directory signs in so until the next import, and whose password has expired is not asked to change it. {those}.");
            }
        }
    }

    private IEnumerable<AuditFinding> Mobile()
    {
        if (chains.IsEmpty || chains.All(AuditChains.BeginsWithPassword))
        {
            yield break;
        }

        var left = chains.Where(AuditChains.BeginsWithPassword).Select(chain => chain.Describe(names.Key)).ToList();
        yield return left.Count == 0
            ? new AuditFinding(AuditCheck.OktaMobile, "No chain begins with the password.")
            : new AuditFinding(AuditCheck.OktaMobileFewer, $"Left there: {string.Join("; ", left)}.");
    }

    private IEnumerable<AuditFinding> Enrollment()
    {
        for (var place = 0; place < chains.Length; place++)
        {
            foreach (var kind in chains[place].Steps.SelectMany(step => AuditChains.Kinds(step)).Distinct().Where(kind => !subject.Org.IsActive(names.PolicyKey(kind))))
            {
                yield return Of(place, AuditCheck.InactiveFactor, $"{names.Label(kind)} is not active in this org.");
            }
        }

        if (chains.IsEmpty)
        {
            yield break;
        }

        if (SequencingLint.Of(subject.Org, policy, rule, names.PolicyKey) is { } lint)
        {
            yield return new AuditFinding(AuditCheck.RequiredEnrollment, $"{lint}.");
        }

        if (people?.Where(person => person.MaySignIn && !CanBegin(person)).ToList() is { Count: > 0 } stranded)
        {
            var rest = stranded.Count > MostNamed ? $" and {stranded.Count - MostNamed} more" : "";
            yield return new AuditFinding(
                AuditCheck.Stranded,
                $"{stranded.Count} of {Count(people.Count, "user")} whom the rule may decide for can begin no chain: {string.Join(", ", stranded.Take(MostNamed).Select(person => person.Login))}{rest}.");
        }
    }

    private bool CanBegin(AuditedPerson person) => chains.Any(chain => chain.Steps is [var first, ..]
        && person.Enrolled.Any(kind => first.Allows(kind) && subject.Org.IsActive(names.PolicyKey(kind))));

    private AuditFinding Of(int place, AuditCheck check, string message) =>
        new(check, message) { ChainIndex = place, Chain = chains[place].Describe(names.Key) };

    private string Name(Policy<SignOnAction> abovePolicy, Rule<SignOnAction> above) =>
        abovePolicy.Id == policy.Id ? $"The rule {above.Name} above it" : $"The rule {above.Name} of the policy {abovePolicy.Name} above it";

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";
}
