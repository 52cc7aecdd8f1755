namespace FactorSeq.Factors.Totp;

/// <summary>Base32 as QR codes carry it (RFC 4648 §6): either case, spaces and padding ignored.</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>True where every character belongs to the alphabet and at least one byte comes of it.</summary>
    public static bool IsValid(string text)
    {
        var digits = Digits(text);
        return digits.Length >= 2 && digits.All(c => Alphabet.Contains(c));
    }

    /// <summary>The bytes of a valid text.</summary>
    public static byte[] Decode(string text)
    {
        var digits = Digits(text);
        var bytes = new byte[digits.Length * 5 / 8];
        var buffer = 0;
        var bits = 0;
        var next = 0;
        foreach (var c in digits)
        {
            buffer = (buffer << 5) | Alphabet.IndexOf(c);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[next++] = (byte)(buffer >> bits);
            }
        }

        return bytes;
    }

    /// <summary>Bytes as a QR code carries them, without padding.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new char[(bytes.Length * 8 + 4) / 5];
        for (var i = 0; i < text.Length; i++)
        {
            var bit = i * 5;
            var pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[bit / 8 + 1] : 0);
            text[i] = Alphabet[(pair >> (11 - bit % 8)) & 31];
        }

        return new string(text);
    }

    private static string Digits(string text) => text.Replace(" ", "").Replace("-", "").TrimEnd('=').ToUpperInvariant();
}
