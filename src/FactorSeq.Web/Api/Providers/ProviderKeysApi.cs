using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Providers;

/// <summary>The certificates that SAML providers sign with (Identity Providers API, "Key store"), to which providers refer by their names.</summary>
internal static class ProviderKeysApi
{
    private const string Path = "/api/v1/idps/credentials/keys";

    internal static readonly ApiRoute[] Table =
    [
        new("GET",    Path,            List),
        new("POST",   Path,            Add),
        new("GET",    Path + "/{kid}", Find),
        new("DELETE", Path + "/{kid}", Remove),
    ];

    private static readonly ManagedList<ProviderKey> Keys = new(
        "IdpKeyStore",
        "IdpKey",
        configuration => configuration.Administration.ProviderKeys,
        (configuration, keys) => configuration with { Administration = configuration.Administration with { ProviderKeys = keys } },
        key => key.Kid,
        key => key.Kid);

    private static readonly Shape Form = new("key", ["x5c"]);

    /// <summary>What a certificate is called: the same whenever it comes.</summary>
    internal static string KidOf(string certificate) => new Guid(SHA256.HashData(Convert.FromBase64String(certificate)).AsSpan(0, 16)).ToString();

    private static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadProviders) is not null)
        {
            await ManagementJson.List(context, All(context.Org().Current.Configuration), Write);
        }
    }

    private static async Task Find(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadProviders) is not null)
        {
            await (All(context.Org().Current.Configuration).FirstOrDefault(key => key.Kid == Kid(context)) is { } found
                ? OktaJson.Ok(context, json => Write(json, found))
                : Keys.NotFound(Kid(context)).Write(context));
        }
    }

    private static async Task Add(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageProviders) is not { } caller || await EditRequest.Read(context, "key") is not { } request)
        {
            return;
        }

        var errors = new SeedErrors("body");
        var holder = SeedNode.Mapping.Around(RequestTree.Pick(request.Body, Form.Members), "certificate");
        var certificate = RequestTree.At(request.Body, "x5c") is null
            ? null
            : SamlValues.Certificate(Fields.Of(holder, new Shape("keys", ["certificate"]), errors)!, "certificate", errors);
        if (certificate is null)
        {
            await (RequestErrors.Of(errors) ?? RequestErrors.At("x5c", RequestErrors.Blank)).Write(context);
            return;
        }

        if (await Keys.Add(context, caller, "system.idp.key.create", configuration =>
            All(configuration).FirstOrDefault(key => key.Certificate == certificate) is { } known
                ? Keys.Find(configuration, known.Kid) is null ? Keys.Put(configuration, known) : new(configuration, known, null)
                : Keys.Put(configuration, new ProviderKey(KidOf(certificate), certificate, request.Now))) is { } made)
        {
            await OktaJson.Ok(context, json => Write(json, made));
        }
    }

    private static async Task Remove(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageProviders) is { } caller
            && await Keys.Edit(context, caller, "system.idp.key.delete", Kid(context), (configuration, old) =>
                configuration.IdentityProviders.Any(provider => provider.Saml?.Certificate == old.Certificate)
                    ? new(configuration, null, RequestErrors.At("kid", "The key is used by an identity provider"))
                    : Keys.Drop(configuration, old)) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    /// <summary>All there are: providers of a seed have theirs without a key store.</summary>
    internal static IEnumerable<ProviderKey> All(OrgConfiguration configuration)
    {
        var kept = Keys.Of(configuration);
        return kept.Concat(configuration.IdentityProviders
            .Select(provider => provider.Saml?.Certificate).OfType<string>().Distinct()
            .Where(certificate => kept.All(key => key.Certificate != certificate))
            .Select(certificate => new ProviderKey(KidOf(certificate), certificate, ManagementJson.SeedTime)));
    }

    private static void Write(Utf8JsonWriter json, ProviderKey key)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(key.Certificate));
        using var rsa = certificate.GetRSAPublicKey()!;
        var numbers = rsa.ExportParameters(includePrivateParameters: false);
        json.WriteStartObject();
        json.WriteString("kty", "RSA");
        json.WriteTimes(key.Created, null);
        json.WriteInstant("expiresAt", certificate.NotAfter);
        json.WriteString("alg", "RSA");
        json.WriteString("kid", key.Kid);
        json.WriteString("use", "sig");
        json.WriteList("x5c", [key.Certificate]);
        json.WriteString("x5t#S256", Base64Url.EncodeToString(SHA256.HashData(certificate.RawData)));
        json.WriteString("e", Base64Url.EncodeToString(numbers.Exponent));
        json.WriteString("n", Base64Url.EncodeToString(numbers.Modulus));
        json.WriteEndObject();
    }

    private static string Kid(HttpContext context) => (string)context.Request.RouteValues["kid"]!;
}
