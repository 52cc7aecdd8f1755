using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Tokens that are good for nobody but the holder of a key.</summary>
public sealed class DpopTests : IAsyncLifetime
{
    private const string Server = "/oauth2/api/v1";

    private OrgHost org = null!;

    private string Token => org.Address + Server + "/token";

    private string UserInfo => org.Address + Server + "/userinfo";

    public async Task InitializeAsync() => org = await OrgHost.Start(SigningClient.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_client_without_a_proof_gets_nothing_and_with_one_is_given_a_nonce_first()
    {
        var app = await Spa();
        var code = await app.Code();
        var missing = (await Exchange(code, [])).ExpectRefusal(400, "invalid_dpop_proof");
        Assert.Equal("The DPoP proof JWT header is missing.", missing.Text("error_description"));
        Assert.Null(missing.Header("DPoP-Nonce"));
        var asked = (await Exchange(code, [SigningClient.Proof(org, "POST", Token)])).ExpectRefusal(400, "use_dpop_nonce");
        Assert.Equal("Authorization server requires nonce in DPoP proof.", asked.Text("error_description"));
        (await Exchange(code, [SigningClient.Proof(org, "POST", Token, "invented")])).ExpectRefusal(400, "use_dpop_nonce");
        var tokens = (await Exchange(code, [SigningClient.Proof(org, "POST", Token, asked.Header("DPoP-Nonce"))])).Expect(200);
        Assert.Equal("DPoP", tokens.Text("token_type"));
        Assert.Equal(43, ((string)tokens.Claims("access_token")["cnf"]!["jkt"]!).Length);
        Assert.Null(tokens.Claims("id_token")["cnf"]);
    }

    [Fact]
    public async Task A_proof_may_be_sent_again_with_the_nonce_that_it_lacked()
    {
        var app = await Spa();
        var code = await app.Code();
        var nonce = (await Exchange(code, [SigningClient.Proof(org, "POST", Token, changes: ("jti", "one"))])).Header("DPoP-Nonce");
        (await Exchange(code, [SigningClient.Proof(org, "POST", Token, nonce, changes: ("jti", "one"))])).Expect(200);
    }

    [Fact]
    public async Task A_nonce_is_good_for_three_days()
    {
        var nonce = await Nonce();
        var app = await Spa();
        await org.Clock.Advance("P3D");
        (await Exchange(await (await Spa()).Code(), [SigningClient.Proof(org, "POST", Token, nonce)])).Expect(200);
        await org.Clock.Advance("P1D");
        (await Exchange(await (await Spa()).Code(), [SigningClient.Proof(org, "POST", Token, nonce)])).ExpectRefusal(400, "use_dpop_nonce");
        Assert.NotNull(app);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "method", "The 'htm' and 'htu' claims of the DPoP proof must be the method and the address of the request." },
        { "lower method", "The 'htm' and 'htu' claims of the DPoP proof must be the method and the address of the request." },
        { "address", "The 'htm' and 'htu' claims of the DPoP proof must be the method and the address of the request." },
        { "host", "The 'htm' and 'htu' claims of the DPoP proof must be the method and the address of the request." },
        { "relative", "The 'htm' and 'htu' claims of the DPoP proof must be the method and the address of the request." },
        { "no address", "The 'htm' and 'htu' claims of the DPoP proof must be the method and the address of the request." },
        { "old", "The 'iat' claim of the DPoP proof must be the current time." },
        { "ahead", "The 'iat' claim of the DPoP proof must be the current time." },
        { "no iat", "The 'iat' claim of the DPoP proof must be the current time." },
        { "no jti", "The DPoP proof JWT must have a 'jti' claim that has not been used." },
        { "two", "The DPoP proof must be one JWT of type 'dpop+jwt', signed with the public key in its header." },
        { "typ", "The DPoP proof must be one JWT of type 'dpop+jwt', signed with the public key in its header." },
        { "no key", "The DPoP proof must be one JWT of type 'dpop+jwt', signed with the public key in its header." },
        { "private key", "The DPoP proof must be one JWT of type 'dpop+jwt', signed with the public key in its header." },
        { "symmetric", "The DPoP proof must be one JWT of type 'dpop+jwt', signed with the public key in its header." },
        { "none", "The DPoP proof must be one JWT of type 'dpop+jwt', signed with the public key in its header." },
        { "confused", "The DPoP proof must be one JWT of type 'dpop+jwt', signed with the public key in its header." },
        { "another's signature", "The DPoP proof JWT signature is invalid." },
        { "no point of the curve", "The DPoP proof JWT signature is invalid." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Whatever_is_wrong_with_a_proof_is_said(string name, string description)
    {
        var nonce = await Nonce();
        var code = await (await Spa()).Code();
        var now = org.Clock.Now.ToUnixTimeSeconds();
        var claims = new JsonObject { ["htm"] = "POST", ["htu"] = Token, ["iat"] = now, ["jti"] = "j", ["nonce"] = nonce };
        var secret = new JsonObject { ["kty"] = "oct", ["k"] = System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.ASCII.GetBytes(SigningClient.LongSecret)) };
        var privately = SigningClient.Jwk(SigningClient.P256);
        privately["d"] = privately["x"]!.DeepClone();
        var pointless = SigningClient.Jwk(SigningClient.P256);
        pointless["y"] = pointless["x"]!.DeepClone();
        string[] proofs = name switch
        {
            "method" => [Proof(("htm", "GET"))],
            "lower method" => [Proof(("htm", "post"))],
            "address" => [Proof(("htu", org.Address + "/oauth2/default/v1/token"))],
            "host" => [Proof(("htu", "https://evil.test/oauth2/api/v1/token"))],
            "relative" => [Proof(("htu", "/oauth2/api/v1/token"))],
            "no address" => [Proof(("htu", null))],
            "old" => [Proof(("iat", now - 400))],
            "ahead" => [Proof(("iat", now + 400))],
            "no iat" => [Proof(("iat", null))],
            "no jti" => [Proof(("jti", null))],
            "two" => [Proof(), Proof()],
            "typ" => [SigningClient.Sign("ES256", claims, header: new() { ["typ"] = "JWT", ["jwk"] = SigningClient.Jwk(SigningClient.P256) })],
            "no key" => [SigningClient.Sign("ES256", claims, header: new() { ["typ"] = "dpop+jwt" })],
            "private key" => [With("ES256", privately)],
            "symmetric" => [With("HS256", secret)],
            "none" => [With("none", SigningClient.Jwk(SigningClient.P256))],
            "confused" => [With("HS256", SigningClient.Jwk(SigningClient.Rsa))],
            "another's signature" => [With("RS256", SigningClient.Jwk(SigningClient.OtherRsa))],
            _ => [With("ES256", pointless)],
        };
        Assert.Equal(description, (await Exchange(code, proofs)).ExpectRefusal(400, "invalid_dpop_proof").Text("error_description"));
        string Proof(params (string, JsonNode?)[] changes) => SigningClient.Proof(org, "POST", Token, nonce, changes: changes);
        string With(string alg, JsonObject key) => SigningClient.Sign(alg, claims, header: new() { ["typ"] = "dpop+jwt", ["jwk"] = key });
    }

    [Fact]
    public async Task Of_fifty_that_send_one_proof_one_is_heard()
    {
        var nonce = await Nonce();
        var app = await Spa();
        var codes = new List<string>();
        for (var i = 0; i < 50; i++)
        {
            codes.Add(await app.Code());
        }

        var proof = SigningClient.Proof(org, "POST", Token, nonce);
        var replies = await Task.WhenAll(codes.Select(code => Exchange(code, [proof])));
        Assert.Single(replies, reply => reply.Status == 200);
    }

    [Fact]
    public async Task A_bound_token_opens_userinfo_with_its_proof_and_nothing_else()
    {
        var token = (await Tokens()).Text("access_token")!;
        (await At("DPoP", token, Resource(token))).Expect(200);
        (await At("dpop", token, SigningClient.Proof(org, "GET", UserInfo + "?x=1#y", token: token))).Expect(200);
        Assert.Equal(401, (await At("Bearer", token)).Status);
        Assert.Equal(401, (await At("Bearer", token, Resource(token))).Status);
        Assert.Equal(401, (await At("DPoP", token)).Status);
        Assert.Equal(401, (await At("DPoP", token, Resource(token, SigningClient.P384))).Status);
        Assert.Equal(401, (await At("DPoP", token, SigningClient.Proof(org, "POST", UserInfo, token: token))).Status);
        Assert.Equal(401, (await At("DPoP", token, SigningClient.Proof(org, "GET", Token, token: token))).Status);
        Assert.Equal(401, (await At("DPoP", token, SigningClient.Proof(org, "GET", UserInfo))).Status);
        var proof = Resource(token);
        (await At("DPoP", token, proof)).Expect(200);
        var again = await At("DPoP", token, proof);
        Assert.Equal(401, again.Status);
        Assert.StartsWith("DPoP error=\"invalid_dpop_proof\"", again.Header("WWW-Authenticate"), StringComparison.Ordinal);
        var other = (await Tokens()).Text("access_token")!;
        Assert.Equal(401, (await At("DPoP", other, Resource(token))).Status);
    }

    [Fact]
    public async Task A_bearer_token_gains_nothing_by_a_proof()
    {
        var web = await new RelyingParty(org, "web", SigningClient.LongSecret, "http://app.test/cb", Server).SignedIn();
        var token = (await web.Tokens()).Text("access_token")!;
        (await web.UserInfo(token)).Expect(200);
        Assert.Equal(401, (await At("DPoP", token, Resource(token))).Status);
    }

    [Fact]
    public async Task A_client_whose_tokens_are_not_bound_may_send_a_proof_in_vain()
    {
        var reply = await Post([("grant_type", "client_credentials"), ("scope", "work"), ("client_id", "web"), ("client_secret", SigningClient.LongSecret)], [SigningClient.Proof(org, "POST", Token)]);
        Assert.Equal("Bearer", reply.Expect(200).Text("token_type"));
    }

    [Fact]
    public async Task Introspection_tells_the_key()
    {
        var tokens = await Tokens();
        var seen = (await Post([("token", tokens.Text("access_token")!), ("client_id", "bound")], [], "/introspect")).Expect(200);
        Assert.Equal("DPoP", seen.Text("token_type"));
        Assert.Equal((string)tokens.Claims("access_token")["cnf"]!["jkt"]!, (string)seen.Json!["cnf"]!["jkt"]!);
    }

    [Fact]
    public async Task A_public_clients_refresh_token_goes_with_its_key()
    {
        var nonce = await Nonce();
        var tokens = await Tokens();
        var refresh = tokens.Text("refresh_token")!;
        (await Refresh("bound", null, refresh, null)).ExpectRefusal(400, "invalid_dpop_proof");
        var stolen = (await Refresh("bound", null, refresh, SigningClient.Proof(org, "POST", Token, nonce, key: SigningClient.P384))).ExpectRefusal(400, "invalid_dpop_proof");
        Assert.Equal("The DPoP proof is signed with another key than the token is bound to.", stolen.Text("error_description"));
        var renewed = (await Refresh("bound", null, refresh, SigningClient.Proof(org, "POST", Token, nonce))).Expect(200);
        Assert.Equal("DPoP", renewed.Text("token_type"));
        Assert.Equal((string)tokens.Claims("access_token")["cnf"]!["jkt"]!, (string)renewed.Claims("access_token")["cnf"]!["jkt"]!);
    }

    [Fact]
    public async Task A_client_with_a_secret_may_change_its_key()
    {
        var nonce = await Nonce();
        var app = await new RelyingParty(org, "service", SigningClient.LongSecret, "http://app.test/cb", Server).SignedIn();
        var code = await app.Code(("scope", "openid offline_access"));
        var tokens = (await Post(
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", "http://app.test/cb"), ("code_verifier", RelyingParty.Verifier), ("client_id", "service"), ("client_secret", SigningClient.LongSecret)],
            [SigningClient.Proof(org, "POST", Token, nonce)])).Expect(200);
        var renewed = (await Refresh("service", SigningClient.LongSecret, tokens.Text("refresh_token")!, SigningClient.Proof(org, "POST", Token, nonce, key: SigningClient.P384))).Expect(200);
        Assert.NotEqual((string)tokens.Claims("access_token")["cnf"]!["jkt"]!, (string)renewed.Claims("access_token")["cnf"]!["jkt"]!);
    }

    [Fact]
    public async Task A_bound_token_is_exchanged_for_nobody_who_has_only_the_token()
    {
        var bound = (await Tokens()).Text("access_token")!;
        (await ExchangeAtOther(bound)).ExpectRefusal(400, "invalid_request");
        var web = await new RelyingParty(org, "web", SigningClient.LongSecret, "http://app.test/cb", Server).SignedIn();
        (await ExchangeAtOther((await web.Tokens()).Text("access_token")!)).Expect(200);
    }

    private Task<Reply> ExchangeAtOther(string token) => org.Send(HttpMethod.Post, "/oauth2/other/v1/token", new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
        ["subject_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
        ["subject_token"] = token,
        ["audience"] = "api://other",
        ["client_id"] = "exchanging",
        ["client_secret"] = SigningClient.LongSecret,
    }));

