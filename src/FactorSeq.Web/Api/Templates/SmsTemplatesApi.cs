using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Templates;

/// <summary>The Custom SMS Templates API: what text messages with codes say.</summary>
internal static class SmsTemplatesApi
{
    private const string VerifyCode = "SMS_VERIFY_CODE";
    private const string Code = "${code}";
    private const int LongestName = 50;
    private const int LongestText = 161;

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    "/api/v1/templates/sms",      List),
        new("POST",   "/api/v1/templates/sms",      Add),
        new("GET",    "/api/v1/templates/sms/{id}", Find),
        new("PUT",    "/api/v1/templates/sms/{id}", context => Change(context, replaces: true)),
        new("POST",   "/api/v1/templates/sms/{id}", context => Change(context, replaces: false)),
        new("DELETE", "/api/v1/templates/sms/{id}", Remove),
    ];

    private static readonly ManagedList<SmsTemplate> Templates = new(
        "SmsTemplate",
        "SmsTemplate",
        configuration => configuration.Administration.SmsTemplates,
        (configuration, templates) => configuration with { Administration = configuration.Administration with { SmsTemplates = templates } },
        template => template.Id,
        template => template.Name);

    private static readonly Shape Form = new("template", ["name", "type", "template", "translations"]);

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadTemplates) is not null)
        {
            var type = context.Request.Query["templateType"].ToString();
            await ManagementJson.List(
                context, Templates.Of(context.Org().Current.Configuration).Where(_ => type is "" or VerifyCode), Write);
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadTemplates) is not null)
        {
            await (Templates.Find(context.Org().Current.Configuration, Id(context)) is { } found
                ? OktaJson.Ok(context, json => Write(json, found))
                : Templates.NotFound(Id(context)).Write(context));
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageTemplates) is { } caller
            && await EditRequest.Read(context, "cst") is { } request
            && await Templates.Add(context, caller, "system.sms.template.create", configuration => Put(
                configuration,
                new SmsTemplate(request.NewId, "", "", ImmutableSortedDictionary<string, string>.Empty, request.Now, request.Now),
                request,
                replaces: true)) is { } made)
        {
            await OktaJson.Ok(context, json => Write(json, made));
        }
    }

    private static async Task Change(HttpContext context, bool replaces)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageTemplates) is { } caller
            && await EditRequest.Read(context, "cst") is { } request
            && await Templates.Edit(
                context, caller, "system.sms.template.update", Id(context), (configuration, old) => Put(configuration, old, request, replaces)) is { } changed)
        {
            await OktaJson.Ok(context, json => Write(json, changed));
        }
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageTemplates) is { } caller
            && await Templates.Edit(context, caller, "system.sms.template.delete", Id(context), Templates.Drop) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    /// <param name="replaces">Whether what the body leaves out goes; otherwise it stays.</param>
    private static Outcome<SmsTemplate> Put(OrgConfiguration configuration, SmsTemplate old, EditRequest request, bool replaces)
    {
        var errors = new SeedErrors("body");
        var fields = request.Fields(Form, errors);
        var name = fields.Text("name") ?? (replaces ? "" : old.Name);
        var text = fields.Text("template") ?? (replaces ? "" : old.Text);
        var type = fields.Text("type") ?? (replaces ? "" : VerifyCode);
        if (string.IsNullOrWhiteSpace(name) || name.Length > LongestName)
        {
            errors.Add(1, "name", string.IsNullOrWhiteSpace(name) ? RequestErrors.Blank : $"The field cannot exceed {LongestName} characters", "");
        }
        else if (Templates.Of(configuration).Any(other => other.Id != old.Id && other.Name == name))
        {
            errors.Add(1, "name", RequestErrors.Taken, "");
        }

        if (type != VerifyCode)
        {
            errors.Add(1, "type", type.Length == 0 ? RequestErrors.Blank : $"Templates have the type {VerifyCode}", "");
        }

        var translations = replaces ? ImmutableSortedDictionary<string, string>.Empty : old.Translations;
        foreach (var (language, node) in fields.Free("translations"))
        {
            var translation = Scalars.Text(node, errors) ?? "";
            Check($"translations.{language}", translation, errors);
            translations = translations.SetItem(language, translation);
        }

        Check("template", text, errors);
        return RequestErrors.Of(errors) is { } error
            ? new(configuration, null, error)
            : Templates.Put(configuration, old with { Name = name, Text = text, Translations = translations, LastUpdated = request.Now });
    }

    private static void Check(string member, string text, SeedErrors errors)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LongestText)
        {
            errors.Add(1, member, string.IsNullOrWhiteSpace(text) ? RequestErrors.Blank : $"The field cannot exceed {LongestText} characters", "");
        }
        else if (!text.Contains(Code, StringComparison.Ordinal))
        {
            errors.Add(1, member, $"The template must have {Code} in it", "");
        }
    }

    private static void Write(Utf8JsonWriter json, SmsTemplate template)
    {
        json.WriteStartObject();
        json.WriteString("id", template.Id);
        json.WriteString("name", template.Name);
        json.WriteString("type", VerifyCode);
        json.WriteString("template", template.Text);
        json.WriteTimes(template.Created, template.LastUpdated);
        if (!template.Translations.IsEmpty)
        {
            json.WriteStartObject("translations");
            foreach (var (language, text) in template.Translations)
            {
                json.WriteString(language, text);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
