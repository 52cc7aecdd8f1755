using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.YubiKey;

/// <summary>Judges what a YubiKey typed: made by this key, and later than the last one.</summary>
internal static class YubiKeyVerifier
{
    internal static Verdict Judge(YubiKeyEnrollment key, Answer answer)
    {
        var typed = answer is Answer.PassCode { Code: var code } ? code.Reveal() : "";
        return YubicoOtp.CounterOf(typed, key.PublicId, Convert.FromHexString(key.AesKey), Convert.FromHexString(key.PrivateId)) switch
        {
            null => new Verdict.Rejected(Rejection.WrongPassCode),
            { } counter when counter <= key.LastCounter => new Verdict.Rejected(Rejection.Replayed),
            { } counter => new Verdict.Accepted(key with { LastCounter = counter }),
        };
    }
}
