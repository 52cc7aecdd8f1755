using System.Diagnostics;
using FactorSeq.Testing;

namespace FactorSeq.Benchmarks.Orgs;

/// <summary>What an org inside a test process costs: the first one, and every one after it.</summary>
internal static class OrgsCommand
{
    internal static readonly string[] Names = ["rounds", "parallel"];

    private const string Small = """
        org: { name: small, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
        users: [ { login: uma@small.test, password: Passw0rd-uma } ]
        apps: [ { label: Spa, type: oidc, clientId: sample-spa, redirectUris: [ http://spa.test/cb ], assign: [ Everyone ] } ]
        """;

    internal static async Task<int> Run(Arguments arguments)
    {
        var rounds = arguments.Number("rounds", 100, 1, 100_000);
        var parallel = arguments.Number("parallel", 20, 1, 1000);
        var watch = Stopwatch.StartNew();
        await using (var first = await FactorSeqOrg.StartAsync(Small))
        {
            Console.WriteLine($"the first org starts in        {watch.Elapsed.TotalMilliseconds,8:F1} ms");
            watch.Restart();
            await first.GetTokensAsync("uma@small.test", "sample-spa");
            Console.WriteLine($"and has its first tokens after {watch.Elapsed.TotalMilliseconds,8:F1} ms more (makes an RSA key)");
        }

        Console.WriteLine($"each of {rounds} after it          median      p90");
        foreach (var (name, seed, login) in ((string, string?, string)[])[("one user", Small, "uma@small.test"), ("built-in", null, "finn@demo.test")])
        {
            var (starts, tokens, ends) = (new List<double>(), new List<double>(), new List<double>());
            for (var i = 0; i < rounds; i++)
            {
                watch.Restart();
                var org = await FactorSeqOrg.StartAsync(seed);
                starts.Add(Lap(watch));
                await org.GetTokensAsync(login, "sample-spa");
                tokens.Add(Lap(watch));
                await org.DisposeAsync();
                ends.Add(Lap(watch));
            }

            Print($"{name}: start", starts);
            Print($"{name}: sign-in and tokens", tokens);
            Print($"{name}: end", ends);
        }

        watch.Restart();
        var orgs = await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(() => FactorSeqOrg.StartAsync(Small))));
        Console.WriteLine($"{parallel} at once start in          {watch.Elapsed.TotalMilliseconds,8:F1} ms, {watch.Elapsed.TotalMilliseconds / parallel:F1} ms each");
        watch.Restart();
        await Task.WhenAll(orgs.Select(org => org.GetTokensAsync("uma@small.test", "sample-spa")));
        Console.WriteLine($"and all have tokens after      {watch.Elapsed.TotalMilliseconds,8:F1} ms more (a key for each that lives)");
        await Task.WhenAll(orgs.Select(org => org.DisposeAsync().AsTask()));
        return 0;
    }

    private static double Lap(Stopwatch watch)
    {
        var lap = watch.Elapsed.TotalMilliseconds;
        watch.Restart();
        return lap;
    }

    private static void Print(string name, List<double> laps)
    {
        laps.Sort();
        Console.WriteLine($"  {name,-28} {laps[laps.Count / 2],6:F1} ms {laps[laps.Count * 9 / 10],6:F1} ms");
    }
}
