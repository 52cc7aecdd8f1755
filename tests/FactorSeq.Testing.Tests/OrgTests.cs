using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FactorSeq.Testing.Tests;

/// <summary>The org as a test holds it: start, addresses, phone, mailbox, clock, people, reset, end.</summary>
public sealed class OrgTests
{
    private const string Acme = "acme.yaml";

    [Fact]
    public async Task An_org_has_the_same_address_in_every_run_and_no_port()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        using var http = org.CreateClient();

        Assert.Equal("acme", org.Name);
        Assert.Equal("https://acme.localhost/", org.BaseAddress.AbsoluteUri);
        Assert.Equal("https://acme.localhost/oauth2/default", org.Issuer());
        Assert.Equal("https://acme.localhost", org.Issuer(null));
        foreach (var server in (string?[])["default", null])
        {
            var metadata = await http.GetFromJsonAsync<JsonObject>($"{org.Issuer(server)}/.well-known/openid-configuration");
            Assert.Equal(org.Issuer(server), (string?)metadata!["issuer"]);
        }
    }

    [Fact]
    public async Task Without_a_seed_the_built_in_org_starts_whatever_lies_in_the_working_folder()
    {
        await using var org = await FactorSeqOrg.StartAsync();
        Assert.Equal("demo", org.Name);
        Assert.Contains("ana@demo.test", await org.Users.LoginsAsync());
    }

    [Fact]
    public async Task JSON_is_a_seed_too()
    {
        await using var org = await FactorSeqOrg.StartAsync("""{ "org": { "name": "json" }, "users": [ { "login": "uma@json.test", "password": "Passw0rd-uma" } ] }""");
        await org.SignInAsync("uma@json.test");
    }

    [Fact]
    public async Task A_bad_seed_throws_with_every_error()
    {
        var refused = await Assert.ThrowsAsync<SeedException>(() => FactorSeqOrg.StartAsync("""
            org: { name: bad }
            users:
              - { login: uma@bad.test, pasword: x, groups: [ nobodies ] }
            """));

        Assert.Equal(2, refused.Errors.Count);
        Assert.All(refused.Errors, error => Assert.StartsWith("seed:3: users[0]", error));
        Assert.Contains("pasword", refused.Message);
        Assert.Contains("nobodies", refused.Message);
    }

    [Fact]
    public async Task A_seed_file_that_is_not_there_is_told_with_its_cure()
    {
        var refused = await Assert.ThrowsAsync<SeedException>(() => FactorSeqOrg.StartFromFileAsync("nowhere.yaml"));
        Assert.Contains("CopyToOutputDirectory", Assert.Single(refused.Errors));
    }

    [Fact]
    public async Task Pushes_are_answered_by_hand_where_a_test_plays_the_client()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        using var http = org.CreateClient();
        foreach (var (tap, result) in (((Func<PendingPush, Task>, string)[])
            [(_ => org.Phone.DenyAsync("nils@acme.test"), "REJECTED"), (push => org.Phone.ApproveAsync("nils@acme.test", push.Numbers[0]), "REJECTED|SUCCESS")]))
        {
            var named = await Post(http, "/api/v1/authn", new { username = "nils@acme.test" });
            var verify = $"/api/v1/authn/factors/{(string)named["_embedded"]!["factors"]![0]!["id"]!}/verify";
            await Post(http, verify, new { stateToken = (string)named["stateToken"]! });
            var push = Assert.Single(await org.Phone.PushesAsync("nils@acme.test"));
            Assert.Equal("Nils's phone", push.Device);
            Assert.Empty(await org.Phone.PushesAsync("pia@acme.test"));

            await tap(push);
            var after = await Post(http, verify, new { stateToken = (string)named["stateToken"]! });
            Assert.Contains((string?)after["factorResult"] ?? (string)after["status"]!, result);
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => org.Phone.ApproveAsync("nils@acme.test"));
    }

    [Fact]
    public async Task The_phone_shows_codes_and_the_mailbox_keeps_messages()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        await org.SignInAsync("sam@acme.test", "sms");

        Assert.Matches("^[0-9]{6}$", await org.Phone.CodeAsync("wim@acme.test"));
        Assert.Matches("^[0-9]{6}$", await org.Phone.CodeAsync("wim@acme.test", "google_totp"));
        Assert.Equal("E0000007", (await Assert.ThrowsAsync<OktaException>(() => org.Phone.CodeAsync("pia@acme.test"))).ErrorCode);
        var message = Assert.Single(await org.Mailbox.MessagesAsync());
        Assert.Equal(("sam@acme.test", "sms", "+14155550100"), (message.User, message.Channel, message.To));
        Assert.Equal(message.Code, await org.Mailbox.CodeAsync("sam@acme.test"));
        Assert.Contains(message.Code!, message.Text);
        Assert.Empty(await org.Mailbox.MessagesAsync("sam@acme.test", "email"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => org.Mailbox.CodeAsync("sam@acme.test", "email"));
    }

    [Fact]
    public async Task The_clock_stops_and_goes_as_it_is_told()
    {
        await using var org = await FactorSeqOrg.StartAsync("org: { name: acme }");
        var noon = new DateTimeOffset(2031, 2, 3, 12, 0, 0, TimeSpan.Zero);

        await org.Clock.FreezeAsync();
        await org.Clock.SetAsync(noon);
        await org.Clock.AdvanceAsync(TimeSpan.FromMinutes(90));
        Assert.Equal(noon.AddMinutes(90), org.Clock.UtcNow);
        Assert.Equal(noon.AddMinutes(90), org.Clock.TimeProvider.GetUtcNow());
        await org.Clock.UnfreezeAsync();
        Assert.InRange(org.Clock.UtcNow, noon.AddMinutes(90), noon.AddMinutes(95));
        await org.Clock.ResetAsync();
        Assert.InRange(org.Clock.UtcNow, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task Accounts_change_as_an_admin_changes_them_and_a_reset_undoes_it()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);

        await org.Users.SetStatusAsync("pia@acme.test", "LOCKED_OUT");
        await org.Users.ResetFactorsAsync("wim@acme.test");
        Assert.Equal("LOCKED_OUT", await org.Users.StatusAsync("pia@acme.test"));
        await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("pia@acme.test"));
        await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("wim@acme.test"));
        Assert.Equal("E0000001", (await Assert.ThrowsAsync<OktaException>(() => org.Users.SetStatusAsync("pia@acme.test", "ASLEEP"))).ErrorCode);

        await org.ResetAsync();
        Assert.Equal("ACTIVE", await org.Users.StatusAsync("pia@acme.test"));
        await org.SignInAsync("pia@acme.test");
        await org.SignInAsync("wim@acme.test");
    }

    [Fact]
    public async Task A_directory_locks_loses_its_agents_and_is_imported()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        var corp = org.Directory("corp");

        await corp.SetAgentsAsync(0);
        await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("lou@corp.test"));
        await corp.SetAgentsAsync(1);
        await corp.LockAsync("lou@corp.test");
        Assert.Equal("locked", (string?)Assert.Single(await corp.PeopleAsync())["state"]);
        Assert.Contains("corp: ", (await org.ExplainAsync("lou@corp.test")).Reason);
        await corp.UnlockAsync("lou@corp.test");
        await org.SignInAsync("lou@corp.test");
        await corp.ChangeAsync("lou@corp.test", new { disabled = true });
        Assert.Equal(1, (int?)(await corp.ImportAsync(full: true))["deactivated"]);
        Assert.Equal("E0000007", (await Assert.ThrowsAsync<OktaException>(() => org.Directory("nowhere").PeopleAsync())).ErrorCode);
    }

    [Fact]
    public async Task Settings_are_read_and_changed()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);

        await org.Settings.ChangeAsync(new { passwordFactorError = "E0000004" });
        Assert.Equal("E0000004", (string?)(await org.Settings.GetAsync())["passwordFactorError"]);
        var refused = await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("uma@acme.test", new SignInScript { Password = "wrong" }));
        Assert.Equal("E0000004", refused.ErrorCode);
        var unknown = await Assert.ThrowsAsync<OktaException>(() => org.Settings.ChangeAsync(new { colour = "blue" }));
        Assert.Equal((400, "E0000001"), (unknown.Status, unknown.ErrorCode));
        Assert.Contains("colour", Assert.Single(unknown.Causes));
    }

    [Fact]
    public async Task An_explanation_names_policy_rule_and_chains()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);

        var why = await org.ExplainAsync("wim@acme.test");
        Assert.Equal(("Words", "Words", null), (why.Policy, why.Rule, why.ErrorCode));
        Assert.Equal(["password -> totp | google_totp | hotp | duo"], why.Chains);
        Assert.Equal("Offered: password", why.Reason);
        Assert.Equal("ACTIVE", (string?)why.Json["status"]);
        Assert.Equal(("E0000004", "No such user"), ((await org.ExplainAsync("nobody@acme.test")).ErrorCode, (await org.ExplainAsync("nobody@acme.test")).Reason));
    }

    [Fact]
    public async Task A_port_is_opened_where_somebody_asks_for_one_and_closed_at_the_end()
    {
        Uri address;
        await using (var org = await FactorSeqOrg.StartFromFileAsync(Acme))
        {
            address = await org.ListenAsync();
            Assert.Equal(address, await org.ListenAsync());
            Assert.True(address.IsLoopback);
            using var http = new HttpClient { BaseAddress = address };
            var metadata = await http.GetFromJsonAsync<JsonObject>("/oauth2/default/.well-known/openid-configuration");
            Assert.Equal($"{address}oauth2/default", (string?)metadata!["issuer"]);
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/emulator/pushes")).StatusCode);
        }

        using var late = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => late.GetAsync(address));
    }

    [Fact]
    public async Task After_its_end_an_org_answers_nobody()
    {
        var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        using var http = org.CreateClient();
        await org.GetTokensAsync("pia@acme.test", "spa");
        await org.DisposeAsync();
        await org.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => http.GetAsync("/emulator/health"));
        await Assert.ThrowsAnyAsync<Exception>(() => org.SignInAsync("pia@acme.test"));
    }

    [Fact]
    public async Task The_end_of_an_org_leaves_nothing_of_it_in_the_process()
    {
        var (log, disposed) = await Lived();
        for (var i = 0; i < 10 && log.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(disposed.Task.IsCompleted);
        Assert.False(log.IsAlive);
    }

    // In a frame of its own, so that no register keeps the org.
    private static async Task<(WeakReference Log, TaskCompletionSource Disposed)> Lived()
    {
        var disposed = new TaskCompletionSource();
        var log = new Log(disposed);
        var org = await FactorSeqOrg.StartFromFileAsync(Acme, logging => logging.Services.AddSingleton<ILoggerProvider>(_ => log));
        await org.GetTokensAsync("pia@acme.test", "spa");
        await org.ListenAsync();
        await org.DisposeAsync();
        return (new WeakReference(log), disposed);
    }

    private static async Task<JsonObject> Post(HttpClient http, string path, object body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>The host holds it, and nobody else.</summary>
    private sealed class Log(TaskCompletionSource disposed) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => NullLogger.Instance;

        public void Dispose() => disposed.TrySetResult();
    }
}
