using FactorSeq.Core.Orgs;
using FactorSeq.Web.Tests.Seed;

namespace FactorSeq.Web.Tests.Saml;

/// <summary>SAML apps in the seed.</summary>
public sealed class SamlSeedTests
{
    private const string App = "label: A, type: saml, ssoAcsUrl: 'http://a.test/acs', audience: a";

    [Theory]
    [InlineData("label: A, type: saml, audience: a", ": \"ssoAcsUrl\" is missing. Add ssoAcsUrl here.")]
    [InlineData("label: A, type: saml, ssoAcsUrl: 'http://a.test/acs'", ": \"audience\" is missing. Add audience here.")]
    [InlineData("type: saml, ssoAcsUrl: 'http://a.test/acs', audience: a", ": \"label\" is missing. Add label here.")]
    [InlineData(App + ", clientId: x", ": unknown member \"clientId\".*")]
    [InlineData("label: A, type: saml, audience: a, ssoAcsUrl: /acs", ".ssoAcsUrl: \"/acs\" is not an address that a browser posts to. Write an http or https URL without a fragment.")]
    [InlineData("label: A, type: saml, audience: a, ssoAcsUrl: 'app:/acs'", ".ssoAcsUrl: \"app:/acs\" is not an address that a browser posts to. Write an http or https URL without a fragment.")]
    [InlineData(App + ", recipient: x", ".recipient: \"x\" is not an address that a browser posts to. Write an http or https URL without a fragment.")]
    [InlineData(App + ", destination: 'http://u@a.test/'", ".destination: \"http://u@a.test/\" is not an address that a browser posts to. Write an http or https URL without a fragment.")]
    [InlineData(App + ", subjectNameIdTemplate: '${user.login'", ".subjectNameIdTemplate: \"${user.login\" is not a template: the part that begins here does not end at character 1. Write for example ${user.userName}, ${user.email} or ${source.login}.")]
    [InlineData(App + ", subjectNameIdFormat: email", ".subjectNameIdFormat: \"email\" is not a value of subjectNameIdFormat. Values here: *")]
    [InlineData(App + ", signatureAlgorithm: RSA_MD5", ".signatureAlgorithm: \"RSA_MD5\" is not a value of signatureAlgorithm. *")]
    [InlineData(App + ", digestAlgorithm: MD5", ".digestAlgorithm: \"MD5\" is not a value of digestAlgorithm. *")]
    [InlineData(App + ", responseSigned: maybe", ".responseSigned: \"maybe\" is neither true nor false. Write true or false.")]
    [InlineData(App + ", responseSigned: false, assertionSigned: false", ".assertionSigned: neither the response nor the assertion is signed, and nobody could trust it. Sign one of them.")]
    [InlineData(App + ", spCertificate: AAAA", ".spCertificate: this is not a certificate with an RSA key. Write it as PEM, or as DER in base64.")]
    [InlineData(App + ", spCertificate: { x5c: [] }", ".spCertificate: \"x5c\" is missing. Add x5c here.")]
    [InlineData(App + ", spCertificate: { x5c: [ '?' ] }", ".spCertificate.x5c[0]: this is not a certificate with an RSA key. Write it as PEM, or as DER in base64.")]
    [InlineData(App + ", samlSignedRequestEnabled: true", ".samlSignedRequestEnabled: signed requests need a certificate to be judged by. Add spCertificate to the app.")]
    [InlineData(App + ", assertionEncrypted: true", ": \"encryptionCertificate\" is missing. Add encryptionCertificate here.")]
    [InlineData(App + ", encryptionAlgorithm: DES", ".encryptionAlgorithm: \"DES\" is not a value of encryptionAlgorithm. *")]
    [InlineData(App + ", slo: { issuer: a, logoutUrl: 'http://a.test/' }", ".slo: single logout needs a certificate that requests are judged by. Add spCertificate to the app.")]
    [InlineData(App + ", slo: { enabled: true }", ".slo: \"issuer\" is missing. Add issuer here.*")]
    [InlineData(App + ", acsEndpoints: [ { index: 1 } ]", ".acsEndpoints[0]: \"url\" is missing. Add url here.")]
    [InlineData(App + ", acsEndpoints: [ { url: 'http://a.test/', index: 70000 } ]", ".acsEndpoints[0].index: \"70000\" is not a number from 0 to 65535. Write a number from 0 to 65535.")]
    [InlineData(App + ", acsEndpoints: [ { url: 'http://a.test/', index: 1 }, { url: 'http://b.test/', index: 1 } ]", ".acsEndpoints[1].index: there is already a endpoint with the index \"1\". Give each its own name.")]
    [InlineData(App + ", allowMultipleAcsEndpoints: false, acsEndpoints: [ { url: 'http://a.test/' } ]", ".acsEndpoints: further endpoints are given, and allowMultipleAcsEndpoints is false. Remove one of them.")]
    [InlineData(App + ", attributeStatements: [ { values: [ user.email ] } ]", ".attributeStatements[0]: \"name\" is missing. Add name here.")]
    [InlineData(App + ", attributeStatements: [ { name: n } ]", ".attributeStatements[0]: \"values\" is missing. Add values here.")]
    [InlineData(App + ", attributeStatements: [ { name: n, values: [ 'getManager()' ] } ]", ".attributeStatements[0].values[0]: \"getManager()\" is not an expression that this version reads: there is no function getManager at character 1. *")]
    [InlineData(App + ", attributeStatements: [ { name: n, values: [ user.email ], filterType: EQUALS } ]", ".attributeStatements[0].filterType: only an attribute of type GROUP has filterType. Remove it, or change the type.")]
    [InlineData(App + ", attributeStatements: [ { name: n, type: GROUP, filterType: EQUALS } ]", ".attributeStatements[0]: \"filterValue\" is missing. Add filterValue here.")]
    [InlineData(App + ", attributeStatements: [ { name: n, type: GROUP, filterValue: a } ]", ".attributeStatements[0]: \"filterType\" is missing. Add filterType here.")]
    [InlineData(App + ", attributeStatements: [ { name: n, type: GROUP, filterType: REGEX, filterValue: '(' } ]", ".attributeStatements[0].filterValue: \"(\" is not a regular expression that this version reads. Write for example .*")]
    [InlineData(App + ", attributeStatements: [ { name: n, type: GROUP, filterType: REGEX, filterValue: '(a)\\1' } ]", ".attributeStatements[0].filterValue: \"(a)\\1\" is not a regular expression that this version reads. Write for example .*")]
    [InlineData(App + ", assign: [ staff ]", ".assign[0]: neither a group nor a user is called \"staff\". *")]
    public void A_bad_app_is_told_where_and_how_to_mend_it(string app, string error)
    {
        var said = Seeds.Errors($"org: {{ name: demo }}\napps:\n  - {{ {app} }}");
        var wanted = "factorseq.yaml:3: apps[0]" + error;
        Assert.NotEmpty(said);
        Assert.True(wanted[^1] == '*' ? said[0].StartsWith(wanted[..^1].TrimEnd(), StringComparison.Ordinal) : said[0] == wanted, string.Join('\n', said));
        Assert.True(said.Length == 1 || wanted[^1] == '*', string.Join('\n', said));
    }

