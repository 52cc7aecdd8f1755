using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Inbound;

/// <summary>The routes by which a browser goes to an identity provider and comes back.</summary>
internal static class InboundApi
{
    private const int LongestHint = 100;

    internal static readonly ApiRoute[] Table =
    [
        new("GET",  "/sso/idps/{id}",                  Begin),
        new("GET",  "/sso/saml2/{id}",                 Begin),
        new("POST", "/sso/saml2/{id}",                 SamlSignIn.End),
        new("GET",  OidcSignIn.Callback,               OidcSignIn.End),
        new("GET",  "/api/v1/idps/{id}/metadata.xml",  SpMetadata.Get),
    ];

    /// <summary>The provider that the path names; null where the org has none such.</summary>
    internal static IdentityProvider? OfRequest(HttpContext context) =>
        context.Org().Current.Configuration.Provider((string)context.Request.RouteValues["id"]!);

    private static Task Begin(HttpContext context)
    {
        var hint = context.Request.Query["login_hint"].ToString() is { Length: > 0 and <= LongestHint } login ? login : null;
        return OfRequest(context) switch
        {
            null => InboundErrors.UnknownProvider.Show(context),
            { Oidc: not null } provider => OidcSignIn.Begin(context, provider, hint),
            { Saml: not null } provider => SamlSignIn.Begin(context, provider),
            var provider => IdentityProviderSignIn.Begin(context, provider, hint),
        };
    }
}
