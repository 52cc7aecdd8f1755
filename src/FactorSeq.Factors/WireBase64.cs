using System.Buffers.Text;

namespace FactorSeq.Factors;

/// <summary>Base64 as clients of security keys send it: in the standard alphabet or the URL's, padded or not.</summary>
internal static class WireBase64
{
    /// <summary>In the URL's alphabet, without padding (RFC 4648 §5).</summary>
    internal static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>Null where the text is not base64. Line breaks and spaces are passed over, as seeds and PEM have them.</summary>
    internal static byte[]? Decode(string text)
    {
        var digits = string.Concat(text.Where(c => !char.IsWhiteSpace(c))).TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var padded = digits.PadRight((digits.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length / 4 * 3];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }
}
