using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Saml;

/// <summary>What an app's own configuration needs to know of the org, for all SAML apps of it.</summary>
internal static class SamlApps
{
    internal static async Task List(HttpContext context)
    {
        var certificate = await IdpCertificate.Of(context);
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartArray();
            foreach (var app in context.Org().Current.Configuration.Apps.Where(app => app.Saml is not null))
            {
                json.WriteStartObject();
                json.WriteString("id", app.Id);
                json.WriteString("label", app.Label);
                json.WriteString("name", app.Saml!.Name);
                json.WriteString("externalKey", app.Saml.ExternalKey);
                json.WriteString("issuer", app.Saml.Issuer);
                json.WriteString("ssoUrl", SamlAddresses.SignOn(context, app));
                if (app.Saml.Logout is not null)
                {
                    json.WriteString("sloUrl", SamlAddresses.Logout(context, app));
                }

                json.WriteString("metadataUrl", SamlAddresses.Metadata(context, app));
                json.WriteString("certificate", Convert.ToBase64String(certificate.Certificate.RawData));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
