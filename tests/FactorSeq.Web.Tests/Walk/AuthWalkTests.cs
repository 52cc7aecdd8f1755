using FactorSeq.Web.Tests.Management;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Walk;

/// <summary>The whole route table, walked by callers who may do nothing, little, or everything.</summary>
public sealed class AuthWalkTests : IAsyncLifetime
{
    // What users may read of themselves without a role (Okta, "Users API": whoever has a session reads their own).
    private static readonly string[] Own =
    [
        "GET /api/v1/users/{userId}",
        "GET /api/v1/users/{userId}/appLinks",
        "GET /api/v1/users/{userId}/factors",
        "GET /api/v1/users/{userId}/factors/catalog",
        "GET /api/v1/users/{userId}/factors/{factorId}",
        "GET /api/v1/users/{userId}/groups",
    ];

    // Whoever is far away may ask whether the server is there, and for the certificate to trust it by.
    private static readonly string[] NotBehindTheGate = ["GET /emulator/health", "GET /emulator/health/live", "GET /emulator/certificate"];

    private WalkedOrg walked = null!;

    public async Task InitializeAsync() => walked = await WalkedOrg.Start();

    public async Task DisposeAsync() => await walked.DisposeAsync();

    [Fact]
    public void Every_route_that_asks_nobody_is_one_that_somebody_decided_on()
    {
        var served = ServedRoutes.All(walked.Org).Select(route => route.ToString()).ToHashSet();
        var gone = OpenRoutes.All.Except(served).ToList();
        Assert.True(gone.Count == 0, $"OpenRoutes names what is not served: {string.Join("; ", gone)}");
        Assert.Equal(OpenRoutes.All.Distinct().Count(), OpenRoutes.All.Count());
        Assert.All(NotBehindTheGate.Concat(Own), route => Assert.Contains(route, served));
    }

    [Fact]
    public Task Nobody_manages() => Walk(async route => (await walked.Send(route, null)) is { Status: 403, ErrorCode: "E0000005" });

    [Theory]
    [InlineData("SSWS 00nobodys-token")]
    [InlineData("Bearer nobodys.token")]
    [InlineData("Basic cm9vdDpyb290")]
    [InlineData("SSWS")]
    public Task A_stranger_manages_nothing(string authorization) =>
        Walk(async route => (await walked.Send(route, ("Authorization", authorization))) is { Status: 401, ErrorCode: "E0000011" });

    [Fact]
    public async Task A_session_cookie_changes_nothing_and_without_a_role_reads_nothing()
    {
        var session = (await walked.Org.OpenSession((await walked.Org.SignIn("ana@demo.test", Seeds.Password)).Expect("SUCCESS"))).Expect(200).Text("id");
        await Walk(async route => (await walked.Send(route, ("Cookie", $"sid={session}"))).ErrorCode == (route.IsRead ? "E0000006" : "E0000005"));
        var admin = (await walked.Org.OpenSession((await walked.Org.SignIn("root@demo.test", "Passw0rd-root")).Expect("SUCCESS"))).Expect(200).Text("id");
        await Walk(async route => route.IsRead || (await walked.Send(route, ("Cookie", $"sid={admin}"))).ErrorCode == "E0000005");
    }

    [Fact]
    public Task A_user_without_a_role_manages_nobody() =>
        Walk(async route => (await walked.Send(route, ManagementOrg.Token("ana"))) is { Status: 403, ErrorCode: "E0000006" });

    [Theory]
    [InlineData("me")]
    [InlineData("ana@demo.test")]
    public Task A_user_without_a_role_reads_of_themselves_what_is_listed(string name) => Walk(async route =>
        (await walked.Send(route, ManagementOrg.Token("ana"), name)) is var answer && Own.Contains(route.ToString())
            ? answer.Status is 200 or 404
            : answer is { Status: 403, ErrorCode: "E0000006" });

