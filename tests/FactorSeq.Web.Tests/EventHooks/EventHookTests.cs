using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.EventHooks;

/// <summary>Event hooks: set up by Okta's API, verified, and told of what happens.</summary>
public sealed class EventHookTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";
    private const string Hooks = "/api/v1/eventHooks";

    private OrgHost org = null!;
    private Receiver receiver = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(Seeds.WithRule(Seeds.Chains("password", "push"), more: "apiTokens: [ { name: ci, token: 00ci-token } ]"));
        await org.Set(new { acceptPasswordInPrimary = true });
        receiver = await Receiver.Start();
    }

    public async Task DisposeAsync()
    {
        await org.DisposeAsync();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task One_that_is_verified_is_told_in_Oktas_form_with_its_header_and_a_signature()
    {
        var id = await Working();
        await org.SignIn(Ana, "wrong");
        (await org.SignIn(Ana, Seeds.Password)).Expect("SUCCESS");

        var call = receiver.Next();
        Assert.Equal(["user.session.start"], call.Types);
        var body = call.Json;
        Assert.Equal(
            ("com.okta.event_hook", "1.0", "0.1", "application/json", $"{Hooks}/{id}"),
            ((string)body["eventType"]!, (string)body["eventTypeVersion"]!, (string)body["cloudEventsVersion"]!, (string)body["contentType"]!, (string)body["source"]!));
        Assert.True(Guid.TryParse((string)body["eventId"]!, out _));
        Assert.Equal("FAILURE", (string)body["data"]!["events"]![0]!["outcome"]!["result"]!);
        Assert.Equal(Ana, (string)body["data"]!["events"]![0]!["actor"]!["alternateId"]!);
        Assert.Equal("Ana Ruiz", (string)body["data"]!["events"]![0]!["actor"]!["displayName"]!);
        Assert.Equal(("s3cret", "1"), (call.Headers["Authorization"], call.Headers["X-Test"]));
        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("s3cret"), call.Body)), call.Headers["X-FactorSeq-Signature"]);
        Assert.Equal("SUCCESS", (string)receiver.Next().Json["data"]!["events"]![0]!["outcome"]!["result"]!);
    }

    [Fact]
    public async Task A_call_that_fails_is_made_once_more()
    {
        await Working();
        receiver.Statuses.Enqueue(500);
        receiver.Statuses.Enqueue(500);
        await org.SignIn(Ana, "wrong");
        var (first, second) = (receiver.Next(), receiver.Next());
        Assert.Equal((string)first.Json["eventId"]!, (string)second.Json["eventId"]!);

        await org.SignIn(Ana, "wrong");
        Assert.NotEqual((string)first.Json["eventId"]!, (string)receiver.Next().Json["eventId"]!);
        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task A_delivery_that_has_failed_stands_in_the_log_and_no_hook_is_told_of_it()
    {
        var id = await Working("event_hook.delivery");
        receiver.Statuses.Enqueue(500);
        await org.SignIn(Ana, "wrong");
        (receiver.Next(), receiver.Next()).ToString();
        Assert.Empty(await Failures(0));

        receiver.Statuses.Enqueue(500);
        receiver.Statuses.Enqueue(503);
        await org.SignIn(Ana, "wrong");
        (receiver.Next(), receiver.Next()).ToString();
        var failed = Assert.Single(await Failures(1));
        Assert.Equal(("FAILURE", "The endpoint answered 503"), ((string)failed["outcome"]!["result"]!, (string)failed["outcome"]!["reason"]!));
        Assert.Equal((id, "EventHook", "Sign-ins"), ((string)failed["target"]![0]!["id"]!, (string)failed["target"]![0]!["type"]!, (string)failed["target"]![0]!["displayName"]!));
        Assert.Equal("SystemPrincipal", (string)failed["actor"]!["type"]!);

        await receiver.Close();
        await org.SignIn(Ana, "wrong");
        Assert.StartsWith("The endpoint could not be reached: ", (string)(await Failures(2))[^1]["outcome"]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task One_that_is_not_verified_or_not_active_hears_nothing()
    {
        var id = (await Api(HttpMethod.Post, Hooks, Hook())).Expect(200).Text("id");
        await org.SignIn(Ana, "wrong");
        (await Api(HttpMethod.Post, $"{Hooks}/{id}/lifecycle/verify")).Expect(200);
        (await Api(HttpMethod.Post, $"{Hooks}/{id}/lifecycle/deactivate")).Expect(200);
        await org.SignIn(Ana, "wrong");
        (await Api(HttpMethod.Post, $"{Hooks}/{id}/lifecycle/activate")).Expect(200);
        (await org.SignIn(Ana, Seeds.Password)).Expect("SUCCESS");

        Assert.Equal("SUCCESS", (string)receiver.Next().Json["data"]!["events"]![0]!["outcome"]!["result"]!);
        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task Who_does_not_say_the_challenge_back_is_not_verified()
    {
        receiver.Verifies = false;
        var id = (await Api(HttpMethod.Post, Hooks, Hook())).Expect(200).Text("id");
        (await Api(HttpMethod.Post, $"{Hooks}/{id}/lifecycle/verify")).Expect(400, "E0000001");
        Assert.Equal("FAILURE", (string)(await Log("event_hook.verified")).Single()["outcome"]!["result"]!);
        Assert.Equal("UNVERIFIED", (await Api(HttpMethod.Get, $"{Hooks}/{id}")).Text("verificationStatus"));
        receiver.Verifies = true;
        Assert.Equal("VERIFIED", (await Api(HttpMethod.Post, $"{Hooks}/{id}/lifecycle/verify")).Expect(200).Text("verificationStatus"));
        var elsewhere = Hook();
        elsewhere["channel"]!["config"]!["uri"] = receiver.Uri + "/elsewhere";
        Assert.Equal("UNVERIFIED", (await Api(HttpMethod.Put, $"{Hooks}/{id}", elsewhere)).Expect(200).Text("verificationStatus"));
    }

    [Fact]
    public async Task They_are_listed_without_their_secret_and_deleted_when_they_are_inactive()
    {
        var made = (await Api(HttpMethod.Post, Hooks, Hook())).Expect(200);
        var id = made.Text("id")!;
        Assert.StartsWith("who", id, StringComparison.Ordinal);
        Assert.Equal(20, id.Length);
        Assert.Equal(("ACTIVE", "UNVERIFIED"), (made.State, made.Text("verificationStatus")));
        Assert.DoesNotContain("s3cret", made.Body, StringComparison.Ordinal);
        Assert.Equal(id, (string)(await Api(HttpMethod.Get, Hooks)).Expect(200).Json!.AsArray().Single()!["id"]!);
        (await Api(HttpMethod.Delete, $"{Hooks}/{id}")).Expect(400, "E0000001");
        (await Api(HttpMethod.Post, $"{Hooks}/{id}/lifecycle/deactivate")).Expect(200);
        (await Api(HttpMethod.Delete, $"{Hooks}/{id}")).Expect(204);
        (await Api(HttpMethod.Get, $"{Hooks}/{id}")).Expect(404, "E0000007");
        (await Api(HttpMethod.Post, $"{Hooks}/{id}/lifecycle/verify")).Expect(404, "E0000007");
    }

    public static TheoryData<string> Broken => ["name", "events", "uri", "authScheme", "headers"];

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_cannot_be_called_is_refused(string broken)
    {
        var hook = Hook();
        var config = hook["channel"]!["config"]!;
        _ = broken switch
        {
            "name" => hook[broken] = "",
            "events" => hook[broken]!["items"] = new JsonArray(),
            "uri" => config[broken] = "ftp://far.test/",
            "authScheme" => config[broken]!["key"] = "no header",
            _ => config[broken] = new JsonArray(new JsonObject { ["key"] = "x", ["value"] = "a\r\nb" }),
        };
        var refused = (await Api(HttpMethod.Post, Hooks, hook)).Expect(400, "E0000001");
        Assert.Contains(broken, refused.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_without_rights_has_anything_to_do_with_them()
    {
        foreach (var (method, path) in new[] { (HttpMethod.Get, Hooks), (HttpMethod.Post, Hooks), (HttpMethod.Delete, Hooks + "/x"), (HttpMethod.Post, Hooks + "/x/lifecycle/verify") })
        {
            (await org.Send(method, path, OrgHost.Body("{}"))).Expect(403, "E0000005");
        }
    }

    [Fact]
    public async Task A_reset_forgets_them_and_a_restore_brings_them_back()
    {
        await Working();
        (await org.Post("/emulator/snapshot", new { name = "hooked" })).Expect(201);
        (await org.Send(HttpMethod.Post, "/emulator/reset", null)).Expect(204);
        await org.SignIn(Ana, "wrong");
        (await org.Post("/emulator/restore", new { name = "hooked" })).Expect(204);
        (await org.SignIn(Ana, Seeds.Password)).Expect("SUCCESS");

        Assert.Equal("SUCCESS", (string)receiver.Next().Json["data"]!["events"]![0]!["outcome"]!["result"]!);
    }

    private async Task<JsonNode[]> Log(string type) =>
        [.. (await Api(HttpMethod.Get, $"/api/v1/logs?filter={Uri.EscapeDataString($"eventType eq \"{type}\"")}")).Expect(200).Json!.AsArray().Select(e => e!)];

    // Written behind the answer to whatever it is about: asked until it is there.
    private async Task<JsonNode[]> Failures(int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            var found = await Log("event_hook.delivery");
            if (found.Length >= count)
            {
                return found;
            }

            await Task.Delay(10, patience.Token);
        }
    }

    private async Task<string> Working(params string[] more)
    {
        var hook = Hook();
        foreach (var type in more)
        {
            hook["events"]!["items"]!.AsArray().Add(type);
        }

        var id = (await Api(HttpMethod.Post, Hooks, hook)).Expect(200).Text("id")!;
        (await Api(HttpMethod.Post, $"{Hooks}/{id}/lifecycle/verify")).Expect(200);
        return id;
    }

    private JsonObject Hook() => new()
    {
        ["name"] = "Sign-ins",
        ["events"] = new JsonObject { ["type"] = "EVENT_TYPE", ["items"] = new JsonArray("user.session.start", "user.account.lock") },
        ["channel"] = new JsonObject
        {
            ["type"] = "HTTP",
            ["version"] = "1.0.0",
            ["config"] = new JsonObject
            {
                ["uri"] = receiver.Uri,
                ["headers"] = new JsonArray(new JsonObject { ["key"] = "X-Test", ["value"] = "1" }),
                ["authScheme"] = new JsonObject { ["type"] = "HEADER", ["key"] = "Authorization", ["value"] = "s3cret" },
            },
        },
    };

    private Task<Reply> Api(HttpMethod method, string path, JsonNode? body = null) =>
        org.Send(method, path, body is null ? null : OrgHost.Body(body), ("Authorization", "SSWS 00ci-token"));
}
