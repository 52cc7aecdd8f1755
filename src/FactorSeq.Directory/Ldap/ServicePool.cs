using FactorSeq.Core.Factors;

namespace FactorSeq.Directories.Ldap;

/// <summary>
/// A few connections that are bound as the service account. One that fails is closed and its place is taken by a new one, bound anew; none is
/// ever used anonymously.
/// </summary>
internal sealed class ServicePool(LdapServer server, string dn, Secret password) : IAsyncDisposable
{
    private const int MaxIdle = 4;

    // Firewalls forget connections on which nothing is said, and tell neither end.
    private const long MaxIdleMilliseconds = 60_000;

    // A service account that is refused would be locked by asking for every sign-in.
    private const long RefusalMilliseconds = 60_000;

    private readonly Lock gate = new();
    private readonly Stack<Idle> idle = new();
    private Refusal? refused;
    private bool disposed;

    /// <summary>Lends a connection for one piece of work.</summary>
    /// <param name="again">Whether the work may be done twice. An idle connection may have died unseen; then a new one gets the work.</param>
    internal async Task<T> Use<T>(bool again, Func<LdapConnection, Task<T>> work, CancellationToken cancellation)
    {
        if (again && Take() is { } used)
        {
            try
            {
                return await Lend(used, work).ConfigureAwait(false);
            }
            catch (LdapBrokenException)
            {
                // The connection is closed; what follows is the one other try.
            }
        }

        var connection = Take() ?? await Connect(cancellation).ConfigureAwait(false);
        return await Lend(connection, work).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        List<Idle> left;
        lock (gate)
        {
            disposed = true;
            left = [.. idle];
            idle.Clear();
        }

        foreach (var each in left)
        {
            await each.Connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<T> Lend<T>(LdapConnection connection, Func<LdapConnection, Task<T>> work)
    {
        var isSound = false;
        try
        {
            var result = await work(connection).ConfigureAwait(false);
            isSound = true;
            return result;
        }
        finally
        {
            if (!isSound || !TryKeep(connection))
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<LdapConnection> Connect(CancellationToken cancellation)
    {
        if (Volatile.Read(ref refused) is { } earlier && Environment.TickCount64 - earlier.At < RefusalMilliseconds)
        {
            throw new LdapRefusedException("the service account was refused a moment ago", earlier.Result);
        }

        var connection = await LdapConnection.Open(server, cancellation).ConfigureAwait(false);
        var result = await connection.Bind(new(dn, password), [], cancellation).ConfigureAwait(false);
        if (result.IsSuccess)
        {
            return connection;
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        if (result.Code == ResultCode.InvalidCredentials)
        {
            Volatile.Write(ref refused, new Refusal(result, Environment.TickCount64));
        }

        throw new LdapRefusedException("the service account is refused", result);
    }

    private LdapConnection? Take()
    {
        var stale = new List<LdapConnection>();
        LdapConnection? taken = null;
        lock (gate)
        {
            while (taken is null && idle.TryPop(out var newest))
            {
                if (Environment.TickCount64 - newest.Since < MaxIdleMilliseconds && newest.Connection.IsIdle)
                {
                    taken = newest.Connection;
                }
                else
                {
                    stale.Add(newest.Connection);
                }
            }
        }

        stale.ForEach(connection => connection.Abandon());
        return taken;
    }

    private bool TryKeep(LdapConnection connection)
    {
        lock (gate)
        {
            if (disposed || idle.Count >= MaxIdle || !connection.IsIdle)
            {
                return false;
            }

            idle.Push(new(connection, Environment.TickCount64));
            return true;
        }
    }

    private sealed record Idle(LdapConnection Connection, long Since);

    private sealed record Refusal(LdapResult Result, long At);
}
