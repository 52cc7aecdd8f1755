using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Lab;

namespace FactorSeq.Web.Wire;

/// <summary>
/// A JSON request body, read leniently as Okta reads it: unknown members are passed over, flags may be booleans or strings,
/// numbers may stand for text. What cannot be read at all is E0000003.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    /// <summary>Largest body that is read, in bytes; far above anything a client of these APIs sends.</summary>
    internal const int MaxBytes = 64 * 1024;

    /// <summary>How deep its objects and lists may stand in each other.</summary>
    internal const int Deepest = 16;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Deepest };

    private readonly JsonDocument document;

    private JsonBody(JsonDocument document) => this.document = document;

    internal JsonElement Root => document.RootElement;

    /// <summary>Reads the body of a request; null after an error was answered.</summary>
    internal static async ValueTask<JsonBody?> Read(HttpContext context)
    {
        if (!IsJson(context.Request.ContentType))
        {
            await ErrorCodes.BadContentType.Because().Write(context);
            return null;
        }

        if (context.Request.ContentLength > MaxBytes || await Bytes(context) is not { } bytes || Parse(bytes) is not { } document)
        {
            await ErrorCodes.BadBody.Because().Write(context);
            return null;
        }

        context.Features.Get<JournalEntry>()?.Take(bytes);
        return new JsonBody(document);
    }

    /// <summary>A body that may be left out, whatever content type an SDK names for it: then it has no members.</summary>
    internal static async ValueTask<JsonBody?> ReadOptional(HttpContext context)
    {
        // A chunked body says nothing of its length, nor that there is none.
        var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
        context.Request.BodyReader.AdvanceTo(read.Buffer.Start);
        return read is { IsCompleted: true, Buffer.IsEmpty: true } ? new JsonBody(JsonDocument.Parse("{}")) : await Read(context);
    }

    /// <summary>A member as text: null where it is absent, null, or neither text nor number nor flag.</summary>
    internal string? Text(string name) => Text(Root, name);

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            }
            : null;

    /// <summary>A member that is an object; null where it is absent or something else.</summary>
    internal JsonElement? Object(string name) =>
        Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    /// <summary>A member that is there and is not text where text is wanted: the name of the first such.</summary>
    internal string? Mistyped(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Root.TryGetProperty(name, out var value)
                && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                return name;
            }
        }

        return null;
    }

    internal bool Flag(string name) => bool.TryParse(Text(name), out var flag) && flag;

    public void Dispose() => document.Dispose();

    private static bool IsJson(string? contentType) =>
        contentType is not null && contentType.AsSpan().TrimStart().StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    private static async ValueTask<byte[]?> Bytes(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > MaxBytes || read.IsCompleted)
            {
                // A reader left in the middle of a read costs the client its connection.
                var bytes = read.Buffer.Length > MaxBytes ? null : read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static JsonDocument? Parse(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            return null;
        }

        try
        {
            Spell(bytes);
            var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // Half a surrogate pair can be spelt in JSON and is no text: whoever asked for it later would find out the hard way.
    private static void Spell(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = Strict.MaxDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String && reader.ValueIsEscaped)
            {
                _ = reader.GetString();
            }
        }
    }
}
