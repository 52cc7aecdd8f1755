using System.CommandLine;
using System.Text.Json;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq mac</c>: the login window of a Mac with Desktop MFA.</summary>
internal static class MacCommand
{
    internal static Command Create(Workbench bench) => new("mac", "The login window of a Mac with Desktop MFA. Ends with 0 when somebody is in or the window waits, 1 when it refuses.")
    {
        State(bench),
        Act(bench, "login", "Types a local user's password.", "login", ("user", "Local user."), ("password", "The Mac's own password.")),
        Act(bench, "link", "Types the Okta username of a local user who is not linked yet.", "link", ("login", "Okta username.")),
        Choose(bench, "push", "Asks for an Okta Verify push.", "OV_Push"),
        Code(bench, "code", "Types an Okta Verify code.", "OV_TOTP"),
        Code(bench, "device-code", "Types a device access code.", "Offline_TOTP"),
        Key(bench),
        Act(bench, "pin", "Types a recovery PIN.", "pin", ("pin", "Recovery PIN.")),
        Act(bench, "scan", "Scans the QR code of the device access code.", "scan"),
        Act(bench, "setup", "Begins to set Desktop MFA up.", "setup"),
        Act(bench, "back", "Goes back.", "back"),
        Act(bench, "lock", "Locks the screen.", "lock"),
        Act(bench, "restart", "Starts the Mac again.", "restart"),
        Usb(bench),
        Clock(bench),
        Network(bench),
        Phone(bench),
        RecoveryPin(bench),
    };

    private static Command State(Workbench bench) => Around(bench, new Command("state", "What the display shows."), (invocation, at, cancellation) =>
        invocation.At.Get(at, cancellation));

    private static Command Act(Workbench bench, string verb, string description, string act, params (string Name, string Description)[] arguments)
    {
        var command = new Command(verb, description);
        var given = arguments.Select(argument => (argument.Name, Argument: new Argument<string>(argument.Name) { Description = argument.Description, HelpName = argument.Name.ToUpperInvariant() })).ToList();
        given.ForEach(one => command.Arguments.Add(one.Argument));
        return With(bench, command, (invocation, at, cancellation) =>
            invocation.At.Post($"{at}/{act}", given.ToDictionary(one => one.Name, one => invocation.Get(one.Argument)!), cancellation));
    }

    private static Command Choose(Workbench bench, string verb, string description, string factor) => With(bench, new Command(verb, description), (invocation, at, cancellation) =>
        invocation.At.Post($"{at}/choose", new { factor }, cancellation));

    // Whoever stands before the choice chooses first; whoever is being linked types at once.
    private static Command Code(Workbench bench, string verb, string description, string factor)
    {
        var code = new Argument<string>("code") { Description = "Six digits.", HelpName = "CODE" };
        return With(bench, new Command(verb, description) { code }, async (invocation, at, cancellation) =>
        {
            var screen = (await invocation.At.Get(at, cancellation)).GetProperty("screen");
            if (screen.Text("state") != "typing" || screen.Text("factor") != factor)
            {
                await invocation.At.Post($"{at}/choose", new { factor }, cancellation);
            }

            return await invocation.At.Post($"{at}/code", new { code = invocation.Get(code) }, cancellation);
        });
    }

    // The key that blinks is touched; one that does not is looked for.
    private static Command Key(Workbench bench) => With(bench, new Command("key", "Uses a security key: looks for it, and touches it where it blinks."), async (invocation, at, cancellation) =>
    {
        var mac = await invocation.At.Post($"{at}/choose", new { factor = "FIDO2_USB_key" }, cancellation);
        return mac.GetProperty("screen").TextOrNull("key") is null ? mac : await invocation.At.Post($"{at}/touch", new { }, cancellation);
    });

    private static Command Usb(Workbench bench)
    {
        var what = new Argument<string>("what") { Description = "insert, remove or allow a key; or mode.", HelpName = "WHAT" };
        what.AcceptOnlyFromAmong("insert", "remove", "allow", "mode");
        var which = new Argument<string>("which") { Description = "The key's name or id; or askForNewAccessories, askEveryTime, automaticallyWhenUnlocked, always.", HelpName = "WHICH" };
        return Around(bench, new Command("usb", "The USB port.") { what, which }, async (invocation, at, cancellation) =>
        {
            var (act, named) = (invocation.Get(what)!, invocation.Get(which)!);
            if (act == "mode")
            {
                return await invocation.At.Patch(at, new { usb = named }, cancellation);
            }

            var known = (await invocation.At.Get(at, cancellation)).List("keys").FirstOrDefault(key => key.Text("name").Equals(named, StringComparison.OrdinalIgnoreCase));
            return await invocation.At.Post($"{at}/{act}", new { key = known.TextOrNull("id") ?? named }, cancellation);
        });
    }

    private static Command Clock(Workbench bench)
    {
        var offset = new Argument<string>("offset") { Description = "By how much it is fast: PT10M, -PT10M, PT0S.", HelpName = "OFFSET" };
        return Around(bench, new Command("clock", "Sets the Mac's own clock wrong, or right.") { offset }, (invocation, at, cancellation) =>
            invocation.At.Patch(at, new { clockOffset = invocation.Get(offset) }, cancellation));
    }

