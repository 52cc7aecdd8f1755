using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq lock USER</c> and <c>factorseq unlock USER</c>, as an administrator would. Accounts in other states keep theirs.</summary>
internal static class LockCommand
{
    private const string Active = "ACTIVE";
    private const string LockedOut = "LOCKED_OUT";

    private static readonly string[] Lockable = [Active, LockedOut, "PASSWORD_EXPIRED", "RECOVERY"];
    private static readonly string[] Unlockable = [LockedOut, Active];

    internal static Command Lock(Workbench bench) => Create(bench, "lock", "Locks a user's account.", LockedOut, Lockable);

    internal static Command Unlock(Workbench bench) => Create(
        bench, "unlock", "Unlocks a user's account, and where its directory is set up for it the account there.", Active, Unlockable);

    private static Command Create(Workbench bench, string verb, string description, string to, string[] from)
    {
        var user = bench.User();
        return bench.Doing(new Command(verb, description) { user }, async (invocation, cancellation) =>
        {
            var known = await Find(invocation, invocation.Get(user)!, cancellation);
            var (login, status) = (known.Text("user"), known.Text("status"));
            if (!from.Contains(status))
            {
                throw new FailedException(
                    ExitCode.Refused, $"{login} is {status}, and to {verb} it would make it {to}.",
                    "Change it on the emulator's page, or with PATCH /emulator/users/{login}.");
            }

            var changed = await invocation.At.Patch($"users/{Uri.EscapeDataString(login)}", new { status = to }, cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(changed);
            }
            else
            {
                invocation.Terminal.Line($"{changed.Text("login")}: {changed.Text("status")}");
            }
        });
    }

    // The list of users ends at 500; an explanation finds everybody.
    private static async Task<System.Text.Json.JsonElement> Find(Invocation invocation, string user, CancellationToken cancellation)
    {
        var known = await invocation.At.Get($"explain?user={Uri.EscapeDataString(user)}", cancellation);
        return known.TextOrNull("status") is not null
            ? known
            : throw new FailedException(ExitCode.Refused, $"Nobody has the login {user}.", "Who is there: factorseq users");
    }
}
