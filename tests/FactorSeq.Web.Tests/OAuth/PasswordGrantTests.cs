using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary><c>grant_type=password</c>: the org's own sign-in, and never a token past a factor.</summary>
public sealed class PasswordGrantTests
{
    private const string Denied = "Resource owner password credentials authentication denied by sign on policy.";

    [Theory]
    [InlineData("/oauth2/default/v1")]
    [InlineData("/oauth2/v1")]
    public async Task A_password_gives_tokens_and_opens_no_session(string server)
    {
        await using var org = await GrantOrg.Start();
        var legacy = GrantOrg.Client(org, "legacy", server);

        var tokens = (await legacy.Password(GrantOrg.Ana, Seeds.Password, "openid profile offline_access")).Expect(200);

        Assert.Equal(GrantOrg.Ana, (string)tokens.Claims("access_token")["sub"]!);
        Assert.Equal(["pwd"], tokens.Claims("id_token").List("amr"));
        Assert.Equal("openid profile offline_access", tokens.Text("scope"));
        (await legacy.Refresh(tokens.Text("refresh_token")!)).Expect(200);
        Assert.Null(tokens.Cookie("sid"));
        Assert.Empty(await org.Documents.List(org.Org.Name, FactorSeq.Web.Orgs.DocumentKinds.Sessions, 10));
        Assert.Empty(await org.Documents.List(org.Org.Name, FactorSeq.Web.Orgs.DocumentKinds.SessionTokens, 10));
        Assert.Contains(server.Contains("default", StringComparison.Ordinal) ? "app.oauth2.as.token.grant.access_token" : "app.oauth2.token.grant.access_token", await org.Log(GrantOrg.Ana));
    }

    [Fact]
    public async Task Scopes_of_Oktas_API_are_for_apps_that_were_granted_them_by_this_grant_too()
    {
        await using var org = await GrantOrg.Start();
        (await GrantOrg.Client(org, "legacy", "/oauth2/v1").Password(GrantOrg.Ana, Seeds.Password, "openid okta.users.manage")).ExpectRefusal(400, "consent_required");
    }

    [Fact]
    public async Task Who_fails_hears_the_same_whatever_the_reason()
    {
        await using var org = await GrantOrg.Start();
        var legacy = GrantOrg.Client(org, "legacy");
        var wrong = (await legacy.Password(GrantOrg.Ana, "wrong")).ExpectRefusal(400, "invalid_grant");

        Assert.Equal("The credentials provided were invalid.", wrong.Text("error_description"));
        Assert.Equal(wrong.Body, (await legacy.Password("nobody@demo.test", "wrong")).Body);
        Assert.Equal(wrong.Body, (await legacy.Password(GrantOrg.Ana, new string('x', 5000))).Body);
    }

    [Fact]
    public async Task Wrong_passwords_count_towards_the_lock()
    {
        await using var org = await GrantOrg.Start();
        var legacy = GrantOrg.Client(org, "legacy");
        for (var i = 0; i < 10; i++)
        {
            (await legacy.Password(GrantOrg.Ana, "wrong")).ExpectRefusal(400, "invalid_grant");
        }

        Assert.Equal("LOCKED_OUT", await org.StatusOf(GrantOrg.Ana));
        var locked = (await legacy.Password(GrantOrg.Ana, Seeds.Password)).ExpectRefusal(400, "invalid_grant");
        Assert.Equal("The credentials provided were invalid.", locked.Text("error_description"));
    }

    [Fact]
    public async Task A_policy_that_wants_a_factor_gives_no_token_and_tells_so_only_after_the_password()
    {
        await using var org = await GrantOrg.Start("authenticate: password + any");
        var legacy = GrantOrg.Client(org, "legacy");

        var right = (await legacy.Password(GrantOrg.Ana, Seeds.Password)).ExpectRefusal(400, "invalid_grant");

        Assert.Equal(Denied, right.Text("error_description"));
        Assert.Equal("The credentials provided were invalid.", (await legacy.Password(GrantOrg.Ana, "wrong")).Text("error_description"));
        Assert.Contains("password_auth_denied_mfa", await org.Reasons("app.oauth2.as.token.grant.access_token"));
    }

