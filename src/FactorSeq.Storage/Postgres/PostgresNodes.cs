using System.Diagnostics;
using System.Threading.Channels;
using FactorSeq.Core.Ports;
using Npgsql;

namespace FactorSeq.Storage.Postgres;

/// <summary>
/// The nodes that work on one PostgreSQL. Turns are advisory locks of a session, which end with it; what changes is told by NOTIFY, a little later than
/// it is written and in one go, because a commit that notifies waits for every other that does.
/// </summary>
public sealed class PostgresNodes : INodes, IAsyncDisposable
{
    private const string Channel = "factorseq";
    private const char Between = '\t';
    private const int MostBytes = 7000;

    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooksAtTheClock = TimeSpan.FromSeconds(30);

    // Less than the way to the database and back may hide, and than any of Okta's times would show.
    private static readonly TimeSpan SameTime = TimeSpan.FromMilliseconds(500);

    private readonly string self = Guid.NewGuid().ToString("N")[..12];
    private readonly CancellationTokenSource ending = new();
    private readonly NpgsqlDataSource work;
    private readonly NpgsqlDataSource direct;
    private readonly Channel<string> telling =
        System.Threading.Channels.Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    private Task[] running = [];
    private long behind;
    private Action<string, string>? heard;
    private Action? lost;

    private PostgresNodes(NpgsqlDataSource work, NpgsqlDataSource direct)
    {
        this.work = work;
        this.direct = direct;
    }

    public bool IsAlone => false;

    public TimeSpan Behind => TimeSpan.FromTicks(Interlocked.Read(ref behind));

    /// <summary>Begins to listen.</summary>
    /// <param name="address">That of the database itself, where a pooler lies before the documents' own.</param>
    /// <exception cref="StoreUnusableException">What is told does not arrive: a pooler lies between.</exception>
    public static async Task<PostgresNodes> Join(PostgresAddress address, PostgresDocuments documents)
    {
        var direct = address.Direct();
        var nodes = new PostgresNodes(documents.Source, direct);
        try
        {
            var connection = await nodes.Listen(address);
            await nodes.Check(connection, address);
            await nodes.LookAtTheClock();
            nodes.running = [Task.Run(() => nodes.Hear(connection, address)), Task.Run(nodes.TellAll), Task.Run(nodes.FollowTheClock)];
            return nodes;
        }
        catch (Exception e) when (e is NpgsqlException or StoreUnusableException or TimeoutException or System.Net.Sockets.SocketException)
        {
            await nodes.DisposeAsync();
            throw e as StoreUnusableException ?? new StoreUnusableException(
                $"PostgreSQL at {address.Shown} cannot be listened to: {PostgresFailure.Said(e)} Name the database itself with --postgres-direct.", e);
        }
    }

    public async ValueTask<IAsyncDisposable> Turn(string what, CancellationToken cancellation = default) =>
        (await Take(what, "pg_advisory_lock", cancellation))!;

    public ValueTask<IAsyncDisposable?> TryTurn(string what, CancellationToken cancellation = default) =>
        Take(what, "pg_try_advisory_lock", cancellation);

    public void Listen(Action<string, string> heard, Action lost) => (this.heard, this.lost) = (heard, lost);

    public void Tell(string org, string kind) => telling.Writer.TryWrite($"{org}{Between}{kind}");

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        foreach (var one in running)
        {
            await one;
        }

