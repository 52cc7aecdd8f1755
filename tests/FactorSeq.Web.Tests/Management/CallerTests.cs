using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Who may call the Management API, and who may not.</summary>
public sealed class CallerTests
{
    private static readonly (string Method, string Path)[] Calls =
    [
        ("GET", "/api/v1/users"), ("POST", "/api/v1/users"), ("GET", "/api/v1/users/ben@demo.test"), ("POST", "/api/v1/users/ben@demo.test"), ("PUT", "/api/v1/users/ben@demo.test"),
        ("DELETE", "/api/v1/users/ben@demo.test"), ("GET", "/api/v1/users/ben@demo.test/groups"), ("GET", "/api/v1/users/ben@demo.test/appLinks"),
        ("DELETE", "/api/v1/users/ben@demo.test/sessions"),
        ("POST", "/api/v1/users/ben@demo.test/lifecycle/activate"), ("POST", "/api/v1/users/ben@demo.test/lifecycle/reactivate"),
        ("POST", "/api/v1/users/ben@demo.test/lifecycle/deactivate"), ("POST", "/api/v1/users/ben@demo.test/lifecycle/suspend"),
        ("POST", "/api/v1/users/ben@demo.test/lifecycle/unsuspend"), ("POST", "/api/v1/users/ben@demo.test/lifecycle/unlock"),
        ("POST", "/api/v1/users/ben@demo.test/lifecycle/expire_password"), ("POST", "/api/v1/users/ben@demo.test/lifecycle/reset_password"),
        ("POST", "/api/v1/users/ben@demo.test/lifecycle/reset_factors"), ("POST", "/api/v1/users/ben@demo.test/credentials/change_password"),
        ("POST", "/api/v1/users/ben@demo.test/credentials/change_recovery_question"), ("POST", "/api/v1/users/ben@demo.test/credentials/forgot_password"),
        ("POST", "/api/v1/users/ben@demo.test/credentials/forgot_password_recovery_question"),
        ("GET", "/api/v1/users/ben@demo.test/factors"), ("POST", "/api/v1/users/ben@demo.test/factors"), ("GET", "/api/v1/users/ben@demo.test/factors/catalog"),
        ("GET", "/api/v1/users/ben@demo.test/factors/x"), ("PUT", "/api/v1/users/ben@demo.test/factors/x"), ("DELETE", "/api/v1/users/ben@demo.test/factors/x"),
        ("POST", "/api/v1/users/ben@demo.test/factors/x/lifecycle/activate"), ("POST", "/api/v1/users/ben@demo.test/factors/x/lifecycle/activate/poll"),
        ("POST", "/api/v1/users/ben@demo.test/factors/x/resend"), ("POST", "/api/v1/users/ben@demo.test/factors/x/verify"),
        ("GET", "/api/v1/users/ben@demo.test/factors/x/transactions/y"), ("DELETE", "/api/v1/users/ben@demo.test/factors/x/transactions/y"),
        ("GET", "/api/v1/groups"), ("POST", "/api/v1/groups"), ("GET", "/api/v1/groups/x"), ("PUT", "/api/v1/groups/x"), ("DELETE", "/api/v1/groups/x"),
        ("GET", "/api/v1/groups/x/users"), ("PUT", "/api/v1/groups/x/users/y"), ("DELETE", "/api/v1/groups/x/users/y"),
        ("GET", "/api/v1/logs"),
    ];

    [Fact]
    public async Task Nobody_and_strangers_and_users_without_a_role_get_nothing()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        foreach (var (method, path) in Calls)
        {
            (await Send(org, method, path)).Expect(403, "E0000005");
            (await Send(org, method, path, ("Authorization", "SSWS wrong"))).Expect(401, "E0000011");
            (await Send(org, method, path, ("Authorization", "Bearer wrong"))).Expect(401, "E0000011");
            (await Send(org, method, path, ("Authorization", "Basic cm9vdDpyb290"))).Expect(401, "E0000011");
            (await Send(org, method, path, ManagementOrg.Token("ana"))).Expect(403, "E0000006");
        }

