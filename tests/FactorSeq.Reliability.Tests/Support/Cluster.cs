using System.Diagnostics;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>A PostgreSQL, two nodes over it, and nginx before them.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string seed;

    private Cluster(string seed, Node a, Node b) => (this.seed, A, B) = (seed, a, b);

    internal Node A { get; }

    internal Node B { get; }

    internal Nginx Front { get; private set; } = null!;

    /// <summary>Through the load balancer: each request to the other node.</summary>
    internal Client Client => Front.Client;

    internal Node Other(Node node) => node == A ? B : A;

    /// <param name="users">How many people the org has.</param>
    /// <param name="database">What <c>--postgres</c> says.</param>
    /// <param name="atB">The same at the second node, where it says something else there.</param>
    /// <param name="commandOfB">How the second node's command is run where it is not run as it is.</param>
    /// <param name="hostOfB">Where the second node listens, and is asked.</param>
    /// <param name="more">More options of both.</param>
    internal static async Task<Cluster> Start(
        int users, string database, string? atB = null, Func<string[], ProcessStartInfo>? commandOfB = null, string hostOfB = "127.0.0.1", params string[] more)
    {
        var port = Node.FreePort();
        var seed = Path.Combine(Path.GetTempPath(), $"factorseq-town-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(seed, Town.Seed(users));
        string[] Arguments(string at) =>
            ["--postgres", at, "--seed", seed, "--issuer", $"http://127.0.0.1:{port}", "--admin-token", Node.AdminToken, "--drain", "1", .. more];

        var cluster = new Cluster(seed, new Node(Arguments(database)), new Node(Arguments(atB ?? database), commandOfB, hostOfB));
        try
        {
            await Task.WhenAll(cluster.A.Start(), cluster.B.Start());
            cluster.Front = await Nginx.Start(port, cluster.A, cluster.B);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Front is not null)
        {
            await Front.DisposeAsync();
        }

        await A.DisposeAsync();
        await B.DisposeAsync();
        File.Delete(seed);
    }
}
