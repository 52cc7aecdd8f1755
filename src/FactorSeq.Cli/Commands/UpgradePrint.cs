using System.Text.Json;

namespace FactorSeq.Cli.Commands;

/// <summary>A plan for people to read.</summary>
internal static class UpgradePrint
{
    internal static void Print(Terminal terminal, JsonElement plan)
    {
        terminal.Line($"org       {plan.Text("org")}");
        terminal.Line($"mode      {plan.Text("mode")}{(plan.Flag("blocked") ? ", blocked" : "")}");
        terminal.Line($"page      {(plan.Flag("identifierFirst") ? "identifier-first: the username alone" : "password-first: username and password")}");
        foreach (var blocker in plan.List("blockers"))
        {
            terminal.Line($"blocker   {blocker.Text("id")}: {blocker.Text("policy")} / {blocker.Text("rule")}: {string.Join(" and ", blocker.Texts("pair"))}");
        }

        foreach (var finding in plan.List("findings"))
        {
            terminal.Line($"note      {finding.Text("text")}");
        }

        terminal.Line();
        terminal.Table(["policy", "rule", "shape", "fidelity", "before", "after"], plan.List("rules").Select(rule => (string?[])
        [
            rule.Text("policy"), rule.Text("rule"), rule.TextOrNull("shape"), rule.TextOrNull("shape") is null ? "" : rule.Text("fidelity"),
            string.Join(" | ", rule.Texts("before")), string.Join(" | ", rule.Texts("after")),
        ]));
        if (!plan.TryGetProperty("differential", out var run))
        {
            return;
        }

        terminal.Line();
        terminal.Line($"{run.GetProperty("users")} users compared, from {string.Join(", ", run.Texts("places"))}:");
        terminal.Line(string.Join(", ", run.GetProperty("summary").EnumerateObject().Select(change => $"{change.Name} {change.Value}")));
        terminal.Line();
        terminal.Table(["users", "change", "rule", "factors", "before", "after", "for example"], run.List("people").Select(people => (string?[])
        [
            people.GetProperty("users").ToString(), people.Text("change"), $"{people.Text("policy")} / {people.Text("rule")}", string.Join(", ", people.Texts("factors")),
            string.Join(" | ", people.Texts("before").Take(4)), string.Join(" | ", people.Texts("after").Take(4)), people.Texts("sample").FirstOrDefault(),
        ]));
    }
}
