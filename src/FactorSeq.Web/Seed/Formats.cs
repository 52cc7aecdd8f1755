using System.Buffers.Binary;

namespace FactorSeq.Web.Seed;

/// <summary>What addresses, numbers and hashes look like. By hand: a regular expression costs more at start than a seed has to check.</summary>
internal static class Formats
{
    internal static bool IsEmail(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && at < text.Length - 1 && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
    }

    /// <summary>RFC 4514 as far as a typing error goes: parts with a name and a value. What a server makes of it, it says itself.</summary>
    internal static bool IsDistinguishedName(string text) =>
        text.Replace("\\,", "").Split(',').All(part => part.IndexOf('=') is > 0 and var at && at < part.Length - 1 && char.IsAsciiLetterOrDigit(part.TrimStart()[0]));

    /// <summary>E.164: a plus, a country code that does not begin with 0, 15 digits at most.</summary>
    internal static bool IsPhone(string text) =>
        text is ['+', >= '1' and <= '9', ..] && text.Length is >= 8 and <= 16 && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>An absolute URI without a fragment that a browser may be sent to (RFC 6749 §3.1.2); schemes of apps are allowed.</summary>
    internal static bool IsRedirect(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && text.StartsWith($"{uri.Scheme}:", StringComparison.OrdinalIgnoreCase)
        && uri.Scheme is not ("javascript" or "data" or "file" or "vbscript")
        && (uri.Scheme is not ("http" or "https") || uri.Host.Length > 0)
        && !text.Contains('#')
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    /// <summary>The origin of a page as a browser writes it, or null.</summary>
    internal static string? Origin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.PathAndQuery == "/" && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;

    /// <summary>ASP.NET Core Identity, version 3: marker, PRF, rounds, salt length, salt, hash.</summary>
    internal static bool IsPasswordHash(string text)
    {
        const int Header = 13;
        const int MostRounds = 10_000_000;
        const int MostBytes = 256;
        Span<byte> bytes = stackalloc byte[MostBytes];
        if (text.Length > MostBytes || !Convert.TryFromBase64String(text, bytes, out var length) || length < Header || bytes[0] != 1)
        {
            return false;
        }

        var rounds = BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]);
        var salt = BinaryPrimitives.ReadUInt32BigEndian(bytes[9..]);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]) <= 2
            && rounds is >= 1 and <= MostRounds
            && salt is >= 16 and <= MostBytes
            && length - Header - (int)salt >= 16;
    }
}
