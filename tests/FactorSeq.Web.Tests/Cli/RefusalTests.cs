using System.Net;
using System.Net.Sockets;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cli;

/// <summary>Exit codes, and errors that say what to do.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("'usres' was not matched. Did you mean one of the following?\nusers", "usres")]
    [InlineData("Required argument missing for command: 'otp'.", "otp")]
    [InlineData("Required command was not provided.", "push")]
    [InlineData("Help: factorseq push approve --help", "push", "approve")]
    [InlineData("ftp://here is no address; write one like http://localhost:7700", "users", "--url", "ftp://here")]
    [InlineData("Give --seed or --from, not both.", "org", "create", "a", "--seed", "b", "--from", "c")]
    public async Task What_is_not_understood_ends_with_2_and_asks_no_server(string error, params string[] args)
    {
        var ended = (await Shell.Run(args)).Expect(2);
        Assert.Contains(error, ended.Errors + ended.Output, StringComparison.Ordinal);
        Assert.Contains("Help: factorseq", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_answers_it_ends_with_3()
    {
        var ended = (await Shell.Run("users", "--url", "http://127.0.0.1:1")).Expect(3);
        Assert.StartsWith("Nothing answers at http://127.0.0.1:1", ended.Errors, StringComparison.Ordinal);
        Assert.EndsWith("Start one with factorseq run, or name another with --url or FACTORSEQ_URL.\n", ended.Errors, StringComparison.Ordinal);
        Assert.Empty(ended.Output);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>")]
    public async Task Where_a_stranger_answers_it_ends_with_3(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var asked = Shell.Run("users", "--url", url);
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));

        Assert.Equal($"What answers at {url} is no FactorSeq.\nName one with --url or FACTORSEQ_URL.\n", (await asked).Expect(3).Errors);
    }

    [Fact]
    public async Task Off_loopback_it_wants_the_admin_token()
    {
        // Whoever names a client behind a proxy is not near, wherever it is: so a server for others is had on this machine.
        await using var org = await OrgHost.Start(options: ["--trusted-proxies", "none"]);
        await using var far = await FarAway.Begin(org.Address);
        var refused = (await Shell.Run("users", "--url", far.Address)).Expect(1);
        Assert.EndsWith("Give its admin token with --admin-token or FACTORSEQ_ADMIN_TOKEN; the server printed it when it started.\n", refused.Errors, StringComparison.Ordinal);
        (await Shell.Run("users", "--url", far.Address, "--admin-token", "wrong")).Expect(1);
        (await Shell.Run("users", "--url", far.Address, "--admin-token", "00test-admin-token")).Expect(0);
    }

    [Fact]
    public async Task A_command_that_is_ended_by_hand_ends_with_130()
    {
        await using var org = await OrgHost.Start();
        using var hand = new CancellationTokenSource();
        await hand.CancelAsync();
        (await Shell.Run(new StringWriter(), isTerminal: false, hand.Token, "users", "--url", org.Address)).Expect(130);
    }
}
