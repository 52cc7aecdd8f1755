using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

public sealed class TokenTests : IAsyncLifetime
{
    private OrgHost org = null!;
    private RelyingParty web = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(RelyingParty.Seed);
        web = await RelyingParty.Web(org).SignedIn();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_code_becomes_tokens_that_say_who_signed_in_and_how()
    {
        await org.Clock.StopAt(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await web.SignedIn();
        var reply = await web.Tokens();
        Assert.Equal("Bearer", reply.Text("token_type"));
        Assert.Equal(3600, (int)reply.Json!["expires_in"]!);
        Assert.Equal("openid profile email", reply.Text("scope"));
        Assert.Null(reply.Text("refresh_token"));
        Assert.Contains("no-store", reply.Header("Cache-Control"));

        var now = org.Clock.Now.ToUnixTimeSeconds();
        var user = (await org.Org.FindAccount("ana@demo.test"))!.Value.User;
        var header = Answers.Part(reply.Text("id_token")!, 0);
        Assert.Equal(["kid", "alg"], header.Select(m => m.Key));
        var id = reply.Claims("id_token");
        Assert.Equal(user.Id, (string)id["sub"]!);
        Assert.Equal(1, (int)id["ver"]!);
        Assert.Equal($"{org.Address}/oauth2/default", (string)id["iss"]!);
        Assert.Equal("web", (string)id["aud"]!);
        Assert.Equal(now, (long)id["iat"]!);
        Assert.Equal(now + 3600, (long)id["exp"]!);
        Assert.StartsWith("ID.", (string)id["jti"]!);
        Assert.Equal(["kba", "mfa"], id.List("amr"));
        Assert.Equal(org.Org.Current.Configuration.Id, (string)id["idp"]!);
        Assert.Equal("n0nce", (string)id["nonce"]!);
        Assert.Equal(now, (long)id["auth_time"]!);
        Assert.Equal(Answers.HalfHash(reply.Text("access_token")!), (string)id["at_hash"]!);
        Assert.Equal("Ana Ruiz", (string)id["name"]!);
        Assert.Equal("ana@demo.test", (string)id["preferred_username"]!);
        Assert.Equal("ana@demo.test", (string)id["email"]!);
        Assert.False(id.ContainsKey("given_name"));

        var access = reply.Claims("access_token");
        Assert.StartsWith("AT.", (string)access["jti"]!);
        Assert.Equal("api://default", (string)access["aud"]!);
        Assert.Equal("web", (string)access["cid"]!);
        Assert.Equal(user.Id, (string)access["uid"]!);
        Assert.Equal(["openid", "profile", "email"], access.List("scp"));
        Assert.Equal("ana@demo.test", (string)access["sub"]!);
        Assert.Equal(now + 3600, (long)access["exp"]!);
        Assert.Superset(
            new HashSet<string> { "app.oauth2.as.authorize.code", "app.oauth2.as.token.grant.access_token", "app.oauth2.as.token.grant.id_token" },
            (await org.Log("ana@demo.test")).ToHashSet());
    }

    [Fact]
    public async Task The_orgs_own_server_is_the_issuer_of_its_tokens()
    {
        var own = await RelyingParty.Web(org, "/oauth2/v1").SignedIn();
        var reply = await own.Tokens();
        Assert.Equal(org.Address, (string)reply.Claims("id_token")["iss"]!);
        Assert.Equal(org.Address, (string)reply.Claims("access_token")["aud"]!);
        Assert.Contains("app.oauth2.authorize.code", await org.Log("ana@demo.test"));
    }

    [Fact]
    public async Task A_password_alone_is_pwd_and_nothing_else()
    {
        var done = await org.Verify(await org.Identify("ana@demo.test"), "password", password: Seeds.Password);
        var reply = await RelyingParty.Web(org).Authorize(("sessionToken", done.Expect("SUCCESS").SessionToken));
        Assert.Equal(["pwd"], (await web.Exchange(reply.Answer("code")!)).Expect(200).Claims("id_token").List("amr"));
    }

    [Fact]
    public async Task Without_profile_and_email_a_token_says_nothing_of_them()
    {
        var claims = (await web.Tokens(("scope", "openid"))).Claims("id_token");
        Assert.DoesNotContain(claims, c => c.Key is "name" or "preferred_username" or "email");
    }

    [Fact]
    public async Task A_public_client_may_name_itself_in_the_address_of_introspection_and_nowhere_else()
    {
        var spa = await RelyingParty.Spa(org).SignedIn();
        var token = (await spa.Tokens()).Text("access_token");
        (string, string?)[] form = [("token", token), ("token_type_hint", "access_token")];
        Assert.True((bool)(await spa.Post("/introspect?client_id=spa", form)).Expect(200).Json!["active"]!);
        (await spa.Post("/revoke?client_id=spa", form)).ExpectRefusal(401, "invalid_client");
        (await spa.Post("/token?client_id=spa", [("grant_type", "refresh_token"), ("refresh_token", "x")])).ExpectRefusal(401, "invalid_client");
        (await web.Post("/introspect?client_id=web", form)).ExpectRefusal(401, "invalid_client");
        (await web.Post("/introspect?client_id=web", [.. form, ("client_secret", RelyingParty.Secret)])).ExpectRefusal(401, "invalid_client");
        (await web.Post($"/introspect?client_id=web&client_secret={Uri.EscapeDataString(RelyingParty.Secret)}", form)).ExpectRefusal(400, "invalid_request");
        (await spa.Post("/introspect?client_id=spa&client_id=spa", form)).ExpectRefusal(401, "invalid_client");
        (await spa.Post("/introspect?client_id=web", [.. form, ("client_id", "spa")])).Expect(200);
    }

    [Fact]
    public async Task A_code_is_good_once()
    {
        var code = await web.Code();
        (await web.Exchange(code)).Expect(200);
        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task Of_a_hundred_that_spend_one_code_one_gets_tokens()
    {
        var code = await web.Code(("scope", "openid offline_access"));
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => web.Exchange(code)));
        Assert.Single(replies, r => r.Status == 200);
        Assert.Equal(99, replies.Count(r => r.Text("error") == "invalid_grant"));
        Assert.Single(await org.Log("ana@demo.test"), "app.oauth2.as.token.grant.access_token");
    }

