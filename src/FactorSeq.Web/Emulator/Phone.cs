using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The users' phones: what is waiting on them, and what is answered.</summary>
internal static class Phone
{
    internal static async Task List(HttpContext context) =>
        await Awaited.Write(context, await Awaited.Waiting(context.Org(), DocumentKinds.Pushes), Write);

    /// <summary>Answers a push, once. Where numbers are shown, the one that was tapped goes with an approval.</summary>
    internal static async Task Decide(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        var id = (string)context.Request.RouteValues["id"]!;
        var decision = Awaited.Decision(body);
        int? number = int.TryParse(body.Text("number"), out var tapped) ? tapped : null;
        var waiting = await Awaited.Find(org, DocumentKinds.Pushes, id);
        var fault = waiting is null ? NotFound(id) : Fault(waiting.Value, decision, number);
        if (fault is null)
        {
            var answered = await Awaited.Answer(
                org, DocumentKinds.Pushes, "pushes", id, push => push with { Decision = decision!.Value, Number = number });
            await (answered is null ? NotFound(id).Write(context) : OktaJson.Ok(context, json => Write(json, id, answered)));
            return;
        }

        await fault.Write(context);
    }

    private static OktaError NotFound(string id) => ErrorCodes.NotFound.With($"Resource not found: {id} (Push)");

    private static OktaError? Fault(Push push, PhoneDecision? decision, int? number) =>
        decision is null
            ? ErrorCodes.ValidationFailed.With("decision", "decision: write \"approve\" or \"deny\".")
        : decision == PhoneDecision.Approved && !push.Numbers.IsEmpty && (number is null || !push.Numbers.Contains(number.Value))
            ? ErrorCodes.ValidationFailed.With("number", $"number: the phone shows {string.Join(", ", push.Numbers)}; say which was tapped.")
        : null;

    private static void Write(Utf8JsonWriter json, string id, Push push)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("user", push.User);
        json.WriteString("factorId", push.FactorId);
        json.WriteString("device", push.Device);
        json.WriteString("app", push.App);
        json.WriteInstant("createdAt", push.Created);
        json.WriteInstant("expiresAt", push.Expires);
        json.WriteString("status", push.Decision.ToString().ToLowerInvariant());
        if (!push.Numbers.IsEmpty)
        {
            json.WriteStartArray("numbers");
            foreach (var number in push.Numbers)
            {
                json.WriteNumberValue(number);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
