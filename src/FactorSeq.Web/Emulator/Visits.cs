using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The far ends of factors, emulated: Duo and identity providers. Whoever opens their page, or a script, approves or denies a visit.</summary>
internal static class Visits
{
    private const int MaxListed = 500;
    private const int MaxReason = 200;

    // Duo's page stands in a frame of the page that asks for it.
    private const string FramedByOwnPages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'self'";

    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var now = org.Clock.Now;
        var visits = await org.Documents.List(org.Name, DocumentKinds.Visits, MaxListed);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var visit in visits.Where(v => IsOpen(v.Value, now)).OrderBy(v => v.Value.Created))
            {
                Write(json, visit.Id, visit.Value);
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Ends a visit, once: <c>{"decision": "approve" | "deny", "reason"?}</c>.</summary>
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
        var reason = body.Text("reason");
        if (decision is null || reason?.Length > MaxReason)
        {
            await ErrorCodes.ValidationFailed
                .With("decision", decision is null ? "decision: write \"approve\" or \"deny\"." : $"reason: {MaxReason} characters at most.").Write(context);
            return;
        }

        while (await org.Documents.Find(org.Name, DocumentKinds.Visits, id) is { } stored && IsOpen(stored.Value, org.Clock.Now))
        {
            var ended = stored.Value with { Decision = decision.Value, Reason = decision == PhoneDecision.Denied ? reason : null };
            var work = new UnitOfWork(org.Name).Update(DocumentKinds.Visits, stored, ended, ended.Expires.AddHours(1));
            if (await org.Documents.Commit(work))
            {
                org.Changes.Tell("visits");
                await OktaJson.Ok(context, json => Write(json, id, ended));
                return;
            }
        }

        await ErrorCodes.NotFound.With($"Resource not found: {id} (Visit)").Write(context);
    }

    /// <summary>The far end's page.</summary>
    internal static async Task Page(HttpContext context)
    {
        var org = context.Org();
        var id = (string)context.Request.RouteValues["id"]!;
        if ((await org.Documents.Find(org.Name, DocumentKinds.Visits, id))?.Value is not { } visit || !IsOpen(visit, org.Clock.Now))
        {
            await SignInPages.Problem(context, "This request is over", "It was answered, or it waited too long. Go back and try again.", "E0000007");
            return;
        }

        var isDuo = visit.Factor == "duo";
        var config = PageConfig.Write(json =>
        {
            json.WriteString("id", id);
            json.WriteString("signature", Signature(id));
            if (!isDuo)
            {
                var token = context.Request.Query["stateToken"].ToString();
                json.WriteString("back", $"{context.Request.PathBase.Value}{Back(visit.FactorId, token, id)}");
            }
        });
        await Assets.Page(context, "emulator/visit.html", StatusCodes.Status200OK, FramedByOwnPages,
        [
            ("who", isDuo ? "Duo" : "Identity provider"),
            ("user", System.Net.WebUtility.HtmlEncode(visit.User)),
            ("config", config),
        ]);
    }

    /// <summary>What Duo signs once a visit has ended; the callback wants it.</summary>
    internal static string Signature(string visitId) => $"AUTH|{visitId}|{visitId}:APP|{visitId}";

    /// <summary>Where a user goes on after an identity provider's page: a path of this org.</summary>
    internal static string Back(string factorId, string stateToken, string visitId) =>
        $"/sso/idps/{Uri.EscapeDataString(factorId)}/factor?stateToken={Uri.EscapeDataString(stateToken)}&visit={Uri.EscapeDataString(visitId)}";

    internal static bool IsOpen(Visit visit, DateTimeOffset now) => visit.Decision == PhoneDecision.Pending && now < visit.Expires;

    private static void Write(Utf8JsonWriter json, string id, Visit visit)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("user", visit.User);
        json.WriteString("factorId", visit.FactorId);
        json.WriteString("factor", visit.Factor);
        json.WriteInstant("createdAt", visit.Created);
        json.WriteInstant("expiresAt", visit.Expires);
        json.WriteString("status", visit.Decision.ToString().ToLowerInvariant());
        json.WriteEndObject();
    }
}
