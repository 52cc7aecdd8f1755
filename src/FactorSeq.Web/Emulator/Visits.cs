using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The far ends of factors, emulated: Duo and identity providers. Whoever opens their page, or a script, approves or denies a visit.</summary>
internal static class Visits
{
    private const int MaxReason = 200;

    // Duo's page stands in a frame of the page that asks for it.
    private const string FramedByOwnPages =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    internal static async Task List(HttpContext context) =>
        await Awaited.Write(context, await Awaited.Waiting(context.Org(), DocumentKinds.Visits), Write);

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
        var decision = Awaited.Decision(body);
        var reason = body.Text("reason");
        if (decision is null || reason?.Length > MaxReason)
        {
            await ErrorCodes.ValidationFailed
                .With("decision", decision is null ? "decision: write \"approve\" or \"deny\"." : $"reason: {MaxReason} characters at most.").Write(context);
            return;
        }

        var ended = await Awaited.Answer(
            org,
            DocumentKinds.Visits,
            "visits",
            id,
            visit => visit with { Decision = decision.Value, Reason = decision == PhoneDecision.Denied ? reason : null });
        await (ended is not null
            ? OktaJson.Ok(context, json => Write(json, id, ended))
            : ErrorCodes.NotFound.With($"Resource not found: {id} (Visit)").Write(context));
    }

    /// <summary>The far end's page.</summary>
    internal static async Task Page(HttpContext context)
    {
        var org = context.Org();
        var id = (string)context.Request.RouteValues["id"]!;
        if ((await Awaited.Find(org, DocumentKinds.Visits, id))?.Value is not { } visit)
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
