using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Registration;

/// <summary><c>GET /api/v1/registration/form</c>: what a new user is asked for, as a JSON Schema that the widget turns into a form.</summary>
internal static class RegistrationForm
{
    internal const string Email = "email";
    internal const string Password = "password";
    internal const int MaxName = 50;
    internal const int MaxEmail = 100;

    /// <summary>In the order of the form; all of them are required.</summary>
    internal static readonly ImmutableArray<(string Name, string Label, int Most)> Members =
        [(Email, "Email", MaxEmail), (Password, "Password", PasswordComplexity.MaxLength), ("firstName", "First name", MaxName), ("lastName", "Last name", MaxName)];

    /// <summary>The id of an org's one registration policy.</summary>
    internal static string PolicyId(Org org) => Ids.Policy(org.Name, "REGISTRATION", "Default Policy");

    /// <summary>What the password of somebody who is only in Everyone must be made of.</summary>
    internal static PasswordComplexity Demands(Org org, Client client, string login) => FactsLoader.For(org, client, login, null).Password.Complexity;

    internal static Task Get(HttpContext context) => OktaJson.Ok(context, json =>
    {
        var demands = Demands(context.Org(), Client.Of(context), "");
        json.WriteStartObject();
        json.WriteString("policyId", PolicyId(context.Org()));
        json.WriteStartObject("profileSchema");
        json.WriteStartObject("properties");
        foreach (var (name, label, most) in Members)
        {
            json.WriteStartObject(name);
            json.WriteString("type", "string");
            json.WriteString("description", label);
            json.WriteString("default", $"Enter your {label.ToLowerInvariant()}");
            json.WriteNumber("maxLength", most);
            if (name == Password)
            {
                WriteDemands(json, demands);
            }
            else if (name == Email)
            {
                json.WriteString("format", "email");
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteNames(json, "required");
        WriteNames(json, "fieldOrder");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    // The widget shows them as a list and ticks them off.
    private static void WriteDemands(Utf8JsonWriter json, PasswordComplexity demands)
    {
        json.WriteStartArray("allOf");
        WriteDemand(json, demands.MinLength, "character", "minLength", $"{demands.MinLength}");
        WriteDemand(json, demands.MinLowerCase, "lowercase letter", "format", "/[a-z]+/");
        WriteDemand(json, demands.MinUpperCase, "uppercase letter", "format", "/[A-Z]+/");
        WriteDemand(json, demands.MinNumber, "number", "format", @"/[\d]+/");
        WriteDemand(json, demands.MinSymbol, "symbol", "format", @"/[^\da-zA-Z]+/");
        json.WriteEndArray();
    }

    private static void WriteDemand(Utf8JsonWriter json, int least, string what, string name, string value)
    {
        if (least > 0)
        {
            json.WriteStartObject();
            json.WriteString("description", $"At least {least} {what}{(least == 1 ? "" : "s")}");
            json.WriteString(name, value);
            json.WriteEndObject();
        }
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