    [Theory]
    [InlineData("password", 200, null)]
    [InlineData("push|password", 200, null)]
    [InlineData("password -> sms", 400, Denied)]
    [InlineData("push", 400, "The credentials provided were invalid.")]
    [InlineData("push -> password", 400, "The credentials provided were invalid.")]
    public async Task Under_a_sequence_the_password_counts_where_a_chain_begins_with_it(string chains, int status, string? description)
    {
        await using var org = await GrantOrg.Start(Seeds.Chains(chains.Split('|')), "PASSWORDLESS_AUTHN_SIGNON_POLICY");
        var legacy = GrantOrg.Client(org, "legacy");

        var reply = (await legacy.Password(GrantOrg.Ana, Seeds.Password)).Expect(status);

        Assert.Equal(description, reply.Text("error_description"));
        Assert.Equal("The credentials provided were invalid.", (await legacy.Password(GrantOrg.Ana, "wrong")).Text("error_description"));
        Assert.Equal("The credentials provided were invalid.", (await legacy.Password("nobody@demo.test", "wrong")).Text("error_description"));
        Assert.Empty(await org.Pushes());
    }

    [Fact]
    public async Task With_enumeration_prevention_a_stranger_looks_like_a_user()
    {
        await using var org = await GrantOrg.Start(Seeds.Chains("password"), "PASSWORDLESS_AUTHN_SIGNON_POLICY");
        await org.Set(new { userEnumerationPrevention = true });
        var legacy = GrantOrg.Client(org, "legacy");

        Assert.Equal((await legacy.Password(GrantOrg.Ana, "wrong")).Body, (await legacy.Password("nobody@demo.test", "wrong")).Body);
    }

    [Fact]
    public async Task The_apps_own_policy_and_its_assignments_count()
    {
        await using var org = await GrantOrg.Start();
        Assert.Equal(Denied, (await GrantOrg.Client(org, "strict").Password(GrantOrg.Ana, Seeds.Password)).ExpectRefusal(400, "invalid_grant").Text("error_description"));
        (await GrantOrg.Client(org, "bare").Password(GrantOrg.Ana, Seeds.Password)).ExpectRefusal(400, "access_denied");
        (await GrantOrg.Client(org, "bare").Password(GrantOrg.Ben, GrantOrg.BensPassword)).Expect(200);
    }

    [Fact]
    public async Task An_app_without_the_grant_and_a_server_whose_policy_forbids_it_refuse()
    {
        await using var org = await GrantOrg.Start();
        (await GrantOrg.Client(org, "web").Password(GrantOrg.Ana, Seeds.Password)).ExpectRefusal(400, "unauthorized_client");
        (await GrantOrg.Client(org, "legacy", GrantOrg.Orders).Password(GrantOrg.Ben, GrantOrg.BensPassword, "orders.plain")).ExpectRefusal(400, "access_denied");
        (await GrantOrg.Client(org, "legacy", GrantOrg.Orders).Password(GrantOrg.Ana, Seeds.Password, "orders.plain")).Expect(200);
    }

    [Theory]
    [InlineData(null, "wrong", "openid", "invalid_request")]
    [InlineData("ana@demo.test", null, "openid", "invalid_request")]
    [InlineData("ana@demo.test", "wrong", null, "invalid_scope")]
    [InlineData("ana@demo.test", "wrong", "nothing", "invalid_scope")]
    [InlineData("ana@demo.test", "wrong", "profile", "invalid_scope")]
    public async Task What_is_missing_is_said_before_anybody_signs_in(string? username, string? password, string? scope, string error)
    {
        await using var org = await GrantOrg.Start();
        var form = new (string, string?)[] { ("grant_type", "password"), ("username", username), ("password", password), ("scope", scope) };
        (await GrantOrg.Client(org, "legacy").Ask("/token", form)).ExpectRefusal(400, error);
        Assert.Empty(await org.Log(GrantOrg.Ana));
    }

    [Fact]
    public async Task No_offline_access_without_the_refresh_grant()
    {
        await using var org = await GrantOrg.Start();
        var tokens = (await GrantOrg.Client(org, "bare").Password(GrantOrg.Ben, GrantOrg.BensPassword, "openid offline_access")).Expect(200);
        Assert.Equal("openid", tokens.Text("scope"));
        Assert.Null(tokens.Text("refresh_token"));
    }
}
