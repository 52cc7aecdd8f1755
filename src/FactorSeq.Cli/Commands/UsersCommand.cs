using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq users</c>: who can sign in, and how.</summary>
internal static class UsersCommand
{
    internal static Command Create(Workbench bench) => bench.Doing(
        new Command("users", "Who can sign in, and how."),
        async (invocation, cancellation) =>
        {
            var users = await invocation.At.Get("users", cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(users);
                return;
            }

            invocation.Terminal.Table(
                ["login", "name", "status", "signs in by", "factors", "password"],
                users.EnumerateArray().Select(user => (string?[])
                [
                    user.Text("login"), user.Text("name"), user.Text("status"), string.Join("; ", user.Texts("signIn")),
                    string.Join(" ", user.Texts("factors")), user.Text("password"),
                ]));
        });
}
