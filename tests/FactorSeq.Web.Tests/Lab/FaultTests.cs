using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Directories;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Lab;

/// <summary>What testers want to go wrong.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";
    private const string Ben = "ben@demo.test";
    private const string Verify = "/api/v1/authn/factors/{factorId}/verify";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    public static TheoryData<string, int, string?, string?> Answers => new()
    {
        { """{"errorCode": "E0000047"}""", 429, "E0000047", "API call exceeded rate limit due to too many requests." },
        { """{"errorCode": "E0000011"}""", 401, "E0000011", "Invalid token provided" },
        { """{"errorCode": "E0000009", "status": 502}""", 502, "E0000009", "Internal Server Error" },
        { """{"status": 503}""", 503, "E0000010", "Service is in read only mode" },
        { """{"status": 418}""", 418, "E0000009", "Internal Server Error" },
        { """{"errorCode": "E0000999", "status": 409, "errorSummary": "Something new"}""", 409, "E0000999", "Something new" },
        { """{}""", 500, "E0000009", "Internal Server Error" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_request_is_answered_with_Oktas_body_for_the_code_or_the_status(string fault, int status, string? code, string? summary)
    {
        await Add(fault);

        var struck = (await org.Identify(Ana)).Expect(status, code!);
        Assert.Equal(summary, struck.Text("errorSummary"));
        Assert.NotNull(struck.Text("errorId"));
        Assert.NotNull(struck.Header("X-Okta-Request-Id"));
    }

    [Fact]
    public async Task A_rate_limit_says_when_to_come_back()
    {
        await Add("""{"errorCode": "E0000047"}""");

        var struck = (await org.Identify(Ana)).Expect(429, "E0000047");
        Assert.Equal("0", struck.Header("X-Rate-Limit-Remaining"));
        Assert.True(long.Parse(struck.Header("X-Rate-Limit-Reset")!) > DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task An_error_of_OAuths_has_its_body()
    {
        await Add("""{"route": "/oauth2/*", "errorCode": "temporarily_unavailable", "status": 503}""");

        var struck = (await org.Post("/oauth2/default/v1/token", new { })).Expect(503);
        Assert.Equal("temporarily_unavailable", struck.Text("error"));
        Assert.Null(struck.ErrorCode);
    }

    [Fact]
    public async Task It_strikes_by_route_method_and_user_and_nothing_under_emulator()
    {
        await Add($$"""{"route": "{{Verify}}", "method": "post", "user": "ana", "status": 503}""");

        var ana = (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
        var ben = (await org.Identify(Ben)).Expect(200);
        (await org.Verify(ana, "push")).Expect(503, "E0000010");
        (await org.Verify(ben, "sms")).Expect(200);
        (await org.Cancel(ana)).Expect(200);
        (await org.Get("/emulator/users")).Expect(200);

        await Clear();
        await Add("""{"route": "/api/v1/authn", "user": "ana", "status": 503}""");
        (await InChunks("/api/v1/authn", new { username = Ana })).Expect(503, "E0000010");
        (await InChunks("/api/v1/authn", new { username = Ben })).Expect("UNAUTHENTICATED");

        await Clear();
        await Add("""{}""");
        (await org.Get("/emulator/users")).Expect(200);
        (await org.Get("/no/such/path")).Expect(500, "E0000009");
    }

    [Theory]
    [InlineData("/api/v1/authn")]
    [InlineData("/api/v1/authn/factors/{anything}/verify")]
    [InlineData("/api/v1/authn/factors/{factorId}/verify/resend")]
    [InlineData("/oauth2/v1/*")]
    [InlineData("/login/login.htm")]
    public async Task A_route_is_a_template_a_path_or_the_beginning_of_one(string route) => await Add(new JsonObject { ["route"] = route }.ToJsonString());

    [Fact]
    public async Task It_strikes_as_often_as_it_is_asked_to_under_any_number_of_requests()
    {
        await Add("""{"route": "/api/v1/authn", "status": 503, "times": 7}""");

        var replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => org.Identify(Ben)));

        Assert.Equal(7, replies.Count(reply => reply.Status == 503));
        Assert.Equal(53, replies.Count(reply => reply.Status == 200));
        Assert.Equal(0, (int)(await Faults()).Single()!["remaining"]!);
    }

    [Fact]
    public async Task The_first_that_fits_strikes_and_then_the_next()
    {
        await Add("""{"status": 503, "times": 1}""");
        await Add("""{"status": 429, "times": 2}""");

        Assert.Equal([503, 429, 429, 200], new[] { await org.Identify(Ben), await org.Identify(Ben), await org.Identify(Ben), await org.Identify(Ben) }.Select(r => r.Status));
    }

    [Fact]
    public async Task A_connection_is_dropped()
    {
        await Add("""{"route": "/api/v1/authn", "drop": true, "times": 1}""");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => org.Identify(Ana));
        (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
        // The client may learn of it before the journal does, which is asked until it knows.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!(await org.Get("/emulator/requests")).Json!.AsArray().Any(request => request!["status"] is null))
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public async Task A_delay_by_itself_ends_in_the_usual_answer()
    {
        await Add("""{"delay": "PT0.3S", "times": 1}""");
        var watch = Stopwatch.StartNew();

        (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
        Assert.InRange(watch.ElapsedMilliseconds, 290, 5000);
    }

    [Fact]
    public async Task A_factors_provider_is_down_for_those_who_reach_it()
    {
        await Add("""{"factor": "sms", "times": 2}""");
        await Add("""{"factor": "push", "fails": "timeout", "user": "ana@demo.test"}""");
        var ana = await org.Identify(Ana);

        (await org.Verify(ana, "sms")).Expect(400, "E0000074");
        (await org.Verify(ana, "push")).Expect(504, "E0000067");
        Assert.Empty(await org.Messages(Ana, "sms"));
        Assert.Empty(await org.Pushes());
        (await org.Look(ana)).Expect("UNAUTHENTICATED");
        (await org.Verify(await org.Identify(Ben), "sms")).Expect(400, "E0000074");
        (await org.Verify(ana, "sms")).Expect("MFA_CHALLENGE");
    }

    [Fact]
    public async Task A_factors_provider_fails_with_a_code_of_the_testers_and_on_resending_too()
    {
        var named = await org.Identify(Ana);
        (await org.Verify(named, "sms")).Expect("MFA_CHALLENGE");
        await org.Clock.Advance("PT31S");
        await Add("""{"factor": "sms", "errorCode": "E0000047"}""");

        (await org.Resend(await org.Look(named), "sms")).Expect(429, "E0000047");
        Assert.Single(await org.Messages(Ana, "sms"));
    }

    [Theory]
    [InlineData("timeout", "TimedOut")]
    [InlineData("unreachable", "Unreachable")]
    [InlineData("unwilling", "WrongPassword")]
    public async Task A_directory_fails_as_directories_do(string fails, string answer)
    {
        await using var corp = await CorpOrg.Start();
        (await corp.SignIn(CorpOrg.Ad1, "Passw0rd-ad1")).Expect("SUCCESS");
        (await corp.Post("/emulator/faults", new { directory = "corp-ad", fails, times = 1 })).Expect(201);
        (await corp.SignIn(CorpOrg.Ld1, "Passw0rd-ld1")).Expect("SUCCESS");

        (await corp.SignIn(CorpOrg.Ad1, "Passw0rd-ad1")).Expect(401, "E0000004");
        (await corp.SignIn(CorpOrg.Ad1, "Passw0rd-ad1")).Expect("SUCCESS");
        Assert.NotNull(answer);
    }

    [Fact]
    public async Task An_import_meets_the_fault_of_its_directory()
    {
        await using var corp = await CorpOrg.Start();
        (await corp.Post("/emulator/faults", new { directory = "corp-ad", times = 1 })).Expect(201);

        Assert.Contains("fault", (await corp.Post("/emulator/directories/corp-ad/import", new { })).Expect(200).Text("error"), StringComparison.Ordinal);
        Assert.Null((await corp.Post("/emulator/directories/corp-ad/import", new { })).Expect(200).Text("error"));
    }

    public static TheoryData<string, string> Refused => new()
    {
        { """{"route": "/emulator/users"}""", "route" },
        { """{"route": "api/v1/authn"}""", "route" },
        { """{"route": "/api/v1/auhtn"}""", "route" },
        { """{"route": "/nowhere/*"}""", "route" },
        { """{"method": "FETCH"}""", "method" },
        { """{"factor": "carrier_pigeon"}""", "factor" },
        { """{"directory": "corp-ad"}""", "directory" },
        { """{"factor": "sms", "route": "/api/v1/authn"}""", "name one of them" },
        { """{"drop": true, "status": 500}""", "drop" },
        { """{"drop": 1}""", "drop" },
        { """{"fails": "timeout"}""", "fails" },
        { """{"factor": "sms", "fails": "unwilling"}""", "fails" },
        { """{"status": 200}""", "status" },
        { """{"status": "500"}""", "status" },
        { """{"errorCode": "E0000999"}""", "errorCode" },
        { """{"errorCode": "nonsense!"}""", "errorCode" },
        { """{"errorSummary": {}}""", "errorSummary" },
        { """{"delay": "PT11S"}""", "delay" },
        { """{"delay": "soon"}""", "delay" },
        { """{"times": 0}""", "times" },
        { """{"timse": 1}""", "timse" },
        { """{"user": ""}""", "user" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_be_meant_is_refused(string fault, string member)
    {
        var refused = (await org.Send(HttpMethod.Post, "/emulator/faults", OrgHost.Body(fault))).Expect(400, "E0000001");
        Assert.Contains(member, refused.Body, StringComparison.Ordinal);
        Assert.Empty(await Faults());
    }

    [Fact]
    public async Task They_are_listed_and_taken_back_and_a_reset_takes_all_back()
    {
        await Add("""{"route": "/api/v1/authn", "method": "POST", "user": "ana", "errorCode": "E0000047", "delay": "PT1S", "times": 3}""");
        var second = await Add("""{"factor": "sms", "fails": "timeout"}""");
        var listed = await Faults();
        Assert.Equal("""{"route":"/api/v1/authn","method":"POST","user":"ana","errorCode":"E0000047","delay":"PT1S","remaining":3}""", Bare(listed[0]!));
        Assert.Equal("""{"factor":"sms","fails":"timeout","remaining":null}""", Bare(listed[1]!));

        (await org.Send(HttpMethod.Delete, $"/emulator/faults/{second}", null)).Expect(204);
        (await org.Send(HttpMethod.Delete, $"/emulator/faults/{second}", null)).Expect(404, "E0000007");
        Assert.Single(await Faults());
        (await org.Send(HttpMethod.Post, "/emulator/reset", null)).Expect(204);
        Assert.Empty(await Faults());
        for (var i = 0; i < 100; i++)
        {
            await Add("{}");
        }

        (await org.Post("/emulator/faults", new { })).Expect(400, "E0000001");
        await Clear();
        Assert.Empty(await Faults());
    }

    private static string Bare(JsonNode fault)
    {
        var bare = fault.DeepClone().AsObject();
        Assert.StartsWith("flt", (string)bare["id"]!, StringComparison.Ordinal);
        bare.Remove("id");
        return bare.ToJsonString();
    }

    private async Task<string> Add(string fault) => (await org.Send(HttpMethod.Post, "/emulator/faults", OrgHost.Body(fault))).Expect(201).Text("id")!;

    // Of unknown length, as HttpClient sends what it makes as it goes.
    private Task<Reply> InChunks(string path, object body) => org.Send(HttpMethod.Post, path, JsonContent.Create(body));

    private async Task Clear() => (await org.Send(HttpMethod.Delete, "/emulator/faults", null)).Expect(204);

    private async Task<JsonArray> Faults() => (await org.Get("/emulator/faults")).Expect(200).Json!.AsArray();
}
