using System.Diagnostics;
using System.Runtime.InteropServices;
using Npgsql;

namespace FactorSeq.Storage.Postgres;

/// <summary>
/// Reads of a few rows, asked together: each begins at once where a trip is free, and what comes in meanwhile shares the next one. Two that ask for the
/// same thing on one trip are asked as one. Nobody is answered by a read that began before they asked, and nobody waits long for a trip that does not end.
/// </summary>
internal sealed class PostgresReads(NpgsqlDataSource source)
{
    private const int MostTrips = 2;
    private const int MostOnATrip = 32;

    // Longer than any trip to a database that is well; what has waited so long goes on a trip of its own.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    private readonly Lock gate = new();
    private readonly Queue<Asked> waiting = [];
    private int underWay;
    private bool isWatched;

    /// <param name="one">Makes something of a row, for anyone who asks for the same.</param>
    internal Task<List<T>> Read<T>(Statement statement, Func<NpgsqlDataReader, T> one)
    {
        var asked = new Asked<T>(statement, one);
        lock (gate)
        {
            if (underWay >= MostTrips)
            {
                waiting.Enqueue(asked);
                if (!isWatched)
                {
                    isWatched = true;
                    _ = Watch();
                }

                return asked.Answer;
            }

            underWay++;
        }

        _ = Travel([asked]);
        return asked.Answer;
    }

    private async Task Watch()
    {
        while (true)
        {
            await Task.Delay(Patience);
            lock (gate)
            {
                if (!waiting.TryPeek(out var first))
                {
                    isWatched = false;
                    return;
                }

                if (Stopwatch.GetElapsedTime(first.Since) < Patience)
                {
                    continue;
                }

                underWay++;
            }

            _ = Travel(Next());
        }
    }

    private async Task Travel(List<Asked> together)
    {
        while (together.Count > 0)
        {
            await Ask(together);
            together = Next();
        }
    }

    private List<Asked> Next()
    {
        lock (gate)
        {
            var next = new List<Asked>(Math.Min(waiting.Count, MostOnATrip));
            while (next.Count < MostOnATrip && waiting.TryDequeue(out var asked))
            {
                next.Add(asked);
            }

            underWay -= next.Count == 0 ? 1 : 0;
            return next;
        }
    }

    private async Task Ask(List<Asked> together)
    {
        var different = new Dictionary<Asked, List<Asked>>();
        foreach (var asked in together)
        {
            (CollectionsMarshal.GetValueRefOrAddDefault(different, asked, out _) ??= []).Add(asked);
        }

        try
        {
            await PostgresFailure.Persist(async () =>
            {
                await using var batch = source.CreateBatch();
                foreach (var asked in different.Keys)
                {
                    batch.BatchCommands.Add(PostgresCommand.Of(asked.Statement));
                }

                await using var rows = await batch.ExecuteReaderAsync();
                foreach (var asked in different.Keys)
                {
                    await asked.Take(rows);
                    await rows.NextResultAsync();
                }

                return true;
            });
        }
        catch (Exception e)
        {
            together.ForEach(asked => asked.Fail(e));
            return;
        }

        foreach (var (asked, same) in different)
        {
            same.ForEach(one => one.AnswerAs(asked));
        }
    }

    private abstract class Asked(Statement statement) : IEquatable<Asked>
    {
        internal long Since { get; } = Stopwatch.GetTimestamp();

        internal Statement Statement => statement;

        public bool Equals(Asked? other) =>
            other is not null && other.GetType() == GetType() && other.Statement.Text == statement.Text && other.Statement.Values.SequenceEqual(statement.Values);

        public override bool Equals(object? obj) => Equals(obj as Asked);

        public override int GetHashCode() => HashCode.Combine(statement.Text, statement.Values[^1]);

        internal abstract Task Take(NpgsqlDataReader rows);

        /// <summary>Answers with what the same question was answered with.</summary>
        internal abstract void AnswerAs(Asked same);

        internal abstract void Fail(Exception e);
    }

    private sealed class Asked<T>(Statement statement, Func<NpgsqlDataReader, T> one) : Asked(statement)
    {
        private readonly TaskCompletionSource<List<T>> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private List<T> found = [];

        internal Task<List<T>> Answer => answer.Task;

        internal override async Task Take(NpgsqlDataReader rows)
        {
            found = [];
            while (await rows.ReadAsync())
            {
                found.Add(one(rows));
            }
        }

        internal override void AnswerAs(Asked same) => answer.SetResult(((Asked<T>)same).found);

        internal override void Fail(Exception e) => answer.SetException(e);
    }
}
