using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FactorSeq.Cli;

/// <summary>A FactorSeq that is running, as its <c>/emulator</c> answers.</summary>
internal sealed class Emulator : IDisposable
{
    private readonly HttpClient http;

    /// <param name="url">May carry an org's path: <c>http://localhost:7700/o/acme</c>.</param>
    internal Emulator(Uri url, string? adminToken)
    {
        // Imports answer when they are over; whoever has enough presses Ctrl-C.
        http = new HttpClient { BaseAddress = new Uri(url.ToString().TrimEnd('/') + "/"), Timeout = Timeout.InfiniteTimeSpan };
        if (adminToken is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", adminToken);
        }
    }

    /// <summary>Posts JSON to a path below <c>/emulator</c>.</summary>
    /// <exception cref="HttpRequestException">Nobody is there, or the answer is an error, whose text is the exception's.</exception>
    internal async Task<JsonElement> Post(string path, object body, CancellationToken cancellation)
    {
        using var response = await http.PostAsJsonAsync($"emulator/{path}", body, cancellation);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        return response.IsSuccessStatusCode ? json : throw new HttpRequestException(Text(json));
    }

    public void Dispose() => http.Dispose();

    private static string Text(JsonElement error)
    {
        var causes = error.GetProperty("errorCauses").EnumerateArray().Select(cause => cause.GetProperty("errorSummary").GetString());
        return string.Join(' ', causes.Prepend(error.GetProperty("errorSummary").GetString()));
    }
}
