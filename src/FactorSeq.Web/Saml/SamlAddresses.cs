using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>Where a SAML app's endpoints are.</summary>
internal static class SamlAddresses
{
    /// <summary>Where its sign-ins come in, as a path of the org.</summary>
    internal static string SignOnPath(App app) => $"/app/{app.Saml!.Name}/{app.Saml.ExternalKey}/sso/saml";

    internal static string SignOn(HttpContext context, App app) => context.BaseUrl() + SignOnPath(app);

    internal static string Logout(HttpContext context, App app) => $"{context.BaseUrl()}/app/{app.Saml!.Name}/{app.Saml.ExternalKey}/slo/saml";

    internal static string Metadata(HttpContext context, App app) => $"{context.BaseUrl()}/app/{app.Saml!.ExternalKey}/sso/saml/metadata";

    /// <summary>The app of a request's path; null where the org has none such.</summary>
    internal static App? OfRequest(HttpContext context)
    {
        var route = context.Request.RouteValues;
        return context.Org().Current.SamlApp((string)route["key"]!) is { } app && (route["name"] is not string name || name == app.Saml!.Name) ? app : null;
    }
}
