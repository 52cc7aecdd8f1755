using System.Diagnostics;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Tests.Support;
using Xunit.Abstractions;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>Forgotten passwords, locked accounts and new ones on the wire; and that nobody learns who exists.</summary>
public sealed class RecoveryTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Rae = "rae@demo.test";
    private const string Lou = "lou@demo.test";
    private const string Token = "00api-token";
    private const string NewPassword = "Passw0rd-afresh";

    // Each cannot recover for another reason; the first exists nowhere.
    private static readonly string[] Unable = ["nobody@demo.test", "gone@demo.test", "staged@demo.test", "noway@demo.test", "ünïcode@demo.test"];

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            users: """
                  - { login: rae@demo.test, firstName: Rae, lastName: Moss, password: Passw0rd-rae, recoveryQuestion: { question: disliked_food, answer: liver }, factors: { sms: { phone: "+14155550150" } } }
                  - { login: lou@demo.test, firstName: Lou, lastName: Berg, password: Passw0rd-lou, status: LOCKED_OUT, factors: { sms: { phone: "+14155550151" } } }
                  - { login: gone@demo.test, firstName: Gus, lastName: Old, password: Passw0rd-gus, status: DEPROVISIONED }
                  - { login: staged@demo.test, firstName: Sia, lastName: New, status: STAGED }
                  - { login: noway@demo.test, firstName: Noa, lastName: Way, password: Passw0rd-noa, groups: [ others ] }
                """,
            policies: """
                  password:
                    - { name: Closed, groups: [ others ], selfServicePasswordReset: deny, recovery: { sms: true, call: true } }
                    - { name: Open, groups: [ Everyone ], selfServiceUnlock: allow, recovery: { sms: true, call: true, tokenLifetimeMinutes: 30 }, lockout: { maxAttempts: 3, showLockoutFailures: true } }
                """,
            more: $"apiTokens: [ {{ name: app, token: {Token} }} ]"));
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_link_by_mail_leads_to_a_new_password()
    {
        Approve.Json("RECOVERY_CHALLENGE-email", await Forgot(Rae, "email"));
        var link = (string)(await org.Messages(Rae, "email"))[0]!["link"]!;
        Assert.StartsWith($"{org.Address}/signin/reset-password/", link);
        (await org.Get(new Uri(link).AbsolutePath)).Expect(200);

        var question = await Spend(link.Split('/')[^1]);
        Approve.Json("RECOVERY", question);
        Approve.Json("E0000087", await Answer(question, "kidneys"));
        var reset = await Answer(question, " Liver ");
        Approve.Json("PASSWORD_RESET", reset);
        Approve.Json("E0000080", await Reset(reset, "short"));
        Approve.Json("SUCCESS-after-reset", await Reset(reset, NewPassword));

        (await org.SignIn(Rae, NewPassword)).Expect("SUCCESS");
        (await org.SignIn(Rae, "Passw0rd-rae")).Expect(401, "E0000004");
    }

    [Theory]
    [InlineData("SMS", "sms")]
    [InlineData("CALL", "call")]
    public async Task A_code_leads_there_too(string factorType, string channel)
    {
        var challenge = await Forgot(Rae, factorType);
        Approve.Json($"RECOVERY_CHALLENGE-{channel}", challenge);
        (await VerifyRecovery(challenge, channel, "000000")).Expect(403, "E0000068");
        var question = (await VerifyRecovery(challenge, channel, await org.LatestCode(Rae, channel))).Expect("RECOVERY");
        (await Reset((await Answer(question, "liver")).Expect("PASSWORD_RESET"), NewPassword)).Expect("SUCCESS");
    }

    [Fact]
    public async Task Another_code_waits_for_the_pause()
    {
        var challenge = await Forgot(Rae, "SMS");
        var resend = new { stateToken = challenge.StateToken };
        (await org.Post("/api/v1/authn/recovery/factors/sms/resend", resend)).Expect(429, "E0000109");
        await org.Clock.Advance("PT30S");
        (await org.Post("/api/v1/authn/recovery/factors/SMS/resend", resend)).Expect("RECOVERY_CHALLENGE");
        Assert.Equal(2, (await org.Messages(Rae, "sms")).Count);
    }

    [Fact]
    public async Task A_locked_account_is_opened_by_mail()
    {
        (await org.SignIn(Lou, "Passw0rd-lou")).Expect("LOCKED_OUT");
        (await Unlock(Lou, "EMAIL")).Expect("RECOVERY_CHALLENGE");
        var link = (string)(await org.Messages(Lou, "email"))[0]!["link"]!;
        Assert.StartsWith($"{org.Address}/signin/user-unlock/", link);

        Approve.Json("SUCCESS-unlocked", await Spend(link.Split('/')[^1]));

        Assert.Equal("ACTIVE", await org.StatusOf(Lou));
        (await org.SignIn(Lou, "Passw0rd-lou")).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_locked_account_is_opened_by_text_message()
    {
        var challenge = await Unlock(Lou, "SMS");
        (await VerifyRecovery(challenge, "sms", await org.LatestCode(Lou, "sms"))).Expect("SUCCESS");
        Assert.Equal("ACTIVE", await org.StatusOf(Lou));
    }

    [Theory]
    [InlineData("password", "EMAIL")]
    [InlineData("password", "SMS")]
    [InlineData("password", "CALL")]
    [InlineData("unlock", "EMAIL")]
    [InlineData("unlock", "SMS")]
    public async Task Who_cannot_recover_hears_what_those_hear_who_can(string kind, string factorType)
    {
        var able = kind == "unlock" ? Lou : Rae;
        var known = await org.Post($"/api/v1/authn/recovery/{kind}", new { username = able, factorType });
        foreach (var login in Unable.Append(kind == "unlock" ? Rae : Lou))
        {
            var unknown = await org.Post($"/api/v1/authn/recovery/{kind}", new { username = login, factorType });
            Assert.Equal(Approve.Scrub(known.Body), Approve.Scrub(unknown.Body));
            Assert.Equal(known.Headers.Keys.Order(), unknown.Headers.Keys.Order());
            Assert.Equal(
                (await org.Post($"/api/v1/authn/recovery/{kind}", new { username = able, factorType })).ErrorCode,
                (await org.Post($"/api/v1/authn/recovery/{kind}", new { username = login, factorType })).ErrorCode);
            if (unknown.StateToken is not null)
            {
                for (var i = 1; i <= 5; i++)
                {
                    (await VerifyRecovery(unknown, factorType, "123456")).Expect(403, i < 5 ? "E0000068" : "E0000069");
                }
            }
        }

        Assert.All((await org.Get("/emulator/messages")).Json!.AsArray(), m => Assert.Equal(able, (string?)m!["user"]));
    }

    [Fact]
    public async Task The_time_it_takes_is_printed_for_a_person_to_judge()
    {
        await org.Set(new { resendEmailSeconds = 0 });
        foreach (var login in new[] { Rae, "nobody@demo.test", Rae, "nobody@demo.test" })
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < 50; i++)
            {
                (await Forgot(login, "EMAIL")).Expect("RECOVERY_CHALLENGE");
            }

            output.WriteLine($"{login}: {clock.Elapsed.TotalMilliseconds / 50:F2} ms");
        }
    }

    [Fact]
    public async Task A_trusted_app_is_handed_the_token_and_told_the_reasons()
    {
        (string, string) trusted = ("Authorization", $"SSWS {Token}");
        var granted = await org.Post("/api/v1/authn/recovery/password", new { username = Rae, relayState = "/back" }, trusted);
        var token = granted.Expect("RECOVERY").Text("recoveryToken")!;
        granted.Json!["recoveryToken"] = "{recoveryToken}";
        Approve.Json("RECOVERY-trusted", granted);
        (await Spend(token)).Expect("RECOVERY");

        (await org.Post("/api/v1/authn/recovery/password", new { username = "nobody@demo.test" }, trusted)).Expect(403, "E0000095");
        (await org.Post("/api/v1/authn/recovery/password", new { username = "gone@demo.test" }, trusted)).Expect(403, "E0000034");
        (await org.Post("/api/v1/authn/recovery/unlock", new { username = Rae }, trusted)).Expect(403, "E0000032");
        (await org.Post("/api/v1/authn/recovery/password", new { username = Rae }, ("Authorization", "SSWS wrong"))).Expect(401, "E0000011");
        (await org.Post("/api/v1/authn/recovery/password", new { username = Rae })).Expect(400, "E0000001");
        (await org.Post("/api/v1/authn/recovery/password", new { username = Rae, factorType = "PIGEON" }, trusted)).Expect(400, "E0000001");
    }

    [Fact]
    public async Task A_link_is_good_once_and_for_its_time()
    {
        await Forgot(Rae, "EMAIL");
        var token = ((string)(await org.Messages(Rae, "email"))[0]!["link"]!).Split('/')[^1];
        var rivals = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => Spend(token))));
        Assert.Single(rivals, r => r.State == "RECOVERY");
        Assert.All(rivals.Where(r => r.State != "RECOVERY"), r => r.Expect(401, "E0000011"));

        await org.Clock.Advance("PT1M");
        await Forgot(Rae, "EMAIL");
        var late = ((string)(await org.Messages(Rae, "email"))[0]!["link"]!).Split('/')[^1];
        await org.Clock.Advance("PT30M");
        (await Spend(late)).Expect(401, "E0000011");
        (await Spend("nosuchtoken")).Expect(401, "E0000011");
    }

    [Fact]
    public async Task A_password_is_reset_once_however_many_try()
    {
        await Forgot(Rae, "EMAIL");
        var question = await Spend(((string)(await org.Messages(Rae, "email"))[0]!["link"]!).Split('/')[^1]);
        var reset = await Answer(question, "liver");
        var rivals = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Reset(reset, $"Passw0rd-rival{i}"))));
        Assert.Single(rivals, r => r.State == "SUCCESS");
    }

    [Fact]
    public async Task One_recovery_code_is_spent_once()
    {
        var challenge = await Forgot(Rae, "SMS");
        var code = await org.LatestCode(Rae, "sms");
        var rivals = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => VerifyRecovery(challenge, "sms", code))));
        Assert.Single(rivals, r => r.State == "RECOVERY");
        Assert.All(rivals.Where(r => r.State != "RECOVERY"), r => r.Expect(403, "E0000079"));
    }

    [Fact]
    public async Task Five_wrong_answers_lock()
    {
        await Forgot(Rae, "EMAIL");
        var question = await Spend(((string)(await org.Messages(Rae, "email"))[0]!["link"]!).Split('/')[^1]);
        for (var i = 1; i <= 5; i++)
        {
            (await Answer(question, $"wrong {i}")).Expect(403, i < 5 ? "E0000087" : "E0000069");
        }

        (await Answer(question, "liver")).Expect(403, "E0000069");
        Assert.Equal("LOCKED_OUT", await org.StatusOf(Rae));
    }

    [Fact]
    public async Task A_new_user_comes_in_by_the_token_of_their_activation()
    {
        var token = await Activation("staged@demo.test");
        (await Spend(token)).Expect(401, "E0000011");
        var reset = await org.Post("/api/v1/authn", new { token });
        Approve.Json("PASSWORD_RESET-activation", reset);
        (await Reset(reset, NewPassword)).Expect("SUCCESS");
        Assert.Equal("ACTIVE", await org.StatusOf("staged@demo.test"));
        (await org.Post("/api/v1/authn", new { token })).Expect(401, "E0000004");
        (await org.SignIn("staged@demo.test", NewPassword)).Expect("SUCCESS");
    }

    [Fact]
    public async Task Tokens_are_kept_as_digests()
    {
        await Forgot(Rae, "EMAIL");
        var token = ((string)(await org.Messages(Rae, "email"))[0]!["link"]!).Split('/')[^1];
        var kept = Assert.Single(await org.Documents.List(org.Org.Name, DocumentKinds.RecoveryTokens, 10));
        Assert.DoesNotContain(token, kept.Id);
        Assert.DoesNotContain(token, kept.Value.ToString());
    }

    [Theory]
    [InlineData("recovery/password", """{"username":{},"factorType":"EMAIL"}""")]
    [InlineData("recovery/password", """{"factorType":"EMAIL"}""")]
    [InlineData("recovery/token", """{"recoveryToken":[]}""")]
    [InlineData("recovery/answer", """{"stateToken":{}}""")]
    public async Task What_is_malformed_is_refused(string path, string body) =>
        (await org.Post($"/api/v1/authn/{path}", body)).Expect(400, "E0000001");

    [Fact]
    public async Task A_step_of_recovery_in_another_state_is_refused()
    {
        var named = (await org.Identify(Rae)).Expect("UNAUTHENTICATED");
        (await Answer(named, "liver")).Expect(403, "E0000079");
        (await Reset(named, NewPassword)).Expect(403, "E0000079");
        (await VerifyRecovery(named, "sms", "123456")).Expect(403, "E0000079");
        (await org.Post("/api/v1/authn/recovery/factors/sms/resend", new { stateToken = named.StateToken })).Expect(403, "E0000079");
    }

    private async Task<string> Activation(string login)
    {
        var work = new UnitOfWork(org.Org.Name);
        var id = (await org.Org.FindAccount(login))!.Id;
        var token = SignOnRunner.IssueToken(org.Org, work, id, RecoveryKind.AccountActivation, TimeSpan.FromDays(7));
        Assert.True(await org.Documents.Commit(work));
        return token;
    }

    private Task<Reply> Forgot(string username, string factorType) => org.Post("/api/v1/authn/recovery/password", new { username, factorType });

    private Task<Reply> Unlock(string username, string factorType) => org.Post("/api/v1/authn/recovery/unlock", new { username, factorType });

    private Task<Reply> Spend(string recoveryToken) => org.Post("/api/v1/authn/recovery/token", new { recoveryToken });

    private Task<Reply> Answer(Reply at, string answer) => org.Post("/api/v1/authn/recovery/answer", new { stateToken = at.StateToken, answer });

    private Task<Reply> VerifyRecovery(Reply at, string channel, string passCode) =>
        org.Post($"/api/v1/authn/recovery/factors/{channel}/verify", new { stateToken = at.StateToken, passCode });

    private Task<Reply> Reset(Reply at, string newPassword) =>
        org.Post("/api/v1/authn/credentials/reset_password", new { stateToken = at.StateToken, newPassword });
}
