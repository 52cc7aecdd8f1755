using FactorSeq.Web.Errors;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Saml;

/// <summary>The routes of SAML 2.0.</summary>
internal static class SamlApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/app/{name}/{key}/sso/saml",              SingleSignOn.Get),
        new("POST", "/app/{name}/{key}/sso/saml",              SingleSignOn.Post),
        new("GET",  "/app/{name}/{key}/slo/saml",              SingleLogout.Get),
        new("POST", "/app/{name}/{key}/slo/saml",              SingleLogout.Post),
        new("GET",  "/app/{key}/sso/saml/metadata",            Metadata.Public),
        new("GET",  "/api/v1/apps/{id}/sso/saml/metadata",     Metadata.OfApi),
        new("GET",  "/emulator/saml-apps",                     SamlApps.List),
    ];

    internal static Task NoApp(HttpContext context, string key) => ErrorCodes.NotFound.With($"Resource not found: {key} (AppInstance)").Write(context);
}
