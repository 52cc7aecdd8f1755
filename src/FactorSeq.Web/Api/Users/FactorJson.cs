using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary>Where to go on from a factor's result.</summary>
internal sealed record FactorLink(string Rel, string Href, params string[] Methods);

/// <summary>A user's factor as the Factors API shows it.</summary>
internal static class FactorJson
{
    /// <param name="pending">What is still to be done to it; null for an active one.</param>
    internal static void Write(Utf8JsonWriter json, HttpContext context, User user, Enrollment enrollment, FactorTask? pending)
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
        WriteProfile(json, pending is not null && IsScanned(pending) ? [] : factor.FullProfile(enrollment));
        json.WriteStartObject("_links");
        WriteSteps(json, context, user, factor.Type, self, pending);
        json.WriteLinkOf("self", self, pending is null ? ["GET", "DELETE"] : ["GET"]);
        json.WriteLink("user", $"{context.BaseUrl()}/api/v1/users/{user.Id}", "GET");
        json.WriteEndObject();
        if (pending is not null && Activation(context, user, pending) is { } activation)
        {
            json.WriteStartObject("_embedded");
            json.WritePropertyName("activation");
            activation.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Whether a phone scans it, and is polled for, where other factors have a code to be typed.</summary>
    internal static bool IsScanned(FactorTask task) => task.Enrollment.Kind.Type == "push";

    private static void WriteSteps(Utf8JsonWriter json, HttpContext context, User user, FactorType type, string self, FactorTask? pending)
    {
        if (type.Kind.Type == "question")
        {
            json.WriteLink("questions", $"{context.BaseUrl()}/api/v1/users/{user.Id}/factors/questions", "GET");
        }
        else if (pending is null)
        {
            json.WriteLink("verify", $"{self}/verify");
        }
        else if (IsScanned(pending))
        {
            json.WriteLink("poll", $"{self}/lifecycle/activate/poll");
        }
        else
        {
            json.WriteLink("activate", $"{self}/lifecycle/activate");
        }

        if (pending is not null && type.Channel is not null)
        {
            json.WriteStartArray("resend");
            json.WriteLinkBody($"{self}/resend", "POST", type.Kind.Type);
            json.WriteEndArray();
        }
    }

    // A factor without a face has no profile at all.
    private static void WriteProfile(Utf8JsonWriter json, IEnumerable<ProfileField> fields)
    {
        var shown = fields.Where(field => field.Value.Length > 0).ToList();
        if (shown.Count == 0)
        {
            return;
        }

        json.WriteStartObject("profile");
        foreach (var field in shown)
        {
            json.WriteString(field.Name, field.Value);
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

    /// <summary><c>factorResult</c> with whose it is and where to go on.</summary>
    internal static void WriteResult(
        Utf8JsonWriter json, string result, DateTimeOffset? expires, IEnumerable<ProfileField> profile, params ReadOnlySpan<FactorLink> links)
    {
        json.WriteStartObject();
        if (expires is { } at)
        {
            json.WriteInstant("expiresAt", at);
        }

        json.WriteString("factorResult", result);
        WriteProfile(json, profile);
        if (links.Length > 0)
        {
            json.WriteStartObject("_links");
            foreach (var (rel, href, methods) in links)
            {
                json.WriteLinkOf(rel, href, methods);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>What still waits for a phone.</summary>
    internal static void WriteActivation(Utf8JsonWriter json, HttpContext context, User user, FactorTask pending)
    {
        var waiting = Activation(context, user, pending) ?? [];
        var links = new JsonObject { ["poll"] = Link($"{Address(context, user, pending.Enrollment.Id)}/lifecycle/activate") };
        foreach (var (rel, link) in waiting["_links"]?.AsObject() ?? [])
        {
            links[rel] = link?.DeepClone();
        }

        waiting["_links"] = links;
        waiting.WriteTo(json);
    }

    internal static string Address(HttpContext context, User user, string factorId) => $"{context.BaseUrl()}/api/v1/users/{user.Id}/factors/{factorId}";

    private static JsonObject? Activation(HttpContext context, User user, FactorTask pending)
    {
        var factor = (IEnrollable)context.Org().Catalog[pending.Enrollment.Kind];
        if (factor.Activation(pending.Enrollment, pending.Challenge) is not { } activation)
        {
            return null;
        }

        var self = Address(context, user, pending.Enrollment.Id);
        var links = new JsonObject();
        if (pending.Challenge?.ActivationId is { } id)
        {
            links["qrcode"] = new JsonObject { ["href"] = $"{self}/qr/{id}", ["type"] = "image/png" };
        }

        if (IsScanned(pending))
        {
            activation["factorResult"] = "WAITING";
            links["send"] = new JsonArray(Link($"{self}/lifecycle/activate/email", "email"), Link($"{self}/lifecycle/activate/sms", "sms"));
        }

        if (links.Count > 0)
        {
            activation["_links"] = links;
        }

        return activation;
    }

    private static JsonObject Link(string href, string? name = null)
    {
        var link = new JsonObject();
        if (name is not null)
        {
            link["name"] = name;
        }

        link["href"] = href;
        link["hints"] = new JsonObject { ["allow"] = new JsonArray("POST") };
        return link;
    }
}
