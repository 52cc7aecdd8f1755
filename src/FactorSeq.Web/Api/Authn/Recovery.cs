using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>Forgotten passwords and locked accounts (Authentication API, "Recovery operations").</summary>
internal static class Recovery
{
    internal static Task Password(HttpContext context) => Begin(context, RecoveryKind.Password);

    internal static Task Unlock(HttpContext context) => Begin(context, RecoveryKind.Unlock);

    internal static Task Token(HttpContext context) => With(context, "recoveryTokenRequest", (client, body) => SignOnRunner.SpendToken(
        context.Org(), client, body.Text("recoveryToken") ?? "", Flags.Options(body), activation: false));

    internal static Task Answer(HttpContext context) => With(context, "recoveryAnswerRequest", (client, body) => SignOnRunner.AnswerRecovery(
        context.Org(), client, body.Text("stateToken") ?? "", new Answer.Words(new Secret(body.Text("answer") ?? ""))));

    internal static Task Verify(HttpContext context) => With(context, "verifyRequest", (client, body) => SignOnRunner.VerifyRecovery(
        context.Org(), client, body.Text("stateToken") ?? "", new Answer.PassCode(new Secret(body.Text("passCode") ?? ""))));

    internal static Task Resend(HttpContext context) => With(context, "resendRequest", (client, body) => SignOnRunner.ResendRecovery(
        context.Org(), client, body.Text("stateToken") ?? ""));

    private static async Task Begin(HttpContext context, RecoveryKind kind)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        Channel? channel = body.Text("factorType")?.ToUpperInvariant() switch
        {
            "EMAIL" => Channel.Email,
            "SMS" => Channel.Sms,
            "CALL" => Channel.Call,
            _ => null,
        };
        var caller = SswsCaller.Of(context);
        if (caller is SswsCaller.Stranger)
        {
            await ErrorCodes.InvalidToken.Because().Write(context);
            return;
        }

        if (body.Text("username") is not { Length: > 0 } username)
        {
            await ErrorCodes.ValidationFailed.With("recoveryRequest", "username: The field cannot be left blank").Write(context);
            return;
        }

        if (channel is null && (caller is not SswsCaller.Trusted || body.Text("factorType") is not null))
        {
            await ErrorCodes.ValidationFailed.With("recoveryRequest", "factorType: One of EMAIL, SMS, CALL is required.").Write(context);
            return;
        }

        await AuthnResponse.Write(context, await SignOnRunner.Recover(
            context.Org(), Client.Of(context), new RecoveryRequest(username, kind, channel, body.Text("relayState"))));
    }

    private static async Task With(HttpContext context, string request, Func<Client, JsonBody, ValueTask<Outcome>> act)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (body.Mistyped("stateToken", "recoveryToken", "passCode", "answer") is { } member)
        {
            await ErrorCodes.ValidationFailed.With(request, $"{member}: The field must be a string.").Write(context);
            return;
        }

        await AuthnResponse.Write(context, await act(Client.Of(context), body));
    }
}
