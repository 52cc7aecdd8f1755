using System.Xml;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Saml;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Inbound;

/// <summary>Sign-in by a SAML provider that is another org.</summary>
public sealed class SamlSignInTests
{
    private const string Home = "/app/UserHome?x=1";

    [Theory]
    [InlineData("")]
    [InlineData(", ssoBinding: HTTP-POST")]
    [InlineData(", ssoBinding: HTTP-REDIRECT, responseSignatureScope: RESPONSE")]
    [InlineData(", responseSignatureScope: ASSERTION, idpInitiated: false")]
    public async Task Somebody_new_gets_an_account_and_a_session_and_goes_where_they_wanted(string provider)
    {
        await using var orgs = await TwoOrgs.Start(saml: provider);
        await orgs.SignedInThere();
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.SamlId))).Expect(200);
        Assert.Equal(orgs.Hub.Address + Home, orgs.Browser.At);
        await orgs.ExpectIn("ana@far.test");
        var user = (await orgs.Hub.Org.FindAccount("ana@far.test"))!.Value.User;
        Assert.Equal(("Ana", "Ruiz", "ana@far.test"), (user.FirstName, user.LastName, user.Email));
        Assert.Equal(TwoOrgs.SamlId, (string?)(await orgs.Session()).Json!["idp"]!["id"]);
        Assert.Contains("user.authentication.auth_via_IDP", await orgs.Hub.Log("ana@far.test"));
    }

    [Theory]
    [InlineData("HTTP-POST")]
    [InlineData("HTTP-REDIRECT")]
    public async Task Requests_are_signed_where_the_provider_wants_it(string binding)
    {
        await using var orgs = await TwoOrgs.Start(saml: $", ssoBinding: {binding}, requestSignatureScope: REQUEST");
        await orgs.SignedInThere();
        var metadata = ServiceProvider.Load((await orgs.Hub.Get($"/api/v1/idps/{TwoOrgs.SamlId}/metadata.xml")).Expect(200).Body);
        var certificate = metadata.GetElementsByTagName("X509Certificate", "http://www.w3.org/2000/09/xmldsig#")[0]!.InnerText;
        await orgs.Far.EditSeed(TwoOrgs.Vouching(orgs.Hub.Address, $"    spCertificate: \"{certificate}\""));
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.SamlId))).Expect(200);
        await orgs.ExpectIn("ana@far.test");
        await orgs.Configure(saml: $", ssoBinding: {binding}");
        orgs.Browser.Jar(orgs.Hub.Address).Remove("sid");
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.SamlId))).ExpectErrorPage("missing_signature");
    }

    [Fact]
    public async Task Metadata_say_what_a_provider_must_know()
    {
        await using var orgs = await TwoOrgs.Start();
        var metadata = ServiceProvider.Load((await orgs.Hub.Get($"/api/v1/idps/{TwoOrgs.SamlId}/metadata.xml")).Expect(200).Body).DocumentElement!;
        Assert.Equal($"https://www.okta.com/saml2/service-provider/sp{TwoOrgs.SamlId[2..]}", metadata.GetAttribute("entityID"));
        var acs = (XmlElement)metadata.GetElementsByTagName("AssertionConsumerService", "urn:oasis:names:tc:SAML:2.0:metadata")[0]!;
        Assert.Equal($"{orgs.Hub.Address}/sso/saml2/{TwoOrgs.SamlId}", acs.GetAttribute("Location"));
        (await orgs.Hub.Get($"/api/v1/idps/{TwoOrgs.OidcId}/metadata.xml")).Expect(404, "E0000007");
        (await orgs.Hub.Get("/api/v1/idps/0oa00000000000000000/metadata.xml")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_provider_may_begin_where_it_is_allowed_to()
    {
        await using var orgs = await TwoOrgs.Start();
        await orgs.SignedInThere();
        var app = (await orgs.Far.Get("/emulator/saml-apps")).Json![0]!;
        (await orgs.Browser.Go($"{app["ssoUrl"]}?RelayState=%2Fapp%2FUserHome%3Ffrom%3Dfar")).Expect(200);
        Assert.Equal(orgs.Hub.Address + "/app/UserHome?from=far", orgs.Browser.At);
        await orgs.ExpectIn("ana@far.test");
        orgs.Browser.Jar(orgs.Hub.Address).Remove("sid");
        (await orgs.Browser.Go($"{app["ssoUrl"]}?RelayState=https%3A%2F%2Fevil.test%2F")).Expect(200);
        Assert.Equal(orgs.Hub.Address + "/app/UserHome", orgs.Browser.At);
        await orgs.Configure(saml: ", idpInitiated: false");
        orgs.Browser.Jar(orgs.Hub.Address).Remove("sid");
        (await orgs.Browser.Go((string)app["ssoUrl"]!)).ExpectErrorPage("unsolicited_response");
        Assert.Null(orgs.HubSid);
    }

    [Fact]
    public async Task The_provider_puts_people_into_groups()
    {
        await using var orgs = await TwoOrgs.Start(saml: ", provisioning: { groups: { action: SYNC, sourceAttributeName: groups, filter: [ staff, contractors ] } }");
        await orgs.SignedInThere();
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.SamlId))).Expect(200);
        Assert.Equal(["staff"], await orgs.Groups("ana@far.test"));
    }

    [Fact]
    public async Task A_response_that_fails_signs_nobody_in()
    {
        await using var orgs = await TwoOrgs.Start(saml: ", provisioning: { action: DISABLED }");
        await orgs.SignedInThere();
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.SamlId))).ExpectErrorPage("user_not_found");
        Assert.Equal(["user_not_found"], await orgs.Failures());
    }

    [Fact]
    public async Task A_response_counts_once_in_its_own_browser_and_of_parallel_ones_one_signs_in()
    {
        await using var orgs = await TwoOrgs.Start();
        await orgs.SignedInThere();
        var acs = $"{orgs.Hub.Address}/sso/saml2/{TwoOrgs.SamlId}";
        var page = await orgs.Browser.Go(orgs.Start(TwoOrgs.SamlId), until: acs);
        var response = InboundBrowser.Field(page.Body, "SAMLResponse");
        var victim = new InboundBrowser();
        await victim.Load(orgs.Start(TwoOrgs.SamlId));
        (await victim.Load(acs, Form(response))).ExpectErrorPage("unknown_in_response_to");
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => orgs.Browser.Load(acs, Form(response))));
        Assert.Single(replies, r => r.Status == 302 && r.Cookie("sid") is not null);
        Assert.Equal(11, replies.Count(r => r.Status == 400 && r.Cookie("sid") is null));
        (await orgs.Browser.Load(acs, Form(response))).ExpectErrorPage("unknown_in_response_to");
    }

    private static FormUrlEncodedContent Form(string response) => new([KeyValuePair.Create("SAMLResponse", response)]);
}
