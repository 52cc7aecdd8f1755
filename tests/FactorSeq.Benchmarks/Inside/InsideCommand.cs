using System.Diagnostics;
using System.Globalization;
using FactorSeq.Benchmarks.Load;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Benchmarks.Inside;

/// <summary>
/// <c>inside</c>: what each request of a sequence costs in this process, one after the other, without sockets: microseconds and bytes, and what the
/// collector took of the whole. Both move by far less from run to run than rates do.
/// </summary>
internal static class InsideCommand
{
    internal static readonly string[] Names = ["rounds", "users"];

    internal static async Task<int> Run(Arguments args)
    {
        var users = args.Number("users", 1000, 64, 100_000);
        using var server = await InsideServer.Start(users);
        Post(server, "/emulator/clock", """{"freeze":true}""");
        Dictionary<string, Spent> spent = [];
        var began = Stopwatch.GetTimestamp();
        for (var rounds = args.Number("rounds", 60, 3, 1000); rounds > 0; rounds--)
        {
            Round(server, users, spent);
        }

        foreach (var (name, of) in spent)
        {
            Console.WriteLine($"{name,-12} {of.Micros.Order().ElementAt(of.Micros.Count / 2),8:n1} µs, at best {of.Micros.Min(),6:n1}   {of.Bytes.Order().ElementAt(of.Bytes.Count / 2),8:n0} bytes");
        }

        Console.WriteLine($"collector    {GC.GetTotalPauseDuration() / Stopwatch.GetElapsedTime(began):p0} of the time, {GC.CollectionCount(0)} times");
        return 0;
    }

    // Everybody takes one step, then everybody the next: each step is timed by itself.
    private static void Round(InsideServer server, int users, Dictionary<string, Spent> spent)
    {
        var now = DateTimeOffset.Parse(Post(server, "/emulator/clock", """{"advance":"PT30S"}""").Member("now")!, CultureInfo.InvariantCulture);
        var code = TotpVerifier.Code(Base32.Decode(BenchSeed.Secret), TotpVerifier.StepAt(now));
        var (tokens, factors) = (new string[users], new string[users]);
        Each("identify", user =>
        {
            var named = Post(server, "/api/v1/authn", $$"""{"username":"{{BenchSeed.Single(user)}}"}""");
            tokens[user] = named.Member("stateToken")!;
            factors[user] = named.Member("id", "\"factors\":[")!;
        });
        Each("introspect", user => Post(server, "/api/v1/authn/introspect", $$"""{"stateToken":"{{tokens[user]}}"}"""));
        Each("verify", user => tokens[user] = Post(
            server, $"/api/v1/authn/factors/{factors[user]}/verify", $$"""{"stateToken":"{{tokens[user]}}","passCode":"{{code}}"}""").Member("sessionToken")!);
        Each("session", user => Post(server, "/api/v1/sessions", $$"""{"sessionToken":"{{tokens[user]}}"}"""));

        void Each(string name, Action<int> once)
        {
            var (bytes, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var user = 0; user < users; user++)
            {
                once(user);
            }

            var of = spent.TryGetValue(name, out var known) ? known : spent[name] = new Spent([], []);
            of.Micros.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds / users);
            of.Bytes.Add((GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)users);
        }
    }

    private static Answer Post(InsideServer server, string path, string body)
    {
        var answer = server.Post(path, body);
        return answer.Status is 200 or 201 ? answer : throw new IOException($"{path}: {answer.Status} {answer.Text}");
    }

    /// <summary>What each round spent on one request.</summary>
    private sealed record Spent(List<double> Micros, List<double> Bytes);
}
