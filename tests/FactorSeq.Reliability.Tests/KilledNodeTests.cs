using FactorSeq.Reliability.Tests.Support;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests;

/// <summary>Two nodes behind nginx, of which one dies again and again without a word.</summary>
public sealed class KilledNodeTests
{
    private const int Fewest = 200;

    // More than can come in while anything here lasts.
    private const int Many = 3000;

    [Fact]
    public async Task A_node_killed_between_every_two_steps_of_every_flow_takes_nothing_with_it()
    {
        await using var cluster = await Cluster.Start(Many, PostgresServer.NewDatabase());
        var crowd = new Crowd(cluster.Client, Enumerable.Range(Town.Chains.Length, Many - Town.Chains.Length));

        // One for each flow, who take their steps together: what kills between two steps of one kills between two steps of all.
        Journey[] witnesses = [.. Town.Chains.Select((chain, user) => new Journey(Town.Login(user), chain))];
        var (node, kills, back) = (cluster.A, 0, Task.CompletedTask);
        while (witnesses.Any(journey => !journey.IsDone))
        {
            foreach (var journey in witnesses.Where(journey => !journey.IsDone))
            {
                await journey.Go(node.Client);
            }

            await back;
            await node.Kill();
            kills++;
            back = node.Start();
            node = cluster.Other(node);
        }

        Assert.All(witnesses, journey => Assert.Equal(1, journey.Beginnings));
        await back;
        await Node.Until(() => Task.FromResult(crowd.Done.Count >= Fewest));
        crowd.NoMore();
        await crowd.Arrived();
        Assert.Empty(cluster.Client.Hung);
        await Crowd.Check([.. witnesses, .. crowd.Done], cluster.A.Client, cluster.B.Client);
        Report.Write("a node killed between every two steps", $"{kills} kills, {crowd.Done.Count} users beside them", cluster.Client, crowd);
    }

    [Fact]
    public async Task Nodes_that_are_exchanged_one_after_the_other_leave_nobody_without_an_answer()
    {
        await using var cluster = await Cluster.Start(Many, PostgresServer.NewDatabase());
        var crowd = new Crowd(cluster.Client, Enumerable.Range(0, Many), atOnce: 4);
        foreach (var node in new[] { cluster.A, cluster.B })
        {
            node.Signal("TERM");
            await Node.Until(async () => await node.Client.Get("/emulator/health") is { Status: 503 });
            (await node.Client.Get("/emulator/health/live"))!.Expect(200);
            Assert.Equal(0, await node.Ended());
            await node.Start();
            await cluster.Front.Takes(node);
        }

        crowd.NoMore();
        await crowd.Arrived();
        Assert.True(
            cluster.Client.Statuses.Keys.All(status => status == 200),
            string.Join('\n', [.. cluster.Client.Statuses.Select(status => $"{status}"), .. cluster.Front.Errors]));
        Report.Write("nodes exchanged one after the other, by SIGTERM", $"{crowd.Done.Count} users", cluster.Client, crowd);
    }
}
