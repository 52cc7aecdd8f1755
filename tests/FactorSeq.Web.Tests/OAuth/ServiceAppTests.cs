using FactorSeq.Web.Tests.Support;
using Reply = FactorSeq.Web.Tests.Support.Reply;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Service apps: clients that act for themselves at the org's own server, to call Okta's API.</summary>
public sealed class ServiceAppTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(SigningClient.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("okta.users.read", "okta.users.read")]
    [InlineData("okta.users.read okta.users.manage", "okta.users.read")]
    public async Task A_client_with_a_key_gets_what_it_was_granted_in_a_token_for_the_org(string asked, string granted)
    {
        var tokens = (await Ask(asked)).Expect(200);
        Assert.Equal(granted, tokens.Text("scope"));
        var claims = tokens.Claims("access_token");
        Assert.Equal((org.Address, "keyed", "keyed"), ((string)claims["aud"]!, (string)claims["sub"]!, (string)claims["cid"]!));
        Assert.Null(tokens.Text("refresh_token"));
        Assert.Null(tokens.Text("id_token"));
    }

    [Theory]
    [InlineData("okta.users.manage", 400, "consent_required")]
    [InlineData("okta.nonsense.read", 400, "invalid_scope")]
    [InlineData("openid", 400, "invalid_scope")]
    [InlineData("okta.users.read groups", 400, "invalid_scope")]
    [InlineData("", 400, "invalid_scope")]
    public async Task It_gets_nothing_else(string asked, int status, string error) => (await Ask(asked)).ExpectRefusal(status, error);

    [Fact]
    public async Task A_secret_is_not_enough() => (await Form(
        "/oauth2/v1/token", ("grant_type", "client_credentials"), ("scope", "okta.users.read"), ("client_id", "posting"), ("client_secret", SigningClient.LongSecret)))
        .ExpectRefusal(401, "invalid_client");

    [Fact]
    public async Task A_custom_server_has_none_of_these_scopes() => (await Ask("okta.users.read", "/oauth2/api/v1/token")).ExpectRefusal(400, "invalid_scope");

    private Task<Reply> Ask(string scope, string path = "/oauth2/v1/token") => Form(
        path,
        ("grant_type", "client_credentials"),
        ("scope", scope),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", SigningClient.Sign("RS256", SigningClient.Assertion(org, "keyed", org.Address + path), "rsa")));

    private Task<Reply> Form(string path, params (string Name, string Value)[] form) =>
        org.Send(HttpMethod.Post, path, new FormUrlEncodedContent(form.Select(p => KeyValuePair.Create(p.Name, p.Value))));
}
