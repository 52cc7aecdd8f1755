using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.DesktopMfa;

/// <summary>Clients that put a factor to a user themselves (Okta, "Configure Direct Authentication grant types").</summary>
public sealed class DirectAuthenticationTests
{
    private const string Oob = "urn:okta:params:oauth:grant-type:oob";
    private const string Otp = "urn:okta:params:oauth:grant-type:otp";
    private const string MfaOob = "http://auth0.com/oauth/grant-type/mfa-oob";
    private const string MfaOtp = "http://auth0.com/oauth/grant-type/mfa-otp";
    private const string Unavailable = "The authenticator is not available to the user.";

    [Theory]
    [InlineData("/oauth2/v1")]
    [InlineData("/oauth2/default/v1")]
    public async Task A_push_alone_is_polled_to_tokens_once(string server)
    {
        await using var org = await MacOrg.Start();
        var client = MacOrg.Client(org, "desktop-mfa", server);
        var begun = (await Begin(client)).Expect(200);
        Support.Approve.Text("direct_oob", Without(begun, "oob_code"));
        var code = begun.Text("oob_code")!;
        Support.Approve.Text("direct_pending", (await Poll(client, code)).Json!.DeepClone());
        await org.Approve(MacOrg.Ana);
        var polls = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Poll(client, code)));
        var tokens = Assert.Single(polls, poll => poll.Status == 200);
        Assert.All(polls.Where(poll => poll != tokens), poll => poll.ExpectRefusal(400, "invalid_grant"));
        Assert.Equal(MacOrg.Ana, (string)tokens.Claims("access_token")["sub"]!);
        Assert.Equal(["swk", "mfa"], tokens.Claims("id_token")["amr"]!.AsArray().Select(amr => (string?)amr));
        Assert.Contains("user.authentication.auth_via_mfa", await org.Log(MacOrg.Ana));
        Assert.DoesNotContain(await org.Failures(), failure => failure.EndsWith("authorization_pending", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("scenario", "78")]
    public async Task Number_matching_transfers_a_number_and_a_wrong_tap_refuses()
    {
        await using var org = await MacOrg.Start();
        await org.Set(new { desktopMfaNumberChallenge = "always" });
        var mac = MacOrg.Client(org, "desktop-mfa");
        var begun = (await Begin(mac)).Expect(200);
        Assert.Equal("transfer", begun.Text("binding_method"));
        var number = int.Parse(begun.Text("binding_code")!);
        var others = (await org.Pushes())[0]!["numbers"]!.AsArray().Select(n => (int)n!).Where(n => n != number);
        await org.Approve(MacOrg.Ana, others.First());
        (await Poll(mac, begun.Text("oob_code")!)).ExpectRefusal(400, "access_denied");
        (await Poll(mac, begun.Text("oob_code")!)).ExpectRefusal(400, "invalid_grant");
        Assert.Contains("user.mfa.okta_verify.deny_push ", await org.Failures());

        // A password is what the rule asks of everybody else: a push is no way around it.
        (await Begin(MacOrg.Client(org, "kiosk"))).ExpectRefusal(400, "access_denied");
    }

    [Fact]
    [Trait("scenario", "66")]
    [Trait("scenario", "67")]
    public async Task Whoever_is_not_assigned_hears_so_and_the_log_does_too()
    {
        await using var org = await MacOrg.Start(assign: "");
        var mac = MacOrg.Client(org, "desktop-mfa");
        var refused = (await Begin(mac)).ExpectRefusal(400, "access_denied");
        Assert.Equal("User is not assigned to the client application.", refused.Text("error_description"));
        (await Code(mac, await org.Otp(MacOrg.Ana))).ExpectRefusal(400, "access_denied");
        Assert.Equal(["app.oauth2.token.grant user_not_assigned", "app.oauth2.token.grant user_not_assigned"], await org.Failures());
        Assert.Empty(await org.Pushes());
    }

    [Fact]
    public async Task A_code_counts_once_however_many_bring_it_at_once()
    {
        await using var org = await MacOrg.Start();
        var mac = MacOrg.Client(org, "desktop-mfa");
        var code = await org.Otp(MacOrg.Ana);
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Code(mac, code)));
        Assert.Single(tries, reply => reply.Status == 200);
        Assert.All(tries.Where(reply => reply.Status != 200), reply => reply.ExpectRefusal(400, "invalid_grant"));
    }

    [Fact]
    public async Task Five_wrong_codes_lock_as_at_any_sign_in()
    {
        await using var org = await MacOrg.Start();
        var mac = MacOrg.Client(org, "desktop-mfa");
        for (var i = 0; i < 5; i++)
        {
            (await Code(mac, "000000")).ExpectRefusal(400, "invalid_grant");
        }

        Assert.Equal("LOCKED_OUT", await org.StatusOf(MacOrg.Ana));
        Assert.Equal(Unavailable, (await Code(mac, await org.Otp(MacOrg.Ana))).ExpectRefusal(400, "access_denied").Text("error_description"));
    }

    [Fact]
    public async Task Nobody_and_whoever_has_no_such_factor_hear_the_same()
    {
        await using var org = await MacOrg.Start(assign: "Everyone");
        var mac = MacOrg.Client(org, "desktop-mfa");
        Assert.Equal((await Begin(mac, "ben@demo.test")).Body, (await Begin(mac, "nobody@demo.test")).Body);
        Assert.Equal((await Code(mac, "123456", "ben@demo.test")).Body, (await Code(mac, "123456", "nobody@demo.test")).Body);
        Assert.Equal(Unavailable, (await Begin(mac, "nobody@demo.test")).Text("error_description"));
    }

    [Fact]
    public async Task A_push_that_nobody_answers_expires()
    {
        await using var org = await MacOrg.Start();
        var mac = MacOrg.Client(org, "desktop-mfa");
        var code = (await Begin(mac)).Text("oob_code")!;
        await org.Clock.Advance("PT5M");
        (await Poll(mac, code)).ExpectRefusal(400, "invalid_grant");
        (await Poll(MacOrg.Client(org, "kiosk"), code)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task A_sequence_that_a_push_walks_lets_any_client_in_and_a_longer_one_does_not()
    {
        var seed = MacOrg.Seed("chains: [ push, password -> totp ]").Replace("org: { name: demo }", "org: { name: demo, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }", StringComparison.Ordinal);
        await using var org = await OrgHost.Start(seed);
        var kiosk = MacOrg.Client(org, "kiosk");
        var code = (await Begin(kiosk)).Expect(200).Text("oob_code")!;
        await org.Approve(MacOrg.Ana);
        Assert.Equal(["swk", "mfa"], (await Poll(kiosk, code)).Expect(200).Claims("id_token")["amr"]!.AsArray().Select(amr => (string?)amr));
        (await Code(kiosk, await org.Otp(MacOrg.Ana))).ExpectRefusal(400, "access_denied");
    }

    [Fact]
    public async Task Where_the_password_is_not_enough_a_client_goes_on_with_a_push_or_a_code()
    {
        await using var org = await MacOrg.Start("authenticate: password + any");
        var kiosk = MacOrg.Client(org, "kiosk");
        var wanted = await Password(kiosk);
        Assert.Equal((403, "mfa_required"), (wanted.Status, wanted.Text("error")));
        var token = wanted.Text("mfa_token")!;
        Support.Approve.Text("direct_mfa_required", Without(wanted, "mfa_token"));
        var begun = (await kiosk.Ask("/challenge", ("mfa_token", token), ("challenge_types_supported", MfaOob))).Expect(200);
        Support.Approve.Text("direct_challenge", Without(begun, "oob_code"));
        var code = begun.Text("oob_code")!;
        (await kiosk.Ask("/token", ("grant_type", MfaOob), ("oob_code", code), ("mfa_token", token))).ExpectRefusal(400, "authorization_pending");

        // What continues one sign-in begins no other.
        (await Poll(kiosk, code)).ExpectRefusal(400, "invalid_grant");
        await org.Approve(MacOrg.Ana);
        var tokens = (await kiosk.Ask("/token", ("grant_type", MfaOob), ("oob_code", code), ("mfa_token", token), ("scope", "openid"))).Expect(200);
        Assert.Equal(["pwd", "swk", "mfa"], tokens.Claims("id_token")["amr"]!.AsArray().Select(amr => (string?)amr));
        (await kiosk.Ask("/token", ("grant_type", MfaOob), ("oob_code", code), ("mfa_token", token))).ExpectRefusal(400, "invalid_grant");

        var second = (await Password(kiosk)).Text("mfa_token")!;
        Assert.Equal(MfaOtp, (await kiosk.Ask("/challenge", ("mfa_token", second), ("challenge_types_supported", MfaOtp))).Text("challenge_type"));
        var otp = await org.Otp(MacOrg.Ana);
        var tries = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => kiosk.Ask("/token", ("grant_type", MfaOtp), ("otp", otp), ("mfa_token", second))));
        Assert.Single(tries, reply => reply.Status == 200);

        var late = (await Password(kiosk)).Text("mfa_token")!;
        await org.Clock.Advance("PT5M");
        (await kiosk.Ask("/challenge", ("mfa_token", late), ("challenge_types_supported", MfaOob))).ExpectRefusal(400, "invalid_grant");
        (await Password(MacOrg.Client(org, "plain"))).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task What_a_request_lacks_is_said()
    {
        await using var org = await MacOrg.Start();
        var mac = MacOrg.Client(org, "desktop-mfa");
        var kiosk = MacOrg.Client(org, "kiosk");
        (string, Task<Reply>)[] refusals =
        [
            ("The 'login_hint' parameter is missing.", mac.Ask("/primary-authenticate", ("challenge_hint", Oob), ("channel_hint", "push"))),
            ("The 'challenge_hint' parameter must be 'urn:okta:params:oauth:grant-type:oob'.", mac.Ask("/primary-authenticate", ("login_hint", MacOrg.Ana), ("channel_hint", "push"))),
            ("The 'channel_hint' parameter must be 'push'.", mac.Ask("/primary-authenticate", ("login_hint", MacOrg.Ana), ("challenge_hint", Oob), ("channel_hint", "sms"))),
            ("The 'oob_code' parameter is missing.", mac.Ask("/token", ("grant_type", Oob), ("scope", "openid"))),
            ("The 'otp' parameter is missing.", mac.Ask("/token", ("grant_type", Otp), ("login_hint", MacOrg.Ana), ("scope", "openid"))),
            ("The 'mfa_token' parameter is missing.", kiosk.Ask("/challenge", ("challenge_types_supported", MfaOob))),
            ("The 'mfa_token' parameter is missing.", kiosk.Ask("/token", ("grant_type", MfaOtp), ("otp", "1"))),
            ("The 'challenge_types_supported' parameter must name 'http://auth0.com/oauth/grant-type/mfa-oob' or 'http://auth0.com/oauth/grant-type/mfa-otp'.", kiosk.Ask("/challenge", ("mfa_token", "x"))),
            ("The client is not authorized to use the provided grant type.", MacOrg.Client(org, "plain").Ask("/primary-authenticate", ("login_hint", MacOrg.Ana))),
        ];
        foreach (var (text, reply) in refusals)
        {
            Assert.Equal(text, (await reply).Text("error_description"));
        }

        (await mac.Ask("/oob-authenticate", ("login_hint", MacOrg.Ana), ("channel_hint", "push"))).Expect(200);
        (await mac.Ask("/primary-authenticate", ("client_secret", "wrong"), ("login_hint", MacOrg.Ana))).ExpectRefusal(401, "invalid_client");
    }

    private static Task<Reply> Begin(RelyingParty client, string login = MacOrg.Ana) =>
        client.Ask("/primary-authenticate", ("login_hint", login), ("challenge_hint", Oob), ("channel_hint", "push"));

    private static Task<Reply> Poll(RelyingParty client, string code) => client.Ask("/token", ("grant_type", Oob), ("oob_code", code), ("scope", "openid profile"));

    private static Task<Reply> Code(RelyingParty client, string otp, string login = MacOrg.Ana) =>
        client.Ask("/token", ("grant_type", Otp), ("otp", otp), ("login_hint", login), ("scope", "openid"));

    private static Task<Reply> Password(RelyingParty client) =>
        client.Ask("/token", ("grant_type", "password"), ("username", MacOrg.Ana), ("password", Seeds.Password), ("scope", "openid profile"));

    private static System.Text.Json.Nodes.JsonNode Without(Reply reply, string secret)
    {
        var json = reply.Json!.DeepClone().AsObject();
        Assert.NotEqual("", (string?)json[secret] ?? "");
        json[secret] = "{secret}";
        return json;
    }
}
