using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Unicode;

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
    internal Answer Post(string path, string body, string type = "application/json", string more = "")
    {
        int length;
        while (!Utf8.TryWrite(output, $"POST {path} HTTP/1.1\r\n{head}{more}Content-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}", out length))
        {
            output = new byte[output.Length * 2];
        }

        return Send(length);
    }

    internal Answer Get(string path, string more = "")
    {
        int length;
        while (!Utf8.TryWrite(output, $"GET {path} HTTP/1.1\r\n{head}{more}\r\n", out length))
        {
            output = new byte[output.Length * 2];
        }

        return Send(length);
    }

    public void Dispose() => socket?.Dispose();

    private Answer Send(int length)
    {
        socket ??= Open();
        try
        {
            socket.Send(output.AsSpan(0, length));
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
        if (Answer.Field(input.AsSpan(0, bodyAt), "Content-Length"u8, out var text))
        {
            var length = int.Parse(text);
            while (received < bodyAt + length)
            {
                More(from);
            }

            return Finished(bodyAt, status, length);
        }

        return Answer.Field(input.AsSpan(0, bodyAt), "Transfer-Encoding"u8, out var coding) && coding.SequenceEqual("chunked"u8)
            ? Finished(bodyAt, status, Unchunk(from, bodyAt))
            : Finished(bodyAt, status, 0);
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

    private Answer Finished(int bodyAt, int status, int length)
    {
        var answer = new Answer(status, input.AsMemory(0, bodyAt), input.AsMemory(bodyAt, length));
        if (Answer.Field(answer.Head.Span, "Connection"u8, out var connection) && connection.SequenceEqual("close"u8))
        {
            socket!.Dispose();
            socket = null;
        }

        return answer;
    }
}

/// <summary>An answer, read by searching: nothing of it is parsed that the next request does not need.</summary>
internal readonly record struct Answer(int Status, ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)
{
    internal string? Location => Field(Head.Span, "Location"u8, out var at) ? Encoding.UTF8.GetString(at) : null;

    /// <summary>The value of the first header of this name.</summary>
    internal static bool Field(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        for (int next; (next = head.IndexOf((byte)'\n')) >= 0;)
        {
            if (next > name.Length && head[name.Length] == ':' && Ascii.EqualsIgnoreCase(head[..name.Length], name))
            {
                value = head[(name.Length + 1)..next].Trim(" \r"u8);
                return true;
            }

            head = head[(next + 1)..];
        }

        value = default;
        return false;
    }

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
