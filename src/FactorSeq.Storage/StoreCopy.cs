using FactorSeq.Storage.Copying;
using FactorSeq.Storage.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FactorSeq.Storage;

/// <summary>
/// Everything of one store carried into an empty one, row for row, as it was at one moment. What has been written becomes visible at once and at the
/// end: a copy that breaks off leaves nothing.
/// </summary>
public sealed class StoreCopy : IAsyncDisposable
{
    private const int Between = 500;

    private readonly StorePlace to;
    private readonly ICopySource source;
    private readonly ICopyTarget target;

    private StoreCopy(StorePlace to, ICopySource source, ICopyTarget target)
    {
        this.to = to;
        this.source = source;
        this.target = target;
    }

    /// <summary>What there is to carry.</summary>
    public StoreTally Tally => source.Tally;

    /// <summary>Takes hold of both stores.</summary>
    /// <exception cref="StoreUnusableException">One cannot be read, or the other cannot be written or is not empty; nothing has changed in either.</exception>
    public static async Task<StoreCopy> Begin(StorePlace from, StorePlace to, CancellationToken cancellation = default)
    {
        if (from.IsSame(to))
        {
            throw new StoreUnusableException($"{from.Shown} is the same store on both sides. Name another with --to.");
        }

        var source = await Held(
            $"{from.Shown} cannot be copied",
            "Name another with --from.",
            async () => from.File is { } file ? SqliteSource.Open(file) : await PostgresSource.Open(from.Postgres!, cancellation));
        try
        {
            var target = await Held<ICopyTarget>(
                $"{to.Shown} cannot be copied to",
                "Name another with --to.",
                async () => to.File is { } file ? SqliteTarget.Open(file) : await PostgresTarget.Open(to.Postgres!, cancellation));
            return new StoreCopy(to, source, target);
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }

    /// <summary>Carries all of it, once.</summary>
    /// <param name="carried">Called now and then with how many rows have been.</param>
    /// <exception cref="StoreUnusableException">It broke off; either all of it has arrived or nothing has.</exception>
    public async Task Run(Action<long>? carried = null, CancellationToken cancellation = default)
    {
        try
        {
            var done = 0L;
            await target.Write(Counted(source.Documents(cancellation)), cancellation);
            await target.Write(Counted(source.Records(cancellation)), cancellation);
            await target.Close(cancellation);
            if (await target.Count(cancellation) is var arrived && arrived != Tally)
            {
                throw new StoreUnusableException(
                    $"{arrived.Documents} documents and {arrived.Records} records with {arrived.Bytes} bytes have arrived of {Tally.Documents}, {Tally.Records} and {Tally.Bytes}; something in the database drops or changes what is written.");
            }

            await target.Commit(cancellation);
            carried?.Invoke(done);

            async IAsyncEnumerable<T> Counted<T>(IAsyncEnumerable<T> rows)
            {
                await foreach (var row in rows.WithCancellation(cancellation))
                {
                    yield return row;
                    if (++done % Between == 0)
                    {
                        carried?.Invoke(done);
                    }
                }
            }
        }
        catch (Exception e) when (IsStores(e))
        {
            // Some of what is cut short by hand says so in words of its own.
            cancellation.ThrowIfCancellationRequested();
            throw new StoreUnusableException(
                $"The copy to {to.Shown} broke off: {Said(e)} It arrives whole or not at all: copy again, and what is then refused as not empty has arrived.", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await target.DisposeAsync();
        await source.DisposeAsync();
    }

    private static async Task<T> Held<T>(string what, string cure, Func<Task<T>> open)
    {
        try
        {
            return await open();
        }
        catch (Exception e) when (IsStores(e))
        {
            throw new StoreUnusableException($"{what}: {Said(e)} {cure}", e);
        }
    }

    private static bool IsStores(Exception e) =>
        e is SqliteException or NpgsqlException or StoreUnusableException or IOException or UnauthorizedAccessException or TimeoutException or System.Net.Sockets.SocketException;

    private static string Said(Exception e) => e is NpgsqlException or TimeoutException ? PostgresFailure.Said(e) : e.Message;
}