        Assert.Equal("ACTIVE", await org.StatusOf("ben@demo.test"));
    }

    [Theory]
    [InlineData("help", "GET /api/v1/users", "POST /api/v1/users/ben@demo.test/lifecycle/suspend", "GET /api/v1/groups")]
    [InlineData("read", "GET /api/v1/users", "GET /api/v1/users/ben@demo.test", "GET /api/v1/groups", "GET /api/v1/logs")]
    [InlineData("members", "GET /api/v1/users", "GET /api/v1/groups")]
    [InlineData("report", "GET /api/v1/logs")]
    public async Task An_administrator_does_what_the_role_allows(string token, params string[] allowed)
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        foreach (var call in allowed)
        {
            (await Send(org, call.Split(' ')[0], call.Split(' ')[1], ManagementOrg.Token(token))).Expect(200);
        }

        (await Send(org, "POST", "/api/v1/users", ManagementOrg.Token(token))).Expect(403, "E0000006");
        (await Send(org, "DELETE", "/api/v1/users/ben@demo.test", ManagementOrg.Token(token))).Expect(403, "E0000006");
        if (!allowed.Contains("GET /api/v1/logs"))
        {
            (await Send(org, "GET", "/api/v1/logs", ManagementOrg.Token(token))).Expect(403, "E0000006");
        }
    }

    [Fact]
    public async Task Everybody_may_look_at_themselves_and_at_nobody_else()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        foreach (var name in new[] { "me", "ana@demo.test", "ANA@demo.test" })
        {
            var self = (await Send(org, "GET", $"/api/v1/users/{name}", ManagementOrg.Token("ana"))).Expect(200);
            Assert.Equal("ana@demo.test", (string)self.Json!["profile"]!["login"]!);
        }

        (await Send(org, "POST", "/api/v1/users/me", ManagementOrg.Token("ana"))).Expect(403, "E0000006");
        var session = (await org.OpenSession((await org.SignIn("ana@demo.test", Seeds.Password)).Expect("SUCCESS"))).Expect(200).Text("id");
        (await org.Get("/api/v1/users/me", ("Cookie", $"sid={session}"))).Expect(200);
        (await org.Get("/api/v1/users/ben@demo.test", ("Cookie", $"sid={session}"))).Expect(403, "E0000006");
        (await org.Post("/api/v1/users/me/lifecycle/suspend", new { }, ("Cookie", $"sid={session}"))).Expect(403, "E0000005");
    }

    [Fact]
    public async Task A_token_ends_with_its_owner()
    {
        await using var org = await OrgHost.Start(ManagementOrg.Seed);
        (await org.Do("/api/v1/users/read@demo.test/lifecycle/suspend")).Expect(200);
        (await Send(org, "GET", "/api/v1/users", ManagementOrg.Token("read"))).Expect(401, "E0000011");
    }

    [Fact]
    public async Task A_service_app_does_what_its_scopes_say()
    {
        await using var org = await OrgHost.Start(SigningClient.Seed);
        var token = await ServiceToken(org);
        (await org.Get("/api/v1/users", ("Authorization", $"Bearer {token}"))).Expect(200);
        (await org.Get("/api/v1/groups", ("Authorization", $"Bearer {token}"))).Expect(200);
        (await org.Get("/api/v1/users/me", ("Authorization", $"Bearer {token}"))).Expect(404, "E0000007");
        foreach (var (method, path) in new[] { ("POST", "/api/v1/users"), ("GET", "/api/v1/logs"), ("DELETE", "/api/v1/users/ana@demo.test") })
        {
            var refused = (await Send(org, method, path, ("Authorization", $"Bearer {token}"))).Expect(403, "E0000006");
            Assert.Equal(
                "Bearer error=\"insufficient_scope\", error_description=\"The access token provided does not contain the required scopes.\"",
                refused.Header("WWW-Authenticate"));
        }

        Assert.Contains("invalid_token", (await org.Get("/api/v1/users", ("Authorization", "Bearer wrong"))).Expect(401, "E0000011").Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    internal static async Task<string> ServiceToken(OrgHost org) => (await org.Send(HttpMethod.Post, "/oauth2/v1/token", new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["grant_type"] = "client_credentials",
        ["scope"] = "okta.users.read okta.groups.read",
        ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ["client_assertion"] = SigningClient.Sign("RS256", SigningClient.Assertion(org, "keyed", org.Address + "/oauth2/v1/token"), "rsa"),
    }))).Expect(200).Text("access_token")!;

    private static Task<Reply> Send(OrgHost org, string method, string path, params (string, string)[] headers) =>
        org.Send(new HttpMethod(method), path, method == "GET" ? null : OrgHost.Body(new { }), headers);
}
