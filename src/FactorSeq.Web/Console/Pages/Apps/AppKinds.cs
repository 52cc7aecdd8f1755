using System.Text.Json.Nodes;

namespace FactorSeq.Web.Console.Pages.Apps;

/// <summary>What the console calls the kinds of apps.</summary>
internal static class AppKinds
{
    internal static string Of(JsonObject app) => (string?)app["signOnMode"] switch
    {
        AppDraft.Saml     => "SAML 2.0",
        AppDraft.Bookmark => "Bookmark",
        _                 => (string?)app["settings"]?["oauthClient"]?["application_type"] switch
        {
            "browser" => "OpenID Connect, single-page app",
            "native"  => "OpenID Connect, native app",
            "service" => "OpenID Connect, service",
            _         => "OpenID Connect, web app",
        },
    };
}
