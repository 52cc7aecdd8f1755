using FactorSeq.Core.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Tests.OAuth;

namespace FactorSeq.Web.Tests.Seed;

/// <summary>How a seed says what clients prove themselves with.</summary>
public sealed class ClientKeysTests
{
    private const string Url = "redirectUris: [ 'app:/b' ]";

    [Fact]
    public void A_client_has_its_method_its_keys_and_its_bindings()
    {
        var apps = Seeds.Ready($$"""
            apps:
              - { label: A, clientId: a, {{Url}}, tokenEndpointAuthMethod: private_key_jwt, jwks: {{SigningClient.Jwks()}}, requestObjectSigningAlg: ES256 }
              - { label: B, clientId: b, {{Url}}, tokenEndpointAuthMethod: private_key_jwt, jwksUri: "https://b.test/keys", grants: [ client_credentials ] }
              - { label: C, clientId: c, {{Url}}, dpopBoundAccessTokens: true }
              - { label: D, clientId: d, {{Url}}, clientSecret: x }
            """).Configuration.Apps;
        Assert.Equal((ClientAuthenticationMethod.PrivateKeyJwt, "ES256", false), (apps[0].Client!.Method, apps[0].Client!.RequestObjectAlgorithm, apps[0].IsPublic));
        Assert.Equal(("https://b.test/keys", false), (apps[1].Client!.JwksUri, apps[1].IsPublic));
        Assert.Equal((null, true, true), (apps[2].Client!.Method, apps[2].Client!.BindsTokens, apps[2].IsPublic));
        Assert.Null(apps[3].Client);
    }

    [Theory]
    [InlineData("tokenEndpointAuthMethod: tls", "apps[0].tokenEndpointAuthMethod: \"tls\" is not a value of tokenEndpointAuthMethod. Values here: client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, none.")]
    [InlineData("tokenEndpointAuthMethod: none, clientSecret: x", "apps[0].tokenEndpointAuthMethod: a public client keeps no secret. Remove clientSecret, or choose another method.")]
    [InlineData("tokenEndpointAuthMethod: client_secret_basic", "apps[0].tokenEndpointAuthMethod: this method needs a secret. Add clientSecret.")]
    [InlineData("tokenEndpointAuthMethod: client_secret_jwt, clientSecret: short", "apps[0].tokenEndpointAuthMethod: a secret that signs has 32 bytes or more. Write a longer clientSecret.")]
    [InlineData("tokenEndpointAuthMethod: private_key_jwt", "apps[0].tokenEndpointAuthMethod: private_key_jwt needs a key. Add jwks or jwksUri.")]
    [InlineData("tokenEndpointAuthMethod: private_key_jwt, clientSecret: x, jwksUri: 'https://a.test/'", "apps[0].tokenEndpointAuthMethod: a client that signs with its own key has no secret. Remove clientSecret.")]
    [InlineData("jwksUri: 'file:///etc/passwd'", "apps[0].jwksUri: \"file:///etc/passwd\" is no address of keys. Write an http or https URL.")]
    [InlineData("jwks: { keys: [ ] }", "apps[0].jwks: the key set has no 'keys', a list with at least one key. Write jwks: { keys: [ … ] } with public keys.")]
    [InlineData("jwks: [ ]", "apps[0].jwks: the key set is no JSON object. Write jwks: { keys: [ … ] } with public keys.")]
    [InlineData("jwks: { keys: [ { kty: oct, k: AAAA } ] }", "apps[0].jwks: the key set holds a private or a symmetric key. Write jwks: { keys: [ … ] } with public keys.")]
    [InlineData("jwks: { keys: [ { kty: RSA, n: AAAA, e: AQAB } ] }", "apps[0].jwks: the key set holds a key that is neither RSA of 2048 bits or more nor on P-256, P-384 or P-521. Write jwks: { keys: [ … ] } with public keys.")]
    [InlineData("jwks: { keys: [ key ] }", "apps[0].jwks: the key set holds something that is no key. Write jwks: { keys: [ … ] } with public keys.")]
    [InlineData("requestObjectSigningAlg: RS256", "apps[0].requestObjectSigningAlg: RS256 needs a key. Add jwks or jwksUri.")]
    [InlineData("requestObjectSigningAlg: HS512, clientSecret: 0123456789abcdef0123456789abcdef", "apps[0].requestObjectSigningAlg: HS512 needs a secret of 64 bytes or more. Write a longer clientSecret.")]
    [InlineData("dpopBoundAccessTokens: true, grants: [ implicit ]", "apps[0].dpopBoundAccessTokens: what the authorization endpoint issues carries no proof of a key. Remove implicit from grants.")]
    public void What_proves_nothing_is_refused(string members, string error) =>
        Assert.Equal([$"factorseq.yaml:1: {error}"], Seeds.Errors($"apps: [ {{ label: A, clientId: a, {Url}, {members} }} ]"));

    [Fact]
    public void Keys_stand_here_or_at_an_address_and_several_have_names()
    {
        Assert.EndsWith("apps[0].jwksUri: a client has its keys here or at an address. Remove jwks or jwksUri.", Refused($"jwks: {SigningClient.Jwks()}, jwksUri: \"https://a.test/\""), StringComparison.Ordinal);
        var twin = SigningClient.Jwk(SigningClient.P256).ToJsonString();
        Assert.Contains("needs a 'kid' of its own for each of several keys", Refused($"jwks: {{ keys: [ {twin}, {twin} ] }}"), StringComparison.Ordinal);
    }

    private static string Refused(string members) => Assert.Single(Seeds.Errors($"apps: [ {{ label: A, clientId: a, {Url}, {members} }} ]"));
}
