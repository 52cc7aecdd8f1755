using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Saml;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Apps;

/// <summary>The keys that sign for an app (Apps API, "Application key store operations"): the org's, for all of them.</summary>
internal static class AppKeysApi
{
    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is not null && await AppsApi.Required(context) is { } app)
        {
            var key = await Key(context);
            (string, X509Certificate2, RSA)[] keys = AppModes.Of(app) == AppModes.Bookmark ? [] : [key];
            await ManagementJson.List(context, keys, Write);
        }
    }

    internal static async Task Get(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadApps) is null || await AppsApi.Required(context) is not { } app)
        {
            return;
        }

        var kid = (string)context.Request.RouteValues["keyId"]!;
        var key = await Key(context);
        await (key.Kid == kid && AppModes.Of(app) != AppModes.Bookmark
            ? OktaJson.Ok(context, json => Write(json, key))
            : RequestErrors.NotFound(kid, "ApplicationKeyCredential").Write(context));
    }

    private static async ValueTask<(string Kid, X509Certificate2 Certificate, RSA Rsa)> Key(HttpContext context)
    {
        var certificate = await IdpCertificate.Of(context);
        return ((await context.RequestServices.GetRequiredService<SigningKeys>().Of(context.Org())).Kid, certificate.Certificate, certificate.Key);
    }

    private static void Write(Utf8JsonWriter json, (string Kid, X509Certificate2 Certificate, RSA Rsa) key)
    {
        var numbers = key.Rsa.ExportParameters(includePrivateParameters: false);
        var created = new DateTimeOffset(key.Certificate.NotBefore.ToUniversalTime());
        json.WriteStartObject();
        json.WriteString("kty", "RSA");
        json.WriteInstant("created", created);
        json.WriteInstant("lastUpdated", created);
        json.WriteInstant("expiresAt", new DateTimeOffset(key.Certificate.NotAfter.ToUniversalTime()));
        json.WriteString("kid", key.Kid);
        json.WriteString("use", "sig");
        json.WriteList("x5c", [Convert.ToBase64String(key.Certificate.RawData)]);
        json.WriteString("x5t#S256", Base64Url.EncodeToString(SHA256.HashData(key.Certificate.RawData)));
        json.WriteString("e", Base64Url.EncodeToString(numbers.Exponent));
        json.WriteString("n", Base64Url.EncodeToString(numbers.Modulus));
        json.WriteEndObject();
    }
}
