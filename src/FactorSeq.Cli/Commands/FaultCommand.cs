using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq fault</c>: what should go wrong next, where, and how often.</summary>
internal static class FaultCommand
{
    private static readonly string[] Places = ["route", "method", "factor", "directory", "user"];
    private static readonly string[] Ways = ["fails", "status", "errorCode", "errorSummary", "delay", "drop"];

    internal static Command Create(Workbench bench) => new("fault", "What should go wrong next, where, and how often.")
    {
        Add(bench), List(bench), Remove(bench), Clear(bench),
    };

    private static Command Add(Workbench bench)
    {
        var command = new Command("add", "Has requests, a factor or a directory fail.");
        Option[] options =
        [
            Text("--route", "Requests to this route, or to those that begin so: /api/v1/authn*", "ROUTE"),
            Text("--method", "Only those of this method.", "METHOD"),
            Text("--factor", "This factor's provider, by the factor's name in a seed.", "FACTOR"),
            Text("--directory", "This directory.", "NAME"),
            Text("--user", "Only where it is about this user.", "USER"),
            Text("--fails", "How a factor or a directory fails: timeout, unreachable, unwilling.", "HOW"),
            new Option<int?>("--status") { Description = "Answer with this status.", HelpName = "N" },
            Text("--error-code", "Answer with this error: E0000047, temporarily_unavailable.", "CODE"),
            Text("--error-summary", "What the error says.", "TEXT"),
            Text("--delay", "Wait first, in real time: PT2S.", "DURATION"),
            new Option<bool>("--drop") { Description = "Drop the connection." },
            new Option<int?>("--times") { Description = "How often; without it, until it is removed.", HelpName = "N" },
        ];
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        return bench.Doing(command, async (invocation, cancellation) =>
        {
            var body = new JsonObject();
            foreach (var option in options)
            {
                body[Member(option)] = option switch
                {
                    Option<string?> text => invocation.Get(text),
                    Option<int?> number => invocation.Get(number),
                    Option<bool> flag when invocation.Get(flag) => true,
                    _ => null,
                };
            }

            foreach (var nothing in body.Where(member => member.Value is null).Select(member => member.Key).ToList())
            {
                body.Remove(nothing);
            }

            Print(invocation, await invocation.At.Post("faults", body, cancellation));
        });
    }

    private static Command List(Workbench bench) => bench.Doing(
        new Command("list", "The faults that will strike yet."),
        async (invocation, cancellation) =>
        {
            var faults = await invocation.At.Get("faults", cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(faults);
                return;
            }

            invocation.Terminal.Table(
                ["id", "where", "how", "yet"],
                faults.EnumerateArray().Select(fault => (string?[])[fault.Text("id"), Said(fault, Places), Said(fault, Ways), fault.TextOrNull("remaining") ?? "always"]));
        });

    private static Command Remove(Workbench bench)
    {
        var id = new Argument<string>("id") { Description = "The fault's id.", HelpName = "ID" };
        return bench.Doing(new Command("remove", "Removes a fault.") { id }, async (invocation, cancellation) =>
        {
            await invocation.At.Delete($"faults/{Uri.EscapeDataString(invocation.Get(id)!)}", cancellation);
            invocation.Say(new { id = invocation.Get(id), removed = true }, $"{invocation.Get(id)} is removed");
        });
    }

    private static Command Clear(Workbench bench) => bench.Doing(
        new Command("clear", "Removes all faults."),
        async (invocation, cancellation) =>
        {
            await invocation.At.Delete("faults", cancellation);
            invocation.Say(new { cleared = true }, "Nothing fails by itself any more");
        });

    private static void Print(Invocation invocation, JsonElement fault)
    {
        if (invocation.Json)
        {
            invocation.Terminal.Json(fault);
        }
        else
        {
            var left = fault.TextOrNull("remaining") switch { null => "until it is removed", "1" => "once", var times => $"{times} times" };
            invocation.Terminal.Line($"The fault {fault.Text("id")} strikes {left}: {Said(fault, [.. Places, .. Ways])}");
        }
    }

    private static string Said(JsonElement fault, string[] members) => string.Join(
        ", ", members.Where(member => fault.TextOrNull(member) is not null).Select(member => $"{member} {fault.Text(member)}"));

    private static Option<string?> Text(string name, string description, string helpName) => new(name) { Description = description, HelpName = helpName };

    // --error-code is errorCode.
    private static string Member(Option option) =>
        string.Concat(option.Name[2..].Split('-').Select((word, place) => place == 0 ? word : $"{char.ToUpperInvariant(word[0])}{word[1..]}"));
}
