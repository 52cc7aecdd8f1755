namespace FactorSeq.Testing;

/// <summary>What a user does at sign-in. As it stands, whatever leads in.</summary>
public sealed record SignInScript
{
    /// <summary>Which factors to prefer, as the seed names them (<c>sms</c>, <c>question</c>); otherwise the first that is offered.</summary>
    public IReadOnlyList<string> Factors { get; init; } = [];

    /// <summary>The password; null for the seed's.</summary>
    public string? Password { get; init; }

    /// <summary>The answer to the security question; null for the seed's.</summary>
    public string? Answer { get; init; }

    /// <summary>The code to type in place of the right one.</summary>
    public string? PassCode { get; init; }

    /// <summary>Whether the user taps "No, it's not me" on the phone, or at Duo.</summary>
    public bool DenyPush { get; init; }
}
