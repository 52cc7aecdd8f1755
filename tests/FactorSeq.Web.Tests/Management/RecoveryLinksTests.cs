using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Links that administrators hand out: for whom they are good, and until when.</summary>
public sealed class RecoveryLinksTests : IAsyncLifetime
{
    private const string Ben = "/api/v1/users/ben@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            policies: "  password: [ { name: Closed, groups: [ others ], selfServicePasswordReset: deny }, { name: Open, groups: [ Everyone ] } ]",
            users: "  - { login: noa@demo.test, firstName: Noa, lastName: Way, password: Passw0rd-noa, groups: [ others ], recoveryQuestion: { question: disliked_food, answer: liver } }",
            more: "apiTokens: [ { name: ci, token: 00ci-token } ]"));
        await org.Clock.StopAt(Approve.Noon);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Theory]
    [InlineData("lifecycle/reset_password")]
    [InlineData("credentials/forgot_password")]
    public async Task An_administrators_link_counts_where_nobody_may_reset_a_password_alone(string operation)
    {
        var at = await Spend(await Reset("noa@demo.test", operation));
        at = (await org.Post("/api/v1/authn/recovery/answer", new { stateToken = at.Expect("RECOVERY").StateToken, answer = "liver" })).Expect("PASSWORD_RESET");
        (await Choose(at, "Passw0rd-other")).Expect("SUCCESS");
        (await org.Post("/api/v1/authn/recovery/password", new { username = "noa@demo.test" }, ManagementOrg.Admin)).Expect(403, "E0000034");
    }

    [Fact]
    public async Task A_later_link_takes_the_place_of_the_earlier_ones()
    {
        var first = await Reset("ben@demo.test");
        var second = await Reset("ben@demo.test");
        (await Spend(first)).Expect(401, "E0000011");
        (await Choose((await Spend(second)).Expect("PASSWORD_RESET"), "Passw0rd-other")).Expect("SUCCESS");
    }

    [Fact]
    public async Task A_new_password_ends_the_links_that_were_under_way()
    {
        var link = await Reset("ben@demo.test", "credentials/forgot_password");
        (await org.Do(Ben, new { credentials = new { password = new { value = "Passw0rd-other" } } })).Expect(200);
        (await Spend(link)).Expect(401, "E0000011");
        (await org.Post("/api/v1/authn/recovery/password", new { username = "ben@demo.test", factorType = "EMAIL" })).Expect("RECOVERY_CHALLENGE");
        var mailed = ((string)(await org.Messages("ben@demo.test", "email"))[0]!["link"]!).Split('/')[^1];
        (await org.Do(Ben, new { credentials = new { password = new { value = "Passw0rd-third" } } })).Expect(200);
        (await Spend(mailed)).Expect(401, "E0000011");
    }

    [Fact]
    public async Task A_later_activation_takes_the_place_of_the_earlier_ones()
    {
        (await org.Make(ManagementOrg.Person("new@demo.test"), "?activate=false")).Expect("STAGED");
        const string At = "/api/v1/users/new@demo.test/lifecycle";
        var first = (await org.Do($"{At}/activate?sendEmail=false")).Expect(200).Text("activationToken")!;
        var second = (await org.Do($"{At}/reactivate?sendEmail=false")).Expect(200).Text("activationToken")!;
        (await org.Post("/api/v1/authn", new { token = first })).Expect(401, "E0000004");
        (await org.Do($"{At}/deactivate")).Expect(200);
        var third = (await org.Do($"{At}/activate?sendEmail=false")).Expect(200).Text("activationToken")!;
        (await org.Post("/api/v1/authn", new { token = second })).Expect(401, "E0000004");
        (await org.Post("/api/v1/authn", new { token = third })).Expect("PASSWORD_RESET");
    }

    private async Task<string> Reset(string login, string operation = "lifecycle/reset_password") =>
        (await org.Do($"/api/v1/users/{login}/{operation}?sendEmail=false"))
        .Expect(200).Text("resetPasswordUrl")!.Split('/')[^1];

    private Task<Reply> Spend(string token) => org.Post("/api/v1/authn/recovery/token", new { recoveryToken = token });

    private Task<Reply> Choose(Reply at, string password) =>
        org.Post("/api/v1/authn/credentials/reset_password", new { stateToken = at.StateToken, newPassword = password });
}
