using System.CommandLine;
using System.CommandLine.Parsing;
using FactorSeq.Storage;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq data</c>: what a server keeps, carried from one store to another.</summary>
internal static class DataCommand
{
    private const string From = "--from";
    private const string To = "--to";

    internal static Command Create(Workbench bench) => new("data", "What a server keeps: everything of every org.") { Copy(bench) };

    private static Command Copy(Workbench bench)
    {
        var from = Place(From, "The store to copy: the file of run --data, which no server may have in use, or the PostgreSQL of run --postgres, whose nodes may run on.");
        var to = Place(To, "An empty store: a new file, or an empty PostgreSQL database.");
        return bench.Doing(
            new Command("copy", "Copies a store whole, from a file to PostgreSQL or back: orgs, users, sessions, keys, logs. It arrives whole or not at all.") { from, to },
            (invocation, cancellation) => Copy(invocation, invocation.Get(from)!, invocation.Get(to)!, cancellation));
    }

    private static async Task Copy(Invocation invocation, StorePlace from, StorePlace to, CancellationToken cancellation)
    {
        await using var copy = await Holding(ExitCode.Refused, () => StoreCopy.Begin(from, to, cancellation));
        var tally = copy.Tally;
        invocation.Terminal.Progress("Copying", (int)Math.Min(tally.Rows, int.MaxValue), progress => Holding(ExitCode.BrokenOff, async () =>
        {
            await copy.Run(done => progress((int)Math.Min(done, int.MaxValue)), cancellation);
            return copy;
        }).GetAwaiter().GetResult());
        invocation.Say(
            new { from = from.Shown, to = to.Shown, documents = tally.Documents, records = tally.Records, bytes = tally.Bytes },
            $"{to.Shown} holds what {from.Shown} does: {tally.Documents} documents and {tally.Records} records, {tally.Bytes} bytes");
    }

    private static async Task<StoreCopy> Holding(int code, Func<Task<StoreCopy>> work)
    {
        try
        {
            return await work();
        }
        catch (StoreUnusableException e)
        {
            throw new FailedException(code, e.Message);
        }
    }

    private static Option<StorePlace?> Place(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "WHERE",
        Required = true,
        CustomParser = result => Read(result, name),
    };

    private static StorePlace? Read(ArgumentResult result, string name)
    {
        try
        {
            var place = StorePlace.Read(result.Tokens[0].Value, name);
            if (name == From && place.File is { } file && !File.Exists(file))
            {
                result.AddError($"{file}: there is no such file. Name a store with {From}.");
            }

            return place;
        }
        catch (StoreUnusableException e)
        {
            result.AddError(e.Message);
            return null;
        }
    }
}
