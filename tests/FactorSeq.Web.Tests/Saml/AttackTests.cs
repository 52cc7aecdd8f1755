using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Saml;

/// <summary>What others would have these endpoints believe, fetch, swell up to, or send elsewhere. The user is signed in all along.</summary>
public sealed class AttackTests : IAsyncLifetime
{
    private const string EnvelopedTransform = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";

    private OrgHost org = null!;
    private ServiceProvider signed = null!;
    private ServiceProvider wiki = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(ServiceProvider.Seed);
        signed = await new ServiceProvider(org, "Signed").SignedIn();
        wiki = await new ServiceProvider(org, "Wiki").SignedIn();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Signed_requests_are_taken_by_both_bindings()
    {
        Assert.Equal(["Success"], SamlForm.Of(await signed.Visit($"{signed.Path}?{ServiceProvider.Query(signed.AuthnRequest(), "a b", ServiceProvider.Signing)}")).Status);
        Assert.Equal(["Success"], SamlForm.Of(await signed.Post(ServiceProvider.Sign(signed.AuthnRequest()))).Status);
    }

    [Fact]
    public async Task An_unsigned_request_is_refused_where_signatures_are_demanded()
    {
        (await signed.Redirect(signed.AuthnRequest())).ExpectErrorPage("missing_signature");
        (await signed.Post(signed.AuthnRequest())).ExpectErrorPage("missing_signature");
        // A signature inside a redirect is not the redirect's.
        (await signed.Redirect(ServiceProvider.Sign(signed.AuthnRequest()))).ExpectErrorPage("missing_signature");
    }

    [Fact]
    public async Task A_stranger_s_signature_is_refused_even_where_none_is_demanded()
    {
        var old = await new ServiceProvider(org, "Old").SignedIn();
        Assert.Equal(["Success"], SamlForm.Of(await old.Redirect(old.AuthnRequest())).Status);
        foreach (var app in new[] { signed, old })
        {
            (await app.Visit($"{app.Path}?{ServiceProvider.Query(app.AuthnRequest(), null, ServiceProvider.Stranger)}")).ExpectErrorPage("invalid_signature");
            (await app.Post(ServiceProvider.Sign(app.AuthnRequest(), ServiceProvider.Stranger))).ExpectErrorPage("invalid_signature");
        }
    }

    [Fact]
    public async Task A_changed_message_or_state_breaks_the_signature()
    {
        var query = ServiceProvider.Query(signed.AuthnRequest(), "one", ServiceProvider.Signing);
        (await signed.Visit($"{signed.Path}?{query.Replace("RelayState=one", "RelayState=two")}")).ExpectErrorPage("invalid_signature");
        (await signed.Visit($"{signed.Path}?{query.Replace("&RelayState=one", "")}")).ExpectErrorPage("invalid_signature");
        (await signed.Visit($"{signed.Path}?{query}&RelayState=two")).ExpectErrorPage("repeated_parameter");
        var silent = ServiceProvider.Query(signed.AuthnRequest(), null, ServiceProvider.Signing);
        (await signed.Visit($"{signed.Path}?{silent}&relaystate=two")).ExpectErrorPage("invalid_signature");
        (await signed.Visit($"{signed.Path}?{silent}&%52elayState=two")).ExpectErrorPage("invalid_signature");
        (await signed.Visit($"{signed.Path}?{query.Replace("Signature=", "Signature=AAAA")}")).ExpectErrorPage("invalid_signature");
        (await signed.Post(ServiceProvider.Sign(signed.AuthnRequest()).Replace("_req1\" Version", "_req1\" Consent=\"x\" Version"))).ExpectErrorPage("invalid_signature");
    }

