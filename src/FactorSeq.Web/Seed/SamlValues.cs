using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FactorSeq.Web.Seed;

/// <summary>Values that apps and identity providers have in common.</summary>
internal static class SamlValues
{
    internal static string? Url(Fields fields, string member, SeedErrors errors)
    {
        if (fields.Text(member) is not { } text)
        {
            return null;
        }

        if (Formats.IsRedirect(text) && new Uri(text) is { Scheme: "http" or "https", UserInfo.Length: 0 })
        {
            return text;
        }

        errors.Add(fields[member]!, $"{Wording.Quoted(text)} is not an address that a browser posts to", "Write an http or https URL without a fragment.");
        return null;
    }

    /// <summary>PEM, base64, or Okta's <c>{ x5c: [ base64 ] }</c>; kept as DER in base64.</summary>
    internal static string? Certificate(Fields fields, string member, SeedErrors errors)
    {
        if (fields[member] is not { } node)
        {
            return null;
        }

        if (node is SeedNode.Mapping)
        {
            if (Fields.Of(node, Shapes.Certificate, errors) is not { } certificate)
            {
                return null;
            }

            if (certificate.List("x5c") is not [var first, ..])
            {
                certificate.Missing("x5c");
                return null;
            }

            node = first;
        }

        if (Scalars.Text(node, errors) is not { } text)
        {
            return null;
        }

        if (Der(text) is { } der)
        {
            return der;
        }

        errors.Add(node, "this is not a certificate with an RSA key", "Write it as PEM, or as DER in base64.");
        return null;
    }

    private static string? Der(string text)
    {
        try
        {
            var bytes = text.Contains("-----BEGIN", StringComparison.Ordinal)
                ? Encoding.UTF8.GetBytes(text)
                : Convert.FromBase64String(text);
            using var certificate = X509CertificateLoader.LoadCertificate(bytes);
            using var key = certificate.GetRSAPublicKey();
            return key is null ? null : Convert.ToBase64String(certificate.RawData);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
