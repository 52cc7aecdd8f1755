using System.Text.Encodings.Web;
using System.Text.Json;

namespace FactorSeq.Web.Wire;

/// <summary>Small habits of Okta's JSON: instants with milliseconds and Z, links with one method each.</summary>
internal static class OktaJson
{
    /// <summary>Okta writes + and quotes as they are; nothing of this is ever put into a page as it stands.</summary>
    internal static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // yyyy-MM-ddTHH:mm:ss.fff
    private const int Milliseconds = 23;

    // The round-trip format is the one that .NET writes without reading a pattern; Okta stops at the milliseconds.
    private const int RoundTrip = Milliseconds + 5;

    internal static string Instant(DateTimeOffset at) => new(Instant(at, stackalloc char[RoundTrip]));

    internal static void WriteInstant(this Utf8JsonWriter json, string name, DateTimeOffset at) =>
        json.WriteString(name, Instant(at, stackalloc char[RoundTrip]));

    internal static void WriteInstantOrNull(this Utf8JsonWriter json, string name, DateTimeOffset? at)
    {
        if (at is { } instant)
        {
            json.WriteInstant(name, instant);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A link object inside an array, or without a name of its own.</summary>
    internal static void WriteLinkBody(this Utf8JsonWriter json, string href, string method, string? name = null)
    {
        json.WriteStartObject();
        if (name is not null)
        {
            json.WriteString("name", name);
        }

        json.WriteString("href", href);
        json.WriteStartObject("hints");
        json.WriteStartArray("allow");
        json.WriteStringValue(method);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal static void WriteLink(this Utf8JsonWriter json, string rel, string href, string method = "POST", string? name = null)
    {
        json.WritePropertyName(rel);
        json.WriteLinkBody(href, method, name);
    }

    /// <summary>Answers 200 with what <paramref name="write"/> writes. It is sent once the request is over, in one piece with the headers.</summary>
    internal static Task Ok(
        HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        using var json = new Utf8JsonWriter(context.Response.BodyWriter, Plain);
        write(json);
        return Task.CompletedTask;
    }

    private static ReadOnlySpan<char> Instant(DateTimeOffset at, Span<char> room)
    {
        at.UtcDateTime.TryFormat(room, out _, "O");
        room[Milliseconds] = 'Z';
        return room[..(Milliseconds + 1)];
    }
}
