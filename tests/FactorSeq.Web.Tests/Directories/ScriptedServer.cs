using System.Formats.Asn1;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>A few lines in place of a directory: it says what a test wants said, octet by octet.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    internal const int Bind = 0;
    internal const int Search = 3;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private readonly Func<Stream, CancellationToken, Task> talk;
    private readonly Task accepting;
    private int accepted;
    private int open;

    /// <param name="talk">What is said on each connection, which is closed when it ends.</param>
    internal ScriptedServer(Func<Stream, CancellationToken, Task> talk)
    {
        this.talk = talk;
        listener.Start();
        accepting = Accept();
    }

    /// <summary>Answers each request by its kind; null says nothing, an empty answer closes.</summary>
    internal ScriptedServer(Func<Request, byte[]?> answer)
        : this(async (stream, cancellation) =>
        {
            while (await Request.Read(stream, cancellation) is { } request)
            {
                var said = answer(request);
                if (said is [])
                {
                    return;
                }

                await stream.WriteAsync(said, cancellation);
            }
        })
    {
    }

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    internal int Accepted => Volatile.Read(ref accepted);

    internal int Open => Volatile.Read(ref open);

    /// <summary>Says nothing, and listens until it is over.</summary>
    internal static Task Silence(Stream stream, CancellationToken cancellation) => stream.CopyToAsync(Stream.Null, cancellation);

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        // Stopped only then: a listener that is stopped between two connections throws at the next Accept.
        await accepting;
        listener.Stop();
        over.Dispose();
    }

    private async Task Accept()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(over.Token);
                Interlocked.Increment(ref accepted);
                Interlocked.Increment(ref open);
                talks.Add(Talk(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task Talk(TcpClient client)
    {
        using (client)
        {
            try
            {
                await talk(client.GetStream(), over.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The client has closed, or the test is over.
            }
        }

        Interlocked.Decrement(ref open);
    }

    /// <summary>A request, as far as a test needs to know it.</summary>
    internal sealed record Request(int Id, int Tag, string Dn)
    {
        internal byte[] Success => Result(0, "");

        internal byte[] Result(int code, string diagnostic) => Message(Tag == Search ? 5 : Tag == 23 ? 24 : Tag + 1, writer =>
        {
            writer.WriteEnumeratedValue((Code)code);
            writer.WriteOctetString([]);
            writer.WriteOctetString(Encoding.UTF8.GetBytes(diagnostic));
        });

        internal byte[] Entry(string dn, params (string Type, string Value)[] attributes) => Message(4, writer =>
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(dn));
            using (writer.PushSequence())
            {
                foreach (var (type, value) in attributes)
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteOctetString(Encoding.UTF8.GetBytes(type));
                        using (writer.PushSetOf())
                        {
                            writer.WriteOctetString(Encoding.UTF8.GetBytes(value));
                        }
                    }
                }
            }
        });

        /// <summary>"Ask there."</summary>
        internal byte[] Reference(string uri) => Message(19, writer => writer.WriteOctetString(Encoding.UTF8.GetBytes(uri)));

        internal static async Task<Request?> Read(Stream stream, CancellationToken cancellation)
        {
            var header = new byte[2];
            await stream.ReadExactlyAsync(header, cancellation);
            var length = (int)header[1];
            if (length > 0x80)
            {
                var more = new byte[length - 0x80];
                await stream.ReadExactlyAsync(more, cancellation);
                length = more.Aggregate(0, (sum, octet) => (sum << 8) | octet);
            }

            var body = new byte[length];
            await stream.ReadExactlyAsync(body, cancellation);
            var reader = new AsnReader(body, AsnEncodingRules.BER);
            reader.TryReadInt32(out var id);
            var tag = reader.PeekTag();
            if (tag.TagValue == 2)
            {
                return null;
            }

            var operation = reader.ReadSequence(tag);
            if (tag.TagValue == Bind)
            {
                operation.ReadInteger();
            }

            return new(id, tag.TagValue, tag.TagValue is Bind or Search ? Encoding.UTF8.GetString(operation.ReadOctetString()) : "");
        }

        private byte[] Message(int tag, Action<AsnWriter> body)
        {
            var writer = new AsnWriter(AsnEncodingRules.BER);
            using (writer.PushSequence())
            {
                writer.WriteInteger(Id);
                using (writer.PushSequence(new Asn1Tag(TagClass.Application, tag)))
                {
                    body(writer);
                }
            }

            return writer.Encode();
        }

        private enum Code
        {
        }
    }
}
