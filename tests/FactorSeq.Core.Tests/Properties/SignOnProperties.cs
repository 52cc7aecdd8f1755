using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Properties;

/// <summary>What holds of every sign-in, whatever the policy, the user, and the order in which things happen.</summary>
public sealed class SignOnProperties
{
    [Fact]
    public void Success_comes_only_after_some_chain_was_walked_in_order()
    {
        var arrived = 0;
        Holds(Stories.Any, story =>
        {
            var signOn = story.Play();
            if (ProvedOnTheWayTo<Transaction.Success>(signOn) is not { } proved)
            {
                return;
            }

            arrived++;
            Assert.Contains(Chains.Parse(story.Chains).Items, chain => Walks(proved, chain));
        });

        Assert.True(arrived > 100, $"only {arrived} stories arrived: the property says little");
    }

    [Fact]
    public void The_way_ends_with_the_first_chain_that_is_walked() => Holds(Stories.Any, story =>
    {
        var proved = ProvedOnTheWayTo<Transaction.MfaRequired>(story.Play()) ?? [];

        Assert.DoesNotContain(Chains.Parse(story.Chains).Items, chain => Walks(proved, chain));
    });

    [Fact]
    public void A_transaction_is_good_for_one_session_at_most() => Holds(Stories.Any, story =>
    {
        var signOn = story.Play();
        var tokens = signOn.Effects.OfType<Effect.IssueSessionToken>().Count();
        var sessions = signOn.Effects.OfType<Effect.OpenSession>().Count();

        Assert.InRange(tokens + sessions, 0, 1);
        Assert.Equal(0, story.HostedPage ? tokens : sessions);
    });

    [Fact]
    public void An_API_client_that_arrived_has_its_token() => Holds(Stories.Any, story =>
    {
        var signOn = (story with { HostedPage = false }).Play();
        var arrived = signOn.Walk.Any(taken => taken.Decision.Next is Transaction.Success);

        Assert.Equal(arrived, signOn.Effects.OfType<Effect.IssueSessionToken>().Any());
    });

    [Fact]
    public void Nothing_leaves_a_transaction_that_is_over()
    {
        var over = 0;
        Holds(Stories.Any, story =>
        {
            foreach (var taken in story.Play().Walk.Where(t => t.From is Transaction.Ended || t.At >= t.From.Context.Expires))
            {
                over++;
                Assert.Equal(Refusal.InvalidToken, taken.Decision.Refusal);
                Assert.Same(taken.From, taken.Decision.Next);
                Assert.Empty(taken.Decision.Effects);
                Assert.Null(taken.Decision.Account);
            }
        });

        Assert.True(over > 100, $"only {over} steps came too late: the property says little");
    }

    [Fact]
    public void No_life_goes_beyond_its_limit_or_more_than_five_minutes_ahead() => Holds(Stories.Any, story =>
    {
        var signOn = story.Begin().In(settings => settings with { StateTokenMaxMinutes = 7 });
        foreach (var taken in story.Play(signOn, _ => { }).Walk)
        {
            var context = taken.Decision.Next.Context;
            Assert.True(context.Expires <= context.Created.AddMinutes(7));
            Assert.True(context.Expires <= taken.At.AddMinutes(5) || context.Expires == taken.From.Context.Expires);
        }
    });

    [Fact]
    public void Only_what_the_user_is_enrolled_in_and_the_chains_ask_for_is_offered_and_once() => Holds(Stories.Any, story =>
        story.Play(story.Begin(), signOn =>
        {
            Assert.All(signOn.Offered, offer => Assert.Contains(offer, signOn.Account.Enrollments));
            Assert.Equal(signOn.Offered.Length, signOn.Offered.DistinctBy(offer => offer.Id).Count());
            var walked = signOn.State.Context.ProvedKinds.ToList();
            Assert.All(signOn.Offered, offer => Assert.Contains(
                Chains.Parse(story.Chains).Items, chain => Begins([.. walked, offer.Kind], chain)));
        }));

