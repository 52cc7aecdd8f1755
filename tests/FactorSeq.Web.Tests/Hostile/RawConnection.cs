using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>What came back, as it came.</summary>
/// <param name="Status">0 where the server closed without a word.</param>
internal sealed record RawAnswer(int Status, (string Name, string Value)[] Headers, string Head, byte[] Body)
{
    internal static readonly RawAnswer None = new(0, [], "", []);

    internal string? Header(string name) => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>One connection of HTTP/1.1 that sends what it is given, octet by octet: no client's library would.</summary>
internal sealed class RawConnection(int port) : IDisposable
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private Socket? socket;
    private NetworkStream? stream;
    private int start;
    private int end;

    /// <summary>Sends a request and reads its answer.</summary>
    /// <param name="isLast">Whether nothing follows that the server could read: for a request whose end is not where it says.</param>
    internal async Task<RawAnswer> Send(byte[] request, bool hasNoBody, bool isLast, CancellationToken cancellation)
    {
        var isNew = stream is null;
        try
        {
            if (isNew)
            {
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellation);
                stream = new NetworkStream(socket, ownsSocket: true);
                (start, end) = (0, 0);
            }

            try
            {
                await stream!.WriteAsync(request, cancellation);
                if (isLast)
                {
                    socket!.Shutdown(SocketShutdown.Send);
                }
            }
            catch (IOException)
            {
                // A server that has heard enough answers and closes; what it said is there to be read.
            }

            var answer = await Read(hasNoBody, cancellation);
            if (answer.Status == 0 && !isNew && !isLast)
            {
                // It had closed before this request came.
                Dispose();
                return await Send(request, hasNoBody, isLast, cancellation);
            }

            if (isLast || answer.Status is 0 or 101 || string.Equals(answer.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase))
            {
                Dispose();
            }

            return answer;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            Dispose();
            return !isNew && !isLast ? await Send(request, hasNoBody, isLast, cancellation) : RawAnswer.None;
        }
    }

    public void Dispose()
    {
        stream?.Dispose();
        socket?.Dispose();
        (stream, socket) = (null, null);
    }

    private async Task<RawAnswer> Read(bool hasNoBody, CancellationToken cancellation)
    {
        while (true)
        {
            var head = await Until("\r\n\r\n"u8.ToArray(), cancellation);
            if (head is null)
            {
                return RawAnswer.None;
            }

            var lines = head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            var status = int.Parse(lines[0].Split(' ')[1]);
            if (status is >= 100 and < 200 and not 101)
            {
                continue;
            }

            var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Select(parts => (parts[0].Trim(), parts.Length > 1 ? parts[1].Trim() : "")).ToArray();
            var answer = new RawAnswer(status, headers, head, []);
            if (hasNoBody || status is 101 or 204 or 304)
            {
                return answer;
            }

            if (answer.Header("Content-Type")?.StartsWith("text/event-stream", StringComparison.Ordinal) == true)
            {
                // It never ends.
                Dispose();
                return answer;
            }

            if (string.Equals(answer.Header("Transfer-Encoding"), "chunked", StringComparison.OrdinalIgnoreCase))
            {
                return answer with { Body = await Chunks(cancellation) };
            }

            return answer.Header("Content-Length") is { } length ? answer with { Body = await Exactly(int.Parse(length), cancellation) } : answer;
        }
    }

    private async Task<byte[]> Chunks(CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = await Until("\r\n"u8.ToArray(), cancellation) ?? throw new IOException("cut short");
            var length = Convert.ToInt32(line.Trim().Split(';')[0], 16);
            body.Write(await Exactly(length + 2, cancellation), 0, length);
            if (length == 0)
            {
                return body.ToArray();
            }
        }
    }

    private async Task<string?> Until(byte[] mark, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        while (true)
        {
            if (buffer.AsSpan(start, end - start).IndexOf(mark) is >= 0 and var at)
            {
                text.Append(Encoding.Latin1.GetString(buffer, start, at + mark.Length));
                start += at + mark.Length;
                return text.ToString();
            }

            if (!await Fill(cancellation))
            {
                return null;
            }
        }
    }

    private async Task<byte[]> Exactly(int length, CancellationToken cancellation)
    {
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            if (start == end && !await Fill(cancellation))
            {
                throw new IOException("cut short");
            }

            var part = Math.Min(length - read, end - start);
            buffer.AsSpan(start, part).CopyTo(bytes.AsSpan(read));
            (start, read) = (start + part, read + part);
        }

        return bytes;
    }

    private async Task<bool> Fill(CancellationToken cancellation)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }

        var read = end == buffer.Length ? throw new IOException("a head longer than anybody's") : await stream!.ReadAsync(buffer.AsMemory(end), cancellation);
        end += read;
        return read > 0;
    }
}
