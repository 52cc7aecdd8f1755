using System.Text;
using System.Xml;
using FactorSeq.Web.Hosting;

namespace FactorSeq.Web.Saml;

/// <summary>
/// Has the browser post a message to an app (saml-bindings §3.5). The form is as command-line clients look for it: double quotes, a RelayState
/// even where it is empty, and nothing escaped but what HTML needs.
/// </summary>
internal static class SamlPost
{
    // Apps answer the form by sending the browser on, to other hosts of theirs too, and browsers hold that against form-action.
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; form-action http: https:; base-uri 'none'; frame-ancestors 'none'";

    internal static Task Send(HttpContext context, string url, XmlDocument message, string? relayState, string name = "SAMLResponse")
    {
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(message.OuterXml));
        return Assets.Page(
            context,
            "oauth/form-post.html",
            StatusCodes.Status200OK,
            Policy,
            [("action", Escape(url)), ("inputs", Input(name, text) + Input("RelayState", relayState ?? ""))]);
    }

    private static string Input(string name, string value) => $"""<input name="{name}" type="hidden" value="{Escape(value)}">""";

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("\"", "&quot;").Replace("<", "&lt;").Replace(">", "&gt;");
}
