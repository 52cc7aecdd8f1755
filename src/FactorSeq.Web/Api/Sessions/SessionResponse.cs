using System.Text.Json;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Sessions;

/// <summary>A session as the API shows it (Sessions API, "Session properties").</summary>
internal static class SessionResponse
{
    /// <param name="cookieToken">One-time token that a browser can be given for this session.</param>
    /// <param name="byId">Whether its links name it, for those who have an API token; a client of its own has <c>me</c>.</param>
    internal static Task Write(HttpContext context, string id, Session session, string? cookieToken = null, bool byId = false)
    {
        var baseUrl = context.BaseUrl();
        var org = context.Org().Current.Configuration;
        var self = $"{baseUrl}/api/v1/sessions/{(byId ? id : "me")}";
        return OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            if (cookieToken is not null)
            {
                json.WriteString("cookieToken", cookieToken);
            }

            json.WriteString("login", session.Login);
            json.WriteString("userId", session.UserId);
            json.WriteInstant("expiresAt", session.Expires);
            json.WriteString("status", session.Status switch
            {
                SessionStatus.MfaRequired => "MFA_REQUIRED",
                SessionStatus.MfaEnroll   => "MFA_ENROLL",
                _                         => "ACTIVE",
            });
            json.WriteInstantOrNull("lastPasswordVerification", session.PasswordProved);
            json.WriteInstantOrNull("lastFactorVerification", session.FactorProved);
            json.WriteStartArray("amr");
            foreach (var method in session.Amr)
            {
                json.WriteStringValue(method);
            }

            json.WriteEndArray();
            // Identity Engine does not say who vouched.
            if (org.Engine is null)
            {
                json.WriteStartObject("idp");
                json.WriteString("id", session.IdentityProvider ?? org.Id);
                json.WriteString("type", session.IdentityProvider is null ? "OKTA" : "FEDERATION");
                json.WriteEndObject();
            }

            json.WriteBoolean("mfaActive", session.FactorProved is not null);
            json.WriteStartObject("_links");
            WriteLink(json, "self", self, "GET", "DELETE");
            WriteLink(json, "refresh", $"{self}/lifecycle/refresh", "POST");
            json.WriteStartObject("user");
            json.WriteString("name", session.Login);
            json.WriteString("href", $"{baseUrl}/api/v1/users/{(byId ? session.UserId : "me")}");
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
