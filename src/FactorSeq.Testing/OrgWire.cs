using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Testing;

/// <summary>The org's HTTP, as the rest of this library speaks it: the same calls that a script would make.</summary>
internal sealed class OrgWire(HttpClient http)
{
    /// <exception cref="OktaException">The answer is no success.</exception>
    internal async Task<JsonNode?> Send(HttpMethod method, string path, JsonNode? body, CancellationToken cancellation)
    {
        var (answer, fault) = await Ask(method, path, body is null ? null : JsonContent.Create(body), cancellation);
        return fault is null ? answer : throw new OktaException(fault, $"{method} {path}: {fault}");
    }

    internal Task<JsonNode?> Get(string path, CancellationToken cancellation) => Send(HttpMethod.Get, path, null, cancellation);

    internal Task<JsonNode?> Post(string path, JsonNode body, CancellationToken cancellation) => Send(HttpMethod.Post, path, body, cancellation);

    internal Task<JsonNode?> Patch(string path, JsonNode body, CancellationToken cancellation) => Send(HttpMethod.Patch, path, body, cancellation);

    internal async Task<(JsonNode? Answer, OktaFault? Fault)> Ask(
        HttpMethod method, string path, HttpContent? body, CancellationToken cancellation, AuthenticationHeaderValue? caller = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = caller;
        using var response = await http.SendAsync(request, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        var json = Parse(text);
        return response.IsSuccessStatusCode ? (json, null) : (json, Fault((int)response.StatusCode, json, text));
    }

    private static OktaFault Fault(int status, JsonNode? json, string text) => json is JsonObject error
        ? new OktaFault(
            status,
            (string?)(error["errorCode"] ?? error["error"]),
            (string?)(error["errorSummary"] ?? error["error_description"]),
            [.. (error["errorCauses"] as JsonArray ?? []).Select(cause => (string?)cause?["errorSummary"] ?? "")])
        : new OktaFault(status, null, text.Length == 0 ? null : text, []);

    private static JsonNode? Parse(string text)
    {
        try
        {
            return text.Length == 0 ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
