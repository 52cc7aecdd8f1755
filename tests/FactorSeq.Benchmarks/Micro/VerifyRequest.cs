using BenchmarkDotNet.Attributes;
using FactorSeq.Benchmarks.Load;
using Microsoft.AspNetCore.Builder;

namespace FactorSeq.Benchmarks.Micro;

/// <summary>
/// One request over loopback through the real pipeline, against an empty JSON endpoint. Both requests to FactorSeq can be repeated for ever:
/// challenging a security question that is already challenged, and looking at the transaction.
/// </summary>
[MemoryDiagnoser]
public class VerifyRequest
{
    private BenchServer server = null!;
    private WebApplication empty = null!;
    private Connection toServer = null!;
    private Connection toEmpty = null!;
    private string body = "";
    private string verify = "";

    [GlobalSetup]
    public async Task Setup()
    {
        server = await BenchServer.Start(users: 100, rules: 3);
        empty = await BenchServer.StartEmpty();
        toServer = new Connection(server.Address);
        toEmpty = new Connection(BenchServer.AddressOf(empty));
        var named = toServer.Post("/api/v1/authn", $$"""{"username":"{{BenchSeed.Double(0)}}"}""");
        body = $$"""{"stateToken":"{{named.Member("stateToken")}}"}""";
        verify = $"/api/v1/authn/factors/{named.Member("id", "\"factors\":[")}/verify";
    }

    [GlobalCleanup]
    public async Task Cleanup()
    {
        toServer.Dispose();
        toEmpty.Dispose();
        await server.DisposeAsync();
        await empty.DisposeAsync();
    }

    [Benchmark(Baseline = true)]
    public int EmptyPost() => Ok(toEmpty.Post("/echo", body));

    [Benchmark]
    public int ChallengeQuestion() => Ok(toServer.Post(verify, body));

    [Benchmark]
    public int Introspect() => Ok(toServer.Post("/api/v1/authn/introspect", body));

    private static int Ok(Answer answer) => answer.Status == 200 ? 200 : throw new InvalidOperationException(answer.Text);
}
