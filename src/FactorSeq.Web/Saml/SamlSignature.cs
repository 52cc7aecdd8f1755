using System.Security.Cryptography.Xml;
using System.Xml;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>Signs what leaves here, enveloped and after its issuer, where the schema wants it (saml-core §5.4).</summary>
internal static class SamlSignature
{
    internal static void Sign(XmlElement element, IdpCertificate idp, SamlSettings app)
    {
        var signed = new SignedXml(element.OwnerDocument) { SigningKey = idp.Key };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = app.Sha1Signatures ? SignatureAlgorithms.RsaSha1 : SignatureAlgorithms.RsaSha256;
        var reference = new Reference("#" + element.GetAttribute("ID"))
        {
            DigestMethod = app.Sha1Digests ? SignatureAlgorithms.Sha1 : SignatureAlgorithms.Sha256,
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
