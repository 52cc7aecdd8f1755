using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Authorization requests that the client has signed.</summary>
public sealed class RequestObjectTests : IAsyncLifetime
{
    private const string Server = "/oauth2/api/v1";

    private static readonly (string, string?)[] Bare =
        [("response_type", null), ("scope", null), ("redirect_uri", null), ("state", null), ("nonce", null), ("code_challenge", null), ("code_challenge_method", null)];

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(SigningClient.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("keyed", "RS256")]
    [InlineData("keyed", "ES384")]
    [InlineData("shared", "HS256")]
    [InlineData("shared", "ES512")]
    [InlineData("posting", "HS512")]
    [InlineData("web", "HS384")]
    public async Task All_of_a_request_may_stand_in_it(string client, string alg)
    {
        var app = await Client(client).SignedIn();
        var reply = await app.Authorize([.. Bare, ("request", SigningClient.Sign(alg, Claims(client)))]);
        Assert.Equal("inside", reply.Answer("state"));
        Assert.NotNull(reply.Answer("code"));
        Assert.StartsWith("http://app.test/cb?", reply.Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Even_the_client_is_known_by_it_alone()
    {
        var app = await Client("keyed").SignedIn();
        Assert.NotNull((await app.Authorize([.. Bare, ("client_id", null), ("request", SigningClient.Sign("RS256", Claims("keyed")))])).Answer("code"));
    }

    [Fact]
    public async Task What_stands_inside_wins()
    {
        var app = await Client("keyed").SignedIn();
        var reply = await app.Authorize(("state", "outside"), ("prompt", "none"), ("request", SigningClient.Sign("RS256", Claims("keyed", ("max_age", 3600), ("prompt", "login")))));
        Assert.Null(reply.Answer("code"));
        reply.ExpectSignInPage();
    }

    [Fact]
    public async Task A_request_outlives_the_sign_in_that_it_needs()
    {
        var app = Client("keyed");
        var back = (await app.Authorize([.. Bare, ("request", SigningClient.Sign("RS256", Claims("keyed")))])).FromUri();
        await app.SignedIn();
        Assert.Equal("inside", (await app.Visit(back)).Answer("state"));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "expired", "The request object is expired." },
        { "too long", "The request object has an expiration too far into the future." },
        { "early", "The request object is not yet valid." },
        { "another server", "The audience of the request object must be the issuer of the authorization server." },
        { "no aud", "The audience of the request object must be the issuer of the authorization server." },
        { "another client inside", "The 'client_id' and the 'response_type' of the request object must be those of the request." },
        { "another type inside", "The 'client_id' and the 'response_type' of the request object must be those of the request." },
        { "issued by another", "The issuer of the request object must be the client_id." },
        { "no iss", "The issuer of the request object must be the client_id." },
        { "of another client", "The signature of the request object is invalid." },
        { "nested", "A request object cannot hold another one." },
        { "nested uri", "A request object cannot hold another one." },
        { "none", "The request object is signed with an algorithm that the client may not use." },
        { "public key as secret", "The request object is signed with an algorithm that the client may not use." },
        { "unknown kid", "The kid of the request object names none of the client's keys." },
        { "garbage", "The 'request' parameter is not a signed JWT." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Whatever_is_wrong_with_it_is_told_to_the_app_that_is_named_outside(string name, string description)
    {
        var now = org.Clock.Now.ToUnixTimeSeconds();
        var app = await Client("keyed").SignedIn();
        var text = name switch
        {
            "expired" => Keyed(("exp", now - 1)),
            "too long" => Keyed(("exp", now + 3700)),
            "early" => Keyed(("iat", now + 1200)),
            "another server" => Keyed(("aud", org.Address + "/oauth2/default")),
            "no aud" => Keyed(("aud", null)),
            "another client inside" => Keyed(("client_id", "web")),
            "another type inside" => Keyed(("response_type", "token")),
            "issued by another" => Keyed(("iss", "web")),
            "no iss" => Keyed(("iss", null)),
            "of another client" => SigningClient.Sign("RS256", Claims("keyed"), "rsa", SigningClient.OtherRsa),
            "nested" => Keyed(("request", "a.b.c")),
            "nested uri" => Keyed(("request_uri", "https://app.test/request")),
            "none" => SigningClient.Sign("none", Claims("keyed")),
            "public key as secret" => SigningClient.Sign("HS256", Claims("keyed"), "rsa", SigningClient.Rsa.ExportSubjectPublicKeyInfoPem()),
            "unknown kid" => SigningClient.Sign("RS256", Claims("keyed"), "other"),
            _ => "a.b.c",
        };
        var reply = await app.Authorize(("request", text));
        Assert.Equal(("invalid_request_object", description), (reply.Answer("error"), reply.Answer("error_description")));
        Assert.StartsWith("http://app.test/cb", reply.Header("Location"), StringComparison.Ordinal);
        Assert.Null(reply.Answer("code"));
        string Keyed(params (string, JsonNode?)[] changes) => SigningClient.Sign("RS256", Claims("keyed", changes), "rsa");
    }

    [Fact]
    public async Task An_address_inside_a_forged_object_is_never_gone_to()
    {
        var app = await Client("keyed").SignedIn();
        var forged = SigningClient.Sign("RS256", Claims("keyed"), "rsa", SigningClient.OtherRsa);
        (await app.Authorize([.. Bare, ("request", forged)])).ExpectErrorPage("invalid_request");
        var elsewhere = SigningClient.Sign("RS256", Claims("keyed", ("redirect_uri", "https://evil.test/")));
        (await app.Authorize(("request", elsewhere))).ExpectErrorPage("invalid_request");
    }

    [Theory]
    [InlineData("HS256")]
    [InlineData("HS384")]
    public async Task A_client_that_settled_on_one_algorithm_uses_no_other(string alg)
    {
        var app = await Client("posting").SignedIn();
        Assert.Equal("invalid_request_object", (await app.Authorize(("request", SigningClient.Sign(alg, Claims("posting"))))).Answer("error"));
    }

    [Fact]
    public async Task A_public_client_without_keys_signs_nothing()
    {
        var app = await Client("bound", "http://spa.test/cb").SignedIn();
        var claims = Claims("bound", ("redirect_uri", "http://spa.test/cb"));
        Assert.Equal("invalid_request_object", (await app.Authorize(("request", SigningClient.Sign("HS256", claims, key: "")))).Answer("error"));
    }

    [Fact]
    public async Task Of_fifty_that_send_one_object_one_gets_a_code()
    {
        var app = await Client("keyed").SignedIn();
        var text = SigningClient.Sign("RS256", Claims("keyed"));
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.Authorize(("request", text))));
        Assert.Single(replies, reply => reply.Answer("code") is not null);
        Assert.All(replies.Where(reply => reply.Answer("code") is null), reply => Assert.Equal("The request object has already been used.", reply.Answer("error_description")));
        var again = SigningClient.Sign("RS256", Claims("keyed", ("jti", null)));
        Assert.NotNull((await app.Authorize(("request", again))).Answer("code"));
        Assert.NotNull((await app.Authorize(("request", again))).Answer("code"));
    }

    [Fact]
    public async Task An_object_without_an_end_ends_an_hour_after_it_was_made()
    {
        await org.Clock.Freeze();
        var app = await Client("keyed").SignedIn();
        var text = SigningClient.Sign("RS256", Claims("keyed", ("exp", null)));
        Assert.NotNull((await app.Authorize(("request", text))).Answer("code"));
        await org.Clock.Advance("PT1H");
        Assert.Equal("The request object is expired.", (await app.Authorize(("request", text))).Answer("error_description"));
    }

    [Fact]
    public async Task An_object_that_says_neither_when_it_ends_nor_when_it_was_made_is_refused()
    {
        var app = await Client("keyed").SignedIn();
        var refused = await app.Authorize(("request", SigningClient.Sign("RS256", Claims("keyed", ("exp", null), ("iat", null)))));
        Assert.Equal(
            ("invalid_request_object", "The request object has no expiration, and no time of issue either."), (refused.Answer("error"), refused.Answer("error_description")));
    }

    private RelyingParty Client(string id, string redirectUri = "http://app.test/cb") => new(org, id, null, redirectUri, Server);

    private JsonObject Claims(string client, params (string Name, JsonNode? Value)[] changes) => SigningClient.Changed(
        SigningClient.Assertion(
            org, client, org.Address + "/oauth2/api", ("sub", null), ("client_id", client), ("response_type", "code"), ("scope", "openid"),
            ("redirect_uri", "http://app.test/cb"), ("state", "inside"), ("nonce", "n"), ("code_challenge", RelyingParty.Challenge), ("code_challenge_method", "S256")),
        changes);
}
