using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Lab;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;
using Microsoft.AspNetCore.WebUtilities;

namespace FactorSeq.Web.Emulator;

/// <summary>The newest requests that the org was asked, with what it answered, and no secret of either.</summary>
internal static class RequestsApi
{
    /// <summary><c>GET /emulator/requests?user=&amp;route=&amp;status=&amp;after=</c>: the oldest first.</summary>
    internal static async Task List(HttpContext context)
    {
        var query = context.Request.Query;
        var (after, status) = (query["after"].ToString(), query["status"].ToString());
        if (!long.TryParse(after.Length == 0 ? "0" : after, NumberStyles.None, CultureInfo.InvariantCulture, out var behind)
            || (status.Length > 0 && !int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            await ErrorCodes.ValidationFailed.With("requests", "after: write the number of a request. status: write a status such as 403.").Write(context);
            return;
        }

        var (user, route) = (query["user"].ToString(), query["route"].ToString());
        var shown = Seen(context.Org().Lab.Journal)
            .Where(seen => seen.Entry.Number > behind
                && (status.Length == 0 || seen.Entry.Status?.ToString(CultureInfo.InvariantCulture) == status)
                && (route.Length == 0 || seen.Entry.Route == route || seen.Entry.Path.StartsWith(route, StringComparison.OrdinalIgnoreCase))
                && (user.Length == 0 || (seen.User is { } login && Faults.Names(user, login))))
            .ToList();
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            shown.ForEach(seen => Write(json, seen));
            json.WriteEndArray();
        });
    }

    /// <summary><c>DELETE /emulator/requests</c>.</summary>
    internal static Task Clear(HttpContext context)
    {
        context.Org().Lab.Journal.Clear();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // What nobody asks for costs nobody anything: whose a request was is worked out here, from what it said and what it was told.
    private static List<Request> Seen(Journal journal)
    {
        var logins = new Dictionary<string, string>();
        var seen = journal.All.Select(kept =>
        {
            var entry = kept.Entry;
            var (body, answer) = (Redaction.Parse(entry.Body), Redaction.Parse(kept.Answer));
            var stateToken = Text(body, "stateToken") ?? Text(answer, "stateToken");
            var transaction = stateToken is null ? null : Tokens.Digest(stateToken)[..16];
            var user = Text(body, "username") ?? Text(Below(answer, "_embedded", "user", "profile"), "login") ?? Form(entry) ?? Text(answer, "login")
                ?? Text(Below(answer, "profile"), "login");
            if (user is not null && transaction is not null)
            {
                logins.TryAdd(transaction, user);
            }

            return new Request(entry, kept.Answer, transaction, user, Text(answer, "errorCode") ?? Text(answer, "error"));
        }).ToList();
        return [.. seen.Select(one => one with { User = one.User ?? (one.Transaction is { } id ? logins.GetValueOrDefault(id) : null) })];
    }

    private static string? Text(JsonNode? node, string name) =>
        node is JsonObject members && members[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // Answers are lists, and bodies are whatever somebody sent.
    private static JsonNode? Below(JsonNode? node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            node = (node as JsonObject)?[name];
        }

        return node;
    }

    private static string? Form(JournalEntry entry) => entry.Form?["username"].ToString() is { Length: > 0 } user ? user : null;

    private static void Write(Utf8JsonWriter json, Request seen)
    {
        var entry = seen.Entry;
        json.WriteStartObject();
        json.WriteNumber("number", entry.Number);
        json.WriteString("id", entry.RequestId);
        json.WriteInstant("at", entry.At);
        json.WriteString("method", entry.Method);
        json.WriteString("path", Redaction.Path(entry.Path, entry.Route));
        json.WritePropertyName("query");
        Redaction.Of(QueryHelpers.ParseQuery(entry.Query)).WriteTo(json);
        json.WriteString("route", entry.Route);
        if (entry.Status is { } status)
        {
            json.WriteNumber("status", status);
        }
        else
        {
            json.WriteNull("status");
        }

        json.WriteNumber("milliseconds", Math.Round(entry.Duration.TotalMilliseconds, 3));
        json.WriteString("errorCode", seen.ErrorCode);
        json.WriteString("user", seen.User);
        json.WriteString("transaction", seen.Transaction);
        Body(json, "request", entry.Form is { } form ? Redaction.Of(form) : Redaction.Of(entry.Body));
        Body(json, "response", Redaction.Of(seen.Answer));
        json.WriteEndObject();
    }

    private static void Body(Utf8JsonWriter json, string name, JsonNode? body)
    {
        json.WritePropertyName(name);
        if (body is null)
        {
            json.WriteNullValue();
        }
        else
        {
            body.WriteTo(json);
        }
    }

    private sealed record Request(JournalEntry Entry, ReadOnlyMemory<byte> Answer, string? Transaction, string? User, string? ErrorCode);
}