    [Fact]
    public void Everything_the_user_could_go_on_with_is_offered() => Holds(Stories.Any, story =>
        story.Play(story.Begin(), signOn =>
        {
            if (signOn.State is not Transaction.Open)
            {
                return;
            }

            var walked = signOn.State.Context.ProvedKinds.ToList();
            var possible = signOn.Account.Enrollments
                .Where(e => signOn.State.Context.Proved.All(p => p.EnrollmentId != e.Id))
                .Where(e => Chains.Parse(story.Chains).Items.Any(chain => Begins([.. walked, e.Kind], chain)));
            Assert.All(possible, enrollment => Assert.Contains(enrollment, signOn.Offered));
        }));

    [Fact]
    public void A_refusal_changes_nothing_about_the_transaction_and_sends_nothing()
    {
        var refused = 0;
        Holds(Stories.Any, story =>
        {
            foreach (var taken in story.Play().Walk.Where(t => t.Decision.Refusal is not null))
            {
                refused++;
                Assert.Same(taken.From, taken.Decision.Next);
                Assert.All(taken.Decision.Effects, effect => Assert.IsType<Effect.Log>(effect));
            }
        });

        Assert.True(refused > 500, $"only {refused} steps were refused: the property says little");
    }

    [Fact]
    public void Going_back_from_a_challenge_leads_to_the_offers_it_was_chosen_from() => Holds(Stories.Any, story =>
        story.Play(story.Begin(), signOn =>
        {
            foreach (var factor in signOn.Offers)
            {
                var before = signOn.Offers;
                if (signOn.Verify(factor).State is Transaction.MfaChallenge)
                {
                    Assert.Equal(before, signOn.GoBack().Offers);
                    Assert.IsType<Transaction.MfaRequired>(signOn.State);
                }
            }
        }));

    [Fact]
    public void Amr_is_the_union_of_the_proved_factors_values() => Holds(Stories.Any, story =>
    {
        var signOn = story.Play();
        if (ProvedOnTheWayTo<Transaction.Success>(signOn) is not { } proved)
        {
            return;
        }

        var expected = proved.SelectMany(kind => ASignOn.Catalog[kind].Type.Amr)
            .Concat(proved.Any(kind => kind != FactorKind.Password) ? ["mfa"] : Array.Empty<string>()).ToHashSet();
        var amr = signOn.Walk.Select(taken => taken.Decision.Next).OfType<Transaction.Success>().First().Grant.Amr;

        Assert.Equal(expected.Order(), amr.Order());
    });

    [Fact]
    public void Whoever_knows_nothing_and_owns_nothing_never_arrives() => Holds(Stories.OfAStranger, story =>
        Assert.Null(ProvedOnTheWayTo<Transaction.Success>(story.Play())));

    [Fact]
    public void Every_fifth_wrong_code_in_a_row_locks() => Holds(Stories.OfAStranger, story =>
    {
        var signOn = story.Play();

        Assert.InRange(signOn.Account.Attempts.Strikes, 0, Attempts.StrikeLimit - 1);
    });

    private static void Holds(Arbitrary<Story> stories, Action<Story> property) =>
        Check.One(Stories.Config(tests: 400), Prop.ForAll(stories, property));

    /// <summary>What was proved, in order, when the state was first reached by proofs; null if it never was.</summary>
    private static List<FactorKind>? ProvedOnTheWayTo<TState>(ASignOn signOn)
        where TState : Transaction
    {
        var proved = new List<FactorKind>();
        foreach (var taken in signOn.Walk)
        {
            if (taken is { Step: Step.Judged { Verdict: Verdict.Accepted } judged, Decision.Refusal: null })
            {
                proved.Add(judged.Enrollment.Kind);
                if (taken.Decision.Next is TState)
                {
                    return proved;
                }
            }
        }

        return null;
    }

    // Said again without Residual: the first steps of the chain, one by one, allow the factors in their order.
    private static bool Begins(IReadOnlyList<FactorKind> proved, FactorChain chain) =>
        proved.Count <= chain.Steps.Length && proved.Select((kind, i) => chain.Steps[i] switch
        {
            FactorStep.OneOf one => one.Kinds.Contains(kind),
            _ => kind != FactorKind.Password,
        }).All(allowed => allowed);

    private static bool Walks(IReadOnlyList<FactorKind> proved, FactorChain chain) =>
        proved.Count == chain.Steps.Length && Begins(proved, chain);
}
