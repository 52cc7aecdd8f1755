namespace FactorSeq.Web.Tests.Seed;

public sealed class BadProviderTests
{
    private const string At = "factorseq.yaml:1: identityProviders[0]";
    private const string Oidc = "identityProviders: [ { name: P, type: OIDC, issuer: https://a.test, clientId: c, ";
    private const string End = " } ]";

    [Theory]
    [InlineData("identityProviders: [ { name: P, type: OIDC, clientId: c } ]", At + ": \"issuer\" is missing. Add issuer here.")]
    [InlineData("identityProviders: [ { name: P, type: OIDC, issuer: https://a.test } ]", At + ": \"clientId\" is missing. Add clientId here.")]
    [InlineData("identityProviders: [ { name: P, type: OIDC, issuer: a.test, clientId: c } ]", At + ".issuer: \"a.test\" is not an address that a browser posts to. Write an http or https URL without a fragment.")]
    [InlineData(Oidc + "ssoUrl: https://a.test" + End, At + ".ssoUrl: ssoUrl is for providers of type SAML2. Remove it, or change type.")]
    [InlineData("identityProviders: [ { name: P, clientId: c } ]", At + ".clientId: clientId is for providers of type OIDC. Remove it, or change type.")]
    [InlineData(Oidc + "scopes: [ profile ]" + End, At + ".scopes: without openid there is no ID token. Add openid.")]
    [InlineData(Oidc + "endpoints: { authorization: https://a.test/a, token: https://a.test/t }" + End, At + ".endpoints: \"jwks\" is missing. Add jwks here.")]
    [InlineData(Oidc + "subject: { userNameTemplate: 1 + }" + End, At + ".subject.userNameTemplate: \"1 +\" is not a template: something is missing at character 4. Write for example idpuser.email, or ${idpuser.subjectNameId}@demo.test.")]
    [InlineData(Oidc + "subject: { filter: \"(\" }" + End, At + ".subject.filter: \"(\" is not a regular expression that this version reads. Write for example .*@demo\\.test")]
    [InlineData(Oidc + "subject: { matchType: CUSTOM_ATTRIBUTE }" + End, At + ".subject: \"matchAttribute\" is missing. Add matchAttribute here.")]
    [InlineData(Oidc + "provisioning: { groups: { action: SYNC } }" + End, At + ".provisioning.groups: \"sourceAttributeName\" is missing. Add sourceAttributeName here.")]
    [InlineData(Oidc + "provisioning: { groups: { action: ASSIGN, assignments: [ nobody ] } }" + End, At + ".provisioning.groups.assignments[0]: unknown group \"nobody\". Groups of this org: Everyone, Administrators.")]
    [InlineData(Oidc + "attributes: { login: email }" + End, At + ".attributes.login: login is not the provider's to set. Write what a user is called as subject.userNameTemplate.")]
    [InlineData(Oidc + "maxClockSkew: -1" + End, At + ".maxClockSkew: \"-1\" is not a number from 0 to 600000. Write a number from 0 to 600000.")]
    public void A_bad_provider_is_told_where_and_how_to_mend_it(string seed, string error) => Assert.Equal([error], Seeds.Errors(seed));

    [Fact]
    public void A_SAML_provider_is_told_all_that_is_missing() => Assert.Equal(
        [At + ": \"ssoUrl\" is missing. Add ssoUrl here.", At + ": \"certificate\" is missing. Add certificate here."],
        Seeds.Errors("identityProviders: [ { name: P, issuer: x } ]").Order().Reverse());
}
