using System.Buffers.Text;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>What the Factors API has in common with sign-ins: what the org and its policies allow, strikes, pauses and locks.</summary>
public sealed class FactorRulesTests : IAsyncLifetime
{
    private const string Ana = "/api/v1/users/ana@demo.test/factors";
    private const string New = "/api/v1/users/new@demo.test/factors";

    private readonly SecurityKey key = new();
    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password + any",
            users: $"  - {{ login: kim@demo.test, firstName: Kim, lastName: Key, password: Passw0rd-kim, factors: {{ duo: {{}}, webauthn: [ {{ credentialId: \"{key.CredentialId}\", publicKey: \"{key.PublicKey}\", name: Blue }} ] }} }}",
            policies: """
                  password: [ { name: Thaws, groups: [ Everyone ], lockout: { maxAttempts: 10, autoUnlockMinutes: 5 } } ]
                  mfaEnroll: [ { name: All, groups: [ Everyone ], factors: { okta_sms: optional, okta_email: optional, okta_question: optional, okta_push: optional, okta_otp: optional, google_otp: optional, fido_webauthn: optional, duo: optional } } ]
                """,
            more: """
                admins:
                  - { login: root@demo.test, password: Passw0rd-root }
                  - { login: read@demo.test, password: Passw0rd-read, roles: [ READ_ONLY_ADMIN ] }
                apiTokens: [ { name: ci, token: 00ci-token }, { name: read, token: 00read-token, user: read@demo.test } ]
                """));
        await org.Clock.StopAt(Approve.Noon);
        (await org.Make(ManagementOrg.Person("new@demo.test", "Passw0rd-new"))).Expect("ACTIVE");
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_factor_that_the_org_has_switched_off_is_neither_set_up_nor_proved()
    {
        var pending = $"{New}/{(await Enroll("sms", new { phoneNumber = "+14155550199" })).Expect(200).Text("id")}";
        var code = await org.LatestCode("new@demo.test", "sms");
        var sms = $"{Ana}/{Id(await org.Ask(Ana), "sms")}";
        (await org.Do("/api/v1/org/factors/okta_sms/lifecycle/deactivate")).Expect(200);
        Assert.Equal("Factor not enabled.", (await org.Do($"{New}?activate=true", Sms())).Expect(400, "E0000001").Cause);
        Assert.Equal("Factor not enabled.", (await org.Do($"{pending}/lifecycle/activate", new { passCode = code })).Expect(400, "E0000001").Cause);
        Assert.Equal("Factor not enabled.", (await org.Do($"{sms}/verify")).Expect(400, "E0000001").Cause);
        Assert.DoesNotContain("sms", (await org.Ask($"{New}/catalog")).All(f => f["factorType"]));
        (await org.Do("/api/v1/org/factors/okta_sms/lifecycle/activate")).Expect(200);
        (await org.Do($"{pending}/lifecycle/activate", new { passCode = code })).Expect(200);
    }

    [Fact]
    public async Task The_code_that_comes_with_a_push_stays_out_where_the_org_has_switched_it_off()
    {
        (await org.Do("/api/v1/org/factors/okta_otp/lifecycle/deactivate")).Expect(200);
        var at = $"{New}/{(await Enroll("push", null)).Expect(200).Text("id")}";
        var code = (await org.Get("/emulator/activations")).Json!.AsArray().Single()!;
        (await org.Post($"/emulator/activations/{code["id"]}", new { device = "New phone" })).Expect(200);
        Assert.Equal("ACTIVE", (await org.Do($"{at}/lifecycle/activate/poll")).Expect(200).Text("status"));
        Assert.Equal(["push"], (await org.Ask(New)).All(f => f["factorType"]));
    }

    [Fact]
    public async Task Of_two_that_wait_for_their_activation_one_gets_in_where_one_is_the_most()
    {
        var first = (await Enroll("sms", new { phoneNumber = "+14155550199" })).Expect(200).Text("id");
        var code = await org.LatestCode("new@demo.test", "sms");
        var second = (await Enroll("sms", new { phoneNumber = "+14155550198" })).Expect(200).Text("id");
        var other = await org.LatestCode("new@demo.test", "sms");
        (await org.Do($"{New}/{first}/lifecycle/activate", new { passCode = code })).Expect(200);
        (await org.Do($"{New}/{second}/lifecycle/activate", new { passCode = other })).Expect(400, "E0000001");
        Assert.Single((await org.Ask(New)).Json!.AsArray());
    }

    [Fact]
    public async Task What_a_policy_has_ruled_out_meanwhile_is_not_activated()
    {
        var at = $"{New}/{(await Enroll("sms", new { phoneNumber = "+14155550199" })).Expect(200).Text("id")}";
        var code = await org.LatestCode("new@demo.test", "sms");
        var policy = (await org.Ask("/api/v1/policies?type=MFA_ENROLL")).Json!.AsArray().Single(p => (string?)p!["name"] == "All")!.AsObject();
        policy["settings"]!["factors"]!["okta_sms"]!["enroll"]!["self"] = "NOT_ALLOWED";
        (await org.Put($"/api/v1/policies/{policy["id"]}", new { type = "MFA_ENROLL", name = "All", settings = policy["settings"]!.DeepClone() })).Expect(200);
        (await org.Do($"{at}/lifecycle/activate", new { passCode = code })).Expect(400, "E0000001");
        Assert.Empty((await org.Ask(New)).Json!.AsArray());
    }

    [Fact]
    public async Task Whoever_was_deactivated_meanwhile_gets_no_factor()
    {
        var at = $"{New}/{(await Enroll("sms", new { phoneNumber = "+14155550199" })).Expect(200).Text("id")}";
        var code = await org.LatestCode("new@demo.test", "sms");
        (await org.Do("/api/v1/users/new@demo.test/lifecycle/deactivate")).Expect(200);
        (await org.Do($"{at}/lifecycle/activate", new { passCode = code })).Expect(403, "E0000038");
    }

    [Fact]
    public async Task Calls_that_have_nothing_to_say_need_no_body()
    {
        var sms = $"{Ana}/{Id(await org.Ask(Ana), "sms")}";
        Assert.Equal("CHALLENGE", (await Bare($"{sms}/verify")).Expect(200).FactorResult);
        var push = $"{New}/{(await Enroll("push", null)).Expect(200).Text("id")}";
        Assert.Equal("WAITING", (await Bare($"{push}/lifecycle/activate/poll")).Expect(200).FactorResult);
        Assert.Equal("WAITING", (await Bare($"{push}/lifecycle/activate")).Expect(200).FactorResult);
        var mail = $"{New}/{(await Enroll("email", new { })).Expect(200).Text("id")}";
        await org.Clock.Advance(TimeSpan.FromSeconds(6));
        (await Bare($"{mail}/resend")).Expect(200);
        (await org.Send(HttpMethod.Post, $"{sms}/verify", new StringContent("x"), ManagementOrg.Admin)).Expect(400, "E0000021");
    }

    [Fact]
    public async Task A_chunked_body_is_read_where_none_is_needed()
    {
        const string Ben = "/api/v1/users/ben@demo.test/credentials";
        var question = new { question = "Who sails the ship?", answer = "captain" };
        (await org.Do($"{Ben}/change_recovery_question", new { password = new { value = "Passw0rd-ben" }, recovery_question = question })).Expect(200);
        using var body = new ChunkedContent("""{"password":{"value":"Passw0rd-other"},"recovery_question":{"answer":"captain"}}""");
        (await org.Send(HttpMethod.Post, $"{Ben}/forgot_password", body, ManagementOrg.Admin)).Expect(200);
        Assert.Empty(await org.Messages("ben@demo.test", "email"));
        using var nothing = new ChunkedContent("");
        (await org.Send(HttpMethod.Post, $"{Ben}/forgot_password", nothing, ManagementOrg.Admin)).Expect(200);
        Assert.Single(await org.Messages("ben@demo.test", "email"));
    }

    [Fact]
    public async Task An_activation_without_a_code_is_no_wrong_code()
    {
        var sms = $"{New}/{(await Enroll("sms", new { phoneNumber = "+14155550199" })).Expect(200).Text("id")}/lifecycle/activate";
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal("passCode: The field cannot be left blank", (await org.Do(sms, new { passCode = "" })).Expect(400, "E0000001").Cause);
            (await org.Do($"{sms}/poll")).Expect(400, "E0000001");
        }

        Assert.Equal("ACTIVE", await org.StatusOf("new@demo.test"));
        (await org.Do(sms, new { passCode = await org.LatestCode("new@demo.test", "sms") })).Expect(200);
    }

    [Fact]
    public async Task A_lock_whose_time_is_over_is_none_here_either()
    {
        var totp = $"{Ana}/{Id(await org.Ask(Ana), "token:software:totp")}/verify";
        for (var i = 0; i < 5; i++)
        {
            await org.Do(totp, new { passCode = "000000" });
        }

        Assert.Equal("LOCKED_OUT", await org.StatusOf("ana@demo.test"));
        await org.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("SUCCESS", (await org.Do(totp, new { passCode = await org.Otp("ana@demo.test") })).Expect(200).FactorResult);
        Assert.Equal("ACTIVE", await org.StatusOf("ana@demo.test"));
        Assert.Single(await org.Log("ana@demo.test"), type => type == "user.account.unlock");
    }

    [Fact]
    public async Task An_answered_push_is_told_as_often_as_it_is_asked_for_and_counts_once()
    {
        var push = $"{Ana}/{Id(await org.Ask(Ana), "push")}";
        var poll = Path(await org.Do($"{push}/verify"), "poll");
        await org.Approve("ana@demo.test");
        Assert.Equal("SUCCESS", (await org.Get(poll, ManagementOrg.Token("read"))).Expect(200).FactorResult);
        Assert.Equal("SUCCESS", (await org.Ask(poll)).Expect(200).FactorResult);
        Assert.Single(await org.Log("ana@demo.test"), type => type == "user.authentication.auth_via_mfa");

        poll = Path(await org.Do($"{push}/verify"), "poll");
        await org.Deny("ana@demo.test");
        Assert.Equal("REJECTED", (await org.Ask(poll)).Expect(200).FactorResult);
        Assert.Equal("REJECTED", (await org.Ask(poll)).Expect(200).FactorResult);
        Assert.Single(await org.Log("ana@demo.test"), type => type == "user.mfa.okta_verify.deny_push");

        poll = Path(await org.Do($"{push}/verify"), "poll");
        await org.Approve("ana@demo.test");
        (await org.Send(HttpMethod.Patch, "/emulator/users/ana@demo.test", OrgHost.Body(new { status = "LOCKED_OUT" }))).Expect(200);
        (await org.Ask(poll)).Expect(403, "E0000069");
    }

    [Fact]
    public async Task What_activates_a_factor_is_for_those_who_may_set_it_up()
    {
        var at = $"{New}/{(await Enroll("token:software:totp", null, "GOOGLE")).Expect(200).Text("id")}";
        Assert.NotNull((await org.Ask(at)).Expect(200).Json!["_embedded"]!["activation"]!["sharedSecret"]);
        var seen = (await org.Get(at, ManagementOrg.Token("read"))).Expect(200);
        Assert.Equal("PENDING_ACTIVATION", seen.Text("status"));
        Assert.Null(seen.Json!["_embedded"]);
    }

    [Fact]
    public async Task Links_lead_to_what_is_taken()
    {
        var sms = (await org.Ask($"{Ana}/{Id(await org.Ask(Ana), "sms")}")).Expect(200);
        Assert.Equal(["verify", "self", "user"], sms.Json!["_links"]!.AsObject().Select(link => link.Key));
        Assert.NotNull((await Enroll("email", new { })).Expect(200).Json!["_links"]!["resend"]);
        const string Ben = "/api/v1/users/ben@demo.test";
        (await org.Do($"{Ben}/lifecycle/reset_password?sendEmail=false")).Expect(200);
        Assert.Null((await org.Ask(Ben)).Expect("RECOVERY").Json!["_links"]!["suspend"]);
        (await org.Do($"{Ben}/lifecycle/expire_password")).Expect(200);
        Assert.Null((await org.Ask(Ben)).Expect("PASSWORD_EXPIRED").Json!["_links"]!["suspend"]);
    }

    [Fact]
    public async Task A_key_is_told_what_to_sign()
    {
        const string Kim = "/api/v1/users/kim@demo.test/factors";
        var at = $"{Kim}/{Id(await org.Ask(Kim), "webauthn")}/verify";
        var asked = (await org.Do(at)).Expect(200);
        var signed = key.Get(new Page((string)asked.Json!["_embedded"]!["challenge"]!["challenge"]!, org.Address));
        Assert.Equal("SUCCESS", (await org.Do(at, new
        {
            clientData = Base64Url.EncodeToString(signed.ClientData),
            authenticatorData = Base64Url.EncodeToString(signed.AuthenticatorData),
            signatureData = Base64Url.EncodeToString(signed.Signature),
        })).Expect(200).FactorResult);
        (await org.Do($"{Kim}/{Id(await org.Ask(Kim), "web")}/verify")).Expect(400, "E0000001");
    }

    [Fact]
    public async Task A_push_with_numbers_tells_the_right_one()
    {
        await org.Set(new { numberChallenge = "always" });
        var push = $"{Ana}/{Id(await org.Ask(Ana), "push")}";
        var waiting = (await org.Do($"{push}/verify")).Expect(200);
        var number = (int)waiting.Json!["_embedded"]!["challenge"]!["correctAnswer"]!;
        Assert.Equal(number, (int)(await org.Ask(Path(waiting, "poll"))).Json!["_embedded"]!["challenge"]!["correctAnswer"]!);
        await org.Approve("ana@demo.test", number);
        Assert.Equal("SUCCESS", (await org.Ask(Path(waiting, "poll"))).Expect(200).FactorResult);
    }

    [Fact]
    public async Task A_sign_in_and_a_call_share_the_pause_between_two_codes()
    {
        var at = (await org.SignIn("ana@demo.test", Seeds.Password)).Expect("MFA_REQUIRED");
        (await org.Verify(at, "sms")).Expect("MFA_CHALLENGE");
        var sms = $"{Ana}/{Id(await org.Ask(Ana), "sms")}";
        (await org.Do($"{sms}/verify")).Expect(429, "E0000109");
        await org.Clock.Advance(TimeSpan.FromSeconds(31));
        (await org.Do($"{sms}/verify")).Expect(200);
        (await org.Verify(at, "sms")).Expect(429, "E0000109");
    }

    [Fact]
    public async Task Pauses_that_are_over_are_forgotten()
    {
        for (var i = 0; i < 3; i++)
        {
            (await Enroll("sms", new { phoneNumber = $"+1415555018{i}" })).Expect(200);
            await org.Clock.Advance(TimeSpan.FromHours(2));
        }

        Assert.Single((await org.Org.FindAccount("new@demo.test"))!.Value.Attempts.LastSent);
    }

    private static object Sms() => new { factorType = "sms", provider = "OKTA", profile = new { phoneNumber = "+14155550199" } };

    private static string Id(Reply list, string type) => (string)list.Json!.AsArray().Single(f => (string?)f!["factorType"] == type)!["id"]!;

    private static string Path(Reply reply, string rel) => new Uri((string)reply.Expect(200).Json!["_links"]![rel]!["href"]!).PathAndQuery;

    private Task<Reply> Bare(string path) => org.Send(HttpMethod.Post, path, null, ManagementOrg.Admin);

    private Task<Reply> Enroll(string type, object? profile, string provider = "OKTA") =>
        org.Do(New, profile is null ? new { factorType = type, provider } : new { factorType = type, provider, profile });

    /// <summary>A body whose length nobody knows beforehand.</summary>
    private sealed class ChunkedContent : HttpContent
    {
        private readonly byte[] bytes;

        internal ChunkedContent(string text)
        {
            bytes = System.Text.Encoding.UTF8.GetBytes(text);
            Headers.ContentType = new("application/json");
        }

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context) => stream.WriteAsync(bytes).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
