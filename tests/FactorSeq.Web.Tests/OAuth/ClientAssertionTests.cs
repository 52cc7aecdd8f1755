using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Reply = FactorSeq.Web.Tests.Support.Reply;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Clients that prove who they are with a JWT, and those who would like to be them.</summary>
public sealed class ClientAssertionTests : IAsyncLifetime
{
    private const string Endpoints = "/oauth2/api/v1";

    private OrgHost org = null!;

    private string Token => org.Address + Endpoints + "/token";

    public async Task InitializeAsync() => org = await OrgHost.Start(SigningClient.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("RS256", "rsa")]
    [InlineData("RS384", "rsa")]
    [InlineData("RS512", null)]
    [InlineData("ES256", "p256")]
    [InlineData("ES384", "p384")]
    [InlineData("ES512", "p521")]
    public async Task A_client_with_a_key_of_its_own_is_known_by_its_signature(string alg, string? kid) =>
        (await Ask(SigningClient.Sign(alg, Claims("keyed"), kid))).Expect(200);

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    public async Task A_client_with_a_secret_may_sign_with_it(string alg) => (await Ask(SigningClient.Sign(alg, Claims("shared")))).Expect(200);

    [Fact]
    public async Task Introspection_and_revocation_take_assertions_made_for_them()
    {
        var token = (await Ask(SigningClient.Sign("RS256", Claims("keyed")))).Expect(200).Text("access_token")!;
        Assert.True((bool)(await Ask(Assertion("/introspect"), "/introspect", ("token", token))).Expect(200).Json!["active"]!);
        (await Ask(SigningClient.Sign("RS256", Claims("keyed")), "/introspect", ("token", token))).ExpectRefusal(401, "invalid_client");
        (await Ask(Assertion("/revoke"), "/revoke", ("token", token))).Expect(200);
        Assert.False((bool)(await Ask(Assertion("/introspect"), "/introspect", ("token", token))).Expect(200).Json!["active"]!);
        string Assertion(string endpoint) => SigningClient.Sign("RS256", SigningClient.Assertion(org, "keyed", org.Address + Endpoints + endpoint));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "aud of the issuer", "The audience claim for client_assertion must be the endpoint invoked for the request." },
        { "aud of another server", "The audience claim for client_assertion must be the endpoint invoked for the request." },
        { "aud for several", "The audience claim for client_assertion must be the endpoint invoked for the request." },
        { "no aud", "The audience claim for client_assertion must be the endpoint invoked for the request." },
        { "expired", "The client_assertion token is expired." },
        { "too long", "The client_assertion token has an expiration too far into the future." },
        { "no exp", "The client_assertion token has no expiration." },
        { "exp is text", "The client_assertion token has no expiration." },
        { "exp is no number of this world", "The client_assertion is not a signed JWT." },
        { "early", "The client_assertion token must be issued before the current time." },
        { "not before", "The client_assertion token must be issued before the current time." },
        { "no iss", "The issuer and the subject of the client_assertion must be the client_id." },
        { "another iss", "The issuer and the subject of the client_assertion must be the client_id." },
        { "no sub", "The issuer and the subject of the client_assertion must be the client_id." },
        { "another's key", "The client_assertion signature is invalid." },
        { "another's key, no kid", "The client_assertion signature is invalid." },
        { "unknown kid", "The client_assertion JWT kid is invalid." },
        { "kid of another kind", "The client_assertion is signed with an algorithm that the client may not use." },
        { "none", "The client_assertion is signed with an algorithm that the client may not use." },
        { "None", "The client_assertion is signed with an algorithm that the client may not use." },
        { "PS256", "The client_assertion is signed with an algorithm that the client may not use." },
        { "public key as secret", "The client_assertion is signed with an algorithm that the client may not use." },
        { "cut", "The client_assertion signature is invalid." },
        { "twice", "The client_assertion is not a signed JWT." },
        { "garbage", "The client_assertion is not a signed JWT." },
        { "half a surrogate", "The client_assertion is not a signed JWT." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Whatever_is_wrong_with_an_assertion_is_said_in_Oktas_words(string name, string description)
    {
        var now = org.Clock.Now.ToUnixTimeSeconds();
        var assertion = name switch
        {
            "aud of the issuer" => Keyed(("aud", org.Address + "/oauth2/api")),
            "aud of another server" => Keyed(("aud", org.Address + "/oauth2/default/v1/token")),
            "aud for several" => Keyed(("aud", new JsonArray(Token, "https://elsewhere.test/token"))),
            "no aud" => Keyed(("aud", null)),
            "expired" => Keyed(("exp", now - 1)),
            "too long" => Keyed(("exp", now + 3700)),
            "no exp" => Keyed(("exp", null)),
            "exp is text" => Keyed(("exp", (now + 60).ToString())),
            "exp is no number of this world" => Keyed(("exp", 1e300)),
            "early" => Keyed(("iat", now + 600)),
            "not before" => Keyed(("nbf", now + 600)),
            "no iss" => Keyed(("iss", null)),
            "another iss" => Keyed(("iss", "shared")),
            "no sub" => Keyed(("sub", null)),
            "another's key" => SigningClient.Sign("RS256", Claims("keyed"), "rsa", SigningClient.OtherRsa),
            "another's key, no kid" => SigningClient.Sign("RS256", Claims("keyed"), null, SigningClient.OtherRsa),
            "unknown kid" => SigningClient.Sign("RS256", Claims("keyed"), "other"),
            "kid of another kind" => SigningClient.Sign("RS256", Claims("keyed"), "p256"),
            "none" => SigningClient.Sign("none", Claims("keyed")),
            "None" => SigningClient.Sign("None", Claims("keyed")),
            "PS256" => SigningClient.Sign("PS256", Claims("keyed"), "rsa"),
            "public key as secret" => SigningClient.Sign("HS256", Claims("keyed"), "rsa", Encoding.ASCII.GetBytes(SigningClient.Rsa.ExportSubjectPublicKeyInfoPem())),
            "cut" => SigningClient.Sign("RS256", Claims("keyed"))[..^20],
            "twice" => WithPayload("{\"iss\":\"keyed\",\"sub\":\"keyed\",\"sub\":\"web\"}"),
            "half a surrogate" => WithPayload("{\"iss\":\"keyed\",\"sub\":\"\\ud800\"}"),
            _ => "a.b.c",
        };
        Assert.Equal(description, (await Ask(assertion)).ExpectRefusal(401, "invalid_client").Text("error_description"));
        string WithPayload(string json) =>
            string.Join('.', SigningClient.Sign("RS256", Claims("keyed")).Split('.').Select((part, i) => i == 1 ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json)) : part));
        string Keyed(params (string, JsonNode?)[] changes) => SigningClient.Sign("RS256", Claims("keyed", changes), "rsa");
    }

    [Fact]
    public async Task An_RSA_public_key_is_nobodys_secret_in_any_of_its_spellings()
    {
        byte[][] spellings =
        [
            Encoding.ASCII.GetBytes(SigningClient.Rsa.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(SigningClient.Rsa.ExportSubjectPublicKeyInfoPem() + "\n"),
            SigningClient.Rsa.ExportSubjectPublicKeyInfo(), SigningClient.Rsa.ExportRSAPublicKey(), Encoding.UTF8.GetBytes(SigningClient.Jwk(SigningClient.Rsa, "rsa").ToJsonString()),
            SigningClient.Rsa.ExportParameters(false).Modulus!,
        ];
        foreach (var spelling in spellings)
        {
            foreach (var client in new[] { "keyed", "shared", "web" })
            {
                (await Ask(SigningClient.Sign("HS256", Claims(client), "rsa", spelling))).ExpectRefusal(401, "invalid_client");
            }
        }
    }

    [Fact]
    public async Task A_method_that_the_client_does_not_have_is_refused()
    {
        (await Ask(SigningClient.Sign("RS256", Claims("shared"), "rsa"))).ExpectRefusal(401, "invalid_client");
        (await Ask(SigningClient.Sign("HS256", Claims("web")))).ExpectRefusal(401, "invalid_client");
        (await Ask(SigningClient.Sign("RS256", Claims("web"), "rsa"))).ExpectRefusal(401, "invalid_client");
        (await Form(("client_id", "shared"), ("client_secret", SigningClient.LongSecret))).ExpectRefusal(401, "invalid_client");
        (await Form(("client_id", "keyed"), ("client_secret", SigningClient.LongSecret))).ExpectRefusal(401, "invalid_client");
        (await Form(("client_id", "keyed"))).ExpectRefusal(401, "invalid_client");
        (await Form(("client_id", "posting"), ("client_secret", SigningClient.LongSecret))).Expect(200);
        (await Form(("client_id", "web"), ("client_secret", SigningClient.LongSecret))).Expect(200);
        var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes($"posting:{SigningClient.LongSecret}"));
        var mismatched = await org.Send(
            HttpMethod.Post, Endpoints + "/token", new FormUrlEncodedContent([new("grant_type", "client_credentials")]), ("Authorization", $"Basic {basic}"));
        Assert.Equal("The client's token_endpoint_auth_method is another than the one that was used.", mismatched.ExpectRefusal(401, "invalid_client").Text("error_description"));
    }

    [Fact]
    public async Task An_assertion_comes_alone_and_with_its_type()
    {
        var good = SigningClient.Sign("RS256", Claims("keyed"));
        (await Form(("client_assertion", good))).ExpectRefusal(400, "invalid_request");
        (await Form(("client_assertion_type", ClientAssertion.Type))).ExpectRefusal(400, "invalid_request");
        (await Form(("client_assertion", good), ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"))).ExpectRefusal(400, "invalid_request");
        (await Ask(good, "/token", ("client_secret", "x"))).ExpectRefusal(400, "invalid_request");
        (await Ask(good, "/token", ("client_id", "web"))).ExpectRefusal(401, "invalid_client");
        (await Ask(SigningClient.Sign("RS256", Claims("nobody")))).ExpectRefusal(401, "invalid_client");
        (await Ask(good, "/token", ("client_id", "keyed"))).Expect(200);
    }

    [Theory]
    [InlineData("keyed", "RS256")]
    [InlineData("shared", "HS256")]
    public async Task Of_fifty_that_replay_one_assertion_one_wins(string client, string alg)
    {
        var assertion = SigningClient.Sign(alg, Claims(client));
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Ask(assertion)));
        Assert.Single(replies, reply => reply.Status == 200);
        Assert.All(replies.Where(reply => reply.Status != 200), reply => Assert.Equal("The client_assertion token has already been used.", reply.Text("error_description")));
    }

    [Fact]
    public async Task The_System_Log_knows_why()
    {
        await Ask(SigningClient.Sign("RS256", Claims("keyed", ("exp", 1))));
        var app = await new RelyingParty(org, "keyed", null, "http://app.test/cb", Endpoints).SignedIn();
        await app.Authorize(("request", "a.b.c"));
        await FormAt(org, "/token", [("client_id", "service"), ("client_secret", SigningClient.LongSecret)]);
        var told = (await org.Get("/emulator/events?limit=1000")).Json!.AsArray().Where(e => ((string)e!["eventType"]!).StartsWith("app.oauth2", StringComparison.Ordinal)).ToList();
        Assert.Equal(["app.oauth2.as.token.grant", "app.oauth2.as.authorize", "app.oauth2.as.token.grant"], told.Select(e => (string)e!["eventType"]!));
        Assert.Contains("client_assertion_expired_token", told[2]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("request_object_malformed", told[1]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("missing_dpop_proof", told[0]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_jti_an_assertion_counts_until_it_expires()
    {
        var assertion = SigningClient.Sign("RS256", Claims("keyed", ("jti", null)));
        (await Ask(assertion)).Expect(200);
        (await Ask(assertion)).Expect(200);
        await org.Clock.Advance("PT5M");
        (await Ask(assertion)).ExpectRefusal(401, "invalid_client");
    }

    [Fact]
    public async Task Every_server_announces_what_it_takes()
    {
        foreach (var at in new[] { "", "/oauth2/api" })
        {
            foreach (var name in new[] { "openid-configuration", "oauth-authorization-server" })
            {
                var document = (await org.Get($"{at}/.well-known/{name}")).Expect(200).Json!.AsObject();
                foreach (var endpoint in new[] { "token", "introspection", "revocation" })
                {
                    Assert.Equal(["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"], document.List($"{endpoint}_endpoint_auth_methods_supported"));
                    Assert.Equal(SigningAlgorithms.All, document.List($"{endpoint}_endpoint_auth_signing_alg_values_supported"));
                }

                Assert.Equal(SigningAlgorithms.All, document.List("request_object_signing_alg_values_supported"));
                Assert.Equal(SigningAlgorithms.OfKeys, document.List("dpop_signing_alg_values_supported"));
                Assert.True((bool)document["request_parameter_supported"]!);
                Assert.False((bool)document["request_uri_parameter_supported"]!);
            }
        }
    }

    [Fact]
    public async Task Published_keys_are_fetched_once_and_again_for_a_new_kid()
    {
        await using var publisher = await KeyPublisher.Start();
        publisher.Keys = [SigningClient.Jwk(SigningClient.Rsa, "one")];
        var machine = new Machine();
        await using var host = await OrgHost.Start(Publishing(publisher), services: services => services.AddSingleton<TimeProvider>(machine));
        async Task<int> With(string kid, RSA key) => (await AskAt(host, SigningClient.Sign("RS256", Of(host), kid, key))).Status;
        Assert.Equal(200, await With("one", SigningClient.Rsa));
        Assert.Equal(200, await With("one", SigningClient.Rsa));
        Assert.Equal(1, publisher.Asked);
        publisher.Keys = [SigningClient.Jwk(SigningClient.OtherRsa, "two")];
        Assert.Equal(401, await With("two", SigningClient.OtherRsa));
        Assert.Equal(1, publisher.Asked);
        machine.Ahead += TimeSpan.FromSeconds(31);
        Assert.Equal(200, await With("two", SigningClient.OtherRsa));
        Assert.Equal(401, await With("one", SigningClient.Rsa));
        publisher.Keys = [];
        await host.Clock.Advance("PT11M");
        Assert.Equal(401, await With("two", SigningClient.OtherRsa));
    }

    [Fact]
    public async Task Keys_that_could_not_be_had_are_asked_for_again_while_the_orgs_clock_stands()
    {
        await using var publisher = await KeyPublisher.Start();
        var machine = new Machine();
        await using var host = await OrgHost.Start(Publishing(publisher), services: services => services.AddSingleton<TimeProvider>(machine));
        await host.Clock.Freeze();
        (await AskAt(host, SigningClient.Sign("RS256", Of(host)))).ExpectRefusal(401, "invalid_client");
        publisher.Keys = [SigningClient.Jwk(SigningClient.Rsa)];
        (await AskAt(host, SigningClient.Sign("RS256", Of(host)))).ExpectRefusal(401, "invalid_client");
        Assert.Equal(1, publisher.Asked);
        machine.Ahead += TimeSpan.FromSeconds(31);
        (await AskAt(host, SigningClient.Sign("RS256", Of(host)))).Expect(200);
    }

    [Fact]
    public async Task Published_keys_of_a_kind_that_nobody_here_understands_are_passed_over()
    {
        await using var publisher = await KeyPublisher.Start();
        publisher.Keys =
        [
            JsonNode.Parse("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"""), "no key",
            SigningClient.Jwk(SigningClient.Rsa), JsonNode.Parse("""{"kty":"RSA","n":"AQAB","e":"AQAB","kid":"short"}"""),
        ];
        await using var host = await OrgHost.Start(Publishing(publisher));
        (await AskAt(host, SigningClient.Sign("RS256", Of(host)))).Expect(200);
    }

    private static string Publishing(KeyPublisher publisher) =>
        SigningClient.Seed.Replace($"jwks: {SigningClient.Jwks()}", $"jwksUri: \"{publisher.Address}\"", StringComparison.Ordinal);

    private static JsonObject Of(OrgHost host) => SigningClient.Assertion(host, "keyed", host.Address + Endpoints + "/token");

    private JsonObject Claims(string client, params (string Name, JsonNode? Value)[] changes) => SigningClient.Assertion(org, client, Token, changes);

    private Task<Reply> Ask(string assertion, string endpoint = "/token", params (string, string)[] more) => AskAt(org, assertion, endpoint, more);

    private static Task<Reply> AskAt(OrgHost host, string assertion, string endpoint = "/token", params (string, string)[] more) =>
        FormAt(host, endpoint, [("client_assertion_type", ClientAssertion.Type), ("client_assertion", assertion), .. more]);

    private Task<Reply> Form(params (string, string)[] form) => FormAt(org, "/token", form);

    private static Task<Reply> FormAt(OrgHost host, string endpoint, (string Name, string Value)[] form) => host.Send(
        HttpMethod.Post,
        Endpoints + endpoint,
        new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", "work"), .. form.Select(p => KeyValuePair.Create(p.Name, p.Value))]));
}
