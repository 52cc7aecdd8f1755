using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Registration;

/// <summary><c>GET /api/v1/registration/form</c>: what a new user is asked for, as a JSON Schema that the widget turns into a form.</summary>
internal static class RegistrationForm
{
    internal const string Email = "email";
    internal const string Password = "password";
    internal const int MinPassword = 8;
    internal const int MaxPassword = 72;
    internal const int MaxName = 50;
    internal const int MaxEmail = 100;

    /// <summary>In the order of the form; all of them are required.</summary>
    internal static readonly ImmutableArray<(string Name, string Label, int Most)> Members =
        [(Email, "Email", MaxEmail), (Password, "Password", MaxPassword), ("firstName", "First name", MaxName), ("lastName", "Last name", MaxName)];

    // The widget shows them as a list and ticks them off.
    private static readonly ImmutableArray<(string Description, string Format)> PasswordRules =
    [
        ("At least 1 lowercase letter", "/[a-z]+/"), ("At least 1 uppercase letter", "/[A-Z]+/"), ("At least 1 number", @"/[\d]+/"),
    ];

    /// <summary>The id of an org's one registration policy.</summary>
    internal static string PolicyId(Org org) => Ids.Policy(org.Name, "REGISTRATION", "Default Policy");

    internal static Task Get(HttpContext context) => OktaJson.Ok(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("policyId", PolicyId(context.Org()));
        json.WriteStartObject("profileSchema");
        json.WriteStartObject("properties");
        foreach (var (name, label, most) in Members)
        {
            WriteMember(json, name, label, most);
        }

        json.WriteEndObject();
        WriteNames(json, "required");
        WriteNames(json, "fieldOrder");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void WriteMember(Utf8JsonWriter json, string name, string label, int most)
    {
        json.WriteStartObject(name);
        json.WriteString("type", "string");
        json.WriteString("description", label);
        json.WriteString("default", $"Enter your {label.ToLowerInvariant()}");
        json.WriteNumber("maxLength", most);
        if (name == Password)
        {
            json.WriteStartArray("allOf");
            json.WriteStartObject();
            json.WriteString("description", $"At least {MinPassword} characters");
            json.WriteString("minLength", $"{MinPassword}");
            json.WriteEndObject();
            foreach (var (description, format) in PasswordRules)
            {
                json.WriteStartObject();
                json.WriteString("description", description);
                json.WriteString("format", format);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }
        else if (name == Email)
        {
            json.WriteString("format", "email");
        }

        json.WriteEndObject();
    }

    private static void WriteNames(Utf8JsonWriter json, string list)
    {
        json.WriteStartArray(list);
        foreach (var (name, _, _) in Members)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
