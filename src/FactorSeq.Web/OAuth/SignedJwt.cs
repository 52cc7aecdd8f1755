using System.Buffers.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.OAuth;

/// <summary>A JWT that somebody else signed: nothing in it counts before <see cref="IsSignedWith"/> says so.</summary>
internal sealed class SignedJwt
{
    private const int MostText = 16 * 1024;

    // What clocks of clients may be ahead of the org's.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly JsonWebToken token;

    private SignedJwt(JsonWebToken token, JsonElement header, JsonElement claims)
    {
        this.token = token;
        Header = header;
        Claims = claims;
    }

    internal JsonElement Header { get; }

    internal JsonElement Claims { get; }

    internal string Algorithm => Text(Header, "alg") ?? "none";

    internal string? Kid => Text(Header, "kid");

    internal string? this[string claim] => Text(Claims, claim);

    /// <summary>Null for what is no JWT of three parts.</summary>
    internal static SignedJwt? Read(string? text)
    {
        if (text is null || text.Length > MostText || text.AsSpan().Count('.') != 2)
        {
            return null;
        }

        try
        {
            var token = new JsonWebToken(text);
            return Part(token.EncodedHeader) is { } header && Part(token.EncodedPayload) is { } claims ? new SignedJwt(token, header, claims) : null;
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException or JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    internal async ValueTask<bool> IsSignedWith(IEnumerable<SecurityKey> keys) =>
        (await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            // Each use of a JWT has its own words for what is wrong with these.
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
            ValidAlgorithms = [Algorithm],
            IssuerSigningKeys = keys,
        })).IsValid;

    internal DateTimeOffset? Instant(string claim) =>
        Claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and < 253402300800
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : null;

    /// <summary>Whether it says that it does not count yet.</summary>
    internal bool IsEarly(DateTimeOffset now) => Instant("iat") > now + Skew || Instant("nbf") > now + Skew;

    /// <summary>Whether this alone is whom it is for: a JWT for several could be played on by one of them.</summary>
    internal bool IsFor(string audience) => Claims.TryGetProperty("aud", out var value) && value.ValueKind switch
    {
        JsonValueKind.String => Text(Claims, "aud") == audience,
        JsonValueKind.Array => value.GetArrayLength() == 1 && value[0].ValueKind == JsonValueKind.String && Text(value[0]) == audience,
        _ => false,
    };

    /// <summary>A member that is text; null where it is absent or something else.</summary>
    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(value) : null;

    // Half a surrogate pair can be spelt in JSON and is no text.
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Part(string encoded)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(encoded), Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
    }
}
