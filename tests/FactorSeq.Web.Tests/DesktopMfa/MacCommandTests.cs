using FactorSeq.Web.Tests.Cli;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.DesktopMfa;

/// <summary><c>factorseq mac</c>: the same window on the command line.</summary>
public sealed class MacCommandTests
{
    [Fact]
    public async Task The_window_says_no_more_than_it_does_on_the_page_unless_it_is_asked()
    {
        await using var org = await MacOrg.Start(assign: "");
        await org.Approve("mac",
            ["mac", "state"], ["mac", "login", "ana", "wrong"], ["mac", "login", "ana", "mac-ana"], ["mac", "push"], ["mac", "push", "--explain"],
            ["mac", "code", "000000", "--explain"], ["mac", "network", "off"], ["mac", "device-code", "000000", "--explain"], ["mac", "clock", "PT10M"],
            ["mac", "usb", "insert", "YubiKey 5C"], ["mac", "usb", "mode", "always"], ["mac", "back"], ["mac", "lock"], ["mac", "scan"],
            ["mac", "state", "--mac", "none"]);
        Assert.Contains((await org.Run("mac", "phone", "ana")).Expect(0).Lines, line => line.StartsWith("Device access code", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_whole_sign_in_ends_with_0()
    {
        await using var org = await MacOrg.Start();
        (await org.Run("mac", "usb", "mode", "always")).Expect(0);
        (await org.Run("mac", "usb", "insert", "YubiKey 5C")).Expect(0);
        (await org.Run("mac", "login", "ana", "mac-ana")).Expect(0);
        Assert.StartsWith("[desktop] ana, by FIDO2_USB_key", (await org.Run("mac", "key")).Expect(0).Output, StringComparison.Ordinal);
        (await org.Run("mac", "lock")).Expect(0);
        var pin = (await org.Run("mac", "recovery-pin", "ana")).Expect(0).Output.Trim();
        (await org.Run("mac", "login", "ana", "mac-ana")).Expect(0);
        Assert.StartsWith("[desktop] ana, by recovery_pin", (await org.Run("mac", "pin", pin)).Expect(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_Mac_and_with_several_it_says_what_to_do()
    {
        await using var org = await OrgHost.Start();
        Assert.Equal("This org has no Mac.\nAdd macs to its seed, or POST one to /emulator/macs.\n", (await org.Run("mac", "state")).Expect(1).Errors);
        (await org.Post("/emulator/macs", new { name = "one" })).Expect(201);
        (await org.Post("/emulator/macs", new { name = "two" })).Expect(201);
        Assert.Equal("This org has several Macs: one, two.\nSay which with --mac NAME.\n", (await org.Run("mac", "state")).Expect(2).Errors);
        (await org.Run("mac", "state", "--mac", "two")).Expect(0);
    }
}
