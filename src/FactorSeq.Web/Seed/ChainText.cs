using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary>
/// A chain in one line: <c>step -> step</c>, where a step is factors with <c>|</c> between them, and <c>|</c> binds tighter.
/// </summary>
internal sealed class ChainText(SeedNode at, string text, SeedScope scope)
{
    private int position;

    /// <summary>The chain as it is written, alternatives in the first step and all, or null with an error.</summary>
    internal FactorChain? Read()
    {
        var steps = ImmutableArray.CreateBuilder<FactorStep>();
        do
        {
            if (Step() is not { } step)
            {
                return null;
            }

            steps.Add(step);
        }
        while (Takes("->"));

        return position == text.Length ? new FactorChain(steps.ToImmutable()) : Broken("expected \"->\", \"|\" or the end");
    }

    private FactorStep.OneOf? Step()
    {
        var factors = new List<IFactor>();
        do
        {
            if (Factor() is not { } factor)
            {
                return null;
            }

            factors.Add(factor);
        }
        while (Takes("|"));

        return ChainList.Step(factors);
    }

    private IFactor? Factor()
    {
        SkipSpaces();
        var start = position;
        while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
        {
            position++;
        }

        var name = text[start..position];
        if (name.Length == 0)
        {
            Broken("expected a factor");
            return null;
        }

        if (scope.Catalog.Find(name) is { } factor)
        {
            return factor;
        }

        if (Shapes.Factors.LaterMember(name) is { } later)
        {
            scope.Errors.Add(at, later.Message, "Remove it from the chain.");
        }
        else
        {
            var cure = name == "any"
                ? "Any factor is asked for by authenticate: password + any, not in a chain."
                : Wording.Choose(name, [.. scope.Catalog.All.Select(known => known.Type.Key)], "Factors");
            scope.Errors.Add(at, $"unknown factor {Wording.Quoted(name)} at position {start + 1} of {Wording.Quoted(text)}", cure);
        }

        return null;
    }

    private bool Takes(string sign)
    {
        SkipSpaces();
        if (string.CompareOrdinal(text, position, sign, 0, sign.Length) != 0)
        {
            return false;
        }

        position += sign.Length;
        return true;
    }

    private void SkipSpaces()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }

    private FactorChain? Broken(string message)
    {
        scope.Errors.Add(at, $"{message} at position {position + 1} of {Wording.Quoted(text)}", "Write for example: password -> push | totp.");
        return null;
    }
}
