using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Properties;

/// <summary>Nobody can tell a decoy from an account, and nobody can open one.</summary>
public sealed class DecoyProperties
{
    private static readonly Refusal[] WhatAnybodyMayHear =
    [
        Refusal.InvalidToken, Refusal.AuthenticationFailed, Refusal.NotAllowedInState, Refusal.FactorNotFound, Refusal.WrongPassword,
        Refusal.WrongPassCode, Refusal.WrongAnswer, Refusal.UserLocked, Refusal.SmsTooSoon, Refusal.CallTooSoon, Refusal.EmailTooSoon,
    ];

    [Fact]
    public void A_decoy_walks_like_an_account_whose_every_answer_is_wrong()
    {
        var locked = 0;
        Holds(Stories.OfAStranger, story =>
        {
            var account = new List<string>();
            var decoy = new List<string>();
            var signOn = story.Play(story.Begin(), at => account.Add(Seen(at)));
            story.Play(story.Begin().AsADecoy(), at => decoy.Add(Seen(at)));

            Assert.Equal(account, decoy);
            locked += account.Any(line => line.Contains(nameof(Refusal.UserLocked))) ? 1 : 0;
        });

        Assert.True(locked > 10, $"only {locked} stories came to a lock: the property says little");
    }

    [Fact]
    public void A_decoy_never_arrives_and_sends_nothing_even_for_somebody_who_knows_its_secrets()
    {
        var tried = 0;
        Holds(Stories.Any, story =>
        {
            var decoy = (story with { HostedPage = false }).Begin().AsADecoy();
            story.Play(decoy, _ => { });
            tried += decoy.Walk.Count(taken => taken.Step is Step.Judged { Verdict: Verdict.Accepted });

            Assert.DoesNotContain(decoy.Walk, taken => taken.Decision.Next is Transaction.Success || !taken.Decision.Next.Context.Proved.IsEmpty);
            // Only a visit to a far end is made: without one that far end would tell.
            Assert.All(decoy.Effects, effect => Assert.True(effect is Effect.Log or Effect.Send { Sending: Sending.Visit }));
            Assert.All(decoy.Sent, sending => Assert.IsType<Sending.Visit>(sending));
            Assert.All(
                decoy.Walk.Select(taken => taken.Decision.Refusal).OfType<Refusal>(),
                refusal => Assert.Contains(refusal, WhatAnybodyMayHear));
        });

        Assert.True(tried > 50, $"only {tried} answers were right: the property says little");
    }

    private static void Holds(Arbitrary<Story> stories, Action<Story> property) =>
        Check.One(Stories.Config(tests: 400), Prop.ForAll(stories, property));

    // All of it that a client, or the next transaction, can see.
    private static string Seen(ASignOn signOn)
    {
        var last = signOn.Walk.LastOrDefault()?.Decision;
        var challenge = signOn.State as Transaction.MfaChallenge;
        return string.Join(
            " / ",
            signOn.State.GetType().Name,
            last?.Refusal,
            challenge?.Result,
            challenge?.EnrollmentId,
            string.Join(',', signOn.Offers),
            signOn.State.Context.Expires.ToString("O"),
            signOn.Account.User.Status,
            signOn.Account.Attempts.Strikes,
            signOn.Account.Attempts.WrongPasswords);
    }
}
