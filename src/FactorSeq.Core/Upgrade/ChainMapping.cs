using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>The shapes of chains that a mapping is known for; anything else is <see cref="Other"/>.</summary>
public enum ChainShape
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>Okta Verify push alone.</summary>
    M1,

    /// <summary>WebAuthn alone.</summary>
    M2,

    /// <summary>The password alone.</summary>
    M3,

    /// <summary>The password, then one possession factor.</summary>
    M4,

    /// <summary>A possession factor, then the password.</summary>
    M5,

    /// <summary>A possession factor, then the security question.</summary>
    M6,

    /// <summary>Two factors of one class.</summary>
    M7,

    /// <summary>The password, then one of several possession factors.</summary>
    M8,

    /// <summary>Several chains of two steps.</summary>
    M9,

    /// <summary>Chains of different lengths.</summary>
    M10,

    /// <summary>Email, text message or call alone.</summary>
    M11,

    /// <summary>A code of a token or an app, alone.</summary>
    M12,

    /// <summary>Two methods of one authenticator, one after the other: what blocks an upgrade.</summary>
    M13,
}

/// <summary>How true a mapping is to the chains that it replaces.</summary>
public enum Fidelity
{
    /// <summary>The same factors in the same order.</summary>
    Faithful,

    /// <summary>The same factors; the order is the user's, or the password comes first.</summary>
    OrderLost,

    /// <summary>All that was possible, and more.</summary>
    Widens,

    /// <summary>Not to be expressed: what is written in its place is the nearest that is not weaker in its number of factors.</summary>
    NotExpressible,
}

/// <summary>From chains to constraints: the table of shapes, and the constraints that each chain becomes.</summary>
internal static class ChainMapping
{
    private static readonly FactorKind Question = new("question", "OKTA");
    private static readonly FactorKind Push = new("push", "OKTA");
    private static readonly FactorKind WebAuthn = new("webauthn", "FIDO");

    internal static ChainShape ShapeOf(FactorChains chains)
    {
        var shapes = chains.Items.Select(ShapeOf).Distinct().ToList();
        return shapes.Contains(ChainShape.M13) ? ChainShape.M13
            : shapes is [var only] && (chains.Items.Length == 1 || only is ChainShape.Other or ChainShape.M7) ? only
            : chains.Items.Select(chain => chain.Steps.Length).Distinct().Count() > 1 ? ChainShape.M10
            : shapes.Contains(ChainShape.Other) ? ChainShape.Other
            : shapes.Contains(ChainShape.M7) ? ChainShape.M7
            : chains.Items.All(chain => chain.Steps.Length == 2) ? ChainShape.M9
            : shapes[0];
    }

    internal static ChainShape ShapeOf(FactorChain chain) => chain.Steps.Select(Kinds).ToList() switch
    {
        var steps when Pairs(steps, strict: false).Any() => ChainShape.M13,
        var steps when steps.Any(kinds => kinds.IsEmpty || kinds.Any(kind => Authenticators.Of(kind) is null)) => ChainShape.Other,
        [[var only]] => Alone(only),
        [_] => ChainShape.M12,
        [var first, var second] => Two(first, second),
        _ => ChainShape.Other,
    };

    /// <summary>Methods of one authenticator that a walk of the chain would use one after the other.</summary>
    /// <param name="strict">Whether alternatives of one step count as well.</param>
    internal static IEnumerable<(FactorKind One, FactorKind Other)> Pairs(FactorChain chain, bool strict) => Pairs([.. chain.Steps.Select(Kinds)], strict);

    /// <summary>The constraints of chains of one length, and the mode that they stand under. They ask for no fewer factors than the longest chain.</summary>
    internal static VerificationMethod.Assurance Constrain(FactorChains chains)
    {
        var mode = chains.Items.Any(chain => chain.Steps.Length > 1) ? FactorMode.Two : FactorMode.One;
        return new VerificationMethod.Assurance(
            mode, [.. chains.Items.SelectMany(chain => Constraints(chain, mode)).DistinctBy(Key)]);
    }

    internal static ImmutableArray<FactorKind> Kinds(FactorStep step) => step is FactorStep.OneOf one ? one.Kinds : [];

    private static IEnumerable<(FactorKind, FactorKind)> Pairs(List<ImmutableArray<FactorKind>> steps, bool strict)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            for (var j = strict ? i : i + 1; j < steps.Count; j++)
            {
                foreach (var one in steps[i])
                {
                    foreach (var other in steps[j].Where(other => Authenticators.AreOfOne(one, other)))
                    {
                        yield return (one, other);
                    }
                }
            }
        }
    }

    private static ChainShape Alone(FactorKind kind) => kind == Push ? ChainShape.M1
        : kind == WebAuthn ? ChainShape.M2
        : kind == FactorKind.Password ? ChainShape.M3
        : Authenticators.Of(kind) switch
        {
            { Type: "phone" or "email" } => ChainShape.M11,
            { ConstraintMethod: "otp" } => ChainShape.M12,
            _ => ChainShape.Other,
        };

    private static ChainShape Two(ImmutableArray<FactorKind> first, ImmutableArray<FactorKind> second)
    {
        var classes = first.Select(Class).Distinct().ToList();
        if (second.Any(kind => classes.Contains(Class(kind))))
        {
            return ChainShape.M7;
        }

        return first is [var opens] && opens == FactorKind.Password ? second.Length > 1 ? ChainShape.M8 : ChainShape.M4
            : second is [var closes] && closes == FactorKind.Password ? ChainShape.M5
            : second is [var asked] && asked == Question ? ChainShape.M6
            : first is [_] && second is [_] ? ChainShape.Other
            : ChainShape.M8;
    }

    private static FactorClass Class(FactorKind kind) => Authenticators.Of(kind)!.Class;

    // One object for each pair that a walk can take; of two factors of one class the later one is left to the user.
    private static IEnumerable<AssuranceConstraint> Constraints(FactorChain chain, FactorMode mode)
    {
        var steps = chain.Steps.Select(step => Kinds(step).Select(Authenticators.Of).OfType<AuthenticatorMethod>().ToList()).ToList();
        if (steps.Count == 0 || steps[0].Count == 0)
        {
            return [new AssuranceConstraint(null, null)];
        }

        var second = mode == FactorMode.Two && steps.Count > 1 ? steps[1] : [];
        return steps[0].SelectMany(one => second.Where(other => other.Class != one.Class).Cast<AuthenticatorMethod?>().DefaultIfEmpty().Select(other =>
            new AssuranceConstraint(
                new[] { one, other }.FirstOrDefault(method => method?.Class == FactorClass.Knowledge) is { } known ? new KnowledgeConstraint([known.Type]) : null,
                new[] { one, other }.FirstOrDefault(method => method?.Class == FactorClass.Possession) is { } had ? Possession(had) : null)));
    }

    private static PossessionConstraint Possession(AuthenticatorMethod method) => new(
        method.Method == "webauthn" ? [] : [method.Type],
        [method.ConstraintMethod],
        DeviceBound: method.Method == "push",
        PhishingResistant: method.Method == "webauthn");

    private static string Key(AssuranceConstraint constraint) =>
        $"{string.Join(',', constraint.Knowledge?.Types ?? [])}/{string.Join(',', constraint.Possession?.Types ?? [])}/{string.Join(',', constraint.Possession?.Methods ?? [])}"
        + $"/{constraint.Classes}";
}
