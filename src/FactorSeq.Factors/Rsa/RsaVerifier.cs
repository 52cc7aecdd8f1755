using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Rsa;

/// <summary>
/// The far end, emulated: a token that shows a code a minute, and a server that takes each code once and, after three wrong ones or when
/// it is asked to, wants two codes in a row before it believes.
/// </summary>
public static class RsaVerifier
{
    /// <summary>Seconds for which the token shows a code.</summary>
    public const int StepSeconds = 60;

    // By how many minutes the token's clock may differ.
    private const int Window = 1;

    private const int WrongCodesBeforeNextToken = 3;

    /// <summary>What the token shows.</summary>
    /// <param name="provider">Whose server it is: <c>RSA</c>, <c>DEL_OATH</c>.</param>
    public static string Code(string provider, string credentialId, DateTimeOffset now) =>
        OneTimePassword.Code(OneTimePassword.SecretKnownTo(provider, credentialId), OneTimePassword.StepAt(now, StepSeconds));

    internal static Verdict Judge(string provider, RsaEnrollment token, Answer answer, DateTimeOffset now)
    {
        var code = answer is Answer.PassCode given ? given.Code : default;
        var current = OneTimePassword.StepAt(now, StepSeconds);
        var key = OneTimePassword.SecretKnownTo(provider, token.CredentialId);
        return (OneTimePassword.Find(code, key, current - Window, current + Window), token.NextToken) switch
        {
            (null, _) => Wrong(token),
            ({ } step, _) when step <= token.LastStep => new Verdict.Rejected(Rejection.TokenUnchanged),
            ({ } step, NextTokenMode.Off) => new Verdict.Accepted(Seen(token, step, NextTokenMode.Off)),
            ({ } step, NextTokenMode.Prompted) when step == token.LastStep + 1 => new Verdict.Accepted(Seen(token, step, NextTokenMode.Off)),
            ({ } step, _) => new Verdict.Rejected(Rejection.NextTokenWanted, Seen(token, step, NextTokenMode.Prompted)),
        };
    }

    private static RsaEnrollment Seen(RsaEnrollment token, long step, NextTokenMode next) =>
        token with { LastStep = step, WrongCodes = 0, NextToken = next };

    private static Verdict.Rejected Wrong(RsaEnrollment token)
    {
        var wrong = Math.Min(token.WrongCodes + 1, WrongCodesBeforeNextToken);
        var next = token.NextToken != NextTokenMode.Off || wrong == WrongCodesBeforeNextToken ? NextTokenMode.Wanted : NextTokenMode.Off;
        return new Verdict.Rejected(Rejection.WrongPassCode, token with { WrongCodes = wrong, NextToken = next });
    }
}
