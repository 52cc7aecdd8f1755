using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Lab;

/// <summary>What a user's phone does with pushes by itself.</summary>
/// <param name="User">The login as it was given.</param>
/// <param name="After">By the org's clock.</param>
/// <param name="Times">How many pushes yet; null for all.</param>
internal sealed record PhoneRule(string User, PhoneHabit Answer, TappedNumber Number, int? Exactly, TimeSpan After, int? Times);

/// <summary>What a phone does when a push comes.</summary>
internal enum PhoneHabit
{
    Approve,
    Deny,

    /// <summary>It lies in a drawer.</summary>
    Ignore,
}

/// <summary>Which number is tapped, where there are numbers.</summary>
internal enum TappedNumber
{
    Right,
    Wrong,
    Exactly,
}

/// <summary>The standing instructions of an org's phones, one for each user.</summary>
internal sealed class PhoneRules(LabBoard board)
{
    /// <summary>The user whose instructions are everybody's who has none of their own.</summary>
    internal const string Everybody = "*";

    internal ImmutableArray<PhoneRule> All => [.. board.State.Phones.OrderBy(rule => rule.User, StringComparer.Ordinal)];

    internal ValueTask<bool> Put(PhoneRule rule) => board.Change(now => now with { Phones = Without(now, rule.User).Add(rule) });

    internal PhoneRule? Of(string user) => Of(board.State, user);

    internal ValueTask<bool> Remove(string user) => board.Change(now => Of(now, user) is null ? null : now with { Phones = Without(now, user) });

    /// <summary>Does with what has just reached a phone as the phone was told.</summary>
    internal async ValueTask Sent(Org org, Sending sending, User user)
    {
        if (board.State.Phones.IsEmpty || sending is not Sending.Push push || (await Take(user.Login) ?? await Take(Everybody)) is not { } rule
            || rule.Answer == PhoneHabit.Ignore)
        {
            return;
        }

        var standing = new StandingAnswer(
            org.Clock.Now + rule.After, rule.Answer == PhoneHabit.Deny ? PhoneDecision.Denied : PhoneDecision.Approved, Tapped(rule, push));
        while (await org.Documents.Find(org.Name, DocumentKinds.Pushes, push.PushId) is { Value: { Decision: PhoneDecision.Pending, Standing: null } } waiting)
        {
            var told = waiting.Value with { Standing = standing };
            if (await org.Documents.Commit(new UnitOfWork(org.Name).Update(DocumentKinds.Pushes, waiting, told, told.Expires.AddHours(1))))
            {
                org.Changes.Tell("pushes");
                return;
            }
        }
    }

    // Of any number of pushes at once, as many as are left.
    private async ValueTask<PhoneRule?> Take(string user)
    {
        PhoneRule? taken = null;
        if (Of(user) is { Times: null } or null)
        {
            return Of(user);
        }

        await board.Change(now =>
        {
            taken = Of(now, user);
            return taken switch
            {
                { Times: > 1 and var left } => now with { Phones = Without(now, user).Add(taken with { Times = left - 1 }) },
                { Times: not null } => now with { Phones = Without(now, user) },
                _ => null,
            };
        });
        return taken;
    }

    private static PhoneRule? Of(LabState state, string user) => state.Phones.FirstOrDefault(rule => Login.Key(rule.User) == Login.Key(user));

    private static ImmutableArray<PhoneRule> Without(LabState state, string user) => state.Phones.RemoveAll(rule => Login.Key(rule.User) == Login.Key(user));

    private static int? Tapped(PhoneRule rule, Sending.Push push) => push.Numbers.IsEmpty || rule.Answer != PhoneHabit.Approve ? null : rule.Number switch
    {
        TappedNumber.Right => push.Right,
        TappedNumber.Wrong => push.Numbers.First(number => number != push.Right),
        _ => rule.Exactly,
    };
}
