using System.Runtime.CompilerServices;
using FactorSeq.Core.Ports;
using FactorSeq.Storage;
using FactorSeq.Storage.Postgres;

namespace FactorSeq.Web.Hosting;

/// <summary>The store that the command line names, and whoever shares it.</summary>
internal static class Stores
{
    internal static IDocuments Open(ServerOptions options) => options switch
    {
        { Postgres: not null } => Postgres(options),
        { Data: { } file } => SqliteDocuments.InFile(file),
        _ => SqliteDocuments.InMemory(),
    };

    internal static INodes Join(ServerOptions options, IServiceProvider services) => options.Postgres is null ? new SingleNode() : Nodes(options, services);

    // A start without PostgreSQL does not load its library.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresDocuments Postgres(ServerOptions options) =>
        PostgresDocuments.Open(options.Postgres!, pooled: options.PostgresDirect is not null).GetAwaiter().GetResult();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PostgresNodes Nodes(ServerOptions options, IServiceProvider services) =>
        PostgresNodes.Join(options.PostgresDirect ?? options.Postgres!, (PostgresDocuments)services.GetRequiredService<IDocuments>()).GetAwaiter().GetResult();
}