    [Fact]
    public async Task Weak_and_keyless_algorithms_are_refused()
    {
        const string Sha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
        (await signed.Visit($"{signed.Path}?{ServiceProvider.Query(signed.AuthnRequest(), null, ServiceProvider.Signing, Sha1)}")).ExpectErrorPage("forbidden_algorithm");
        (await signed.Post(ServiceProvider.Sign(signed.AuthnRequest(), change: s => s.SignedInfo!.SignatureMethod = Sha1))).ExpectErrorPage("forbidden_algorithm");
        (await signed.Post(ServiceProvider.Sign(signed.AuthnRequest(), change: s => ((Reference)s.SignedInfo!.References[0]!).DigestMethod = SignedXml.XmlDsigSHA1Url)))
            .ExpectErrorPage("forbidden_algorithm");
        var old = await new ServiceProvider(org, "Old").SignedIn();
        Assert.Equal(["Success"], SamlForm.Of(await old.Visit($"{old.Path}?{ServiceProvider.Query(old.AuthnRequest(), null, ServiceProvider.Signing, Sha1)}")).Status);

        // The app's public key as the secret of an HMAC.
        foreach (var hmac in new[] { "http://www.w3.org/2000/09/xmldsig#hmac-sha1", "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256" })
        {
            var message = ServiceProvider.Sign(signed.AuthnRequest()).Replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", hmac);
            (await signed.Post(message)).ExpectErrorPage("forbidden_algorithm");
            var query = ServiceProvider.Query(signed.AuthnRequest()) + $"&SigAlg={Uri.EscapeDataString(hmac)}";
            var mac = HMACSHA256.HashData(ServiceProvider.Signing.GetPublicKey(), Encoding.ASCII.GetBytes(query));
            (await signed.Visit($"{signed.Path}?{query}&Signature={Uri.EscapeDataString(Convert.ToBase64String(mac))}")).ExpectErrorPage("forbidden_algorithm");
        }
    }

    [Fact]
    public async Task A_signature_s_own_key_is_not_believed()
    {
        var message = ServiceProvider.Sign(signed.AuthnRequest(), ServiceProvider.Stranger, s =>
        {
            s.KeyInfo = new KeyInfo();
            s.KeyInfo.AddClause(new KeyInfoX509Data(ServiceProvider.Stranger));
        });
        (await signed.Post(message)).ExpectErrorPage("invalid_signature");
    }

    public static TheoryData<string> Wrappings => ["beside", "inside signature", "same id", "other spelling", "two signatures", "deeper", "no reference uri", "bare element"];

    [Theory]
    [MemberData(nameof(Wrappings))]
    public async Task A_signature_that_covers_something_else_is_none(string way)
    {
        var good = ServiceProvider.Load(ServiceProvider.Sign(signed.AuthnRequest(("ForceAuthn", "false"))));
        var signature = good.GetElementsByTagName("Signature")[0]!;
        string Evil(string id, string content) => signed.AuthnRequest(("ID", id), ("ForceAuthn", "true"))
            .Replace("</saml:Issuer>", "</saml:Issuer>" + content);
        var original = good.DocumentElement!.OuterXml;
        var bare = ServiceProvider.Load(original);
        bare.DocumentElement!.RemoveChild(bare.GetElementsByTagName("Signature")[0]!);
        var message = way switch
        {
            // The signed request beside or below an unsigned one, in every place that a reader may take for another.
            "beside" => Evil("_evil", signature.OuterXml + $"<samlp:Extensions>{bare.OuterXml}</samlp:Extensions>"),
            "inside signature" => Evil("_evil", signature.OuterXml.Replace("</Signature>", $"<Object>{bare.OuterXml}</Object></Signature>")),
            "same id" => Evil("_req1", signature.OuterXml + $"<samlp:Extensions>{bare.OuterXml}</samlp:Extensions>"),
            "other spelling" => Evil("_req1", signature.OuterXml + "<samlp:Extensions><x xmlns=\"\" id=\"_req1\"/></samlp:Extensions>"),
            "two signatures" => Evil("_evil", signature.OuterXml + signature.OuterXml),
            "deeper" => Evil("_evil", $"<samlp:Extensions>{original}</samlp:Extensions>"),
            "no reference uri" => ServiceProvider.Sign(signed.AuthnRequest(), change: s => ((Reference)s.SignedInfo!.References[0]!).Uri = ""),
            _ => Evil("_req1", signature.OuterXml),
        };
        (await signed.Post(message)).ExpectErrorPage("invalid_signature");
    }

