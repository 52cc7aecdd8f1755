using System.Collections.Immutable;

namespace FactorSeq.Core.Policies;

/// <summary>
/// A policy: conditions, and rules in priority order. What a rule demands depends on the type of policy.
/// </summary>
/// <typeparam name="TAction">What its rules carry.</typeparam>
public sealed record Policy<TAction>
{
    /// <summary>20 characters, prefix <c>00p</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>What its rules have in common (<c>settings</c>), where the API has written it; null leaves it to its first rule.</summary>
    public TAction? Settings { get; init; }

    /// <summary>1 is asked first; contiguous within a type.</summary>
    public required int Priority { get; init; }

    public bool Active { get; init; } = true;

    /// <summary>The built-in default policy: last, and for everybody.</summary>
    public bool System { get; init; }

    public ImmutableArray<Condition> Conditions { get; init => field = value.IsDefault ? [] : value; } = [];

    public required ImmutableArray<Rule<TAction>> Rules { get; init; }
}

/// <summary>One rule of a policy.</summary>
public sealed record Rule<TAction>
{
    /// <summary>20 characters, prefix <c>0pr</c>.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>When the API made it; null for what a seed describes.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    public required int Priority { get; init; }

    public bool Active { get; init; } = true;

    public bool System { get; init; }

    public ImmutableArray<Condition> Conditions { get; init => field = value.IsDefault ? [] : value; } = [];

    public required TAction Action { get; init; }
}

/// <summary>What a rule of an <c>OKTA_SIGN_ON</c> policy carries.</summary>
public sealed record SignOnAction(RuleAction Authenticate, SessionLimits Session)
{
    /// <summary>Identity Engine's member, given back to whoever wrote it; it decides nothing.</summary>
    public string? PrimaryFactor { get; init; }

    /// <summary><c>factorLifetime</c> where the rule's prompt has no use for it, given back to whoever wrote it.</summary>
    public int? UnusedLifetime { get; init; }
}

/// <summary>What an <c>MFA_ENROLL</c> policy carries: which factors its people may or must enroll, and when they are asked to.</summary>
public sealed record EnrollmentAction(ImmutableSortedDictionary<string, EnrollmentDemand> Factors, EnrollmentMoment Moment)
{
    /// <summary>What a rule carries whose policy has other settings.</summary>
    public EnrollmentAction Under(EnrollmentAction settings) => settings with { Moment = Moment };
}

/// <summary><c>enroll.self</c> of one factor.</summary>
public enum EnrollmentDemand
{
    NotAllowed,
    Optional,
    Required,
}

/// <summary><c>actions.enroll.self</c> of an enrollment rule.</summary>
public enum EnrollmentMoment
{
    /// <summary>When a factor is needed.</summary>
    Challenge,

    /// <summary>At every sign-in.</summary>
    Login,
    Never,
}
