using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories;
using FactorSeq.Directories.Ldap;
using Request = FactorSeq.Web.Tests.Directories.ScriptedServer.Request;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>Whatever a server or a network does: one clear answer within the time, and nothing left behind.</summary>
public sealed class FaultTests
{
    private const string Service = "cn=svc,dc=example,dc=test";
    internal const string Ana = "uid=ana,dc=example,dc=test";

    internal static readonly DirectoryUser User = new("ana@example.test", null);
    private static readonly Secret Password = new("Passw0rd-ana");
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    internal static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_server_that_says_nothing_is_given_the_time_of_one_request()
    {
        await using var server = new ScriptedServer(ScriptedServer.Silence);

        await Expect(DirectoryAnswer.TimedOut, "no answer to a bind within 300 ms", Source(server, Short));
    }

    [Theory]
    [InlineData("ldaps", false, "a connection")]
    [InlineData("ldap", true, "a connection")]
    public async Task A_server_that_never_shakes_hands_is_given_the_time_of_one_request(string scheme, bool startTls, string what)
    {
        await using var server = new ScriptedServer(ScriptedServer.Silence);

        await Expect(
            DirectoryAnswer.TimedOut, $"no answer to {what} within 300 ms", Source(server, Short) with { Url = $"{scheme}://127.0.0.1:{server.Port}", StartTls = startTls });
    }

