using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.SentCode;

/// <summary>Judges a code that was sent. It is spent with the transaction's step: the state that held its digest is gone afterwards.</summary>
internal static class SentCodeVerifier
{
    internal static string Digest(string enrollmentId, string code) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{enrollmentId}:{code}")));

    internal static Verdict Judge(Enrollment enrollment, SentCodeChallenge? challenge, Answer answer, DateTimeOffset now)
    {
        if (answer is not Answer.PassCode { Code: var code })
        {
            return new Verdict.Rejected(Rejection.WrongPassCode);
        }

        var given = new Secret(Digest(enrollment.Id, code.Reveal().Trim()));
        var right = false;
        foreach (var issued in challenge?.Codes ?? [])
        {
            right |= given.Matches(issued.Digest) && now < issued.Expires;
        }

        return right ? new Verdict.Accepted() : new Verdict.Rejected(Rejection.WrongPassCode);
    }
}
