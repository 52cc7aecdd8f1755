namespace FactorSeq.Core.SignOn;

/// <summary>Something the System Log remembers, in Okta's event types. The shell adds who, when, and from where.</summary>
/// <param name="Type">For example <c>user.session.start</c>.</param>
/// <param name="Reason"><c>outcome.reason</c>: the true one.</param>
/// <param name="Factor"><c>debugData.factor</c>.</param>
/// <param name="Detail">More for the tester, in <c>debugData</c>; which rule has decided, where nothing else is said.</param>
/// <param name="ErrorCode"><c>debugData.ErrorCode</c>: the directory's own code.</param>
public sealed record SystemEvent(
    string Type, EventOutcome Outcome, string? Reason = null, string? Factor = null, string? Detail = null, string? ErrorCode = null)
{
    public string? Detail { get => field ?? By?.ToString(); init; } = Detail;

    /// <summary>Which policy and rule have decided; null where none has.</summary>
    public Deciders? By { get; init; }

    /// <summary>That a sign-on policy was asked, and what it said.</summary>
    public static SystemEvent PolicyEvaluated(EventOutcome outcome, string? detail = null) =>
        new(
            "policy.evaluate_sign_on",
            outcome,
            outcome switch
            {
                EventOutcome.Allow => "Sign-on policy evaluation resulted in ALLOW",
                EventOutcome.Deny  => "Sign-on policy evaluation resulted in DENY",
                _                  => "Sign-on policy evaluation resulted in CHALLENGE",
            },
            Detail: detail);
}

/// <summary>The rule that decided, and its policy.</summary>
public sealed record Deciders(string PolicyId, string Policy, string RuleId, string Rule)
{
    public override string ToString() => $"{Policy} / {Rule}";
}

/// <summary><c>outcome.result</c> (System Log API).</summary>
public enum EventOutcome
{
    Success,
    Failure,
    Allow,
    Deny,
    Challenge,
    Skipped,
}
