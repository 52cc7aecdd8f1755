using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Web.Tests.Support;

/// <summary>An answer as it came over the wire, with the members that tests ask for by name.</summary>
internal sealed record Reply(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    private readonly Lazy<JsonNode?> json = new(() => Parse(Body));

    /// <summary>The body as JSON; null where it is none.</summary>
    internal JsonNode? Json => json.Value;

    internal string? StateToken => Text("stateToken");

    /// <summary>The transaction's status: <c>MFA_REQUIRED</c>.</summary>
    internal string? State => Text("status");

    internal string? FactorResult => Text("factorResult");

    internal string? SessionToken => Text("sessionToken");

    internal string? ErrorCode => Text("errorCode");

    internal string? Cause => (string?)Json?["errorCauses"]?.AsArray().FirstOrDefault()?["errorSummary"];

    /// <summary>Types of the factors on offer, in order.</summary>
    internal string[] Factors => [.. Offered.Select(f => (string)f!["factorType"]!)];

    internal JsonArray Offered => Json?["_embedded"]?["factors"]?.AsArray() ?? [];

    /// <summary>Set-Cookie by name: its value.</summary>
    internal string? Cookie(string name) => Headers.TryGetValue("Set-Cookie", out var set) && set.IndexOf(name + "=", StringComparison.Ordinal) is >= 0 and var at
        ? set[(at + name.Length + 1)..].Split(';', ',')[0]
        : null;

    internal string? Header(string name) => Headers.GetValueOrDefault(name);

    internal string? Text(string member) => Json is JsonObject found && found[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The id of a factor that this answer names, by its type.</summary>
    internal string? FactorId(string type) =>
        (string?)Offered.FirstOrDefault(f => (string?)f!["factorType"] == type)?["id"]
        ?? (Json?["_embedded"]?["factor"] is { } chosen && (string?)chosen["factorType"] == type ? (string?)chosen["id"] : null);

    /// <summary>Fails with the whole answer where its status is another.</summary>
    internal Reply Expect(int status)
    {
        Assert.True(Status == status, $"wanted {status}, got {this}");
        return this;
    }

    internal Reply Expect(string state)
    {
        Assert.True(Status == 200 && State == state, $"wanted 200 {state}, got {this}");
        return this;
    }

    /// <summary>Fails unless this is the given error.</summary>
    internal Reply Expect(int status, string errorCode)
    {
        Assert.True(Status == status && ErrorCode == errorCode, $"wanted {status} {errorCode}, got {this}");
        return this;
    }

    public override string ToString() => $"{Status} {Body}";

    private static JsonNode? Parse(string body)
    {
        try
        {
            return body.Length == 0 ? null : JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
