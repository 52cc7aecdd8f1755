using FactorSeq.Core.Factors;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>New passwords: in place of one that expires, or of one that is forgotten (Authentication API, "Change password", "Reset password").</summary>
internal static class Credentials
{
    internal static async Task Change(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (!await HasPasswords(context, body, "oldPassword", "newPassword"))
        {
            return;
        }

        await AuthnResponse.Write(context, await SignOnRunner.ChangePassword(
            context.Org(),
            Client.Of(context),
            body.Text("stateToken") ?? "",
            new Secret(body.Text("oldPassword")!),
            new Secret(body.Text("newPassword")!),
            body.Flag("revokeSessions")));
    }

    internal static async Task Reset(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        if (!await HasPasswords(context, body, "newPassword"))
        {
            return;
        }

        await AuthnResponse.Write(context, await SignOnRunner.ResetPassword(
            context.Org(), Client.Of(context), body.Text("stateToken") ?? "", new Secret(body.Text("newPassword")!), body.Flag("revokeSessions")));
    }

    private static async ValueTask<bool> HasPasswords(HttpContext context, JsonBody body, params string[] names)
    {
        foreach (var name in names)
        {
            if (body.Text(name) is null)
            {
                await ErrorCodes.ValidationFailed.With("password", $"{name}: The field must be a string.").Write(context);
                return false;
            }
        }

        return true;
    }
}
