using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>How the Factors API shows factors, and what it takes from clients that send no body where none is needed.</summary>
public sealed class FactorFaceTests : IAsyncLifetime
{
    private const string New = "/api/v1/users/new@demo.test/factors";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            policies: "  mfaEnroll: [ { name: All, groups: [ Everyone ], factors: { okta_sms: optional, okta_call: optional, okta_email: optional, okta_question: optional, okta_push: optional, okta_otp: optional } } ]",
            more: "apiTokens: [ { name: ci, token: 00ci-token } ]"));
        await org.Clock.StopAt(Approve.Noon);
        (await org.Make(ManagementOrg.Person("new@demo.test", "Passw0rd-new"))).Expect("ACTIVE");
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_question_leads_to_the_list_of_questions_and_nowhere_to_be_verified() =>
        Approve.Json("factor_question", await Enroll("question", new { question = "disliked_food", answer = "mushrooms" }));

    [Fact]
    public async Task A_software_token_that_waits_shows_its_secret() => Approve.Json("factor_totp_pending", await Enroll("token:software:totp"));

    [Fact]
    public async Task A_phone_app_has_no_profile_until_it_is_there()
    {
        var made = await Enroll("push");
        Approve.Json("factor_push_pending", made);
        var at = $"{New}/{made.Text("id")}";
        Approve.Json("factor_push_waiting", await Bodyless($"{at}/lifecycle/activate"));
        await org.Clock.Advance(TimeSpan.FromMinutes(6));
        Approve.Json("factor_push_timeout", await Bodyless($"{at}/lifecycle/activate"));
        Assert.Equal("WAITING", (await Bodyless($"{at}/lifecycle/activate")).Expect(200).FactorResult);

        await Scan();
        var active = (await Bodyless($"{at}/lifecycle/activate")).Expect(200);
        Assert.Equal("new@demo.test", (string)active.Json!["profile"]!["credentialId"]!);
        Assert.Equal(["GET", "DELETE"], active.Json["_links"]!["self"]!["hints"]!["allow"]!.AsArray().Select(verb => (string)verb!));
    }

    [Fact]
    public async Task A_phone_app_is_set_up_by_a_link_as_well()
    {
        var made = await Enroll("push");
        var send = made.Json!["_embedded"]!["activation"]!["_links"]!["send"]!.AsArray();
        Assert.Equal(["email", "sms"], send.Select(link => (string)link!["name"]!));
        Assert.Equal("WAITING", (await Bodyless(Path(send[0]!))).Expect(200).FactorResult);
        Assert.Single(await org.Messages("new@demo.test", "email"));
        (await org.Do(Path(send[1]!), new { profile = new { phoneNumber = "+14155550199" } })).Expect(200);
        Assert.Single(await org.Messages("new@demo.test", "sms"));
        (await org.Do(Path(send[1]!), new { profile = new { phoneNumber = "x" } })).Expect(400, "E0000098");
        (await org.Post(Path(send[0]!), new { })).Expect(401, "E0000011");

        var totp = (await Enroll("token:software:totp")).Text("id");
        (await org.Do($"{New}/{totp}/lifecycle/activate/email")).Expect(400, "E0000001");
    }

    [Fact]
    public async Task What_is_proved_says_whose_it_is()
    {
        var push = await Enroll("push");
        await Scan();
        (await Bodyless($"{New}/{push.Text("id")}/lifecycle/activate")).Expect("ACTIVE");
        var waiting = await Bodyless($"{New}/{push.Text("id")}/verify");
        Approve.Json("factor_verify_push", waiting);
        await org.Deny("new@demo.test");
        Approve.Json("factor_verify_push_rejected", await org.Ask(Path(waiting.Json!["_links"]!["poll"]!)));

        var call = (await org.Do($"{New}?activate=true", new { factorType = "call", provider = "OKTA", profile = new { phoneNumber = "+14155550199", phoneExtension = "12" } })).Expect("ACTIVE");
        Approve.Json("factor_verify_call", await Bodyless($"{New}/{call.Text("id")}/verify"));
        var mail = (await org.Do($"{New}?activate=true", new { factorType = "email", provider = "OKTA" })).Expect("ACTIVE");
        Assert.Equal("new@demo.test", (string)mail.Json!["profile"]!["email"]!);
        Assert.Null((await Bodyless($"{New}/{mail.Text("id")}/verify")).Expect(200).Json!["profile"]);
    }

    [Fact]
    public async Task Questions_are_listed_in_Oktas_order()
    {
        var keys = (await org.Ask($"{New}/questions")).All(question => question["question"]);
        Assert.Equal(["disliked_food", "name_of_first_plush_toy", "first_award", "favorite_security_question"], keys[..4]);
        Assert.Equal("favorite_sports_player", keys[^1]);
    }

    [Theory]
    [InlineData("162 840 01133\u202C", "+16284001133")]
    [InlineData("\u200E+1 (415) 555-0100", "+14155550100")]
    public async Task A_number_is_taken_with_the_marks_that_a_copied_text_brings(string typed, string kept)
    {
        var made = await Enroll("sms", new { phoneNumber = typed });
        Assert.Equal(kept, (string)made.Json!["profile"]!["phoneNumber"]!);
    }

    private static string Path(JsonNode link) => new Uri((string)link["href"]!).PathAndQuery;

    private async Task Scan()
    {
        var code = (await org.Get("/emulator/activations")).Json!.AsArray()[0]!;
        (await org.Post($"/emulator/activations/{code["id"]}", new { device = "New phone" })).Expect(200);
    }

    // With the content type that the SDKs name, and no content.
    private Task<Reply> Bodyless(string path)
    {
        var nothing = new ByteArrayContent([]);
        nothing.Headers.ContentType = new("application/json");
        return org.Send(HttpMethod.Post, path, nothing, ManagementOrg.Admin);
    }

    private async Task<Reply> Enroll(string type, object? profile = null) => (await org.Do(New, profile is null
        ? new { factorType = type, provider = "OKTA" }
        : new { factorType = type, provider = "OKTA", profile })).Expect(200);
}
