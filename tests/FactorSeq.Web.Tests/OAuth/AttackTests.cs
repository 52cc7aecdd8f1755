using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>What somebody else would try (RFC 9700), beyond what each endpoint's own tests hold against it.</summary>
public sealed class AttackTests : IAsyncLifetime
{
    private static readonly string Seed = RelyingParty.Seed + """

        authorizationServers:
          - { name: Other, id: other, audience: "api://default" }
        """;

    private OrgHost org = null!;
    private RelyingParty web = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seed);
        web = await RelyingParty.Web(org).SignedIn();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_code_that_shows_up_again_ends_all_that_came_of_it()
    {
        var code = await web.Code(("scope", "openid offline_access"));
        var tokens = (await web.Exchange(code)).Expect(200);
        var other = await web.Tokens(("scope", "openid offline_access"));
        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");
        Assert.Equal(401, (await web.UserInfo(tokens.Text("access_token"))).Status);
        (await web.Refresh(tokens.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");

        Assert.Equal(200, (await web.UserInfo(other.Text("access_token"))).Status);
        (await web.Refresh(other.Text("refresh_token")!)).Expect(200);
    }

    [Fact]
    public async Task A_code_in_the_wrong_hands_ends_nothing()
    {
        var code = await web.Code();
        var tokens = (await web.Exchange(code)).Expect(200);
        (await new RelyingParty(org, "closed", "other-secret", "http://app.test/cb").Exchange(code)).ExpectRefusal(400, "invalid_grant");
        (await RelyingParty.Web(org, "/oauth2/other/v1").Exchange(code)).ExpectRefusal(400, "invalid_grant");
        Assert.Equal(200, (await web.UserInfo(tokens.Text("access_token"))).Status);
    }

    [Fact]
    public async Task A_code_of_somebody_elses_sign_in_does_not_fit_my_verifier()
    {
        var stolen = await web.Code();
        (await web.Exchange(stolen, ("code_verifier", "my-own-verifier-of-more-than-forty-three-characters"))).ExpectRefusal(400, "invalid_grant");
        (await web.Exchange(stolen, ("code_verifier", null))).ExpectRefusal(400, "invalid_request");
    }

    [Fact]
    public async Task A_token_counts_at_its_own_server_though_another_has_the_same_audience()
    {
        var access = (await web.Tokens()).Text("access_token");
        var own = (await (await RelyingParty.Web(org, "/oauth2/v1").SignedIn()).Tokens()).Text("access_token");
        foreach (var (token, server) in new[] { (access, "/oauth2/other/v1"), (access, "/oauth2/v1"), (own, "/oauth2/default/v1"), (own, "/oauth2/other/v1") })
        {
            var there = RelyingParty.Web(org, server);
            Assert.Equal(401, (await there.UserInfo(token)).Status);
            Assert.Equal("""{"active":false}""", (await there.Ask("/introspect", ("token", token))).Expect(200).Body);
            (await there.Ask("/revoke", ("token", token))).Expect(200);
        }

        Assert.Equal(200, (await web.UserInfo(access)).Status);
    }

    [Fact]
    public async Task An_ID_token_is_nothing_but_an_ID_token()
    {
        var id = (await web.Tokens()).Text("id_token");
        Assert.Equal(401, (await web.UserInfo(id)).Status);
        Assert.Equal("""{"active":false}""", (await web.Ask("/introspect", ("token", id), ("token_type_hint", "access_token"))).Expect(200).Body);
        (await web.Refresh(id!)).ExpectRefusal(400, "invalid_grant");
        (await web.Exchange(id!)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task No_other_algorithm_and_no_key_that_a_token_brings_along_counts()
    {
        var tokens = await web.Tokens();
        var key = (await org.Get("/oauth2/default/v1/keys")).Json!["keys"]!.AsArray().Single()!;
        foreach (var (token, kind) in new[] { (tokens.Text("access_token")!, "access"), (tokens.Text("id_token")!, "id") })
        {
            foreach (var forged in Forgeries(token, key.AsObject()))
            {
                Assert.Equal(401, (await web.UserInfo(forged)).Status);
                Assert.Equal("""{"active":false}""", (await web.Ask("/introspect", ("token", forged))).Expect(200).Body);
                (await web.Logout(("id_token_hint", forged))).ExpectErrorPage("invalid_request");
            }

            Assert.NotEmpty(kind);
        }
    }

    [Theory]
    [InlineData("http://app.test@evil.test/cb")]
    [InlineData("http://evil.test#http://app.test/cb")]
    [InlineData("http://app.test/cb#")]
    [InlineData("http://app.test/cb#x")]
    [InlineData("http://app.test/cb/../evil")]
    [InlineData("http://app.test/x/../cb")]
    [InlineData("http://app.test//cb")]
    [InlineData("http://app.test/cb/")]
    [InlineData("http://app.test/cb?")]
    [InlineData("http://app.test/cb?x=1")]
    [InlineData("http://app.test/cb%2f")]
    [InlineData("http://app.test/%63b")]
    [InlineData("http://app.test./cb")]
    [InlineData("http://app.test:80/cb")]
    [InlineData("http://app.test\\@evil.test/cb")]
    [InlineData("http://APP.test/cb")]
    [InlineData("HTTP://app.test/cb")]
    [InlineData("https://app.test/cb")]
    [InlineData("http://sub.app.test/cb")]
    [InlineData("http://app.test.evil.test/cb")]
    [InlineData(" http://app.test/cb")]
    [InlineData("http://app.test/cb ")]
    [InlineData("http://app.test/cb\n")]
    [InlineData("//app.test/cb")]
    [InlineData("/cb")]
    [InlineData("javascript:alert(1)//http://app.test/cb")]
    [InlineData("http://spa.test/cb")]
    [InlineData("http://app.test/bye")]
    public async Task No_address_but_a_registered_one_gets_an_answer(string address)
    {
        (await web.Authorize(("redirect_uri", address))).ExpectErrorPage("invalid_request");
        (await web.Authorize(("redirect_uri", address), ("prompt", "none"), ("response_mode", "form_post"))).ExpectErrorPage("invalid_request");
        var hint = (await web.Tokens()).Text("id_token");
        if (address != "http://app.test/bye")
        {
            (await web.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", address))).ExpectErrorPage("invalid_request");
        }

        // Not even at the exchange, where nobody is sent anywhere.
        (await web.Exchange(await web.Code(), ("redirect_uri", address))).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task The_state_of_a_sign_out_stays_a_parameter()
    {
        var hint = (await web.Tokens()).Text("id_token");
        var reply = await web.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", "http://app.test/bye"), ("state", "x&evil=1#y\r\nSet-Cookie: a=b"));
        Assert.Equal("http://app.test/bye?state=x%26evil%3D1%23y%0D%0ASet-Cookie%3A%20a%3Db", reply.Header("Location"));
    }

    [Fact]
    public async Task An_answer_names_no_issuer_as_Oktas_does_not()
    {
        Assert.Null((await web.Authorize()).Answer("iss"));
        var document = (await org.Get("/oauth2/default/.well-known/openid-configuration")).Json!.AsObject();
        Assert.False(document.ContainsKey("authorization_response_iss_parameter_supported"));
    }

    private static IEnumerable<string> Forgeries(string token, JsonObject key)
    {
        var payload = token.Split('.')[1];
        var kid = (string)key["kid"]!;
        var modulus = Base64Url.DecodeFromChars((string)key["n"]!);
        using var rsa = RSA.Create(2048);
        using var published = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = Base64Url.DecodeFromChars((string)key["e"]!) });

        // The public key as a secret, in the forms in which it might lie about.
        foreach (var secret in new[] { modulus, Encoding.UTF8.GetBytes(published.ExportSubjectPublicKeyInfoPem()), published.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(kid) })
        {
            yield return Signed(new JsonObject { ["alg"] = "HS256", ["kid"] = kid }, payload, content => HMACSHA256.HashData(secret, content));
        }

        byte[] Mine(byte[] content) => rsa.SignData(content, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var mine = rsa.ExportParameters(false);
        var jwk = new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(mine.Modulus), ["e"] = Base64Url.EncodeToString(mine.Exponent), ["kid"] = kid };
        yield return Signed(new JsonObject { ["alg"] = "RS256", ["kid"] = kid }, payload, Mine);
        yield return Signed(new JsonObject { ["alg"] = "RS256", ["jwk"] = jwk }, payload, Mine);
        yield return Signed(new JsonObject { ["alg"] = "RS256", ["kid"] = kid, ["jku"] = "http://evil.test/keys" }, payload, Mine);
        yield return Signed(new JsonObject { ["alg"] = "RS256", ["kid"] = "../../dev/null" }, payload, _ => []);
        foreach (var none in new[] { "none", "None", "NONE", "" })
        {
            yield return Signed(new JsonObject { ["alg"] = none, ["kid"] = kid }, payload, _ => []);
        }

        // The right signature, under another algorithm's name.
        yield return $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"kid":"{{kid}}","alg":"RS512"}"""))}.{payload}.{token.Split('.')[2]}";
    }

    private static string Signed(JsonObject header, string payload, Func<byte[], byte[]> sign)
    {
        var content = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{payload}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }
}
