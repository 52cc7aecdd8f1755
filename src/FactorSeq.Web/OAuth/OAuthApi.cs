using FactorSeq.Web.Hosting;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>The routes of OpenID Connect and OAuth 2.0, for the org's own authorization server and for custom ones.</summary>
internal static class OAuthApi
{
    private static readonly Row[] Rows =
    [
        new("GET",  "/.well-known/openid-configuration",         Discovery.OpenId),
        new("GET",  "/.well-known/oauth-authorization-server",   Discovery.OAuth),
        new("GET",  "/v1/authorize",                             Authorize.Get),
        new("POST", "/v1/authorize",                             Authorize.Post),
        new("POST", "/v1/token",                                 Token.Post),
        new("GET",  "/v1/keys",                                  Keys.Get),
        new("GET",  "/v1/userinfo",                              UserInfo.Get),
        new("POST", "/v1/userinfo",                              UserInfo.Get),
        new("POST", "/v1/introspect",                            Introspect.Post),
        new("POST", "/v1/revoke",                                Revoke.Post),
        new("GET",  "/v1/logout",                                Logout.Get),
        new("POST", "/v1/device/authorize",                      DeviceAuthorize.Post),
        new("POST", "/v1/primary-authenticate",                  DirectEndpoints.Primary),
        new("POST", "/v1/oob-authenticate",                      DirectEndpoints.OutOfBand),
        new("POST", "/v1/challenge",                             DirectEndpoints.Challenge),
    ];

    internal static readonly ApiRoute[] Table =
    [
        .. Rows.Select(row => row.OfOrg),
        .. Rows.Select(row => row.OfCustomServer),
        new("GET",  Authorize.Resumption,   Authorize.Resume),
        new("GET",  ConsentPage.Path,       ConsentPage.Get),
        new("POST", ConsentPage.Path,       ConsentPage.Post),
        new("GET",  ActivatePage.Path,      ActivatePage.Get),
        new("POST", ActivatePage.Path,      ActivatePage.Post),
        new("GET",  FrontChannelLogout.Script, Assets.File("oauth/logout.js")),
        new("GET",  "/css/grants.css",      Assets.File("oauth/grants.css")),
        new("GET",  Reply.Script,           Assets.File("oauth/answer.js")),
    ];

    private sealed record Row(string Method, string Path, Func<HttpContext, AuthorizationServer, Task> Handle)
    {
        // The org's metadata stand at its root, its endpoints do not.
        internal ApiRoute OfOrg => new(
            Method,
            Path.StartsWith("/v1/", StringComparison.Ordinal) ? "/oauth2" + Path : Path,
            context => Handle(context, AuthorizationServer.OfOrg(context)));

        internal ApiRoute OfCustomServer => new(Method, "/oauth2/{server}" + Path, context => AuthorizationServer.OfPath(context, Handle));
    }
}
