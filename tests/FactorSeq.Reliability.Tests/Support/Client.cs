using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>An HTTP client that expects the worst, except to be kept waiting for ever.</summary>
internal sealed class Client : IDisposable
{
    /// <summary>How long any answer may take, whatever is broken.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false }) { Timeout = Limit };
    private readonly string[] addresses;

    private int turn = -1;

    /// <param name="addresses">Each request goes to the next of them.</param>
    internal Client(params string[] addresses) => this.addresses = addresses;

    /// <summary>Requests that were not answered within <see cref="Limit"/>.</summary>
    internal ConcurrentBag<string> Hung { get; } = [];

    /// <summary>How many answers there were of each status; 0 where the connection was lost.</summary>
    internal ConcurrentDictionary<int, int> Statuses { get; } = [];

    /// <summary>The longest that anybody waited for an answer.</summary>
    internal TimeSpan Slowest { get; private set; }

    /// <returns>null where no answer came, or one that promises nothing: a fault of the server or of what lies before it.</returns>
    internal async Task<Reply?> Try(HttpMethod method, string path, object? body = null, string? sid = null) =>
        await Ask(method, path, body, sid) is { Status: < 500 } reply ? reply : null;

    /// <returns>null where no answer came.</returns>
    internal async Task<Reply?> Ask(HttpMethod method, string path, object? body = null, string? sid = null, string? bearer = null)
    {
        var address = addresses[(uint)Interlocked.Increment(ref turn) % addresses.Length];
        using var request = new HttpRequestMessage(method, address + path);
        request.Content = body is null ? null : body as HttpContent ?? JsonContent.Create(body);
        if (path.StartsWith("/emulator", StringComparison.Ordinal))
        {
            request.Headers.Add("Authorization", $"SSWS {Node.AdminToken}");
        }

        if (sid is not null)
        {
            request.Headers.Add("Cookie", $"sid={sid}");
        }

        if (bearer is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {bearer}");
        }

        var began = Stopwatch.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request);
            var reply = new Reply(
                (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value)));
            Count(reply.Status, began);
            return reply;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            Count(0, began);
            return null;
        }
        catch (TaskCanceledException)
        {
            Hung.Add($"{method} {path}");
            return null;
        }
    }

    internal Task<Reply?> Get(string path, string? sid = null) => Ask(HttpMethod.Get, path, sid: sid);

    internal async Task<Reply> Post(string path, object body) =>
        await Ask(HttpMethod.Post, path, body) ?? throw new Xunit.Sdk.XunitException($"no answer to POST {path}; hung: {string.Join(", ", Hung)}");

    public void Dispose() => http.Dispose();

    private void Count(int status, long began)
    {
        Statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        var took = Stopwatch.GetElapsedTime(began);
        lock (Statuses)
        {
            Slowest = took > Slowest ? took : Slowest;
        }
    }
}
