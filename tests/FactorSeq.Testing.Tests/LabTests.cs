using System.Net;
using System.Net.Http.Json;

namespace FactorSeq.Testing.Tests;

/// <summary>The lab from C#: faults, snapshots, phones that answer by themselves, the journal of requests, orgs beside each other.</summary>
public sealed class LabTests : IAsyncLifetime
{
    private const string Pia = "pia@acme.test";
    private const string Verify = "/api/v1/authn/factors/{factorId}/verify";

    private FactorSeqOrg org = null!;

    public async Task InitializeAsync() => org = await FactorSeqOrg.StartFromFileAsync("acme.yaml");

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_fault_strikes_as_often_as_it_was_told_and_is_taken_back()
    {
        var fault = await org.Faults.AnswerAsync(Verify, "E0000047", times: 1);
        Assert.Equal(1, fault.Remaining);
        Assert.Equal("E0000047", (await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync(Pia))).ErrorCode);
        await org.SignInAsync(Pia);
        Assert.Empty(await org.Faults.ListAsync());
        await fault.DisposeAsync();

        await using (await org.Faults.AddAsync(new Fault { Route = "/api/v1/authn", Method = HttpMethod.Post, User = Pia, Status = 503, Delay = TimeSpan.FromMilliseconds(1) }))
        {
            Assert.Equal(503, (await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync(Pia))).Status);
            await org.SignInAsync("uma@acme.test");
        }

        await org.SignInAsync(Pia);
        var dropped = await org.Faults.AddAsync(new Fault { Route = "/api/v1/users/*", Drop = true });
        using var http = org.CreateClient();
        await Assert.ThrowsAnyAsync<Exception>(() => http.GetAsync("/api/v1/users/me"));
        await org.Faults.RemoveAsync(dropped.Id);
        Assert.Equal("E0000007", (await Assert.ThrowsAsync<OktaException>(() => org.Faults.RemoveAsync(dropped.Id))).ErrorCode);
        await org.Faults.FailFactorAsync("sms");
        await org.Faults.FailDirectoryAsync("corp", "unreachable");
        await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("sam@acme.test", "sms"));
        await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("lou@corp.test"));
        Assert.Equal(["sms", "corp"], (await org.Faults.ListAsync()).Select(one => (string?)one.Json["factor"] ?? (string?)one.Json["directory"]));
        await org.Faults.ClearAsync();
        await org.SignInAsync("lou@corp.test");
        var unknown = await Assert.ThrowsAsync<OktaException>(() => org.Faults.AnswerAsync("/nowhere", "E0000047"));
        Assert.Contains("/nowhere", Assert.Single(unknown.Causes));
    }

    [Fact]
    public async Task A_snapshot_is_taken_restored_and_dropped()
    {
        await org.Snapshots.TakeAsync("fresh");
        await org.Users.SetStatusAsync(Pia, "LOCKED_OUT");
        await org.Snapshots.TakeAsync("locked");
        Assert.Equal(["fresh", "locked"], (await org.Snapshots.ListAsync()).Keys.Order());
        Assert.InRange((await org.Snapshots.ListAsync())["fresh"], org.Clock.UtcNow.AddMinutes(-5), org.Clock.UtcNow);

        await org.Snapshots.RestoreAsync("fresh", keepEvents: true);
        await org.SignInAsync(Pia);
        await org.Snapshots.RestoreAsync("locked");
        Assert.Equal("LOCKED_OUT", await org.Users.StatusAsync(Pia));
        await org.Snapshots.DropAsync("locked");
        Assert.Equal("E0000007", (await Assert.ThrowsAsync<OktaException>(() => org.Snapshots.RestoreAsync("locked"))).ErrorCode);
    }

    [Fact]
    public async Task Phones_answer_by_themselves_when_their_time_has_come()
    {
        using var http = org.CreateClient();
        await org.Phone.Rules.SetAsync(Pia, new PhoneRule(PhoneAnswer.Approve) { After = TimeSpan.FromSeconds(20), Times = 2 });
        await org.Phone.Rules.SetAsync(OrgPhoneRules.Everybody, new PhoneRule(PhoneAnswer.Deny));
        var rule = (await org.Phone.Rules.ListAsync())[Pia];
        Assert.Equal((PhoneAnswer.Approve, "right", 20d, 2), (rule.Answer, rule.Number, rule.After.TotalSeconds, rule.Times));

        var (path, stateToken) = await Push(http);
        Assert.Equal("WAITING", await Poll(http, path, stateToken));
        await org.Clock.AdvanceAsync(TimeSpan.FromSeconds(21));
        Assert.Equal("SUCCESS", await Poll(http, path, stateToken));
        await org.Phone.Rules.RemoveAsync(Pia);
        (path, stateToken) = await Push(http);
        Assert.Equal("REJECTED", await Poll(http, path, stateToken));
        Assert.Equal("E0000007", (await Assert.ThrowsAsync<OktaException>(() => org.Phone.Rules.RemoveAsync(Pia))).ErrorCode);
        Assert.Equal("E0000007", (await Assert.ThrowsAsync<OktaException>(() => org.Phone.Rules.SetAsync("nobody@acme.test", rule))).ErrorCode);
    }

    [Fact]
    public async Task What_the_org_was_asked_is_found_again()
    {
        await org.SignInAsync(Pia);
        await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("uma@acme.test", new SignInScript { Password = "wrong" }));
        var verified = (await org.Requests.ListAsync(Pia, Verify))[^1];
        Assert.Equal(("POST", Verify, 200, null, Pia), (verified.Method, verified.Route, verified.Status, verified.ErrorCode, verified.User));
        Assert.Equal("SUCCESS", (string?)verified.Answer!["status"]);
        var refused = Assert.Single(await org.Requests.ListAsync("uma@acme.test", status: 401));
        Assert.Equal("E0000004", refused.ErrorCode);
        Assert.DoesNotContain("wrong", refused.Json.ToJsonString());
        Assert.NotNull(refused.Body);
        await org.Requests.ClearAsync();
        Assert.Empty(await org.Requests.ListAsync());
    }

    [Fact]
    public async Task Orgs_stand_beside_each_other_and_know_their_own_only()
    {
        await org.Users.SetStatusAsync(Pia, "LOCKED_OUT");
        var copy = await org.CopyAsync("copy");
        Assert.Equal(("copy", "https://copy.localhost/"), (copy.Name, copy.BaseAddress.AbsoluteUri));
        Assert.Equal("LOCKED_OUT", await copy.Users.StatusAsync(Pia));
        await copy.Users.SetStatusAsync(Pia, "ACTIVE");
        await copy.Clock.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.InRange(copy.Clock.UtcNow - org.Clock.UtcNow, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        await copy.SignInAsync(Pia);
        var tokens = await copy.GetTokensAsync("sam@acme.test", "spa");
        Assert.Equal("https://copy.localhost/oauth2/default", new Microsoft.IdentityModel.JsonWebTokens.JsonWebToken(tokens.AccessToken).Issuer);
        Assert.Equal("LOCKED_OUT", await org.Users.StatusAsync(Pia));

        await using (var other = await org.AddAsync("other", "users: [ { login: new@other.test, password: Passw0rd-new } ]"))
        {
            await other.SignInAsync("new@other.test");
            Assert.Equal("E0000001", (await Assert.ThrowsAsync<OktaException>(() => org.AddAsync("other"))).ErrorCode);
            Assert.Contains("pasword", (await Assert.ThrowsAsync<OktaException>(() => org.AddAsync("bad", "users: [ { login: a@b.test, pasword: x } ]"))).Causes[0]);
        }

        await using var again = await org.AddAsync("other");
        Assert.Contains("ana@demo.test", await again.Users.LoginsAsync());
        await org.DisposeAsync();
        await copy.DisposeAsync();
    }

    private static async Task<(string Path, string StateToken)> Push(HttpClient http)
    {
        var named = await Post(http, "/api/v1/authn", new { username = Pia });
        var path = $"/api/v1/authn/factors/{(string)named["_embedded"]!["factors"]![0]!["id"]!}/verify";
        await Post(http, path, new { stateToken = (string)named["stateToken"]! });
        return (path, (string)named["stateToken"]!);
    }

    private static async Task<string> Poll(HttpClient http, string path, string stateToken)
    {
        var answer = await Post(http, path, new { stateToken });
        return (string?)answer["factorResult"] ?? (string)answer["status"]!;
    }

    private static async Task<System.Text.Json.Nodes.JsonObject> Post(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>())!;
    }
}