    [Fact]
    public void Labels_are_one_name_space_with_the_other_apps() => Assert.Equal(
        ["factorseq.yaml:3: apps[1].label: there is already a app \"A\". Give each its own name."],
        Seeds.Errors("apps:\n  - { label: A, clientId: a, redirectUris: [ 'app:/b' ] }\n  - { " + App + " }"));

    [Fact]
    public void What_is_left_out_is_as_Okta_has_it()
    {
        var app = Read(App);
        var saml = app.Saml!;
        Assert.Equal(20, saml.ExternalKey.Length);
        Assert.StartsWith("exk", saml.ExternalKey);
        Assert.Equal(("demo_a_1", $"http://www.okta.com/{saml.ExternalKey}"), (saml.Name, saml.Issuer));
        Assert.Equal(("http://a.test/acs", "http://a.test/acs", "${user.userName}"), (saml.Recipient, saml.Destination, saml.NameIdTemplate));
        Assert.Equal((true, true, false, true, false), (saml.ResponseSigned, saml.AssertionSigned, saml.Sha1Signatures, saml.HonorForceAuthn, saml.RequestsSigned));
        Assert.Null(saml.Logout);
    }

    [Fact]
    public void Names_and_keys_stay_when_other_apps_come()
    {
        var alone = Read(App);
        var seed = Seeds.Ready($"org: {{ name: demo }}\napps:\n  - {{ {App.Replace("label: A", "label: B")} }}\n  - {{ {App} }}\n  - {{ {App.Replace("label: A", "label: a!")} }}");
        Assert.Equal((alone.Id, alone.Saml!.ExternalKey, alone.Saml.Name), (seed.Configuration.Apps[1].Id, seed.Configuration.Apps[1].Saml!.ExternalKey, seed.Configuration.Apps[1].Saml!.Name));
        Assert.Equal("demo_a_2", seed.Configuration.Apps[2].Saml!.Name);
    }

    private static App Read(string app) => Assert.Single(Seeds.Ready($"org: {{ name: demo }}\napps:\n  - {{ {app} }}").Configuration.Apps);
}
