using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Inbound;

/// <summary>Sign-in by an OIDC provider that is another org: who gets in, as whom, and with what.</summary>
public sealed class OidcSignInTests
{
    private const string Home = "/app/UserHome?x=1";

    [Fact]
    public async Task Somebody_new_gets_an_account_and_a_session_and_goes_where_they_wanted()
    {
        await using var orgs = await (await TwoOrgs.Start()).SignedInThere();
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).Expect(200);
        Assert.Equal(orgs.Hub.Address + Home, orgs.Browser.At);
        await orgs.ExpectIn("ana@far.test");
        var user = (await orgs.Hub.Org.FindAccount("ana@far.test"))!.Value.User;
        Assert.Equal(("Ana", "Ruiz", "ana@far.test"), (user.FirstName, user.LastName, user.Email));
        var session = await orgs.Session();
        Assert.Equal((TwoOrgs.OidcId, "FEDERATION"), ((string?)session.Json!["idp"]!["id"], (string?)session.Json["idp"]!["type"]));
        Assert.Equal(
            ["user.lifecycle.create", "user.lifecycle.activate", "user.authentication.auth_via_IDP", "user.session.start"], (await orgs.Hub.Log("ana@far.test")).Take(4));
    }

    [Fact]
    public async Task Who_is_not_signed_in_there_signs_in_there()
    {
        await using var orgs = await TwoOrgs.Start();
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).Expect(200);
        Assert.StartsWith($"{orgs.Far.Address}/login/login.htm?fromURI=", orgs.Browser.At, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_may_name_the_provider_and_its_tokens_do()
    {
        await using var orgs = await (await TwoOrgs.Start()).SignedInThere();
        var app = RelyingParty.Web(orgs.Hub, "/oauth2/v1");
        await orgs.Browser.Go(orgs.Hub.Address + app.AuthorizeUrl(("idp", TwoOrgs.OidcId), ("login_hint", "ana@far.test")), until: "http://app.test/cb");
        Assert.Contains(orgs.Browser.Visited, url => url.StartsWith(orgs.Far.Address, StringComparison.Ordinal) && url.Contains("login_hint=ana%40far.test", StringComparison.Ordinal));
        var tokens = (await app.Exchange(Parameter(orgs.Browser.At, "code"))).Expect(200);
        Assert.Equal(TwoOrgs.OidcId, (string?)tokens.Claims("id_token")["idp"]);
        Assert.Equal("ana@far.test", (string?)tokens.Claims("id_token")["preferred_username"]);
    }

    [Fact]
    public async Task With_a_session_the_app_s_wish_for_a_provider_changes_nothing_and_an_unknown_provider_is_refused()
    {
        await using var orgs = await TwoOrgs.Start();
        var app = RelyingParty.Web(orgs.Hub, "/oauth2/v1");
        app.Sid = (await orgs.Hub.OpenSession((await orgs.Hub.SignIn("ben@far.test", "Passw0rd-hub")).Expect("SUCCESS"))).Text("id");
        var code = await app.Code(("idp", TwoOrgs.OidcId));
        Assert.Equal(orgs.Hub.Org.Current.Configuration.Id, (string?)(await app.Exchange(code)).Expect(200).Claims("id_token")["idp"]);
        Assert.Equal("invalid_request", (await app.Authorize(("idp", "0oa00000000000000000"))).Answer("error"));
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("//evil.test")]
    [InlineData("/\\evil.test")]
    public async Task A_way_back_to_somewhere_else_becomes_the_home_page(string fromUri)
    {
        await using var orgs = await (await TwoOrgs.Start()).SignedInThere();
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId, fromUri))).Expect(200);
        Assert.Equal(orgs.Hub.Address + "/app/UserHome", orgs.Browser.At);
    }

    [Theory]
    [InlineData(", provisioning: { action: DISABLED }", "user_not_found")]
    [InlineData(", subject: { filter: \".*@other[.]test\" }", "username_filtered")]
    [InlineData(", subject: { userNameTemplate: idpuser.nothing }", "missing_username")]
    public async Task Who_may_not_have_an_account_does_not_get_in(string provider, string error)
    {
        await using var orgs = await (await TwoOrgs.Start(provider)).SignedInThere();
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).ExpectErrorPage(error);
        Assert.Null(orgs.HubSid);
        Assert.Null(await orgs.Hub.Org.FindAccount("ana@far.test"));
        Assert.Equal([error], await orgs.Failures());
    }

    [Theory]
    [InlineData("", "ben@far.test")]
    [InlineData(", subject: { matchType: EMAIL, userNameTemplate: '\"ben@hub.test\"' }", "ben@far.test")]
    [InlineData(", subject: { matchType: USERNAME_OR_EMAIL, userNameTemplate: '\"ben@hub.test\"' }", "ben@far.test")]
    [InlineData(", subject: { matchType: CUSTOM_ATTRIBUTE, matchAttribute: badge, userNameTemplate: '\"b-77\"' }", "ben@far.test")]
    [InlineData(", subject: { userNameTemplate: '${idpuser.given_name}@far.test' }", "ben@far.test")]
    [InlineData(", accountLink: { groups: [ guests ] }", "ben@far.test")]
    public async Task Somebody_who_is_here_is_found_by_their_name_and_linked(string provider, string login)
    {
        await using var orgs = await TwoOrgs.Start(provider);
        await orgs.SignedInThere("ben@far.test", "Passw0rd-ben");
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).Expect(200);
        await orgs.ExpectIn(login);
        Assert.Equal("Benjamin", (await orgs.Hub.Org.FindAccount(login))!.Value.User.FirstName);
        // From now on the link decides, whatever they are called there.
        await orgs.Configure(", subject: { userNameTemplate: '\"somebody@else.test\"' }, provisioning: { action: DISABLED }");
        orgs.Browser.Jar(orgs.Hub.Address).Remove("sid");
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).Expect(200);
        await orgs.ExpectIn(login);
    }

    [Theory]
    [InlineData(", accountLink: { action: DISABLED }", "account_link_denied")]
    [InlineData(", accountLink: { groups: [ staff ] }", "account_link_denied")]
    [InlineData(", subject: { matchType: EMAIL, userNameTemplate: '\"shared@hub.test\"' }", "ambiguous_user")]
    [InlineData(", subject: { matchType: CUSTOM_ATTRIBUTE, matchAttribute: badge }", "account_link_denied")]
    public async Task An_account_that_may_not_be_linked_is_nobody_s(string provider, string error)
    {
        await using var orgs = await TwoOrgs.Start(provider);
        await orgs.SignedInThere("ben@far.test", "Passw0rd-ben");
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).ExpectErrorPage(error);
        Assert.Null(orgs.HubSid);
        Assert.Equal([error], await orgs.Failures());
    }

    [Theory]
    [InlineData("action: ASSIGN, assignments: [ staff ]", new[] { "guests", "staff" })]
    [InlineData("action: APPEND, sourceAttributeName: groups, filter: [ staff, contractors ]", new[] { "contractors", "guests" })]
    [InlineData("action: SYNC, sourceAttributeName: groups, filter: [ staff, guests, contractors ]", new[] { "contractors" })]
    [InlineData("action: SYNC, sourceAttributeName: groups, filter: [ staff ]", new[] { "guests" })]
    [InlineData("action: NONE, assignments: [ staff ]", new[] { "guests" })]
    public async Task The_provider_puts_people_into_groups_as_far_as_it_may(string groups, string[] expected)
    {
        await using var orgs = await TwoOrgs.Start($", scopes: [ openid, profile, email, groups ], provisioning: {{ groups: {{ {groups} }} }}");
        await orgs.SignedInThere("ben@far.test", "Passw0rd-ben");
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).Expect(200);
        Assert.Equal(expected, await orgs.Groups("ben@far.test"));
    }

    [Fact]
    public async Task A_profile_follows_the_provider_that_masters_it()
    {
        await using var orgs = await TwoOrgs.Start(
            ", provisioning: { profileMaster: true }, attributes: { nickName: given_name, division: 'String.toUpperCase(idpuser.family_name)' }");
        await orgs.SignedInThere("ben@far.test", "Passw0rd-ben");
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).Expect(200);
        var user = (await orgs.Hub.Org.FindAccount("ben@far.test"))!.Value.User;
        Assert.Equal(("Ben", "ben@far.test", "Ben", "ODE", "b-77"), (user.FirstName, user.Email, user.Profile["nickName"], user.Profile["division"], user.Profile["badge"]));
        Assert.Contains("user.account.update_profile", await orgs.Hub.Log("ben@far.test"));
    }

    [Theory]
    [InlineData("cara", "", false)]
    [InlineData("cara", "suspended: UNSUSPEND", true)]
    [InlineData("dan", "suspended: UNSUSPEND", false)]
    [InlineData("dan", "deprovisioned: REACTIVATE", true)]
    public async Task Who_was_shut_out_stays_out_unless_the_provider_may_bring_them_back(string name, string provisioning, bool comesIn)
    {
        await using var orgs = await TwoOrgs.Start($", provisioning: {{ {provisioning} }}");
        await orgs.SignedInThere($"{name}@far.test", $"Passw0rd-{name}");
        var reply = await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId));
        Assert.Equal(comesIn ? 200 : 403, reply.Status);
        Assert.Equal(comesIn, orgs.HubSid is not null);
    }

    [Fact]
    public async Task A_policy_that_denies_keeps_them_out()
    {
        await using var orgs = await (await TwoOrgs.Start(rule: "authenticate: deny")).SignedInThere();
        Assert.Contains("sign_in_denied", (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).Expect(403).Body, StringComparison.Ordinal);
        Assert.Null(orgs.HubSid);
    }

    [Fact]
    public async Task A_sequence_does_not_cover_them()
    {
        await using var orgs = await (await TwoOrgs.Start(rule: Seeds.Chains("push -> question"))).SignedInThere();
        (await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId))).Expect(200);
        await orgs.ExpectIn("ana@far.test");
    }

    [Fact]
    public async Task Any_IdP_and_any_factor_is_asked_for_the_factor_here()
    {
        await using var orgs = await TwoOrgs.Start(rule: "authenticate: password + any");
        await orgs.SignedInThere("ben@far.test", "Passw0rd-ben");
        await orgs.Browser.Go(orgs.Start(TwoOrgs.OidcId));
        Assert.StartsWith(orgs.Hub.Address + "/login/login.htm?stateToken=", orgs.Browser.At, StringComparison.Ordinal);
        Assert.Null(orgs.HubSid);
        var token = Parameter(orgs.Browser.At, "stateToken");
        var at = (await orgs.Hub.Post("/api/v1/authn", new { stateToken = token })).Expect("MFA_REQUIRED");
        Assert.Equal(["question"], at.Factors);
        (await orgs.Hub.Verify(at, "question", answer: "olives")).Expect("SUCCESS");
        (await orgs.Browser.Go($"{orgs.Hub.Address}/login/token/redirect?stateToken={token}")).Expect(200);
        Assert.Equal(orgs.Hub.Address + Home, orgs.Browser.At);
        var session = (await orgs.Session()).Expect("ACTIVE");
        Assert.Equal((TwoOrgs.OidcId, "[\"kba\",\"mfa\"]"), ((string?)session.Json!["idp"]!["id"], session.Json["amr"]!.ToJsonString()));
    }

    private static string Parameter(string url, string name) =>
        Uri.UnescapeDataString(url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Single(p => p.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..]);
}

