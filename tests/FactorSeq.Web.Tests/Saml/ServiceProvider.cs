using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Saml;

/// <summary>A SAML app and the browser of one user: what both do in a flow.</summary>
internal sealed partial class ServiceProvider(OrgHost org, string label)
{
    internal const string Acs = "http://sp.test/acs";
    internal const string Issuer = "http://sp.test/metadata";

    internal static readonly X509Certificate2 Signing = Certificate();
    internal static readonly X509Certificate2 Encryption = Certificate();
    internal static readonly X509Certificate2 Stranger = Certificate();

    internal static string Seed { get; } = Seeds.WithRule(Seeds.Chains("question", "push", "password"), more: $$"""
        apiTokens: [ { name: ci, token: 00ci-token } ]
        apps:
          - label: Wiki
            type: saml
            ssoAcsUrl: {{Acs}}
            audience: {{Issuer}}
            defaultRelayState: /start
            assign: [ Everyone ]
            acsEndpoints: [ { url: "http://sp.test/other?a=1&b=2", index: 7 } ]
            attributeStatements:
              - { name: mail, namespace: "urn:oasis:names:tc:SAML:2.0:attrname-format:basic", values: [ user.email ] }
              - { name: short, values: [ 'String.toUpperCase(String.substringBefore(user.login, "@"))' ] }
              - { name: fixed, values: [ '"staff"', "a ${user.firstName} b" ] }
              - { name: nothing, values: [ user.costCenter ] }
              - { name: how, values: [ session.amr ] }
              - { name: starts, type: GROUP, filterType: STARTS_WITH, filterValue: Every }
              - { name: equals, type: GROUP, filterType: EQUALS, filterValue: everyone }
              - { name: contains, type: GROUP, filterType: CONTAINS, filterValue: very }
              - { name: pattern, type: GROUP, filterType: REGEX, filterValue: "Every.*" }
          - label: Signed
            type: saml
            ssoAcsUrl: {{Acs}}
            audience: {{Issuer}}
            spIssuer: {{Issuer}}
            subjectNameIdTemplate: "${user.email}"
            subjectNameIdFormat: urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress
            spCertificate: "{{Convert.ToBase64String(Signing.RawData)}}"
            slo: { issuer: "{{Issuer}}", logoutUrl: "http://sp.test/bye" }
            assign: [ Everyone ]
          - label: Secret
            type: saml
            ssoAcsUrl: {{Acs}}
            audience: {{Issuer}}
            responseSigned: false
            encryptionCertificate: { x5c: [ "{{Convert.ToBase64String(Encryption.RawData)}}" ] }
            assign: [ Everyone ]
          - { label: Closed, type: saml, ssoAcsUrl: "{{Acs}}", audience: "{{Issuer}}", assign: [ others ] }
          - { label: Nameless, type: saml, ssoAcsUrl: "{{Acs}}", audience: "{{Issuer}}", subjectNameIdTemplate: "${user.costCenter}", assign: [ Everyone ] }
          - { label: Old, type: saml, ssoAcsUrl: "{{Acs}}", audience: "{{Issuer}}", signatureAlgorithm: RSA_SHA1, digestAlgorithm: SHA1, spCertificate: "{{Convert.ToBase64String(Signing.RawData)}}", samlSignedRequestEnabled: false, honorForceAuthn: false, assign: [ Everyone ] }
          - { label: Web, clientId: web, clientSecret: secret, redirectUris: [ "http://app.test/cb" ], assign: [ Everyone ] }
        """);

    internal string? Sid { get; set; }

    internal string Key { get; } = org.Org.Current.Configuration.Apps.Single(app => app.Label == label).Saml!.ExternalKey;

    internal string Path { get; } = Address(org, label);

    internal string Url => org.Address + Path;

    internal string LogoutPath => Path.Replace("/sso/", "/slo/");

    internal async Task<string> SessionToken(string login = "ana@demo.test", string answer = "mushrooms") =>
        (await org.Verify(await org.Identify(login), "question", answer: answer)).Expect("SUCCESS").SessionToken!;

    internal async Task<ServiceProvider> SignedIn()
    {
        Sid = (await org.Post("/api/v1/sessions", new { sessionToken = await SessionToken() })).Expect(200).Text("id");
        return this;
    }

    /// <summary>Loads a page in the user's browser.</summary>
    internal async Task<Reply> Visit(string path, HttpContent? form = null)
    {
        var method = form is null ? HttpMethod.Get : HttpMethod.Post;
        var reply = Sid is null ? await org.Send(method, path, form) : await org.Send(method, path, form, ("Cookie", $"sid={Sid}"));
        if (reply.Cookie("sid") is { } sid)
        {
            Sid = sid.Length == 0 ? null : sid;
        }

        return reply;
    }

