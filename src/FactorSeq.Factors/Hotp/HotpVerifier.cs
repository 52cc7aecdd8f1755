using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Hotp;

/// <summary>
/// Counter-based one-time passwords (RFC 4226). A token may run ahead by a few codes (§7.4, the look-ahead window s); one that has run further
/// is believed after two codes in a row.
/// </summary>
public static class HotpVerifier
{
    /// <summary>How many codes are looked at from the counter on (RFC 4226 §7.4, s).</summary>
    public const int LookAhead = 10;

    /// <summary>How far ahead of the counter two codes in a row may bring a token back.</summary>
    public const int ResyncWindow = 100;

    /// <summary>Judges a code.</summary>
    public static Verdict Judge(HotpEnrollment token, Answer answer)
    {
        var code = answer is Answer.PassCode given ? given.Code : default;
        var key = Convert.FromBase64String(token.Secret);
        if (OneTimePassword.Find(code, key, token.Counter, token.Counter + LookAhead - 1) is { } counter)
        {
            return Accepted(token, counter);
        }

        if (token.Resync is { } awaited && code.Matches(OneTimePassword.Code(key, awaited)))
        {
            return Accepted(token, awaited);
        }

        var ahead = OneTimePassword.Find(code, key, token.Counter + LookAhead, token.Counter + ResyncWindow - 1);
        var used = OneTimePassword.Find(code, key, Math.Max(0, token.Counter - LookAhead), token.Counter - 1);
        return new Verdict.Rejected(used is null ? Rejection.WrongPassCode : Rejection.Replayed, token with { Resync = ahead + 1 });
    }

    private static Verdict.Accepted Accepted(HotpEnrollment token, long counter) => new(token with { Counter = counter + 1, Resync = null });
}
