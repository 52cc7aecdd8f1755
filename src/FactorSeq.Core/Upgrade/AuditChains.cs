using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>What can be said of one chain by itself.</summary>
internal static class AuditChains
{
    // Okta counts two methods of one authenticator; every other factor is an authenticator of its own.
    private static readonly ImmutableArray<(string Authenticator, FactorKind Kind)> Methods =
    [
        ("Okta Verify", new FactorKind("push", "OKTA")),
        ("Okta Verify", new FactorKind("token:software:totp", "OKTA")),
        ("Phone",       new FactorKind("sms", "OKTA")),
        ("Phone",       new FactorKind("call", "OKTA")),
    ];

    internal static AuditedChain Describe(FactorChain chain, AuditNames names, bool strict) => new(
        chain.Describe(names.Key),
        Words(chain, names),
        HasPassword(chain),
        BeginsWithPassword(chain),
        Pairs(chain, strict).Any());

    /// <summary>Every two factors that stand on one way through the chain and are methods of one authenticator.</summary>
    /// <param name="strict">Whether alternatives of one step count as well.</param>
    internal static IEnumerable<(FactorKind First, FactorKind Second, string Authenticator)> Pairs(FactorChain chain, bool strict)
    {
        for (var step = 0; step < chain.Steps.Length; step++)
        {
            var kinds = Kinds(chain.Steps[step]);
            var after = chain.Steps.Skip(step + 1).SelectMany(later => Kinds(later)).ToList();
            for (var place = 0; place < kinds.Length; place++)
            {
                foreach (var second in (strict ? kinds[(place + 1)..] : []).Concat(after))
                {
                    if (Authenticator(kinds[place]) is { } one && one == Authenticator(second) && kinds[place] != second)
                    {
                        yield return (kinds[place], second, one);
                    }
                }
            }
        }
    }

    /// <summary>Whether one of its steps is the password and nothing else: where there is a choice, people choose.</summary>
    internal static bool HasPassword(FactorChain chain) => chain.Steps.Any(IsPassword);

    internal static bool BeginsWithPassword(FactorChain chain) => chain.Steps is [var first, ..] && IsPassword(first);

    internal static ImmutableArray<FactorKind> Kinds(FactorStep step) => step is FactorStep.OneOf one ? one.Kinds : [];

    /// <summary>The authenticator of Identity Engine whose method a factor is; null for those with one method.</summary>
    internal static string? Authenticator(FactorKind kind) => Methods.FirstOrDefault(method => method.Kind == kind).Authenticator;

    private static bool IsPassword(FactorStep step) => step is FactorStep.OneOf { Kinds: [var only] } && only == FactorKind.Password;

    private static string Words(FactorChain chain, AuditNames names)
    {
        var steps = chain.Steps.Select(step => step is FactorStep.OneOf one ? string.Join(" or ", one.Kinds.Select(names.Label)) : "any other factor").ToList();
        return steps.Count == 1 ? $"{steps[0]} alone" : string.Join(", then ", steps);
    }
}