    /// <summary>A right request, with some attributes changed; null leaves one out.</summary>
    internal string AuthnRequest(params (string Name, string? Value)[] changes) => Request("AuthnRequest", Url,
        $"<saml:Issuer>{Issuer}</saml:Issuer>", [("AssertionConsumerServiceURL", Acs), ("ProtocolBinding", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"), .. changes]);

    internal string LogoutRequest(string nameId, params (string Name, string? Value)[] changes) => Request("LogoutRequest", org.Address + LogoutPath,
        $"<saml:Issuer>{Issuer}</saml:Issuer><saml:NameID>{nameId}</saml:NameID>", changes);

    internal Task<Reply> Redirect(string xml, string? relayState = null) => Visit($"{Path}?{Query(xml, relayState)}");

    internal Task<Reply> Post(string xml, string? relayState = null, string? path = null) => Visit(path ?? Path, Form(xml, relayState));

    internal static string Query(string xml, string? relayState = null, X509Certificate2? signer = null, string algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256")
    {
        var query = $"SAMLRequest={Uri.EscapeDataString(Convert.ToBase64String(Deflate(Encoding.UTF8.GetBytes(xml))))}"
            + (relayState is null ? "" : $"&RelayState={Uri.EscapeDataString(relayState)}");
        if (signer is null)
        {
            return query;
        }

        query += $"&SigAlg={Uri.EscapeDataString(algorithm)}";
        var hash = algorithm.EndsWith("sha1", StringComparison.Ordinal) ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        var signature = signer.GetRSAPrivateKey()!.SignData(Encoding.ASCII.GetBytes(query), hash, RSASignaturePadding.Pkcs1);
        return query + $"&Signature={Uri.EscapeDataString(Convert.ToBase64String(signature))}";
    }

    internal static FormUrlEncodedContent Form(string xml, string? relayState = null) => new(
        new[] { KeyValuePair.Create("SAMLRequest", Convert.ToBase64String(Encoding.UTF8.GetBytes(xml))) }
            .Concat(relayState is null ? [] : [KeyValuePair.Create("RelayState", relayState)]));

    internal static byte[] Deflate(byte[] bytes)
    {
        using var room = new MemoryStream();
        using (var stream = new DeflateStream(room, CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return room.ToArray();
    }

    /// <summary>Signs the document element.</summary>
    internal static string Sign(string xml, X509Certificate2? signer = null, Action<SignedXml>? change = null)
    {
        var document = Load(xml);
        var signed = new SignedXml(document) { SigningKey = (signer ?? Signing).GetRSAPrivateKey() };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        var reference = new Reference("#" + document.DocumentElement!.GetAttribute("ID")) { DigestMethod = SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        change?.Invoke(signed);
        signed.ComputeSignature();
        document.DocumentElement.InsertAfter(document.ImportNode(signed.GetXml(), true), document.DocumentElement.FirstChild);
        return document.OuterXml;
    }

    internal static XmlDocument Load(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true };
        document.LoadXml(xml);
        return document;
    }

    private static string Request(string name, string destination, string content, (string Name, string? Value)[] changes)
    {
        var attributes = new Dictionary<string, string?>
        {
            ["ID"] = "_req1", ["Version"] = "2.0", ["IssueInstant"] = "2031-02-03T12:00:00Z", ["Destination"] = destination,
        };
        foreach (var (attribute, value) in changes)
        {
            attributes[attribute] = value;
        }

        var written = string.Concat(attributes.Where(a => a.Value is not null).Select(a => $" {a.Key}=\"{System.Security.SecurityElement.Escape(a.Value)}\""));
        return $"<samlp:{name} xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"{written}>{content}</samlp:{name}>";
    }

    private static string Address(OrgHost org, string label)
    {
        var saml = org.Org.Current.Configuration.Apps.Single(app => app.Label == label).Saml!;
        return $"/app/{saml.Name}/{saml.ExternalKey}/sso/saml";
    }

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        return new CertificateRequest("CN=sp", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
    }
}

/// <summary>A form that carries a SAML message to an app.</summary>
internal sealed partial record SamlForm(string Action, XmlDocument Message, string RelayState)
{
    internal static SamlForm Of(Reply reply)
    {
        Assert.True(reply.Status == 200, reply.ToString());
        return new SamlForm(
            System.Net.WebUtility.HtmlDecode(Action_().Match(reply.Body).Groups[1].Value),
            ServiceProvider.Load(Encoding.UTF8.GetString(Convert.FromBase64String(Input(reply.Body, "SAMLResponse")))),
            System.Net.WebUtility.HtmlDecode(Input(reply.Body, "RelayState")));
    }

    internal XmlElement Root => Message.DocumentElement!;

    internal XmlElement Assertion => Element("Assertion")!;

    internal XmlElement? Element(string name) => Message.GetElementsByTagName(name, "urn:oasis:names:tc:SAML:2.0:assertion").OfType<XmlElement>().FirstOrDefault();

    internal string[] Attribute(string name) =>
    [
        .. Message.GetElementsByTagName("Attribute", "urn:oasis:names:tc:SAML:2.0:assertion").OfType<XmlElement>()
            .Where(a => a.GetAttribute("Name") == name).SelectMany(a => a.ChildNodes.OfType<XmlElement>()).Select(v => v.InnerText),
    ];

    internal string[] Status => [.. Message.GetElementsByTagName("StatusCode", "urn:oasis:names:tc:SAML:2.0:protocol").OfType<XmlElement>().Select(s => s.GetAttribute("Value").Split(':')[^1])];

    /// <summary>Whether an element is signed with a certificate's key.</summary>
    internal static bool IsSigned(XmlElement element, X509Certificate2 certificate)
    {
        // On its own, as an app would take it out of an encrypted assertion.
        var alone = ServiceProvider.Load(element.OuterXml);
        if (alone.DocumentElement!.ChildNodes.OfType<XmlElement>().FirstOrDefault(child => child.LocalName == "Signature") is not { } signature)
        {
            return false;
        }

        var signed = new SignedXml(alone);
        signed.LoadXml(signature);
        return signed.CheckSignature(certificate, verifySignatureOnly: true);
    }

    private static string Input(string body, string name) => Regex.Match(body, $"<input name=\"{name}\" type=\"hidden\" value=\"([^\"]*)\">").Groups[1].Value;

    [GeneratedRegex("<form [^>]*action=\"([^\"]*)\"")]
    private static partial Regex Action_();
}
