using System.Text.Json;

namespace FactorSeq.Cli.Commands;

/// <summary>An audit for people.</summary>
internal static class AuditPrint
{
    internal static void Print(Terminal terminal, JsonElement audit)
    {
        var people = audit.GetProperty("people");
        terminal.Line($"org       {audit.Text("org")} ({audit.Text("source")}){(people.ValueKind == JsonValueKind.Object ? $", {Count(people, "count", "user")}, {people.Text("ofDirectories")} of directories" : "")}");
        terminal.Line($"feature   {audit.Text("feature")}: {Flag(audit)}");
        terminal.Line($"state     {audit.Text("state")}");
        terminal.Line($"upgrade   {audit.Text("target")}");
        terminal.Line($"          {audit.Text("advice")}");
        terminal.Line();
        terminal.Table(["policy", "rule", "", "editor shows", "chains"], Rules(audit));
        terminal.Line();
        var findings = audit.List("findings").ToList();
        if (findings.Count == 0)
        {
            terminal.Line("Nothing was found.");
            return;
        }

        terminal.Table(["level", "check", "where", "what"], findings.Select(finding => (string?[])
            [finding.Text("level"), finding.Text("check"), Where(finding), finding.Text("message")]));
        terminal.Line();
        foreach (var (check, cure) in findings.Select(finding => (finding.Text("check"), finding.Text("cure"))).Distinct())
        {
            terminal.Line($"{check}: {cure}");
        }

        var counts = audit.GetProperty("counts");
        terminal.Line();
        terminal.Line($"{Count(counts, "errors", "error")}, {Count(counts, "warnings", "warning")}, {Count(counts, "notes", "note")}");
    }

    // A line for each chain; what they have in common stands on the first.
    private static IEnumerable<string?[]> Rules(JsonElement audit)
    {
        foreach (var rule in audit.List("rules"))
        {
            var chains = rule.List("chains").Select(chain => $"{chain.Text("chain")}{(chain.Flag("blocks") ? "  (blocks the upgrade)" : "")}").DefaultIfEmpty("").ToList();
            for (var place = 0; place < chains.Count; place++)
            {
                yield return place == 0
                    ? [rule.Text("policy"), rule.Text("rule"), rule.Flag("active") ? "" : "inactive", rule.Text("editor"), chains[0]]
                    : ["", "", "", "", chains[place]];
            }
        }
    }

    private static string Flag(JsonElement audit) => audit.TextOrNull("flag") is not { } flag ? "not known" : bool.Parse(flag) ? "on" : "off";

    private static string Where(JsonElement finding) => string.Join(" / ", new[] { finding.TextOrNull("policy"), finding.TextOrNull("rule"), finding.TextOrNull("chain") }.OfType<string>());

    private static string Count(JsonElement of, string name, string what) => $"{of.Text(name)} {what}{(of.Text(name) == "1" ? "" : "s")}";
}
