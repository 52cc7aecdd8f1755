using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Emulator;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>
/// <c>POST /api/v1/authn/factors/{id}/lifecycle/duoCallback</c> (form): the browser brings what Duo signed, and polls afterwards.
/// The decision itself is the far end's, and is asked there by the poll.
/// </summary>
internal static class DuoCallback
{
    internal static async Task Handle(HttpContext context)
    {
        if (await FormBody.Read(context) is not { } form)
        {
            return;
        }

        var org = context.Org();
        var factorId = (string)context.Request.RouteValues["factorId"]!;
        var outcome = await SignOnRunner.Take(org, Client.Of(context), form["stateToken"].ToString(), new Step.Looked());
        if (outcome.Refusal is null && !await IsSigned(org, outcome.At.Context.Challenge(factorId)?.VisitId, form["sig_response"].ToString()))
        {
            await ErrorCodes.WrongAnswer.Because("Your passcode doesn't match our records. Please try again.").Write(context);
            return;
        }

        await AuthnResponse.Write(context, outcome, factorId);
    }

    private static async ValueTask<bool> IsSigned(Org org, string? visitId, string signature) =>
        visitId is not null
        && new Secret(signature).Matches(Visits.Signature(visitId))
        && (await org.Documents.Find(org.Name, DocumentKinds.Visits, visitId))?.Value is { } visit
        && !visit.IsWaiting(org.Clock.Now);
}
