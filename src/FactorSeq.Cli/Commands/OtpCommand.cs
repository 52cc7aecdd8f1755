using System.CommandLine;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq otp USER</c>: what somebody's token shows now.</summary>
internal static class OtpCommand
{
    internal static Command Create(Workbench bench)
    {
        var user = bench.User();
        var factor = new Option<string>("--factor")
        {
            Description = "Which token.",
            DefaultValueFactory = _ => "totp",
            HelpName = "FACTOR",
        };
        factor.AcceptOnlyFromAmong("totp", "google_totp", "yubikey", "rsa", "onprem", "symantec", "hotp");
        return bench.Doing(
            new Command("otp", "What a user's token shows at the org's time: the code alone, for scripts.") { user, factor },
            async (invocation, cancellation) =>
            {
                var shown = await invocation.At.Get(
                    $"users/{Uri.EscapeDataString(invocation.Get(user)!)}/otp?factor={invocation.Get(factor)}", cancellation);
                if (invocation.Json)
                {
                    invocation.Terminal.Json(shown);
                    return;
                }

                var left = invocation.Terminal.IsTerminal && shown.TextOrNull("validFor") is { } seconds ? $"  (for {seconds} s)" : "";
                invocation.Terminal.Line(shown.Text("code") + left);
            });
    }
}
