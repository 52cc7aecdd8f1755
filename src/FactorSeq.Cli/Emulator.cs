using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace FactorSeq.Cli;

/// <summary>A FactorSeq that is running, as its <c>/emulator</c> answers.</summary>
internal sealed class Emulator : IDisposable
{
    // What to do where something is not found, by the kind that the server names in its answer.
    private static readonly (string Kind, string Cure)[] Cures =
    [
        ("(User)", "Who is there: factorseq users"),
        ("(Factor)", "Who has which factor: factorseq users"),
        ("(Push)", "What waits on phones: factorseq push list"),
        ("(Fault)", "Which there are: factorseq fault list"),
        ("(Mac)", "Which there are: factorseq mac state"),
        ("(Snapshot)", "Which there are: factorseq snapshot list"),
    ];

    private readonly HttpClient http;
    private readonly string server;

    /// <param name="url">May carry an org's path: <c>http://localhost:7700/o/acme</c>.</param>
    /// <param name="org">Null for the one of the address.</param>
    internal Emulator(Uri url, string? org, string? adminToken)
    {
        server = url.ToString().TrimEnd('/');
        var address = org is null ? server : $"{server}/o/{Uri.EscapeDataString(org)}";

        // Imports answer when they are over; whoever has enough presses Ctrl-C. A proxy for the rest of the world has no way to this machine.
        http = new HttpClient(new SocketsHttpHandler { UseProxy = !url.IsLoopback, ConnectTimeout = TimeSpan.FromSeconds(15) })
        {
            BaseAddress = new Uri(address + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (adminToken is not null)
        {
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("SSWS", adminToken);
        }
    }

    /// <summary>Gets JSON from a path below <c>/emulator</c>.</summary>
    internal Task<JsonElement> Get(string path, CancellationToken cancellation) => Ask(HttpMethod.Get, path, null, cancellation);

    internal Task<JsonElement> Post(string path, object body, CancellationToken cancellation) => Ask(HttpMethod.Post, path, body, cancellation);

    /// <summary>Posts a text, or where it is null nothing.</summary>
    internal async Task<JsonElement> PostText(string path, string? text, string type, CancellationToken cancellation)
    {
        using var content = text is null ? null : new StringContent(text, Encoding.UTF8, type);
        return Read(await Send(HttpMethod.Post, path, content, "application/json", cancellation));
    }

    internal Task<JsonElement> Patch(string path, object body, CancellationToken cancellation) => Ask(HttpMethod.Patch, path, body, cancellation);

    internal Task<JsonElement> Delete(string path, CancellationToken cancellation) => Ask(HttpMethod.Delete, path, null, cancellation);

    /// <summary>Gets a text, of the kind that is asked for.</summary>
    internal Task<string> GetText(string path, string accept, CancellationToken cancellation) => Send(HttpMethod.Get, path, null, accept, cancellation);

    /// <summary>What changes from now on, as the server tells it: the first, empty, says that it listens.</summary>
    internal async IAsyncEnumerable<string> Changes([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var response = await Reach(new HttpRequestMessage(HttpMethod.Get, "emulator/stream"), HttpCompletionOption.ResponseHeadersRead, cancellation);
        await Check(response, cancellation);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        yield return "";
        while (await Next(lines, cancellation) is { } line)
        {
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                using var change = JsonDocument.Parse(line["data:".Length..]);
                yield return change.RootElement.GetProperty("kind").GetString()!;
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonElement> Ask(HttpMethod method, string path, object? body, CancellationToken cancellation)
    {
        using var content = body is null ? null : JsonContent.Create(body);
        return Read(await Send(method, path, content, "application/json", cancellation));
    }

    // What is done without anything to say about it is answered with nothing.
    private JsonElement Read(string text) => text.Length == 0 ? default : Parse(text) ?? throw Stranger();

    private async Task<string> Send(HttpMethod method, string path, HttpContent? body, string accept, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"emulator/{path}") { Content = body };
        request.Headers.Accept.ParseAdd(accept);
        using var response = await Reach(request, HttpCompletionOption.ResponseContentRead, cancellation);
        await Check(response, cancellation);
        return await response.Content.ReadAsStringAsync(cancellation);
    }

    private async Task<HttpResponseMessage> Reach(HttpRequestMessage request, HttpCompletionOption until, CancellationToken cancellation)
    {
        try
        {
            return await http.SendAsync(request, until, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException || e is TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            throw Nobody(e);
        }
    }

    // The server that ends closes the stream, in the middle or not.
    private async Task<string?> Next(StreamReader lines, CancellationToken cancellation)
    {
        try
        {
            return await lines.ReadLineAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw Nobody(e);
        }
    }

    private async Task Check(HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (Parse(text) is not { ValueKind: JsonValueKind.Object } error || !error.TryGetProperty("errorSummary", out var summary))
        {
            throw Stranger();
        }

        string[] causes = [.. error.List("errorCauses").Select(cause => cause.Text("errorSummary"))];
        throw Refusal(response.StatusCode, summary.ToString(), error.Text("errorCode"), causes);
    }

    // Where a request is not valid its causes say what is wrong and what to write; elsewhere they say what to do.
    private static FailedException Refusal(HttpStatusCode status, string summary, string code, string[] causes)
    {
        if (code == "E0000001" && causes.Length > 0)
        {
            return new FailedException(ExitCode.Refused, string.Join('\n', causes));
        }

        var known = Cures.FirstOrDefault(cure => summary.Contains(cure.Kind, StringComparison.Ordinal)).Cure;
        return new FailedException(ExitCode.Refused, summary, status == HttpStatusCode.Unauthorized
            ? "Give its admin token with --admin-token or FACTORSEQ_ADMIN_TOKEN; the server printed it when it started."
            : causes.Length > 0 ? string.Join('\n', causes) : known);
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private FailedException Nobody(Exception why) => new(
        ExitCode.NoServer, $"Nothing answers at {server}: {why.Message}", "Start one with factorseq run, or name another with --url or FACTORSEQ_URL.");

    private FailedException Stranger() =>
        new(ExitCode.NoServer, $"What answers at {server} is no FactorSeq.", "Name one with --url or FACTORSEQ_URL.");
}
