using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace FactorSeq.Factors;

/// <summary>
/// What the browser says of a ceremony, and what the key signs the hash of (WebAuthn Level 2 §5.8.1; FIDO U2F Raw Message Formats, "Client
/// Data").
/// </summary>
/// <param name="Type"><c>type</c>, or <c>typ</c> of a U2F client.</param>
/// <param name="CrossOrigin">The page was in a frame of another origin's page.</param>
/// <param name="TopOrigin">That other origin, where the browser names it (WebAuthn Level 3).</param>
/// <param name="TokenBound">The browser bound the ceremony to a TLS connection, which nobody here can check.</param>
/// <param name="Hash">SHA-256 of the text as it came.</param>
internal sealed record ClientData(
    string Type, byte[] Challenge, string Origin, bool CrossOrigin, string? TopOrigin, bool TokenBound, byte[] Hash)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Null where it is no client data.</summary>
    /// <param name="text">Base64 of the JSON.</param>
    internal static ClientData? Read(string text)
    {
        if (WireBase64.Decode(text) is not { } bytes)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            return Read(json.RootElement, SHA256.HashData(bytes));
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            // A string whose escapes are no text.
            return null;
        }
    }

    /// <summary>Whether this challenge was signed, and on a page that may use the user's keys.</summary>
    internal bool Answers(string challenge, ImmutableArray<string> origins) =>
        CryptographicOperations.FixedTimeEquals(Challenge, WireBase64.Decode(challenge))
        && origins.Contains(Origin)
        && (!CrossOrigin || TopOrigin is not null && origins.Contains(TopOrigin))
        && !TokenBound;

    private static ClientData? Read(JsonElement json, byte[] hash)
    {
        if (json.ValueKind != JsonValueKind.Object
            || (Text(json, "type") ?? Text(json, "typ")) is not { } type
            || Text(json, "challenge") is not { } text || WireBase64.Decode(text) is not { } challenge
            || Text(json, "origin") is not { } origin)
        {
            return null;
        }

        var crossOrigin = json.TryGetProperty("crossOrigin", out var cross) && cross.ValueKind != JsonValueKind.False;
        var tokenBound = json.TryGetProperty("tokenBinding", out var binding)
            && (binding.ValueKind != JsonValueKind.Object || Text(binding, "status") != "supported");
        return new ClientData(type, challenge, origin, crossOrigin, Text(json, "topOrigin"), tokenBound, hash);
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
