using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Properties;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Upgrade;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>
/// What holds of every upgrade. The judge of the second half knows neither chains nor ways: it reads constraints, and tries every set of factors.
/// </summary>
public sealed class UpgradeProperties
{
    private static readonly string[] Keys =
        ["password", "question", "push", "totp", "google_totp", "sms", "call", "email", "webauthn", "rsa", "yubikey", "symantec", "hotp", "u2f"];

    private static readonly Gen<string> Step = Gen.Frequency(
        (6, Gen.Elements(Keys)),
        (3, Gen.Elements("password", "push", "question", "webauthn")),
        (2, Gen.Choose(2, 3).SelectMany(count => Gen.ListOf(Gen.Elements(Keys), count)).Select(keys => string.Join(" | ", keys.Distinct()))));

    private static readonly Gen<string> Chain = Gen.Frequency((4, Gen.Constant(1)), (6, Gen.Constant(2)), (1, Gen.Constant(3)))
        .SelectMany(count => Gen.ListOf(Step, count)).Select(steps => string.Join(" -> ", steps));

    private static readonly Gen<string> Rule = Gen.Frequency(
        (8, Gen.Choose(1, 3).SelectMany(count => Gen.ListOf(Chain, count)).Select(chains => string.Join(" ; ", chains.Distinct()))),
        (1, Gen.Constant("password")), (1, Gen.Constant("password + any")), (1, Gen.Constant("deny")));

    private static readonly Gen<string[]> Has = Gen.SubListOf<string>(Keys).Select(keys => keys.ToArray());

    [Fact]
    public void Preserve_changes_no_sign_in()
    {
        var compared = 0;
        var orgs = from rules in Gen.Choose(1, 4).SelectMany(count => Gen.ListOf(Rule, count))
                   from staff in Gen.Choose(0, 3)
                   from people in Gen.Choose(1, 6).SelectMany(count => Gen.ListOf(Has, count))
                   select (Rules: rules.ToArray(), Staff: staff, People: people.ToArray());
        Holds(orgs, 300, org =>
        {
            var policies = org.Rules.Select((rule, index) => UpgradedOrg.Policy(
                index == org.Rules.Length - 1 ? "" : index < org.Staff ? "staff" : "others", index + 1, UpgradedOrg.Rule(rule, index + 1))).ToArray();
            var configuration = UpgradedOrg.Of(policies);
            var accounts = org.People.Select((factors, index) => UpgradedOrg.Person($"u{index}", index % 2 == 0 ? ["staff"] : ["others"], factors)).ToArray();
            var run = Differential.Run(configuration, configuration.Plan(UpgradeMode.Preserve), accounts);
            compared += run.People.Count(people => !people.Before.IsEmpty);

            Assert.True(run.IsSame, string.Join('\n', run.People.Where(people => people.Change != WayChange.Same)));
            Assert.All(run.People, people => Assert.Equal(
                people.Before.Select(way => way.Describe(UpgradedOrg.Name)).Order(), people.After.Select(way => way.Describe(UpgradedOrg.Name)).Order()));
        });

        Assert.True(compared > 200, $"only {compared} groups of people could sign in at all: the property says little");
    }

    [Fact]
    public void What_is_called_faithful_signs_in_with_the_same_sets_of_factors_before_and_after()
    {
        var (faithful, others) = (0, 0);
        Holds(from rule in Rule from org in Has from chained in Gen.Elements(true, false) select (rule, org, chained), 700, drawn =>
        {
            var action = UpgradedOrg.Action(drawn.rule);
            var named = action is RuleAction.Sequence { Chains: var chains } ? chains.Items.SelectMany(chain => chain.Steps).OfType<FactorStep.OneOf>().SelectMany(step => step.Kinds) : [];
            ImmutableArray<FactorKind> factors = [.. UpgradedOrg.Factors([.. drawn.org, "password"]).Concat(named).Distinct().Take(7)];
            var plan = UpgradePlanning.Plan(UpgradedOrg.Of(drawn.rule), factors, new UpgradeOptions(UpgradeMode.Assurance, drawn.chained));
            var upgraded = Assert.Single(plan.Rules);

            var same = Subsets(factors).All(has => Before(upgraded.Before, has).SetEquals(After(upgraded, has)));
            if (upgraded.IsFaithful)
            {
                faithful++;
                Assert.True(same, $"{drawn.rule} with {string.Join(' ', factors)} is called {upgraded.Fidelity}");
            }
            else
            {
                others++;
                Assert.False(same, $"{drawn.rule} with {string.Join(' ', factors)} is called {upgraded.Fidelity}");
            }
        });

        Assert.True(faithful > 150 && others > 150, $"{faithful} were faithful and {others} were not: the property says little");
    }

    [Fact]
    public void What_is_written_in_place_of_a_sequence_never_asks_for_fewer_factors() => Holds(Rule, 600, rule =>
    {
        var upgraded = Assert.Single(UpgradedOrg.Of(rule).Plan(UpgradeMode.Assurance).Rules);
        if (upgraded.Before.Items.IsEmpty || upgraded.Shape is null)
        {
            return;
        }

        var shortest = upgraded.Before.Items.Min(chain => chain.Steps.Length);
        Assert.All(Ways.Of(upgraded.After, UpgradedOrg.AllFactors), way => Assert.True(way.Factors.Length >= Math.Min(shortest, 2), rule));
    });

