using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>What was settled where Okta's behaviour is not public, with each setting's other value.</summary>
public sealed class SettledTests
{
    private const string Ana = "ana@demo.test";
    private const string Totp = "token:software:totp";

    [Theory, Trait("setting", "passwordFactorError"), Trait("basis", "inferred")]
    [InlineData("E0000068", 403)]
    [InlineData("E0000004", 401)]
    public async Task A_wrong_password_as_a_factor_is_refused_in_the_orgs_words(string code, int status)
    {
        await using var org = await OrgHost.Start();
        await org.Set(new { passwordFactorError = code });
        var named = await org.Identify(Ana);
        (await org.Verify(named, "password", password: "wrong")).Expect(status, code);
        (await org.Verify(named, "password", password: Seeds.Password)).Expect("MFA_REQUIRED");
    }

    [Theory, Trait("setting", "previousInFirstStep"), Trait("basis", "inferred")]
    [InlineData("MFA_REQUIRED")]
    [InlineData("UNAUTHENTICATED")]
    public async Task Going_back_in_the_first_step_answers_as_the_org_says_and_goes_on_the_same(string state)
    {
        await using var org = await OrgHost.Start();
        await org.Set(new { previousInFirstStep = state });
        var named = await org.Identify(Ana);
        await org.Verify(named, "push");
        var back = (await org.Previous(named)).Expect(state);
        Assert.Equal(named.Factors, back.Factors);
        Assert.Null(back.Json!["_embedded"]!["user"]);
        (await org.Previous(named)).Expect(403, "E0000079");
        (await org.Verify(back, "password", password: Seeds.Password)).Expect("MFA_REQUIRED");
    }

