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

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Proxy = new ButNotForLoopback(),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        ConnectTimeout = Patience,
    })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>The JSON object that a provider answers with; null where it answers anything else, or not in time.</summary>
    internal static async ValueTask<JsonObject?> Ask(HttpRequestMessage request, CancellationToken cancelled)
    {
        try
        {
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await Http.SendAsync(request, cancelled);
            return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancelled)) as JsonObject : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or IOException
            || e is OperationCanceledException && !cancelled.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            request.Dispose();
        }
    }

    internal static ValueTask<JsonObject?> Get(string url, CancellationToken cancelled) => Ask(new HttpRequestMessage(HttpMethod.Get, url), cancelled);

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
