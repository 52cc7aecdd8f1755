using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Emulator;

/// <summary>Accounts changed by the tester, as an admin would.</summary>
public sealed class AccountTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";
    private const string Nia = "nia@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            users: """
                  - { login: nia@demo.test, firstName: Nia, lastName: Okafor, status: STAGED }
                  - { login: tess@demo.test, firstName: Tess, lastName: Vale, password: Passw0rd-tess, factors: { rsa: { userId: tvale } } }
                """));
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("LOCKED_OUT", "user.account.lock")]
    [InlineData("SUSPENDED", "user.lifecycle.suspend")]
    [InlineData("DEPROVISIONED", "user.lifecycle.deactivate")]
    [InlineData("STAGED", "user.lifecycle.create")]
    public async Task Whoever_is_shut_out_by_the_tester_cannot_sign_in_until_they_are_active_again(string status, string logged)
    {
        var changed = (await Change(Ana, new { status })).Expect(200);
        Assert.Equal((Ana, status), (changed.Text("login"), changed.Text("status")));
        Assert.Equal(status, await org.StatusOf(Ana));
        (await org.SignIn(Ana, Seeds.Password)).Expect(401, "E0000004");
        Assert.Contains(logged, await org.Log(Ana));

        (await Change(Ana, new { status = "ACTIVE" })).Expect(200);
        (await org.SignIn(Ana, Seeds.Password)).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_user_whom_the_tester_unlocks_has_all_tries_again()
    {
        for (var i = 0; i < 10; i++)
        {
            await org.SignIn(Ana, "wrong");
        }

        Assert.Equal("LOCKED_OUT", await org.StatusOf(Ana));
        (await Change(Ana, new { status = "ACTIVE" })).Expect(200);
        (await org.SignIn(Ana, "wrong")).Expect(401, "E0000004");
        (await org.SignIn(Ana, Seeds.Password)).Expect("SUCCESS");
        Assert.Contains("user.account.unlock_by_admin", await org.Log(Ana));
    }

    [Fact]
    public async Task An_expired_password_must_be_changed_at_the_next_sign_in()
    {
        (await Change(Ana, new { status = "PASSWORD_EXPIRED" })).Expect(200);
        (await org.SignIn(Ana, Seeds.Password)).Expect("PASSWORD_EXPIRED");
        (await Change(Nia, new { status = "PASSWORD_EXPIRED" })).Expect(403, "E0000038");
        Assert.Equal("STAGED", await org.StatusOf(Nia));
    }

    [Theory]
    [InlineData("SUSPENDED")]
    [InlineData("DEPROVISIONED")]
    public async Task Whoever_is_suspended_or_deactivated_has_no_session_left(string status)
    {
        var session = (await org.OpenSession((await org.SignIn(Ana, Seeds.Password)).Expect("SUCCESS"))).Expect(200);
        (await org.Me(session.Text("id")!)).Expect(200);
        await org.Clock.Advance("PT1M");
        (await Change(Ana, new { status })).Expect(200);
        (await Change(Ana, new { status = "ACTIVE" })).Expect(200);
        (await org.Me(session.Text("id")!)).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_reset_leaves_the_password_alone_of_all_factors()
    {
        var changed = (await Change(Ana, new { resetFactors = true, status = "LOCKED_OUT" })).Expect(200);
        Assert.Equal(["password"], changed.Json!["factors"]!.AsArray().Select(f => (string)f!));
        Assert.Equal("LOCKED_OUT", changed.Text("status"));
        Assert.Contains("user.mfa.factor.reset_all", await org.Log(Ana));
        (await org.Get($"/emulator/users/{Ana}/otp?factor=totp")).Expect(404, "E0000007");

        var logged = (await org.Log(Ana)).Length;
        (await Change(Ana, new { resetFactors = true, status = "LOCKED_OUT" })).Expect(200);
        Assert.Equal(logged, (await org.Log(Ana)).Length);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"status\":\"\"}")]
    [InlineData("{\"status\":\"locked_out\"}")]
    [InlineData("{\"status\":\"PROVISIONED\"}")]
    [InlineData("{\"status\":\"RECOVERY\"}")]
    [InlineData("{\"status\":null}")]
    [InlineData("{\"status\":[\"ACTIVE\"]}")]
    [InlineData("{\"status\":\"LOCKED_OUT\",\"resetFactors\":false}")]
    [InlineData("{\"status\":\"LOCKED_OUT\",\"resetFactors\":\"true\"}")]
    [InlineData("{\"status\":\"LOCKED_OUT\",\"password\":\"x\"}")]
    [InlineData("{\"resetFactors\":true,\"status\":\"GONE\"}")]
    public async Task A_change_that_makes_no_sense_is_refused_and_changes_nothing(string body)
    {
        var before = (await org.Get("/emulator/users")).Body;
        Assert.NotNull((await Change(Ana, body)).Expect(400, "E0000001").Cause);
        Assert.Equal(before, (await org.Get("/emulator/users")).Body);
        Assert.Empty(await org.Log(Ana));
    }

    [Fact]
    public async Task Nobody_cannot_be_changed_or_activated()
    {
        (await Change("nobody@demo.test", new { status = "ACTIVE" })).Expect(404, "E0000007");
        (await Activation("nobody@demo.test")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_hundred_changes_at_once_are_all_made_one_after_the_other()
    {
        var statuses = new[] { "ACTIVE", "LOCKED_OUT", "SUSPENDED", "STAGED" };
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            if (i % 2 == 0)
            {
                (await Change(Ana, new { status = statuses[i / 2 % 4] })).Expect(200);
            }
            else
            {
                (await Change(Ana, new { resetFactors = true })).Expect(200);
            }
        }));
        Assert.Single(await org.Log(Ana), type => type == "user.mfa.factor.reset_all");
        Assert.Contains(await org.StatusOf(Ana), statuses);
    }

    [Fact]
    public async Task A_new_user_is_handed_a_token_that_activates_once()
    {
        var issued = (await Activation(Nia)).Expect(200);
        var token = issued.Text("activationToken")!;
        Assert.Equal($"{org.Address}/welcome/{token}", issued.Text("link"));
        (await org.Post("/api/v1/authn", new { token })).Expect("PASSWORD_RESET");
        (await org.Post("/api/v1/authn", new { token })).Expect(401, "E0000004");
    }

    [Theory]
    [InlineData("ACTIVE", "E0000016")]
    [InlineData("LOCKED_OUT", "E0000038")]
    [InlineData("SUSPENDED", "E0000038")]
    [InlineData("DEPROVISIONED", "E0000038")]
    [InlineData("PASSWORD_EXPIRED", "E0000038")]
    public async Task Whoever_is_not_new_is_not_activated(string status, string errorCode)
    {
        await Change(Ana, new { status });
        (await Activation(Ana)).Expect(403, errorCode);
    }

    [Fact]
    public async Task The_list_tells_whose_token_asks_for_its_next_code()
    {
        const string Tess = "tess@demo.test";
        (await org.Post($"/emulator/users/{Tess}/token-mode", new { factor = "rsa", nextToken = true })).Expect(204);
        Assert.Equal(["rsa"], await NextToken());
        (await org.Post($"/emulator/users/{Tess}/token-mode", new { factor = "rsa", nextToken = false })).Expect(204);
        Assert.Empty(await NextToken());

        async Task<string[]> NextToken() => [.. (await org.Get("/emulator/users")).Json!.AsArray()
            .Single(u => (string?)u!["login"] == Tess)!["nextToken"]!.AsArray().Select(f => (string)f!)];
    }

    private Task<Reply> Change(string login, object body) => org.Send(HttpMethod.Patch, $"/emulator/users/{login}", OrgHost.Body(body));

    private Task<Reply> Activation(string login) => org.Post($"/emulator/users/{login}/activation", new { });
}
