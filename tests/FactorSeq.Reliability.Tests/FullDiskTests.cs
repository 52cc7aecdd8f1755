using System.Diagnostics;
using FactorSeq.Reliability.Tests.Support;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests;

/// <summary>One node with a file, on a disk that fills up.</summary>
[Trait("when", "nightly")]
public sealed class FullDiskTests
{
    private const int Users = 40;

    [Fact]
    public async Task A_full_disk_refuses_with_a_text_loses_nothing_and_needs_no_restart_when_there_is_room()
    {
        var folder = Directory.CreateTempSubdirectory("factorseq-disk-").FullName;
        var seed = Path.Combine(folder, "town.yaml");
        await File.WriteAllTextAsync(seed, Town.Seed(Users));

        var kilobytes = "1500";

        // A file may grow to so many kilobytes and no further; .NET wants a large one for itself unless it is told to do without.
        await using var node = new Node(["--data", Path.Combine(folder, "org.db"), "--seed", seed, "--admin-token", Node.AdminToken], words => new ProcessStartInfo(
            "bash", ["-c", $"trap '' XFSZ; ulimit -S -f {kilobytes}; exec \"$@\"", "bash", .. words])
        {
            Environment = { ["DOTNET_EnableWriteXorExecute"] = "0" },
        });
        await node.Start();
        var before = new Crowd(node.Client, Enumerable.Range(0, 10));
        await before.Arrived();

        Reply reply;
        do
        {
            reply = await node.Client.Post("/api/v1/authn", new { username = Town.Login(Users - 1) });
        }
        while (reply.Status == 200);
        reply.Expect(503, "E0000010");
        Assert.Equal("1", reply.Header("Retry-After"));
        Assert.Contains("cannot be written", node.Said, StringComparison.Ordinal);
        foreach (var journey in before.Done)
        {
            (await node.Client.Get("/api/v1/sessions/me", journey.Session))!.Expect(200);
        }

        using (var room = Process.Start("prlimit", ["--pid", $"{node.ProcessId}", "--fsize=unlimited:"]))
        {
            await room.WaitForExitAsync();
            Assert.Equal(0, room.ExitCode);
        }

        var after = new Crowd(node.Client, Enumerable.Range(10, Users - 10));
        await after.Arrived();
        Assert.Empty(node.Client.Hung);
        await node.Kill();
        kilobytes = "unlimited";
        await node.Start();
        await Crowd.Check([.. before.Done, .. after.Done], node.Client);
        Report.Write("the disk of a file full, then not any more, then the process killed", $"{Users} users", node.Client, after);
        Directory.Delete(folder, recursive: true);
    }
}