    // Each of these signatures is right by the rules of XML Signature: the one thing that is wrong is what its name says.
    public static TheoryData<string, string> Refinements => new()
    {
        { "a transform more", "forbidden_algorithm" }, { "another canonicalization", "forbidden_algorithm" }, { "a reference more", "forbidden_algorithm" },
        { "the whole document", "invalid_signature" }, { "an object", "invalid_signature" }, { "signed twice", "invalid_signature" }, { "elsewhere", "invalid_signature" },
    };

    [Theory]
    [MemberData(nameof(Refinements))]
    public async Task A_good_signature_of_a_form_that_is_not_wanted_is_none(string way, string error)
    {
        var request = signed.AuthnRequest();
        var message = way switch
        {
            "a transform more" => ServiceProvider.Sign(request, change: s => ((Reference)s.SignedInfo!.References[0]!).AddTransform(new XmlDsigC14NTransform())),
            "another canonicalization" => ServiceProvider.Sign(request, change: s => s.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigC14NTransformUrl),
            "a reference more" => ServiceProvider.Sign(request, change: s =>
            {
                var more = new Reference("") { DigestMethod = SignedXml.XmlDsigSHA256Url };
                more.AddTransform(new XmlDsigEnvelopedSignatureTransform());
                more.AddTransform(new XmlDsigExcC14NTransform());
                s.AddReference(more);
            }),
            "the whole document" => ServiceProvider.Sign(request, change: s => ((Reference)s.SignedInfo!.References[0]!).Uri = ""),
            "an object" => ServiceProvider.Sign(request).Replace("</Signature>", "<Object>more</Object></Signature>", StringComparison.Ordinal),
            "signed twice" => ServiceProvider.Sign(ServiceProvider.Sign(request)),
            _ => Moved(ServiceProvider.Sign(request.Replace("</saml:Issuer>", "</saml:Issuer><samlp:Extensions></samlp:Extensions>", StringComparison.Ordinal))),
        };
        (await signed.Post(message)).ExpectErrorPage(error);

        static string Moved(string xml)
        {
            var document = ServiceProvider.Load(xml);
            document.GetElementsByTagName("samlp:Extensions")[0]!.AppendChild(document.GetElementsByTagName("Signature")[0]!);
            return document.OuterXml;
        }
    }

    [Fact]
    public async Task Unwanted_transforms_are_refused_before_they_run()
    {
        foreach (var transform in new Transform[] { new XmlDsigXsltTransform(), new XmlDsigXPathTransform(), new XmlDsigBase64Transform(), new XmlDsigC14NTransform() })
        {
            var message = ServiceProvider.Sign(signed.AuthnRequest()).Replace($"<Transform Algorithm=\"{EnvelopedTransform}\" />", $"<Transform Algorithm=\"{EnvelopedTransform}\" /><Transform Algorithm=\"{transform.Algorithm}\" />");
            // Some are no transforms at all without a content.
            var reply = await signed.Post(message);
            Assert.True(reply.Status == 400 && (reply.Body.Contains("forbidden_algorithm") || reply.Body.Contains("invalid_signature")), reply.ToString());
        }
    }

    [Fact]
    public async Task A_comment_does_not_cut_a_name_in_two()
    {
        var message = signed.AuthnRequest().Replace(ServiceProvider.Issuer + "<", $"{ServiceProvider.Issuer}<!-- -->.evil.test<");
        (await signed.Post(ServiceProvider.Sign(message))).ExpectErrorPage("unknown_saml_issuer");
    }

