using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq push</c>: the users' phones.</summary>
internal static class PushCommand
{
    internal static Command Create(Workbench bench) => new("push", "The users' phones.") { List(bench), Approve(bench), Deny(bench) };

    private static Command List(Workbench bench) => bench.Doing(
        new Command("list", "What waits on phones."),
        async (invocation, cancellation) =>
        {
            var pushes = await invocation.At.Get("pushes", cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(pushes);
                return;
            }

            invocation.Terminal.Table(
                ["user", "device", "app", "waits until", "numbers"],
                pushes.EnumerateArray().Select(push => (string?[])
                [
                    push.Text("user"), push.Text("device"), push.Text("app"), push.Instant("expiresAt"), string.Join(" ", push.Texts("numbers")),
                ]));
        });

    private static Command Approve(Workbench bench)
    {
        var user = bench.User();
        var number = new Option<int?>("--number") { Description = "The number that was tapped, where the phone shows some.", HelpName = "N" };
        return bench.Doing(
            new Command("approve", "Approves the newest push on a user's phone.") { user, number },
            (invocation, cancellation) => Answer(invocation, invocation.Get(user)!, "approve", invocation.Get(number), cancellation));
    }

    private static Command Deny(Workbench bench)
    {
        var user = bench.User();
        return bench.Doing(
            new Command("deny", "Denies the newest push on a user's phone.") { user },
            (invocation, cancellation) => Answer(invocation, invocation.Get(user)!, "deny", null, cancellation));
    }

    private static async Task Answer(Invocation invocation, string user, string decision, int? number, CancellationToken cancellation)
    {
        var waiting = (await invocation.At.Get("pushes", cancellation)).EnumerateArray().Where(push => user.Means(push.Text("user"))).ToList();
        if (waiting.Count == 0)
        {
            throw new FailedException(
                ExitCode.Refused, $"Nothing waits on the phone of {user}.", "Begin a sign-in that sends a push; what waits: factorseq push list");
        }

        var push = await invocation.At.Post($"pushes/{Uri.EscapeDataString(waiting[^1].Text("id"))}", Body(decision, number), cancellation);
        if (invocation.Json)
        {
            invocation.Terminal.Json(push);
        }
        else
        {
            invocation.Terminal.Line($"{push.Text("user")}: {push.Text("status")} on {push.Text("device")}");
        }
    }

    private static object Body(string decision, int? number) => number is null ? new { decision } : new { decision, number };
}
