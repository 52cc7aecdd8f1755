using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Ports;
using FactorSeq.Testing.Hosting;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Truth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Support;

/// <summary>The real host over real HTTP, with an org of its own. Its verbs read as what a person does.</summary>
internal sealed class OrgHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string seedFile;

    private readonly Reached.Switch recording;

    private OrgHost(WebApplication app, string seedFile, Reached.Switch recording)
    {
        this.recording = recording;
        this.app = app;
        this.seedFile = seedFile;
        Address = app.Urls.First();
        Clock = new HostClock(this);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
        {
            BaseAddress = new Uri(Address),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>Without a slash at its end.</summary>
    internal string Address { get; }

    /// <summary>Follows no redirect and keeps no cookie.</summary>
    internal HttpClient Http { get; }

    internal HostClock Clock { get; }

    /// <summary>The org behind the wire, for counting what HTTP does not show.</summary>
    internal Org Org => app.Services.GetRequiredService<OrgRegistry>().Default;

    internal IDocuments Documents => Org.Documents;

    internal IServiceProvider Services => app.Services;

    /// <summary>Starts a host for a seed.</summary>
    /// <param name="seed">The org as YAML; <see cref="Seeds.Ana"/> where none is given.</param>
    /// <param name="data">SQLite file; memory where none is given.</param>
    /// <param name="services">Services to put in place of the usual ones.</param>
    /// <param name="options">More of the command line.</param>
    internal static async Task<OrgHost> Start(
        string? seed = null, string? data = null, Action<IServiceCollection>? services = null, params string[] options)
    {
        var file = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, seed ?? Seeds.Ana);
        string[] args =
        [
            .. options.Contains("--urls") ? (string[])[] : ["--urls", "http://127.0.0.1:0"],
            "--seed", file, "--admin-token", "00test-admin-token", .. data is null ? (string[])[] : ["--data", data], .. options,
        ];
        var recording = new Reached.Switch();
        var app = Server.Build(args, added =>
        {
            // A key that is kept goes on living where it is, and may be lent to nobody else.
            if (data is null && !options.Contains("--data") && !options.Contains("--postgres"))
            {
                added.AddSingleton<SigningKeyLease>().AddSingleton<Func<RSA>>(given => given.GetRequiredService<SigningKeyLease>().Take);
                added.AddSingleton<IDocuments, WrittenDocuments>();
            }

            Recording(services, recording)?.Invoke(added);
        });
        try
        {
            await app.OpenOrgs();
            await app.StartAsync();
            return new OrgHost(app, file, recording);
        }
        catch
        {
            await app.DisposeAsync();
            File.Delete(file);
            throw;
        }
    }

    /// <summary>Whether what is reached here counts as tried (<see cref="Reached"/>): tests that ask every route the same turn it off.</summary>
    internal bool Records
    {
        get => recording.IsOn;
        set => recording.IsOn = value;
    }

    internal Task<Reply> Identify(string login) => Post("/api/v1/authn", new { username = login });

    /// <summary>Opens the hosted page: an answer that carries nothing but its state token.</summary>
    internal async Task<Reply> OpenPage(string query = "")
    {
        var page = (await Get($"/login/login.htm{query}")).Expect(200);
        var token = System.Text.RegularExpressions.Regex.Match(page.Body, "\"stateToken\":\"(00[A-Za-z0-9_-]{40})\"").Groups[1].Value;
        return new Reply(200, new JsonObject { ["stateToken"] = token }.ToJsonString(), page.Headers);
    }

    internal Task<Reply> SignIn(string login, string password) => Post("/api/v1/authn", new { username = login, password });

    /// <summary>Chooses, polls, or answers a factor that <paramref name="at"/> names, by its type (<c>push</c>), or by its id.</summary>
    internal Task<Reply> Verify(Reply at, string factor, string? passCode = null, string? password = null, string? answer = null) =>
        Verify(at.StateToken!, at.FactorId(factor) ?? factor, passCode, password, answer);

    internal Task<Reply> Verify(string stateToken, string factorId, string? passCode = null, string? password = null, string? answer = null)
    {
        var body = new JsonObject { ["stateToken"] = stateToken };
        foreach (var (name, value) in new[] { ("passCode", passCode), ("password", password), ("answer", answer) })
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        return Post($"/api/v1/authn/factors/{Uri.EscapeDataString(factorId)}/verify", body);
    }

    internal Task<Reply> Resend(Reply at, string factor) =>
        Post($"/api/v1/authn/factors/{at.FactorId(factor) ?? factor}/verify/resend", new { stateToken = at.StateToken });

    internal Task<Reply> Previous(Reply at) => Post("/api/v1/authn/previous", new { stateToken = at.StateToken });

    internal Task<Reply> Cancel(Reply at) => Post("/api/v1/authn/cancel", new { stateToken = at.StateToken });

    internal Task<Reply> Look(Reply at) => Post("/api/v1/authn", new { stateToken = at.StateToken });

    /// <summary>Spends a session token.</summary>
    internal Task<Reply> OpenSession(Reply success) => Post("/api/v1/sessions", new { sessionToken = success.Text("sessionToken") });

    internal Task<Reply> OpenSessionOf(string sessionToken) => Post("/api/v1/sessions", new { sessionToken });

    /// <summary>Who the session is, by its id as the cookie.</summary>
    internal Task<Reply> Me(string sid) => Get("/api/v1/sessions/me", ("Cookie", $"sid={sid}"));

    internal async Task<JsonArray> Pushes() => (await Get("/emulator/pushes")).Json!.AsArray();

    /// <summary>Taps on the phone of a user who has one push waiting.</summary>
    internal async Task<Reply> Approve(string login, int? number = null) => await Tap(login, "approve", number);

    internal async Task<Reply> Deny(string login) => await Tap(login, "deny", null);

    internal async Task<JsonArray> Messages(string login, string channel) =>
        (await Get($"/emulator/messages?user={Uri.EscapeDataString(login)}&channel={channel}")).Json!.AsArray();

    internal async Task<string> LatestCode(string login, string channel) => (string)(await Messages(login, channel))[0]!["code"]!;

    /// <summary>What the user's software token shows now.</summary>
    internal async Task<string> Otp(string login, string factor = "totp") =>
        (await Get($"/emulator/users/{Uri.EscapeDataString(login)}/otp?factor={factor}")).Text("code")!;

    internal async Task<string> StatusOf(string login) =>
        (string)(await Get("/emulator/users")).Json!.AsArray().Single(u => (string?)u!["login"] == login)!["status"]!;

    /// <summary>Event types of the System Log about one user, oldest first.</summary>
    internal async Task<string[]> Log(string login) =>
        [.. (await Get($"/emulator/events?limit=1000&user={Uri.EscapeDataString(login)}")).Json!.AsArray().Reverse().Select(e => (string)e!["eventType"]!)];

    /// <summary>Saves another seed and has the host read it, as <c>--watch</c> does.</summary>
    internal async Task EditSeed(string seed)
    {
        await SaveSeed(seed);
        await app.Services.GetRequiredService<Seeding>().Reload(Org);
    }

    internal Task SaveSeed(string seed) => File.WriteAllTextAsync(seedFile, seed);

    /// <summary>Changes named settings: <c>Set(new { lastUsedFactorFirst = true })</c>.</summary>
    internal async Task Set(object settings) => (await Send(HttpMethod.Patch, "/emulator/settings", Body(settings))).Expect(200);

    internal Task<Reply> Get(string path, params (string Name, string Value)[] headers) => Send(HttpMethod.Get, path, null, headers);

    internal Task<Reply> Post(string path, object body, params (string Name, string Value)[] headers) =>
        Send(HttpMethod.Post, path, Body(body), headers);

    internal async Task<Reply> Send(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        var reply = new Reply(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers)
                .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
        if (Reached.IsRecording && Records && reply.ErrorCode is { } code)
        {
            Reached.Add(Reached.Errors, code, reply.Status.ToString());
        }

        if (Reached.IsRecording && Records && reply is { Status: 200, State: { } state } && path.StartsWith("/api/v1/authn", StringComparison.Ordinal))
        {
            Reached.Add(Reached.States, state, "200");
        }

        return reply;
    }

    internal static StringContent Body(object value) => new(
        value as string ?? (value as JsonNode)?.ToJsonString() ?? JsonSerializer.Serialize(value), Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (Reached.IsRecording && Records)
        {
            await Reached.Keep(Org);
        }

        await app.StopAsync(new CancellationToken(canceled: true));
        await app.DisposeAsync();
        File.Delete(seedFile);
    }

    private static Action<IServiceCollection>? Recording(Action<IServiceCollection>? services, Reached.Switch recording) => !Reached.IsRecording ? services : added =>
    {
        services?.Invoke(added);
        added.AddSingleton<IStartupFilter>(new Reached.Filter(recording));
    };

    private async Task<Reply> Tap(string login, string decision, int? number)
    {
        var push = (await Pushes()).Last(p => (string?)p!["user"] == login)!;
        return (await Post($"/emulator/pushes/{push["id"]}", number is null ? new { decision } : new { decision, number })).Expect(200);
    }
}

/// <summary>The org's clock, moved over HTTP as a tester moves it.</summary>
internal sealed class HostClock(OrgHost org)
{
    internal DateTimeOffset Now => org.Org.Clock.Now;

    internal async Task Advance(TimeSpan by) => (await Post(new { advance = System.Xml.XmlConvert.ToString(by) })).Expect(200);

    internal Task Advance(string by) => Advance(System.Xml.XmlConvert.ToTimeSpan(by));

    internal async Task Freeze() => (await Post(new { freeze = true })).Expect(200);

    /// <summary>Stops the clock at an instant.</summary>
    internal async Task StopAt(DateTimeOffset at)
    {
        await Freeze();
        (await Post(new { set = at.UtcDateTime.ToString("O") })).Expect(200);
    }

    internal Task<Reply> Post(object body) => org.Post("/emulator/clock", body);
}
