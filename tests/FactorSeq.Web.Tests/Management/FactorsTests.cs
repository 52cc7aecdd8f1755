using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Factors set up, proved and removed by programs.</summary>
public sealed class FactorsTests : IAsyncLifetime
{
    private const string Ana = "/api/v1/users/ana@demo.test/factors";
    private const string New = "/api/v1/users/new@demo.test/factors";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            policies: "  mfaEnroll: [ { name: All, groups: [ Everyone ], factors: { okta_sms: optional, okta_email: optional, okta_question: optional, okta_push: optional, okta_otp: optional, google_otp: optional } } ]",
            more: "apiTokens: [ { name: ci, token: 00ci-token } ]"));
        await org.Clock.StopAt(Approve.Noon);
        (await org.Make(ManagementOrg.Person("new@demo.test", "Passw0rd-new"))).Expect("ACTIVE");
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Factors_are_listed_shown_and_removed()
    {
        var list = await org.Ask(Ana);
        Assert.Equal(["call", "email", "push", "question", "sms", "token:software:totp"], list.All(f => f["factorType"]).Order(StringComparer.Ordinal));
        var sms = Id(list, "sms");
        Approve.Json("factor_sms", (await org.Ask($"{Ana}/{sms}")).Expect(200));
        (await org.Remove($"{Ana}/{sms}")).Expect(204);
        (await org.Ask($"{Ana}/{sms}")).Expect(404, "E0000007");
        (await org.Remove($"{Ana}/{sms}")).Expect(404, "E0000007");
        (await org.Remove($"{Ana}/password")).Expect(404, "E0000007");
        (await org.Ask($"/api/v1/users/ben@demo.test/factors/{Id(list, "push")}")).Expect(404, "E0000007");
        Assert.Contains("user.mfa.factor.deactivate", await org.Log("ana@demo.test"));
    }

    [Fact]
    public async Task The_catalog_is_what_the_policy_allows()
    {
        var catalog = (await org.Ask($"{New}/catalog")).Expect(200);
        Assert.Equal(
            ["email OKTA", "push OKTA", "question OKTA", "sms OKTA", "token:software:totp GOOGLE", "token:software:totp OKTA"],
            catalog.Json!.AsArray().Select(f => $"{f!["factorType"]} {f["provider"]}").Order(StringComparer.Ordinal));
        Assert.All(catalog.All(f => f["status"]), status => Assert.Equal("NOT_SETUP", status));
        (await org.Remove($"{New}/catalog")).Expect(405, "E0000022");
        (await org.Put($"{New}/questions")).Expect(405, "E0000022");
    }

    [Fact]
    public async Task A_question_is_active_at_once_and_can_be_changed()
    {
        var made = (await Enroll("question", new { question = "disliked_food", answer = "mushrooms" })).Expect(200);
        Assert.Equal("ACTIVE", made.Text("status"));
        var at = $"{New}/{made.Text("id")}";
        Assert.Equal("SUCCESS", (await org.Do($"{at}/verify", new { answer = "Mushrooms" })).Expect(200).FactorResult);
        (await org.Do($"{at}/verify", new { answer = "olives" })).Expect(403, "E0000068");
        (await org.Do($"{at}/verify")).Expect(400, "E0000001");
        (await org.Put(at, new { profile = new { question = "first_award", answer = "medal" } })).Expect(200);
        (await org.Put(at, new { profile = new { question = "nonsense", answer = "medal" } })).Expect(400, "E0000001");
        Assert.Equal("SUCCESS", (await org.Do($"{at}/verify", new { answer = "medal" })).Expect(200).FactorResult);
        (await Enroll("question", new { question = "disliked_food", answer = "mushrooms" })).Expect(400, "E0000001");
        var sms = Id(await org.Ask(Ana), "sms");
        (await org.Put($"{Ana}/{sms}", new { profile = new { phoneNumber = "+14155550199" } })).Expect(400, "E0000001");
        (await org.Put($"{New}/ufsnone", new { profile = new { } })).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_phone_is_activated_by_the_code_that_it_is_sent()
    {
        var made = (await Enroll("sms", new { phoneNumber = "+14155550199" })).Expect(200);
        Approve.Json("factor_pending", made);
        var at = $"{New}/{made.Text("id")}";
        Assert.Equal("PENDING_ACTIVATION", (await org.Ask(at)).Expect(200).Text("status"));
        Assert.Empty((await org.Ask(New)).Expect(200).Json!.AsArray());
        (await org.Do($"{at}/resend")).Expect(429, "E0000109");
        var wrong = (await org.Do($"{at}/lifecycle/activate", new { passCode = "000000" })).Expect(403, "E0000068");
        Assert.Equal("Your passcode doesn't match our records. Please try again.", wrong.Cause);
        await org.Clock.Advance(TimeSpan.FromSeconds(31));
        (await org.Do($"{at}/resend")).Expect(200);
        var active = (await org.Do($"{at}/lifecycle/activate", new { passCode = await org.LatestCode("new@demo.test", "sms") })).Expect(200);
        Assert.Equal("ACTIVE", active.Text("status"));
        (await org.Do($"{at}/lifecycle/activate", new { passCode = "000000" })).Expect(400, "E0000001");
        (await org.Do($"{New}/mblnone/lifecycle/activate", new { passCode = "000000" })).Expect(404, "E0000007");

        await org.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("CHALLENGE", (await org.Do($"{at}/verify")).Expect(200).FactorResult);
        (await org.Do($"{at}/verify")).Expect(429, "E0000109");
        Assert.Equal("SUCCESS", (await org.Do($"{at}/verify", new { passCode = await org.LatestCode("new@demo.test", "sms") })).Expect(200).FactorResult);
        Assert.Contains("user.authentication.auth_via_mfa", await org.Log("new@demo.test"));
    }

    [Fact]
    public async Task A_pending_factor_is_removed_before_it_was_one()
    {
        var made = (await Enroll("email", new { })).Expect(200);
        (await org.Remove($"{New}/{made.Text("id")}")).Expect(204);
        (await org.Do($"{New}/{made.Text("id")}/lifecycle/activate", new { passCode = "000000" })).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_phone_that_is_vouched_for_is_active_at_once()
    {
        var made = (await org.Do($"{New}?activate=true", new { factorType = "sms", provider = "OKTA", profile = new { phoneNumber = "+14155550199" } })).Expect(200);
        Assert.Equal("ACTIVE", made.Text("status"));
        Assert.Empty(await org.Messages("new@demo.test", "sms"));
    }

    [Theory]
    [InlineData("{\"factorType\":\"call\",\"provider\":\"OKTA\"}", 400, "E0000001", "Factor not enabled.")]
    [InlineData("{\"factorType\":\"sms\",\"provider\":\"GOOGLE\"}", 400, "E0000001", "Invalid Provider.")]
    [InlineData("{\"factorType\":\"pigeon\",\"provider\":\"OKTA\"}", 400, "E0000001", "Invalid Factor.")]
    [InlineData("{}", 400, "E0000001", "Invalid Factor.")]
    [InlineData("{\"factorType\":\"sms\",\"provider\":\"OKTA\",\"profile\":{\"phoneNumber\":\"x\"}}", 400, "E0000098", "Invalid Phone Number.")]
    [InlineData("{\"factorType\":\"question\",\"provider\":\"OKTA\",\"profile\":{\"question\":\"x\"}}", 400, "E0000001", "Invalid Profile.")]
    [InlineData("[]", 400, "E0000003", null)]
    public async Task What_cannot_be_set_up_is_refused(string body, int status, string code, string? cause)
    {
        Assert.Equal(cause, (await org.Post(New, body, ManagementOrg.Admin)).Expect(status, code).Cause);
        Assert.Empty((await org.Ask(New)).Expect(200).Json!.AsArray());
    }

    [Fact]
    public async Task A_phone_app_is_activated_by_its_scan_and_proves_itself_by_push()
    {
        var made = (await Enroll("push", null)).Expect(200);
        var at = $"{New}/{made.Text("id")}";
        Assert.NotNull(made.Json!["_embedded"]!["activation"]!["_links"]!["qrcode"]);
        Assert.Equal("WAITING", (await org.Do($"{at}/lifecycle/activate/poll")).Expect(200).FactorResult);
        var code = (await org.Get("/emulator/activations")).Json!.AsArray().Single()!;
        (await org.Post($"/emulator/activations/{code["id"]}", new { device = "New phone" })).Expect(200);
        Assert.Equal("ACTIVE", (await org.Do($"{at}/lifecycle/activate/poll")).Expect(200).Text("status"));
        Assert.Equal(["push", "token:software:totp"], (await org.Ask(New)).All(f => f["factorType"]).Order(StringComparer.Ordinal));

        var waiting = (await org.Do($"{at}/verify")).Expect(200);
        Assert.Equal("WAITING", waiting.FactorResult);
        var poll = Path(waiting, "poll");
        Assert.Equal("WAITING", (await org.Ask(poll)).Expect(200).FactorResult);
        await org.Approve("new@demo.test");
        Assert.Equal("SUCCESS", (await org.Ask(poll)).Expect(200).FactorResult);
        Assert.Equal("SUCCESS", (await org.Ask(poll)).Expect(200).FactorResult);

        poll = Path((await org.Do($"{at}/verify")).Expect(200), "poll");
        await org.Deny("new@demo.test");
        Assert.Equal("REJECTED", (await org.Ask(poll)).Expect(200).FactorResult);
        poll = Path((await org.Do($"{at}/verify")).Expect(200), "poll");
        await org.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("TIMEOUT", (await org.Ask(poll)).Expect(200).FactorResult);
        poll = Path((await org.Do($"{at}/verify")).Expect(200), "cancel");
        (await org.Remove(poll)).Expect(204);
        (await org.Remove(poll)).Expect(404, "E0000007");
        Assert.Empty(await org.Pushes());
        (await org.Do($"{at}/verify", new { passCode = "000000" })).Expect(400, "E0000001");
    }

    [Fact]
    public async Task Five_wrong_codes_lock_the_user_here_as_well()
    {
        var totp = $"{Ana}/{Id(await org.Ask(Ana), "token:software:totp")}/verify";
        for (var i = 0; i < 4; i++)
        {
            (await org.Do(totp, new { passCode = "000000" })).Expect(403, "E0000068");
        }

        (await org.Do(totp, new { passCode = "000000" })).Expect(403, "E0000069");
        Assert.Equal("LOCKED_OUT", await org.StatusOf("ana@demo.test"));
        (await org.Do(totp, new { passCode = await org.Otp("ana@demo.test") })).Expect(403, "E0000069");
        (await org.Do("/api/v1/users/ana@demo.test/lifecycle/unlock")).Expect(200);
        Assert.Equal("SUCCESS", (await org.Do(totp, new { passCode = await org.Otp("ana@demo.test") })).Expect(200).FactorResult);
        (await org.Do(totp, new { passCode = await org.Otp("ana@demo.test") })).Expect(403, "E0000082");
    }

    [Fact]
    public async Task Of_many_that_spend_one_code_one_gets_through()
    {
        var totp = $"{Ana}/{Id(await org.Ask(Ana), "token:software:totp")}/verify";
        var code = await org.Otp("ana@demo.test");
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => org.Do(totp, new { passCode = code })));
        Assert.Single(replies, reply => reply.Status == 200);
    }

    private static string Id(Reply list, string type) => (string)list.Json!.AsArray().Single(f => (string?)f!["factorType"] == type)!["id"]!;

    private static string Path(Reply reply, string rel) => new Uri((string)reply.Json!["_links"]![rel]!["href"]!).PathAndQuery;

    private Task<Reply> Enroll(string type, object? profile) => org.Do(New, profile is null
        ? new { factorType = type, provider = "OKTA" }
        : new { factorType = type, provider = "OKTA", profile });
}
