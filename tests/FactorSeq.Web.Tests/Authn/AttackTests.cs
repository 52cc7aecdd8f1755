using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>A hundred rivals at once, over real connections: of everything that counts once, one.</summary>
public sealed class AttackTests
{
    private const int Rivals = 100;
    private const string Ana = "ana@demo.test";
    private const string Totp = "token:software:totp";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_software_code_opens_one_of_a_hundred_sign_ins(bool onDisk)
    {
        using var file = new TemporaryFile();
        await using var org = await OrgHost.Start(Seeds.WithChains("totp"), data: onDisk ? file.Path : null);
        await org.Clock.Freeze();
        var named = await AtOnce(_ => org.Identify(Ana));
        var code = await org.Otp(Ana);
        var answers = await AtOnce(i => org.Verify(named[i], Totp, passCode: code));
        Assert.Single(answers, a => a.State == "SUCCESS");
        Assert.All(answers.Where(a => a.State != "SUCCESS"), a => Assert.Contains(a.ErrorCode, (string[])["E0000082", "E0000069"]));
        Assert.Equal(4, answers.Count(a => a.ErrorCode == "E0000082"));
    }

    [Fact]
    public async Task One_text_message_signs_in_once()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms"));
        var named = await org.Identify(Ana);
        await org.Verify(named, "sms");
        var code = await org.LatestCode(Ana, "sms");
        var answers = await AtOnce(_ => org.Verify(named, "sms", passCode: code));
        Assert.Single(answers, a => a.State == "SUCCESS");
        Assert.All(answers.Where(a => a.State != "SUCCESS"), a => a.Expect(401, "E0000011"));
    }

    [Fact]
    public async Task One_approved_push_signs_in_once()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        var named = await org.Identify(Ana);
        await AtOnce(_ => org.Verify(named, "push"));
        Assert.Single(await org.Pushes());
        await org.Approve(Ana);
        Assert.Single(await AtOnce(_ => org.Verify(named, "push")), a => a.State == "SUCCESS");
    }

    [Fact]
    public async Task A_push_is_answered_once()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("push"));
        await org.Verify(await org.Identify(Ana), "push");
        var id = (string)(await org.Pushes()).Single()!["id"]!;
        var answers = await AtOnce(i => org.Post($"/emulator/pushes/{id}", new { decision = i % 2 == 0 ? "approve" : "deny" }));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => a.Expect(404, "E0000007"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_session_token_opens_one_session(bool onDisk)
    {
        using var file = new TemporaryFile();
        await using var org = await OrgHost.Start(Seeds.WithChains("password"), data: onDisk ? file.Path : null);
        var done = (await org.Verify(await org.Identify(Ana), "password", password: Seeds.Password)).Expect("SUCCESS");
        var answers = await AtOnce(_ => org.OpenSession(done));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => Assert.Equal(401, a.Status));
        Assert.Single(await org.Documents.List(org.Org.Name, DocumentKinds.Sessions, 1000));
    }

    [Fact]
    public async Task A_finished_page_opens_one_session()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("password"));
        var page = await org.OpenPage("?fromURI=%2Fapp%2Fsample");
        var named = await org.Post("/api/v1/authn", new { stateToken = page.StateToken, username = Ana });
        (await org.Verify(named, "password", password: Seeds.Password)).Expect("SUCCESS");
        var answers = await AtOnce(_ => org.Get($"/login/token/redirect?stateToken={page.StateToken}"));
        Assert.Single(answers, a => a.Cookie("sid") is not null);
        Assert.Single(await org.Documents.List(org.Org.Name, DocumentKinds.Sessions, 1000));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hundred_wrong_codes_lock_after_exactly_five(bool onDisk)
    {
        using var file = new TemporaryFile();
        await using var org = await OrgHost.Start(Seeds.WithChains("totp", "sms", "question"), data: onDisk ? file.Path : null);
        await org.Clock.Freeze();
        var named = await AtOnce(_ => org.Identify(Ana));
        var answers = await AtOnce(i => i % 2 == 0
            ? org.Verify(named[i], Totp, passCode: "000000")
            : org.Verify(named[i], "question", answer: "wrong"));
        Assert.Equal(4, answers.Count(a => a is { Status: 403, ErrorCode: "E0000068" }));
        Assert.Equal(Rivals - 4, answers.Count(a => a is { Status: 403, ErrorCode: "E0000069" }));
        Assert.Equal("LOCKED_OUT", await org.StatusOf(Ana));
        Assert.Single(await org.Log(Ana), e => e == "user.account.lock");
    }

    [Fact]
    public async Task Four_wrong_codes_and_a_right_one_at_once_never_lock()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("totp", "question"));
        await org.Clock.Freeze();
        var named = await AtOnce(_ => org.Identify(Ana), 5);
        var code = await org.Otp(Ana);
        var answers = await AtOnce(i => org.Verify(named[i], i == 2 ? Totp : "question", i == 2 ? code : null, answer: i == 2 ? null : "wrong"), 5);
        Assert.Single(answers, a => a.State == "SUCCESS");
        Assert.Equal(4, answers.Count(a => a.ErrorCode == "E0000068"));
        Assert.Equal("ACTIVE", await org.StatusOf(Ana));
    }

    [Fact]
    public async Task A_sign_in_is_cancelled_once_and_never_finished_as_well()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("totp", "password"));
        var named = await org.Identify(Ana);
        var answers = await AtOnce(_ => org.Cancel(named));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => a.Expect(401, "E0000011"));

        for (var i = 0; i < 5; i++)
        {
            var other = await org.Identify(Ana);
            var both = await AtOnce(n => n % 2 == 0 ? org.Cancel(other) : org.Verify(other, "password", password: Seeds.Password), 10);
            Assert.Single(both, a => a.Status == 200);
        }
    }

    [Fact]
    public async Task Wrong_passwords_at_once_are_counted_one_by_one()
    {
        await using var org = await OrgHost.Start(Seeds.WithRule("authenticate: password", policies: """
              password: [ { name: Patient, groups: [ Everyone ], lockout: { maxAttempts: 60 } } ]
            """));
        var answers = await AtOnce(_ => org.SignIn(Ana, "wrong"), 59);
        Assert.All(answers, a => a.Expect(401, "E0000004"));
        Assert.Equal(59, (await Attempts(org)).WrongPasswords);
        Assert.Equal("ACTIVE", await org.StatusOf(Ana));
        await AtOnce(_ => org.SignIn(Ana, "wrong"));
        Assert.Equal(0, (await Attempts(org)).WrongPasswords);
        Assert.Equal("LOCKED_OUT", await org.StatusOf(Ana));
        Assert.Single(await org.Log(Ana), e => e == "user.account.lock");
    }

    [Fact]
    public async Task A_hundred_askings_at_once_send_one_text_message()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms"));
        await org.Clock.Freeze();
        var named = await AtOnce(_ => org.Identify(Ana));
        var answers = await AtOnce(i => org.Verify(named[i], "sms"));
        Assert.Single(answers, a => a.State == "MFA_CHALLENGE");
        Assert.All(answers.Where(a => a.State != "MFA_CHALLENGE"), a => a.Expect(429, "E0000109"));
        Assert.Single(await org.Messages(Ana, "sms"));
    }

    [Fact]
    public async Task Decoys_are_struck_one_by_one_too()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("question"));
        await org.Set(new { userEnumerationPrevention = true });
        var named = await AtOnce(_ => org.Identify("nobody@demo.test"));
        var answers = await AtOnce(i => org.Verify(named[i], "question", answer: "x"));
        Assert.Equal(4, answers.Count(a => a.ErrorCode == "E0000068"));
        Assert.Equal(Rivals - 4, answers.Count(a => a.ErrorCode == "E0000069"));
    }

    [Fact]
    public async Task Resets_and_settings_at_once_break_nothing()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms", "push"));
        var answers = await AtOnce(i => (i % 4) switch
        {
            0 => org.Post("/emulator/reset", new { }),
            1 => org.Send(HttpMethod.Patch, "/emulator/settings", OrgHost.Body(new { pushMinutes = 1 + i % 9 })),
            2 => org.Post("/emulator/clock", new { advance = "PT1S" }),
            _ => org.Identify(Ana),
        });

        // What was decided on an org that a reset has taken away meanwhile is to be asked anew.
        Assert.DoesNotContain(answers, a => a.Status >= 500 && a is not { Status: 503, ErrorCode: "E0000010" });
        (await org.Post("/emulator/reset", new { })).Expect(204);
        (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
    }

    [Fact]
    public async Task Moves_of_the_clock_at_once_add_up()
    {
        await using var org = await OrgHost.Start();
        await org.Clock.StopAt(Approve.Noon);
        await AtOnce(_ => org.Clock.Post(new { advance = "PT1S" }));
        Assert.Equal(Approve.Noon.AddSeconds(Rivals), org.Clock.Now);
    }

    [Fact]
    public async Task A_state_token_of_another_org_opens_nothing()
    {
        await using var mine = await OrgHost.Start(Seeds.WithChains("password"));
        await using var theirs = await OrgHost.Start(Seeds.WithChains("password"));
        var named = await theirs.Identify(Ana);
        (await mine.Verify(named, "password", password: Seeds.Password)).Expect(401, "E0000011");
        (await mine.Look(named)).Expect(401, "E0000011");
        (await mine.OpenSession(await theirs.Verify(named, "password", password: Seeds.Password))).Expect(401);
    }

    [Fact]
    public async Task Nothing_is_good_after_success()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms"));
        var named = await org.Identify(Ana);
        await org.Verify(named, "sms");
        var code = await org.LatestCode(Ana, "sms");
        (await org.Verify(named, "sms", passCode: code)).Expect("SUCCESS");
        foreach (var path in (string[])["", "/introspect", "/previous", "/skip", "/cancel", "/credentials/change_password", "/credentials/reset_password", "/recovery/answer"])
        {
            (await org.Post($"/api/v1/authn{path}", new { stateToken = named.StateToken, oldPassword = "x", newPassword = "y", answer = "z" })).Expect(401, "E0000011");
        }

        (await org.Verify(await org.Identify(Ana), "sms", passCode: code)).Expect(403, "E0000068");
    }

    [Fact]
    public async Task A_factor_of_somebody_else_proves_nothing()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms", "question"));
        var ana = await org.Identify(Ana);
        var ben = await org.Identify("ben@demo.test");
        (await org.Verify(ana.StateToken!, ben.FactorId("question")!, answer: "olives")).Expect(404, "E0000007");
        await org.Verify(ben, "sms");
        (await org.Verify(ana, "sms", passCode: await org.LatestCode("ben@demo.test", "sms"))).Expect(403, "E0000068");
        Assert.Null(ben.FactorId("push"));
    }

    private static async Task<Attempts> Attempts(OrgHost org) =>
        (await org.Documents.List(org.Org.Name, DocumentKinds.Accounts, 10)).Single(a => a.Value.User.Login == Ana).Value.Attempts;

    private static Task<Reply[]> AtOnce(Func<int, Task<Reply>> request, int rivals = Rivals) =>
        Task.WhenAll(Enumerable.Range(0, rivals).Select(i => Task.Run(() => request(i))));
}
