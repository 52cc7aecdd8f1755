using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq clock</c>: the org's clock, read and moved.</summary>
internal static class ClockCommand
{
    internal static Command Create(Workbench bench)
    {
        var by = new Argument<string>("duration") { Description = "For example PT5M, P1D, or -PT1H.", HelpName = "DURATION" };
        var to = new Argument<string>("instant") { Description = "For example 2026-01-02T03:04:05Z.", HelpName = "INSTANT" };
        var clock = new Command("clock", "The org's clock: what it shows, or moved. All that is timed follows it.")
        {
            Move(bench, "advance", "Moves it on by a duration; imports that fall due are run on the way.", by, invocation => new { advance = invocation.Get(by) }),
            Move(bench, "set", "Sets it to an instant.", to, invocation => new { set = invocation.Get(to) }),
            Move(bench, "freeze", "Stops it.", null, _ => new { freeze = true }),
            Move(bench, "unfreeze", "Lets it go on from where it stands.", null, _ => new { freeze = false }),
            Move(bench, "reset", "Sets it to the machine's time, and lets it go.", null, _ => new { reset = true }),
        };
        return bench.Doing(clock, async (invocation, cancellation) => Print(invocation, await invocation.At.Get("clock", cancellation)));
    }

    private static Command Move(Workbench bench, string verb, string description, Argument? argument, Func<Invocation, object> body)
    {
        var command = new Command(verb, description);
        if (argument is not null)
        {
            command.Arguments.Add(argument);
        }

        return bench.Doing(command, async (invocation, cancellation) => Print(invocation, await invocation.At.Post("clock", body(invocation), cancellation)));
    }

    private static void Print(Invocation invocation, System.Text.Json.JsonElement clock)
    {
        if (invocation.Json)
        {
            invocation.Terminal.Json(clock);
            return;
        }

        var offset = clock.Text("offset") is var text && text is "PT0S" ? "" : $", {text} from the machine's";
        invocation.Terminal.Line($"{clock.Instant("now")}{offset}{(clock.Flag("frozen") ? ", frozen" : "")}");
    }
}