    [Fact]
    public async Task The_time_of_the_sign_in_ends_what_the_time_of_a_request_would_not()
    {
        await using var server = new ScriptedServer(ScriptedServer.Silence);
        await using var directory = Open(Source(server, Long));
        using var deadline = new CancellationTokenSource(Short);
        var watch = Stopwatch.StartNew();

        var reply = await directory.Authenticate(User, Password, deadline.Token);

        Assert.Equal(DirectoryAnswer.TimedOut, reply.Answer);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Long / 2);
        Assert.Equal(0, directory.OpenConnections);
    }

    [Fact]
    public async Task Nobody_listens()
    {
        var port = await FreePort();

        await Expect(DirectoryAnswer.Unreachable, "refused", Source(port, Long));
    }

    [Fact]
    public async Task A_host_that_does_not_exist() =>
        await Expect(DirectoryAnswer.Unreachable, "nowhere.invalid", Source(389, Long) with { Url = "ldap://nowhere.invalid" });

    [Fact]
    public async Task A_server_that_hangs_up_before_it_answers()
    {
        await using var server = new ScriptedServer(_ => []);

        await Expect(DirectoryAnswer.Unreachable, "closed the connection", Source(server, Long));
    }

    [Fact]
    public async Task A_server_that_hangs_up_in_the_middle_of_the_users_bind()
    {
        await using var server = new ScriptedServer(request => request.Tag == ScriptedServer.Bind && request.Dn == Ana ? [] : Good(request));

        await Expect(DirectoryAnswer.Unreachable, "closed the connection", Source(server, Long));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_the_users_bind()
    {
        await using var server = new ScriptedServer(request => request.Tag == ScriptedServer.Bind && request.Dn == Ana ? null : Good(request));

        await Expect(DirectoryAnswer.TimedOut, "no answer to a bind", Source(server, Short));
    }

    [Fact]
    public async Task A_server_that_ends_half_of_an_answer()
    {
        await using var server = new ScriptedServer(async (stream, cancellation) =>
        {
            var bind = await Request.Read(stream, cancellation);
            await stream.WriteAsync(bind!.Success.AsMemory(0, 7), cancellation);
        });

        await Expect(DirectoryAnswer.Unreachable, "closed the connection", Source(server, Long));
    }

    [Theory]
    [InlineData(10, "Referral")]
    [InlineData(51, "Busy")]
    [InlineData(52, "Unavailable")]
    [InlineData(80, "result code 80")]
    public async Task A_bind_that_is_answered_with_something_else(int code, string said)
    {
        await using var server = new ScriptedServer(
            request => request.Tag == ScriptedServer.Bind && request.Dn == Ana ? request.Result(code, "elsewhere") : Good(request));

        await Expect(DirectoryAnswer.Unreachable, said, Source(server, Long));
    }

    [Theory]
    [InlineData(1, "OperationsError")]
    [InlineData(10, "Referral")]
    [InlineData(50, "InsufficientAccessRights")]
    [InlineData(51, "Busy")]
    public async Task A_search_that_is_refused_has_not_found_nobody(int code, string said)
    {
        await using var server = new ScriptedServer(request => request.Tag == ScriptedServer.Search ? request.Result(code, "no") : Good(request));

        await Expect(DirectoryAnswer.Unreachable, said, Source(server, Long));
    }

    [Fact]
    public async Task A_reference_to_another_server_is_not_followed()
    {
        await using var other = new ScriptedServer(Good);
        await using var server = new ScriptedServer(request => request.Tag == ScriptedServer.Search
            ? [.. request.Reference($"ldap://127.0.0.1:{other.Port}/dc=example,dc=test"), .. Good(request)]
            : Good(request));

        await Expect(DirectoryAnswer.Bound, null, Source(server, Long));
        Assert.Equal(0, other.Accepted);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var server = new ScriptedServer(async (stream, cancellation) =>
        {
            await stream.WriteAsync((await Request.Read(stream, cancellation))!.Success, cancellation);
            var search = await Request.Read(stream, cancellation);
            var entry = search!.Entry(Ana, ("description", new string('x', 50_000)));
            while (true)
            {
                await stream.WriteAsync(entry, cancellation);
            }
        });

        await Expect(DirectoryAnswer.Unreachable, "longer than", Source(server, Long));
    }

    [Fact]
    public async Task An_answer_that_claims_to_be_enormous_is_not_waited_for()
    {
        await using var server = new ScriptedServer(_ => [0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF]);

        await Expect(DirectoryAnswer.Unreachable, "longer than", Source(server, Long));
    }

    [Fact]
    public async Task Someone_elses_answer_is_nobodys()
    {
        await using var server = new ScriptedServer(request => (request with { Id = request.Id + 1 }).Success);

        await Expect(DirectoryAnswer.Unreachable, "answers request 2, asked was 1", Source(server, Long));
    }

    [Fact]
    public async Task What_is_said_before_TLS_is_not_taken_for_what_is_said_in_it()
    {
        await using var server = new ScriptedServer(request => [.. request.Success, .. (request with { Id = 2, Tag = ScriptedServer.Bind }).Success]);

        await Expect(DirectoryAnswer.Unreachable, "more before it turned to TLS", Source(server, Long) with { StartTls = true });
    }

    [Fact]
    public async Task A_server_that_does_not_turn_to_TLS_is_told_no_password()
    {
        var tags = new List<int>();
        await using var server = new ScriptedServer(request =>
        {
            tags.Add(request.Tag);
            return request.Result(2, "no TLS here");
        });

        await Expect(DirectoryAnswer.Unreachable, "no TLS here", Source(server, Long) with { StartTls = true });
        Assert.Equal([23], tags);
    }

    [Theory]
    [InlineData("127.0.0.1", true, null)]
    [InlineData("127.0.0.1", false, "UntrustedRoot")]
    [InlineData("127.0.0.9", true, "RemoteCertificateNameMismatch")]
    [InlineData("localhost", true, "RemoteCertificateNameMismatch")]
    public async Task A_server_must_be_who_it_is_meant_to_be(string name, bool trusted, string? wrong)
    {
        using var certificate = Certificate(name);
        using var another = Certificate(name);
        using var authority = new TemporaryPem(trusted ? certificate : another);
        await using var server = new ScriptedServer(async (stream, cancellation) =>
        {
            await using var tls = new SslStream(stream);
            try
            {
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellation);
            }
            catch (System.Security.Authentication.AuthenticationException)
            {
                return;
            }

            while (await Request.Read(tls, cancellation) is { } request)
            {
                await tls.WriteAsync(Good(request), cancellation);
            }
        });

        await Expect(
            wrong is null ? DirectoryAnswer.Bound : DirectoryAnswer.Unreachable, wrong,
            Source(server, Long) with { Url = $"ldaps://127.0.0.1:{server.Port}", CaFile = authority.Path });
    }

    [Fact]
    public async Task Whatever_is_changed_in_a_good_answer_there_is_an_answer()
    {
        const int Seed = 20260101;
        var random = new Random(Seed);
        var clear = new[] { DirectoryAnswer.Bound, DirectoryAnswer.NotFound, DirectoryAnswer.TimedOut, DirectoryAnswer.Unreachable, DirectoryAnswer.Locked, DirectoryAnswer.WrongPassword };
        await using var server = new ScriptedServer(request => Mutate(Good(request), random));
        await using var directory = Open(Source(server, TimeSpan.FromMilliseconds(100)));

        for (var i = 0; i < 600; i++)
        {
            var reply = await directory.Authenticate(User, Password, default);

            Assert.Contains(reply.Answer, clear);
        }

        await directory.DisposeAsync();
        Assert.Equal(0, directory.OpenConnections);
    }

    [Fact]
    public async Task A_dead_directory_holds_up_nobody_elses_users_and_no_threads()
    {
        await using var dead = new ScriptedServer(ScriptedServer.Silence);
        await using var alive = new ScriptedServer(Good);
        await using var deadDirectory = Open(Source(dead, Long));
        await using var directory = Open(Source(alive, Long));
        using var deadline = new CancellationTokenSource();
        var threads = ThreadPool.ThreadCount;

        var waiting = Enumerable.Range(0, 1_000).Select(_ => deadDirectory.Authenticate(User, Password, deadline.Token).AsTask()).ToList();
        var reply = await directory.Authenticate(User, Password, default);
        var (connections, used) = (deadDirectory.OpenConnections, ThreadPool.ThreadCount);
        await deadline.CancelAsync();
        var replies = await Task.WhenAll(waiting);

        Assert.Equal(DirectoryAnswer.Bound, reply.Answer);
        Assert.All(replies, each => Assert.Equal(DirectoryAnswer.TimedOut, each.Answer));
        Assert.InRange(connections, 1, 64);
        Assert.InRange(used - threads, int.MinValue, 32);
        Assert.Equal(0, deadDirectory.OpenConnections);
    }

    [Fact]
    public async Task A_change_of_password_is_never_asked_twice()
    {
        var extended = 0;
        await using var server = new ScriptedServer(request =>
        {
            if (request.Tag != 23)
            {
                return Good(request);
            }

            Interlocked.Increment(ref extended);
            return [];
        });
        await using var directory = Open(Source(server, Long));
        Assert.NotNull(await directory.Find(User, default));

        var reply = await directory.ResetPassword(User, new Secret("An0ther-Passw0rd"), default);

        Assert.Equal(PasswordAnswer.Unavailable, reply.Answer);
        Assert.Equal(1, extended);
    }

    [Fact]
    public async Task An_import_that_breaks_off_says_so()
    {
        await using var server = new ScriptedServer(request => request.Tag == ScriptedServer.Search ? [] : Good(request));
        await using var directory = Open(Source(server, Long));

        await Assert.ThrowsAsync<DirectoryUnavailableException>(async () => await directory.Position(default));
        await Assert.ThrowsAsync<DirectoryUnavailableException>(async () => await directory.Find(User, default));
        await Assert.ThrowsAsync<DirectoryUnavailableException>(async () =>
        {
            await foreach (var _ in directory.Read(new(null, null), default))
            {
            }
        });
        Assert.Equal(0, directory.OpenConnections);
    }

    // One attempt: the answer, the words for the tester, the time, what is left, and that the user's password was put at most once.
    private static async Task Expect(DirectoryAnswer answer, string? said, DirectorySource.Ldap source)
    {
        await using var directory = Open(source);
        var watch = Stopwatch.StartNew();

        var reply = await directory.Authenticate(User, Password, default);

        Assert.True(reply.Answer == answer, $"{reply.Answer}: {reply.Diagnostic}");
        Assert.Contains(said ?? "", reply.Diagnostic ?? "");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Long / 2);
        await directory.DisposeAsync();
        Assert.Equal(0, directory.OpenConnections);
    }

    internal static byte[] Good(Request request) => request.Tag switch
    {
        ScriptedServer.Search =>
        [
            .. request.Entry(Ana, ("entryUUID", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"), ("mail", User.Login), ("uid", "ana"), ("sn", "Ruiz"), ("givenName", "Ana")),
            .. request.Success,
        ],
        _ => request.Success,
    };

    private static byte[] Mutate(byte[] good, Random random)
    {
        var bad = good.ToArray();
        for (var i = random.Next(0, 3); i > 0; i--)
        {
            bad[random.Next(bad.Length)] = (byte)random.Next(256);
        }

        return random.Next(20) == 0 ? bad[..random.Next(1, bad.Length)] : bad;
    }

    internal static LdapDirectory Open(DirectorySource.Ldap source) => LdapDirectories.Open(
        new() { Id = "0oaDirectory0000test", Name = "test", Type = DirectoryType.Ldap, Source = source }, source);

    internal static DirectorySource.Ldap Source(ScriptedServer server, TimeSpan timeout) => Source(server.Port, timeout);

    private static DirectorySource.Ldap Source(int port, TimeSpan timeout) =>
        new($"ldap://127.0.0.1:{port}", false, null, Service, "secret", "dc=example,dc=test", timeout);

    private static async Task<int> FreePort()
    {
        await using var gone = new ScriptedServer(ScriptedServer.Silence);
        return gone.Port;
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=scripted", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(name, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(name);
        }

        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private sealed class TemporaryPem : IDisposable
    {
        internal TemporaryPem(X509Certificate2 certificate) => File.WriteAllText(Path, certificate.ExportCertificatePem());

        internal string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.pem");

        public void Dispose() => File.Delete(Path);
    }
}
