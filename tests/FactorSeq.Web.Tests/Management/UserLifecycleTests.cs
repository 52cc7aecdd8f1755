using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>What administrators make of accounts: from where to where, and what is refused.</summary>
public sealed class UserLifecycleTests : IAsyncLifetime
{
    private const string Ben = "/api/v1/users/ben@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(ManagementOrg.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("STAGED", "activate", 200, "ACTIVE")]
    [InlineData("DEPROVISIONED", "activate", 200, "ACTIVE")]
    [InlineData("ACTIVE", "activate", 403, "E0000016")]
    [InlineData("SUSPENDED", "activate", 403, "E0000038")]
    [InlineData("ACTIVE", "reactivate", 403, "E0000038")]
    [InlineData("ACTIVE", "deactivate", 200, "DEPROVISIONED")]
    [InlineData("STAGED", "deactivate", 200, "DEPROVISIONED")]
    [InlineData("LOCKED_OUT", "deactivate", 200, "DEPROVISIONED")]
    [InlineData("DEPROVISIONED", "deactivate", 403, "E0000038")]
    [InlineData("ACTIVE", "suspend", 200, "SUSPENDED")]
    [InlineData("SUSPENDED", "suspend", 400, "E0000001")]
    [InlineData("STAGED", "suspend", 400, "E0000001")]
    [InlineData("SUSPENDED", "unsuspend", 200, "ACTIVE")]
    [InlineData("ACTIVE", "unsuspend", 400, "E0000001")]
    [InlineData("LOCKED_OUT", "unlock", 200, "ACTIVE")]
    [InlineData("ACTIVE", "unlock", 403, "E0000032")]
    [InlineData("SUSPENDED", "unlock", 403, "E0000032")]
    [InlineData("ACTIVE", "expire_password", 200, "PASSWORD_EXPIRED")]
    [InlineData("STAGED", "expire_password", 403, "E0000038")]
    [InlineData("SUSPENDED", "expire_password", 403, "E0000038")]
    [InlineData("ACTIVE", "reset_password", 200, "RECOVERY")]
    [InlineData("LOCKED_OUT", "reset_password", 200, "RECOVERY")]
    [InlineData("SUSPENDED", "reset_password", 403, "E0000038")]
    [InlineData("DEPROVISIONED", "reset_password", 403, "E0000038")]
    [InlineData("ACTIVE", "reset_factors", 200, "ACTIVE")]
    [InlineData("DEPROVISIONED", "reset_factors", 403, "E0000038")]
    public async Task An_operation_leads_on_or_is_refused(string from, string operation, int status, string outcome)
    {
        (await org.Send(HttpMethod.Patch, "/emulator/users/ben@demo.test", OrgHost.Body(new { status = from })))
            .Expect(200);
        var reply = await org.Do($"{Ben}/lifecycle/{operation}");
        if (status == 200)
        {
            reply.Expect(200);
            Assert.Equal(outcome, await org.StatusOf("ben@demo.test"));
        }
        else
        {
            reply.Expect(status, outcome);
            Assert.Equal(from, await org.StatusOf("ben@demo.test"));
        }
    }

    [Fact]
    public async Task Nobody_is_changed_who_is_not_there()
    {
        foreach (var operation in new[] { "activate", "reactivate", "deactivate", "suspend", "unsuspend", "unlock", "expire_password", "reset_password", "reset_factors" })
        {
            (await org.Do($"/api/v1/users/nobody@demo.test/lifecycle/{operation}")).Expect(404, "E0000007");
        }

        (await org.Do($"{Ben}/lifecycle/explode")).Expect(404, "E0000008");
    }

    [Fact]
    public async Task An_activation_that_is_not_mailed_is_told_and_made_anew()
    {
        (await org.Make(ManagementOrg.Person("new@demo.test"), "?activate=false")).Expect("STAGED");
        var told = (await org.Do("/api/v1/users/new@demo.test/lifecycle/activate?sendEmail=false")).Expect(200);
        Assert.Equal($"{org.Address}/welcome/{told.Text("activationToken")}", told.Text("activationUrl"));
        Assert.Empty(await org.Messages("new@demo.test", "email"));
        var again = (await org.Do("/api/v1/users/new@demo.test/lifecycle/reactivate?sendEmail=false")).Expect(200);
        Assert.NotEqual(told.Text("activationToken"), again.Text("activationToken"));
        Assert.Empty((await org.Do("/api/v1/users/new@demo.test/lifecycle/reactivate")).Expect(200).Json!.AsObject());
        var mailed = ((string)Assert.Single(await org.Messages("new@demo.test", "email"))!["link"]!).Split('/')[^1];
        (await org.Post("/api/v1/authn", new { token = again.Text("activationToken") })).Expect(401, "E0000004");
        (await org.Post("/api/v1/authn", new { token = mailed })).Expect("PASSWORD_RESET");
    }

