using System.Security.Cryptography.Xml;
using System.Xml;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>Signs what leaves here, enveloped and after its issuer, where the schema wants it (saml-core §5.4).</summary>
internal static class SamlSignature
{
    internal static void Sign(XmlElement element, IdpCertificate idp, SamlSettings app) => Sign(element, idp, app.Sha1Signatures, app.Sha1Digests);

    internal static void Sign(XmlElement element, IdpCertificate idp, bool sha1Signatures = false, bool sha1Digests = false)
    {
        var signed = new SignedXml(element.OwnerDocument) { SigningKey = idp.Key };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = sha1Signatures ? SignatureAlgorithms.RsaSha1 : SignatureAlgorithms.RsaSha256;
        var reference = new Reference("#" + element.GetAttribute("ID"))
        {
            DigestMethod = sha1Digests ? SignatureAlgorithms.Sha1 : SignatureAlgorithms.Sha256,
        };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform("xs"));
        signed.AddReference(reference);
        signed.KeyInfo = new KeyInfo();
        signed.KeyInfo.AddClause(new KeyInfoX509Data(idp.Certificate));
        signed.ComputeSignature();
        element.InsertAfter(element.OwnerDocument.ImportNode(signed.GetXml(), deep: true), SamlMessage.Child(element, "Issuer"));
    }
}
