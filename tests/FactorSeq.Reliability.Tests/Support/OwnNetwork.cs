using System.Diagnostics;

namespace FactorSeq.Reliability.Tests.Support;

/// <summary>
/// A network namespace for one node, with two cables: one by which it is asked, and one to its database, which can be pulled. Making one takes the
/// right to administer the network (root), and <c>ip</c> of iproute2.
/// </summary>
internal sealed class OwnNetwork : IDisposable
{
    private readonly string name = $"fs{Random.Shared.Next(0x10000):x4}";
    private readonly string subnet = $"10.{Random.Shared.Next(64, 192)}";

    internal OwnNetwork()
    {
        Ip("netns", "add", name);
        Ip("-n", name, "link", "set", "lo", "up");
        Lay(Asked, 1);
        Lay(Database, 2);
    }

    private string Asked => $"{name}a";

    private string Database => $"{name}d";

    /// <summary>The node's own address.</summary>
    internal string OfNode => $"{subnet}.1.2";

    /// <summary>From where it is asked.</summary>
    internal string OfCallers => $"{subnet}.1.1";

    /// <summary>Where it finds its database.</summary>
    internal string OfDatabase => $"{subnet}.2.1";

    internal ProcessStartInfo Command(string[] words) => new("ip", ["netns", "exec", name, .. words]);

    /// <summary>Pulls the cable to the database.</summary>
    internal void Cut() => Ip("link", "set", $"{Database}0", "down");

    internal void Heal() => Ip("link", "set", $"{Database}0", "up");

    public void Dispose()
    {
        Ip("link", "del", $"{Asked}0");
        Ip("link", "del", $"{Database}0");
        Ip("netns", "del", name);
    }

    private void Lay(string cable, int number)
    {
        Ip("link", "add", $"{cable}0", "type", "veth", "peer", "name", $"{cable}1", "netns", name);
        Ip("addr", "add", $"{subnet}.{number}.1/24", "dev", $"{cable}0");
        Ip("link", "set", $"{cable}0", "up");
        Ip("-n", name, "addr", "add", $"{subnet}.{number}.2/24", "dev", $"{cable}1");
        Ip("-n", name, "link", "set", $"{cable}1", "up");
    }

    private static void Ip(params string[] words)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardError = true })!;
        var said = ip.StandardError.ReadToEnd();
        ip.WaitForExit();
        Assert.True(ip.ExitCode == 0, $"ip {string.Join(' ', words)}: {said}It takes root, and Debian's iproute2.");
    }
}
