using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Saml;

/// <summary>What a request may ask for and does not get, and the links that stand for a request.</summary>
public sealed class RequestTests : IAsyncLifetime
{
    private OrgHost org = null!;
    private ServiceProvider wiki = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(ServiceProvider.Seed);
        wiki = await new ServiceProvider(org, "Wiki").SignedIn();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("<samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\" AllowCreate=\"true\"/>")]
    [InlineData("<samlp:NameIDPolicy Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:kerberos\"/>")]
    [InlineData("<samlp:RequestedAuthnContext Comparison=\"exact\"><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>")]
    [InlineData("<samlp:RequestedAuthnContext Comparison=\"minimum\"><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:X509</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>")]
    public async Task The_app_s_settings_say_what_a_request_cannot(string wish)
    {
        var form = SamlForm.Of(await wiki.Post(wiki.AuthnRequest().Replace("</saml:Issuer>", "</saml:Issuer>" + wish, StringComparison.Ordinal)));
        Assert.Equal(["Success"], form.Status);
        Assert.Equal("urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", form.Element("NameID")!.GetAttribute("Format"));
        Assert.Equal("urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport", form.Element("AuthnContextClassRef")!.InnerText);
    }

    [Fact]
    public async Task A_request_that_is_sent_again_is_answered_again_by_another_assertion()
    {
        var first = SamlForm.Of(await wiki.Redirect(wiki.AuthnRequest()));
        var second = SamlForm.Of(await wiki.Redirect(wiki.AuthnRequest()));
        Assert.Equal("_req1", second.Root.GetAttribute("InResponseTo"));
        Assert.NotEqual(first.Assertion.GetAttribute("ID"), second.Assertion.GetAttribute("ID"));
    }

    [Theory]
    [InlineData("/0?onetimetoken=")]
    [InlineData("?onetimetoken=")]
    [InlineData("/2557?sessionToken=")]
    public async Task The_embed_link_answers_a_one_time_token_with_the_form(string rest)
    {
        var app = org.Org.Current.Configuration.Apps.Single(a => a.Label == "Wiki");
        wiki.Sid = null;
        var link = $"/home/{app.Saml!.Name}/{app.Id}{rest}{await wiki.SessionToken()}";
        var form = SamlForm.Of(await org.Get(link));
        Assert.Equal((ServiceProvider.Acs, "/start"), (form.Action, form.RelayState));
        Assert.Equal("ana@demo.test", form.Element("NameID")!.InnerText);
        // The token is spent.
        (await org.Get(link)).Expect(302);
    }

    [Fact]
    public async Task The_embed_link_leads_to_the_sign_in_page_and_back()
    {
        var app = org.Org.Current.Configuration.Apps.Single(a => a.Label == "Wiki");
        var way = (await org.Get($"/home/{app.Saml!.Name}/{app.Id}/0?RelayState=x")).Expect(302);
        Assert.Equal($"/login/login.htm?fromURI={Uri.EscapeDataString($"{wiki.Path}?RelayState=x")}", way.Header("Location"));
        (await org.Get($"/home/other_name/{app.Id}/0")).Expect(404);
    }
}
