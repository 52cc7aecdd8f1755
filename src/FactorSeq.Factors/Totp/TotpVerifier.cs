using System.Security.Cryptography;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.Totp;

/// <summary>Time-based one-time passwords: RFC 6238 over RFC 4226, HMAC-SHA-1, 6 digits, steps of 30 seconds.</summary>
public static class TotpVerifier
{
    /// <summary>Seconds of a time step (RFC 6238 §4.1, X).</summary>
    public const int StepSeconds = 30;

    // How far beyond the window a code is still recognized as right but late or early (E0000083): ten minutes each way.
    private const int Recognized = 20;

    /// <summary>The time step of an instant (RFC 6238 §4.2, T).</summary>
    public static long StepAt(DateTimeOffset now) => Math.DivRem(now.ToUnixTimeSeconds(), StepSeconds).Quotient;

    /// <summary>The code of a time step (RFC 4226 §5.3).</summary>
    public static string Code(ReadOnlySpan<byte> key, long step) => OneTimePassword.Code(key, step);

    /// <summary>
    /// Judges a code. Every step of the window is worked out, whichever matches: the time taken tells nothing. The steps beyond it only name
    /// the error, so they are worked out where there is one.
    /// </summary>
    public static Verdict Judge(TotpEnrollment enrollment, Answer answer, int window, DateTimeOffset now)
    {
        if (answer is not Answer.PassCode { Code: var code })
        {
            return new Verdict.Rejected(Rejection.WrongPassCode);
        }

        using var key = OneTimePassword.Keyed(Base32.Decode(enrollment.Secret));
        var current = StepAt(now);
        return Nearest(code, key, current, 0, window) switch
        {
            { } step when step <= enrollment.LastStep => new Verdict.Rejected(Rejection.Replayed),
            { } step => new Verdict.Accepted(enrollment with { LastStep = step }),
            null => Nearest(code, key, current, window + 1, Recognized) switch
            {
                null => new Verdict.Rejected(Rejection.WrongPassCode),
                { } step when step <= enrollment.LastStep => new Verdict.Rejected(Rejection.Replayed),
                _ => new Verdict.Rejected(Rejection.OutsideWindow),
            },
        };
    }

    // The step nearest to the current one whose code this is, from so many steps away to so many; of two equally near, the earlier.
    private static long? Nearest(Secret code, IncrementalHash key, long current, int from, int to)
    {
        long? matched = null;
        for (var away = from; away <= to; away++)
        {
            foreach (var step in away == 0 ? (ReadOnlySpan<long>)[current] : [current - away, current + away])
            {
                if (OneTimePassword.IsCode(code, key, step))
                {
                    matched ??= step;
                }
            }
        }

        return matched;
    }
}
