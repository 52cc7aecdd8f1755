using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Emulator;

/// <summary>The reasons of sign-ins that set up factors, change passwords or recover accounts.</summary>
public sealed class ExplainTests : IAsyncLifetime
{
    private const string Nia = "nia@demo.test";
    private const string Lou = "lou@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            users: """
                  - { login: nia@demo.test, firstName: Nia, lastName: Okafor, password: Passw0rd-nia, recoveryQuestion: { question: disliked_food, answer: liver }, groups: [ contractors ] }
                  - { login: lou@demo.test, firstName: Lou, lastName: Berg, password: Passw0rd-lou, status: LOCKED_OUT, factors: { sms: { phone: "+14155550151" } } }
                  - { login: old@demo.test, firstName: Olu, lastName: Dahl, password: Passw0rd-old }
                """,
            policies: """
                  mfaEnroll:
                    - { name: Contractors, groups: [ contractors ], enroll: login, factors: { okta_push: required, okta_otp: optional } }
                  password:
                    - { name: Strict, groups: [ Everyone ], age: { maxAgeDays: 90, expireWarnDays: 10 }, selfServiceUnlock: allow, recovery: { sms: true }, lockout: { maxAttempts: 3, autoUnlockMinutes: 0 } }
                """));
        await org.Clock.Freeze();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Factors_to_set_up_are_explained_with_their_policy()
    {
        await using var noon = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            policies: """
                  mfaEnroll:
                    - { name: Keys, groups: [ Everyone ], enroll: login, factors: { okta_push: required, google_otp: required, okta_sms: optional } }
                """));
        await noon.Clock.StopAt(Approve.Noon);
        var enroll = (await noon.SignIn("ana@demo.test", Seeds.Password)).Expect("MFA_ENROLL");
        var told = (await noon.Get($"/emulator/explain?stateToken={enroll.StateToken}")).Expect(200);
        Approve.Text("explain-enroll", told.Json!);
        Assert.Equal(("MFA_ENROLL", "Keys"), ((string?)told.Json!["answer"]!["status"], (string?)told.Json["enrollmentPolicy"]!["policy"]));
        Assert.Contains("google_totp (required)", told.Text("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_factor_that_is_being_set_up_is_named_with_what_it_waits_for()
    {
        var enroll = (await org.SignIn(Nia, "Passw0rd-nia")).Expect("MFA_ENROLL");
        await Told(enroll, "MFA_ENROLL", "The enrollment policy requires a factor that the user does not have. To set up: push (required), totp (optional)");
        await org.Post("/api/v1/authn/factors", new { stateToken = enroll.StateToken, factorType = "push", provider = "OKTA" });
        var told = await Told(enroll, "MFA_ENROLL_ACTIVATE", "push is being set up and waits for its QR code to be scanned");
        Assert.Equal(("WAITING", "push"), ((string?)told.Json!["answer"]!["factorResult"], (string?)told.Json["transaction"]!["enrolling"]));
        await org.Clock.Advance("PT5M");
        var slow = (await org.SignIn(Nia, "Passw0rd-nia")).Expect("MFA_ENROLL");
        await org.Post("/api/v1/authn/factors", new { stateToken = slow.StateToken, factorType = "token:software:totp", provider = "OKTA" });
        await Told(slow, "MFA_ENROLL_ACTIVATE", "totp is being set up and waits for its code");
    }

    [Fact]
    public async Task An_old_password_is_explained_by_its_age()
    {
        await org.Clock.Advance("P85D");
        var warned = (await org.Post("/api/v1/authn", new
        {
            username = "old@demo.test", password = "Passw0rd-old", options = new { warnBeforePasswordExpired = true },
        })).Expect("PASSWORD_WARN");
        Assert.StartsWith("The password expires at ", (await Told(warned, "PASSWORD_WARN")).Text("reason"), StringComparison.Ordinal);
        await org.Clock.Advance("P6D");
        var expired = (await org.SignIn("old@demo.test", "Passw0rd-old")).Expect("PASSWORD_EXPIRED");
        var told = await Told(expired, "PASSWORD_EXPIRED", "The password is 91 days old; its policy allows 90");
        Assert.Equal(("Strict", 90), ((string?)told.Json!["passwordPolicy"]!["policy"], (int)told.Json["passwordPolicy"]!["maxAgeDays"]!));
    }

    [Fact]
    public async Task A_password_that_an_admin_let_expire_is_told_apart()
    {
        (await Change("old@demo.test", "PASSWORD_EXPIRED")).Expect(200);
        var expired = (await org.SignIn("old@demo.test", "Passw0rd-old")).Expect("PASSWORD_EXPIRED");
        await Told(expired, "PASSWORD_EXPIRED", "The account is PASSWORD_EXPIRED: an admin wants its password changed");
    }

    [Fact]
    public async Task A_recovery_is_explained_step_by_step_until_it_is_no_longer_open()
    {
        var challenge = (await org.Post("/api/v1/authn/recovery/unlock", new { username = Lou, factorType = "SMS" })).Expect("RECOVERY_CHALLENGE");
        var told = await Told(challenge, "RECOVERY_CHALLENGE", "An unlock: waits for the code that went out by sms");
        Assert.Equal("UNLOCK", (string?)told.Json!["transaction"]!["recoveryType"]);

        await Change(Lou, "SUSPENDED");
        told = (await org.Get($"/emulator/explain?stateToken={challenge.StateToken}")).Expect(200);
        Assert.Equal("E0000011", (string?)told.Json!["answer"]!["errorCode"]);
        Assert.Contains("SUSPENDED", told.Text("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_and_new_passwords_of_a_recovery_are_explained()
    {
        await org.Post("/api/v1/authn/recovery/password", new { username = Nia, factorType = "EMAIL" });
        var token = ((string)(await org.Messages(Nia, "email"))[0]!["link"]!).Split('/')[^1];
        var question = (await org.Post("/api/v1/authn/recovery/token", new { recoveryToken = token })).Expect("RECOVERY");
        await Told(question, "RECOVERY", "A forgotten password: waits for the answer to the recovery question");
        await org.Post("/api/v1/authn/recovery/answer", new { stateToken = question.StateToken, answer = "liver" });
        var told = await Told(question, "PASSWORD_RESET");
        Assert.StartsWith("A forgotten password: waits for a new password. Password requirements: ", told.Text("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decoy_s_recovery_is_told_here_and_only_here()
    {
        var nobody = (await org.Post("/api/v1/authn/recovery/password", new { username = "nobody@demo.test", factorType = "SMS" })).Expect("RECOVERY_CHALLENGE");
        await Told(nobody, "RECOVERY_CHALLENGE", "A forgotten password: a decoy, for there is no such user; no code went out");
    }

    [Fact]
    public async Task A_state_token_that_ran_out_is_said_to_have()
    {
        var enroll = (await org.SignIn(Nia, "Passw0rd-nia")).Expect("MFA_ENROLL");
        await org.Clock.Advance("PT6M");
        var told = (await org.Get($"/emulator/explain?stateToken={enroll.StateToken}")).Expect(200);
        Assert.Equal("E0000011", (string?)told.Json!["answer"]!["errorCode"]);
        Assert.StartsWith("The state token was good until ", told.Text("reason"), StringComparison.Ordinal);
    }

    private Task<Reply> Change(string login, string status) =>
        org.Send(HttpMethod.Patch, $"/emulator/users/{login}", OrgHost.Body(new { status }));

    private async Task<Reply> Told(Reply at, string status, string? reason = null)
    {
        var told = (await org.Get($"/emulator/explain?stateToken={at.StateToken}")).Expect(200);
        Assert.Equal(status, (string?)told.Json!["answer"]!["status"]);
        if (reason is not null)
        {
            Assert.Equal(reason, told.Text("reason"));
        }

        return told;
    }
}
