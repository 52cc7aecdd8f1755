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
    internal static SamlError? Object(SamlInput input, SamlSettings app) => With(
        SignatureTrust.Of(app), (trust, key) => input.IsPost ? Inside(input.Root, trust, key) : Detached(input.Detached, trust, key));

    /// <summary>Null where of a response is signed what must be, and everything signed is signed well.</summary>
    internal static SamlError? OfResponse(XmlElement response, XmlElement assertion, SignatureScope scope, SignatureTrust trusted) => With(trusted, (trust, key) =>
    {
        var signatures = Signatures(response).OfType<XmlElement>().ToList();
        var ofResponse = signatures.Where(signature => signature.ParentNode == response).ToList();
        var ofAssertion = signatures.Where(signature => signature.ParentNode == assertion).ToList();
        if (ofResponse.Count > 1 || ofAssertion.Count > 1 || ofResponse.Count + ofAssertion.Count != signatures.Count)
        {
            return SamlErrors.BadSignature;
        }

        var suffices = scope switch
        {
            SignatureScope.Response => ofResponse.Count == 1,
            SignatureScope.Assertion => ofAssertion.Count == 1,
            _ => signatures.Count > 0,
        };
        return suffices
            ? ofResponse.Select(signature => Covers(response, signature, trust, key))
                .Concat(ofAssertion.Select(signature => Covers(assertion, signature, trust, key))).FirstOrDefault(error => error is not null)
            : SamlErrors.NoSignature;
    });

    private static SamlError? With(SignatureTrust trust, Func<SignatureTrust, RSA, SamlError?> check)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(trust.Certificate));
        using var key = certificate.GetRSAPublicKey()!;
        try
        {
            return check(trust, key);
        }
        catch (CryptographicException)
        {
            return SamlErrors.BadSignature;
        }
    }

    internal static bool IsSigned(SamlInput input) => input.IsPost ? Signatures(input.Root).Count > 0 : input.Detached is not null;

    private static SamlError? Detached(DetachedSignature? signature, SignatureTrust trust, RSA key)
    {
        if (signature is null)
        {
            return SamlErrors.NoSignature;
        }

        if (SignatureAlgorithms.Hash(signature.Algorithm, trust.Sha1Signatures) is not { } hash)
        {
            return SamlErrors.ForbiddenAlgorithm;
        }

        return key.VerifyData(signature.Signed, signature.Value, hash, RSASignaturePadding.Pkcs1) ? null : SamlErrors.BadSignature;
    }

    private static SamlError? Inside(XmlElement root, SignatureTrust trust, RSA key)
    {
        var signatures = Signatures(root);
        if (signatures.Count == 0)
        {
            return SamlErrors.NoSignature;
        }

        return signatures.Count > 1 || signatures[0] is not XmlElement signature || signature.ParentNode != root
            ? SamlErrors.BadSignature
            : Covers(root, signature, trust, key);
    }

    // Whether this signature is this element's, whole and alone.
    private static SamlError? Covers(XmlElement element, XmlElement signature, SignatureTrust trust, RSA key)
    {
        if (!IsPlain(signature) || !IsOnlyBearer(element))
        {
            return SamlErrors.BadSignature;
        }

        var signed = new SignedXml(element);
        signed.LoadXml(signature);
        if (SignatureAlgorithms.Hash(signed.SignatureMethod, trust.Sha1Signatures) is null
            || signed.SignedInfo!.CanonicalizationMethod != Exclusive
            || signed.SignedInfo.References.Count != 1
            || signed.SignedInfo.References[0] is not Reference reference)
        {
            return SamlErrors.ForbiddenAlgorithm;
        }

        if (!SignatureAlgorithms.AllowsDigest(reference.DigestMethod, trust.Sha1Digests) || !HasOnlyEnvelope(reference))
        {
            return SamlErrors.ForbiddenAlgorithm;
        }

        return reference.Uri == "#" + element.GetAttribute("ID") && signed.CheckSignature(key) ? null : SamlErrors.BadSignature;
    }

    private static XmlNodeList Signatures(XmlElement root) => root.OwnerDocument.GetElementsByTagName("Signature", SamlNames.Signature);

    // Nothing may be hidden in the signature itself: Object, Manifest and their like are not wanted here.
    private static bool IsPlain(XmlElement signature) =>
        signature.ChildNodes.OfType<XmlElement>().Select(child => child.NamespaceURI == SamlNames.Signature ? child.LocalName : "")
            .SequenceEqual(signature["KeyInfo", SamlNames.Signature] is null
                ? ["SignedInfo", "SignatureValue"]
                : (IEnumerable<string>)["SignedInfo", "SignatureValue", "KeyInfo"]);

    // The reference finds elements by any spelling of the attribute, so none but the root may carry its id in any of them.
    private static bool IsOnlyBearer(XmlElement element)
    {
        var id = element.GetAttribute("ID");
        return id.Length > 0 && element.OwnerDocument.GetElementsByTagName("*").OfType<XmlElement>()
            .SelectMany(any => any.Attributes.OfType<XmlAttribute>())
            .Count(attribute => attribute.LocalName.Equals("id", StringComparison.OrdinalIgnoreCase) && attribute.Value == id) == 1;
    }

    private static bool HasOnlyEnvelope(Reference reference)
    {
        var transforms = Enumerable.Range(0, reference.TransformChain.Count).Select(i => reference.TransformChain[i].Algorithm).ToList();
        return transforms is [Enveloped] or [Enveloped, Exclusive];
    }
}

/// <summary>Whose signatures count, and how they may be made.</summary>
/// <param name="Certificate">DER in base64.</param>
internal sealed record SignatureTrust(string Certificate, bool Sha1Signatures, bool Sha1Digests)
{
    internal static SignatureTrust Of(SamlSettings app) => new(app.SpCertificate!, app.Sha1Signatures, app.Sha1Digests || app.Sha1Signatures);
}
