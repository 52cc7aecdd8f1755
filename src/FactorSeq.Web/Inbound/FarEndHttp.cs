using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Web.Inbound;

/// <summary>
/// Asks identity providers. Their addresses are the seed's and those that its providers give; still they get little time and little room, no
/// redirect is followed and no cookie kept.
/// </summary>
internal static class FarEndHttp
{
    private const int MostBytes = 512 * 1024;

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new ButNotForLoopback(),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>The JSON object that a provider answers with; null where it answers anything else, or not in time.</summary>
    internal static async ValueTask<JsonObject?> Ask(HttpRequestMessage request, ProviderTime time)
    {
        try
        {
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await Http.SendAsync(request, time.Token);
            return response.IsSuccessStatusCode ? Read(await response.Content.ReadAsByteArrayAsync(time.Token)) : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException
            || e is OperationCanceledException && time.IsUp)
        {
            return null;
        }
        finally
        {
            request.Dispose();
        }
    }

    internal static ValueTask<JsonObject?> Get(string url, ProviderTime time) => Ask(new HttpRequestMessage(HttpMethod.Get, url), time);

    /// <summary>Reads an object in which no name stands twice: which of the two counts, readers do not agree upon.</summary>
    internal static JsonObject? Read(ReadOnlySpan<byte> json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;

    /// <summary>A text of an object; null where there is none.</summary>
    internal static string? Text(this JsonObject json, string name) =>
        json.TryGetPropertyValue(name, out var node) && node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;

    // The machine's proxy, for what is not the machine itself.
    private sealed class ButNotForLoopback : IWebProxy
    {
        public ICredentials? Credentials { get => HttpClient.DefaultProxy.Credentials; set => HttpClient.DefaultProxy.Credentials = value; }

        public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
    }
}
