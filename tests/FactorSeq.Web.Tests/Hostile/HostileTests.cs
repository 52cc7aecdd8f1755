using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using FactorSeq.Web.Lab;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Tests.Walk;
using Microsoft.Extensions.Logging;
using Xunit.Abstractions;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>After the others, and alone: it counts the memory of the process, and the time of each request.</summary>
[CollectionDefinition(nameof(HostileTests), DisableParallelization = true)]
public sealed class HostileAlone;

/// <summary>
/// Structured garbage for every route of the running server: no crash, no hang, no growth, no script, no secret. FACTORSEQ_HOSTILE says how many
/// requests, FACTORSEQ_HOSTILE_SEED which.
/// </summary>
[Collection(nameof(HostileTests))]
public sealed class HostileTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Usual = 50_000;
    private const int Workers = 4;
    private const int BetweenResets = 600;
    private const int MostFailures = 40;
    private const long MostGrowth = 24 * 1024 * 1024;

    // Beside what is mapped: the console, its circuit, and what is nowhere.
    private static readonly ServedRoute[] Further =
    [
        new("GET", "/admin"), new("GET", "/admin/"), new("GET", "/admin/people"), new("GET", "/admin/sign-on/{id}"), new("POST", "/admin/_blazor/negotiate"), new("GET", "/admin/_blazor"), new("GET", "/admin/_framework/blazor.web.js"),
        new("GET", "/{id}"), new("POST", "/api/v1/{id}"), new("GET", "/api/v2/{id}"), new("GET", "/o/{id}/emulator"), new("GET", "/o/nowhere/login/login.htm"),
    ];

    // What may fail, and why: everything else that begins with a 5 is a crash.
    private static readonly (int Status, string Sign, string Why)[] Intended =
    [
        (503, "\"errorCode\":\"E0000010\"", "the org was reset or restored under the request, which wrote nothing"),
        (504, "\"errorCode\":\"E0000241\"", "a directory without agents"),
        (502, "identity_provider_unreachable", "an identity provider that does not answer"),
        (505, "", "HTTP in a version that there is not"),
    ];

    // What is there to show them: the org as a seed, and who can sign in, for its tester; as Okta does, secrets of clients and of providers for whoever manages these.
    private static readonly (string Begin, string[] Secrets)[] Shown =
    [
        ("/emulator/users", [HostileOrg.Password, HostileOrg.DirectoryPassword]),
        ("/oauth2/v1/clients", [HostileOrg.ClientSecret]), ("/api/v1/apps", [HostileOrg.ClientSecret]), ("/api/v1/groups/{groupId}/apps", [HostileOrg.ClientSecret]), ("/api/v1/idps", [HostileOrg.IdpSecret]),
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, string> failures = new();
    private readonly ConcurrentDictionary<int, int> statuses = new();
    private readonly ConcurrentDictionary<string, int> reached = new();
    private HostileOrg org = null!;
    private long slowest;
    private ServedRoute? slow;

    public async Task InitializeAsync() => org = await HostileOrg.Start();

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Whatever_is_sent_nothing_crashes_hangs_grows_or_tells()
    {
        var requests = Number("FACTORSEQ_HOSTILE") ?? Usual;
        var seed = Number("FACTORSEQ_HOSTILE_SEED") ?? Random.Shared.Next();
        output.WriteLine($"{requests} requests of FACTORSEQ_HOSTILE_SEED={seed}");
        var routes = ServedRoutes.All(org.Host).Concat(Further).ToArray();
        var workers = Enumerable.Range(0, Workers).Select(i => new RequestGarbage(org, routes, unchecked(seed + i), HostileOrg.Orgs[i])).ToArray();
        var (watch, cpu) = (Stopwatch.StartNew(), Process.GetCurrentProcess().TotalProcessorTime);

        await Run(workers, requests / 5);
        var before = await Held();
        await Run(workers, requests - requests / 5);
        var after = await Held();

        output.WriteLine($"{watch.Elapsed.TotalSeconds:F1} s, {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds:F1} of the processor; the slowest took {slowest} ms ({slow}); {before / 1024 / 1024} MiB held after a fifth, {after / 1024 / 1024} at the end");
        output.WriteLine(string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}")));
        var silent = routes.Select(route => route.ToString()).Where(route => !reached.ContainsKey(route)).ToArray();
        output.WriteLine($"{routes.Length - silent.Length} of {routes.Length} routes had something to give{(requests > Usual ? $"; not: {string.Join(", ", silent)}" : "")}");
        foreach (var (level, text) in org.Log.Lines)
        {
            if (level >= LogLevel.Error || text.AsSpan().ContainsAny(HostileOrg.Secrets))
            {
                failures.TryAdd($"log {text[..Math.Min(text.Length, 400)]}", $"the log: {level} {text}");
            }
        }

        Assert.True(failures.IsEmpty, $"FACTORSEQ_HOSTILE_SEED={seed}\n{string.Join("\n\n", failures.Values.Take(MostFailures))}");
        // Garbage that is refused at the first look tries nothing.
        Assert.True(requests < Usual || silent.Length < routes.Length / 2, $"{silent.Length} of {routes.Length} routes gave nothing: {string.Join(", ", silent)}");
        Assert.True(after - before < MostGrowth, $"It held {before} bytes after a fifth of the requests, and {after} at the end.");
        (await org.Host.Get("/emulator/health")).Expect(200);
    }

    private async Task Run(RequestGarbage[] workers, int requests)
    {
        var left = requests;
        await Task.WhenAll(workers.Select((garbage, worker) => Task.Run(async () =>
        {
            using var connection = new RawConnection(new Uri(org.Host.Address).Port);
            for (var i = 1; Interlocked.Decrement(ref left) >= 0 && failures.Count < MostFailures; i++)
            {
                if (i % BetweenResets == 0)
                {
                    // Everybody is suspended by now, and every factor switched off.
                    var wrecked = HostileOrg.Orgs[worker];
                    await org.Host.Post(wrecked + "/emulator/reset", new { });
                    garbage.Loot.Forget(wrecked);
                }

                await Try(garbage, connection);
            }
        })));
    }

    private async Task Try(RequestGarbage garbage, RawConnection connection)
    {
        var request = garbage.Next();
        var watch = Stopwatch.StartNew();
        RawAnswer answer;
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            answer = await connection.Send(request.Bytes, request.HasNoAnswerBody, request.IsBroken, patience.Token);
        }
        catch (Exception e)
        {
            connection.Dispose();
            failures.TryAdd($"none {request.Route}", $"{(e is OperationCanceledException ? $"no answer within {Patience.TotalSeconds} s" : e)} to\n{request}");
            return;
        }

        var taken = watch.ElapsedMilliseconds;
        if (taken > slowest)
        {
            (slowest, slow) = (taken, request.Route);
        }

        statuses.AddOrUpdate(answer.Status, 1, (_, count) => count + 1);
        var body = Encoding.UTF8.GetString(answer.Body);
        if (Fault(request, answer, body) is { } fault)
        {
            failures.TryAdd($"{fault.Split(':')[0]} {request.Route}", $"{fault}\n{request}\n->\n{answer.Head.Trim()}\n{body[..Math.Min(body.Length, 1500)]}");
        }

        if (answer.Status is > 0 and < 400)
        {
            reached.TryAdd(request.Route.ToString(), answer.Status);
        }

        garbage.Loot.Take(request.Org, Kind(request.Route), answer, body);
    }

    private static string? Fault(HostileRequest request, RawAnswer answer, string body)
    {
        if (answer.Status == 0)
        {
            return request.IsBroken ? null : "the connection was closed without an answer";
        }

        if (answer.Status >= 500 && !Array.Exists(Intended, row => row.Status == answer.Status && body.Contains(row.Sign, StringComparison.Ordinal)) && request.Org != HostileOrg.Faulty)
        {
            return "a crash";
        }

        if (answer.Header("X-Evil") is not null)
        {
            return "a header that the request wrote";
        }

        if (answer.Header("Content-Type")?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true
            && (body.Contains(Garbage.Script, StringComparison.OrdinalIgnoreCase) || body.Contains("<img src=x", StringComparison.OrdinalIgnoreCase) || body.Contains("href=\"javascript:", StringComparison.OrdinalIgnoreCase)))
        {
            return "a script that the request wrote";
        }

        return body.AsSpan().ContainsAny(HostileOrg.Secrets) && Hidden(request.Route, body).AsSpan().ContainsAny(HostileOrg.Secrets) || answer.Head.AsSpan().ContainsAny(HostileOrg.Secrets) ? $"a secret: {Around(Hidden(request.Route, body))}" : null;
    }

    private static string Around(string body)
    {
        var at = body.AsSpan().IndexOfAny(HostileOrg.Secrets);
        return at < 0 ? "in the head" : body[Math.Max(0, at - 120)..Math.Min(body.Length, at + 60)];
    }

    // The body without what may stand in it; a seed is all that an org is. The journal says of a query's d that it was hidden, as of a private key's.
    private static string Hidden(ServedRoute route, string body) => route.Pattern == "/emulator/seed" ? "" : Shown.Where(row => route.Pattern.StartsWith(row.Begin, StringComparison.Ordinal)).SelectMany(row => row.Secrets)
        .Append($"\"d\":\"{Redaction.Hidden}\"").Aggregate(body, (rest, secret) => rest.Replace(secret, "", StringComparison.Ordinal));

    // What the ids of a route's answers are ids of.
    private static string Kind(ServedRoute route) => route.Pattern.Split('/').LastOrDefault(part => part.Length > 3 && !part.StartsWith('{') && part is not ("lifecycle" or "activate" or "deactivate" or "verify" or "resend")) ?? "id";

    private async Task<long> Held()
    {
        await org.Empty();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
