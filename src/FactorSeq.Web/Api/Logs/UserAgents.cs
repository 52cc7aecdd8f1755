namespace FactorSeq.Web.Api.Logs;

/// <summary>What the System Log makes of a <c>User-Agent</c>: as little as a log's reader needs.</summary>
internal static class UserAgents
{
    // The first that fits: every browser names the ones it imitates.
    private static readonly (string Part, string Name)[] Browsers =
        [("Edg", "EDGE"), ("OPR", "OPERA"), ("Firefox", "FIREFOX"), ("Chrome", "CHROME"), ("Safari", "SAFARI")];

    private static readonly (string Part, string Name)[] Systems =
    [
        ("Windows NT 10", "Windows 10"), ("Windows", "Windows"), ("iPhone", "iOS (iPhone)"), ("iPad", "iOS (iPad)"), ("Android", "Android"),
        ("Mac OS X", "Mac OS X"), ("Linux", "Linux"),
    ];

    internal static string Browser(string? agent) => First(Browsers, agent) ?? "UNKNOWN";

    internal static string System(string? agent) => First(Systems, agent) ?? "Unknown";

    internal static string Device(string? agent) => System(agent) switch
    {
        "Unknown" => "Unknown",
        "iOS (iPhone)" or "Android" => "Mobile",
        "iOS (iPad)" => "Tablet",
        _ => "Computer",
    };

    private static string? First((string Part, string Name)[] table, string? agent) =>
        agent is null ? null : table.FirstOrDefault(row => agent.Contains(row.Part, StringComparison.Ordinal)).Name;
}
