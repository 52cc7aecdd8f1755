using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Symantec;

/// <summary>The far end, emulated: Symantec's validation service, which takes each code of a credential once.</summary>
public static class SymantecVerifier
{
    /// <summary>Seconds for which the credential shows a code.</summary>
    public const int StepSeconds = 30;

    private const string Server = "SYMANTEC";

    /// <summary>What the credential shows.</summary>
    /// <param name="stepsAhead">0 is now, 1 the code after it.</param>
    public static string Code(string credentialId, DateTimeOffset now, int stepsAhead = 0) =>
        OneTimePassword.Code(Key(credentialId), OneTimePassword.StepAt(now, StepSeconds) + stepsAhead);

    internal static Verdict Judge(SymantecEnrollment credential, Answer answer, int window, DateTimeOffset now) =>
        Find(credential.CredentialId, answer is Answer.PassCode given ? given.Code : default, window, now) switch
        {
            null => new Verdict.Rejected(Rejection.WrongPassCode),
            { } step when step <= credential.LastStep => new Verdict.Rejected(Rejection.Replayed),
            { } step => new Verdict.Accepted(credential with { LastStep = step }),
        };

    /// <summary>The credential once two codes in a row, in their order, have shown that the user holds it; null where they have not.</summary>
    internal static SymantecEnrollment? Hold(string credentialId, Secret code, Secret next, int window, DateTimeOffset now) =>
        Find(credentialId, code, window, now) is { } step && next.Matches(OneTimePassword.Code(Key(credentialId), step + 1))
            ? new SymantecEnrollment(credentialId, step + 1)
            : null;

    private static long? Find(string credentialId, Secret code, int window, DateTimeOffset now)
    {
        var current = OneTimePassword.StepAt(now, StepSeconds);
        return OneTimePassword.Find(code, Key(credentialId), current - window, current + window);
    }

    private static byte[] Key(string credentialId) => OneTimePassword.SecretKnownTo(Server, credentialId);
}
