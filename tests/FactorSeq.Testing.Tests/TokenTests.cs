using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FactorSeq.Testing.Tests;

/// <summary>Tokens in one call, by the real code flow.</summary>
public sealed class TokenTests
{
    [Fact]
    public async Task One_call_brings_all_three_tokens_and_says_how_the_user_signed_in()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        var tokens = await org.GetTokensAsync("sam@acme.test", "spa", "openid", "email", "offline_access");

        var access = new JsonWebToken(tokens.AccessToken);
        Assert.Equal(org.Issuer(), access.Issuer);
        Assert.Equal(["api://default"], access.Audiences);
        Assert.Equal("spa", access.GetClaim("cid").Value);
        Assert.Equal(tokens.SignedIn.UserId, access.GetClaim("uid").Value);
        Assert.Equal(["spa"], new JsonWebToken(tokens.IdToken).Audiences);
        Assert.Equal("sam@acme.test", new JsonWebToken(tokens.IdToken).GetClaim("email").Value);
        Assert.NotEmpty(tokens.RefreshToken!);
        Assert.Equal(["email", "offline_access", "openid"], tokens.Scopes.Order());
        Assert.Equal(TimeSpan.FromHours(1), tokens.ExpiresIn);
        Assert.Equal(["sms", "question"], tokens.SignedIn.Factors);
        Assert.Equal($"Bearer {tokens.AccessToken}", tokens.Bearer.ToString());
        Assert.Equal("Bearer", (string?)tokens.Json["token_type"]);
    }

    [Fact]
    public async Task A_request_names_server_nonce_and_script()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");
        var tokens = await org.GetTokensAsync(new TokenRequest
        {
            Login = "sam@acme.test",
            ClientId = "web",
            Server = null,
            Nonce = "n-1",
            RedirectUri = new Uri("https://localhost/signin-oidc"),
            Script = new SignInScript { Factors = ["email"] },
        });

        Assert.Equal(org.Issuer(null), new JsonWebToken(tokens.IdToken).Issuer);
        Assert.Equal("n-1", new JsonWebToken(tokens.IdToken).GetClaim("nonce").Value);
        Assert.Equal(["email", "question"], tokens.SignedIn.Factors);
    }

    [Fact]
    public async Task What_the_authorization_server_refuses_is_thrown_in_its_words()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");

        Assert.Equal("invalid_scope", (await Refusal(new TokenRequest { Login = "pia@acme.test", ClientId = "spa", Scopes = ["openid", "moon"] })).ErrorCode);
        var page = await Refusal(new TokenRequest { Login = "pia@acme.test", ClientId = "spa", RedirectUri = new Uri("http://evil.test/") });
        Assert.Equal(400, page.Status);
        Assert.Contains("error page", page.Message);
        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => org.GetTokensAsync("pia@acme.test", "nobody"));
        Assert.Contains("spa, web", unknown.Message);

        Task<OktaException> Refusal(TokenRequest request) => Assert.ThrowsAsync<OktaException>(() => org.GetTokensAsync(request));
    }

    [Fact]
    public async Task An_app_is_played_as_it_proves_who_it_is()
    {
        await using var org = await FactorSeqOrg.StartAsync(Clients);
        Assert.NotEmpty((await org.GetTokensAsync("pia@acme.test", "basic", "openid")).AccessToken);
        Assert.NotEmpty((await org.GetTokensAsync("pia@acme.test", "post", "openid")).AccessToken);
        Assert.Contains("signs with a key", (await Assert.ThrowsAsync<NotSupportedException>(() => org.GetTokensAsync("pia@acme.test", "bound"))).Message);
    }

    [Fact]
    public async Task A_page_that_the_org_puts_between_is_named()
    {
        await using var org = await FactorSeqOrg.StartAsync(Clients);
        var asked = await Assert.ThrowsAsync<OktaException>(() => org.GetTokensAsync("pia@acme.test", "strict", "openid"));
        Assert.Contains("The org asks the user more on a page of its own, /login/login.htm", asked.Message);
    }

    [Fact]
    public async Task Keys_that_are_rotated_are_new()
    {
        await using var org = await FactorSeqOrg.StartAsync(Clients);
        var http = org.CreateClient();
        var before = new JsonWebToken((await org.GetTokensAsync("pia@acme.test", "post", "openid")).IdToken).Kid;
        (await http.PostAsync("/emulator/keys/rotate", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"))).EnsureSuccessStatusCode();
        Assert.NotEqual(before, new JsonWebToken((await org.GetTokensAsync("pia@acme.test", "post", "openid")).IdToken).Kid);
    }

    private const string Clients = """
        org: { name: acme }
        users: [ { login: pia@acme.test, password: Passw0rd-pia } ]
        apps:
          - { label: Basic, clientId: basic, clientSecret: "s e:cret", tokenEndpointAuthMethod: client_secret_basic, redirectUris: [ "http://app.test/cb" ], assign: [ Everyone ] }
          - { label: Post, clientId: post, clientSecret: secret, tokenEndpointAuthMethod: client_secret_post, redirectUris: [ "http://app.test/cb" ], assign: [ Everyone ] }
          - { label: Bound, clientId: bound, dpopBoundAccessTokens: true, redirectUris: [ "http://app.test/cb" ], assign: [ Everyone ] }
          - { label: Strict, clientId: strict, redirectUris: [ "http://app.test/cb" ], assign: [ Everyone ], signOn: [ { name: Fresh, mfa: every sign-on } ] }
        """;

    [Fact]
    public async Task Orgs_side_by_side_share_nothing_but_their_seed()
    {
        var orgs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => FactorSeqOrg.StartFromFileAsync("acme.yaml")));
        try
        {
            await Task.WhenAll(orgs.Select((org, i) => org.Users.SetStatusAsync(i % 2 == 0 ? "pia@acme.test" : "uma@acme.test", "LOCKED_OUT")));
            await Task.WhenAll(orgs.Select((org, i) => org.Clock.AdvanceAsync(TimeSpan.FromHours(i))));
            var outcomes = await Task.WhenAll(orgs.SelectMany(org => new[] { Outcome(org, "pia@acme.test"), Outcome(org, "uma@acme.test") }));

            Assert.Equal(Enumerable.Range(0, 20).SelectMany(i => i % 2 == 0 ? new[] { "E0000004", "in" } : ["in", "E0000004"]), outcomes);
            Assert.All(orgs.Index(), o => Assert.InRange(o.Item.Clock.UtcNow - DateTimeOffset.UtcNow, TimeSpan.FromHours(o.Index - 0.1), TimeSpan.FromHours(o.Index + 0.1)));
        }
        finally
        {
            await Task.WhenAll(orgs.Select(org => org.DisposeAsync().AsTask()));
        }

        static async Task<string> Outcome(FactorSeqOrg org, string login)
        {
            try
            {
                await org.SignInAsync(login);
                return "in";
            }
            catch (SignInException e)
            {
                return e.ErrorCode!;
            }
        }
    }

    [Fact]
    public async Task No_two_living_orgs_sign_with_the_same_key_and_the_next_one_takes_it_over()
    {
        string first;
        await using (var one = await FactorSeqOrg.StartFromFileAsync("acme.yaml"))
        await using (var other = await FactorSeqOrg.StartFromFileAsync("acme.yaml"))
        {
            first = await Kid(one);
            Assert.NotEqual(first, await Kid(other));
            await one.ResetAsync();
            Assert.Equal(first, await Kid(one));
        }

        Assert.NotEmpty(first);
    }

    private static async Task<string> Kid(FactorSeqOrg org)
    {
        using var http = org.CreateClient();
        return (string)JsonNode.Parse(await http.GetStringAsync("/oauth2/default/v1/keys"))!["keys"]![0]!["kid"]!;
    }
}
