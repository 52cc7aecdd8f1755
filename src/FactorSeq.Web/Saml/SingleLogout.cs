using System.Xml;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;

namespace FactorSeq.Web.Saml;

/// <summary>
/// <c>/app/{name}/{key}/slo/saml</c>: an app's user signs out (saml-core §3.7). Only a signed request is believed: anybody can send a browser
/// here.
/// </summary>
internal static class SingleLogout
{
    internal static Task Get(HttpContext context) => Take(context, SamlInput.OfQuery(context.Request));

    internal static async Task Post(HttpContext context) => await Take(context, await SamlInput.OfForm(context.Request));

    private static async Task Take(HttpContext context, (SamlInput? Input, SamlError? Error) read)
    {
        if (SamlAddresses.OfRequest(context) is not { } app)
        {
            await SamlApi.NoApp(context, (string)context.Request.RouteValues["key"]!);
        }
        else if (Object(context, app, read) is { } error)
        {
            await error.Show(context);
        }
        else
        {
            var status = await End(context, app, read.Input!.Root);
            await Answer(context, app, read.Input, status);
        }
    }

    private static SamlError? Object(HttpContext context, App app, (SamlInput? Input, SamlError? Error) read) =>
        app.Saml!.Logout is not { } logout ? SamlErrors.NoLogout
        : read.Input is not { } input ? read.Error
        : SamlMessage.Object(context, input.Root, "LogoutRequest", logout.Issuer, SamlAddresses.Logout(context, app), mustNameDestination: true)
            ?? SignatureCheck.Object(input, app.Saml)
            ?? (IsOver(context.Org(), input.Root) ? SamlErrors.Expired : null);

    private static bool IsOver(Org org, XmlElement root)
    {
        if (!root.HasAttribute("NotOnOrAfter"))
        {
            return false;
        }

        try
        {
            return org.Clock.Now >= XmlConvert.ToDateTimeOffset(root.GetAttribute("NotOnOrAfter"));
        }
        catch (FormatException)
        {
            return true;
        }
    }

    // Ends the session of whom the app names; somebody else who signed in here since stays.
    private static async ValueTask<string[]> End(HttpContext context, App app, XmlElement root)
    {
        var org = context.Org();
        if (await Caller.Find(context) is not { } caller)
        {
            // A form that another site posts may come without the cookie of a session that lives on: nothing is taken away unseen.
            if (SessionCookie.Read(context) is not null)
            {
                SessionCookie.Clear(context);
            }

            return [SamlNames.Success];
        }

        if (SamlMessage.Child(root, "NameID")?.InnerText.Trim() != SamlResponse.NameId(org, app, caller))
        {
            return [SamlNames.Requester, SamlNames.UnknownPrincipal];
        }

        await SessionEnd.End(context, SessionCookie.Read(context));
        SessionCookie.Clear(context);
        await org.Documents.Commit(new UnitOfWork(org.Name).Log(context, SamlLog.Logout, app, caller.User));
        org.Changes.Tell("events");
        return [SamlNames.Success];
    }

    private static async Task Answer(HttpContext context, App app, SamlInput input, string[] status)
    {
        var url = app.Saml!.Logout!.Url;
        var response = SamlDocument.Write(xml =>
        {
            xml.WriteHead("LogoutResponse", app.Saml.Issuer, url, input.Root.GetAttribute("ID"), context.Org().Clock.Now, status);
            xml.WriteEndElement();
        });
        SamlSignature.Sign(response.DocumentElement!, await IdpCertificate.Of(context), app.Saml);
        await SamlPost.Send(context, url, response, input.RelayState);
    }
}
