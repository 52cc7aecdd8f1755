using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace FactorSeq.Core.Policies;

/// <summary>
/// Finds, among many policies or rules, those whose conditions all hold, in their order and without asking each. What is for groups is looked at only for
/// people who are in one of them, and a condition that many have in common is asked once.
/// </summary>
internal sealed class Sieve
{
    /// <summary>Up to so many are asked one after the other, which costs less than preparing it.</summary>
    internal const int Few = 16;

    private const int Bits = 64;

    // It lives as long as what it was made from.
    private static readonly ConditionalWeakTable<object, Sieve> Made = new();

    private readonly Condition[] distinct;
    private readonly int[][] conditionsOf;
    private readonly ulong[] forAnybody;
    private readonly Dictionary<string, List<int>> forGroup = [];

    private Sieve(ReadOnlySpan<ImmutableArray<Condition>?> all)
    {
        var places = new Dictionary<Condition, int>();
        conditionsOf = new int[all.Length][];
        forAnybody = new ulong[(all.Length + Bits - 1) / Bits];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i] is not { } conditions)
            {
                continue;
            }

            conditionsOf[i] = [.. conditions.Select(condition => Place(places, condition))];
            var groups = conditions.OfType<Condition.People>().FirstOrDefault(people => people.IsForGroupsAlone)?.Groups;
            if (groups is null)
            {
                forAnybody[i / Bits] |= 1UL << (i % Bits);
                continue;
            }

            foreach (var group in groups.Value)
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(forGroup, group, out _) ??= []).Add(i);
            }
        }

        distinct = [.. places.OrderBy(place => place.Value).Select(place => place.Key)];
    }

    /// <summary>The sieve of an org's policies of one type.</summary>
    internal static Sieve Of<TAction>(ImmutableArray<Policy<TAction>> policies)
    {
        var owner = ImmutableCollectionsMarshal.AsArray(policies)!;
        return Made.TryGetValue(owner, out var made)
            ? made
            : Made.GetValue(owner, _ => new Sieve([.. policies.Select(policy => policy.Active ? policy.Conditions : default(ImmutableArray<Condition>?))]));
    }

    /// <summary>The sieve of a policy's rules.</summary>
    internal static Sieve Of<TAction>(Policy<TAction> policy) => Made.TryGetValue(policy, out var made)
        ? made
        : Made.GetValue(policy, _ => new Sieve([.. policy.Rules.Select(rule => rule.Active ? rule.Conditions : default(ImmutableArray<Condition>?))]));

    /// <summary>The places of those that are active and whose conditions hold, in order.</summary>
    internal IEnumerable<int> Holding(PolicyNames names, SignOnRequest request)
    {
        var left = forAnybody.AsSpan().ToArray();
        foreach (var group in request.Groups)
        {
            foreach (var place in forGroup.GetValueOrDefault(group) ?? [])
            {
                left[place / Bits] |= 1UL << (place % Bits);
            }
        }

        var answers = new bool?[distinct.Length];
        for (var word = 0; word < left.Length; word++)
        {
            for (; left[word] != 0; left[word] &= left[word] - 1)
            {
                var place = (word * Bits) + BitOperations.TrailingZeroCount(left[word]);
                if (Array.TrueForAll(conditionsOf[place], condition => answers[condition] ??= distinct[condition].Holds(request, names)))
                {
                    yield return place;
                }
            }
        }
    }

    private static int Place(Dictionary<Condition, int> places, Condition condition)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, condition, out var known);
        return known ? place : place = places.Count - 1;
    }
}
