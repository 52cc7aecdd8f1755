using FactorSeq.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace FactorSeq.Core.Tests.Properties;

/// <summary>Random stories, and shorter ones of a story that fails.</summary>
internal static class Stories
{
    private static readonly int[] Waits = [1, 5, 29, 30, 31, 120, 299, 300, 301, 3599, 3601];

    private static readonly Act[] Aimless =
        [Act.Approve, Act.ApproveTheOneBefore, Act.Deny, Act.Strange, Act.Back, Act.Look, Act.Redeem, Act.Approve, Act.Back];

    /// <summary>Always the same stories: a failure today is a failure tomorrow, and mutants cannot hide in luck.</summary>
    internal static Config Config(int tests) => FsCheck.Config.QuickThrowOnFailure.WithMaxTest(tests)
        .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20260102, 1021), FSharpOption<int>.None)));

    /// <summary>Orgs alone: who may sign in how.</summary>
    internal static Gen<Story> Orgs { get; } =
        from chains in Gen.Choose(1, 5).SelectMany(count => Gen.ListOf(Chain, count))
        from enrolled in Gen.SubListOf<string>(Ana.Factors)
        from likely in Gen.Choose(0, 3)
        from hosted in Gen.Elements(true, false)
        select new Story([.. chains], [.. likely == 0 ? enrolled : Ana.Factors], hosted, []);

    /// <summary>Everything that can happen, with a leaning towards getting somewhere.</summary>
    internal static Arbitrary<Story> Any { get; } = Of(Gen.Frequency((9, Gen.Constant(Act.Identify)), (1, Gen.Constant(Act.Vouch))), org => Gen.Frequency(
        (8, Aimed(Act.Prove, org)),
        (4, Aimed(Act.Ask, org)),
        (3, Aimed(Act.Right, org)),
        (2, Aimed(Act.Wrong, org)),
        (1, Aimed(Act.Stale, org)),
        (2, Aimed(Act.Resend, org)),
        (5, Gen.Elements(Aimless).Select(act => new Move(act))),
        (3, Wait),
        (1, Gen.Elements(Act.Cancel, Act.Identify, Act.Vouch, Act.Suspend, Act.Reactivate).Select(act => new Move(act)))));

    /// <summary>What somebody can do who knows nothing and owns nothing.</summary>
    internal static Arbitrary<Story> OfAStranger { get; } = Of(Gen.Constant(Act.Identify), org => Gen.Frequency(
        (5, Aimed(Act.Ask, org)),
        (6, Aimed(Act.Wrong, org)),
        (3, Aimed(Act.Resend, org)),
        (3, Gen.Elements(Act.Back, Act.Look, Act.Strange, Act.Redeem).Select(act => new Move(act))),
        (3, Wait)));

    private static Gen<Move> Wait => Gen.Elements(Waits).Select(seconds => new Move(Act.Wait, Seconds: seconds));

    private static Gen<string> Chain => Gen.Choose(1, 3).SelectMany(count => Gen.ListOf(Step, count)).Select(steps => string.Join(" -> ", steps));

    private static Gen<string> Step => Gen.Frequency(
        (9, Gen.Choose(1, 3).SelectMany(count => Gen.ListOf(Gen.Elements(Ana.Factors.ToArray()), count))
            .Select(kinds => string.Join(" | ", kinds.Distinct()))),
        (1, Gen.Constant("any")));

    // Mostly at what the chains ask for: with many factors hardly a story would get anywhere otherwise.
    private static Gen<Move> Aimed(Act act, Story org)
    {
        var all = Ana.Factors.ToArray();
        var asked = all.Where(factor => org.Chains.Any(chain => chain.Split(' ').Contains(factor))).ToArray();
        return Gen.Frequency((2, Gen.Elements(asked.Length > 0 ? asked : all)), (1, Gen.Elements(all))).Select(factor => new Move(act, factor));
    }

    private static Arbitrary<Story> Of(Gen<Act> opening, Func<Story, Gen<Move>> move) => Arb.From(
        from org in Orgs
        from first in opening
        from count in Gen.Choose(1, 25)
        from moves in Gen.ListOf(move(org), count)
        select org with { Moves = [new Move(first), .. moves] },
        Shorter);

    private static IEnumerable<Story> Shorter(Story story)
    {
        for (var i = 0; i < story.Moves.Count; i++)
        {
            yield return story with { Moves = Without(story.Moves, i) };
        }

        for (var i = 0; i < story.Chains.Count && story.Chains.Count > 1; i++)
        {
            yield return story with { Chains = Without(story.Chains, i) };
        }

        for (var i = 0; i < story.Enrolled.Count; i++)
        {
            yield return story with { Enrolled = Without(story.Enrolled, i) };
        }
    }

    private static IReadOnlyList<T> Without<T>(IReadOnlyList<T> list, int index) => [.. list.Where((_, i) => i != index)];
}
