using System.Globalization;
using System.Text.Json;
using System.Xml;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The org's clock: read, move, stop.</summary>
internal static class Clock
{
    private static readonly TimeSpan MaxMove = TimeSpan.FromDays(3660);

    internal static Task Get(HttpContext context) => Write(context, context.Org().Clock);

    internal static async Task Move(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        if (!await org.MoveClock(clock => Wanted(clock, body)))
        {
            await ErrorCodes.ValidationFailed
                .With("clock", """clock: write {"advance": "PT5M"}, {"set": "2026-01-02T03:04:05Z"}, {"freeze": true} or {"reset": true}; ten years at most.""")
                .Write(context);
            return;
        }

        await Write(context, org.Clock);
    }

    private static ClockSetting? Wanted(OrgClock clock, JsonBody body)
    {
        if (body.Flag("reset"))
        {
            return new ClockSetting(TimeSpan.Zero, null);
        }

        if (body.Text("freeze") is { } freeze)
        {
            return bool.TryParse(freeze, out var flag) ? clock.Frozen(flag) : null;
        }

        if (body.Text("set") is { } instant)
        {
            return DateTimeOffset.TryParse(instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
                && (at - clock.Now).Duration() <= MaxMove
                ? clock.SetTo(at.ToUniversalTime())
                : null;
        }

        return body.Text("advance") is { } by && Durations.Read(by) is { } span && span >= -2 * MaxMove && span <= 2 * MaxMove
            && (clock.Offset + span).Duration() <= MaxMove
            ? clock.Advanced(span)
            : null;
    }

    private static Task Write(HttpContext context, OrgClock clock) => OktaJson.Ok(context, (Utf8JsonWriter json) =>
    {
        json.WriteStartObject();
        json.WriteInstant("now", clock.Now);
        json.WriteString("offset", XmlConvert.ToString(TimeSpan.FromSeconds(Math.Round(clock.Offset.TotalSeconds))));
        json.WriteBoolean("frozen", clock.IsFrozen);
        json.WriteEndObject();
    });
}
