using System.Text;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>The System Log hears of every refusal at the token endpoint, once.</summary>
public sealed class TokenRefusalLogTests : IAsyncLifetime
{
    private const string Refused = "app.oauth2.as.token.grant";

    private OrgHost org = null!;
    private RelyingParty web = null!;

    public async Task InitializeAsync()
    {
        org = await GrantOrg.Start();
        web = await GrantOrg.Client(org, "web").As(org);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("web:wrong", "invalid_client_secret")]
    [InlineData("web", "missing_client_credentials")]
    public async Task A_client_that_names_itself_in_the_header_is_known(string credentials, string reason)
    {
        var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes(credentials));
        (await web.Post("/token", [("grant_type", "refresh_token")], ("Authorization", $"Basic {basic}"))).ExpectRefusal(401, "invalid_client");
        Assert.Equal((string?[])[reason], await org.Reasons(Refused));
    }

    [Fact]
    public async Task Two_kinds_of_credentials_are_told_of_too()
    {
        var basic = Convert.ToBase64String(Encoding.ASCII.GetBytes("web:web-secret"));
        (await web.Post("/token", [("client_secret", "web-secret")], ("Authorization", $"Basic {basic}"))).ExpectRefusal(400, "invalid_request");
        Assert.Equal((string?[])["multiple_client_credentials"], await org.Reasons(Refused));
    }

    [Fact]
    public async Task Nobody_is_told_of_a_client_that_is_none()
    {
        (await GrantOrg.Client(org, "nobody").Ask("/token", ("grant_type", "refresh_token"))).ExpectRefusal(401, "invalid_client");
        Assert.Empty(await org.Reasons(Refused));
    }

    [Theory]
    [InlineData("code_verifier", "wrong-wrong-wrong-wrong-wrong-wrong-wrong-wro", "pkce_verification_failed")]
    [InlineData("redirect_uri", "http://app.test/elsewhere", "mismatched_redirect_uri")]
    [InlineData("code", "unheard", "invalid_authorization_code")]
    [InlineData("grant_type", "password", "unauthorized_client")]
    [InlineData("grant_type", "unheard", "unsupported_grant_type")]
    [InlineData("grant_type", null, "unsupported_grant_type")]
    public async Task Whatever_is_wrong_with_a_code_is_told(string name, string? value, string reason)
    {
        Assert.Equal(400, (await web.Exchange(await web.Code(), (name, value))).Status);
        Assert.Equal((string?[])[reason], await org.Reasons(Refused));
    }

    [Fact]
    public async Task Codes_and_refresh_tokens_that_come_twice_are_told()
    {
        var code = await web.Code(("scope", "openid offline_access"));
        var token = (await web.Exchange(code)).Expect(200).Text("refresh_token")!;
        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");
        (await web.Refresh(token)).ExpectRefusal(400, "invalid_grant");
        Assert.Equal((string?[])["invalid_refresh_token", "invalid_authorization_code"], await org.Reasons(Refused));
    }

    [Fact]
    public async Task A_device_that_waits_is_no_refusal_and_a_wrong_one_is()
    {
        var tv = GrantOrg.Client(org, "tv");
        var code = (await tv.Ask("/device/authorize", ("scope", "openid"))).Expect(200).Text("device_code")!;
        (await tv.Poll(code)).ExpectRefusal(400, "authorization_pending");
        (await tv.Poll(code)).ExpectRefusal(400, "slow_down");
        (await tv.Poll("nonsense")).ExpectRefusal(400, "invalid_grant");
        Assert.Equal((string?[])["invalid_device_code"], await org.Reasons(Refused));
    }

    [Fact]
    public async Task Grants_without_a_browser_are_told_once()
    {
        (await GrantOrg.Client(org, "legacy").Password(GrantOrg.Ana, "wrong")).ExpectRefusal(400, "invalid_grant");
        (await GrantOrg.Client(org, "strict").Password(GrantOrg.Ana, Seeds.Password)).ExpectRefusal(400, "invalid_grant");
        (await GrantOrg.Client(org, "legacy").Password(GrantOrg.Ana, Seeds.Password, "unheard")).ExpectRefusal(400, "invalid_scope");
        var api = GrantOrg.Client(org, "api", GrantOrg.Orders);
        (await api.Ask("/token", ("grant_type", "client_credentials"), ("scope", "unheard"))).ExpectRefusal(400, "invalid_scope");
        (await api.Ask("/token", ("grant_type", GrantOrg.TokenExchange))).ExpectRefusal(400, "invalid_request");
        Assert.Equal(
            (string?[])["unsupported_token_type", "no_matching_scope", "no_matching_scope", "password_auth_denied_mfa", "invalid_password_credentials"],
            await org.Reasons(Refused + ".access_token"));
        Assert.Empty(await org.Reasons(Refused));
    }
}
