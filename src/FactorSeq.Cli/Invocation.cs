using System.CommandLine;

namespace FactorSeq.Cli;

/// <summary>One command under way.</summary>
internal sealed class Invocation(ParseResult result, Shared shared, Terminal terminal) : IDisposable
{
    private readonly Lazy<Emulator> emulator = new(() => shared.Emulator(result));

    internal Terminal Terminal => terminal;

    internal Emulator At => emulator.Value;

    internal bool Json => result.GetValue(shared.Json);

    internal T? Get<T>(Argument<T> argument) => result.GetValue(argument);

    internal T? Get<T>(Option<T> option) => result.GetValue(option);

    /// <summary>Says what was done, where the server had nothing to say about it.</summary>
    internal void Say(object document, string sentence)
    {
        if (Json)
        {
            terminal.Json(document);
        }
        else
        {
            terminal.Line(sentence);
        }
    }

    public void Dispose()
    {
        if (emulator.IsValueCreated)
        {
            emulator.Value.Dispose();
        }
    }
}

/// <summary>What all commands are made with.</summary>
/// <param name="Arguments">The command line as it was given.</param>
internal sealed record Workbench(Shared Shared, Terminal Terminal, string[] Arguments)
{
    /// <summary>The command that does this, and ends as the exit codes say.</summary>
    internal Command Doing(Command command, Func<Invocation, CancellationToken, Task<int>> work)
    {
        command.SetAction(async (result, cancellation) =>
        {
            using var invocation = new Invocation(result, Shared, Terminal);
            try
            {
                return await work(invocation, cancellation);
            }
            catch (FailedException failed)
            {
                Terminal.Complain(failed.Message, failed.Cure);
                return failed.ExitCode;
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    /// <summary>The same for a command that is done once it has said what it has to say.</summary>
    internal Command Doing(Command command, Func<Invocation, CancellationToken, Task> work) => Doing(command, async (invocation, cancellation) =>
    {
        await work(invocation, cancellation);
        return ExitCode.Done;
    });

    /// <summary>A user as an argument, completed with those who are there.</summary>
    internal Argument<string> User(string description = "The login; the part before the @ will do where only one user has it.")
    {
        var user = new Argument<string>("user") { Description = description, HelpName = "USER" };
        user.CompletionSources.Add(context => Logins(context.ParseResult));
        return user;
    }

    // Nobody who presses Tab waits for a server that is not there.
    private string[] Logins(ParseResult result)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            using var emulator = Shared.Emulator(result);
            return [.. emulator.Get("users", patience.Token).GetAwaiter().GetResult().EnumerateArray().Select(user => user.Text("login"))];
        }
        catch (Exception e) when (e is FailedException or OperationCanceledException or InvalidOperationException)
        {
            return [];
        }
    }
}
