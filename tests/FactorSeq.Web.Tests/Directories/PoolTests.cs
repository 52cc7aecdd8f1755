using System.Net.Sockets;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories;
using FactorSeq.Directories.Ldap;
using static FactorSeq.Web.Tests.Directories.FaultTests;
using Request = FactorSeq.Web.Tests.Directories.ScriptedServer.Request;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>What becomes of the service account's connections, whatever happens at either end of them.</summary>
public sealed class PoolTests
{
    private static readonly Secret Another = new("An0ther-Passw0rd");

    [Fact]
    public async Task What_is_under_way_when_a_directory_is_closed_is_finished_and_then_closed()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = new ScriptedServer(async (stream, cancellation) =>
        {
            while (await Request.Read(stream, cancellation) is { } request)
            {
                if (request.Tag == ScriptedServer.Search)
                {
                    asked.TrySetResult();
                    await answer.Task.WaitAsync(cancellation);
                }

                await stream.WriteAsync(Good(request), cancellation);
            }
        });
        var directory = Open(Source(server, Long));

        var finding = directory.Find(User, default).AsTask();
        await asked.Task;
        await directory.DisposeAsync();
        answer.SetResult();

        Assert.Equal(User.Login, (await finding)?.Login);
        Assert.Equal(0, directory.OpenConnections);
    }

    [Fact]
    public async Task An_import_does_not_break_off_on_a_connection_that_the_server_has_closed_meanwhile()
    {
        var (close, closed) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = new ScriptedServer(async (stream, cancellation) =>
        {
            while (await Request.Read(stream, cancellation) is { } request)
            {
                await stream.WriteAsync(Good(request), cancellation);
                if (request.Tag == ScriptedServer.Search && !closed.Task.IsCompleted)
                {
                    await close.Task.WaitAsync(cancellation);
                    ((NetworkStream)stream).Socket.Shutdown(SocketShutdown.Both);
                    closed.SetResult();
                    return;
                }
            }
        });
        await using var directory = Open(Source(server, Long));
        Assert.NotNull(await directory.Find(User, default));
        close.SetResult();
        await closed.Task;

        // What was read in part is not read again from the beginning, so it must begin on a connection that is alive.
        var position = await directory.Position(default);

        Assert.Equal(("ldap://127.0.0.1:" + server.Port, 2), (position.Server, server.Accepted));
    }

    [Fact]
    public async Task A_modification_is_never_asked_twice()
    {
        const int Modify = 6;
        var modified = 0;
        await using var server = new ScriptedServer(request =>
        {
            switch (request.Tag)
            {
                case Modify:
                    Interlocked.Increment(ref modified);
                    return [];
                case ScriptedServer.Search:
                    return [.. request.Entry(Ana, ("objectGUID", "0123456789abcdef"), ("userPrincipalName", User.Login), ("sAMAccountName", "ana")), .. request.Success];
                default:
                    return request.Success;
            }
        });
        var source = Source(server, Long);
        await using var directory = LdapDirectories.Open(
            new() { Id = "0oaDirectory0000test", Name = "test", Type = DirectoryType.ActiveDirectory, Source = source }, source);
        Assert.NotNull(await directory.Find(User, default));

        Assert.Equal(PasswordAnswer.Unavailable, (await directory.ResetPassword(User, Another, default)).Answer);
        Assert.Equal(1, modified);
        Assert.False(await directory.Unlock(User, default));
        Assert.Equal(2, modified);
    }
}
