using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>Every status of the Authentication API, headers and body, against the answer a person approved.</summary>
public sealed class StatusTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithChains(
            "push", "totp", "sms -> question", "call -> push | question", "email", "question -> call", "password -> push | totp"));
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_page_waits_for_a_name() =>
        Approve.Json("UNAUTHENTICATED-nobody-named", await org.Look(await org.OpenPage("?fromURI=%2Fapp%2Fsample")));

    [Fact]
    public async Task A_name_is_answered_with_first_factors_and_nothing_of_the_person() =>
        Approve.Json("UNAUTHENTICATED-named", await org.Post("/api/v1/authn", new { username = Ana, relayState = "/deep/link" }));

    [Fact]
    public async Task A_name_on_a_page_keeps_the_pages_token()
    {
        var page = await org.OpenPage();
        var named = await org.Post("/api/v1/authn", new { stateToken = page.StateToken, username = Ana });
        Assert.Equal(page.StateToken, named.StateToken);
        Approve.Json("UNAUTHENTICATED-named-on-a-page", named);
    }

    [Fact]
    public async Task A_second_step_shows_the_person_and_the_second_factors()
    {
        var named = await org.Identify(Ana);
        Approve.Json("MFA_REQUIRED", await org.Verify(named, "password", password: Seeds.Password));
    }

    [Fact]
    public async Task A_push_waits_hiding_its_phone_before_a_first_factor()
    {
        var named = await org.Identify(Ana);
        Approve.Json("MFA_CHALLENGE-push-waiting-first-step", await org.Verify(named, "push"));
    }

    [Fact]
    public async Task A_push_waits_in_a_second_step()
    {
        var second = await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password);
        Approve.Json("MFA_CHALLENGE-push-waiting", await org.Verify(second, "push"));
    }

    [Fact]
    public async Task A_push_with_numbers_tells_the_right_one()
    {
        await org.Set(new { numberChallenge = "always" });
        var second = await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password);
        var waiting = await org.Verify(second, "push");
        var number = waiting.Json!["_embedded"]!["factor"]!["_embedded"]!["challenge"]!["correctAnswer"]!;
        Assert.Contains((int)number, (await org.Pushes()).Single()!["numbers"]!.AsArray().Select(n => (int)n!));
        waiting.Json!["_embedded"]!["factor"]!["_embedded"]!["challenge"]!["correctAnswer"] = 99;
        Approve.Json("MFA_CHALLENGE-push-with-number", waiting);
    }

    [Fact]
    public async Task A_denied_push_is_rejected()
    {
        var second = await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password);
        await org.Verify(second, "push");
        await org.Deny(Ana);
        Approve.Json("MFA_CHALLENGE-push-rejected", await org.Verify(second, "push"));
    }

    [Fact]
    public async Task A_push_nobody_answers_times_out()
    {
        var second = await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password);
        await org.Verify(second, "push");
        await org.Clock.Advance("PT3M");
        await org.Verify(second, "push");
        await org.Clock.Advance("PT2M");
        Approve.Json("MFA_CHALLENGE-push-timeout", await org.Verify(second, "push"));
    }

    [Theory]
    [InlineData("sms")]
    [InlineData("call")]
    [InlineData("email")]
    [InlineData("question")]
    [InlineData("token:software:totp")]
    [InlineData("password")]
    public async Task Leaving_the_answer_out_challenges_every_factor(string type)
    {
        var named = await org.Identify(Ana);
        Approve.Json($"MFA_CHALLENGE-{type.Split(':')[^1]}", await org.Verify(named, type));
    }

    [Fact]
    public async Task A_finished_sign_in_has_a_session_token_and_no_state_token()
    {
        var named = await org.Post("/api/v1/authn", new { username = Ana, relayState = "/deep/link" });
        await org.Verify(named, "push");
        await org.Approve(Ana);
        Approve.Json("SUCCESS", await org.Verify(named, "push"));
    }

    [Fact]
    public async Task A_finished_page_has_its_way_back_and_no_session_token()
    {
        var page = await org.OpenPage("?fromURI=%2Fapp%2Fsample");
        var named = await org.Post("/api/v1/authn", new { stateToken = page.StateToken, username = Ana });
        await org.Verify(named, "push");
        await org.Approve(Ana);
        Approve.Json("SUCCESS-hosted-page", await org.Verify(named, "push"));
    }

    [Fact]
    public async Task A_cancelled_sign_in_has_no_status() =>
        Approve.Json("cancel", await org.Cancel(await org.Post("/api/v1/authn", new { username = Ana, relayState = "/deep/link" })));

    [Fact]
    public async Task Going_back_offers_the_factors_again()
    {
        var challenged = await org.Verify(await org.Identify(Ana), "push");
        Approve.Json("MFA_REQUIRED-previous-in-first-step", await org.Previous(challenged));
    }

    [Fact]
    public async Task A_remembered_device_is_offered_where_the_rule_allows_it()
    {
        await using var other = await OrgHost.Start(Seeds.WithRule("authenticate: password + any, prompt: device"));
        var second = await other.SignIn(Ana, Seeds.Password);
        Approve.Json("MFA_REQUIRED-remember-device", second);
    }

    [Fact]
    public async Task A_locked_user_is_told_so_where_the_password_policy_says_so()
    {
        await using var other = await OrgHost.Start(Seeds.WithRule("authenticate: password", policies: """
              password: [ { name: Telling, groups: [ Everyone ], lockout: { maxAttempts: 1, showLockoutFailures: true } } ]
            """));
        await other.SignIn(Ana, "wrong");
        Approve.Json("LOCKED_OUT", await other.SignIn(Ana, Seeds.Password));
    }

    [Fact]
    public async Task A_session_is_opened_read_and_renewed_with_one_shape()
    {
        var named = await org.Identify(Ana);
        await org.Verify(named, "push");
        await org.Approve(Ana);
        var session = await org.OpenSession(await org.Verify(named, "push"));
        Approve.Json("session", session);
        Approve.Json("session", await org.Me(session.Text("id")!));
        Approve.Json("session", await org.Post("/api/v1/sessions/me/lifecycle/refresh", new { }, ("Cookie", $"sid={session.Text("id")}")));
    }

    [Fact]
    public async Task A_page_whose_user_has_a_session_and_must_sign_in_again_steps_up()
    {
        var named = await org.Identify(Ana);
        await org.Verify(named, "push");
        await org.Approve(Ana);
        var sid = (await org.OpenSession(await org.Verify(named, "push"))).Text("id")!;
        var page = await org.Get("/login/login.htm?fromURI=%2Fapp%2Fsample&prompt=login", ("Cookie", $"sid={sid}"));
        var stateToken = System.Text.RegularExpressions.Regex.Match(page.Body, "\"stateToken\":\"(00[A-Za-z0-9_-]{40})\"").Groups[1].Value;
        Approve.Json("UNAUTHENTICATED-step-up", await org.Post("/api/v1/authn", new { stateToken }));

        var again = await org.Post("/api/v1/authn", new { stateToken, username = Ana });
        await org.Verify(again, "push");
        await org.Approve(Ana);
        Approve.Json("SUCCESS-step-up", await org.Verify(again, "push"));

        var back = (await org.Get($"/login/step-up/redirect?stateToken={stateToken}")).Expect(302);
        Assert.Equal("/app/sample", back.Header("Location"));
        Assert.NotNull(back.Cookie("sid"));
    }

    [Fact]
    public async Task An_app_nobody_has_is_no_audience()
    {
        var refused = (await org.Post("/api/v1/authn", new { username = Ana, audience = "0oanosuchapp00000000" })).Expect(400, "E0000001");
        Assert.Equal("Sign in not allowed for app '0oanosuchapp00000000'.", refused.Cause);
    }
}
