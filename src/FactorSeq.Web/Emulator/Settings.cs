using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The org's named settings, read and changed while it runs.</summary>
internal static class Settings
{
    internal static Task Get(HttpContext context) => Write(context, context.Org().Current.Configuration.Settings);

    internal static async Task Change(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        var changed = org.Current.Configuration.Settings;
        var errors = new List<string>();
        foreach (var member in body.Root.EnumerateObject())
        {
            if (OrgSettingsTable.TrySet(changed, member.Name, member.Value, out var next, out var error))
            {
                changed = next;
            }
            else
            {
                errors.Add($"{member.Name}: {error}");
            }
        }

        if (errors.Count > 0)
        {
            await ErrorCodes.ValidationFailed.With("settings", [.. errors]).Write(context);
            return;
        }

        await org.Change(configuration => configuration with { Settings = changed });
        await Write(context, changed);
    }

    private static Task Write(HttpContext context, OrgSettings settings) => OktaJson.Ok(context, (Utf8JsonWriter json) =>
    {
        json.WriteStartObject();
        foreach (var (name, value) in OrgSettingsTable.Read(settings))
        {
            json.WritePropertyName(name);
            switch (value)
            {
                case bool flag:
                    json.WriteBooleanValue(flag);
                    break;
                case int number:
                    json.WriteNumberValue(number);
                    break;
                default:
                    json.WriteStringValue(value.ToString());
                    break;
            }
        }

        json.WriteEndObject();
    });
}
