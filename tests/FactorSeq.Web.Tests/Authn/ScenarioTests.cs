using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>The acceptance scenarios of a sequenced sign-in, over the wire.</summary>
public sealed class ScenarioTests
{
    private const string Ana = "ana@demo.test";
    private const string Ben = "ben@demo.test";

    [Fact, Trait("scenario", "12"), Trait("basis", "sourced")]
    public async Task A_push_chain_offers_one_push_and_tells_nothing_of_the_person()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        var named = (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
        Assert.Equal(["push"], named.Factors);
        Assert.Empty(named.Offered[0]!["profile"]!.AsObject());
        Assert.Null(named.Json!["_embedded"]!["user"]);
        Assert.False((bool)named.Json["_embedded"]!["policy"]!["allowRememberDevice"]!);
    }

    [Fact, Trait("scenario", "13"), Trait("basis", "sourced")]
    public async Task An_approved_push_signs_in_without_a_password_in_amr()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        var named = await org.Identify(Ana);
        Assert.Equal("WAITING", (await org.Verify(named, "push")).Expect("MFA_CHALLENGE").FactorResult);
        Assert.Equal("WAITING", (await org.Verify(named, "push")).Expect("MFA_CHALLENGE").FactorResult);
        Assert.Single(await org.Pushes());
        await org.Approve(Ana);
        var done = (await org.Verify(named, "push")).Expect("SUCCESS");
        Assert.Null(done.StateToken);
        var session = (await org.OpenSession(done)).Expect(200);
        Assert.Equal(["swk", "mfa"], session.Json!["amr"]!.AsArray().Select(a => (string)a!));
    }

    [Fact, Trait("scenario", "14"), Trait("basis", "sourced")]
    public async Task Nobody_signs_in_who_is_enrolled_in_no_first_factor()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        (await org.Identify(Ben)).Expect(401, "E0000004");
    }

    [Fact, Trait("scenario", "15"), Trait("basis", "sourced")]
    public async Task Only_the_chains_whose_first_factor_is_enrolled_are_offered()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "sms -> question"));
        Assert.Equal(["sms"], (await org.Identify(Ben)).Expect("UNAUTHENTICATED").Factors);
    }

    [Theory, Trait("scenario", "16"), Trait("basis", "inferred")]
    [InlineData("call -> push", "call -> question", new[] { "push", "question" })]
    [InlineData("call -> push", "call -> email | question", new[] { "push", "email", "question" })]
    public async Task A_first_factor_of_two_chains_is_offered_once_and_both_second_steps_follow(string one, string other, string[] second)
    {
        await using var org = await OrgHost.Start(Seeds.WithChains(one, other));
        var named = (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
        Assert.Equal(["call"], named.Factors);
        await org.Verify(named, "call");
        var required = (await org.Verify(named, "call", passCode: await org.LatestCode(Ana, "call"))).Expect("MFA_REQUIRED");
        Assert.Equal(second, required.Factors);
        Assert.Equal(Ana, (string?)required.Json!["_embedded"]!["user"]!["profile"]!["login"]);
    }

    [Fact, Trait("scenario", "17"), Trait("basis", "inferred")]
    public async Task The_shortest_chain_that_is_walked_signs_in()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "push -> question"));
        var named = await org.Identify(Ana);
        Assert.Equal(["push"], named.Factors);
        await org.Verify(named, "push");
        await org.Approve(Ana);
        (await org.Verify(named, "push")).Expect("SUCCESS");
    }

    [Fact, Trait("scenario", "20"), Trait("basis", "inferred")]
    public async Task After_a_switch_from_push_to_SMS_a_late_approval_changes_nothing()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "sms"));
        var named = await org.Identify(Ana);
        (await org.Verify(named, "push")).Expect("MFA_CHALLENGE");
        var late = (string)(await org.Pushes()).Single()!["id"]!;
        (await org.Verify(named, "sms")).Expect("MFA_CHALLENGE");
        Assert.Empty(await org.Pushes());
        (await org.Post($"/emulator/pushes/{late}", new { decision = "approve" })).Expect(404, "E0000007");
        var still = (await org.Look(named)).Expect("MFA_CHALLENGE");
        Assert.NotNull(still.FactorId("sms"));

        // The push's own address begins anew: the late approval belongs to a challenge that is gone.
        Assert.Equal("WAITING", (await org.Verify(named, "push")).Expect("MFA_CHALLENGE").FactorResult);
        Assert.Single(await org.Pushes());
        (await org.Verify(named, "sms", passCode: await org.LatestCode(Ana, "sms"))).Expect("SUCCESS");
    }

    [Fact, Trait("scenario", "20"), Trait("basis", "inferred")]
    public async Task An_abandoned_push_is_not_accepted_by_posting_it_an_answer()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "sms"));
        var named = await org.Identify(Ana);
        await org.Verify(named, "push");
        await org.Verify(named, "sms");
        (await org.Verify(named, "push", passCode: "000000")).Expect(403, "E0000079");
        Assert.NotNull((await org.Look(named)).Expect("MFA_CHALLENGE").FactorId("sms"));
        (await org.Verify(named, "sms", passCode: await org.LatestCode(Ana, "sms"))).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_push_goes_from_the_phone_when_nobody_waits_for_it()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "sms"));
        foreach (var giveUp in new[] { org.Cancel, org.Previous })
        {
            var named = await org.Identify(Ana);
            await org.Verify(named, "push");
            Assert.Single(await org.Pushes());
            await giveUp(named);
            Assert.Empty(await org.Pushes());
        }
    }

    [Fact, Trait("scenario", "21"), Trait("basis", "sourced")]
    public async Task A_denied_push_is_REJECTED_and_can_be_sent_again()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        var named = await org.Identify(Ana);
        await org.Verify(named, "push");
        await org.Deny(Ana);
        var denied = (await org.Verify(named, "push")).Expect("MFA_CHALLENGE");
        Assert.Equal("REJECTED", denied.FactorResult);
        Assert.Equal("verify", (string?)denied.Json!["_links"]!["next"]!["name"]);
        Assert.Contains("user.mfa.okta_verify.deny_push", await org.Log(Ana));
        Assert.Equal("WAITING", (await org.Verify(named, "push")).Expect("MFA_CHALLENGE").FactorResult);
        await org.Approve(Ana);
        (await org.Verify(named, "push")).Expect("SUCCESS");
    }

    [Theory, Trait("scenario", "22"), Trait("basis", "inferred"), Trait("setting", "pushMinutes")]
    [InlineData(5)]
    [InlineData(2)]
    public async Task A_push_lives_as_long_as_the_org_says(int minutes)
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        await org.Set(new { pushMinutes = minutes });
        await org.Clock.Freeze();
        var named = await org.Identify(Ana);
        await org.Verify(named, "push");
        await org.Clock.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
        Assert.Equal("WAITING", (await org.Verify(named, "push")).FactorResult);
        await org.Clock.Advance("PT1S");
        Assert.Empty(await org.Pushes());
        var over = (await org.Verify(named, "push")).Expect("MFA_CHALLENGE");
        Assert.Equal("TIMEOUT", over.FactorResult);
        Assert.Equal("verify", (string?)over.Json!["_links"]!["next"]!["name"]);
        Assert.Equal("WAITING", (await org.Resend(over, "push")).Expect("MFA_CHALLENGE").FactorResult);
    }

    [Fact, Trait("scenario", "23"), Trait("basis", "sourced")]
    public async Task The_fifth_wrong_SMS_code_in_a_row_locks_the_user()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms -> question"));
        var named = await org.Identify(Ana);
        await org.Verify(named, "sms");
        for (var i = 0; i < 4; i++)
        {
            (await org.Verify(named, "sms", passCode: "wrong")).Expect(403, "E0000068");
        }

        Assert.Equal("ACTIVE", await org.StatusOf(Ana));
        (await org.Verify(named, "sms", passCode: "wrong")).Expect(403, "E0000069");
        Assert.Equal("LOCKED_OUT", await org.StatusOf(Ana));
        Assert.Contains("user.account.lock", await org.Log(Ana));
        (await org.Verify(named, "sms", passCode: await org.LatestCode(Ana, "sms"))).Expect(403, "E0000069");
        (await org.Identify(Ana)).Expect(401, "E0000004");
    }

    [Fact, Trait("scenario", "24"), Trait("basis", "inferred")]
    public async Task Under_Password_with_the_feature_on_a_name_is_asked_for_the_password_alone()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password"));
        var named = (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
        Assert.Equal(["password"], named.Factors);
        var done = (await org.Verify(named, "password", password: Seeds.Password)).Expect("SUCCESS");
        Assert.Equal(["pwd"], (await org.OpenSession(done)).Json!["amr"]!.AsArray().Select(a => (string)a!));
        (await org.SignIn(Ana, Seeds.Password)).Expect("SUCCESS");
        (await org.SignIn(Ana, "wrong")).Expect(401, "E0000004");
    }

    [Fact, Trait("scenario", "25"), Trait("basis", "inferred")]
    public async Task Under_Any_factor_every_enrolled_factor_follows_the_password()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password + any"));
        var named = (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
        Assert.Equal(["password"], named.Factors);
        var second = (await org.Verify(named, "password", password: Seeds.Password)).Expect("MFA_REQUIRED");
        Assert.Equal(["push", "token:software:totp", "sms", "call", "email", "question"], second.Factors);
    }

    [Theory, Trait("scenario", "26"), Trait("basis", "inferred"), Trait("setting", "userEnumerationPrevention")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_denied_user_is_told_what_everybody_unknown_is_told(bool prevention)
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: deny"));
        await org.Set(new { userEnumerationPrevention = prevention });
        var denied = await org.Identify(Ana);
        var unknown = await org.Identify("nobody@demo.test");
        Assert.Equal(Approve.Scrub(unknown.Body), Approve.Scrub(denied.Body));
        denied.Expect(401, "E0000004");
        Assert.Empty(denied.Factors);
    }

    [Fact, Trait("scenario", "27"), Trait("basis", "sourced")]
    public async Task Where_no_rule_matches_the_network_the_default_rule_decides()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule(
            Seeds.Chains("push") + ", network: Far away", more: "zones: [ { name: Far away, gateways: [ 203.0.113.0/24 ] } ]"));
        Assert.Equal(["password"], (await org.Identify(Ana)).Expect("UNAUTHENTICATED").Factors);
        var far = await org.Post("/api/v1/authn", new { username = Ana }, ("X-Forwarded-For", "203.0.113.7"));
        Assert.Equal(["push"], far.Expect("UNAUTHENTICATED").Factors);
    }

    [Theory, Trait("scenario", "28"), Trait("basis", "sourced")]
    [InlineData("idp", "user.authentication.auth_via_IDP")]
    [InlineData("iwa", "user.authentication.auth_via_iwa")]
    public async Task Whoever_an_identity_provider_vouches_for_is_asked_for_no_factor(string via, string logged)
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push -> question"));
        var done = (await org.Post("/emulator/sign-ins", new { login = Ana, via })).Expect("SUCCESS");
        Assert.Contains(logged, await org.Log(Ana));
        (await org.OpenSession(done)).Expect(200);
    }

    [Fact, Trait("scenario", "29"), Trait("basis", "inferred")]
    public async Task Okta_Mobile_begins_with_a_password_or_not_at_all()
    {
        (string, string) mobile = ("User-Agent", "OktaMobile/8.3 iOS/17");
        await using var both = await OrgHost.Start(Seeds.WithChains("push", "password -> sms"));
        var named = (await both.Post("/api/v1/authn", new { username = Ana }, mobile)).Expect("UNAUTHENTICATED");
        Assert.Equal(["password"], named.Factors);
        await using var pushOnly = await OrgHost.Start(Seeds.WithChains("push"));
        (await pushOnly.Post("/api/v1/authn", new { username = Ana }, mobile)).Expect(401, "E0000004");
    }

    [Theory, Trait("scenario", "32"), Trait("basis", "sourced")]
    [InlineData("device", 0)]
    [InlineData("session PT8H", 480)]
    public async Task A_remembered_device_is_asked_for_the_password_only(string prompt, int minutes)
    {
        await using var org = await OrgHost.Start(Seeds.WithRule($"authenticate: password + any, prompt: {prompt}"));
        var second = (await org.SignIn(Ana, Seeds.Password)).Expect("MFA_REQUIRED");
        var policy = second.Json!["_embedded"]!["policy"]!;
        Assert.True((bool)policy["allowRememberDevice"]!);
        Assert.Equal(minutes, (int)policy["rememberDeviceLifetimeInMinutes"]!);
        var id = second.FactorId("token:software:totp")!;
        var done = (await org.Post(
            $"/api/v1/authn/factors/{id}/verify?rememberDevice=true", new { stateToken = second.StateToken, passCode = await org.Otp(Ana) })).Expect("SUCCESS");
        var device = done.Cookie("DT")!;
        var again = await org.Post("/api/v1/authn", new { username = Ana, password = Seeds.Password }, ("Cookie", $"DT={device}"));
        again.Expect("SUCCESS");
        (await org.SignIn(Ana, Seeds.Password)).Expect("MFA_REQUIRED");
        (await org.Post("/api/v1/authn", new { username = Ben, password = "Passw0rd-ben" }, ("Cookie", $"DT={device}"))).Expect("MFA_REQUIRED");
    }

    [Theory, Trait("scenario", "33"), Trait("basis", "inferred"), Trait("setting", "acceptPasswordInPrimary")]
    [InlineData(false, Seeds.Password, "UNAUTHENTICATED")]
    [InlineData(false, "wrong", "UNAUTHENTICATED")]
    [InlineData(true, Seeds.Password, "MFA_REQUIRED")]
    [InlineData(true, "wrong", null)]
    public async Task A_password_beside_the_name_is_not_looked_at_under_a_sequence(bool accepted, string password, string? state)
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("password -> push"));
        await org.Set(new { acceptPasswordInPrimary = accepted });
        var answer = await org.SignIn(Ana, password);
        if (state is null)
        {
            answer.Expect(401, "E0000004");
            return;
        }

        answer.Expect(state);
        Assert.Equal([accepted ? "push" : "password"], answer.Factors);
    }

    [Fact, Trait("scenario", "34"), Trait("basis", "sourced")]
    public async Task A_second_steps_factor_is_refused_in_the_first_and_nothing_changes()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms -> question"));
        var named = await org.Identify(Ana);
        var question = (await org.Documents.List(org.Org.Name, DocumentKinds.Accounts, 10))
            .Single(a => a.Value.User.Login == Ana).Value.Enrollments.Single(e => e.Kind.Type == "question").Id;
        (await org.Verify(named, question, answer: "mushrooms")).Expect(403, "E0000079");
        (await org.Verify(named, question)).Expect(403, "E0000079");
        Assert.Equal(["sms"], (await org.Look(named)).Expect("UNAUTHENTICATED").Factors);
    }

    [Theory, Trait("scenario", "35"), Trait("basis", "inferred")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_sign_in_is_over(bool challenged)
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        var named = await org.Identify(Ana);
        if (challenged)
        {
            await org.Verify(named, "push");
            await org.Approve(Ana);
        }

        Assert.Null((await org.Cancel(named)).Expect(200).State);
        (await org.Verify(named, "push")).Expect(401, "E0000011");
        (await org.Look(named)).Expect(401, "E0000011");
        (await org.Cancel(named)).Expect(401, "E0000011");
    }
}
