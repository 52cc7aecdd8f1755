using System.Runtime.CompilerServices;
using FactorSeq.Core.Ports;
using FactorSeq.Storage;
using FactorSeq.Storage.Memory;
using FactorSeq.Storage.Postgres;

namespace FactorSeq.Web.Hosting;

/// <summary>The store that the command line names, and whoever shares it.</summary>
internal static class Stores
{
    private const int Threads = 64;

    internal static IDocuments Open(ServerOptions options) => options switch
    {
        { Postgres: not null } => Postgres(options),
        { Data: { } file } => Sqlite(file),
        _ => new MemoryDocuments(),
    };

    internal static INodes Join(ServerOptions options, IServiceProvider services) => options.Postgres is null ? new SingleNode() : Nodes(options, services);

    // A start does not load the library of a store that it has no use for.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static SqliteDocuments Sqlite(string file) => SqliteDocuments.InFile(file);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresDocuments Postgres(ServerOptions options)
    {
        // The library takes back what has timed out by a call that holds its thread for as long as a dead network takes to show itself. While all of its
        // connections do that, others must be served.
        ThreadPool.GetMinThreads(out var working, out var waiting);
        ThreadPool.SetMinThreads(Math.Max(working, Threads), waiting);
        return PostgresDocuments.Open(options.Postgres!, pooled: options.PostgresDirect is not null).GetAwaiter().GetResult();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresNodes Nodes(ServerOptions options, IServiceProvider services) =>
        PostgresNodes.Join(options.PostgresDirect ?? options.Postgres!, (PostgresDocuments)services.GetRequiredService<IDocuments>()).GetAwaiter().GetResult();
}