    [Fact]
    public void Whoever_is_alike_is_counted_once_and_nobody_is_forgotten() => Holds(
        from rule in Rule from people in Gen.Choose(1, 8).SelectMany(count => Gen.ListOf(Has, count)) select (rule, people: people.ToArray()), 200, drawn =>
        {
            var org = UpgradedOrg.Of(drawn.rule);
            var accounts = drawn.people.Select((factors, index) => UpgradedOrg.Person($"u{index}", [], factors)).ToArray();
            var plan = org.Plan(UpgradeMode.Assurance);
            var together = Differential.Run(org, plan, accounts);
            var alone = accounts.SelectMany(account => Differential.Run(org, plan, [account]).People).CountBy(people => people.Change).ToDictionary();

            Assert.Equal(accounts.Length, together.People.Sum(people => people.Users));
            Assert.All(Enum.GetValues<WayChange>(), change => Assert.Equal(alone.GetValueOrDefault(change), together.Count(change)));
        });

    // ---- the judge: proofs in every order, as Classic takes them

    private static HashSet<string> Before(FactorChains chains, ImmutableArray<FactorKind> has)
    {
        var sets = new HashSet<string>();
        Prove(chains, []);
        return sets;

        void Prove(FactorChains left, ImmutableArray<FactorKind> proved)
        {
            if (left.IsComplete)
            {
                sets.Add(Set(proved));
                return;
            }

            foreach (var kind in has)
            {
                var next = left.Residual(kind);
                if (!next.IsEmpty && !(proved.Contains(kind) && left.Next.All(step => step is FactorStep.Any || !step.Allows(kind))))
                {
                    Prove(next, proved.Add(kind));
                }
            }
        }
    }

    // ---- and the least sets of factors that satisfy what is written in the policies

    private static HashSet<string> After(RuleUpgrade rule, ImmutableArray<FactorKind> has)
    {
        if (rule.Access.Verification is VerificationMethod.AuthMethodChain chained)
        {
            var inOrder = new HashSet<string>();
            foreach (var chain in chained.Chains)
            {
                IEnumerable<ImmutableArray<FactorKind>> walks = [[]];
                foreach (var step in chain.Steps)
                {
                    walks = [.. walks.SelectMany(walk => step.Select(method => method.Classic!).Where(has.Contains).Select(walk.Add))];
                }

                inOrder.UnionWith(walks.Where(walk => !chained.Chains.SelectMany(other => Walks(other, has)).Any(other => other.Length < walk.Length && walk.Take(other.Length).SequenceEqual(other))).Select(walk => Set(walk)));
            }

            return inOrder;
        }

        var enough = Subsets(has).Where(set => set.Length <= 4 && Satisfies(rule, set)).ToList();
        return [.. enough.Where(set => !enough.Any(other => other.Length < set.Length && other.All(set.Contains))).Select(set => Set(set))];
    }

    private static IEnumerable<ImmutableArray<FactorKind>> Walks(MethodChain chain, ImmutableArray<FactorKind> has)
    {
        IEnumerable<ImmutableArray<FactorKind>> walks = [[]];
        return chain.Steps.Aggregate(walks, (all, step) => [.. all.SelectMany(walk => step.Select(method => method.Classic!).Where(has.Contains).Select(walk.Add))]);
    }

    private static bool Satisfies(RuleUpgrade rule, ImmutableArray<FactorKind> set)
    {
        var session = rule.Session;
        if (!session.Allows || !rule.Access.Allows
            || session.PrimaryFactor == PrimaryFactor.PasswordIdp && !set.Contains(FactorKind.Password)
            || session.RequireFactor && set.All(kind => kind == FactorKind.Password))
        {
            return false;
        }

        var methods = set.Select(Authenticators.Of).OfType<AuthenticatorMethod>().ToList();
        var assurance = (VerificationMethod.Assurance)rule.Access.Verification;
        if (assurance.Constraints.IsEmpty)
        {
            return assurance.Mode == FactorMode.One ? methods.Count > 0 : methods.Select(method => method.Class).Distinct().Count() > 1;
        }

        return assurance.Constraints.Any(constraint =>
        {
            var knowledge = methods.Any(method => method.Class == FactorClass.Knowledge && (constraint.Knowledge?.Types.Contains(method.Type) ?? true));
            var possession = methods.Any(method => method.Class == FactorClass.Possession && (constraint.Possession is not { } asked || Meets(asked, method)));
            return assurance.Mode == FactorMode.Two ? knowledge && possession : constraint.Knowledge is not null ? knowledge : constraint.Possession is null || possession;
        });
    }

    private static bool Meets(PossessionConstraint asked, AuthenticatorMethod method) =>
        (asked.Types.Length == 0 || asked.Types.Contains(method.Type))
        && (asked.Methods.Length == 0 || asked.Methods.Contains(method.Method == "totp" ? "otp" : method.Method))
        && (!asked.DeviceBound || method.Type is not ("phone" or "email"))
        && (!asked.PhishingResistant || method.Key == "webauthn");

    private static IEnumerable<ImmutableArray<FactorKind>> Subsets(ImmutableArray<FactorKind> factors) =>
        Enumerable.Range(0, 1 << factors.Length).Select(mask => factors.Where((_, index) => (mask >> index & 1) == 1).ToImmutableArray());

    private static string Set(IEnumerable<FactorKind> kinds) => string.Join('+', kinds.Select(kind => kind.ToString()).Order(StringComparer.Ordinal));

    private static void Holds<T>(Gen<T> drawn, int tests, Action<T> property) => Check.One(Stories.Config(tests), Prop.ForAll(drawn.ToArbitrary(), property));
}
