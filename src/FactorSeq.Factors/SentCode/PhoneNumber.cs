using System.Globalization;

namespace FactorSeq.Factors.SentCode;

/// <summary>Phone numbers as people type them and as they are kept: E.164.</summary>
public static class PhoneNumber
{
    private const int ShortestDigits = 7;
    private const int LongestDigits = 15;

    // What people write between digits; what a copied text brings along for its direction of writing is passed over, too.
    private const string Separators = " -.()";

    /// <summary><c>+14155550100</c> of <c>+1 (415) 555-0100</c>; ten digits without a country are North American, as Okta takes them. Null for what is no number.</summary>
    public static string? Normalize(string typed)
    {
        var compact = new string([.. typed.Where(c => !Separators.Contains(c, StringComparison.Ordinal) && char.GetUnicodeCategory(c) != UnicodeCategory.Format)]);
        var digits = compact.TrimStart('+');
        if (compact.Length - digits.Length > 1 || digits.Length is < ShortestDigits or > LongestDigits || !digits.All(char.IsAsciiDigit) || digits[0] == '0')
        {
            return null;
        }

        return compact[0] == '+' || digits.Length != 10 ? "+" + digits : "+1" + digits;
    }
}
