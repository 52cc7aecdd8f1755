using FactorSeq.Core.Factors;
using FactorSeq.Factors.SentCode;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>Activates a factor that is being set up (Authentication API, "Activate factor").</summary>
internal static class ActivateFactor
{
    /// <summary>With a code or a credential it judges; without one it looks whether a phone has scanned the QR code.</summary>
    internal static Task Handle(HttpContext context) => Under(context, (client, body, factorId) =>
        SignOnRunner.Activate(context.Org(), client, body.Text("stateToken") ?? "", factorId, AnswerIn(body)));

    internal static Task Resend(HttpContext context) => Under(context, (client, body, factorId) =>
        SignOnRunner.RenewActivation(context.Org(), client, body.Text("stateToken") ?? "", factorId));

    internal static Task ByEmail(HttpContext context) => Under(context, (client, body, factorId) =>
        SignOnRunner.SendActivation(context.Org(), client, body.Text("stateToken") ?? "", factorId, Channel.Email, null));

    internal static async Task BySms(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var number = body.Object("profile") is { } profile ? JsonBody.Text(profile, "phoneNumber") : null;
        if (PhoneNumber.Normalize(number ?? "") is not { } to)
        {
            await ErrorCodes.InvalidPhone.Because("Invalid Phone Number.").Write(context);
            return;
        }

        var factorId = (string)context.Request.RouteValues["factorId"]!;
        await AuthnResponse.Write(
            context,
            await SignOnRunner.SendActivation(context.Org(), Client.Of(context), body.Text("stateToken") ?? "", factorId, Channel.Sms, to),
            factorId);
    }

    private static async Task Under(HttpContext context, Func<Client, JsonBody, string, ValueTask<Outcome>> act)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (body.Mistyped("stateToken", "passCode", "attestation", "registrationData", "clientData") is { } member)
        {
            await ErrorCodes.ValidationFailed.With("factorActivateRequest", $"{member}: The field must be a string.").Write(context);
            return;
        }

        var factorId = (string)context.Request.RouteValues["factorId"]!;
        await AuthnResponse.Write(context, await act(Client.Of(context), body, factorId), factorId);
    }

    internal static Answer AnswerIn(JsonBody body) =>
        body.Text("passCode") is { Length: > 0 } code ? new Answer.PassCode(new Secret(code))
        : body.Text("clientData") is { Length: > 0 } client && (body.Text("attestation") ?? body.Text("registrationData")) is { Length: > 0 } credential
            ? new Answer.Attestation(client, credential)
        : new Answer.None();
}