    [Fact]
    public async Task A_code_lives_five_minutes_of_the_orgs_clock()
    {
        await org.Clock.Freeze();
        var (first, second) = (await web.Code(), await web.Code());
        await org.Clock.Advance(TimeSpan.FromSeconds(299));
        (await web.Exchange(first)).Expect(200);
        await org.Clock.Advance(TimeSpan.FromSeconds(1));
        (await web.Exchange(second)).ExpectRefusal(400, "invalid_grant");
    }

    [Theory]
    [InlineData("redirect_uri", "http://app.test/cb?tenant=1", "invalid_grant")]
    [InlineData("redirect_uri", null, "invalid_grant")]
    [InlineData("code_verifier", "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wro", "invalid_grant")]
    [InlineData("code_verifier", RelyingParty.Challenge, "invalid_grant")]
    [InlineData("code_verifier", null, "invalid_request")]
    [InlineData("code", "unheard", "invalid_grant")]
    [InlineData("code", null, "invalid_grant")]
    [InlineData("grant_type", "device_code", "unsupported_grant_type")]
    [InlineData("grant_type", null, "unsupported_grant_type")]
    [InlineData("client_secret", "wrong", "invalid_client")]
    [InlineData("client_secret", null, "invalid_client")]
    [InlineData("client_id", "unheard", "invalid_client")]
    [InlineData("client_id", null, "invalid_client")]
    public async Task A_bad_exchange_is_refused_and_leaves_the_code_to_its_owner(string parameter, string? value, string error)
    {
        var code = await web.Code();
        var reply = await web.Exchange(code, (parameter, value));
        reply.ExpectRefusal(error == "invalid_client" ? 401 : 400, error);
        Assert.NotNull(reply.Text("error_description"));
        Assert.DoesNotContain(RelyingParty.Secret, reply.Body);
        Assert.Equal(error == "invalid_client", reply.Header("WWW-Authenticate") is not null);
        (await web.Exchange(code)).Expect(200);
    }