    [Theory]
    [InlineData("<!DOCTYPE x [ <!ENTITY a \"aaaa\"> <!ENTITY b \"&a;&a;&a;&a;\"> ]>", "&b;")]
    [InlineData("<!DOCTYPE x [ <!ENTITY a SYSTEM \"file:///etc/passwd\"> ]>", "&a;")]
    [InlineData("<!DOCTYPE x [ <!ENTITY % a SYSTEM \"http://127.0.0.1:1/evil.dtd\"> %a; ]>", "")]
    [InlineData("<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/evil.dtd\">", "")]
    [InlineData("<?evil ?>", "")]
    [InlineData("", "&unknown;")]
    public async Task No_document_type_no_entity_and_no_instruction_is_read(string head, string content)
    {
        var message = head + wiki.AuthnRequest().Replace("</saml:Issuer>", content + "</saml:Issuer>");
        (await wiki.Post(message)).ExpectErrorPage("malformed_saml_request");
        (await wiki.Redirect(message)).ExpectErrorPage("malformed_saml_request");
    }

    [Fact]
    public async Task Nothing_swells_and_nothing_goes_deep()
    {
        var bomb = ServiceProvider.Deflate(new byte[50_000_000])[..];
        var before = GC.GetTotalAllocatedBytes();
        (await wiki.Visit($"{wiki.Path}?SAMLRequest={Uri.EscapeDataString(Convert.ToBase64String(ServiceProvider.Deflate(new byte[4_000_000])))}")).ExpectErrorPage("saml_request_too_large");
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 20_000_000);
        Assert.True(bomb.Length > 6000);
        (await wiki.Post(wiki.AuthnRequest().Replace("</saml:Issuer>", "</saml:Issuer>" + new string(' ', 100_000)))).ExpectErrorPage("saml_request_too_large");
        (await wiki.Redirect(wiki.AuthnRequest().Replace("</saml:Issuer>", "</saml:Issuer>" + new string(' ', 100_000)))).ExpectErrorPage("saml_request_too_large");
        (await wiki.Redirect(wiki.AuthnRequest().Replace("</saml:Issuer>", "</saml:Issuer>" + string.Concat(Enumerable.Repeat("<a>", 50)) + string.Concat(Enumerable.Repeat("</a>", 50))))).ExpectErrorPage("malformed_saml_request");
        (await wiki.Redirect(wiki.AuthnRequest().Replace("</saml:Issuer>", "</saml:Issuer>" + string.Concat(Enumerable.Repeat("<a/>", 2001))))).ExpectErrorPage("malformed_saml_request");
    }

    [Theory]
    [InlineData("%%%")]
    [InlineData("AAAA")]
    [InlineData("PHg+")]
    public async Task What_is_no_message_is_said_to_be_none(string text)
    {
        (await wiki.Visit($"{wiki.Path}?SAMLRequest={Uri.EscapeDataString(text)}")).ExpectErrorPage("malformed_saml_request");
        (await wiki.Visit(wiki.Path, new FormUrlEncodedContent([KeyValuePair.Create("SAMLRequest", text)]))).ExpectErrorPage("malformed_saml_request");
    }

    [Fact]
    public async Task A_post_without_a_form_or_a_message_is_refused()
    {
        (await wiki.Visit(wiki.Path, new StringContent("{}", Encoding.UTF8, "application/json"))).ExpectErrorPage("invalid_content_type");
        (await wiki.Visit(wiki.Path, new FormUrlEncodedContent([KeyValuePair.Create("RelayState", "x")]))).ExpectErrorPage("missing_saml_request");
        (await wiki.Visit(wiki.Path + "?SAMLRequest=")).ExpectErrorPage("missing_saml_request");
    }

    [Theory]
    [InlineData("http://evil.test/acs")]
    [InlineData("http://sp.test/acs/")]
    [InlineData("http://sp.test/ACS")]
    [InlineData("http://sp.test/acs?x=1")]
    [InlineData("http://sp.test/acs#x")]
    [InlineData("http://sp.test@evil.test/acs")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task Nothing_is_posted_to_an_address_that_is_not_the_app_s(string url)
    {
        var reply = await wiki.Redirect(wiki.AuthnRequest(("AssertionConsumerServiceURL", url)));
        reply.ExpectErrorPage("unregistered_acs_url");
        Assert.DoesNotContain("SAMLResponse", reply.Body);
        (await wiki.Redirect(wiki.AuthnRequest(("AssertionConsumerServiceURL", url), ("IsPassive", "true"), ("ForceAuthn", "true")))).ExpectErrorPage("unregistered_acs_url");
    }

    [Theory]
    [InlineData("Destination", "http://evil.test/", "wrong_destination")]
    [InlineData("Destination", "", "wrong_destination")]
    [InlineData("Version", "1.1", "unexpected_saml_message")]
    [InlineData("ID", "", "unexpected_saml_message")]
    [InlineData("ID", "1 2", "unexpected_saml_message")]
    [InlineData("ID", null, "unexpected_saml_message")]
    [InlineData("ProtocolBinding", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact", "unsupported_binding")]
    public async Task Requests_that_are_not_meant_for_this_address_are_refused(string attribute, string? value, string error) =>
        (await wiki.Redirect(wiki.AuthnRequest((attribute, value)))).ExpectErrorPage(error);

    [Fact]
    public async Task A_signed_request_must_say_where_it_is_going()
    {
        var query = ServiceProvider.Query(signed.AuthnRequest(("Destination", null)), null, ServiceProvider.Signing);
        (await signed.Visit($"{signed.Path}?{query}")).ExpectErrorPage("wrong_destination");
        query = ServiceProvider.Query(wiki.AuthnRequest(), null, ServiceProvider.Signing);
        (await signed.Visit($"{signed.Path}?{query}")).ExpectErrorPage("wrong_destination");
    }

    [Fact]
    public async Task Another_kind_of_message_is_not_taken_for_a_request()
    {
        (await wiki.Redirect(wiki.LogoutRequest("ana@demo.test"))).ExpectErrorPage("unexpected_saml_message");
        (await wiki.Redirect("<AuthnRequest ID=\"a\" Version=\"2.0\"/>")).ExpectErrorPage("unexpected_saml_message");
        (await signed.Visit($"{signed.Path}?{ServiceProvider.Query(signed.AuthnRequest().Replace(ServiceProvider.Issuer, "http://other.test"), null, ServiceProvider.Signing)}")).ExpectErrorPage("unknown_saml_issuer");
    }

    [Theory]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("</form><form action=\"http://evil.test\">")]
    [InlineData("{{inputs}}{{action}}{{base}}")]
    [InlineData("http://evil.test/")]
    [InlineData("a\r\nSet-Cookie: x=y")]
    [InlineData("ünï \U0001F600")]
    public async Task A_RelayState_is_carried_and_never_acted_on(string state)
    {
        foreach (var reply in new[] { await wiki.Redirect(wiki.AuthnRequest(), state), await wiki.Post(wiki.AuthnRequest(), state), await wiki.Visit($"{wiki.Path}?RelayState={Uri.EscapeDataString(state)}") })
        {
            var form = SamlForm.Of(reply);
            Assert.Equal(state, form.RelayState);
            Assert.Equal(ServiceProvider.Acs, form.Action);
            Assert.DoesNotContain("<script>alert", reply.Body);
            Assert.Equal(2, reply.Body.Split("<form").Length);
            Assert.Null(reply.Header("Location"));
        }
    }

    [Fact]
    public async Task A_request_changes_nothing_and_keeps_nothing_but_what_waits_for_its_user()
    {
        wiki.Sid = null;
        await wiki.Redirect(wiki.AuthnRequest(("AssertionConsumerServiceURL", "http://evil.test/")));
        Assert.Empty(await org.Documents.List(org.Org.Name, DocumentKinds.SamlRequests, 10));
        await wiki.Redirect(wiki.AuthnRequest());
        Assert.Single(await org.Documents.List(org.Org.Name, DocumentKinds.SamlRequests, 10));
    }
}
