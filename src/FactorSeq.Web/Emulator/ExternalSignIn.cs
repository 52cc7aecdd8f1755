using FactorSeq.Core.SignOn;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>
/// Signs a user in as an external identity provider or desktop single sign-on would: <c>{"login", "via": "idp" | "iwa"}</c>.
/// The answer is Okta's SUCCESS; sequences do not apply to it.
/// </summary>
internal static class ExternalSignIn
{
    internal static async Task Post(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        Voucher? via = body.Text("via") switch
        {
            "idp" => Voucher.IdentityProvider,
            "iwa" => Voucher.Iwa,
            _ => null,
        };
        if (via is null || body.Text("login") is not { Length: > 0 } login)
        {
            await ErrorCodes.ValidationFailed.With("sign-in", "login, via: name a user, and \"idp\" or \"iwa\".").Write(context);
            return;
        }

        var outcome = await SignOnRunner.Vouch(context.Org(), Client.Of(context), login, via.Value);
        await AuthnResponse.Write(context, outcome);
    }
}
