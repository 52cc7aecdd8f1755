using System.Threading.Channels;
using FactorSeq.Core.Ports;
using Microsoft.Data.Sqlite;

namespace FactorSeq.Storage;

/// <summary>
/// Runs pieces of work one after the other, each all or nothing. Whatever waits when the disk is free goes into one transaction, each piece under a
/// savepoint of its own, so that a hundred sign-ins pay for one flush. Nobody is answered before the flush is done.
/// </summary>
internal sealed class GroupWriter : IDisposable
{
    private const int MaxGroup = 256;

    // SQLite's result codes.
    private const int ReadOnly = 8;
    private const int ReadOrWriteFailed = 10;
    private const int Full = 13;

    private readonly Statements statements;
    private readonly Channel<Piece> waiting = Channel.CreateUnbounded<Piece>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread thread;

    internal GroupWriter(Statements statements)
    {
        this.statements = statements;
        thread = new Thread(Write) { IsBackground = true, Name = "store writer" };
        thread.Start();
    }

    /// <param name="work">Writes; answers false to take all of it back.</param>
    public async ValueTask<bool> Do(Func<Statements, bool> work)
    {
        var piece = new Piece(work, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        await waiting.Writer.WriteAsync(piece).ConfigureAwait(false);
        return await piece.Done.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        waiting.Writer.TryComplete();
        thread.Join();
        statements.Dispose();
    }

    private void Write()
    {
        var group = new List<(Piece Piece, bool Won)>(MaxGroup);
        while (waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            var pieces = new List<Piece>(MaxGroup);
            while (pieces.Count < MaxGroup && waiting.Reader.TryRead(out var piece))
            {
                pieces.Add(piece);
            }

            try
            {
                statements.Execute("BEGIN IMMEDIATE");
                foreach (var piece in pieces)
                {
                    group.Add((piece, Attempt(piece)));
                }

                statements.Execute("COMMIT");
                group.ForEach(done => done.Piece.Done.TrySetResult(done.Won));
            }
            catch (SqliteException e)
            {
                TryRollback();
                var refused = Refused(e);
                pieces.ForEach(piece => piece.Done.TrySetException(refused));
            }
        }
    }

    private bool Attempt(Piece piece)
    {
        statements.Execute("SAVEPOINT piece");
        var won = piece.Work(statements);
        if (!won)
        {
            statements.Execute("ROLLBACK TO piece");
        }

        statements.Execute("RELEASE piece");
        return won;
    }

    private void TryRollback()
    {
        try
        {
            statements.Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back by itself: a full disk, for one.
        }
    }

    // Nothing of it was written, and there may be room again soon.
    private static Exception Refused(SqliteException e) => e.SqliteErrorCode switch
    {
        Full or ReadOnly or ReadOrWriteFailed => new StoreUnavailableException($"The file cannot be written: {e.Message}", e),
        _ => e,
    };

    private sealed record Piece(Func<Statements, bool> Work, TaskCompletionSource<bool> Done);
}
