using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>
/// The org's key with a certificate around it, self-signed. Everything in it follows from the key, and so does its signature (PKCS #1 v1.5
/// draws no chance), so that it is the same after every start and on every node without being kept anywhere.
/// </summary>
internal sealed record IdpCertificate(X509Certificate2 Certificate, RSA Key)
{
    // Seeds of two orgs may pin one key; the certificate names its org.
    private static readonly ConditionalWeakTable<RsaSigningKey, ConcurrentDictionary<string, IdpCertificate>> Made = [];

    // Of all times that an org's clock may show, as far as SPs look.
    private static readonly DateTimeOffset From = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Until = new(2099, 12, 31, 0, 0, 0, TimeSpan.Zero);

    internal static async ValueTask<IdpCertificate> Of(HttpContext context)
    {
        var org = context.Org();
        var key = await context.RequestServices.GetRequiredService<SigningKeys>().Of(org);
        return Made.GetOrCreateValue(key).GetOrAdd(org.Name, name => Make(key, name));
    }

    private static IdpCertificate Make(RsaSigningKey key, string org)
    {
        var name = new X500DistinguishedName($"CN={org}, OU=SSOProvider, O=FactorSeq");
        var request = new CertificateRequest(name, key.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var serial = SHA256.HashData(Encoding.ASCII.GetBytes(key.Kid))[..8];
        serial[0] = (byte)(serial[0] & 0x7F | 0x01);
        return new IdpCertificate(
            request.Create(name, X509SignatureGenerator.CreateForRSA(key.Rsa, RSASignaturePadding.Pkcs1), From, Until, serial), key.Rsa);
    }
}
