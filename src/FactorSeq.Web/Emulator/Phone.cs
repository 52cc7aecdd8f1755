using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The users' phones: what is waiting on them, and what is answered.</summary>
internal static class Phone
{
    private const int MaxListed = 500;

    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var now = org.Clock.Now;
        var pushes = await org.Documents.List(org.Name, DocumentKinds.Pushes, MaxListed);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var push in pushes.Where(p => IsWaiting(p.Value, now)).OrderBy(p => p.Value.Created))
            {
                Write(json, push.Id, push.Value);
            }

            json.WriteEndArray();
        });
    }

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
        PhoneDecision? decision = body.Text("decision") switch
        {
            "approve" => PhoneDecision.Approved,
            "deny" => PhoneDecision.Denied,
            _ => null,
        };
        while (await org.Documents.Find(org.Name, DocumentKinds.Pushes, id) is { } stored && IsWaiting(stored.Value, org.Clock.Now))
        {
            int? number = int.TryParse(body.Text("number"), out var tapped) ? tapped : null;
            if (decision is null)
            {
                await ErrorCodes.ValidationFailed.With("decision", "decision: write \"approve\" or \"deny\".").Write(context);
                return;
            }

            if (decision == PhoneDecision.Approved && !stored.Value.Numbers.IsEmpty && (number is null || !stored.Value.Numbers.Contains(number.Value)))
            {
                await ErrorCodes.ValidationFailed
                    .With("number", $"number: the phone shows {string.Join(", ", stored.Value.Numbers)}; say which was tapped.").Write(context);
                return;
            }

            var answered = stored.Value with { Decision = decision.Value, Number = number };
            var work = new UnitOfWork(org.Name).Update(DocumentKinds.Pushes, stored, answered, answered.Expires.AddHours(1));
            if (await org.Documents.Commit(work))
            {
                org.Changes.Tell("pushes");
                await OktaJson.Ok(context, json => Write(json, id, answered));
                return;
            }
        }

        await ErrorCodes.NotFound.With($"Resource not found: {id} (Push)").Write(context);
    }

    private static bool IsWaiting(Push push, DateTimeOffset now) => push.Decision == PhoneDecision.Pending && now < push.Expires;

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