    [Fact]
    public async Task A_code_belongs_to_its_client_and_its_server()
    {
        var code = await web.Code();
        (await new RelyingParty(org, "closed", "other-secret", "http://app.test/cb").Exchange(code)).ExpectRefusal(400, "invalid_grant");
        (await RelyingParty.Web(org, "/oauth2/v1").Exchange(code)).ExpectRefusal(400, "invalid_grant");
        (await web.Exchange(code)).Expect(200);
    }

    [Fact]
    public async Task A_verifier_for_a_code_without_challenge_is_refused()
    {
        var code = await web.Code(("code_challenge", null), ("code_challenge_method", null));
        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task A_client_uses_the_grants_it_has()
    {
        var phone = new RelyingParty(org, "phone", null, "com.example.app:/cb");
        (await phone.Refresh("anything")).ExpectRefusal(400, "unauthorized_client");
    }

    [Theory]
    [InlineData("web:s3cret+with:signs%")]
    [InlineData("web:s3cret%2Bwith%3Asigns%25")]
    public async Task A_secret_may_come_in_the_header_encoded_or_not(string credentials)
    {
        var reply = await web.Post(
            "/token",
            [("grant_type", "authorization_code"), ("code", await web.Code()), ("redirect_uri", "http://app.test/cb"), ("code_verifier", RelyingParty.Verifier)],
            ("Authorization", Basic(credentials)));
        reply.Expect(200);
    }

    [Theory]
    [InlineData("web:s3cret+with:signs%", "client_secret", RelyingParty.Secret, 400, "invalid_request")]
    [InlineData("web:s3cret+with:signs%", "client_id", "spa", 400, "invalid_request")]
    [InlineData("web:wrong", "client_id", "web", 401, "invalid_client")]
    [InlineData("web", "client_id", "web", 401, "invalid_client")]
    [InlineData("spa:guess", "client_id", "spa", 401, "invalid_client")]
    public async Task Credentials_come_once_and_right(string credentials, string parameter, string value, int status, string error) =>
        (await web.Post("/token", [("grant_type", "authorization_code"), (parameter, value)], ("Authorization", Basic(credentials)))).ExpectRefusal(status, error);

    [Fact]
    public async Task Secrets_do_not_belong_into_addresses() =>
        (await web.Post("/token?client_secret=x", [("grant_type", "authorization_code")])).ExpectRefusal(400, "invalid_request");

    [Fact]
    public async Task A_body_that_is_no_form_is_refused()
    {
        (await org.Post("/oauth2/default/v1/token", new { grant_type = "authorization_code" })).ExpectRefusal(400, "invalid_request");
        var many = new FormUrlEncodedContent(Enumerable.Range(0, 2000).Select(i => KeyValuePair.Create($"p{i}", "v")));
        (await org.Send(HttpMethod.Post, "/oauth2/default/v1/token", many)).ExpectRefusal(400, "invalid_request");
    }

    [Fact]
    public async Task A_trusted_origin_reads_answers_and_errors()
    {
        foreach (var (method, path) in new[] { ("POST", "token"), ("GET", "keys"), ("POST", "revoke"), ("GET", "userinfo") })
        {
            var reply = await org.Send(new HttpMethod(method), $"/oauth2/default/v1/{path}", null, ("Origin", "http://trusted.test"));
            Assert.Equal("http://trusted.test", reply.Header("Access-Control-Allow-Origin"));
        }
    }

    private static string Basic(string credentials) => "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(credentials));
}
