using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Directories;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Lab;

/// <summary>Orgs that are made and dropped while the server runs.</summary>
public sealed class OrgsTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task One_made_without_a_body_is_the_built_in_org_and_answers_at_once_by_path_and_by_name()
    {
        var made = (await org.Send(HttpMethod.Post, "/emulator/orgs/t1", null)).Expect(201);

        Assert.Equal("t1", made.Text("name"));
        Assert.Equal($"{org.Address}/o/t1", made.Text("url"));
        Assert.Equal($"http://t1.localhost:{new Uri(org.Address).Port}", made.Text("subdomain"));
        Assert.False((bool)made.Json!["default"]!);
        var here = (await org.Get("/o/t1/.well-known/okta-organization")).Expect(200).Text("id");
        Assert.Equal(here, (await org.Get("/.well-known/okta-organization", ("Host", $"t1.localhost:{new Uri(org.Address).Port}"))).Expect(200).Text("id"));
        Assert.NotEqual(here, (await org.Get("/.well-known/okta-organization")).Expect(200).Text("id"));
        var ana = (await org.Get("/o/t1/emulator/users")).Json!.AsArray().First(u => u!["password"] is not null)!;
        Assert.NotEqual(401, (await org.Post("/o/t1/api/v1/authn", new { username = (string)ana["login"]!, password = (string)ana["password"]! })).Status);
    }

    [Fact]
    public async Task One_made_of_a_seed_has_its_people_and_the_name_of_the_address()
    {
        (await Make("yaml", Seeds.Ana, "application/yaml")).Expect(201);
        (await Make("json", """{"org": {"name": "whatever"}, "users": [{"login": "joe@x.test", "password": "Passw0rd-joe"}]}""", "application/json")).Expect(201);

        Assert.Equal("SUCCESS", (await SignIn("yaml")).State);
        Assert.Equal("SUCCESS", (await org.Post("/o/json/api/v1/authn", new { username = "joe@x.test", password = "Passw0rd-joe" })).State);
        Assert.Equal(["demo", "json", "yaml"], (await org.Get("/emulator/orgs")).Json!.AsArray().Select(o => (string)o!["name"]!));
        Assert.Equal([true, false, false], (await org.Get("/o/json/emulator/orgs")).Json!.AsArray().Select(o => (bool)o!["default"]!));
    }

    [Fact]
    public async Task A_copy_has_what_the_other_has_now_and_goes_its_own_way()
    {
        await org.Set(new { stateTokenMinutes = 7 });
        var session = (await org.OpenSession(await SignIn(""))).Expect(200).Text("id")!;
        (await Make("copy", """{"from": "demo"}""", "application/json")).Expect(201);

        Assert.Equal(7, (int)(await org.Get("/o/copy/emulator/settings")).Json!["stateTokenMinutes"]!);
        (await org.Get("/o/copy/api/v1/sessions/me", ("Cookie", $"sid={session}"))).Expect(200);
        (await org.Send(HttpMethod.Patch, "/o/copy/emulator/settings", OrgHost.Body(new { stateTokenMinutes = 9 }))).Expect(200);
        (await org.Send(HttpMethod.Post, "/o/copy/emulator/reset", null)).Expect(204);
        Assert.Equal(5, (int)(await org.Get("/o/copy/emulator/settings")).Json!["stateTokenMinutes"]!);
        Assert.Equal(7, (int)(await org.Get("/emulator/settings")).Json!["stateTokenMinutes"]!);
        Assert.Equal("SUCCESS", (await SignIn("copy")).State);
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("-x")]
    [InlineData("x-")]
    [InlineData("a_b")]
    [InlineData("a.b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    public async Task A_name_that_is_no_host_label_is_refused(string name) =>
        (await org.Send(HttpMethod.Post, $"/emulator/orgs/{name}", null)).Expect(400, "E0000001");

    [Fact]
    public async Task What_cannot_be_made_is_refused()
    {
        (await Make("demo", Seeds.Ana, "application/yaml")).Expect(400, "E0000001");
        (await Make("x", """{"from": "nobody"}""", "application/json")).Expect(404, "E0000007");
        (await Make("x", "a", "text/html")).Expect(400, "E0000021");
        (await Make("x", new string('#', (1024 * 1024) + 1), "application/yaml")).Expect(400, "E0000003");
        var wrong = (await Make("x", "org: { name: x, nmae: y }\nusers: 7", "application/yaml")).Expect(400, "E0000001");
        Assert.Contains("nmae", wrong.Body, StringComparison.Ordinal);
        Assert.Equal(2, wrong.Json!["errorCauses"]!.AsArray().Count);
        (await org.Get("/o/x/emulator/users")).Expect(404, "E0000007");
    }

    [Fact]
    public async Task The_default_org_cannot_be_dropped_and_nobody_drops_what_is_not_there()
    {
        (await org.Send(HttpMethod.Delete, "/emulator/orgs/demo", null)).Expect(400, "E0000001");
        (await org.Send(HttpMethod.Delete, "/emulator/orgs/nobody", null)).Expect(404, "E0000007");
    }

    [Fact]
    public async Task Nothing_of_a_dropped_org_comes_back_under_its_name()
    {
        (await Make("t", Seeds.Ana, "application/yaml")).Expect(201);
        var session = (await org.OpenSessionIn("t", await SignIn("t"))).Text("id")!;
        (await org.Post("/o/t/emulator/snapshot", new { name = "before" })).Expect(201);
        (await org.Post("/o/t/emulator/clock", new { advance = "PT3H" })).Expect(200);
        (await org.Post("/o/t/emulator/faults", new { status = 503 })).Expect(201);
        var key = (await org.Get("/o/t/oauth2/v1/keys")).Body;

        (await org.Send(HttpMethod.Delete, "/emulator/orgs/t", null)).Expect(204);
        (await org.Get("/o/t/emulator/users")).Expect(404, "E0000007");
        (await Make("t", Seeds.Ana, "application/yaml")).Expect(201);

        (await org.Get("/o/t/api/v1/sessions/me", ("Cookie", $"sid={session}"))).Expect(404);
        Assert.Equal("[]", (await org.Get("/o/t/emulator/snapshots")).Body);
        Assert.Equal("[]", (await org.Get("/o/t/emulator/faults")).Body);
        Assert.Equal("[]", (await org.Get("/o/t/emulator/events")).Body);
        Assert.NotEqual(key, (await org.Get("/o/t/oauth2/v1/keys")).Body);
        Assert.Equal("PT0S", (await org.Get("/o/t/emulator/clock")).Text("offset"));
    }

    [Fact]
    public async Task What_was_decided_for_an_org_before_it_was_dropped_is_written_nowhere()
    {
        (await Make("t", Seeds.Ana, "application/yaml")).Expect(201);
        var before = org.Services.GetRequiredService<OrgRegistry>().Find("t")!;
        var ana = (await before.FindAccount(Ana))!;
        (await org.Send(HttpMethod.Delete, "/emulator/orgs/t", null)).Expect(204);
        (await Make("t", Seeds.Ana, "application/yaml")).Expect(201);

        // The same user, in the same version: only the life differs.
        await Assert.ThrowsAsync<OrgLifeOverException>(async () => await before.Documents.Commit(
            new FactorSeq.Core.Ports.UnitOfWork("t").Update(DocumentKinds.Accounts, ana, ana.Value with { User = ana.Value.User with { FirstName = "Ghost" } })));
        await Assert.ThrowsAsync<OrgLifeOverException>(async () => await before.Change(configuration => configuration with { Features = [] }));
        Assert.DoesNotContain("Ghost", (await org.Get("/o/t/emulator/users")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_listens_to_a_dropped_org_hears_the_end()
    {
        (await Make("t", Seeds.Ana, "application/yaml")).Expect(201);
        using var stream = await org.Http.GetAsync("/o/t/emulator/stream", HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.Equal("retry: 1000", await reader.ReadLineAsync());

        (await org.Send(HttpMethod.Delete, "/emulator/orgs/t", null)).Expect(204);
        await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Of_many_who_make_the_same_org_one_does()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Make("race", Seeds.Ana, "application/yaml")));

        Assert.Single(made, reply => reply.Status == 201);
        Assert.Equal(11, made.Count(reply => reply is { Status: 400, ErrorCode: "E0000001" }));
    }

    [Fact]
    public async Task One_with_directories_has_imported_them()
    {
        (await Make("corp", CorpOrg.Seed(null, true), "application/yaml")).Expect(201);

        Assert.Equal("SUCCESS", (await org.Post("/o/corp/api/v1/authn", new { username = CorpOrg.Ad1, password = "Passw0rd-ad1" })).State);
        Assert.Contains("ad2@corp.test", (await org.Get("/o/corp/emulator/users")).Body, StringComparison.Ordinal);
        (await org.Send(HttpMethod.Post, "/o/corp/emulator/reset", null)).Expect(204);
        Assert.Contains("ad2@corp.test", (await org.Get("/o/corp/emulator/users")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_of_a_file_come_back_with_it_and_can_be_reset()
    {
        using var file = new TemporaryFile();
        string session;
        await using (var first = await OrgHost.Start(data: file.Path))
        {
            (await first.Send(HttpMethod.Post, "/emulator/orgs/kept", Yaml(Seeds.Ana))).Expect(201);
            (await first.Send(HttpMethod.Post, "/emulator/orgs/gone", Yaml(Seeds.Ana))).Expect(201);
            (await first.Send(HttpMethod.Delete, "/emulator/orgs/gone", null)).Expect(204);
            session = (await first.OpenSessionIn("kept", await SignIn(first, "kept"))).Text("id")!;
        }

        await using var second = await OrgHost.Start(data: file.Path);
        (await second.Get("/o/kept/api/v1/sessions/me", ("Cookie", $"sid={session}"))).Expect(200);
        (await second.Get("/o/gone/emulator/users")).Expect(404);
        Assert.Contains(Seeds.Password, (await second.Get("/o/kept/emulator/users")).Body, StringComparison.Ordinal);
        (await second.Send(HttpMethod.Post, "/o/kept/emulator/reset", null)).Expect(204);
        (await second.Get("/o/kept/api/v1/sessions/me", ("Cookie", $"sid={session}"))).Expect(404);
        Assert.Equal("SUCCESS", (await SignIn(second, "kept")).State);
    }

    private Task<Reply> Make(string name, string seed, string type) =>
        org.Send(HttpMethod.Post, $"/emulator/orgs/{name}", new StringContent(seed, System.Text.Encoding.UTF8, type));

    private Task<Reply> SignIn(string name) => SignIn(org, name);

    internal static StringContent Yaml(string seed) => new(seed, System.Text.Encoding.UTF8, "application/yaml");

    /// <summary>Walks <c>password -> totp</c> in an org of a host.</summary>
    internal static async Task<Reply> SignIn(OrgHost host, string name)
    {
        var at = name.Length == 0 ? "" : $"/o/{name}";
        var named = (await host.Post($"{at}/api/v1/authn", new { username = Ana })).Expect("UNAUTHENTICATED");
        var second = (await host.Post($"{at}/api/v1/authn/factors/password/verify", new { stateToken = named.StateToken, password = Seeds.Password })).Expect("MFA_REQUIRED");
        var code = (await host.Get($"{at}/emulator/users/{Ana}/otp?factor=totp")).Text("code");
        var verify = $"{at}/api/v1/authn/factors/{second.FactorId("token:software:totp")}/verify";
        return await host.Post(verify, new { stateToken = named.StateToken, passCode = code });
    }
}

internal static class OrgHostOfSeveral
{
    internal static Task<Reply> OpenSessionIn(this OrgHost host, string name, Reply success) =>
        host.Post($"/o/{name}/api/v1/sessions", new { sessionToken = success.Expect("SUCCESS").SessionToken });
}
