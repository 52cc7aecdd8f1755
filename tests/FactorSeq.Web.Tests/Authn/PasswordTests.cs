using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>PASSWORD_WARN and PASSWORD_EXPIRED on the wire, and what becomes of passwords there.</summary>
public sealed class PasswordTests : IAsyncLifetime
{
    private const string Old = "old@demo.test";
    private const string OldPassword = "Passw0rd-one";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            users: """
                  - { login: old@demo.test, firstName: Olumide, lastName: Dahl, password: Passw0rd-one }
                """,
            policies: """
                  password:
                    - name: Strict
                      groups: [ Everyone ]
                      age: { maxAgeDays: 90, expireWarnDays: 10, minAgeMinutes: 60, historyCount: 2 }
                      complexity: { minLength: 10, minSymbol: 1, excludeAttributes: [ firstName ] }
                """));
        await org.Clock.Freeze();
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_password_about_to_expire_warns_and_may_be_kept()
    {
        await org.Clock.Advance("P85D");
        var warned = await Warned();
        Approve.Json("PASSWORD_WARN", warned);
        (await org.Post("/api/v1/authn/skip", new { stateToken = warned.StateToken })).Expect("SUCCESS");
        (await org.SignIn(Old, OldPassword)).Expect("SUCCESS");
    }

    [Fact]
    public async Task An_expired_password_must_be_changed()
    {
        await org.Clock.Advance("P90D");
        var expired = (await org.SignIn(Old, OldPassword)).Expect("PASSWORD_EXPIRED");
        Approve.Json("PASSWORD_EXPIRED", expired);
        Assert.Equal("PASSWORD_EXPIRED", await org.StatusOf(Old));
        (await org.Post("/api/v1/authn/skip", new { stateToken = expired.StateToken })).Expect(403, "E0000079");

        (await Change(expired, OldPassword, "Passw0rd-two!")).Expect("SUCCESS");

        Assert.Equal("ACTIVE", await org.StatusOf(Old));
        (await org.SignIn(Old, "Passw0rd-two!")).Expect("SUCCESS");
        (await org.SignIn(Old, OldPassword)).Expect(401, "E0000004");
    }

    [Fact]
    public async Task Wrong_and_unfit_passwords_are_refused_in_Oktas_words()
    {
        await org.Clock.Advance("P90D");
        var expired = await org.SignIn(Old, OldPassword);
        Approve.Json("E0000014-old", await Change(expired, "wrong", "Passw0rd-two!"));
        Approve.Json("E0000014-unfit", await Change(expired, OldPassword, "short"));
        Assert.Contains("first name", (await Change(expired, OldPassword, "Passw0rd-Olumide!")).Expect(403, "E0000014").Cause);
        (await Change(expired, OldPassword, new string('x', 5000))).Expect(403, "E0000014");
        (await org.Post("/api/v1/authn/credentials/change_password", new { stateToken = expired.StateToken, oldPassword = OldPassword })).Expect(400, "E0000001");
        (await org.Look(expired)).Expect("PASSWORD_EXPIRED");
    }

    [Fact]
    public async Task The_last_passwords_do_not_come_back_until_enough_others_were_there()
    {
        string[] passwords = ["Passw0rd-one", "Passw0rd-two!", "Passw0rd-three!", "Passw0rd-four!"];
        for (var i = 0; i < 3; i++)
        {
            await org.Clock.Advance("P90D");
            var expired = (await org.SignIn(Old, passwords[i])).Expect("PASSWORD_EXPIRED");
            foreach (var earlier in passwords[Math.Max(0, i - 2)..(i + 1)].Where(p => p != OldPassword))
            {
                Assert.Equal("Password has been used too recently", (await Change(expired, passwords[i], earlier)).Expect(403, "E0000014").Cause);
            }

            (await Change(expired, passwords[i], passwords[i + 1])).Expect("SUCCESS");
        }

        // Two later passwords are remembered besides the present one; what came before them is free again.
        await org.Clock.Advance("P90D");
        var last = (await org.SignIn(Old, passwords[3])).Expect("PASSWORD_EXPIRED");
        (await Change(last, passwords[3], passwords[1])).Expect(403, "E0000014");
        (await Change(last, passwords[3], "Passw0rd-five!")).Expect("SUCCESS");
        await org.Clock.Advance("P90D");
        (await Change(await org.SignIn(Old, "Passw0rd-five!"), "Passw0rd-five!", passwords[1])).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_young_password_is_kept_for_a_while()
    {
        await using var hasty = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            policies: """
                  password:
                    - { name: Hasty, groups: [ Everyone ], age: { maxAgeDays: 1, expireWarnDays: 1, minAgeMinutes: 60 } }
                """));
        await hasty.Clock.Freeze();
        var warned = (await hasty.Post(
            "/api/v1/authn",
            new { username = "ana@demo.test", password = Seeds.Password, options = new { warnBeforePasswordExpired = true } })).Expect("PASSWORD_WARN");
        var change = new { stateToken = warned.StateToken, oldPassword = Seeds.Password, newPassword = "An0ther-one" };
        Assert.Equal("Password has been changed too recently", (await hasty.Post("/api/v1/authn/credentials/change_password", change)).Expect(403, "E0000014").Cause);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sessions_of_the_old_password_end_where_that_is_asked_for(bool revokeSessions)
    {
        await org.Clock.Advance("P89DT23H30M");
        var sid = (await org.OpenSession(await org.SignIn(Old, OldPassword))).Text("id")!;
        await org.Clock.Advance("PT1H");
        var expired = (await org.SignIn(Old, OldPassword)).Expect("PASSWORD_EXPIRED");
        (await org.Me(sid)).Expect(200);
        var changed = (await org.Post(
            "/api/v1/authn/credentials/change_password",
            new { stateToken = expired.StateToken, oldPassword = OldPassword, newPassword = "Passw0rd-two!", revokeSessions })).Expect("SUCCESS");

        Assert.Equal(revokeSessions ? 404 : 200, (await org.Me(sid)).Status);
        (await org.Me((await org.OpenSession(changed)).Text("id")!)).Expect(200);
    }

    [Fact]
    public async Task An_expired_password_is_changed_once_however_many_try()
    {
        await org.Clock.Advance("P90D");
        var expired = await org.SignIn(Old, OldPassword);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Change(expired, OldPassword, $"Passw0rd-rival-{i}!"))));
        Assert.Single(answers, a => a.State == "SUCCESS");
        Assert.All(answers.Where(a => a.State != "SUCCESS"), a => a.Expect(401, "E0000011"));
    }

    private async Task<Reply> Warned() => (await org.Post(
        "/api/v1/authn",
        new { username = Old, password = OldPassword, options = new { warnBeforePasswordExpired = true } })).Expect("PASSWORD_WARN");

    private Task<Reply> Change(Reply at, string oldPassword, string newPassword) =>
        org.Post("/api/v1/authn/credentials/change_password", new { stateToken = at.StateToken, oldPassword, newPassword });
}
