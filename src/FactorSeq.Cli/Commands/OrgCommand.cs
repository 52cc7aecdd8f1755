using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq org</c>: orgs beside those that the server was started with.</summary>
internal static class OrgCommand
{
    internal static Command Create(Workbench bench) => new("org", "Orgs beside those that the server was started with.")
    {
        List(bench), Make(bench), Drop(bench),
    };

    private static Argument<string> Name => new("name") { Description = "The org's name.", HelpName = "NAME" };

    private static Command List(Workbench bench) => bench.Doing(
        new Command("list", "The server's orgs."),
        async (invocation, cancellation) =>
        {
            var orgs = await invocation.At.Get("orgs", cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(orgs);
                return;
            }

            invocation.Terminal.Table(["name", "address", "by name", "default"], orgs.EnumerateArray().Select(org => (string?[])
                [org.Text("name"), org.Text("url"), org.Text("subdomain"), org.Flag("default") ? "yes" : ""]));
        });

    private static Command Make(Workbench bench)
    {
        var name = Name;
        var seed = new Option<string?>("--seed") { Description = "Its seed; without one it is the built-in org.", HelpName = "FILE" };
        var from = new Option<string?>("--from") { Description = "A copy of this org, as it stands.", HelpName = "ORG" };
        var command = new Command("create", "Makes an org.") { name, seed, from };
        command.Validators.Add(result =>
        {
            if (result.GetValue(seed) is not null && result.GetValue(from) is not null)
            {
                result.AddError("Give --seed or --from, not both.");
            }
        });
        return bench.Doing(command, async (invocation, cancellation) =>
        {
            var path = $"orgs/{Uri.EscapeDataString(invocation.Get(name)!)}";
            var made = invocation.Get(from) is { } other
                ? await invocation.At.Post(path, new { from = other }, cancellation)
                : await invocation.At.PostText(path, invocation.Get(seed) is { } file ? await SeedCommand.Text(file, cancellation) : null, "application/yaml", cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(made);
            }
            else
            {
                invocation.Terminal.Line($"{made.Text("name")}: {made.Text("url")}");
            }
        });
    }

    private static Command Drop(Workbench bench)
    {
        var name = Name;
        return bench.Doing(new Command("drop", "Throws an org away, with all that is in it.") { name }, async (invocation, cancellation) =>
        {
            await invocation.At.Delete($"orgs/{Uri.EscapeDataString(invocation.Get(name)!)}", cancellation);
            invocation.Say(new { name = invocation.Get(name), dropped = true }, $"{invocation.Get(name)} is dropped");
        });
    }
}
