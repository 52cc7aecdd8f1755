using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Token exchange (RFC 8693): a service calls another one for the same user.</summary>
public sealed class TokenExchangeTests : IAsyncLifetime
{
    private const string AccessToken = "urn:ietf:params:oauth:token-type:access_token";

    private OrgHost org = null!;
    private RelyingParty api = null!;
    private string subject = null!;

    public async Task InitializeAsync()
    {
        org = await GrantOrg.Start();
        api = GrantOrg.Client(org, "api", GrantOrg.Orders);
        subject = (await (await GrantOrg.Client(org, "web").As(org)).Tokens()).Text("access_token")!;
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_service_goes_on_for_the_user_who_called_it()
    {
        var tokens = (await Exchange(api)).Expect(200);

        Assert.Equal(AccessToken, tokens.Text("issued_token_type"));
        Assert.Equal("orders.plain", tokens.Text("scope"));
        var claims = tokens.Claims("access_token");
        Assert.Equal((GrantOrg.Ana, "api", "api://orders"), ((string)claims["sub"]!, (string)claims["cid"]!, (string)claims["aud"]!));
        Assert.EndsWith("/oauth2/orders", (string)claims["iss"]!);
        Assert.Equal((long)Answers.Part(subject, 1)["auth_time"]!, (long)claims["auth_time"]!);
        Assert.Null(tokens.Text("refresh_token"));
        Assert.Null(tokens.Text("id_token"));
        Assert.True((bool)(await api.Ask("/introspect", ("token", tokens.Text("access_token")))).Json!["active"]!);
        (await Exchange(api, ("subject_token", tokens.Text("access_token")))).Expect(200);
    }

    [Theory]
    [InlineData("audience", null, "invalid_target")]
    [InlineData("audience", "api://default", "invalid_target")]
    [InlineData("subject_token_type", null, "invalid_request")]
    [InlineData("subject_token_type", "urn:ietf:params:oauth:token-type:id_token", "invalid_request")]
    [InlineData("requested_token_type", "urn:ietf:params:oauth:token-type:refresh_token", "invalid_request")]
    [InlineData("actor_token", "anything", "invalid_request")]
    [InlineData("subject_token", null, "invalid_request")]
    [InlineData("subject_token", "nonsense", "invalid_request")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("scope", "openid", "invalid_scope")]
    [InlineData("scope", "orders.plain offline_access", "invalid_scope")]
    [InlineData("scope", "orders.none", "invalid_scope")]
    public async Task What_does_not_fit_is_refused(string name, string? value, string error) =>
        (await Exchange(api, (name, value))).ExpectRefusal(400, error);

    [Fact]
    public async Task A_token_of_a_server_that_is_not_trusted_is_worth_nothing()
    {
        (await Exchange(GrantOrg.Client(org, "api", "/oauth2/lone/v1"), ("audience", "api://lone"), ("scope", "lone.read"))).ExpectRefusal(400, "invalid_request");
        var own = (await (await GrantOrg.Client(org, "web", "/oauth2/v1").As(org)).Tokens()).Text("access_token");
        (await Exchange(api, ("subject_token", own))).ExpectRefusal(400, "invalid_request");
        Assert.Contains("invalid_subject_token", await org.Reasons("app.oauth2.as.token.grant.access_token"));
    }

    [Fact]
    public async Task Neither_ID_tokens_nor_changed_expired_or_revoked_ones_pass()
    {
        var web = await GrantOrg.Client(org, "web").As(org);
        var id = (await web.Tokens()).Text("id_token");
        (await Exchange(api, ("subject_token", id))).ExpectRefusal(400, "invalid_request");
        (await Exchange(api, ("subject_token", subject[..^4] + "AAAA"))).ExpectRefusal(400, "invalid_request");
        var parts = subject.Split('.');
        var forged = parts[1].Length > 0 ? $"{parts[0]}.{id!.Split('.')[1]}.{parts[2]}" : "";
        (await Exchange(api, ("subject_token", forged))).ExpectRefusal(400, "invalid_request");
        var revoked = (await web.Tokens()).Text("access_token");
        (await web.Ask("/revoke", ("token", revoked))).Expect(200);
        (await Exchange(api, ("subject_token", revoked))).ExpectRefusal(400, "invalid_request");
        await org.Clock.Advance("PT1H");
        (await Exchange(api)).ExpectRefusal(400, "invalid_request");
    }

    [Fact]
    public async Task A_clients_own_token_stands_for_no_user()
    {
        var own = (await api.Ask("/token", ("grant_type", "client_credentials"), ("scope", "orders.plain"))).Expect(200).Text("access_token");
        (await Exchange(api, ("subject_token", own))).ExpectRefusal(400, "invalid_request");
    }

    [Fact]
    public async Task The_servers_policies_decide_for_the_user()
    {
        var bens = (await (await GrantOrg.Client(org, "web").As(org, GrantOrg.Ben, GrantOrg.BensPassword)).Tokens()).Text("access_token");
        (await Exchange(api, ("subject_token", bens))).ExpectRefusal(400, "access_denied");
    }

    [Fact]
    public async Task A_client_has_to_have_the_grant_and_a_secret_and_a_custom_server()
    {
        (await Exchange(GrantOrg.Client(org, "legacy", GrantOrg.Orders))).ExpectRefusal(400, "unauthorized_client");
        (await Exchange(GrantOrg.Client(org, "api-public", GrantOrg.Orders))).ExpectRefusal(400, "unauthorized_client");
        (await Exchange(GrantOrg.Client(org, "api", "/oauth2/v1"))).ExpectRefusal(400, "unsupported_grant_type");
    }

    private Task<Reply> Exchange(RelyingParty client, params (string Name, string? Value)[] changes) => client.Ask(
        "/token",
        [
            ("grant_type", GrantOrg.TokenExchange), ("subject_token", subject), ("subject_token_type", AccessToken), ("audience", "api://orders"),
            ("scope", "orders.plain"), .. changes,
        ]);
}
