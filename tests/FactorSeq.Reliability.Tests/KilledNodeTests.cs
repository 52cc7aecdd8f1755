using FactorSeq.Reliability.Tests.Support;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Reliability.Tests;

/// <summary>Two nodes behind nginx, of which one dies again and again without a word.</summary>
public sealed class KilledNodeTests
{
    private const int Users = 200;

    [Fact]
    public async Task A_node_killed_between_every_two_steps_of_every_flow_takes_nothing_with_it()
    {
        await using var cluster = await Cluster.Start(Users + Town.Chains.Length, PostgresServer.NewDatabase());
        var crowd = new Crowd(cluster.Client, Enumerable.Range(Town.Chains.Length, Users));

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
        await crowd.Arrived();
        Assert.Equal(Users, crowd.Done.Count);
        Assert.Empty(cluster.Client.Hung);
        await Crowd.Check([.. witnesses, .. crowd.Done], cluster.A.Client, cluster.B.Client);
        Report.Write("a node killed between every two steps", $"{kills} kills, {Users} users beside them", cluster.Client, crowd);
    }

    [Fact]
    public async Task Nodes_that_are_exchanged_one_after_the_other_leave_nobody_without_an_answer()
    {
        const int Few = 60;
        await using var cluster = await Cluster.Start(Few, PostgresServer.NewDatabase());
        var crowd = new Crowd(cluster.Client, Enumerable.Range(0, Few), atOnce: 4);
        foreach (var node in new[] { cluster.A, cluster.B })
        {
            node.Signal("TERM");
            await Node.Until(async () => await node.Client.Get("/emulator/health") is { Status: 503 });
            (await node.Client.Get("/emulator/health/live"))!.Expect(200);
            Assert.Equal(0, await node.Ended());
            await node.Start();
            await cluster.Front.Takes(node);
        }

        await crowd.Arrived();
        Assert.True(
            cluster.Client.Statuses.Keys.All(status => status == 200),
            string.Join('\n', [.. cluster.Client.Statuses.Select(status => $"{status}"), .. cluster.Front.Errors]));
        Report.Write("nodes exchanged one after the other, by SIGTERM", $"{Few} users", cluster.Client, crowd);
    }
}
