using System.Collections.Immutable;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;

namespace FactorSeq.Directories.Ldap;

/// <summary>
/// One connection to a server, for one caller and one request at a time. It lives until its first failure: a connection that has lost an answer
/// could take it for the next one's. It never connects again, and so never turns anonymous behind its owner's back.
/// </summary>
internal sealed class LdapConnection : IAsyncDisposable
{
    /// <summary>One answer, all its messages together.</summary>
    private const int MaxAnswer = 10 * 1024 * 1024;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly LdapServer server;
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private Stream stream = Stream.Null;
    private MessageReader reader = new(Stream.Null);
    private int lastId;
    private bool closed;

    private LdapConnection(LdapServer server)
    {
        this.server = server;
        server.Opened();
    }

    /// <summary>Whether nothing has happened to it since its last answer: a server that has something to say unasked says farewell.</summary>
    internal bool IsIdle
    {
        get
        {
            try
            {
                return !closed && !reader.HasMore && !socket.Poll(0, SelectMode.SelectRead);
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }

    /// <summary>Connects, and turns to TLS where the server is to be spoken to in TLS.</summary>
    internal static async Task<LdapConnection> Open(LdapServer server, CancellationToken cancellation)
    {
        var connection = new LdapConnection(server);
        await connection.Within("a connection", connection.Connect, cancellation).ConfigureAwait(false);
        return connection;
    }

    internal Task<LdapResult> Bind(LdapRequest.Bind bind, ImmutableArray<LdapControl> controls, CancellationToken cancellation) =>
        Ask(bind, controls, NoEntries, cancellation);

    internal Task<LdapResult> Modify(LdapRequest.Modify modify, CancellationToken cancellation) => Ask(modify, [], NoEntries, cancellation);

    internal Task<LdapResult> Extended(LdapRequest.Extended extended, ImmutableArray<LdapControl> controls, CancellationToken cancellation) =>
        Ask(extended, controls, NoEntries, cancellation);

    /// <param name="found">Is given each entry as it comes.</param>
    internal Task<LdapResult> Search(
        LdapRequest.Search search, ImmutableArray<LdapControl> controls, Action<LdapEntry> found, CancellationToken cancellation) =>
        Ask(search, controls, found, cancellation);

    /// <summary>Says farewell where that takes no time, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (closed)
        {
            return;
        }

        try
        {
            using var deadline = new CancellationTokenSource(Farewell);
            await stream.WriteAsync(new LdapRequest.Unbind().Encode(++lastId, []), deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Who has gone needs no farewell.
        }

        Close();
    }

    /// <summary>Closes without a word: there is nobody to say it to.</summary>
    internal void Abandon() => Close();

    private static void NoEntries(LdapEntry entry) => throw new LdapBrokenException("the server sent an entry that nobody has asked for");

    private async Task<bool> Connect(CancellationToken cancellation)
    {
        await socket.ConnectAsync(server.Host, server.Port, cancellation).ConfigureAwait(false);
        Speak(new NetworkStream(socket, ownsSocket: false));
        if (server.Tls == LdapTls.Start)
        {
            var result = await Exchange(LdapRequest.Extended.StartTls, [], NoEntries, cancellation).ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                throw new LdapBrokenException($"the server does not turn to TLS: {result}");
            }

            // What was said in the clear by whoever stands between must not be taken for what is said in TLS.
            if (reader.HasMore)
            {
                throw new LdapBrokenException("the server said more before it turned to TLS");
            }
        }

        if (server.Tls != LdapTls.Never)
        {
            var tls = new SslStream(stream);
            Speak(tls);
            await tls.AuthenticateAsClientAsync(server.Demands(), cancellation).ConfigureAwait(false);
        }

        return true;
    }

    private void Speak(Stream through)
    {
        stream = through;
        reader = new MessageReader(through);
    }

    private Task<LdapResult> Ask(
        LdapRequest request, ImmutableArray<LdapControl> controls, Action<LdapEntry> found, CancellationToken cancellation) =>
        Within(request.Name, token => Exchange(request, controls, found, token), cancellation);

    private async Task<LdapResult> Exchange(
        LdapRequest request, ImmutableArray<LdapControl> controls, Action<LdapEntry> found, CancellationToken cancellation)
    {
        var id = ++lastId;
        var message = request.Encode(id, controls);
        await stream.WriteAsync(message, cancellation).ConfigureAwait(false);
        CryptographicOperations.ZeroMemory(message);
        var left = MaxAnswer;
        while (true)
        {
            var answer = await reader.Read(left, cancellation).ConfigureAwait(false);
            left -= answer.Length;
            switch (LdapAnswer.Decode(answer))
            {
                case { Id: 0 } and LdapAnswer.Final notice:
                    throw new LdapBrokenException($"the server ends the connection: {notice.Result}");
                case { Id: var other } when other != id:
                    throw new LdapBrokenException($"the server answers request {other}, asked was {id}");
                case LdapAnswer.Final final when final.Tag == request.AnswerTag:
                    return final.Result;
                case LdapAnswer.Final:
                    throw new LdapBrokenException($"the server's answer is none to {request.Name}");
                case LdapAnswer.Entry entry:
                    found(entry.Found);
                    break;
            }
        }
    }

    // Every way in which something can fail closes the connection, and comes out as one of three: broken, too late, or no longer wanted.
    private async Task<T> Within<T>(string what, Func<CancellationToken, Task<T>> act, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(closed, this);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(server.Timeout);
        try
        {
            return await act(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Close();
            switch (e)
            {
                case OperationCanceledException when !cancellation.IsCancellationRequested:
                    throw new LdapTimeoutException($"{server.Host}:{server.Port} gave no answer to {what} within {server.Timeout.TotalMilliseconds:0} ms", e);
                case IOException or SocketException or AuthenticationException:
                    throw new LdapBrokenException($"{server.Host}:{server.Port}: {Innermost(e).Message}", e);
                default:
                    throw;
            }
        }
    }

    // "See inner exception" helps nobody who reads one line.
    private static Exception Innermost(Exception e) => e is IOException or AuthenticationException && e.InnerException is { } inner ? Innermost(inner) : e;

    private void Close()
    {
        if (closed)
        {
            return;
        }

        closed = true;
        stream.Dispose();
        socket.Dispose();
        server.Closed();
    }
}