    [Fact]
    public async Task Going_back_in_the_second_step_offers_the_second_step_whatever_the_setting()
    {
        await using var org = await OrgHost.Start();
        await org.Set(new { previousInFirstStep = "UNAUTHENTICATED" });
        var second = await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password);
        await org.Verify(second, "push");
        var back = (await org.Previous(second)).Expect("MFA_REQUIRED");
        Assert.Equal(["push", Totp], back.Factors);
    }

    [Theory, Trait("setting", "lastUsedFactorFirst"), Trait("basis", "inferred")]
    [InlineData(false, "push")]
    [InlineData(true, "sms")]
    public async Task The_factor_last_used_is_offered_first_where_the_org_says_so(bool on, string first)
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "sms", "password"));
        await org.Set(new { lastUsedFactorFirst = on });
        var named = await org.Identify(Ana);
        Assert.Equal("push", named.Factors[0]);
        await org.Verify(named, "sms");
        (await org.Verify(named, "sms", passCode: await org.LatestCode(Ana, "sms"))).Expect("SUCCESS");
        Assert.Equal(first, (await org.Identify(Ana)).Factors[0]);
    }

    [Theory, Trait("setting", "numberChallenge"), Trait("basis", "inferred")]
    [InlineData("never", false)]
    [InlineData("always", true)]
    public async Task A_push_asks_for_its_number_where_the_org_says_so(string setting, bool asks)
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        await org.Set(new { numberChallenge = setting });
        var waiting = await org.Verify(await org.Identify(Ana), "push");
        var number = waiting.Json!["_embedded"]!["factor"]!["_embedded"]?["challenge"]?["correctAnswer"];
        Assert.Equal(asks, number is not null);
        Assert.Equal(asks, (await org.Pushes()).Single()!["numbers"] is not null);
        if (asks)
        {
            (await org.Post($"/emulator/pushes/{(await org.Pushes()).Single()!["id"]}", new { decision = "approve" })).Expect(400, "E0000001");
        }

        await org.Approve(Ana, (int?)number);
        (await org.Verify(waiting, "push")).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_wrong_number_tapped_is_a_push_rejected()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        await org.Set(new { numberChallenge = "always" });
        var waiting = await org.Verify(await org.Identify(Ana), "push");
        var right = (int)waiting.Json!["_embedded"]!["factor"]!["_embedded"]!["challenge"]!["correctAnswer"]!;
        var wrong = (await org.Pushes()).Single()!["numbers"]!.AsArray().Select(n => (int)n!).First(n => n != right);
        await org.Approve(Ana, wrong);
        Assert.Equal("REJECTED", (await org.Verify(waiting, "push")).Expect("MFA_CHALLENGE").FactorResult);
    }

    [Theory]
    [InlineData("sms")]
    [InlineData("call")]
    [InlineData("email")]
    public async Task An_empty_passCode_asks_for_a_code_and_is_never_a_strike(string channel)
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms", "call", "password -> email"));
        var at = await org.Identify(Ana);
        if (channel == "email")
        {
            at = await org.Verify(at, "password", password: Seeds.Password);
        }

        (await org.Verify(at, channel, passCode: "")).Expect("MFA_CHALLENGE");
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(429, (await org.Verify(at, channel, passCode: "")).Status);
        }

        Assert.Single(await org.Messages(Ana, channel));
        (await org.Verify(at, channel, passCode: await org.LatestCode(Ana, channel))).Expect("SUCCESS");
    }

    [Theory]
    [InlineData("sms", 30, "E0000109")]
    [InlineData("call", 30, "E0000133")]
    [InlineData("email", 5, "E0000118")]
    public async Task A_second_sending_waits_its_turn_whatever_the_transaction(string channel, int seconds, string code)
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms", "call", "password -> email"));
        await org.Clock.Freeze();
        async Task<Reply> Ready()
        {
            var named = await org.Identify(Ana);
            return channel == "email" ? await org.Verify(named, "password", password: Seeds.Password) : named;
        }

        var (one, other) = (await Ready(), await Ready());
        var challenged = (await org.Verify(one, channel)).Expect("MFA_CHALLENGE");
        var first = await org.LatestCode(Ana, channel);
        (await org.Resend(challenged, channel)).Expect(429, code);
        (await org.Verify(other, channel)).Expect(429, code);
        Assert.Equal("MFA_CHALLENGE", (await org.Look(one)).State);
        await org.Clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        (await org.Resend(challenged, channel)).Expect(429, code);
        await org.Clock.Advance("PT1S");
        (await org.Resend(challenged, channel)).Expect("MFA_CHALLENGE");
        Assert.Equal(2, (await org.Messages(Ana, channel)).Count);

        // In Classic a resend does not spoil the code before it.
        (await org.Verify(one, channel, passCode: first)).Expect("SUCCESS");
    }

    [Fact]
    public async Task Nothing_is_resent_that_was_never_sent()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms", "question", "push", "totp"));
        var named = await org.Identify(Ana);
        (await org.Resend(named, "sms")).Expect(403, "E0000079");
        var challenged = await org.Verify(named, "sms");
        (await org.Resend(named, "push")).Expect(403, "E0000079");
        (await org.Post("/api/v1/authn/factors/opf0000000/verify/resend", new { stateToken = named.StateToken })).Expect(404, "E0000007");
        await org.Verify(challenged, named.FactorId("question")!);
        (await org.Resend(named, "question")).Expect(403, "E0000079");
    }

    [Fact]
    public async Task A_code_dies_after_its_minutes()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms"));
        await org.Clock.Freeze();
        var named = await org.Identify(Ana);
        await org.Verify(named, "sms");
        await org.Clock.Advance("PT3M");
        await org.Look(named);
        await org.Clock.Advance("PT2M");
        (await org.Verify(named, "sms", passCode: await org.LatestCode(Ana, "sms"))).Expect(403, "E0000068");
    }

    [Fact]
    public async Task A_state_token_slides_with_every_answer_but_not_with_errors()
    {
        await using var org = await OrgHost.Start();
        await org.Clock.StopAt(Approve.Noon);
        var named = await org.Identify(Ana);
        Assert.Equal("2031-02-03T12:05:00.000Z", named.Text("expiresAt"));
        await org.Clock.Advance("PT4M");
        (await org.Verify(named, "password", password: "wrong")).Expect(403, "E0000068");
        Assert.Equal("2031-02-03T12:09:00.000Z", (await org.Look(named)).Text("expiresAt"));
        await org.Verify(named, "push");
        await org.Clock.Advance("PT4M");
        Assert.Equal("2031-02-03T12:13:00.000Z", (await org.Verify(named, "push")).Text("expiresAt"));
        await org.Clock.Advance("PT4M59S");
        (await org.Verify(named, "password", password: "wrong")).Expect(403, "E0000068");
        await org.Clock.Advance("PT1S");
        foreach (var path in new[] { "/api/v1/authn", "/api/v1/authn/introspect", "/api/v1/authn/cancel", "/api/v1/authn/previous", "/api/v1/authn/factors/password/verify" })
        {
            (await org.Post(path, new { stateToken = named.StateToken })).Expect(401, "E0000011");
        }
    }

    [Fact]
    public async Task However_often_it_is_renewed_a_sign_in_ends_after_an_hour()
    {
        await using var org = await OrgHost.Start();
        await org.Clock.StopAt(Approve.Noon);
        var named = await org.Identify(Ana);
        for (var i = 0; i < 14; i++)
        {
            await org.Clock.Advance("PT4M");
            (await org.Look(named)).Expect(200);
        }

        await org.Clock.Advance("PT3M59S");
        Assert.Equal("2031-02-03T13:00:00.000Z", (await org.Look(named)).Expect(200).Text("expiresAt"));
        await org.Clock.Advance("PT1S");
        (await org.Look(named)).Expect(401, "E0000011");
    }

    [Fact]
    public async Task A_session_token_dies_after_five_minutes()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password"));
        await org.Clock.Freeze();
        var (one, other) = (await org.SignIn(Ana, Seeds.Password), await org.SignIn(Ana, Seeds.Password));
        await org.Clock.Advance("PT4M59S");
        (await org.OpenSession(one)).Expect(200);
        await org.Clock.Advance("PT1S");
        Assert.Equal(401, (await org.OpenSession(other)).Status);
        Assert.Equal(401, (await org.OpenSession(one)).Status);
    }

    [Fact]
    public async Task Strikes_far_apart_do_not_add_up_and_a_right_code_wipes_them_out()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("question", "totp"));
        await org.Clock.Freeze();
        async Task Miss(int times)
        {
            var named = await org.Identify(Ana);
            for (var i = 0; i < times; i++)
            {
                (await org.Verify(named, "question", answer: "wrong")).Expect(403, "E0000068");
            }
        }

        await Miss(4);
        await org.Clock.Advance("PT5M");
        await Miss(4);
        (await org.Verify(await org.Identify(Ana), Totp, passCode: await org.Otp(Ana))).Expect("SUCCESS");
        await Miss(4);
        (await org.Verify(await org.Identify(Ana), Totp, passCode: "000000")).Expect(403, "E0000069");
    }

    [Fact]
    public async Task Denied_pushes_and_wrong_passwords_are_no_strikes()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "password", "question"));
        var named = await org.Identify(Ana);
        for (var i = 0; i < 6; i++)
        {
            await org.Verify(named, "push");
            await org.Deny(Ana);
            await org.Verify(named, "push");
            (await org.Verify(named, "password", password: "wrong")).Expect(403, "E0000068");
        }

        (await org.Verify(named, "question", answer: "Mushrooms ")).Expect("SUCCESS");
    }

    [Fact]
    public async Task The_tenth_wrong_password_locks_and_looks_like_the_nine_before()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password"));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("ACTIVE", await org.StatusOf(Ana));
            (await org.SignIn(Ana, "wrong")).Expect(401, "E0000004");
        }

        Assert.Equal("LOCKED_OUT", await org.StatusOf(Ana));
        (await org.SignIn(Ana, Seeds.Password)).Expect(401, "E0000004");
    }

    [Fact]
    public async Task An_edited_rule_counts_at_the_next_step()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("password -> push", "sms"));
        var named = await org.Identify(Ana);
        var second = (await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password)).Expect("MFA_REQUIRED");
        await org.EditSeed(Seeds.WithChains("password -> totp", "push"));
        Assert.Equal(["password", "push"], (await org.Look(named)).Factors);
        (await org.Verify(named, "sms")).Expect(403, "E0000079");
        Assert.Equal([Totp], (await org.Look(second)).Expect("MFA_REQUIRED").Factors);
        await org.EditSeed(Seeds.WithChains("push"));
        (await org.Look(second)).Expect(403, "E0000079");
        (await org.Verify(second, second.FactorId("push")!)).Expect(403, "E0000079");
        (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_sign_in_whose_challenge_was_edited_away_goes_back_to_the_start()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms", "push"));
        var named = await org.Identify(Ana);
        await org.Verify(named, "sms");
        await org.EditSeed(Seeds.WithChains("push"));
        (await org.Verify(named, "sms", passCode: await org.LatestCode(Ana, "sms"))).Expect(403, "E0000079");
        Assert.Equal(["push"], (await org.Previous(named)).Factors);
    }

    [Fact]
    public async Task With_the_feature_off_a_name_alone_is_refused_and_chains_are_not_walked()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password + any", features: ""));
        (await org.Identify(Ana)).Expect(401, "E0000004");
        (await org.SignIn(Ana, Seeds.Password)).Expect("MFA_REQUIRED");
        (await org.SignIn(Ana, "wrong")).Expect(401, "E0000004");
    }

    [Fact]
    public async Task A_user_locked_in_mid_flow_gets_no_further_by_any_factor()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push", "question", "totp", "sms", "password"));
        var named = await org.Identify(Ana);
        var other = await org.Identify(Ana);
        await org.Verify(other, "push");
        for (var i = 0; i < 5; i++)
        {
            await org.Verify(named, "question", answer: "wrong");
        }

        await org.Approve(Ana);
        (await org.Verify(other, "push")).Expect(403, "E0000069");
        (await org.Verify(named, Totp, passCode: await org.Otp(Ana))).Expect(403, "E0000069");
        (await org.Verify(named, "sms")).Expect(403, "E0000069");
        (await org.Verify(named, "password", password: Seeds.Password)).Expect(403, "E0000068");
        Assert.Empty(await org.Messages(Ana, "sms"));
    }
}
