using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace FactorSeq.Web.Tests.Support;

/// <summary>
/// Compares an answer with the one a person has read and approved. What differs from run to run is scrubbed; a mismatch leaves a
/// <c>.received.json</c> beside the approved file, and <c>FACTORSEQ_APPROVE=1</c> takes what came for approved.
/// </summary>
internal static partial class Approve
{
    /// <summary>Tests whose instants matter stop the clock here; every other instant is scrubbed.</summary>
    internal static readonly DateTimeOffset Noon = new(2031, 2, 3, 12, 0, 0, TimeSpan.Zero);

    // The last two are on every answer alike, and Hostile/EveryPageTests looks at them there.
    private static readonly string[] Noise =
        ["Date", "Server", "Transfer-Encoding", "Content-Length", "X-Rate-Limit-Reset", "X-Okta-Request-Id", "Content-Security-Policy", "Referrer-Policy"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // Found from the build's output: in a CI build the compiler knows no real paths of sources.
    private static readonly string Folder = Repository.Path("tests", "FactorSeq.Web.Tests", "Approved");

    internal static void Json(string name, Reply reply)
    {
        Assert.NotEmpty(reply.Header("X-Okta-Request-Id") ?? "");
        Assert.InRange(long.Parse(reply.Header("X-Rate-Limit-Reset") ?? "0"), DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 60, long.MaxValue);
        var headers = new JsonObject();
        foreach (var (header, value) in reply.Headers.Where(h => !Noise.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).OrderBy(h => h.Key, StringComparer.Ordinal))
        {
            headers[header] = value;
        }

        Text(name, new JsonObject { ["status"] = reply.Status, ["headers"] = headers, ["body"] = reply.Json?.DeepClone() });
    }

    internal static void Text(string name, JsonNode what)
    {
        var approved = Path.Combine(Folder, name + ".json");
        var received = Path.Combine(Folder, name + ".received.json");
        var text = Scrub(what.ToJsonString(Indented)) + "\n";
        if (Environment.GetEnvironmentVariable("FACTORSEQ_APPROVE") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(approved, text);
        }

        if (File.Exists(approved) && File.ReadAllText(approved) == text)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        Assert.Fail($"{name} is not what was approved; compare {received}\n{text}");
    }

    /// <summary>Puts names in place of what differs from run to run.</summary>
    internal static string Scrub(string text)
    {
        text = Address().Replace(text, "http://org.test");
        text = Token().Replace(text, "$1{token}");
        text = Instant().Replace(text, m => DateTimeOffset.Parse(m.Value) is var at && (at - Noon).Duration() < TimeSpan.FromDays(1) ? m.Value : "{instant}");
        text = SessionToken().Replace(text, "{sessionToken}");
        text = ErrorId().Replace(text, "{errorId}");
        text = SessionId().Replace(text, "{sessionId}");
        text = StateToken().Replace(text, "{stateToken}");
        text = Uuid().Replace(text, "{uuid}");
        text = RequestId().Replace(text, "{requestId}");
        return Id().Replace(text, "{$1 id}");
    }

    [GeneratedRegex("http://(127\\.0\\.0\\.1|localhost):[0-9]+")]
    private static partial Regex Address();

    // Of a picture to scan, of a software token, and of what waits for a phone.
    [GeneratedRegex("(/qr/|\"sharedSecret\": \"|/transactions/)[A-Za-z0-9._-]+")]
    private static partial Regex Token();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")]
    private static partial Regex Instant();

    [GeneratedRegex("\\b20111[A-Za-z0-9_-]{50}(?![A-Za-z0-9_-])")]
    private static partial Regex SessionToken();

    [GeneratedRegex("\\b102[A-Za-z0-9_-]{40}(?![A-Za-z0-9_-])")]
    private static partial Regex SessionId();

    [GeneratedRegex("\\b00[A-Za-z0-9_-]{40}(?![A-Za-z0-9_-])")]
    private static partial Regex StateToken();

    [GeneratedRegex("\\boae[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])")]
    private static partial Regex ErrorId();

    [GeneratedRegex("\\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\\b")]
    private static partial Regex Uuid();

    [GeneratedRegex("\\b0HN[0-9A-Z]{10}:[0-9]{8}\\b")]
    private static partial Regex RequestId();

    [GeneratedRegex("\\b(00u|00o|00g|00p|0pr|nzo|tos|bhv|opf|ost|uft|sms|clf|emf|ufs|cst)[A-Za-z0-9]{17}\\b")]
    private static partial Regex Id();
}
