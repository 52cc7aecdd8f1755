using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Inbound;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>
/// The identity provider at the other end, whichever it is: the tester says who signs in there, or that it fails. A request counts once, and
/// leads back to where its sign-in began and nowhere else.
/// </summary>
internal static class IdentityProviderPage
{
    internal const string Path = "/emulator/identity-provider";

    internal static async Task Get(HttpContext context)
    {
        if (await Find(context, context.Request.Query["request"]) is not { } found)
        {
            await SignInPages.Problem(
                context, "400 Bad Request", "This sign-in at an identity provider is over, or its time has run out.", "unknown_request");
            return;
        }

        var config = PageConfig.Write(json =>
        {
            json.WriteString("request", context.Request.Query["request"]);
            json.WriteString("provider", found.Provider.Name);
            json.WriteString("login", context.Request.Query["login"].ToString() is { Length: <= 100 } login ? login : "");
        });
        await Assets.Page(context, "emulator/identity-provider.html", StatusCodes.Status200OK, ("config", config));
    }

    /// <summary><c>{"request", "decision": "approve" | "fail", "login"?}</c>; the answer says where the browser goes on: <c>{"location"}</c>.</summary>
    internal static async Task Post(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var decision = body.Text("decision");
        if (decision is not ("approve" or "fail") || decision == "approve" && string.IsNullOrEmpty(body.Text("login")))
        {
            await ErrorCodes.ValidationFailed.With("decision", "decision, login: name a user and \"approve\", or \"fail\".").Write(context);
        }
        else if (await Find(context, body.Text("request")) is not { } found)
        {
            await ErrorCodes.NotFound.With("Resource not found: request (Identity provider)").Write(context);
        }
        else if (decision == "fail")
        {
            await (await InboundSignIn.Claim(context.Org(), found.Stored)
                ? Answer(context, $"/login/login.htm?fromURI={Uri.EscapeDataString(found.Stored.Value.Target)}")
                : ErrorCodes.NotFound.With("Resource not found: request (Identity provider)").Write(context));
        }
        else
        {
            await Approve(context, found.Stored, body.Text("login")!);
        }
    }

    // A refused user leaves the request as it is: another may be tried. Of rivals one gets a session; the others' tokens are known to nobody.
    private static async Task Approve(HttpContext context, Stored<ExternalSignInRequest> request, string login)
    {
        var org = context.Org();
        var vouched = new Vouched(Voucher.IdentityProvider, request.Value.ProviderId);
        var outcome = await SignOnRunner.Vouch(org, Client.Of(context), login, vouched, request.Value.Target);
        if (outcome.Refusal is not null)
        {
            await ErrorCodes.AuthenticationFailed.Because("No account of this org may sign in by that name; the explain page says why.").Write(context);
        }
        else if (!await InboundSignIn.Claim(org, request) || await InboundSignIn.Arrive(context, outcome, request.Value.Target) is not { } location)
        {
            await ErrorCodes.NotFound.With("Resource not found: request (Identity provider)").Write(context);
        }
        else
        {
            await Answer(context, location);
        }
    }

    private static async ValueTask<(Stored<ExternalSignInRequest> Stored, IdentityProvider Provider)?> Find(HttpContext context, string? token)
    {
        var org = context.Org();
        return !string.IsNullOrEmpty(token)
            && await org.Documents.Find(org.Name, DocumentKinds.ExternalSignIns, Tokens.Digest(token)) is { } stored
            && org.Clock.Now < stored.Value.Expires
            && stored.Value.Browser is null
            && org.Current.Configuration.Provider(stored.Value.ProviderId) is { } provider
                ? (stored, provider)
                : null;
    }

    private static Task Answer(HttpContext context, string target) => OktaJson.Ok(context, json =>
    {
        json.WriteStartObject();
        json.WriteString("location", context.Request.PathBase.Value + target);
        json.WriteEndObject();
    });
}
