using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>A server that is wrong in one way, on a loopback port of its own. It counts what is still connected.</summary>
internal sealed class BrokenServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closing = new();
    private readonly ConcurrentDictionary<TcpClient, bool> clients = new();
    private readonly Func<NetworkStream, CancellationToken, Task> behave;
    private readonly Task accepting;

    private BrokenServer(Func<NetworkStream, CancellationToken, Task> behave)
    {
        this.behave = behave;
        listener.Start();
        accepting = Accept();
    }

    internal int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many have ever connected.</summary>
    internal int Accepted { get; private set; }

    /// <summary>Accepts, and says nothing.</summary>
    internal static BrokenServer Silent() => new((_, closing) => Task.Delay(Timeout.Infinite, closing));

    /// <summary>Reads what it is sent and hangs up.</summary>
    internal static BrokenServer HangsUp() => new(Heard);

    /// <summary>Answers everything with these bytes.</summary>
    internal static BrokenServer Says(byte[] answer) => new(async (stream, closing) =>
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, closing) > 0)
        {
            await stream.WriteAsync(answer, closing);
        }
    });

    /// <summary>Begins one answer that never ends.</summary>
    internal static BrokenServer NeverEnds() => new(async (stream, closing) =>
    {
        await Heard(stream, closing);

        // SEQUENCE of 2,147,483,647 bytes.
        await stream.WriteAsync(new byte[] { 0x30, 0x84, 0x7f, 0xff, 0xff, 0xff }, closing);
        var rest = new byte[64 * 1024];
        while (!closing.IsCancellationRequested)
        {
            await stream.WriteAsync(rest, closing);
        }
    });

    /// <summary>Speaks TLS with a certificate that nobody has signed, or that is for somebody else.</summary>
    internal static BrokenServer WithCertificate(X509Certificate2 certificate) => new(async (stream, closing) =>
    {
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, closing);
        await Heard(tls, closing);
    });

    internal static X509Certificate2 Certificate(string host)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Stop();
        foreach (var client in clients.Keys)
        {
            client.Dispose();
        }

        await accepting;
        closing.Dispose();
    }

    // Whatever the other side says first, or nothing once it has gone.
    private static async Task Heard(Stream stream, CancellationToken closing)
    {
        if (await stream.ReadAsync(new byte[4096], closing) == 0)
        {
            throw new IOException("gone");
        }
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(closing.Token);
                Accepted++;
                clients[client] = true;
                _ = Serve(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        try
        {
            await behave(client.GetStream(), closing.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            // The other side has had enough, which is what is looked for.
        }
        finally
        {
            clients.TryRemove(client, out _);
            client.Dispose();
        }
    }
}
