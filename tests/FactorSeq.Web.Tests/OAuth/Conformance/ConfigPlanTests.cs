using System.Text.Json.Nodes;

namespace FactorSeq.Web.Tests.OAuth.Conformance;

/// <summary>"Config OP".</summary>
public sealed class ConfigPlanTests : ConformanceTest
{
    [Theory(DisplayName = "oidcc-discovery-endpoint-verification: what OpenID Connect Discovery asks for, at")]
    [InlineData("")]
    [InlineData("/oauth2/default")]
    public async Task Discovery(string path)
    {
        var reply = (await Org.Get($"{path}/.well-known/openid-configuration")).Expect(200);
        Assert.StartsWith("application/json", reply.Header("Content-Type"));
        var document = reply.Json!;
        Assert.Equal(Org.Address + path, (string)document["issuer"]!);
        Assert.Contains("code", List(document, "response_types_supported"));
        Assert.Contains("public", List(document, "subject_types_supported"));
        Assert.Equal(["RS256"], List(document, "id_token_signing_alg_values_supported"));
        Assert.Contains("openid", List(document, "scopes_supported"));
        Assert.All(List(document, "scopes_supported"), scope => Assert.Matches("^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$", scope));
        Assert.Contains("sub", List(document, "claims_supported"));
        Assert.Contains("authorization_code", List(document, "grant_types_supported"));
        Assert.Contains("client_secret_basic", List(document, "token_endpoint_auth_methods_supported"));
        Assert.Equal(["S256"], List(document, "code_challenge_methods_supported"));
        foreach (var endpoint in new[] { "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "registration_endpoint", "jwks_uri", "end_session_endpoint" })
        {
            Assert.StartsWith(Org.Address, (string)document[endpoint]!);
        }

        var keys = (await Org.Get((string)document["jwks_uri"]!)).Expect(200).Json!["keys"]!.AsArray();
        Assert.All(keys, key => Assert.Equal(["RSA", "sig", "RS256"], new[] { "kty", "use", "alg" }.Select(member => (string)key![member]!)));
        Assert.Equal(keys.Count, keys.Select(key => (string)key!["kid"]!).Distinct().Count());
    }

    private static string[] List(JsonNode document, string name) => [.. document[name]!.AsArray().Select(value => (string)value!)];
}
