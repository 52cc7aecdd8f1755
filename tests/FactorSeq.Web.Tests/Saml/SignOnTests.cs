using System.Security.Cryptography.X509Certificates;
using System.Xml;
using FactorSeq.Web.Saml;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Saml;

/// <summary>Sign-in to SAML apps, over the wire.</summary>
public sealed class SignOnTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(ServiceProvider.Seed);
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_request_by_redirect_is_answered_by_a_signed_response_in_a_form()
    {
        var wiki = await App("Wiki").SignedIn();
        var reply = await wiki.Redirect(wiki.AuthnRequest(), "here & there");
        var form = SamlForm.Of(reply);
        Assert.Equal(ServiceProvider.Acs, form.Action);
        Assert.Equal("here & there", form.RelayState);
        Assert.Equal(["Success"], form.Status);
        Assert.Equal("_req1", form.Root.GetAttribute("InResponseTo"));
        Assert.Equal(ServiceProvider.Acs, form.Root.GetAttribute("Destination"));
        var confirmation = form.Element("SubjectConfirmationData")!;
        Assert.Equal(("_req1", ServiceProvider.Acs, "2031-02-03T12:05:00.000Z"),
            (confirmation.GetAttribute("InResponseTo"), confirmation.GetAttribute("Recipient"), confirmation.GetAttribute("NotOnOrAfter")));
        Assert.Equal("2031-02-03T11:55:00.000Z", form.Element("Conditions")!.GetAttribute("NotBefore"));
        Assert.Equal(ServiceProvider.Issuer, form.Element("Audience")!.InnerText);
        Assert.Equal("ana@demo.test", form.Element("NameID")!.InnerText);
        Assert.Equal($"http://www.okta.com/{wiki.Key}", form.Element("Issuer")!.InnerText);
        Assert.StartsWith("id", form.Element("AuthnStatement")!.GetAttribute("SessionIndex"));
        var certificate = await Certificate(wiki);
        Assert.True(SamlForm.IsSigned(form.Root, certificate));
        Assert.True(SamlForm.IsSigned(form.Assertion, certificate));
        Assert.Contains("frame-ancestors 'none'", reply.Header("Content-Security-Policy"));
        Assert.Contains("<noscript>", reply.Body);
        Assert.Contains("<button class=\"fs-button\">", reply.Body);
    }

    [Fact]
    public async Task Attributes_are_expressions_and_groups_and_none_where_they_come_to_nothing()
    {
        var wiki = await App("Wiki").SignedIn();
        var form = SamlForm.Of(await wiki.Visit(wiki.Path));
        Assert.Equal(["ana@demo.test"], form.Attribute("mail"));
        Assert.Equal(["ANA"], form.Attribute("short"));
        Assert.Equal(["staff", "a Ana b"], form.Attribute("fixed"));
        Assert.Equal(["kba"], form.Attribute("how").Where(method => method != "mfa"));
        Assert.Empty(form.Attribute("nothing"));
        Assert.Equal(["Everyone"], form.Attribute("starts"));
        Assert.Empty(form.Attribute("equals"));
        Assert.Equal(["Everyone"], form.Attribute("contains"));
        Assert.Equal(["Everyone"], form.Attribute("pattern"));
    }

    [Fact]
    public async Task A_sign_in_may_begin_here_and_answers_nothing()
    {
        var wiki = await App("Wiki").SignedIn();
        var form = SamlForm.Of(await wiki.Visit(wiki.Path));
        Assert.Equal("/start", form.RelayState);
        Assert.False(form.Root.HasAttribute("InResponseTo"));
        Assert.Equal("/deep", SamlForm.Of(await wiki.Visit(wiki.Path + "?RelayState=%2Fdeep")).RelayState);
        Assert.Equal(["user.authentication.sso", "user.authentication.sso"], (await org.Log("ana@demo.test"))[^2..]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_session_the_user_signs_in_and_comes_back_with_the_same_request_once(bool post)
    {
        var wiki = App("Wiki");
        var reply = post ? await wiki.Post(wiki.AuthnRequest(), "state") : await wiki.Redirect(wiki.AuthnRequest(), "state");
        var back = reply.FromUri();
        Assert.StartsWith(wiki.Path + "?okta_key=", back);
        await wiki.SignedIn();
        var form = SamlForm.Of(await wiki.Visit(back));
        Assert.Equal(("_req1", "state"), (form.Root.GetAttribute("InResponseTo"), form.RelayState));
        (await wiki.Visit(back)).ExpectErrorPage("unknown_okta_key");
    }

    [Fact]
    public async Task A_request_waits_an_hour_for_its_user_and_is_its_own_apps_alone()
    {
        var wiki = App("Wiki");
        var back = (await wiki.Redirect(wiki.AuthnRequest())).FromUri();
        var closed = App("Closed");
        (await closed.Visit(closed.Path + back[back.IndexOf('?')..])).ExpectErrorPage("unknown_okta_key");
        await org.Clock.Advance("PT1H");
        await wiki.SignedIn();
        (await wiki.Visit(back)).ExpectErrorPage("unknown_okta_key");
    }

    [Fact]
    public async Task A_link_without_a_session_is_where_the_sign_in_leads_back_to()
    {
        var wiki = App("Wiki");
        Assert.Equal(wiki.Path + "?RelayState=%2Fa%26b", (await wiki.Visit(wiki.Path + "?RelayState=%2Fa%26b")).FromUri());
    }

    [Theory]
    [InlineData("onetimetoken")]
    [InlineData("sessionToken")]
    public async Task A_one_time_token_on_the_link_signs_in_once(string name)
    {
        var wiki = App("Wiki");
        var token = await wiki.SessionToken();
        var reply = await wiki.Visit($"{wiki.Path}?RelayState=%2Fsome%2Fdeep%2Flink&{name}={token}");
        Assert.Equal("/some/deep/link", SamlForm.Of(reply).RelayState);
        Assert.NotNull(reply.Cookie("sid"));
        Assert.DoesNotContain(token, reply.Body);
        wiki.Sid = null;
        Assert.DoesNotContain(token, (await wiki.Visit($"{wiki.Path}?{name}={token}")).FromUri());
    }

    [Fact]
    public async Task An_expired_one_time_token_signs_nobody_in()
    {
        var wiki = App("Wiki");
        var token = await wiki.SessionToken();
        await org.Clock.Advance("PT6M");
        (await wiki.Visit($"{wiki.Path}?onetimetoken={token}")).ExpectSignInPage();
    }

    [Fact]
    public async Task Of_parallel_spenders_of_one_token_one_is_signed_in()
    {
        var token = await App("Wiki").SessionToken();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => App("Wiki")).Select(wiki => wiki.Visit($"{wiki.Path}?onetimetoken={token}")));
        Assert.Single(replies, reply => reply.Status == 200);
    }

    [Fact]
    public async Task Whom_the_app_is_not_assigned_is_told_so_and_the_log_knows()
    {
        var closed = await App("Closed").SignedIn();
        var reply = await closed.Visit(closed.Path);
        Assert.Equal(403, reply.Status);
        Assert.Contains("user_not_assigned", reply.Body);
        Assert.DoesNotContain("SAMLResponse", reply.Body);
        Assert.Equal("user.authentication.sso", (await org.Log("ana@demo.test"))[^1]);
    }

    [Fact]
    public async Task Nobody_is_vouched_for_without_a_name()
    {
        var nameless = await App("Nameless").SignedIn();
        (await nameless.Visit(nameless.Path)).ExpectErrorPage("missing_name_id");
        Assert.Equal("user.authentication.sso", (await org.Log("ana@demo.test"))[^1]);
    }

    [Fact]
    public async Task An_address_that_the_app_has_lost_meanwhile_gets_no_response()
    {
        var wiki = App("Wiki");
        var back = (await wiki.Redirect(wiki.AuthnRequest(("AssertionConsumerServiceURL", "http://sp.test/other?a=1&b=2")))).FromUri();
        await wiki.SignedIn();
        await org.EditSeed(ServiceProvider.Seed.Replace("http://sp.test/other?a=1&b=2", "http://sp.test/moved"));
        (await wiki.Visit(back)).ExpectErrorPage("unregistered_acs_url");
    }

    [Fact]
    public void Every_refusal_stands_in_the_guide()
    {
        var guide = Repository.Read("docs", "how-to", "saml.md");
        var errors = typeof(SamlErrors).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
            .Select(field => field.GetValue(null)).OfType<SamlError>();
        Assert.All(errors, error => Assert.Contains($"`{error.Code}`", guide));
    }

    [Fact]
    public async Task ForceAuthn_asks_for_another_sign_in_and_is_content_with_that()
    {
        var wiki = await App("Wiki").SignedIn();
        var sent = await wiki.Redirect(wiki.AuthnRequest(("ForceAuthn", "true")));
        Assert.Contains("prompt=login", sent.Header("Location"));
        var back = sent.FromUri();
        (await wiki.Visit(back)).ExpectSignInPage();
        await wiki.SignedIn();
        Assert.Equal(["Success"], SamlForm.Of(await wiki.Visit(back)).Status);
    }

    [Fact]
    public async Task ForceAuthn_is_passed_over_where_the_app_does_not_honor_it()
    {
        var old = await App("Old").SignedIn();
        Assert.Equal(["Success"], SamlForm.Of(await old.Redirect(old.AuthnRequest(("ForceAuthn", "true")))).Status);
    }

    [Fact]
    public async Task IsPassive_without_a_session_is_answered_NoPassive()
    {
        var wiki = App("Wiki");
        var form = SamlForm.Of(await wiki.Redirect(wiki.AuthnRequest(("IsPassive", "true")), "s"));
        Assert.Equal(["Responder", "NoPassive"], form.Status);
        Assert.Equal(("_req1", "s"), (form.Root.GetAttribute("InResponseTo"), form.RelayState));
        Assert.Null(form.Element("Assertion"));
        Assert.True(SamlForm.IsSigned(form.Root, await Certificate(wiki)));
    }

    [Fact]
    public async Task An_app_may_choose_among_its_addresses_by_name_and_by_index()
    {
        var wiki = await App("Wiki").SignedIn();
        foreach (var change in new[] { ("AssertionConsumerServiceURL", (string?)"http://sp.test/other?a=1&b=2"), ("AssertionConsumerServiceIndex", "7") })
        {
            var form = SamlForm.Of(await wiki.Redirect(wiki.AuthnRequest(("AssertionConsumerServiceURL", null), change)));
            Assert.Equal("http://sp.test/other?a=1&b=2", form.Action);
            Assert.Equal(form.Action, form.Root.GetAttribute("Destination"));
            Assert.Equal(form.Action, form.Element("SubjectConfirmationData")!.GetAttribute("Recipient"));
        }
    }

    [Fact]
    public async Task An_encrypted_assertion_can_be_read_by_its_app_and_is_signed_inside()
    {
        var secret = await App("Secret").SignedIn();
        var form = SamlForm.Of(await secret.Visit(secret.Path));
        Assert.Null(form.Element("Assertion"));
        Assert.DoesNotContain("ana@demo.test", form.Message.OuterXml);
        var certificate = await Certificate(secret);
        Assert.False(SamlForm.IsSigned(form.Root, certificate));
        var cipher = form.Message.GetElementsByTagName("CipherValue").OfType<XmlElement>().Select(v => Convert.FromBase64String(v.InnerText)).ToList();
        using var rsa = ServiceProvider.Encryption.GetRSAPrivateKey()!;
        using var aes = System.Security.Cryptography.Aes.Create();
        aes.Key = rsa.Decrypt(cipher[0], System.Security.Cryptography.RSAEncryptionPadding.OaepSHA1);
        var assertion = ServiceProvider.Load(System.Text.Encoding.UTF8.GetString(aes.DecryptCbc(cipher[1].AsSpan(16), cipher[1].AsSpan(0, 16))));
        Assert.Contains("ana@demo.test", assertion.OuterXml);
        Assert.True(SamlForm.IsSigned(assertion.DocumentElement!, certificate));
    }

    [Fact]
    public async Task Apps_are_found_by_their_key_and_name_and_never_as_OAuth_clients()
    {
        var wiki = await App("Wiki").SignedIn();
        (await org.Get($"/app/demo_wiki_1/{wiki.Key[..^1]}/sso/saml")).Expect(404, "E0000007");
        (await org.Get($"/app/demo_other_1/{wiki.Key}/sso/saml")).Expect(404, "E0000007");
        (await wiki.Visit($"/oauth2/v1/authorize?client_id={wiki.Key}&response_type=code&state=x&scope=openid&redirect_uri=x")).ExpectErrorPage("invalid_client");
        var page = await wiki.Visit("/app/UserHome");
        Assert.Contains(wiki.Path, page.Body);
    }

    [Fact]
    public async Task A_response_is_as_it_was_approved()
    {
        var signed = await App("Signed").SignedIn();
        var reply = await signed.Visit($"{signed.Path}?{ServiceProvider.Query(signed.AuthnRequest(), "state", ServiceProvider.Signing)}");
        Approved.Xml("saml_response", SamlForm.Of(reply).Message);
    }

    private ServiceProvider App(string label) => new(org, label);

    private async Task<X509Certificate2> Certificate(ServiceProvider app) => await MetadataTests.Certificate(org, app);
}
