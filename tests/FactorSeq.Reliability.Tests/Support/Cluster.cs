using System.Diagnostics;
using FactorSeq.Web.Tests.Support;

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
    internal static Task<Cluster> Start(
        int users, string database, string? atB = null, Func<string[], ProcessStartInfo>? commandOfB = null, string hostOfB = "127.0.0.1", params string[] more) =>
        Start(
            users,
            options => new Node([.. options, "--postgres", database, .. more]),
            options => new Node([.. options, "--postgres", atB ?? database, .. more], commandOfB, hostOfB),
            cluster => Task.WhenAll(cluster.A.Start(), cluster.B.Start()));

    /// <summary>The first node is of another version, and alone until somebody starts the second.</summary>
    /// <param name="users">How many people the org has.</param>
    /// <param name="before">Where the other version lies.</param>
    internal static Task<Cluster> StartBefore(int users, string before)
    {
        var database = PostgresServer.NewDatabase();
        return Start(
            users,
            options => new Node([.. options, "--postgres", database], app: before),
            options => new Node([.. options, "--postgres", database]),
            cluster => cluster.A.Start());
    }

    private static async Task<Cluster> Start(int users, Func<string[], Node> a, Func<string[], Node> b, Func<Cluster, Task> start)
    {
        var port = Node.FreePort();
        var seed = Path.Combine(Path.GetTempPath(), $"factorseq-town-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(seed, Town.Seed(users));
        string[] options = ["--seed", seed, "--issuer", $"http://127.0.0.1:{port}", "--admin-token", Node.AdminToken, "--drain", "1"];
        var cluster = new Cluster(seed, a(options), b(options));
        try
        {
            await start(cluster);
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
