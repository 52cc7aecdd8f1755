using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.SecurityQuestion;

/// <summary>Judges an answer: case and outer spaces do not count.</summary>
internal static class SecurityQuestionVerifier
{
    private const int HashBytes = 32;
    private const int MostSalt = 64;
    private const int MostRounds = 1_000_000;

    internal static string Hash(string answer, ReadOnlySpan<byte> salt, int rounds)
    {
        var hash = Rfc2898DeriveBytes.Pbkdf2(Normal(answer), salt, rounds, HashAlgorithmName.SHA256, HashBytes);
        return $"{rounds}.{Convert.ToBase64String(salt)}.{Convert.ToBase64String(hash)}";
    }

    internal static bool IsHash(string text) =>
        text.Split('.') is [var rounds, var salt, var hash]
        && int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= MostRounds
        && Convert.TryFromBase64String(salt, new byte[MostSalt], out var length) && length >= 8
        && Convert.TryFromBase64String(hash, new byte[HashBytes], out var bytes) && bytes == HashBytes;

    internal static Verdict Judge(SecurityQuestionEnrollment enrollment, Answer answer)
    {
        var kept = enrollment.Answer.Split('.');
        var given = answer is Answer.Words words ? words.Text.Reveal() : "";
        return new Secret(Hash(given, Convert.FromBase64String(kept[1]), int.Parse(kept[0]))).Matches(enrollment.Answer)
            ? new Verdict.Accepted()
            : new Verdict.Rejected(Rejection.WrongAnswer);
    }

    private static byte[] Normal(string answer) => Encoding.UTF8.GetBytes(answer.Trim().ToUpperInvariant());
}