    [Fact]
    public Task A_read_only_administrator_reads_and_changes_nothing() => Walk(async route =>
        (await walked.Send(route, ManagementOrg.Token("read"))) is var answer && route.IsRead ? IsLetIn(answer) : answer is { Status: 403, ErrorCode: "E0000006" });

    [Fact]
    public async Task A_service_app_without_the_scope_does_nothing()
    {
        var token = await walked.UselessToken();
        await Walk(async route => (await walked.Send(route, token)) is { Status: 403, ErrorCode: "E0000006" } answer
            && answer.Header("WWW-Authenticate")!.Contains("insufficient_scope", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scopes_to_read_read_and_change_nothing()
    {
        var token = await walked.ReadingToken();
        await Walk(async route =>
            (await walked.Send(route, token)) is var answer && route.IsRead ? IsLetIn(answer) : answer is { Status: 403, ErrorCode: "E0000006" });
    }

    [Fact]
    public async Task Another_orgs_tokens_are_nobodys()
    {
        var bearer = await walked.ReadingToken();
        await Walk(async route =>
            (await walked.Send(route, ManagementOrg.Admin, org: "/o/other")) is { Status: 401, ErrorCode: "E0000011" }
            && (await walked.Send(route, bearer, org: "/o/other")) is { Status: 401, ErrorCode: "E0000011" });
    }

    // The other walks prove nothing of a route that refuses everybody.
    [Fact]
    public Task An_administrator_is_let_in_everywhere() => Walk(async route => IsLetIn(await walked.Send(route, ManagementOrg.Admin, user: "nobody@demo.test")));

    [Fact]
    public async Task Off_loopback_the_emulator_asks_for_the_admin_token()
    {
        (string, string) far = ("X-Forwarded-For", "192.0.2.7");
        var routes = ServedRoutes.All(walked.Org).Where(route => route.IsEmulator && !NotBehindTheGate.Contains(route.ToString())).ToList();
        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            foreach (var prefix in new[] { "", "/o/other" })
            {
                await Refused(401, "E0000011", route, prefix, far);
                await Refused(401, "E0000011", route, prefix, far, ("Authorization", "SSWS 00ci-token"));
                await Refused(401, "E0000011", route, prefix, far, ("Cookie", "factorseq_admin=wrong"));
                await Refused(403, "E0000006", route, prefix, ("Origin", "http://evil.test"), ("Authorization", "SSWS 00test-admin-token"));
            }
        }

        (await walked.Org.Get("/emulator/users", far, ("Authorization", "SSWS 00test-admin-token"))).Expect(200);
        foreach (var open in NotBehindTheGate)
        {
            Assert.NotEqual(401, (await walked.Org.Get(open["GET ".Length..], far)).Status);
        }
    }

    private async Task Refused(int status, string code, ServedRoute route, string prefix, params (string, string)[] headers)
    {
        var answer = await walked.Org.Send(new HttpMethod(route.Method), prefix + route.Path(), route.IsRead ? null : OrgHost.Body(new { }), headers);
        Assert.True(answer.Status == status && answer.ErrorCode == code, $"{route} under {prefix}: {answer}");
    }

    // In OAuth's words, a client that is not there is a client that cannot authenticate.
    private static bool IsLetIn(Reply answer) =>
        (answer.Status is not (401 or 403 or 405 or >= 500) && answer.ErrorCode is not "E0000008") || answer.Text("error") == "invalid_client";

    // All at once: one answer for each route that is not as it should be.
    private async Task Walk(Func<ServedRoute, Task<bool>> holds)
    {
        var routes = ServedRoutes.OfManagement(walked.Org);
        Assert.InRange(routes.Length, 80, 1000);
        var broken = new List<string>();
        foreach (var route in routes)
        {
            if (!await holds(route))
            {
                broken.Add(route.ToString());
            }
        }

        Assert.True(broken.Count == 0, $"It does not hold for:\n{string.Join('\n', broken)}");
    }
}