    private static Command Network(Workbench bench)
    {
        var state = new Argument<string>("state") { Description = "on or off.", HelpName = "STATE" };
        state.AcceptOnlyFromAmong("on", "off");
        return Around(bench, new Command("network", "Switches the Mac's network.") { state }, (invocation, at, cancellation) =>
            invocation.At.Patch(at, new { online = invocation.Get(state) == "on" }, cancellation));
    }

    private static Command Phone(Workbench bench)
    {
        var user = new Argument<string>("user") { Description = "Local user.", HelpName = "USER" };
        var mac = Name();
        return bench.Doing(new Command("phone", "What Okta Verify shows on the phone beside the Mac.") { user, mac }, async (invocation, cancellation) =>
        {
            var phone = await invocation.At.Get($"{await At(invocation, mac, cancellation)}/phone?user={Uri.EscapeDataString(invocation.Get(user)!)}", cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(phone);
                return;
            }

            invocation.Terminal.Table(["account", "name", "code"], phone.List("accounts").Select(account => (string?[])[account.Text("title"), account.Text("name"), account.Text("code")]));
        });
    }

    private static Command RecoveryPin(Workbench bench)
    {
        var user = new Argument<string>("user") { Description = "Local user.", HelpName = "USER" };
        var mac = Name();
        return bench.Doing(new Command("recovery-pin", "Has a recovery PIN made, as an administrator does.") { user, mac }, async (invocation, cancellation) =>
        {
            var made = await invocation.At.Post($"{await At(invocation, mac, cancellation)}/recovery-pin", new { user = invocation.Get(user) }, cancellation);
            if (made.TextOrNull("pin") is not { } pin)
            {
                throw new FailedException(ExitCode.Refused, "No recovery PIN could be made.", "The Mac was not online for seven days, or lacks the certificate of Device Access.");
            }

            invocation.Terminal.Line(pin);
        });
    }

    private static Option<string?> Name() => new("--mac") { Description = "Which Mac, where the org has more than one.", HelpName = "NAME" };

    // What is done around the Mac is done, whatever still stands on the display.
    private static Command Around(Workbench bench, Command command, Func<Invocation, string, CancellationToken, Task<JsonElement>> work) => With(bench, command, work, judges: false);

    private static Command With(Workbench bench, Command command, Func<Invocation, string, CancellationToken, Task<JsonElement>> work, bool judges = true)
    {
        var mac = Name();
        var explain = new Option<bool>("--explain") { Description = "Print the true cause as well, which the window does not tell." };
        command.Options.Add(mac);
        command.Options.Add(explain);
        return bench.Doing(command, async (invocation, cancellation) =>
        {
            var shown = await work(invocation, await At(invocation, mac, cancellation), cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(shown);
            }
            else
            {
                Print(invocation.Terminal, shown, invocation.Get(explain));
            }

            return judges ? Ends(shown) : ExitCode.Done;
        });
    }

    private static async Task<string> At(Invocation invocation, Option<string?> mac, CancellationToken cancellation)
    {
        if (invocation.Get(mac) is { } name)
        {
            return $"macs/{Uri.EscapeDataString(name)}";
        }

        var all = (await invocation.At.Get("macs", cancellation)).EnumerateArray().Select(one => one.Text("name")).ToList();
        return all.Count switch
        {
            1 => $"macs/{Uri.EscapeDataString(all[0])}",
            0 => throw new FailedException(ExitCode.Refused, "This org has no Mac.", "Add macs to its seed, or POST one to /emulator/macs."),
            _ => throw new FailedException(ExitCode.Usage, $"This org has several Macs: {string.Join(", ", all)}.", "Say which with --mac NAME."),
        };
    }

    // The words of the window first, then what it offers; the cause only for those who ask.
    private static void Print(Terminal terminal, JsonElement mac, bool explain)
    {
        var screen = mac.GetProperty("screen");
        terminal.Line($"[{screen.Text("state")}] {screen.TextOrNull("user") ?? mac.Text("name")}{(screen.TextOrNull("by") is { } by ? $", by {by}" : "")}");
        if (screen.TextOrNull("title") is { } title)
        {
            terminal.Line(title);
            foreach (var line in screen.Texts("lines"))
            {
                terminal.Line(line);
            }
        }

        foreach (var factor in screen.List("factors"))
        {
            terminal.Line($"- {factor.Text("title")} ({factor.Text("factor")})");
        }

        if (screen.TextOrNull("number") is { } number)
        {
            terminal.Line($"Tap {number} on your phone.");
        }

        if (screen.TextOrNull("qr") is { } qr)
        {
            terminal.Line(qr);
        }

        if (explain && mac.GetProperty("explain") is { ValueKind: JsonValueKind.Object } cause)
        {
            terminal.Line($"{cause.Text("id")} {cause.Text("reason")}: {cause.Text("why")}");
            terminal.Line(cause.Text("fix"));
        }
    }

    private static int Ends(JsonElement mac) => mac.GetProperty("explain").ValueKind == JsonValueKind.Object ? ExitCode.Refused : ExitCode.Done;
}
