using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Tests.Support;

/// <summary>
/// Chains as a tester writes them: <c>password -> push | totp</c>, <c>any</c> for "any factor". No shorthand: alternatives stay alternatives,
/// in the first step too, so that the engine is tried with whatever it can be given.
/// </summary>
internal static class Chains
{
    internal static FactorChains Parse(params IEnumerable<string> texts) => new([.. texts.Select(Chain)]);

    internal static FactorChain Chain(string text) => new([.. text.Split("->", StringSplitOptions.TrimEntries).Select(Step)]);

    internal static string Describe(FactorChains chains) =>
        string.Join(", ", chains.Items.Select(chain => chain.IsWalked ? "(walked)" : chain.Describe(ASignOn.Catalog.NameOf)));

    internal static FactorKind Kind(string key) =>
        (ASignOn.Catalog.Find(key) ?? throw new ArgumentException($"no factor is called {key}", nameof(key))).Type.Kind;

    private static FactorStep Step(string text) => text == "any"
        ? new FactorStep.Any()
        : new FactorStep.OneOf([.. text.Split('|', StringSplitOptions.TrimEntries).Select(Kind)]);
}