        await direct.DisposeAsync();
        ending.Dispose();
    }

    // A node that was cut off, and not ended, keeps its turn no longer than the keep-alives allow.
    private async ValueTask<IAsyncDisposable?> Take(string what, string function, CancellationToken cancellation)
    {
        try
        {
            return await Taking(what, function, cancellation);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException)
        {
            throw new StoreUnavailableException($"The database cannot be had: {PostgresFailure.Said(e)}", e);
        }
    }

    private async ValueTask<IAsyncDisposable?> Taking(string what, string function, CancellationToken cancellation)
    {
        var connection = await direct.OpenConnectionAsync(cancellation);
        try
        {
            await using var batch = new NpgsqlBatch(connection);
            batch.BatchCommands.Add(new("SELECT set_config('tcp_keepalives_idle', '5', false), set_config('tcp_keepalives_interval', '5', false), set_config('tcp_keepalives_count', '2', false)"));
            batch.BatchCommands.Add(new($"SELECT {function}({PostgresLocks.Turn(what)})::text"));
            await using var rows = await batch.ExecuteReaderAsync(cancellation);
            await rows.NextResultAsync(cancellation);
            await rows.ReadAsync(cancellation);
            if (rows.GetString(0) != "false")
            {
                await rows.DisposeAsync();
                return new Taken(connection, PostgresLocks.Turn(what));
            }

            await rows.DisposeAsync();
            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task<NpgsqlConnection> Listen(PostgresAddress address)
    {
        var connection = new NpgsqlConnection(address.Listening());
        try
        {
            await connection.OpenAsync(ending.Token);
            connection.Notification += (_, told) => Take(told.Payload);
            await using var command = new NpgsqlCommand($"LISTEN {Channel}", connection);
            await command.ExecuteNonQueryAsync(ending.Token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // A pooler in transaction mode takes LISTEN without a word, and nothing ever comes.
    private async Task Check(NpgsqlConnection connection, PostgresAddress address)
    {
        var came = false;
        connection.Notification += (_, told) => came |= told.Payload == self;
        await Notify(self);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (!came)
            {
                await connection.WaitAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            await connection.DisposeAsync();
            throw new StoreUnusableException(
                $"PostgreSQL at {address.Shown} does not pass on what nodes tell each other: a pooler in transaction mode lies before it. Name the database itself with --postgres-direct.");
        }
    }

    private async Task Hear(NpgsqlConnection connection, PostgresAddress address)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                while (true)
                {
                    await connection.WaitAsync(ending.Token);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException or InvalidOperationException or IOException)
            {
                await connection.DisposeAsync();
            }

            while (!ending.IsCancellationRequested)
            {
                try
                {
                    connection = await Listen(address);
                    lost?.Invoke();
                    break;
                }
                catch (Exception e) when (e is OperationCanceledException or NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException)
                {
                    await Task.Delay(Pause, CancellationToken.None);
                }
            }
        }
    }

    private void Take(string payload)
    {
        var lines = payload.Split('\n');
        if (lines[0] == self)
        {
            return;
        }

        foreach (var line in lines.Skip(1))
        {
            if (line.Split(Between) is [var org, var kind])
            {
                heard?.Invoke(org, kind);
            }
        }
    }

    private async Task TellAll()
    {
        try
        {
            while (await telling.Reader.WaitToReadAsync(ending.Token))
            {
                await Task.Delay(Gathering, ending.Token);
                var lines = new HashSet<string>();
                var length = self.Length;
                while (length < MostBytes && telling.Reader.TryRead(out var line))
                {
                    length += lines.Add(line) ? line.Length + 1 : 0;
                }

                try
                {
                    await Notify($"{self}\n{string.Join('\n', lines)}");
                }
                catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException)
                {
                    // Whoever listens has lost the database too, and takes it that everything may have changed.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    private async Task FollowTheClock()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(BetweenLooksAtTheClock, ending.Token);
                await LookAtTheClock();
            }
            catch (Exception e) when (e is OperationCanceledException or NpgsqlException or IOException or TimeoutException or System.Net.Sockets.SocketException)
            {
                // Without a database there is nothing to be early or late for.
            }
        }
    }

    private async Task LookAtTheClock()
    {
        await using var connection = await work.OpenConnectionAsync(ending.Token);
        await using var command = new NpgsqlCommand("SELECT clock_timestamp()", connection);
        var began = Stopwatch.GetTimestamp();
        var its = (DateTime)(await command.ExecuteScalarAsync(ending.Token))!;
        var apart = its + (Stopwatch.GetElapsedTime(began) / 2) - DateTime.UtcNow;
        Interlocked.Exchange(ref behind, apart.Duration() < SameTime ? 0 : apart.Ticks);
    }

    private async Task Notify(string payload)
    {
        // Nothing is lost with it that a crash would not lose anyway: nobody need wait for the disk.
        await using var command = work.CreateCommand($"SELECT set_config('synchronous_commit', 'off', true), pg_notify('{Channel}', $1)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = payload });
        await command.ExecuteNonQueryAsync(ending.Token);
    }

    private sealed class Taken(NpgsqlConnection connection, long key) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({key})", connection);
                await command.ExecuteNonQueryAsync();
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                // The session is gone, and its turn with it.
            }
            finally
            {
                await connection.DisposeAsync();
            }
        }
    }
}
