using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Inbound;

/// <summary>What others would have the org believe of an OIDC provider's users.</summary>
public sealed class OidcAttackTests : IAsyncLifetime
{
    private static readonly string EvilId = Ids.IdentityProvider("hub", "Evil");

    private TwoOrgs orgs = null!;
    private ScriptedProvider evil = null!;

    public async Task InitializeAsync()
    {
        evil = await ScriptedProvider.Start();
        orgs = await TwoOrgs.Start(providers: Evil());
        await orgs.SignedInThere();
        evil.Now = orgs.Hub.Clock.Now;
    }

    public async Task DisposeAsync()
    {
        await orgs.DisposeAsync();
        await evil.DisposeAsync();
    }

    [Fact]
    public async Task A_callback_counts_once()
    {
        var callback = await Callback();
        (await orgs.Browser.Go(callback)).Expect(200);
        await orgs.ExpectIn("ana@far.test");
        (await orgs.Browser.Load(callback)).ExpectErrorPage("invalid_state");
    }

    [Fact]
    public async Task Of_parallel_callbacks_one_signs_in()
    {
        var callback = await Callback();
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => orgs.Hub.Get(Path(callback), Cookie(orgs.Browser))));
        Assert.Single(replies, r => r.Status == 302 && r.Cookie("sid") is not null);
        Assert.Equal(11, replies.Count(r => r.Status == 400 && r.Cookie("sid") is null));
    }

    [Fact]
    public async Task Another_browser_cannot_be_signed_in_by_an_answer_that_is_not_its_own()
    {
        var callback = await Callback();
        (await orgs.Hub.Get(Path(callback))).ExpectErrorPage("invalid_state");
        var victim = new InboundBrowser();
        await victim.Load(orgs.Start(TwoOrgs.OidcId));
        (await victim.Load(callback)).ExpectErrorPage("invalid_state");
        // Nor did they spoil it for whom it is for.
        (await orgs.Browser.Go(callback)).Expect(200);
    }

    [Fact]
    public async Task A_code_of_another_sign_in_is_of_no_use()
    {
        var mine = await Callback();
        var theirs = await Callback();
        var injected = mine.Replace(Parameter(mine, "code"), Parameter(theirs, "code"), StringComparison.Ordinal);
        (await orgs.Browser.Load(injected)).ExpectErrorPage("code_refused");
        Assert.Null(orgs.HubSid);
        Assert.Equal(["code_refused"], await orgs.Failures());
    }

    [Fact]
    public async Task A_state_is_good_for_ten_minutes()
    {
        var callback = await Callback();
        await orgs.Hub.Clock.Advance("PT10M");
        (await orgs.Browser.Load(callback)).ExpectErrorPage("invalid_state");
    }

    [Theory]
    [InlineData("", "invalid_state")]
    [InlineData("?state=made-up&code=x", "invalid_state")]
    [InlineData("?state=a&state=b", "repeated_parameter")]
    [InlineData("?state=a&code=b&code=c", "repeated_parameter")]
    [InlineData("?state=a&iss=b&iss=c", "repeated_parameter")]
    public async Task A_made_up_callback_is_refused(string query, string error) =>
        (await orgs.Browser.Load(orgs.Hub.Address + "/oauth2/v1/authorize/callback" + query)).ExpectErrorPage(error);

    [Theory]
    [InlineData("&error=access_denied&error_description=%3Cscript%3E", "identity_provider_refused")]
    [InlineData("", "missing_code")]
    public async Task A_provider_s_no_is_shown_and_logged(string answer, string error)
    {
        var state = Parameter(await Begin(), "state");
        var page = (await orgs.Browser.Load($"{orgs.Hub.Address}/oauth2/v1/authorize/callback?state={state}{answer}")).ExpectErrorPage(error);
        Assert.DoesNotContain("<script>", page.Body, StringComparison.Ordinal);
        Assert.Equal([error], await orgs.Failures());
    }

    [Fact]
    public async Task A_code_is_never_shown_to_another_provider_than_the_one_it_came_from()
    {
        // The mix-up: the browser was sent from the evil provider on to an honest one, with the evil one's state.
        var state = Parameter(await Begin(), "state");
        var callback = $"{orgs.Hub.Address}/oauth2/v1/authorize/callback?code=honest&state={state}&iss={Uri.EscapeDataString(orgs.Far.Address)}";
        (await orgs.Browser.Load(callback)).ExpectErrorPage("issuer_mismatch");
        Assert.Empty(evil.Codes);
    }

    [Fact]
    public async Task A_provider_that_says_it_names_itself_must()
    {
        evil.Describe = document => document["authorization_response_iss_parameter_supported"] = true;
        (await Answer()).ExpectErrorPage("issuer_mismatch");
        (await Answer($"&iss={Uri.EscapeDataString(evil.Address)}")).Expect(302);
    }

    [Fact]
    public async Task A_right_ID_token_signs_in()
    {
        (await Answer()).Expect(302);
        await orgs.ExpectIn("eve@scripted.test");
    }

    public static TheoryData<string, string> Tokens => new()
    {
        { "alg none", "invalid_id_token" }, { "alg HS256", "invalid_id_token" }, { "stranger's key", "invalid_id_token" }, { "other iss", "invalid_id_token" },
        { "no iss", "invalid_id_token" }, { "other aud", "invalid_id_token" }, { "no aud", "invalid_id_token" }, { "two aud without azp", "invalid_id_token" },
        { "azp of another", "invalid_id_token" }, { "expired", "invalid_id_token" }, { "no exp", "invalid_id_token" }, { "not yet", "invalid_id_token" },
        { "issued tomorrow", "invalid_id_token" }, { "no iat", "invalid_id_token" }, { "no sub", "invalid_id_token" }, { "wrong at_hash", "invalid_id_token" },
        { "no nonce", "invalid_nonce" }, { "old nonce", "invalid_nonce" }, { "no token", "invalid_id_token" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task A_bad_ID_token_does_not(string fault, string error)
    {
        evil.IdToken = claims => Spoilt(fault, claims);
        (await Answer()).ExpectErrorPage(error);
        Assert.Null(orgs.HubSid);
        Assert.Equal([error], await orgs.Failures());
    }

    [Fact]
    public async Task A_key_that_is_not_for_signatures_signs_nothing()
    {
        evil.Publish = key => key["use"] = "enc";
        (await Answer()).ExpectErrorPage("invalid_id_token");
        evil.Publish = key => key.Remove("use");
        (await Answer()).Expect(302);
    }

    [Fact]
    public async Task A_shared_key_that_is_published_signs_nothing()
    {
        evil.Publish = key =>
        {
            key["kty"] = "oct";
            key["k"] = Base64Url.EncodeToString(ScriptedProvider.Key.ExportSubjectPublicKeyInfo());
        };
        evil.IdToken = claims => ScriptedProvider.Sign(claims, "HS256");
        (await Answer()).ExpectErrorPage("invalid_id_token");
    }

    [Fact]
    public async Task A_nonce_counts_for_one_sign_in()
    {
        string? first = null;
        evil.IdToken = claims => first ??= ScriptedProvider.Sign(claims);
        (await Answer()).Expect(302);
        orgs.Browser.Jar(orgs.Hub.Address).Remove("sid");
        (await Answer()).ExpectErrorPage("invalid_nonce");
    }

    [Fact]
    public async Task The_clock_of_an_ID_token_is_the_org_s_with_some_skew()
    {
        evil.IdToken = claims => ScriptedProvider.Sign(With(claims, "exp", evil.Now.AddSeconds(-60).ToUnixTimeSeconds()));
        (await Answer()).Expect(302);
        evil.IdToken = claims => ScriptedProvider.Sign(claims);
        await orgs.Hub.Clock.Advance("PT8M");
        (await Answer()).ExpectErrorPage("invalid_id_token");
    }

    [Fact]
    public async Task Userinfo_about_somebody_else_is_refused()
    {
        evil.UserInfo = () => new JsonObject { ["sub"] = "another", ["email"] = "ana@far.test" };
        (await Answer()).ExpectErrorPage("invalid_userinfo");
    }

    [Fact]
    public async Task What_the_ID_token_says_counts_for_more_than_userinfo()
    {
        evil.UserInfo = () => new JsonObject { ["sub"] = "them", ["email"] = "ben@far.test", ["given_name"] = "Eve" };
        (await Answer()).Expect(302);
        await orgs.ExpectIn("eve@scripted.test");
        Assert.Equal("Eve", (await orgs.Hub.Org.FindAccount("eve@scripted.test"))!.Value.User.FirstName);
    }

    [Fact]
    public async Task Users_of_two_providers_with_the_same_subject_are_two()
    {
        (await Answer()).Expect(302);
        await orgs.Configure(providers: Evil() + "\n  - { name: Other, type: OIDC, issuer: \"" + evil.Address + "\", clientId: hub, subject: { userNameTemplate: '\"other@scripted.test\"' } }");
        orgs.Browser.Jar(orgs.Hub.Address).Remove("sid");
        (await Answer(id: Ids.IdentityProvider("hub", "Other"))).Expect(302);
        await orgs.ExpectIn("other@scripted.test");
    }

    [Fact]
    public async Task A_provider_that_is_another_or_is_not_there_is_not_gone_to()
    {
        evil.Describe = document => document["issuer"] = "https://honest.test";
        Assert.Contains("identity_provider_unreachable", (await orgs.Browser.Load(orgs.Start(EvilId))).Expect(502).Body, StringComparison.Ordinal);
        evil.Describe = document => document["authorization_endpoint"] = "javascript:alert(1)";
        (await orgs.Browser.Load(orgs.Start(EvilId))).Expect(502);
        evil.Describe = _ => { };
        (await orgs.Browser.Load(orgs.Start(EvilId))).Expect(302);
        await orgs.Configure(providers: "  - { name: Evil, type: OIDC, issuer: \"http://127.0.0.1:1\", clientId: hub }");
        (await orgs.Browser.Load(orgs.Start(EvilId))).Expect(502);
        Assert.Equal(3, (await orgs.Failures()).Count(reason => reason == "identity_provider_unreachable"));
    }

    [Theory]
    [InlineData("a name and a password in an address")]
    [InlineData("an address of a file")]
    [InlineData("more than half a megabyte")]
    public async Task A_discovery_document_that_is_not_as_it_should_be_is_not_gone_by(string what)
    {
        evil.Describe = document => _ = what switch
        {
            "a name and a password in an address" => document["token_endpoint"] = "http://user:word@127.0.0.1/token",
            "an address of a file" => document["jwks_uri"] = "file:///etc/passwd",
            _ => document["filler"] = new string('x', 600 * 1024),
        };
        Assert.Contains("identity_provider_unreachable", (await orgs.Browser.Load(orgs.Start(EvilId))).Expect(502).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_of_a_provider_s_is_not_followed()
    {
        evil.Describe = document => document["issuer"] = evil.Address + "/moved";
        await orgs.Configure(providers: $"  - {{ name: Evil, type: OIDC, issuer: \"{evil.Address}/moved\", clientId: hub }}");
        (await orgs.Browser.Load(orgs.Start(EvilId))).Expect(502);
    }

    private string Evil() => $"  - {{ name: Evil, type: OIDC, issuer: \"{evil.Address}\", clientId: hub }}";

    /// <summary>The address that an honest provider sends the browser back to.</summary>
    private async Task<string> Callback()
    {
        await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId), until: orgs.Hub.Address + "/oauth2/v1/authorize/callback");
        return orgs.Browser.At;
    }

    /// <summary>Begins at the scripted provider: where the browser is sent.</summary>
    private async Task<string> Begin(string? id = null)
    {
        var url = (await orgs.Browser.Load(orgs.Start(id ?? EvilId))).Expect(302).Header("Location")!;
        evil.Nonce = Parameter(url, "nonce");
        return url;
    }

    private async Task<Reply> Answer(string more = "", string? id = null) =>
        await orgs.Browser.Load($"{orgs.Hub.Address}/oauth2/v1/authorize/callback?code=c0de&state={Parameter(await Begin(id), "state")}{more}");

    private string Spoilt(string fault, JsonObject claims)
    {
        using var stranger = RSA.Create(2048);
        return fault switch
        {
            "alg none" => ScriptedProvider.Sign(claims, "none"),
            "alg HS256" => ScriptedProvider.Sign(claims, "HS256"),
            "stranger's key" => ScriptedProvider.Sign(claims, key: stranger),
            "other iss" => ScriptedProvider.Sign(With(claims, "iss", orgs.Far.Address)),
            "other aud" => ScriptedProvider.Sign(With(claims, "aud", "another")),
            "two aud without azp" => ScriptedProvider.Sign(With(claims, "aud", new JsonArray("hub", "another"))),
            "azp of another" => ScriptedProvider.Sign(With(claims, "azp", "another")),
            "expired" => ScriptedProvider.Sign(With(claims, "exp", evil.Now.AddMinutes(-3).ToUnixTimeSeconds())),
            "not yet" => ScriptedProvider.Sign(With(claims, "nbf", evil.Now.AddMinutes(4).ToUnixTimeSeconds())),
            "issued tomorrow" => ScriptedProvider.Sign(With(claims, "iat", evil.Now.AddDays(1).ToUnixTimeSeconds())),
            "wrong at_hash" => ScriptedProvider.Sign(With(claims, "at_hash", Answers.HalfHash("another"))),
            "old nonce" => ScriptedProvider.Sign(With(claims, "nonce", "yesterday's")),
            "no token" => "nonsense",
            _ => ScriptedProvider.Sign(Without(claims, fault[3..])),
        };
    }

    private static JsonObject With(JsonObject claims, string name, JsonNode value)
    {
        claims[name] = value;
        return claims;
    }

    private static JsonObject Without(JsonObject claims, string name)
    {
        Assert.True(claims.Remove(name));
        return claims;
    }

    private (string, string) Cookie(InboundBrowser browser) =>
        ("Cookie", string.Join("; ", browser.Jar(orgs.Hub.Address).Select(c => $"{c.Key}={c.Value}")));

    private string Path(string url) => url[orgs.Hub.Address.Length..];

    private static string Parameter(string url, string name) => Uri.UnescapeDataString(
        url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Single(p => p.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..]);
}
