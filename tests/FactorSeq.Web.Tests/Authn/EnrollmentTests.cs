using System.Text.Json.Nodes;
using FactorSeq.Factors.Totp;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>MFA_ENROLL and MFA_ENROLL_ACTIVATE on the wire, each against the answer a person approved.</summary>
public sealed class EnrollmentTests : IAsyncLifetime
{
    private const string New = "new@demo.test";
    private const string Totp = "token:software:totp";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password + any",
            users: """
                  - { login: new@demo.test, firstName: Nia, lastName: Okafor, password: Passw0rd-new }
                """,
            policies: """
                  mfaEnroll:
                    - { name: All, groups: [ Everyone ], factors: { okta_push: required, okta_otp: optional, google_otp: optional, okta_sms: optional, okta_call: optional, okta_email: optional, okta_question: optional } }
                """));
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Factors_to_set_up_are_listed_with_what_the_policy_says_of_each() =>
        Approve.Json("MFA_ENROLL", await Begin());

    [Theory]
    [InlineData("push", "OKTA", "push")]
    [InlineData(Totp, "OKTA", "totp")]
    [InlineData(Totp, "GOOGLE", "google")]
    [InlineData("email", "OKTA", "email")]
    public async Task A_factor_waits_to_be_activated(string type, string provider, string name)
    {
        var waiting = await Enroll(await Begin(), type, provider);
        if (waiting.Json!["_embedded"]!["factor"]!["_embedded"]?["activation"] is { } activation)
        {
            if (activation["sharedSecret"] is not null)
            {
                activation["sharedSecret"] = "{secret}";
            }

            if (activation["_links"]?["qrcode"] is { } code)
            {
                code["href"] = string.Join('/', ((string)code["href"]!).Split('/')[..^1]) + "/{token}";
            }
        }

        Approve.Json($"MFA_ENROLL_ACTIVATE-{name}", waiting);
    }

    [Theory]
    [InlineData("sms")]
    [InlineData("call")]
    public async Task A_phone_waits_for_the_code_that_went_there(string type)
    {
        var waiting = await Enroll(await Begin(), type, profile: new { phoneNumber = "+1-415-555-0142" });
        Approve.Json($"MFA_ENROLL_ACTIVATE-{type}", waiting);
        (await Activate(waiting, new { passCode = "000000" })).Expect(403, "E0000068");
        (await Activate(waiting, new { passCode = await org.LatestCode(New, type) })).Expect("MFA_ENROLL");
    }

    [Fact]
    public async Task A_software_token_is_set_up_with_the_secret_it_was_told()
    {
        var waiting = await Enroll(await Begin(), Totp);
        var secret = (string)waiting.Json!["_embedded"]!["factor"]!["_embedded"]!["activation"]!["sharedSecret"]!;
        var code = TotpVerifier.Code(Base32.Decode(secret), TotpVerifier.StepAt(org.Clock.Now));
        var listed = (await Activate(waiting, new { passCode = code })).Expect("MFA_ENROLL");

        Assert.Equal("ACTIVE", (string?)listed.Offered.First(f => (string?)f!["provider"] == "OKTA" && (string?)f["factorType"] == Totp)!["status"]);
        await org.Clock.Advance("PT1M");
        Assert.Equal(code.Length, (await org.Otp(New)).Length);
    }

    [Fact]
    public async Task A_phone_that_scans_the_picture_is_Okta_Verify_from_then_on()
    {
        var waiting = await Enroll(await Begin(), "push");
        var picture = (string)waiting.Json!["_embedded"]!["factor"]!["_embedded"]!["activation"]!["_links"]!["qrcode"]!["href"]!;
        var png = await org.Http.GetAsync(new Uri(picture));
        Assert.Equal("image/png", png.Content.Headers.ContentType!.MediaType);
        Assert.Equal([0x89, .. "PNG"u8], (await png.Content.ReadAsByteArrayAsync())[..4]);
        Assert.Equal("WAITING", (await Poll(waiting)).Expect("MFA_ENROLL_ACTIVATE").FactorResult);

        var id = (string)(await org.Get("/emulator/activations")).Json![0]!["id"]!;
        Assert.EndsWith(id, picture);
        (await org.Post($"/emulator/activations/{id}", new { device = "Nia's phone" })).Expect(200);

        (await Poll(waiting)).Expect("SUCCESS");
        var again = await org.SignIn(New, "Passw0rd-new");
        Assert.Equal(["push", Totp], again.Factors);
        Assert.Equal("Nia's phone", (string?)again.Offered[0]!["profile"]!["name"]);
        (await org.Verify(again, Totp, passCode: await org.Otp(New))).Expect("SUCCESS");
    }

    [Fact]
    public async Task The_picture_is_for_who_has_its_address_and_only_as_long_as_it_counts()
    {
        var waiting = await Enroll(await Begin(), "push");
        var picture = new Uri((string)waiting.Json!["_embedded"]!["factor"]!["_embedded"]!["activation"]!["_links"]!["qrcode"]!["href"]!).AbsolutePath;
        var parts = picture.Split('/');
        (await org.Get(picture)).Expect(200);

        (await org.Get(picture.Replace(parts[4], "00uaaaaaaaaaaaaaaaaa"))).Expect(404, "E0000007");
        (await org.Get(picture.Replace(parts[6], "opfaaaaaaaaaaaaaaaaa"))).Expect(404, "E0000007");
        (await org.Get(picture[..^1] + "!")).Expect(404, "E0000007");
        await org.Clock.Advance("PT5M");
        (await org.Get(picture)).Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_picture_that_ran_out_is_made_anew()
    {
        await org.Set(new { stateTokenMinutes = 20 });
        var waiting = await Enroll(await Begin(), "push");
        await org.Clock.Advance("PT5M");
        Approve.Json("MFA_ENROLL_ACTIVATE-push-timeout", Unpictured(await Poll(waiting)));
        var anew = (await Activate(waiting, new { })).Expect("MFA_ENROLL_ACTIVATE");
        Assert.Equal("WAITING", anew.FactorResult);
        Assert.Single((await org.Get("/emulator/activations")).Json!.AsArray());
    }

    [Fact]
    public async Task The_picture_goes_by_mail_or_text_message_as_a_link_that_scans_it()
    {
        var waiting = await Enroll(await Begin(), "push");
        var mailed = (await Post(waiting, "/lifecycle/activate/email", new { })).Expect("MFA_ENROLL_ACTIVATE");
        Assert.Null(mailed.Json!["_embedded"]!["factor"]!["_embedded"]!["activation"]!["_links"]!["qrcode"]);
        (await Post(waiting, "/lifecycle/activate/sms", new { profile = new { phoneNumber = "nobody" } })).Expect(400, "E0000098");
        (await Post(waiting, "/lifecycle/activate/sms", new { profile = new { phoneNumber = "+14155550177" } })).Expect("MFA_ENROLL_ACTIVATE");
        Assert.Equal("+14155550177", (string?)(await org.Messages(New, "sms"))[0]!["to"]);

        var link = (string)(await org.Messages(New, "email"))[0]!["link"]!;
        (await org.Get(new Uri(link).AbsolutePath)).Expect(302);
        (await Poll(waiting)).Expect("SUCCESS");
    }

    [Theory]
    [InlineData("sms", "OKTA", """{"phoneNumber":"12"}""", 400, "E0000098", "Invalid Phone Number.")]
    [InlineData("question", "OKTA", """{"question":"disliked_food","answer":"x"}""", 400, "E0000001", "Invalid Profile.")]
    [InlineData("question", "OKTA", """{}""", 400, "E0000001", "Invalid Profile.")]
    [InlineData("telepathy", "OKTA", """{}""", 400, "E0000001", "factorType: telepathy/OKTA cannot be enrolled at sign-in.")]
    [InlineData("password", "OKTA", """{}""", 400, "E0000001", "factorType: password/OKTA cannot be enrolled at sign-in.")]
    public async Task What_cannot_be_set_up_is_refused_and_the_list_stays(
        string type, string provider, string profile, int status, string code, string cause)
    {
        var list = await Begin();
        var refused = (await Enroll(list, type, provider, JsonNode.Parse(profile)!)).Expect(status, code);
        Assert.Equal(cause, refused.Cause);
        (await org.Look(list)).Expect("MFA_ENROLL");
    }

    [Fact]
    public async Task The_questions_are_read_without_a_token()
    {
        var list = await Begin();
        var link = (string)list.Offered.First(f => (string?)f!["factorType"] == "question")!["_links"]!["questions"]!["href"]!;
        var questions = (await org.Get(new Uri(link).AbsolutePath)).Expect(200).Json!.AsArray();
        Assert.Contains(questions, q => (string?)q!["question"] == "disliked_food" && ((string?)q["questionText"])!.EndsWith('?'));
    }

    [Fact]
    public async Task Previous_leads_back_to_the_list_and_nothing_is_left()
    {
        var waiting = await Enroll(await Begin(), Totp);
        (await org.Previous(waiting)).Expect("MFA_ENROLL");
        (await Activate(waiting, new { passCode = "000000" })).Expect(403, "E0000079");
        Assert.DoesNotContain((await org.SignIn(New, "Passw0rd-new")).Offered, f => (string?)f!["status"] == "ACTIVE");
    }

    [Fact]
    public async Task A_code_went_out_a_moment_ago()
    {
        var waiting = await Enroll(await Begin(), "sms", profile: new { phoneNumber = "+14155550142" });
        (await Post(waiting, "/lifecycle/resend", new { })).Expect(429, "E0000109");
        await org.Clock.Advance("PT30S");
        (await Post(waiting, "/lifecycle/resend", new { factorType = "sms", provider = "OKTA", profile = new { phoneNumber = "+14155550142" } }))
            .Expect("MFA_ENROLL_ACTIVATE");
        Assert.Equal(2, (await org.Messages(New, "sms")).Count);
    }

    [Fact]
    public async Task Another_users_pending_factor_is_nobodys()
    {
        var mine = await Enroll(await Begin(), Totp);
        var theirs = (await org.SignIn("ana@demo.test", Seeds.Password)).Expect("MFA_REQUIRED");
        var id = (string)mine.Json!["_embedded"]!["factor"]!["id"]!;
        (await org.Post($"/api/v1/authn/factors/{id}/lifecycle/activate", new { stateToken = theirs.StateToken, passCode = "000000" })).Expect(403, "E0000079");
        (await org.Post("/api/v1/authn/factors/ostaaaaaaaaaaaaaaaaa/lifecycle/activate", new { stateToken = mine.StateToken, passCode = "000000" }))
            .Expect(404, "E0000007");
    }

    [Fact]
    public async Task A_factor_is_activated_once_however_many_try()
    {
        var waiting = await Enroll(await Begin(), "sms", profile: new { phoneNumber = "+14155550142" });
        var code = await org.LatestCode(New, "sms");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Activate(waiting, new { passCode = code }))));

        Assert.Single(answers, a => a.State == "MFA_ENROLL");
        Assert.All(answers.Where(a => a.State != "MFA_ENROLL"), a => a.Expect(403, "E0000079"));
    }

    [Fact]
    public async Task Skip_is_published_where_nothing_is_missing_and_refused_elsewhere()
    {
        var required = await Begin();
        Assert.Null(required.Json!["_links"]!["skip"]);
        (await org.Post("/api/v1/authn/skip", new { stateToken = required.StateToken })).Expect(403, "E0000079");
    }

    private async Task<Reply> Begin() => (await org.SignIn(New, "Passw0rd-new")).Expect("MFA_ENROLL");

    private Task<Reply> Enroll(Reply list, string factorType, string provider = "OKTA", object? profile = null) =>
        org.Post("/api/v1/authn/factors", new { stateToken = list.StateToken, factorType, provider, profile });

    private Task<Reply> Activate(Reply waiting, object with) => Post(waiting, "/lifecycle/activate", with);

    private Task<Reply> Poll(Reply waiting) => Post(waiting, "/lifecycle/activate/poll", new { });

    private Task<Reply> Post(Reply waiting, string path, object with)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(with)!.AsObject();
        body["stateToken"] = waiting.StateToken;
        return org.Post($"/api/v1/authn/factors/{waiting.Json!["_embedded"]!["factor"]!["id"]}{path}", body);
    }

    private static Reply Unpictured(Reply waiting)
    {
        var links = waiting.Json!["_embedded"]!["factor"]!["_embedded"]!["activation"]!["_links"]!;
        links["qrcode"]!["href"] = "{picture}";
        return waiting;
    }
}
