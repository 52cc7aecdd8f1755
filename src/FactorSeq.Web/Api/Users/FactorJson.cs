using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary>A user's factor as the Factors API shows it.</summary>
internal static class FactorJson
{
    /// <param name="pending">What is still to be done to it; null for an active one.</param>
    /// <param name="isShared">Whether whoever asks may know what activates it: a shared secret, a QR code.</param>
    internal static void Write(Utf8JsonWriter json, HttpContext context, User user, Enrollment enrollment, FactorTask? pending, bool isShared = true)
    {
        var factor = context.Org().Catalog[enrollment.Kind];
        var self = Address(context, user, enrollment.Id);
        json.WriteStartObject();
        json.WriteString("id", enrollment.Id);
        json.WriteString("factorType", factor.Type.Kind.Type);
        json.WriteString("provider", factor.Type.Kind.Provider);
        json.WriteString("vendorName", factor.Type.VendorName);
        json.WriteString("status", pending is null ? "ACTIVE" : "PENDING_ACTIVATION");
        json.WriteInstant("created", enrollment.Created);
        json.WriteInstant("lastUpdated", enrollment.Created);
        json.WriteStartObject("profile");
        foreach (var field in factor.Profile(enrollment).Where(field => field.Value.Length > 0))
        {
            json.WriteString(field.Name, field.Value);
        }

        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLink("self", self, "GET");
        if (pending is null)
        {
            json.WriteLink("verify", $"{self}/verify");
        }
        else
        {
            json.WriteLink(pending.Challenge?.ActivationId is null ? "activate" : "poll", $"{self}/lifecycle/activate{(pending.Challenge?.ActivationId is null ? "" : "/poll")}");
        }

        if (pending is not null && factor.Type.Channel is not null)
        {
            json.WriteLink("resend", $"{self}/resend");
        }

        json.WriteLink("user", $"{context.BaseUrl()}/api/v1/users/{user.Id}", "GET");
        json.WriteEndObject();
        if (isShared && pending is not null && Activation(context, user, pending) is { } activation)
        {
            json.WriteStartObject("_embedded");
            json.WritePropertyName("activation");
            activation.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A factor that a user could have.</summary>
    internal static void WriteKind(Utf8JsonWriter json, HttpContext context, User user, IEnrollable factor, Core.Policies.EnrollmentDemand demand, int enrolled)
    {
        json.WriteStartObject();
        json.WriteString("factorType", factor.Type.Kind.Type);
        json.WriteString("provider", factor.Type.Kind.Provider);
        json.WriteString("vendorName", factor.Type.VendorName);
        json.WriteString("status", enrolled > 0 ? "ACTIVE" : "NOT_SETUP");
        json.WriteString("enrollment", demand.ToString().ToUpperInvariant());
        json.WriteStartObject("_links");
        if (enrolled < factor.Maximum)
        {
            json.WriteLink("enroll", $"{context.BaseUrl()}/api/v1/users/{user.Id}/factors");
        }

        if (factor.Type.Kind.Type == "question")
        {
            json.WriteLink("questions", $"{context.BaseUrl()}/api/v1/users/{user.Id}/factors/questions", "GET");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary><c>factorResult</c> with where to go on.</summary>
    internal static void WriteResult(Utf8JsonWriter json, string result, DateTimeOffset? expires, params ReadOnlySpan<(string Rel, string Href, string Method)> links) =>
        WriteResult(json, result, expires, face: null, links);

    /// <param name="face">What the client must know of the challenge: what a key is to sign, which number is the right one.</param>
    internal static void WriteResult(
        Utf8JsonWriter json, string result, DateTimeOffset? expires, ChallengeFace? face, params ReadOnlySpan<(string Rel, string Href, string Method)> links)
    {
        json.WriteStartObject();
        if (expires is { } at)
        {
            json.WriteInstant("expiresAt", at);
        }

        json.WriteString("factorResult", result);
        if (face is not null)
        {
            json.WriteStartObject("_embedded");
            json.WritePropertyName(face.Member);
            face.Body.WriteTo(json);
            json.WriteEndObject();
        }

        if (links.Length > 0)
        {
            json.WriteStartObject("_links");
            foreach (var (rel, href, method) in links)
            {
                json.WriteLink(rel, href, method);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    internal static string Address(HttpContext context, User user, string factorId) => $"{context.BaseUrl()}/api/v1/users/{user.Id}/factors/{factorId}";

    private static JsonObject? Activation(HttpContext context, User user, FactorTask pending)
    {
        var factor = (IEnrollable)context.Org().Catalog[pending.Enrollment.Kind];
        if (factor.Activation(pending.Enrollment, pending.Challenge) is not { } activation)
        {
            return null;
        }

        if (pending.Challenge?.ActivationId is { } id)
        {
            activation["factorResult"] = "WAITING";
            activation["_links"] = new JsonObject
            {
                ["qrcode"] = new JsonObject { ["href"] = $"{Address(context, user, pending.Enrollment.Id)}/qr/{id}", ["type"] = "image/png" },
            };
        }

        return activation;
    }
}