    private async Task<RelyingParty> Spa() => await new RelyingParty(org, "bound", null, "http://spa.test/cb", Server).SignedIn();

    private async Task<string> Nonce() => (await Exchange("none", [SigningClient.Proof(org, "POST", Token)])).Header("DPoP-Nonce")!;

    private async Task<Reply> Tokens()
    {
        var nonce = await Nonce();
        return (await Exchange(await (await Spa()).Code(("scope", "openid offline_access")), [SigningClient.Proof(org, "POST", Token, nonce)])).Expect(200);
    }

    private Task<Reply> Exchange(string code, string[] proofs) => Post(
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", "http://spa.test/cb"), ("code_verifier", RelyingParty.Verifier), ("client_id", "bound")], proofs);

    private Task<Reply> Refresh(string client, string? secret, string token, string? proof) => Post(
        [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", client), .. secret is null ? Array.Empty<(string, string)>() : [("client_secret", secret)]],
        proof is null ? [] : [proof]);

    private Task<Reply> Post((string Name, string Value)[] form, string[] proofs, string endpoint = "/token") => org.Send(
        HttpMethod.Post,
        Server + endpoint,
        new FormUrlEncodedContent(form.Select(p => KeyValuePair.Create(p.Name, p.Value))),
        [.. proofs.Select(proof => ("DPoP", proof))]);

    private string Resource(string token, System.Security.Cryptography.ECDsa? key = null) => SigningClient.Proof(org, "GET", UserInfo, token: token, key: key);

    private Task<Reply> At(string scheme, string token, string? proof = null) =>
        org.Get(Server + "/userinfo", [("Authorization", $"{scheme} {token}"), .. proof is null ? Array.Empty<(string, string)>() : [("DPoP", proof)]]);
}
