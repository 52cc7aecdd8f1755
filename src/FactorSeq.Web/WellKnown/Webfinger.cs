using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.WellKnown;

/// <summary>
/// <c>GET /.well-known/webfinger?resource=okta:acct:{username}</c>: where somebody signs in, here or at an identity provider (RFC 7033, in
/// Okta's dialect). The name alone decides, whether anybody has it or not.
/// </summary>
internal static class Webfinger
{
    private const string Scheme = "okta:acct:";

    internal static async Task Get(HttpContext context)
    {
        var query = context.Request.Query;
        if (query["resource"].ToString() is not { } resource || !resource.StartsWith(Scheme, StringComparison.Ordinal))
        {
            await ErrorCodes.ValidationFailed.With("resource", "The requested resource is malformed.").Write(context);
            return;
        }

        var provider = Routing.Of(context.Org().Current, resource[Scheme.Length..], Client.Of(context).Address);
        var href = provider is null
            ? context.BaseUrl()
            : context.BaseUrl() + IdentityProviderSignIn.Path(provider) + await Return(context, query["requestContext"]);
        await OktaJson.Ok(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("subject", resource);
                json.WriteStartArray("links");
                json.WriteStartObject();
                json.WriteString("rel", provider is null ? "http://openid.net/specs/connect/1.0/issuer" : "okta:idp");
                json.WriteString("href", href);
                json.WriteStartObject("titles");
                json.WriteString("und", provider?.Name ?? context.Org().Name);
                json.WriteEndObject();
                WriteProperties(json, context, provider);
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            },
            contentType: "application/jrd+json");
    }

    private static void WriteProperties(Utf8JsonWriter json, HttpContext context, IdentityProvider? provider)
    {
        json.WriteStartObject("properties");
        json.WriteString("okta:idp:type", provider?.Type switch
        {
            IdentityProviderType.Saml2 => "SAML2",
            IdentityProviderType.Oidc  => "OIDC",
            _                          => "OKTA",
        });
        if (provider is not null)
        {
            json.WriteString("okta:idp:id", provider.Id);
            if (provider.Type == IdentityProviderType.Saml2)
            {
                json.WriteString("okta:idp:metadata", $"{context.BaseUrl()}/api/v1/idps/{provider.Id}/metadata.xml");
            }
        }

        json.WriteEndObject();
    }

    // The page goes to the link as it is: the way back is on it, or there is none. A state token knows its own.
    private static async ValueTask<string> Return(HttpContext context, string? requestContext)
    {
        var org = context.Org();
        var target = string.IsNullOrEmpty(requestContext) ? null
            : SignInPages.OwnPath(requestContext)
                ?? (await org.Documents.Find(org.Name, DocumentKinds.Transactions, Tokens.Digest(requestContext)))?.Value.Context.Target;
        return target is null ? "" : $"?fromURI={Uri.EscapeDataString(target)}";
    }
}
