using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Directories;
using FactorSeq.Directories.Ldap;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>Servers that are broken in every way: a clear answer each, in time, and nothing left behind.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    // Ten times the limit: a busy machine is late, a sign-in that hangs never comes.
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(10);

    // BindResponse of message 1: success, and what may stand around it.
    private static readonly byte[] Bound = [0x30, 0x0c, 0x02, 0x01, 0x01, 0x61, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00];

    [Theory]
    [InlineData("ldap")]
    [InlineData("ldaps")]
    public async Task A_server_that_says_nothing_has_timed_out_before_and_within_the_handshake(string scheme)
    {
        await using var server = BrokenServer.Silent();
        await Fails(server, scheme, DirectoryAnswer.TimedOut);
    }

    [Fact]
    public async Task A_server_that_says_nothing_to_StartTLS_has_timed_out()
    {
        await using var server = BrokenServer.Silent();
        await Fails(server, "ldap", DirectoryAnswer.TimedOut, startTls: true);
    }

    [Theory]
    [InlineData("ldap")]
    [InlineData("ldaps")]
    public async Task A_server_that_hangs_up_in_mid_bind_is_unreachable(string scheme)
    {
        await using var server = BrokenServer.HangsUp();
        await Fails(server, scheme, DirectoryAnswer.Unreachable);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_unreachable()
    {
        int port;
        await using (var server = BrokenServer.Silent())
        {
            port = server.Port;
        }

        Assert.Equal(DirectoryAnswer.Unreachable, (await Authenticate(Open($"ldap://127.0.0.1:{port}"))).Answer);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var certificate = BrokenServer.Certificate("127.0.0.1");
        await using var server = BrokenServer.WithCertificate(certificate);
        await Fails(server, "ldaps", DirectoryAnswer.Unreachable);
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_though_its_authority_is_trusted()
    {
        using var certificate = BrokenServer.Certificate("elsewhere.test");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        await using var server = BrokenServer.WithCertificate(certificate);
        await Fails(server, "ldaps", DirectoryAnswer.Unreachable, caFile: file);
        File.Delete(file);
    }

    [Fact]
    public async Task An_answer_that_never_ends_is_cut_off()
    {
        await using var server = BrokenServer.NeverEnds();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await Fails(server, "ldap", DirectoryAnswer.Unreachable);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32L * 1024 * 1024);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n")]
    [InlineData("0")]
    [InlineData("\u0000\u0000\u0000\u0000")]
    public async Task What_is_no_LDAP_is_unreachable(string answer)
    {
        await using var server = BrokenServer.Says(System.Text.Encoding.Latin1.GetBytes(answer));
        var reply = await Authenticate(Open($"ldap://127.0.0.1:{server.Port}"));
        Assert.True(reply.Answer is DirectoryAnswer.Unreachable or DirectoryAnswer.TimedOut, $"{reply}");
    }

    [Fact]
    public async Task A_referral_is_an_answer_and_is_not_followed()
    {
        // BindResponse of message 1: referral to another server.
        byte[] referral = [0x30, 0x1f, 0x02, 0x01, 0x01, 0x61, 0x1a, 0x0a, 0x01, 0x0a, 0x04, 0x00, 0x04, 0x00, 0xa3, 0x11, 0x04, 0x0f, .. "ldap://nowhere/"u8];
        await using var server = BrokenServer.Says(referral);
        await Fails(server, "ldap", DirectoryAnswer.Unreachable);
        Assert.Equal(1, server.Accepted);
    }

    [Fact]
    public async Task An_answer_with_a_wrong_byte_never_signs_in_and_never_hangs()
    {
        var chance = new Random(20260102);
        for (var i = 0; i < 150; i++)
        {
            var answer = (byte[])Bound.Clone();
            for (var changes = chance.Next(1, 4); changes > 0; changes--)
            {
                answer[chance.Next(answer.Length)] = (byte)chance.Next(256);
            }

            await using var server = BrokenServer.Says(answer);
            await using var directory = Open($"ldap://127.0.0.1:{server.Port}");
            using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(150));
            var reply = await directory.Authenticate(new DirectoryUser("ana@corp.test", null), new Secret("Passw0rd"), deadline.Token);
            Assert.True(reply.Answer is DirectoryAnswer.Unreachable or DirectoryAnswer.TimedOut, $"{Convert.ToHexString(answer)}: {reply}");
        }
    }

    [Fact]
    public async Task A_hundred_sign_ins_at_a_silent_server_leave_nothing_and_hold_up_nobody_else()
    {
        await using var silent = BrokenServer.Silent();
        await using var directory = Open($"ldaps://127.0.0.1:{silent.Port}");
        var watch = Stopwatch.StartNew();
        var threads = ThreadPool.ThreadCount;
        var replies = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Authenticate(directory)));
        Assert.All(replies, reply => Assert.Equal(DirectoryAnswer.TimedOut, reply.Answer));
        Assert.InRange(watch.Elapsed, Limit / 2, InTime);
        Assert.InRange(ThreadPool.ThreadCount - threads, int.MinValue, 16);
        Assert.Equal(0, directory.OpenConnections);
    }

    [Fact]
    public async Task Everything_but_a_sign_in_says_that_the_directory_is_unavailable()
    {
        await using var server = BrokenServer.HangsUp();
        await using var directory = Open($"ldap://127.0.0.1:{server.Port}");
        var ana = new DirectoryUser("ana@corp.test", null);
        await Assert.ThrowsAsync<DirectoryUnavailableException>(() => directory.Find(ana, default).AsTask());
        await Assert.ThrowsAsync<DirectoryUnavailableException>(() => directory.Position(default).AsTask());
        await Assert.ThrowsAsync<DirectoryUnavailableException>(async () =>
        {
            await foreach (var page in directory.Read(new DirectoryQuery(null, null), default))
            {
                Assert.Fail($"{page}");
            }
        });
        Assert.Equal(PasswordAnswer.Unavailable, (await directory.ChangePassword(ana, new Secret("old"), new Secret("new"), default)).Answer);
        Assert.Equal(PasswordAnswer.Unavailable, (await directory.ResetPassword(ana, new Secret("new"), default)).Answer);
        Assert.False(await directory.Unlock(ana, default));
    }

    private static async Task Fails(
        BrokenServer server, string scheme, DirectoryAnswer answer, bool startTls = false, string? caFile = null)
    {
        await using var directory = Open($"{scheme}://127.0.0.1:{server.Port}", startTls, caFile);
        var watch = Stopwatch.StartNew();
        var reply = await Authenticate(directory);
        Assert.Equal((answer, true), (reply.Answer, watch.Elapsed < InTime));
        Assert.False(string.IsNullOrEmpty(reply.Diagnostic));
        Assert.Equal(0, directory.OpenConnections);
    }

    private static async Task<DirectoryReply> Authenticate(LdapDirectory directory)
    {
        using var deadline = new CancellationTokenSource(Limit);
        return await directory.Authenticate(new DirectoryUser("ana@corp.test", null), new Secret("Passw0rd"), deadline.Token);
    }

    private static LdapDirectory Open(string url, bool startTls = false, string? caFile = null)
    {
        var source = new DirectorySource.Ldap(url, startTls, caFile, "cn=svc,dc=corp,dc=test", "svcpw", "dc=corp,dc=test", TimeSpan.FromSeconds(10));
        return LdapDirectories.Open(
            new DirectoryIntegration { Id = "0oaBroken", Name = "broken", Type = DirectoryType.ActiveDirectory, Source = source }, source);
    }
}
