using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace FactorSeq.Web.OAuth;

/// <summary>Public keys that a client tells of (RFC 7517): RSA from 2048 bits and the three curves, and never a private one.</summary>
internal static class ClientKeys
{
    // Beyond any key in use, and below what would keep a verifier busy.
    private const int MostText = 16 * 1024;
    private const int LeastRsaBytes = 256;
    private const int MostRsaBytes = 1024;
    private const int MostExponentBytes = 4;

    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private static readonly Dictionary<string, int> CoordinateBytes = new() { ["P-256"] = 32, ["P-384"] = 48, ["P-521"] = 66 };

    /// <summary>Reads a key set.</summary>
    /// <param name="passesOver">Whether keys that are none here are passed over, as RFC 7517 §5 has it, and not told of.</param>
    /// <returns>The keys, or what is wrong with one of them.</returns>
    internal static (ImmutableArray<JsonWebKey> Keys, string? Fault) ReadSet(string json, bool passesOver = false)
    {
        if (Parse(json) is not { } document)
        {
            return ([], "is no JSON object");
        }

        using (document)
        {
            if (!document.RootElement.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            {
                return ([], "has no 'keys', a list with at least one key");
            }

            var keys = ImmutableArray.CreateBuilder<JsonWebKey>();
            foreach (var element in list.EnumerateArray())
            {
                var (key, fault) = Read(element);
                if (key is not null)
                {
                    keys.Add(key);
                }
                else if (!passesOver)
                {
                    return ([], fault);
                }
            }

            return keys.Count > 1 && keys.Select(key => key.Kid).Distinct().Count() < keys.Count
                ? ([], "needs a 'kid' of its own for each of several keys")
                : (keys.ToImmutable(), null);
        }
    }

    internal static (JsonWebKey? Key, string? Fault) Read(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || element.GetRawText().Length > MostText)
        {
            return (null, "holds something that is no key");
        }

        if (PrivateMembers.Any(member => element.TryGetProperty(member, out _)))
        {
            return (null, "holds a private or a symmetric key");
        }

        var fits = Text(element, "kty") switch
        {
            "RSA" => Bytes(element, "n") is >= LeastRsaBytes and <= MostRsaBytes && Bytes(element, "e") is >= 1 and <= MostExponentBytes,
            "EC" => CoordinateBytes.TryGetValue(Text(element, "crv") ?? "", out var size) && Bytes(element, "x") == size && Bytes(element, "y") == size,
            _ => false,
        };
        if (!fits)
        {
            return (null, "holds a key that is neither RSA of 2048 bits or more nor on P-256, P-384 or P-521");
        }

        var key = new JsonWebKey
        {
            Kty = Text(element, "kty"),
            Kid = Text(element, "kid"),
            Use = Text(element, "use"),
            Alg = Text(element, "alg"),
            N = Text(element, "n"),
            E = Text(element, "e"),
            Crv = Text(element, "crv"),
            X = Text(element, "x"),
            Y = Text(element, "y"),
            CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
        };
        return (key, null);
    }

    /// <summary>RFC 7638.</summary>
    internal static string Thumbprint(JsonWebKey key) => Base64Url.EncodeToString(key.ComputeJwkThumbprint());

    private static JsonDocument? Parse(string json)
    {
        try
        {
            var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16, AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) => SignedJwt.Text(element, name);

    private static int? Bytes(JsonElement element, string name) =>
        Text(element, name) is { } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text).Length : null;
}
