using System.Net;
using System.Text;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>Whatever is posted: an Okta error, never a crash, and nothing changed.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    private static readonly string[] Names =
    [
        "\0", "ana\0@demo.test", "\u202Etset.omed@ana", new('a', 10_000), "' OR '1'='1", "'; DROP TABLE document; --", "*)(uid=*))(|(uid=*", "<script>alert(1)</script>",
        "\"}{\"username\":\"ana@demo.test\"", "ana@demo.test\r\nX-Evil: 1", "../../etc/passwd", "%00", "\uFFFF", "\U0001F600", "@", "ana@", "%",
    ];

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start();
        org.Records = false;
        await org.Set(new { selfServiceRegistration = true });
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    public static TheoryData<string, string> BadBodies { get; } = new()
    {
        { "empty", "" },
        { "cut short", "{\"username\":\"ana@demo.test\"" },
        { "array", "[{\"username\":\"ana@demo.test\"}]" },
        { "number", "42" },
        { "null", "null" },
        { "string", "\"ana@demo.test\"" },
        { "two", "{}{}" },
        { "comment", "{/* */}" },
        { "trailing comma", "{\"a\":1,}" },
        { "deep", new string('[', 5000) + new string(']', 5000) },
        { "deep member", "{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}" },
        { "1 MB", "{\"a\":\"" + new string('x', 1024 * 1024) + "\"}" },
        { "NaN", "{\"a\":NaN}" },
        { "BOM inside", "{\"a\":\uFEFF1}" },
    };

    // Whoever has no token is told so first; with one, the tests of each resource try them.
    private static readonly string[] NeedsToken = ["/api/v1/policies", "/api/v1/zones", "/api/v1/trustedOrigins", "/api/v1/org", "/api/v1/groups/", "/api/v1/meta/", "/api/v1/idps", "/api/v1/behaviors", "/api/v1/templates", "/api/v1/eventHooks", "/api/v1/apps", "/api/v1/internal/apps", "/api/v1/authorizationServers"];

    // No body at all, or a form.
    private static bool ReadsNoJson(string path) =>
        path is "/emulator/reset" or "/emulator/orgs/password" or "/activate" or "/login/sessionCookieRedirect" || path.StartsWith("/oauth2", StringComparison.Ordinal) || path.StartsWith("/app/", StringComparison.Ordinal)
        || path.StartsWith("/sso/", StringComparison.Ordinal)
        || new[] { "/lifecycle/refresh", "/duoCallback", "/activation" }.Any(end => path.EndsWith(end, StringComparison.Ordinal))
        || path.StartsWith("/api/v1/features/", StringComparison.Ordinal)
        || NeedsToken.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal))
        || path is "/api/v1/users" or "/api/v1/users/password" or "/api/v1/groups"
        || (path.StartsWith("/api/v1/users/", StringComparison.Ordinal) && !path.EndsWith("/activate/email", StringComparison.Ordinal) && !path.EndsWith("/activate/sms", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task No_POST_route_reads_what_is_no_JSON_object(string name, string body)
    {
        var before = await Count();
        foreach (var (method, path) in Routes().Where(r => r.Method is "POST" or "PATCH"))
        {
            if (ReadsNoJson(path))
            {
                continue;
            }

            var answer = await org.Send(new HttpMethod(method), path, new StringContent(body, Encoding.UTF8, "application/json"));
            Assert.True(answer is { Status: 400, ErrorCode: "E0000003" }, $"{name} on {method} {path}: {answer}");
        }

        Assert.Equal(before, await Count());
    }

    [Fact]
    public async Task Wrong_types_of_members_are_refused_or_passed_over_and_change_nothing()
    {
        var before = await Count();
        var members = new[] { "username", "password", "stateToken", "relayState", "token", "passCode", "answer", "sessionToken", "advance", "set", "freeze", "decision", "login", "via" };
        foreach (var (method, path) in Routes().Where(r => r.Method is "POST" or "PATCH" && r.Path is not "/emulator/reset"))
        {
            foreach (var value in new[] { "{}", "[]", "[1]", "{\"a\":null}", "null", "\"\\ud800\"", "1e999", "-0", "\"\\u0000\"" })
            {
                var all = "{" + string.Join(",", members.Select(m => $"\"{m}\":{value}")) + "}";
                foreach (var body in members.Select(m => $"{{\"{m}\":{value}}}").Append(all))
                {
                    var answer = await org.Send(new HttpMethod(method), path, new StringContent(body, Encoding.UTF8, "application/json"));
                    // A token endpoint answers in OAuth's words, and a browser's form is answered with a page.
                    var other = path == "/activate" || path.StartsWith("/oauth2", StringComparison.Ordinal) || path.StartsWith("/sso/", StringComparison.Ordinal);
                    Assert.True(answer.Status is >= 400 and < 500 && (other || answer.ErrorCode is { Length: 8 }), $"{body} on {method} {path}: {answer}");
                }
            }
        }

        Assert.Equal(before, await Count());
    }

    [Fact]
    public async Task Unknown_members_are_passed_over_whatever_their_names()
    {
        foreach (var member in new[] { "\"x\":1", "\"__proto__\":{\"a\":1}", "\"user\\u006eam\":1", "\"\":1", "\"context\":{\"deviceToken\":{}}", "\"options\":[]" })
        {
            (await org.Post("/api/v1/authn", $"{{{member},\"username\":\"{Ana}\"}}")).Expect("UNAUTHENTICATED");
            (await org.Send(HttpMethod.Patch, "/emulator/settings", OrgHost.Body($"{{{member}}}"))).Expect(400, "E0000001");
        }
    }

    [Fact]
    public async Task What_is_no_text_is_not_well_formed_wherever_it_stands()
    {
        byte[][] bodies =
        [
            [.. "{\"\\ud800\":1,\"username\":\"ana@demo.test\"}"u8],
            [.. "{\"user\\udc00\":1,\"username\":\"ana@demo.test\"}"u8],
            [.. "{\"username\":\"\\ud800\"}"u8],
            [.. "{\"x\":[\"\\ud800\"],\"username\":\"ana@demo.test\"}"u8],
            [.. "{\"username\":\""u8, 0xFF, 0xC0, .. "\"}"u8],
            [.. "{\""u8, 0xFF, .. "\":1,\"username\":\"ana@demo.test\"}"u8],
        ];
        foreach (var body in bodies)
        {
            (await org.Send(HttpMethod.Post, "/api/v1/authn", Bytes(body))).Expect(400, "E0000003");
            (await org.Send(HttpMethod.Patch, "/emulator/settings", Bytes(body))).Expect(400, "E0000003");
        }

        (await org.Post("/api/v1/authn", "{\"username\":\"\\ud83d\\ude00\"}")).Expect(401, "E0000004");
    }

    [Fact]
    public async Task Hostile_names_and_tokens_find_nobody_and_break_nothing()
    {
        var named = await org.Identify(Ana);
        var before = await Count();
        foreach (var text in Names)
        {
            (await org.Identify(text)).Expect(401, "E0000004");
            (await org.SignIn(text, text)).Expect(401, "E0000004");
            (await org.Post("/api/v1/authn", new { stateToken = text })).Expect(401, "E0000011");
            (await org.Post("/api/v1/authn", new { stateToken = text, username = Ana })).Expect(401, "E0000011");
            foreach (var path in new[] { "introspect", "cancel", "previous", "factors/password/verify", "factors/password/verify/resend" })
            {
                (await org.Post($"/api/v1/authn/{path}", new { stateToken = text })).Expect(401, "E0000011");
            }

            (await org.OpenSessionOf(text)).Expect(401);
            if (text.Length < 1000 && !text.Contains('\0') && text.Trim('.', '/').Length > 0 && !text.StartsWith("..", StringComparison.Ordinal))
            {
                (await org.Verify(named.StateToken!, text)).Expect(404, "E0000007");
                (await org.Get($"/emulator/users/{Uri.EscapeDataString(text)}/otp")).Expect(404, "E0000007");
                (await org.Post($"/emulator/pushes/{Uri.EscapeDataString(text)}", new { decision = "approve" })).Expect(404, "E0000007");
                var explained = await org.Get($"/emulator/explain?user={Uri.EscapeDataString(text)}");
                Assert.True(explained.Status is 200 or 400, explained.ToString());
                Assert.Empty((await org.Get($"/emulator/messages?user={Uri.EscapeDataString(text)}")).Expect(200).Json!.AsArray());
                (await org.Get("/api/v1/sessions/me", ("Cookie", $"sid={Uri.EscapeDataString(text)}"))).Expect(404, "E0000007");
            }
        }

        foreach (var wrong in Names.Append(new string('9', 50_000)))
        {
            (await org.Verify(named, "password", password: wrong)).Expect(403, "E0000068");
            if ((await org.Identify(Ana)).Status != 200)
            {
                break; // The password policy has locked her; so it should.
            }
        }

        Assert.Equal(before.Accounts, (await Count()).Accounts);
    }

    [Fact]
    public async Task Every_other_verb_on_every_route_is_E0000022()
    {
        var routes = Routes();
        foreach (var path in routes.Select(r => r.Path).Distinct().Where(p => !p.Contains("{**", StringComparison.Ordinal)))
        {
            var known = routes.Where(r => r.Path == path).Select(r => r.Method).ToHashSet();
            foreach (var verb in new[] { "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND" }.Where(v => !known.Contains(v)))
            {
                var answer = await org.Send(new HttpMethod(verb), path, null);
                Assert.True(answer is { Status: 405, ErrorCode: "E0000022" }, $"{verb} {path}: {answer}");
                Assert.Equal("application/json", answer.Header("Content-Type"));
            }

            Assert.True((await org.Send(HttpMethod.Head, path, null)).Status is 405 or 200);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData("text/json")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task What_is_not_sent_as_JSON_is_not_read(string? type)
    {
        foreach (var (method, path) in Routes().Where(r => r.Method is "POST" or "PATCH" && r.Path.StartsWith("/api/v1/authn", StringComparison.Ordinal)
            && !(r.Path.EndsWith("/duoCallback", StringComparison.Ordinal) && type == "application/x-www-form-urlencoded")))
        {
            var body = new ByteArrayContent("{\"username\":\"ana@demo.test\"}"u8.ToArray());
            if (type is not null)
            {
                body.Headers.TryAddWithoutValidation("Content-Type", type);
            }

            (await org.Send(new HttpMethod(method), path, body)).Expect(400, "E0000021");
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("APPLICATION/JSON;charset=UTF-8")]
    public async Task JSON_is_JSON_however_it_is_spelt(string type)
    {
        var body = new ByteArrayContent("{\"username\":\"ana@demo.test\"}"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        (await org.Send(HttpMethod.Post, "/api/v1/authn", body)).Expect("UNAUTHENTICATED");
    }

    [Fact]
    public async Task Huge_headers_and_addresses_are_refused_by_the_server_itself()
    {
        var huge = new string('x', 40_000);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (HttpStatusCode)(await org.Get("/api/v1/sessions/me", ("X-Huge", huge))).Status);
        Assert.Equal(HttpStatusCode.RequestUriTooLong, (HttpStatusCode)(await org.Get("/" + huge)).Status);
        (await org.Identify(Ana)).Expect("UNAUTHENTICATED");
    }

    [Fact]
    public async Task Paths_that_try_to_leave_are_not_found()
    {
        foreach (var path in new[] { "/api/v1/authn/factors/..%2F..%2Fcancel/verify", "/api/v1/authn/%2e%2e/x", "//emulator/pushes", "/emulator//pushes", "/%00", "/o/nobody/emulator", "/js/..%2f..%2fetc%2fpasswd", "/api/v1/authn/factors//verify" })
        {
            var answer = await org.Get(org.Address + path);
            Assert.True(answer.Status is 404 or 405 or 400, $"{path}: {answer}");
        }
    }

    [Theory]
    [InlineData("CONNECT")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_file_of_the_console_is_served_to_whoever_gets_it(string verb)
    {
        using var connection = new RawConnection(new Uri(org.Address).Port);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var request = Encoding.ASCII.GetBytes($"{verb} /admin/_framework/blazor.web.js HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(401, (await connection.Send(request, hasNoBody: false, isLast: false, patience.Token)).Status);
    }

    [Fact]
    public async Task The_journal_shows_whatever_was_sent_and_answered()
    {
        foreach (var body in new[] { "[]", "[{\"username\":1}]", "{\"username\":[\"a\"],\"_embedded\":[1]}", "1", "\"x\"", "null", "{\"profile\":[]}" })
        {
            await org.Post("/api/v1/authn", body);
            await org.Post("/api/v1/users", body);
        }

        await org.Get("/api/v1/features", ("Authorization", "SSWS 00ci-token"));
        (await org.Get("/api/v1/users/me/factors/questions")).Expect(200);
        (await org.Get("/emulator/requests")).Expect(200);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/o/demo")]
    public async Task A_path_is_decoded_once(string root)
    {
        (await org.Get($"{root}/emulator/users/an%61@demo.test/otp")).Expect(200);
        (await org.Get($"{root}/emulator/users/an%2561@demo.test/otp")).Expect(404, "E0000007");
        (await org.Get($"{root}/emulator/users/%2500/otp")).Expect(404, "E0000007");
        (await org.Get($"{root}/%2500")).Expect(404, "E0000008");
    }

    private static ByteArrayContent Bytes(byte[] bytes)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        return content;
    }

    // Every route there is, with something in place of its parameters.
    private (string Method, string Path)[] Routes() =>
    [
        .. org.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => (m, e.RoutePattern.RawText!)))
            .Select(r => (r.m, System.Text.RegularExpressions.Regex.Replace(r.Item2, "\\{\\*\\*[a-z]+\\}|\\{[A-Za-z]+\\}", "password"))),
    ];

    private async Task<(int Accounts, int Transactions, int Sessions, int Pushes)> Count() => (
        (await org.Documents.List(org.Org.Name, DocumentKinds.Accounts, 1000)).Count,
        (await org.Documents.List(org.Org.Name, DocumentKinds.Transactions, 1000)).Count,
        (await org.Documents.List(org.Org.Name, DocumentKinds.Sessions, 1000)).Count,
        (await org.Documents.List(org.Org.Name, DocumentKinds.Pushes, 1000)).Count);
}
