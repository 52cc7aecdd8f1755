using FactorSeq.Core.Factors;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>
/// <c>POST /api/v1/authn/factors/{factorId}/verify</c>: without an answer it challenges, or polls the challenge that is out;
/// with one it judges (Authentication API, "Verify factor").
/// </summary>
internal static class VerifyFactor
{
    internal static async Task Handle(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (body.Mistyped("stateToken", "passCode", "password", "answer", "clientData", "authenticatorData", "signatureData") is { } member)
        {
            await ErrorCodes.ValidationFailed.With("verifyRequest", $"{member}: The field must be a string.").Write(context);
            return;
        }

        var factorId = (string)context.Request.RouteValues["factorId"]!;
        var outcome = await SignOnRunner.Verify(
            context.Org(),
            Client.Of(context),
            body.Text("stateToken") ?? "",
            factorId,
            AnswerIn(body),
            Flags.Read(context, body, "rememberDevice") ?? false);
        if (outcome.Refusal is null && Flags.Read(context, body, "autoPush") is { } automatic)
        {
            KeepAutoPush(context, outcome, factorId, automatic);
        }

        await AuthnResponse.Write(context, outcome, factorId);
    }

    // Widgets post an empty passCode to say "send me one".
    internal static Answer AnswerIn(JsonBody body) =>
        body.Text("passCode") is { Length: > 0 } code ? new Answer.PassCode(new Secret(code))
        : body.Text("password") is { Length: > 0 } password ? new Answer.Password(new Secret(password))
        : body.Text("answer") is { Length: > 0 } answer ? new Answer.Words(new Secret(answer))
        : body.Text("clientData") is { Length: > 0 } client && body.Text("signatureData") is { Length: > 0 } signature
            ? new Answer.Assertion(client, body.Text("authenticatorData"), signature)
        : new Answer.None();

    // The wish is kept once the push was approved.
    private static void KeepAutoPush(HttpContext context, Outcome outcome, string factorId, bool automatic)
    {
        if (outcome.At.Context.Proved.Any(p => p.Kind.Type == "push" && p.EnrollmentId == factorId))
        {
            AutoPush.Set(context, outcome.Facts!.Account!.User.Id, automatic);
        }
    }
}

/// <summary><c>POST …/verify/resend</c>: another push, code or call.</summary>
internal static class ResendFactor
{
    internal static async Task Handle(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var factorId = (string)context.Request.RouteValues["factorId"]!;
        var outcome = await SignOnRunner.Resend(context.Org(), Client.Of(context), body.Text("stateToken") ?? "", factorId);
        await AuthnResponse.Write(context, outcome, factorId);
    }
}
