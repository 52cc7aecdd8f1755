using FactorSeq.Web.Wire;

namespace FactorSeq.Web.WellKnown;

/// <summary>What an org tells everybody about itself, OpenID Connect apart.</summary>
internal static class WellKnownApi
{
    internal static readonly ApiRoute[] Table =
    [
        new("GET", "/.well-known/okta-organization", OktaOrganization.Get),
        new("GET", "/.well-known/webfinger",         Webfinger.Get),
    ];
}
