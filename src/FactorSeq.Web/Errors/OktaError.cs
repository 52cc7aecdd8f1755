using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Errors;

/// <summary>An error as Okta's API answers it: code, summary, link, id, causes.</summary>
internal sealed record OktaError(ErrorCode Code, string Summary, IReadOnlyList<string> Causes)
{
    /// <summary>Answers with this error and ends the request.</summary>
    internal async Task Write(HttpContext context)
    {
        context.Response.StatusCode = Code.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await using var json = new Utf8JsonWriter(context.Response.BodyWriter, OktaJson.Plain);
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

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // oae and 22 characters that are safe in a URL.
    private static string NewId() => "oae" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(17))[..22];
}
