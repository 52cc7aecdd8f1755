using System.IO.Compression;
using System.Text;
using System.Xml;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Saml;

/// <summary>A SAML message as a browser brought it (saml-bindings §3.4, §3.5), read but not yet believed.</summary>
/// <param name="Detached">The signature of the address; null where it carries none, and for posted messages, which carry theirs inside.</param>
internal sealed record SamlInput(XmlElement Root, string? RelayState, bool IsPost, DetachedSignature? Detached)
{
    // Base64 of the longest message, so that one too long is told so and not taken for no form.
    private const int MostFormCharacters = 6 * SafeXml.MostCharacters;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly string[] Names = ["SAMLRequest", "RelayState", "SigAlg", "Signature"];

    /// <summary>Reads the message of a redirect.</summary>
    internal static (SamlInput? Input, SamlError? Error) OfQuery(HttpRequest request)
    {
        if (Names.Any(name => request.Query[name].Count > 1))
        {
            return (null, SamlErrors.RepeatedParameter);
        }

        if (request.Query["SAMLRequest"].ToString() is not { Length: > 0 } text)
        {
            return (null, SamlErrors.NoMessage);
        }

        if (Bytes(text) is not { } deflated)
        {
            return (null, SamlErrors.Malformed);
        }

        var (bytes, error) = Inflate(deflated);
        return bytes is null
            ? (null, error)
            : Read(bytes, request.Query["RelayState"], isPost: false, DetachedSignature.Of(request));
    }

    /// <summary>Reads the message of a form.</summary>
    internal static async ValueTask<(SamlInput? Input, SamlError? Error)> OfForm(HttpRequest request, string message = "SAMLRequest")
    {
        if (await FormBody.Find(request, MostFormCharacters) is not { } form)
        {
            return (null, SamlErrors.NoForm);
        }

        if (Names.Append(message).Any(name => form[name].Count > 1))
        {
            return (null, SamlErrors.RepeatedParameter);
        }

        if (form[message].ToString() is not { Length: > 0 } text)
        {
            return (null, SamlErrors.NoMessage with { Message = $"The '{message}' parameter is missing." });
        }

        return Bytes(text) is { } bytes ? Read(bytes, form["RelayState"], isPost: true, null) : (null, SamlErrors.Malformed);
    }

    private static (SamlInput? Input, SamlError? Error) Read(byte[] bytes, string? relayState, bool isPost, DetachedSignature? detached)
    {
        if (bytes.Length > SafeXml.MostCharacters)
        {
            return (null, SamlErrors.TooLarge);
        }

        string text;
        try
        {
            text = Strict.GetString(bytes);
        }
        catch (ArgumentException)
        {
            return (null, SamlErrors.Malformed);
        }

        return SafeXml.Read(text.TrimStart('\uFEFF'))?.DocumentElement is { } root
            ? (new SamlInput(root, string.IsNullOrEmpty(relayState) ? null : relayState, isPost, detached), null)
            : (null, SamlErrors.Malformed);
    }

    private static byte[]? Bytes(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // Stops at the limit, however much more a few bytes would swell to.
    private static (byte[]? Bytes, SamlError? Error) Inflate(byte[] deflated)
    {
        var room = new byte[SafeXml.MostCharacters + 1];
        try
        {
            using var stream = new DeflateStream(new MemoryStream(deflated), CompressionMode.Decompress);
            var length = stream.ReadAtLeast(room, room.Length, throwOnEndOfStream: false);
            return length == room.Length ? (null, SamlErrors.TooLarge) : (room[..length], null);
        }
        catch (InvalidDataException)
        {
            return (null, SamlErrors.Malformed);
        }
    }
}

/// <summary>The signature of an address, over its parameters as they are written there (saml-bindings §3.4.4.1).</summary>
internal sealed record DetachedSignature(string Algorithm, byte[] Value, byte[] Signed)
{
    /// <summary>Null where the address carries none that can be read.</summary>
    internal static DetachedSignature? Of(HttpRequest request)
    {
        if (request.Query["SigAlg"].ToString() is not { Length: > 0 } algorithm || request.Query["Signature"].ToString() is not { Length: > 0 } signature)
        {
            return null;
        }

        var value = new byte[signature.Length];
        if (!Convert.TryFromBase64String(signature, value, out var length)
            || Raw(request, "SAMLRequest") is not { } message
            || Raw(request, "SigAlg") is not { } raw
            || Raw(request, "RelayState") is null && request.Query.ContainsKey("RelayState"))
        {
            return new DetachedSignature(algorithm, [], []);
        }

        var signed = message + (Raw(request, "RelayState") is { } state ? "&" + state : "") + "&" + raw;
        return new DetachedSignature(algorithm, value[..length], Encoding.ASCII.GetBytes(signed));
    }

    // A name that only reads the same, in other letters or encoded, would count without being signed.
    private static string? Raw(HttpRequest request, string name) =>
        request.QueryString.Value!.TrimStart('?').Split('&').FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.Ordinal));
}
