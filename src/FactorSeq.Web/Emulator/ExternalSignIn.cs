using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>
/// Signs a user in by the other doors. <c>{"login", "via": "idp" | "iwa"}</c> is an external identity provider or desktop single sign-on: the answer
/// is Okta's SUCCESS, and sequences do not apply to it. <c>{"login", "password", "via": "radius" | "ldapInterface"}</c> is a RADIUS or an
/// LDAP-interface client, which has one field for the password and none for a chain.
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

        if (body.Text("login") is not { Length: > 0 } login)
        {
            await Fault("login: name a user.").Write(context);
            return;
        }

        var org = context.Org();
        var client = Client.Of(context);
        switch (body.Text("via"))
        {
            case "idp":
                await AuthnResponse.Write(context, await SignOnRunner.Vouch(org, client, login, new Vouched(Voucher.IdentityProvider)));
                break;
            case "iwa":
                await AuthnResponse.Write(context, await SignOnRunner.Vouch(org, client, login, new Vouched(Voucher.Iwa)));
                break;
            case "radius":
                await ByPassword(context, client with { Door = AuthenticationDoor.Radius }, login, body);
                break;
            case "ldapInterface":
                await ByPassword(context, client with { Door = AuthenticationDoor.LdapInterface }, login, body);
                break;
            default:
                await Fault("via: write idp, iwa, radius or ldapInterface.").Write(context);
                break;
        }
    }

    private static async Task ByPassword(HttpContext context, Client client, string login, JsonBody body)
    {
        if (body.Text("password") is not { Length: > 0 } password)
        {
            await Fault("password: these doors ask for nothing else.").Write(context);
            return;
        }

        var request = new PrimaryRequest(login, new Secret(password), null, null, false, SignOnOptions.None, null);
        await AuthnResponse.Write(context, await SignOnRunner.Primary(context.Org(), client, request));
    }

    private static OktaError Fault(string cause) => ErrorCodes.ValidationFailed.With("sign-in", cause);
}
