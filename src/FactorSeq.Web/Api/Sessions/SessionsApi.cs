using System.Text.Json;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Sessions;

/// <summary>The Sessions API, as far as a browser or client reaches its own session.</summary>
internal static class SessionsApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("POST",   "/api/v1/sessions",                        Create),
        new("GET",    "/api/v1/sessions/me",                     Get),
        new("DELETE", "/api/v1/sessions/me",                     End),
        new("POST",   "/api/v1/sessions/me/lifecycle/refresh",   Refresh),
    ];

    private static async Task Create(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        await (body.Text("sessionToken") is { } token && await SessionStore.Redeem(context.Org(), token) is { } redeemed
            ? Write(context, redeemed.Id, redeemed.Session)
            : ErrorCodes.AuthenticationFailed.Because().Write(context));
    }

    private static async Task Get(HttpContext context)
    {
        var id = SessionCookie.Read(context);
        await (await SessionStore.Find(context.Org(), id) is { } session ? Write(context, id!, session) : NotFound(context));
    }

    private static async Task Refresh(HttpContext context)
    {
        var id = SessionCookie.Read(context);
        await (await SessionStore.Refresh(context.Org(), id) is { } session ? Write(context, id!, session) : NotFound(context));
    }

    private static async Task End(HttpContext context)
    {
        if (await SessionStore.End(context.Org(), SessionCookie.Read(context)))
        {
            SessionCookie.Clear(context);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await NotFound(context);
    }

    private static Task NotFound(HttpContext context) =>
        ErrorCodes.NotFound.With("Resource not found: me (Session)").Write(context);

    private static Task Write(HttpContext context, string id, Session session)
    {
        var baseUrl = context.BaseUrl();
        var orgId = context.Org().Current.Configuration.Id;
        return OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("login", session.Login);
            json.WriteString("userId", session.UserId);
            json.WriteInstant("expiresAt", session.Expires);
            json.WriteString("status", "ACTIVE");
            json.WriteInstantOrNull("lastPasswordVerification", session.PasswordProved);
            json.WriteInstantOrNull("lastFactorVerification", session.FactorProved);
            json.WriteStartArray("amr");
            foreach (var method in session.Amr)
            {
                json.WriteStringValue(method);
            }

            json.WriteEndArray();
            json.WriteStartObject("idp");
            json.WriteString("id", orgId);
            json.WriteString("type", "OKTA");
            json.WriteEndObject();
            json.WriteBoolean("mfaActive", session.FactorProved is not null);
            json.WriteStartObject("_links");
            WriteLink(json, "self", $"{baseUrl}/api/v1/sessions/me", "GET", "DELETE");
            WriteLink(json, "refresh", $"{baseUrl}/api/v1/sessions/me/lifecycle/refresh", "POST");
            json.WriteStartObject("user");
            json.WriteString("name", session.Login);
            json.WriteString("href", $"{baseUrl}/api/v1/users/me");
            WriteHints(json, "GET");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static void WriteLink(Utf8JsonWriter json, string rel, string href, params ReadOnlySpan<string> methods)
    {
        json.WriteStartObject(rel);
        json.WriteString("href", href);
        WriteHints(json, methods);
        json.WriteEndObject();
    }

    private static void WriteHints(Utf8JsonWriter json, params ReadOnlySpan<string> methods)
    {
        json.WriteStartObject("hints");
        json.WriteStartArray("allow");
        foreach (var method in methods)
        {
            json.WriteStringValue(method);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
