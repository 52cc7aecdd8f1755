using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>
/// Whether a message is signed by its app. What is judged is the message whole: a signature that covers something else in it, or is found
/// elsewhere than at its head, is none (saml-core §5.4).
/// </summary>
internal static class SignatureCheck
{
    private const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

    /// <summary>Null where the signature is good.</summary>
    internal static SamlError? Object(SamlInput input, SamlSettings app)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(app.SpCertificate!));
        using var key = certificate.GetRSAPublicKey()!;
        try
        {
            return input.IsPost ? Inside(input.Root, app, key) : Detached(input.Detached, app, key);
        }
        catch (CryptographicException)
        {
            return SamlErrors.BadSignature;
        }
    }

    internal static bool IsSigned(SamlInput input) => input.IsPost ? Signatures(input.Root).Count > 0 : input.Detached is not null;

    private static SamlError? Detached(DetachedSignature? signature, SamlSettings app, RSA key)
    {
        if (signature is null)
        {
            return SamlErrors.NoSignature;
        }

        if (SignatureAlgorithms.Hash(signature.Algorithm, app.Sha1Signatures) is not { } hash)
        {
            return SamlErrors.ForbiddenAlgorithm;
        }

        return key.VerifyData(signature.Signed, signature.Value, hash, RSASignaturePadding.Pkcs1) ? null : SamlErrors.BadSignature;
    }

    private static SamlError? Inside(XmlElement root, SamlSettings app, RSA key)
    {
        var signatures = Signatures(root);
        if (signatures.Count == 0)
        {
            return SamlErrors.NoSignature;
        }

        if (signatures.Count > 1 || signatures[0] is not XmlElement signature || signature.ParentNode != root || !IsPlain(signature) || !IsOnlyBearer(root))
        {
            return SamlErrors.BadSignature;
        }

        var signed = new SignedXml(root);
        signed.LoadXml(signature);
        if (SignatureAlgorithms.Hash(signed.SignatureMethod, app.Sha1Signatures) is null
            || signed.SignedInfo!.CanonicalizationMethod != Exclusive
            || signed.SignedInfo.References.Count != 1
            || signed.SignedInfo.References[0] is not Reference reference)
        {
            return SamlErrors.ForbiddenAlgorithm;
        }

        if (!SignatureAlgorithms.AllowsDigest(reference.DigestMethod, app.Sha1Digests || app.Sha1Signatures) || !HasOnlyEnvelope(reference))
        {
            return SamlErrors.ForbiddenAlgorithm;
        }

        return reference.Uri == "#" + root.GetAttribute("ID") && signed.CheckSignature(key) ? null : SamlErrors.BadSignature;
    }

    private static XmlNodeList Signatures(XmlElement root) => root.OwnerDocument.GetElementsByTagName("Signature", SamlNames.Signature);

    // Nothing may be hidden in the signature itself: Object, Manifest and their like are not wanted here.
    private static bool IsPlain(XmlElement signature) =>
        signature.ChildNodes.OfType<XmlElement>().Select(child => child.NamespaceURI == SamlNames.Signature ? child.LocalName : "")
            .SequenceEqual(signature["KeyInfo", SamlNames.Signature] is null
                ? ["SignedInfo", "SignatureValue"]
                : (IEnumerable<string>)["SignedInfo", "SignatureValue", "KeyInfo"]);

    // The reference finds elements by any spelling of the attribute, so none but the root may carry its id in any of them.
    private static bool IsOnlyBearer(XmlElement root)
    {
        var id = root.GetAttribute("ID");
        return id.Length > 0 && root.OwnerDocument.GetElementsByTagName("*").OfType<XmlElement>()
            .SelectMany(element => element.Attributes.OfType<XmlAttribute>())
            .Count(attribute => attribute.LocalName.Equals("id", StringComparison.OrdinalIgnoreCase) && attribute.Value == id) == 1;
    }

    private static bool HasOnlyEnvelope(Reference reference)
    {
        var transforms = Enumerable.Range(0, reference.TransformChain.Count).Select(i => reference.TransformChain[i].Algorithm).ToList();
        return transforms is [Enveloped] or [Enveloped, Exclusive];
    }
}
