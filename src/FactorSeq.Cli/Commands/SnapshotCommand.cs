using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq snapshot</c>: named copies of the org, and the way back to them.</summary>
internal static class SnapshotCommand
{
    internal static Command Create(Workbench bench) => new("snapshot", "Named copies of the org, and the way back to them.")
    {
        Save(bench), Restore(bench), List(bench), Drop(bench),
    };

    private static Argument<string> Name => new("name") { Description = "The snapshot's name.", HelpName = "NAME" };

    private static Command Save(Workbench bench)
    {
        var name = Name;
        return bench.Doing(new Command("save", "Copies the org as it stands; one of the same name is replaced.") { name }, async (invocation, cancellation) =>
        {
            var taken = await invocation.At.Post("snapshot", new { name = invocation.Get(name) }, cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(taken);
            }
            else
            {
                invocation.Terminal.Line($"{taken.Text("name")}: as the org was at {taken.Instant("taken")}");
            }
        });
    }

    private static Command Restore(Workbench bench)
    {
        var name = Name;
        var keep = new Option<bool>("--keep-events") { Description = "Keep the System Log as it is." };
        return bench.Doing(new Command("restore", "Takes the org back to a snapshot.") { name, keep }, async (invocation, cancellation) =>
        {
            await invocation.At.Post("restore", new { name = invocation.Get(name), keepEvents = invocation.Get(keep) }, cancellation);
            invocation.Say(new { name = invocation.Get(name), restored = true }, $"{invocation.Get(name)}: the org is as it was then");
        });
    }

    private static Command List(Workbench bench) => bench.Doing(
        new Command("list", "The org's snapshots."),
        async (invocation, cancellation) =>
        {
            var snapshots = await invocation.At.Get("snapshots", cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(snapshots);
                return;
            }

            invocation.Terminal.Table(["name", "taken"], snapshots.EnumerateArray().Select(snapshot => (string?[])[snapshot.Text("name"), snapshot.Instant("taken")]));
        });

    private static Command Drop(Workbench bench)
    {
        var name = Name;
        return bench.Doing(new Command("drop", "Throws a snapshot away.") { name }, async (invocation, cancellation) =>
        {
            await invocation.At.Delete($"snapshots/{Uri.EscapeDataString(invocation.Get(name)!)}", cancellation);
            invocation.Say(new { name = invocation.Get(name), dropped = true }, $"{invocation.Get(name)} is dropped");
        });
    }
}
