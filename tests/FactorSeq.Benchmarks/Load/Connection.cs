using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FactorSeq.Benchmarks.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection over a blocking socket. It shares two cores with the server it measures, so it does nothing but write
/// the request, find the end of the answer, and hand out the body; a general client costs as much as the server it drives.
/// </summary>
internal sealed class Connection : IDisposable
{
    private const int ReceiveSeconds = 20;

    private readonly Uri address;
    private readonly IPEndPoint end;
    private readonly string head;
    private byte[] output = new byte[4096];
    private byte[] input = new byte[16 * 1024];
    private Socket? socket;
    private int received;

    internal Connection(Uri address)
    {
        if (!address.IsLoopback && !address.Host.EndsWith(".localhost", StringComparison.Ordinal))
        {
            throw new ArgumentException($"{address} is not on this machine; load is for loopback only.");
        }

        this.address = address;
        end = new IPEndPoint(IPAddress.Loopback, address.Port);
        head = $"Host: {address.Authority}\r\nAccept: application/json\r\nUser-Agent: factorseq-load\r\n";
    }

    /// <summary>The address it talks to.</summary>
    internal Uri Address => address;

    /// <summary>Sends a request and waits for the whole answer. The answer is good until the next request.</summary>
    internal Answer Post(string path, string body, string type = "application/json", string more = "") =>
        Send($"POST {path} HTTP/1.1\r\n{head}{more}Content-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    internal Answer Get(string path, string more = "") => Send($"GET {path} HTTP/1.1\r\n{head}{more}\r\n");

    public void Dispose() => socket?.Dispose();

    private Answer Send(string request)
    {
        socket ??= Open();
        try
        {
            var length = Encoding.UTF8.GetMaxByteCount(request.Length);
            output = output.Length < length ? new byte[length] : output;
            socket.Send(output.AsSpan(0, Encoding.UTF8.GetBytes(request, output)));
            return Receive(socket);
        }
        catch
        {
            socket.Dispose();
            socket = null;
            throw;
        }
    }

    private Socket Open()
    {
        var opened = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = ReceiveSeconds * 1000,
        };
        try
        {
            opened.Connect(end);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    private Answer Receive(Socket from)
    {
        received = 0;
        int bodyAt;
        while ((bodyAt = input.AsSpan(0, received).IndexOf("\r\n\r\n"u8)) < 0)
        {
            More(from);
        }

        bodyAt += 4;
        var status = int.Parse(input.AsSpan(9, 3));
        var head = Encoding.ASCII.GetString(input, 0, bodyAt);
        if (Header(head, "Content-Length") is { } text)
        {
            var length = int.Parse(text);
            while (received < bodyAt + length)
            {
                More(from);
            }

            return Finished(head, status, input.AsMemory(bodyAt, length));
        }

        return Header(head, "Transfer-Encoding") == "chunked"
            ? Finished(head, status, input.AsMemory(bodyAt, Unchunk(from, bodyAt)))
            : Finished(head, status, default);
    }

    // Chunks are moved together in place: what is left is the body as one piece.
    private int Unchunk(Socket from, int at)
    {
        var length = 0;
        var read = at;
        while (true)
        {
            int line;
            while ((line = input.AsSpan(read, received - read).IndexOf("\r\n"u8)) < 0)
            {
                More(from);
            }

            if (!Utf8Parser.TryParse(input.AsSpan(read, line), out int size, out _, 'X'))
            {
                throw new IOException("A chunk begins without its size.");
            }

            read += line + 2;
            while (received < read + size + 2)
            {
                More(from);
            }

            if (size == 0)
            {
                return length;
            }

            input.AsSpan(read, size).CopyTo(input.AsSpan(at + length));
            length += size;
            read += size + 2;
        }
    }

    private void More(Socket from)
    {
        if (received == input.Length)
        {
            Array.Resize(ref input, input.Length * 2);
        }

        var count = from.Receive(input.AsSpan(received));
        received += count > 0 ? count : throw new IOException("The server closed the connection in the middle of an answer.");
    }

    private Answer Finished(string head, int status, ReadOnlyMemory<byte> body)
    {
        if (Header(head, "Connection") == "close")
        {
            socket!.Dispose();
            socket = null;
        }

        return new Answer(status, head, body);
    }

    internal static string? Header(string head, string name)
    {
        var at = head.IndexOf($"\n{name}:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var from = at + name.Length + 2;
        return head[from..head.IndexOf('\r', from)].Trim();
    }
}

/// <summary>An answer, read by searching: nothing of it is parsed that the next request does not need.</summary>
internal readonly record struct Answer(int Status, string Head, ReadOnlyMemory<byte> Body)
{
    internal string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The value of the first text member of this name at or behind the mark.</summary>
    internal string? Member(string name, string mark = "")
    {
        var body = Body.Span;
        var from = mark.Length == 0 ? 0 : body.IndexOf(Encoding.UTF8.GetBytes(mark));
        if (from < 0)
        {
            return null;
        }

        var key = Encoding.UTF8.GetBytes($"\"{name}\":\"");
        var at = body[from..].IndexOf(key);
        if (at < 0)
        {
            return null;
        }

        var value = body[(from + at + key.Length)..];
        return Encoding.UTF8.GetString(value[..value.IndexOf((byte)'"')]);
    }
}
