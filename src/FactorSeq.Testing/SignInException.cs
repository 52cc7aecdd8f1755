namespace FactorSeq.Testing;

/// <summary>A user could not sign in. <see cref="OktaException.ErrorCode"/> is what they were told, <see cref="Reason"/> is what is really so.</summary>
public sealed class SignInException : OktaException
{
    internal SignInException(string login, OktaFault fault, string? state, string? factorResult, string reason)
        : base(fault, $"{login} cannot sign in: {Told(fault, state, factorResult)}. In truth: {reason}.")
    {
        Login = login;
        State = state;
        FactorResult = factorResult;
        Reason = reason;
    }

    /// <summary>Who.</summary>
    public string Login { get; }

    /// <summary>
    /// The transaction's status where the sign-in ended, for example <c>LOCKED_OUT</c>, <c>PASSWORD_EXPIRED</c> or <c>MFA_ENROLL</c>; null where an
    /// error ended it before there was one.
    /// </summary>
    public string? State { get; }

    /// <summary><c>REJECTED</c> or <c>TIMEOUT</c> where a push was not approved.</summary>
    public string? FactorResult { get; }

    /// <summary>What a real org would not tell: the emulator's explanation.</summary>
    public string Reason { get; }

    private static string Told(OktaFault fault, string? state, string? factorResult) =>
        fault.Code is null ? $"{state} {factorResult}".TrimEnd() : fault.ToString();
}
