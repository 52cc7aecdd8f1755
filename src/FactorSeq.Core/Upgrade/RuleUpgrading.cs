using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>What becomes of one sign-on rule, held against what it was.</summary>
internal static class RuleUpgrading
{
    // "Every sign-in runs the whole chain, and a session is not asked again": once per session.
    private const string OncePerSession = "PT43800H";

    private static readonly AuthenticationAction Anything = new(true, VerificationMethod.Assurance.AnyOne with { ReauthenticateIn = OncePerSession });

    internal static RuleUpgrade Of(
        OrgConfiguration org, Policy<SignOnAction> policy, Rule<SignOnAction> rule, UpgradeMode mode, UpgradeOptions options, ImmutableArray<FactorKind> factors)
    {
        var action = rule.Action.Authenticate;
        var session = new GlobalSessionAction
        {
            Allows = action is not RuleAction.Deny,
            PrimaryFactor = PrimaryFactor.PasswordIdp,
            RequireFactor = action is RuleAction.PasswordAndAny,
            Prompt = (action as RuleAction.PasswordAndAny)?.Prompt,
            Session = rule.Action.Session,
        };
        var plain = new RuleUpgrade
        {
            Policy = policy,
            Rule = rule,
            Before = action.Compile(org.Sequencing, deviceRemembered: false),
            After = SessionAndAccess.Combine(session, Anything.Verification.Compile(factors), deviceRemembered: false),
            Session = session,
            Access = Anything with { Allows = session.Allows },
        };
        return action is RuleAction.Sequence { Chains: var chains } && org.Sequencing
            ? Sequenced(plain with { Shape = ChainMapping.ShapeOf(chains), Shapes = [.. chains.Items.Select(ChainMapping.ShapeOf)] }, chains, mode, options, factors)
            : plain;
    }

    private static RuleUpgrade Sequenced(RuleUpgrade rule, FactorChains chains, UpgradeMode mode, UpgradeOptions options, ImmutableArray<FactorKind> factors)
    {
        if (mode == UpgradeMode.Preserve)
        {
            return rule with { Session = rule.Session with { Sequence = chains }, After = chains };
        }

        var alternative = MethodChains.Of(chains) is { } written ? written with { ReauthenticateIn = OncePerSession } : null;
        var assured = Under(rule, ChainMapping.Constrain(chains), chains, factors);
        if (assured.IsFaithful || !options.MethodChains || alternative is null)
        {
            return Told(assured with { Alternative = alternative }, factors);
        }

        return Told(Under(rule, alternative, chains, factors) with { Alternative = alternative }, factors);
    }

    // Without a chain that does without the password the session may as well begin with it, as the upgrade leaves it.
    private static RuleUpgrade Under(RuleUpgrade rule, VerificationMethod verification, FactorChains chains, ImmutableArray<FactorKind> factors)
    {
        var opens = verification is VerificationMethod.Assurance
            ? chains.Items.All(AlwaysProvesPassword)
            : chains.Items.All(chain => AlwaysPassword(chain.Steps.FirstOrDefault()));
        var session = rule.Session with { PrimaryFactor = opens ? PrimaryFactor.PasswordIdp : PrimaryFactor.AnyFactor };
        var after = SessionAndAccess.Combine(session, verification.Compile(factors), deviceRemembered: false);
        var change = Ways.Compare(Ways.Of(chains, factors), Ways.Of(after, factors));
        return rule with
        {
            Session = session,
            Access = new AuthenticationAction(true, verification with { ReauthenticateIn = OncePerSession }),
            After = after,
            Fidelity = change switch
            {
                WayChange.Same => Fidelity.Faithful,
                WayChange.OrderChanged => Fidelity.OrderLost,
                WayChange.Gains or WayChange.LetIn => Fidelity.Widens,
                _ => Fidelity.NotExpressible,
            },
        };
    }

    private static bool AlwaysProvesPassword(FactorChain chain) => chain.Steps.Any(AlwaysPassword);

    private static bool AlwaysPassword(FactorStep? step) => step is FactorStep.OneOf { Kinds: [var only] } && only == FactorKind.Password;

    private static RuleUpgrade Told(RuleUpgrade rule, ImmutableArray<FactorKind> factors)
    {
        if (rule.Fidelity == Fidelity.Faithful)
        {
            return rule;
        }

        var chains = rule.Before;
        List<string> missing = [];
        if (rule.Fidelity == Fidelity.NotExpressible
            ? chains.Items.Any(chain => chain.Steps.Length > 1)
            : LosesOrder(Ways.Of(chains, factors), Ways.Of(rule.After, factors)))
        {
            missing.Add("the order of the prompts");
        }

        if (rule.Fidelity != Fidelity.OrderLost)
        {
            missing.AddRange(Missing(rule.Shapes, chains, rule.Fidelity));
        }

        return rule with { NotMapped = [.. missing], Instead = Instead(rule) };
    }

    // Somebody can prove what a chain asks for in another order than it does, or has to.
    private static bool LosesOrder(ImmutableArray<Way> before, ImmutableArray<Way> after)
    {
        var ordered = before.Select(way => way.Ordered).ToHashSet();
        var whatever = before.Select(way => way.Unordered).ToHashSet();
        return after.Any(way => whatever.Contains(way.Unordered) && !ordered.Contains(way.Ordered));
    }

    private static IEnumerable<string> Missing(ImmutableArray<ChainShape> shapes, FactorChains chains, Fidelity fidelity)
    {
        if (shapes.Contains(ChainShape.M13))
        {
            yield return "two methods of one authenticator, one after the other";
        }

        if (shapes.Contains(ChainShape.M7))
        {
            yield return "two factors of one type";
        }

        if (chains.Items.Select(chain => chain.Steps.Length).Distinct().Count() > 1)
        {
            yield return "chains of different lengths: a rule has one factorMode";
        }

        if (chains.Items.Any(chain => chain.Steps.Length > 2))
        {
            yield return "a third step";
        }

        if (chains.Items.SelectMany(chain => chain.Steps).SelectMany(step => ChainMapping.Kinds(step)).Any(kind => Authenticators.Of(kind) is null))
        {
            yield return "a factor that is no authenticator of Identity Engine";
        }

        if (fidelity == Fidelity.Widens)
        {
            yield return "which of the authenticators that constraints cannot tell apart is meant";
        }
    }

    private static string Instead(RuleUpgrade rule)
    {
        var page = rule.Session.PrimaryFactor == PrimaryFactor.AnyFactor
            ? "the username, then the allowed security methods as a list"
            : "the username and the password, then the allowed security methods as a list";
        return rule.Fidelity switch
        {
            Fidelity.OrderLost => $"{page}; they choose the order, or the password comes first",
            Fidelity.Widens => $"{page}; other authenticators of the same kind are in it too",
            _ => $"{page}; they are asked for two factors of different types, of which the policy names one or both",
        };
    }
}