    [Fact]
    public async Task A_reset_password_is_chosen_by_link_or_mail()
    {
        var told = (await org.Do($"{Ben}/lifecycle/reset_password?sendEmail=false")).Expect(200);
        var token = told.Text("resetPasswordUrl")!.Split('/')[^1];
        (await org.SignIn("ben@demo.test", "Passw0rd-ben")).Expect(401, "E0000004");
        var at = (await org.Post("/api/v1/authn/recovery/token", new { recoveryToken = token })).Expect("PASSWORD_RESET");
        (await org.Post("/api/v1/authn/credentials/reset_password", new { stateToken = at.StateToken, newPassword = "Passw0rd-other" })).Expect("SUCCESS");
        Assert.Equal("ACTIVE", await org.StatusOf("ben@demo.test"));
        Assert.Empty((await org.Do($"{Ben}/lifecycle/reset_password")).Expect(200).Json!.AsObject());
        Assert.Contains("/signin/reset-password/", (string?)(await org.Messages("ben@demo.test", "email"))[0]!["link"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_password_is_shown_with_its_user_or_replaced()
    {
        Assert.Equal("PASSWORD_EXPIRED", (await org.Do($"{Ben}/lifecycle/expire_password")).Expect(200).Text("status"));
        var temporary = (await org.Do($"{Ben}/lifecycle/expire_password?tempPassword=true")).Expect(200).Text("tempPassword")!;
        (await org.SignIn("ben@demo.test", "Passw0rd-ben")).Expect(401, "E0000004");
        var at = (await org.SignIn("ben@demo.test", temporary)).Expect("PASSWORD_EXPIRED");
        (await org.Post("/api/v1/authn/credentials/change_password", new { stateToken = at.StateToken, oldPassword = temporary, newPassword = "Passw0rd-other" })).Expect("SUCCESS");
    }

    [Fact]
    public async Task Factors_are_reset_and_their_link_goes()
    {
        Assert.NotNull((await org.Ask(Ben)).Json!["_links"]!["resetFactors"]);
        (await org.Do($"{Ben}/lifecycle/reset_factors")).Expect(200);
        Assert.Null((await org.Ask(Ben)).Json!["_links"]!["resetFactors"]);
        (await org.Do($"{Ben}/lifecycle/reset_factors")).Expect(200);
        Assert.Single(await org.Log("ben@demo.test"), type => type == "user.mfa.factor.reset_all");
    }

    [Theory]
    [InlineData("STAGED", "self schema type activate resetFactors")]
    [InlineData("ACTIVE", "self schema type resetPassword expirePassword forgotPassword changePassword changeRecoveryQuestion suspend deactivate resetFactors")]
    [InlineData("DEPROVISIONED", "self schema type activate delete resetFactors")]
    [InlineData("LOCKED_OUT", "self schema type unlock resetPassword deactivate")]
    [InlineData("SUSPENDED", "self schema type unsuspend deactivate")]
    public async Task Links_are_those_of_the_status(string status, string links)
    {
        (await org.Send(HttpMethod.Patch, "/emulator/users/ben@demo.test", OrgHost.Body(new { status }))).Expect(200);
        Assert.Equal(links.Split(' '), (await org.Ask(Ben)).Json!["_links"]!.AsObject().Select(link => link.Key));
    }

    [Fact]
    public async Task Of_many_operations_at_once_each_counts_once()
    {
        var suspended = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => org.Do($"{Ben}/lifecycle/suspend")));
        Assert.Single(suspended, reply => reply.Status == 200);
        Assert.Single(await org.Log("ben@demo.test"), type => type == "user.lifecycle.suspend");
        var tokens = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => org.Make(ManagementOrg.Person($"new{i}@demo.test"))));
        Assert.All(tokens, reply => reply.Expect(200));
    }

    [Fact]
    public async Task A_password_is_changed_by_whoever_knows_it()
    {
        var at = $"{Ben}/credentials/change_password";
        static object Body(string old, string @new) => new { oldPassword = new { value = old }, newPassword = new { value = @new } };
        Assert.Equal("oldPassword: The credentials provided were incorrect.", (await org.Do(at, Body("wrong", "Passw0rd-other"))).Expect(403, "E0000014").Cause);
        Assert.StartsWith("password: ", (await org.Do(at, Body("Passw0rd-ben", "short"))).Expect(403, "E0000014").Cause, StringComparison.Ordinal);
        (await org.Do(at, new { newPassword = new { value = "x" } })).Expect(400, "E0000001");
        (await org.Do(at, new { oldPassword = new { value = "x" } })).Expect(400, "E0000001");
        var changed = (await org.Do(at, Body("Passw0rd-ben", "Passw0rd-other"))).Expect(200);
        Assert.Equal("{\"password\":{},\"provider\":{\"type\":\"OKTA\",\"name\":\"OKTA\"}}", changed.Json!.ToJsonString());
        (await org.SignIn("ben@demo.test", "Passw0rd-other")).Expect("SUCCESS");
        (await org.Do($"{Ben}/lifecycle/suspend")).Expect(200);
        (await org.Do(at, Body("Passw0rd-other", "Passw0rd-third"))).Expect(403, "E0000014");
        Assert.Contains("user.account.update_password", await org.Log("ben@demo.test"));
    }

    [Fact]
    public async Task A_recovery_question_is_set_by_password_and_lets_a_forgotten_one_be_chosen_anew()
    {
        var question = new { question = "Who sails the ship?", answer = "captain" };
        (await org.Do($"{Ben}/credentials/change_recovery_question", new { password = new { value = "wrong" }, recovery_question = question })).Expect(403, "E0000014");
        (await org.Do($"{Ben}/credentials/change_recovery_question", new { recovery_question = question })).Expect(400, "E0000001");
        (await org.Do($"{Ben}/credentials/change_recovery_question", new { password = new { value = "Passw0rd-ben" } })).Expect(400, "E0000001");
        var set = (await org.Do($"{Ben}/credentials/change_recovery_question", new { password = new { value = "Passw0rd-ben" }, recovery_question = question })).Expect(200);
        Assert.Equal("Who sails the ship?", (string)set.Json!["recovery_question"]!["question"]!);

        static object Forgot(string answer, string password) => new { password = new { value = password }, recovery_question = new { answer } };
        foreach (var name in new[] { "forgot_password", "forgot_password_recovery_question" })
        {
            var at = $"{Ben}/credentials/{name}";
            (await org.Do(at, Forgot("pirate", "Passw0rd-other"))).Expect(403, "E0000087");
            (await org.Do(at, new { password = new { value = "Passw0rd-other" } })).Expect(400, "E0000001");
            (await org.Do(at, Forgot("captain", "short"))).Expect(400, "E0000001");
            (await org.Do(at, Forgot("CAPTAIN ", $"Passw0rd-{name}"))).Expect(200);
            (await org.SignIn("ben@demo.test", $"Passw0rd-{name}")).Expect("SUCCESS");
        }

        var told = (await org.Send(HttpMethod.Post, $"{Ben}/credentials/forgot_password?sendEmail=false", null, ManagementOrg.Admin)).Expect(200);
        Assert.StartsWith($"{org.Address}/signin/reset-password/", told.Text("resetPasswordUrl"), StringComparison.Ordinal);
        Assert.Equal("ACTIVE", await org.StatusOf("ben@demo.test"));
        Assert.Empty((await org.Do($"{Ben}/credentials/forgot_password")).Expect(200).Json!.AsObject());
        Assert.Single(await org.Messages("ben@demo.test", "email"));
        (await org.Do($"{Ben}/lifecycle/suspend")).Expect(200);
        (await org.Do($"{Ben}/credentials/forgot_password")).Expect(403, "E0000034");
        (await org.Do($"{Ben}/credentials/forgot_password_recovery_question", Forgot("captain", "Passw0rd-x"))).Expect(403, "E0000034");
        (await org.Do($"{Ben}/credentials/change_recovery_question", new { password = new { value = "x" }, recovery_question = question })).Expect(403, "E0000036");
    }
}
