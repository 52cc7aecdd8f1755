using FactorSeq.Core.Users;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Registration;

/// <summary>Self-service registration as the Classic widget asks for it.</summary>
public sealed class RegistrationTests : IAsyncLifetime
{
    private static readonly (string, string) Trusted = ("Origin", "http://trusted.test");

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start();
        await org.Set(new { selfServiceRegistration = true });
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Unless_the_org_says_so_nobody_registers()
    {
        await org.Set(new { selfServiceRegistration = false });
        (await org.Get("/api/v1/registration/form")).Expect(403, "E0000015");
        (await org.Post("/api/v1/registration/any/register", new { })).Expect(403, "E0000015");
    }

    [Fact]
    public async Task The_form_is_a_schema_the_widget_reads() => Approve.Json("registration_form", await org.Get("/api/v1/registration/form"));

    [Fact]
    public async Task A_new_user_is_staged_and_gets_a_token_to_be_activated_with()
    {
        var reply = (await Register("new@demo.test", "Str0ng-enough")).Expect(200);
        var token = reply.Text("activationToken")!;
        Assert.NotEmpty(token);
        var account = (await org.Org.FindAccount("NEW@demo.test"))!.Value;
        Assert.Equal((AccountStatus.Staged, "New", "User"), (account.User.Status, account.User.FirstName, account.User.LastName));
        Assert.Equal(org.Org.Current.Everyone, Assert.Single(account.User.Groups));
        Assert.Equal(["password"], account.Enrollments.Select(e => e.Id));
        Assert.Contains("user.lifecycle.create", await org.Log("new@demo.test"));
        (await org.Identify("new@demo.test")).Expect(401, "E0000004");
    }

    [Fact]
    public async Task The_token_activates_the_account_once()
    {
        await org.EditSeed(Seeds.WithRule("authenticate: password").Replace("name: demo,", "name: demo, settings: { selfServiceRegistration: true },"));
        var token = (await Register("new@demo.test", "Str0ng-enough")).Expect(200).Text("activationToken");
        var activated = (await org.Post("/api/v1/authn", new { token })).Expect(200);
        Assert.NotNull(activated.State);
        (await org.Post("/api/v1/authn", new { token })).Expect(401);
        Assert.Equal("ACTIVE", await org.StatusOf("new@demo.test"));
        (await org.SignIn("new@demo.test", "Str0ng-enough")).Expect("SUCCESS");
    }

    [Fact]
    public async Task The_token_is_good_for_an_hour()
    {
        var token = (await Register("new@demo.test", "Str0ng-enough")).Expect(200).Text("activationToken");
        await org.Clock.Advance("PT1H");
        (await org.Post("/api/v1/authn", new { token })).Expect(401);
        Assert.Equal("STAGED", await org.StatusOf("new@demo.test"));
    }

    [Fact]
    public async Task A_taken_login_is_told_so()
    {
        var refused = (await Register("ANA@demo.test", "Str0ng-enough", Trusted)).Expect(400, "E0000001");
        Assert.Equal("http://trusted.test", refused.Header("Access-Control-Allow-Origin"));
        Approve.Json("registration_taken", await Register("ana@demo.test", "Str0ng-enough"));
    }

    [Fact]
    public async Task Of_parallel_registrations_of_one_login_one_wins()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Register("new@demo.test", "Str0ng-enough")));
        Assert.Single(replies, r => r.Status == 200);
        Assert.Equal(7, replies.Count(r => r is { Status: 400, ErrorCode: "E0000001" }));
    }

    [Fact]
    public async Task Every_fault_is_named_with_its_place() =>
        Approve.Json("registration_faults", await Post(await PolicyId(), new { userProfile = new { email = "no address", password = "short", firstName = " " } }));

    [Theory]
    [InlineData("Sh0rt")]
    [InlineData("no-uppercase-1")]
    [InlineData("NO-LOWERCASE-1")]
    [InlineData("No-digits-here")]
    [InlineData("Contains-NEWBIE-1")]
    public async Task A_weak_password_makes_no_account(string password)
    {
        var refused = (await Register("newbie@demo.test", password)).Expect(400, "E0000001");
        Assert.Equal("password", (string)refused.Json!["errorCauses"]![0]!["location"]!);
        Assert.Null(await org.Org.FindAccount("newbie@demo.test"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"userProfile":null}""")]
    [InlineData("""{"userProfile":"x"}""")]
    [InlineData("""{"userProfile":[]}""")]
    public async Task A_body_without_a_profile_lacks_everything(string body) =>
        Assert.Equal(4, (await Post(await PolicyId(), body)).Expect(400, "E0000001").Json!["errorCauses"]!.AsArray().Count);

    [Fact]
    public async Task Another_policy_is_not_found() => (await Post("00pnothing", new { })).Expect(404, "E0000007");

    private async Task<string> PolicyId() => (await org.Get("/api/v1/registration/form")).Expect(200).Text("policyId")!;

    private async Task<Reply> Register(string email, string password, params (string, string)[] headers) =>
        await Post(await PolicyId(), new { userProfile = new { email, password, firstName = "New", lastName = "User" }, relayState = "x" }, headers);

    private Task<Reply> Post(string policy, object body, params (string, string)[] headers) => org.Post($"/api/v1/registration/{policy}/register", body, headers);
}
