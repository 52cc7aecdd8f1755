using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

public sealed class OktaScopesTests : IAsyncLifetime
{
    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(
        RelyingParty.Seed.Replace("clientId: web\n", "clientId: web\n    oktaApiScopes: [ okta.users.read, okta.groups.read ]\n", StringComparison.Ordinal));

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("openid okta.users.read", "openid okta.users.read")]
    [InlineData("openid okta.users.read okta.users.manage", "openid okta.users.read")]
    [InlineData("okta.groups.read okta.users.read", "okta.groups.read okta.users.read")]
    public async Task A_user_gets_what_the_app_was_granted_in_a_token_for_the_org(string asked, string granted)
    {
        var web = await RelyingParty.Web(org, "/oauth2/v1").SignedIn();
        var tokens = await web.Tokens(("scope", asked));
        Assert.Equal(granted, tokens.Text("scope"));
        var claims = tokens.Claims("access_token");
        Assert.Equal(granted.Split(' '), claims.List("scp"));
        Assert.Equal(org.Address, (string)claims["aud"]!);
        Assert.Equal(asked.Contains("openid", StringComparison.Ordinal), tokens.Text("id_token") is not null);
    }

    [Theory]
    [InlineData("web", "openid okta.users.manage", "consent_required")]
    [InlineData("web", "okta.apps.read", "consent_required")]
    [InlineData("closed", "openid okta.users.read", "consent_required")]
    [InlineData("web", "okta.nonsense.read", "invalid_scope")]
    [InlineData("web", "profile okta.users.read", "invalid_scope")]
    public async Task What_was_not_granted_is_refused(string client, string scope, string error)
    {
        var web = await new RelyingParty(org, client, "any", "http://app.test/cb", "/oauth2/v1").SignedIn();
        var reply = await web.Authorize(("scope", scope));
        Assert.Equal(error, reply.Answer("error"));
        Assert.Null(reply.Answer("code"));
    }

    [Fact]
    public async Task A_custom_server_has_none_of_them() =>
        Assert.Equal("invalid_scope", (await (await RelyingParty.Web(org).SignedIn()).Authorize(("scope", "openid okta.users.read"))).Answer("error"));

    [Fact]
    public async Task The_orgs_OAuth_metadata_list_them_and_no_others_do()
    {
        var all = (await org.Get("/.well-known/oauth-authorization-server")).Json!["scopes_supported"]!.AsArray().Select(s => (string)s!).ToList();
        Assert.Contains("okta.users.read", all);
        Assert.Contains("okta.users.manage.self", all);
        Assert.Contains("openid", all);
        foreach (var path in new[] { "/.well-known/openid-configuration", "/oauth2/default/.well-known/oauth-authorization-server" })
        {
            Assert.DoesNotContain((await org.Get(path)).Json!["scopes_supported"]!.AsArray(), s => ((string)s!).StartsWith("okta.", StringComparison.Ordinal));
        }
    }
}
