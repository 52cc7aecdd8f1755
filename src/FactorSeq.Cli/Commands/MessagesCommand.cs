using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq messages</c>: text messages, calls and mails.</summary>
internal static class MessagesCommand
{
    internal static Command Create(Workbench bench)
    {
        var user = bench.User();
        user.Arity = ArgumentArity.ZeroOrOne;
        var channel = new Option<string?>("--channel") { Description = "Only what came this way.", HelpName = "CHANNEL" };
        channel.AcceptOnlyFromAmong("sms", "call", "email");
        return bench.Doing(
            new Command("messages", "Text messages, calls and mails, newest first: codes and links among them.") { user, channel },
            async (invocation, cancellation) =>
            {
                var messages = await invocation.At.Get(
                    $"messages?user={Uri.EscapeDataString(invocation.Get(user) ?? "")}&channel={invocation.Get(channel)}", cancellation);
                if (invocation.Json)
                {
                    invocation.Terminal.Json(messages);
                    return;
                }

                invocation.Terminal.Table(
                    ["user", "channel", "at", "code", "text"],
                    messages.EnumerateArray().Select(message => (string?[])
                    [
                        message.Text("user"), message.Text("channel"), message.Instant("at"), message.TextOrNull("code") ?? message.Text("link"), message.Text("text"),
                    ]));
            });
    }
}
