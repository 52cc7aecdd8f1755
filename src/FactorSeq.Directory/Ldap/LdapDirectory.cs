using System.Runtime.CompilerServices;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;

namespace FactorSeq.Directories.Ldap;

/// <summary>
/// A directory behind a server that speaks LDAP. Users are found by the service account and named by what was found: no name in the directory is
/// ever made of what a user has typed. A password is put to the server once, on a connection of its own.
/// </summary>
public sealed class LdapDirectory : IDirectory, IAsyncDisposable
{
    private const int MaxUnderWay = 64;

    private readonly TurnGate turns = new(MaxUnderWay);
    private readonly IDialect dialect;
    private readonly LdapServer server;
    private readonly ServicePool pool;
    private readonly LdapAgent agent;
    private readonly SortedReading reading;

    internal LdapDirectory(IDialect dialect, LdapServer server, DirectorySource.Ldap source, LdapScope scope, int maxHeld)
    {
        this.dialect = dialect;
        this.server = server;
        pool = new ServicePool(server, source.BindDn, new Secret(source.BindPassword));
        agent = new LdapAgent(server, pool, scope.Bases, scope.Users ?? dialect.Users);
        reading = new SortedReading(dialect, agent, maxHeld);
    }

    /// <summary>Connections to the server that are open now.</summary>
    internal int OpenConnections => server.Open;

    public async ValueTask<DirectoryReply> Authenticate(DirectoryUser user, Secret password, CancellationToken cancellation)
    {
        // A bind without a password is an anonymous one (RFC 4513 §5.1.2), and some servers say yes to it.
        if (password.Reveal().Length == 0)
        {
            return new(DirectoryAnswer.WrongPassword, Diagnostic: "an empty password is not put to the directory");
        }

        try
        {
            using var turn = await turns.Enter(cancellation).ConfigureAwait(false);
            return await Locate(user, cancellation).ConfigureAwait(false) switch
            {
                (null, var why) => new(DirectoryAnswer.NotFound, Diagnostic: why),
                ({ } entry, _) => await Bind(entry, password, cancellation).ConfigureAwait(false),
            };
        }
        catch (Exception e) when (e is OperationCanceledException or LdapTimeoutException)
        {
            return new(DirectoryAnswer.TimedOut, Diagnostic: e is LdapTimeoutException ? e.Message : "no answer within the time of the sign-in");
        }
        catch (Exception e) when (e.IsOfTheDirectory())
        {
            return new(DirectoryAnswer.Unreachable, Diagnostic: e.Message);
        }
    }

    public ValueTask<DirectoryEntry?> Find(DirectoryUser user, CancellationToken cancellation) =>
        Asking(async () => (await Locate(user, cancellation).ConfigureAwait(false)).Entry, cancellation);

    public ValueTask<PasswordReply> ChangePassword(DirectoryUser user, Secret old, Secret @new, CancellationToken cancellation) =>
        old.Reveal().Length == 0
            ? new(new PasswordReply(PasswordAnswer.OldPasswordWrong, "an empty password is not put to the directory"))
            : Setting(user, @new, entry => dialect.Change(agent, entry, old, @new, cancellation), cancellation);

    public ValueTask<PasswordReply> ResetPassword(DirectoryUser user, Secret @new, CancellationToken cancellation) =>
        Setting(user, @new, entry => dialect.Reset(agent, entry, @new, cancellation), cancellation);

    public async ValueTask<bool> Unlock(DirectoryUser user, CancellationToken cancellation)
    {
        try
        {
            using var turn = await turns.Enter(cancellation).ConfigureAwait(false);
            return (await Locate(user, cancellation).ConfigureAwait(false)).Entry is { } entry
                && await dialect.Unlock(agent, entry, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException || e.IsOfTheDirectory())
        {
            return false;
        }
    }

    public ValueTask<DirectoryPosition> Position(CancellationToken cancellation) =>
        Asking(() => dialect.Position(agent, cancellation), cancellation);

    public async IAsyncEnumerable<DirectoryPage> Read(DirectoryQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var from = query.From;
        while (true)
        {
            var held = await Asking(() => reading.Hold(query.After, from, cancellation), cancellation).ConfigureAwait(false);
            foreach (var page in held.Pages)
            {
                yield return page;
            }

            if (held.IsLast)
            {
                yield break;
            }

            from = held.Pages[^1].Next;
        }
    }

    /// <summary>Closes what is idle now, and what is under way as soon as it is done.</summary>
    public ValueTask DisposeAsync() => pool.DisposeAsync();

    private async Task<(DirectoryEntry? Entry, string? Why)> Locate(DirectoryUser user, CancellationToken cancellation)
    {
        var filter = user.ExternalId is null ? dialect.ByLogin(user.Login) : dialect.ById(user.ExternalId);
        if (filter is null)
        {
            return (null, $"{user.ExternalId} is nobody's id in a directory of this kind");
        }

        var found = await agent.Few(filter, dialect.Attributes, cancellation).ConfigureAwait(false);
        var entries = found
            .Where(entry => user.ExternalId is not null || dialect.IsLoginOf(entry, user.Login))
            .Select(dialect.Read)
            .DistinctBy(entry => entry.ExternalId)
            .ToList();
        return entries switch
        {
            [] => (null, null),
            [var only] => (only, null),
            _ => (null, $"more than one entry has the login {user.Login}: nobody can tell who is meant"),
        };
    }

    private async Task<DirectoryReply> Bind(DirectoryEntry entry, Secret password, CancellationToken cancellation)
    {
        var connection = await agent.Connect(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var result = await connection.Bind(new(entry.DistinguishedName, password), PasswordPolicy.Ask, cancellation).ConfigureAwait(false);
            var answer = dialect.Judge(result, entry);
            var now = answer switch
            {
                DirectoryAnswer.Locked => entry with { Locked = true },
                DirectoryAnswer.Disabled => entry with { Disabled = true },
                _ => entry,
            };
            return new(answer, now, result.IsSuccess ? null : result.ToString());
        }
    }

    private async ValueTask<PasswordReply> Setting(
        DirectoryUser user, Secret @new, Func<DirectoryEntry, Task<PasswordReply>> set, CancellationToken cancellation)
    {
        if (@new.Reveal().Length == 0)
        {
            return new(PasswordAnswer.Unfit, "a password is not empty");
        }

        try
        {
            using var turn = await turns.Enter(cancellation).ConfigureAwait(false);
            return await Locate(user, cancellation).ConfigureAwait(false) is ({ } entry, _)
                ? await set(entry).ConfigureAwait(false)
                : new(PasswordAnswer.Unavailable, $"{user.Login} is not found where the directory is read");
        }
        catch (Exception e) when (e is OperationCanceledException || e.IsOfTheDirectory())
        {
            return new(PasswordAnswer.Unavailable, e.Message);
        }
    }

    private async ValueTask<T> Asking<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        try
        {
            using var turn = await turns.Enter(cancellation).ConfigureAwait(false);
            return await ask().ConfigureAwait(false);
        }
        catch (Exception e) when (e.IsOfTheDirectory())
        {
            throw new DirectoryUnavailableException(e.Message, e);
        }
    }
}
