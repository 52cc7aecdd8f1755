using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>Puts an <c>EncryptedAssertion</c> in an assertion's place (saml-core §2.3.4): AES, its key by RSA-OAEP for the app's certificate.</summary>
internal static class AssertionEncryption
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private static readonly Dictionary<SamlEncryption, (string Algorithm, int KeyBytes, bool IsGcm)> Methods = new()
    {
        [SamlEncryption.Aes256Cbc] = (EncryptedXml.XmlEncAES256Url, 32, false),
        [SamlEncryption.Aes128Cbc] = (EncryptedXml.XmlEncAES128Url, 16, false),
        [SamlEncryption.Aes256Gcm] = ("http://www.w3.org/2009/xmlenc11#aes256-gcm", 32, true),
        [SamlEncryption.Aes128Gcm] = ("http://www.w3.org/2009/xmlenc11#aes128-gcm", 16, true),
    };

    internal static void Replace(XmlElement assertion, SamlSettings app)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(app.EncryptionCertificate!));
        using var rsa = certificate.GetRSAPublicKey()!;
        var (algorithm, keyBytes, isGcm) = Methods[app.Encryption];
        var key = RandomNumberGenerator.GetBytes(keyBytes);
        var plain = Encoding.UTF8.GetBytes(assertion.OuterXml);
        var data = new EncryptedData
        {
            Type = EncryptedXml.XmlEncElementUrl,
            EncryptionMethod = new EncryptionMethod(algorithm),
            CipherData = new CipherData(isGcm ? Gcm(key, plain) : Cbc(key, plain)),
        };
        data.KeyInfo.AddClause(new KeyInfoEncryptedKey(new EncryptedKey
        {
            EncryptionMethod = new EncryptionMethod(EncryptedXml.XmlEncRSAOAEPUrl),
            CipherData = new CipherData(EncryptedXml.EncryptKey(key, rsa, useOAEP: true)),
        }));
        var document = assertion.OwnerDocument;
        var encrypted = document.CreateElement("saml2", "EncryptedAssertion", SamlNames.Assertion);
        encrypted.AppendChild(document.ImportNode(data.GetXml(), deep: true));
        assertion.ParentNode!.ReplaceChild(encrypted, assertion);
    }

    private static byte[] Cbc(byte[] key, byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        // PKCS #7 pads as XML Encryption wants it, all bytes but the last being free there.
        return [.. aes.IV, .. aes.EncryptCbc(plain, aes.IV)];
    }

    // The framework's EncryptedXml does not know it (XML Encryption 1.1 §5.2.4).
    private static byte[] Gcm(byte[] key, byte[] plain)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var cipher = new byte[plain.Length];
        var tag = new byte[TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, cipher, tag);
        return [.. nonce, .. cipher, .. tag];
    }
}
