using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Errors;

/// <summary>An error as Okta's API answers it: code, summary, link, id, causes.</summary>
internal sealed record OktaError(ErrorCode Code, string Summary, IReadOnlyList<string> Causes)
{
    /// <summary>Causes that say which part of the request they are about.</summary>
    internal IReadOnlyList<LocatedCause> Located { get; init; } = [];

    /// <summary>Answers with this error and ends the request.</summary>
    internal Task Write(HttpContext context)
    {
        context.Response.StatusCode = Code.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        using var json = new Utf8JsonWriter(context.Response.BodyWriter, OktaJson.Plain);
        json.WriteStartObject();
        json.WriteString("errorCode", Code.Code);
        json.WriteString("errorSummary", Summary);
        json.WriteString("errorLink", Code.Code);
        json.WriteString("errorId", NewId());
        json.WriteStartArray("errorCauses");
        foreach (var cause in Causes)
        {
            json.WriteStartObject();
            json.WriteString("errorSummary", cause);
            json.WriteEndObject();
        }

        foreach (var cause in Located)
        {
            json.WriteStartObject();
            json.WriteString("errorSummary", cause.Summary);
            json.WriteString("reason", cause.Reason);
            json.WriteString("locationType", "body");
            json.WriteString("location", cause.Location);
            json.WriteString("domain", cause.Domain);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        return Task.CompletedTask;
    }

    // oae and 22 characters that are safe in a URL.
    private static string NewId() => "oae" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(17))[..22];
}

/// <summary>A cause with the place it is about, as the widget's registration form reads it.</summary>
/// <param name="Domain">What kind of request: <c>registration request</c>.</param>
/// <param name="Location">The member of the body.</param>
/// <param name="Reason">In Okta's words: <c>UNIQUE_CONSTRAINT</c>.</param>
internal sealed record LocatedCause(string Summary, string Domain, string Location, string Reason);
