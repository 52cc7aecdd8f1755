using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Saml;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Inbound;

/// <summary>What others would have the org believe of a SAML provider's users. The provider's key is the test's, so that what is wrong can be signed.</summary>
public sealed class SamlAttackTests : IAsyncLifetime
{
    private const string Issuer = "https://idp.test/entity";
    private const string P = "urn:oasis:names:tc:SAML:2.0:protocol";
    private const string A = "urn:oasis:names:tc:SAML:2.0:assertion";

    private static readonly string Id = Ids.IdentityProvider("demo", "Own");

    private OrgHost org = null!;
    private InboundBrowser browser = null!;
    private int made;

    private string Acs => $"{org.Address}/sso/saml2/{Id}";

    private static string Audience => $"https://www.okta.com/saml2/service-provider/sp{Id[2..]}";

    public async Task InitializeAsync()
    {
        browser = new InboundBrowser();
        org = await OrgHost.Start(Seed());
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_right_response_signs_in(bool signAssertion, bool signResponse) =>
        await ExpectIn(Response(signAssertion: signAssertion, signResponse: signResponse));

    [Theory]
    [InlineData("ANY", false, false, "missing_signature")]
    [InlineData("RESPONSE", true, false, "missing_signature")]
    [InlineData("ASSERTION", false, true, "missing_signature")]
    [InlineData("RESPONSE", false, true, null)]
    [InlineData("ASSERTION", true, false, null)]
    public async Task What_must_be_signed_is(string scope, bool signAssertion, bool signResponse, string? error)
    {
        await org.EditSeed(Seed($", responseSignatureScope: {scope}"));
        await (error is null ? ExpectIn(Response(signAssertion: signAssertion, signResponse: signResponse))
            : Refused(error, Response(signAssertion: signAssertion, signResponse: signResponse)));
    }

    [Fact]
    public async Task A_stranger_s_signature_is_refused_wherever_it_stands()
    {
        await Refused("invalid_signature", Response(signer: ServiceProvider.Stranger));
        await Refused("invalid_signature", Response(signAssertion: false, signResponse: true, signer: ServiceProvider.Stranger));
        // The assertion's is good; what is signed besides must be good too.
        var document = ServiceProvider.Load(Response());
        await Refused("invalid_signature", SignResponse(document.OuterXml, ServiceProvider.Stranger));
        await Refused("invalid_signature", SignResponse(Response(signer: ServiceProvider.Stranger), ServiceProvider.Signing));
    }

    [Theory]
    [InlineData("ana@demo.test</saml:NameID>", "ben@demo.test</saml:NameID>")]
    [InlineData("ana@demo.test</saml:AttributeValue>", "ben@demo.test</saml:AttributeValue>")]
    [InlineData("Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\"", "Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\" Extra=\"1\"")]
    public async Task A_changed_assertion_is_not_what_was_signed(string from, string to)
    {
        var response = Response();
        Assert.Contains(from, response, StringComparison.Ordinal);
        await Refused("invalid_signature", response.Replace(from, to, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ha")]
    [InlineData("before")]
    [InlineData("in extensions")]
    [InlineData("signature moved")]
    [InlineData("inside the forged one")]
    [InlineData("in the signature's object")]
    [InlineData("two with the same id")]
    public async Task A_forged_assertion_beside_a_good_one_is_not_read(string how) => await Refused(
        how is "signature moved" ? "invalid_signature" : "unexpected_saml_response", Wrapped(how));

    // Nothing else is wrong with either.
    [Fact]
    public async Task A_signature_that_stands_elsewhere_is_refused_beside_a_good_one()
    {
        var document = ServiceProvider.Load(Response());
        var extensions = document.CreateElement("samlp", "Extensions", P);
        extensions.AppendChild(Child(Assertion(document), "Signature", "http://www.w3.org/2000/09/xmldsig#")!.CloneNode(true));
        document.DocumentElement!.InsertAfter(extensions, document.DocumentElement.FirstChild);
        await Refused("invalid_signature", document.OuterXml);
    }

    [Fact]
    public async Task A_signed_assertion_that_is_not_the_response_s_own_is_refused()
    {
        var document = ServiceProvider.Load(Response());
        var extensions = document.CreateElement("samlp", "Extensions", P);
        extensions.AppendChild(Assertion(document));
        document.DocumentElement!.AppendChild(extensions);
        await Refused("unexpected_saml_response", document.OuterXml);
    }

    [Fact]
    public async Task A_response_that_is_signed_must_be_the_one_that_is_read()
    {
        // The signed response is kept inside a forged one.
        var good = Response(signAssertion: false, signResponse: true);
        var forged = ServiceProvider.Load(Response(signAssertion: false, login: "ben@demo.test"));
        var inside = ServiceProvider.Load(good).DocumentElement!;
        var extensions = forged.CreateElement("Extensions", P);
        extensions.AppendChild(forged.ImportNode(inside, true));
        forged.DocumentElement!.InsertAfter(extensions, forged.DocumentElement.FirstChild);
        await Refused("unexpected_saml_response", forged.OuterXml);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("Id")]
    [InlineData("iD")]
    public async Task No_other_element_carries_the_signed_id(string spelling)
    {
        var document = ServiceProvider.Load(Response());
        var assertion = Assertion(document);
        document.DocumentElement!.SetAttribute(spelling, assertion.GetAttribute("ID"));
        await Refused("invalid_signature", document.OuterXml);
    }

    [Fact]
    public async Task Comments_cut_no_name_in_two()
    {
        // The signature does not cover comments: what is read must be the name as a whole.
        var response = Response(login: "ana@demo.test.evil.test").Replace("ana@demo.test.evil.test</saml:NameID>", "ana@demo.test<!-- -->.evil.test</saml:NameID>", StringComparison.Ordinal);
        await Post(response);
        Assert.Equal("ana@demo.test.evil.test", (await org.Me(browser.Jar(org.Address)["sid"])).Expect("ACTIVE").Text("login"));
    }

    [Theory]
    [InlineData("<!DOCTYPE r [ <!ENTITY e \"x\"> ]>", "malformed_saml_request")]
    [InlineData("<!DOCTYPE r SYSTEM \"http://evil.test/dtd\">", "malformed_saml_request")]
    [InlineData("<?xml-stylesheet href=\"http://evil.test\"?>", "malformed_saml_request")]
    public async Task A_document_type_is_never_read(string prolog, string error) => await Refused(error, prolog + Response());

    [Theory]
    [InlineData("Destination", "https://other.test/acs", "wrong_destination")]
    [InlineData("Destination", null, "wrong_destination")]
    [InlineData("Version", "1.1", "unexpected_saml_message")]
    [InlineData("InResponseTo", "_mine", "unknown_in_response_to")]
    public async Task A_head_that_is_meant_for_another_is_refused(string attribute, string? value, string error) =>
        await Refused(error, Response(signResponse: true, response: root => Set(root, attribute, value)));

    public static TheoryData<string, string> Faults => new()
    {
        { "other issuer", "unknown_saml_issuer" }, { "no issuer", "unknown_saml_issuer" }, { "old version", "unknown_saml_issuer" },
        { "no subject", "invalid_subject" }, { "empty name", "invalid_subject" }, { "no confirmation", "invalid_subject" }, { "holder of key", "invalid_subject" },
        { "other recipient", "invalid_subject" }, { "no recipient", "invalid_subject" }, { "confirmed later", "invalid_subject" }, { "no end", "invalid_subject" },
        { "no conditions", "wrong_audience" }, { "two conditions", "wrong_audience" }, { "no audience", "wrong_audience" }, { "other audience", "wrong_audience" },
        { "second restriction", "wrong_audience" }, { "confirmation over", "assertion_not_valid_now" }, { "conditions over", "assertion_not_valid_now" },
        { "not yet", "assertion_not_valid_now" }, { "nonsense time", "assertion_not_valid_now" },
        { "not yet, by far", "assertion_not_valid_now" }, { "over, by far", "assertion_not_valid_now" }, { "session over", "assertion_not_valid_now" },
        { "no statement", "assertion_not_valid_now" }, { "answers another", "unknown_in_response_to" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_signed_assertion_that_is_not_for_here_and_now_is_refused(string fault, string error)
    {
        await Refused(error, Response(assertion: assertion => Spoil(fault, assertion)));
        Assert.Equal(error, (await Failures())[0]);
    }

    [Fact]
    public async Task An_assertion_has_a_name_to_be_remembered_by() =>
        await Refused("unknown_saml_issuer", Response(signAssertion: false, signResponse: true, assertion: assertion => assertion.SetAttribute("ID", "")));

    [Fact]
    public async Task A_response_of_another_s_is_refused_whoever_made_the_assertion() =>
        await Refused("unknown_saml_issuer", Response(response: root => Child(root, "Issuer")!.InnerText = "https://other.test"));

    [Fact]
    public async Task An_answer_to_a_request_that_another_provider_got_is_refused()
    {
        await org.EditSeed(Seed(", ssoBinding: HTTP-POST"));
        await Refused("unknown_in_response_to", await Answering(Ids.IdentityProvider("demo", "Second")));
        await ExpectIn(await Answering(Id));
    }

    [Fact]
    public async Task The_response_and_the_assertion_answer_the_same_request()
    {
        await org.EditSeed(Seed(", ssoBinding: HTTP-POST"));
        var id = await Requested(Id);
        await Refused("unknown_in_response_to", Response(response: root => root.SetAttribute("InResponseTo", id)));
        await Refused("unknown_in_response_to", Response(assertion: assertion => Confirmed(assertion).SetAttribute("InResponseTo", id)));
    }

    [Theory]
    [InlineData("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2001/04/xmlenc#sha256")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#sha1")]
    public async Task SHA_1_is_taken_from_providers_that_may(string signature, string digest)
    {
        await Refused("forbidden_algorithm", Response(algorithm: signature, digest: digest));
        await org.EditSeed(Seed(", responseSignatureAlgorithm: SHA-1"));
        await ExpectIn(Response(algorithm: signature, digest: digest));
    }

    [Fact]
    public async Task An_assertion_counts_once_whichever_response_brings_it()
    {
        var first = Response();
        await ExpectIn(first);
        browser.Jar(org.Address).Remove("sid");
        await Refused("assertion_replayed", first);
        await Refused("assertion_replayed", first.Replace("ID=\"_r", "ID=\"_other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_parallel_uses_one_signs_in()
    {
        var response = Response();
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => org.Send(HttpMethod.Post, $"/sso/saml2/{Id}", Form(response))));
        Assert.Single(replies, r => r.Status == 302 && r.Cookie("sid") is not null);
        Assert.Equal(11, replies.Count(r => r.Status == 400));
    }

    [Fact]
    public async Task A_used_assertion_is_remembered_as_long_as_it_would_be_good()
    {
        var response = Response();
        await ExpectIn(response);
        browser.Jar(org.Address).Remove("sid");
        await org.Clock.Advance("PT6M");
        await org.Documents.Sweep(org.Org.Name, org.Clock.Now, 0);
        await Refused("assertion_replayed", response);
        await org.Clock.Advance("PT2M");
        await Refused("assertion_not_valid_now", response);
    }

    [Fact]
    public async Task A_provider_answers_for_itself_alone()
    {
        // Both are believed by the same key; the answer is for the other one.
        var other = Ids.IdentityProvider("demo", "Second");
        (await browser.Load($"{org.Address}/sso/saml2/{other}", Form(Response()))).ExpectErrorPage("wrong_destination");
    }

    [Fact]
    public async Task What_is_no_response_is_refused()
    {
        (await browser.Load(Acs, new StringContent("{}", Encoding.UTF8, "application/json"))).ExpectErrorPage("invalid_content_type");
        (await browser.Load(Acs, new FormUrlEncodedContent([]))).ExpectErrorPage("missing_saml_request");
        (await browser.Load(Acs, new FormUrlEncodedContent([KeyValuePair.Create("SAMLResponse", "!")]))).ExpectErrorPage("malformed_saml_request");
        (await browser.Load(Acs, new FormUrlEncodedContent([KeyValuePair.Create("SAMLResponse", "a"), KeyValuePair.Create("SAMLResponse", "b")]))).ExpectErrorPage("repeated_parameter");
        (await browser.Load($"{org.Address}/sso/saml2/0oa00000000000000000", Form(Response()))).ExpectErrorPage("unknown_identity_provider");
        await Refused("unexpected_saml_message", $"<samlp:AuthnRequest xmlns:samlp=\"{P}\" ID=\"a\" Version=\"2.0\"/>");
        await Refused("identity_provider_refused", Response(response: root => ((XmlElement)root.GetElementsByTagName("StatusCode", P)[0]!).SetAttribute("Value", "urn:oasis:names:tc:SAML:2.0:status:Responder")));
        await Refused("unexpected_saml_response", Response(response: root => root.RemoveChild(Assertion(root.OwnerDocument))));
    }

    private static string Seed(string provider = "") => Seeds.WithRule(Seeds.Chains("push"), more: $$"""
        identityProviders:
          - { name: Own, type: SAML2, issuer: "{{Issuer}}", ssoUrl: "https://idp.test/sso", certificate: "{{Convert.ToBase64String(ServiceProvider.Signing.RawData)}}"{{provider}} }
          - { name: Second, type: SAML2, issuer: "{{Issuer}}", ssoUrl: "https://idp.test/sso", certificate: "{{Convert.ToBase64String(ServiceProvider.Signing.RawData)}}", ssoBinding: HTTP-POST }
        """);

    /// <summary>Begins at a provider: the id of the request.</summary>
    private async Task<string> Requested(string provider)
    {
        var page = (await browser.Load($"{org.Address}/sso/saml2/{provider}")).Expect(200);
        return ServiceProvider.Load(Encoding.UTF8.GetString(Convert.FromBase64String(InboundBrowser.Field(page.Body, "SAMLRequest")))).DocumentElement!.GetAttribute("ID");
    }

    private async Task<string> Answering(string provider)
    {
        var id = await Requested(provider);
        return Response(response: root => root.SetAttribute("InResponseTo", id), assertion: assertion => Confirmed(assertion).SetAttribute("InResponseTo", id));
    }

    private static XmlElement Confirmed(XmlElement assertion) => Child(Child(Child(assertion, "Subject")!, "SubjectConfirmation")!, "SubjectConfirmationData")!;

    private async Task ExpectIn(string response, string login = "ana@demo.test")
    {
        var reply = await Post(response);
        Assert.True(reply.Status == 302, reply.ToString());
        Assert.Equal(login, (await org.Me(browser.Jar(org.Address)["sid"])).Expect("ACTIVE").Text("login"));
    }

    private async Task Refused(string error, string response)
    {
        (await Post(response)).ExpectErrorPage(error);
        Assert.False(browser.Jar(org.Address).ContainsKey("sid"));
    }

    private Task<Reply> Post(string response) => browser.Load(Acs, Form(response));

    private async Task<string[]> Failures() =>
    [
        .. (await org.Get("/emulator/events?limit=1000")).Json!.AsArray()
            .Where(e => (string?)e!["eventType"] == "user.authentication.auth_via_IDP").Select(e => (string)e!["outcome"]!["reason"]!),
    ];

    private static FormUrlEncodedContent Form(string response) => new([KeyValuePair.Create("SAMLResponse", Convert.ToBase64String(Encoding.UTF8.GetBytes(response)))]);

    private string Response(
        bool signAssertion = true, bool signResponse = false, string login = "ana@demo.test", X509Certificate2? signer = null,
        string algorithm = SignedXml.XmlDsigRSASHA256Url, string digest = SignedXml.XmlDsigSHA256Url,
        Action<XmlElement>? response = null, Action<XmlElement>? assertion = null)
    {
        var now = org.Clock.Now;
        string At(int minutes) => now.AddMinutes(minutes).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var number = ++made;
        var document = ServiceProvider.Load(
            $"<samlp:Response xmlns:samlp=\"{P}\" xmlns:saml=\"{A}\" ID=\"_r{number}\" Version=\"2.0\" IssueInstant=\"{At(0)}\" Destination=\"{Acs}\">"
            + $"<saml:Issuer>{Issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/></samlp:Status>"
            + $"<saml:Assertion ID=\"_a{number}\" Version=\"2.0\" IssueInstant=\"{At(0)}\"><saml:Issuer>{Issuer}</saml:Issuer>"
            + $"<saml:Subject><saml:NameID>{login}</saml:NameID><saml:SubjectConfirmation Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">"
            + $"<saml:SubjectConfirmationData NotOnOrAfter=\"{At(5)}\" Recipient=\"{Acs}\"/></saml:SubjectConfirmation></saml:Subject>"
            + $"<saml:Conditions NotBefore=\"{At(-5)}\" NotOnOrAfter=\"{At(5)}\"><saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
            + $"<saml:AuthnStatement AuthnInstant=\"{At(0)}\"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
            + $"<saml:AttributeStatement><saml:Attribute Name=\"email\"><saml:AttributeValue>{login}</saml:AttributeValue></saml:Attribute></saml:AttributeStatement>"
            + "</saml:Assertion></samlp:Response>");
        assertion?.Invoke(Assertion(document));
        if (signAssertion)
        {
            Sign(Assertion(document), signer ?? ServiceProvider.Signing, algorithm, digest);
        }

        response?.Invoke(document.DocumentElement!);
        return signResponse ? SignResponse(document.OuterXml, signer ?? ServiceProvider.Signing) : document.OuterXml;
    }

    private static string SignResponse(string xml, X509Certificate2 signer)
    {
        var document = ServiceProvider.Load(xml);
        Sign(document.DocumentElement!, signer, SignedXml.XmlDsigRSASHA256Url, SignedXml.XmlDsigSHA256Url);
        return document.OuterXml;
    }

    private static void Sign(XmlElement element, X509Certificate2 signer, string algorithm, string digest)
    {
        var signed = new SignedXml(element.OwnerDocument) { SigningKey = signer.GetRSAPrivateKey() };
        signed.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signed.SignedInfo.SignatureMethod = algorithm;
        var reference = new Reference("#" + element.GetAttribute("ID")) { DigestMethod = digest };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.ComputeSignature();
        element.InsertAfter(element.OwnerDocument.ImportNode(signed.GetXml(), true), Child(element, "Issuer"));
    }

    // The shapes of Somorovsky et al., "On Breaking SAML" (2012), with a signed assertion.
    private string Wrapped(string how)
    {
        var document = ServiceProvider.Load(Response());
        var root = document.DocumentElement!;
        var good = Assertion(document);
        var signature = Child(good, "Signature", "http://www.w3.org/2000/09/xmldsig#")!;
        var forged = (XmlElement)good.CloneNode(true);
        forged.RemoveChild(Child(forged, "Signature", "http://www.w3.org/2000/09/xmldsig#")!);
        forged.SetAttribute("ID", "_forged");
        Child(Child(forged, "Subject")!, "NameID")!.InnerText = "ben@demo.test";
        switch (how)
        {
            case "ha":
                root.InsertAfter(forged, good);
                break;
            case "before":
                root.InsertBefore(forged, good);
                break;
            case "in extensions":
                var extensions = document.CreateElement("samlp", "Extensions", P);
                root.ReplaceChild(forged, good);
                extensions.AppendChild(good);
                root.InsertAfter(extensions, Child(root, "Issuer"));
                break;
            case "signature moved":
                // The one assertion there is was not signed; the signature is of the response's making.
                root.ReplaceChild(forged, good);
                root.AppendChild(signature);
                break;
            case "inside the forged one":
                root.ReplaceChild(forged, good);
                forged.AppendChild(good);
                break;
            case "in the signature's object":
                root.ReplaceChild(forged, good);
                good.RemoveChild(signature);
                var room = document.CreateElement("Object", "http://www.w3.org/2000/09/xmldsig#");
                room.AppendChild(good);
                signature.AppendChild(room);
                forged.InsertAfter(signature, Child(forged, "Issuer"));
                break;
            case "two with the same id":
                forged.SetAttribute("ID", good.GetAttribute("ID"));
                root.InsertBefore(forged, good);
                break;
        }

        return document.OuterXml;
    }

    private static void Spoil(string fault, XmlElement assertion)
    {
        var subject = Child(assertion, "Subject")!;
        var confirmation = Child(subject, "SubjectConfirmation")!;
        var data = Child(confirmation, "SubjectConfirmationData")!;
        var conditions = Child(assertion, "Conditions")!;
        var restriction = Child(conditions, "AudienceRestriction")!;
        var statement = Child(assertion, "AuthnStatement")!;
        switch (fault)
        {
            case "other issuer": Child(assertion, "Issuer")!.InnerText = "https://other.test"; break;
            case "no issuer": Child(assertion, "Issuer")!.InnerText = ""; break;
            case "old version": assertion.SetAttribute("Version", "1.1"); break;
            case "no subject": assertion.RemoveChild(subject); break;
            case "empty name": Child(subject, "NameID")!.InnerText = " "; break;
            case "no confirmation": subject.RemoveChild(confirmation); break;
            case "holder of key": confirmation.SetAttribute("Method", "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"); break;
            case "other recipient": data.SetAttribute("Recipient", "https://other.test/acs"); break;
            case "no recipient": data.RemoveAttribute("Recipient"); break;
            case "confirmed later": data.SetAttribute("NotBefore", "2001-01-01T00:00:00Z"); break;
            case "no end": data.RemoveAttribute("NotOnOrAfter"); break;
            case "no conditions": assertion.RemoveChild(conditions); break;
            case "two conditions": assertion.InsertAfter(conditions.CloneNode(true), conditions); break;
            case "no audience": conditions.RemoveChild(restriction); break;
            case "other audience": Child(restriction, "Audience")!.InnerText = "https://other.test"; break;
            case "second restriction": Child((XmlElement)conditions.AppendChild(restriction.CloneNode(true))!, "Audience")!.InnerText = "https://other.test"; break;
            case "confirmation over": data.SetAttribute("NotOnOrAfter", "2001-01-01T00:00:00Z"); break;
            case "conditions over": conditions.SetAttribute("NotOnOrAfter", "2001-01-01T00:00:00Z"); break;
            case "not yet": conditions.SetAttribute("NotBefore", "2101-01-01T00:00:00Z"); break;
            case "not yet, by far": conditions.SetAttribute("NotBefore", "9999-12-31T23:59:59Z"); break;
            case "over, by far": conditions.SetAttribute("NotOnOrAfter", "0001-01-01T00:00:00Z"); break;
            case "nonsense time": conditions.SetAttribute("NotOnOrAfter", "tomorrow"); break;
            case "session over": statement.SetAttribute("SessionNotOnOrAfter", "2001-01-01T00:00:00Z"); break;
            case "no statement": assertion.RemoveChild(statement); break;
            case "answers another": data.SetAttribute("InResponseTo", "_another"); break;
            default: throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault");
        }
    }

    private static void Set(XmlElement element, string attribute, string? value)
    {
        if (value is null)
        {
            element.RemoveAttribute(attribute);
        }
        else
        {
            element.SetAttribute(attribute, value);
        }
    }

    private static XmlElement Assertion(XmlDocument document) => (XmlElement)document.GetElementsByTagName("Assertion", A)[0]!;

    private static XmlElement? Child(XmlElement parent, string name, string space = A) =>
        parent.ChildNodes.OfType<XmlElement>().FirstOrDefault(child => child.LocalName == name && child.NamespaceURI == space);
}
