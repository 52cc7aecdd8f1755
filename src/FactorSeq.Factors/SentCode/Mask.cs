namespace FactorSeq.Factors.SentCode;

/// <summary>Numbers and addresses as Okta shows them to somebody who has not proved who they are.</summary>
public static class Mask
{
    private const int ShownDigits = 4;

    // Shorter than any number that can be dialled from abroad: with country and last digits shown, nothing would be hidden.
    private const int TooShort = 7;

    /// <summary><c>+1 XXX-XXX-1337</c>; other countries keep their code and the last four digits.</summary>
    public static string Phone(string number)
    {
        var digits = new string([.. number.Where(char.IsAsciiDigit)]);
        if (digits.Length <= TooShort)
        {
            return new string('X', digits.Length);
        }

        var last = digits[^ShownDigits..];
        if (digits.Length == 11 && digits[0] == '1')
        {
            return $"+1 XXX-XXX-{last}";
        }

        var country = digits[..2];
        return $"+{country} {new string('X', digits.Length - country.Length - ShownDigits)}{last}";
    }

    /// <summary><c>d...y@example.com</c>.</summary>
    public static string Email(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 1 ? "..." : $"{address[0]}...{address[at - 1]}{address[at..]}";
    }
}
