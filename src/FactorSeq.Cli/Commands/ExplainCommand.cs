using System.CommandLine;
using System.Text.Json;

namespace FactorSeq.Cli.Commands;

/// <summary><c>factorseq explain</c>: why a sign-in goes the way it goes.</summary>
internal static class ExplainCommand
{
    internal static Command Create(Workbench bench)
    {
        var user = bench.User();
        user.Arity = ArgumentArity.ZeroOrOne;
        var stateToken = new Option<string?>("--state-token") { Description = "A sign-in that is under way, by its state token.", HelpName = "TOKEN" };
        var command = new Command("explain", "Why a sign-in goes the way it goes: what matched, what is left of the chains, what is offered and why.") { user, stateToken };
        command.Validators.Add(result =>
        {
            if (result.GetValue(user) is null == result.GetValue(stateToken) is null)
            {
                result.AddError("Name a user or give --state-token.");
            }
        });
        return bench.Doing(command, async (invocation, cancellation) =>
        {
            var query = invocation.Get(stateToken) is { } token ? $"stateToken={Uri.EscapeDataString(token)}" : $"user={Uri.EscapeDataString(invocation.Get(user)!)}";
            var explanation = await invocation.At.Get($"explain?{query}", cancellation);
            if (invocation.Json)
            {
                invocation.Terminal.Json(explanation);
                return;
            }

            Print(invocation.Terminal, explanation);
        });
    }

    private static void Print(Terminal terminal, JsonElement explanation)
    {
        var decision = explanation.GetProperty("decision");
        var answer = explanation.GetProperty("answer");
        var transaction = explanation.GetProperty("transaction");
        terminal.Line($"user      {explanation.Text("user")}{(explanation.TextOrNull("status") is { } status ? $", {status}" : ", who is nobody here")}");
        if (transaction.ValueKind == JsonValueKind.Object)
        {
            var verified = string.Join(", ", transaction.Texts("verified"));
            terminal.Line($"sign-in   {transaction.Text("status")}{(verified.Length == 0 ? "" : $", verified: {verified}")}, until {transaction.Instant("expiresAt")}");
        }

        terminal.Line($"rule      {decision.TextOrNull("policy") ?? "no policy"} / {decision.TextOrNull("rule") ?? "no rule"}: {decision.Text("access")}");
        terminal.Line($"answer    {string.Join(' ', answer.EnumerateObject().Where(member => member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(member => member.Value.ToString()))}");
        terminal.Line($"reason    {explanation.Text("reason")}");
        terminal.Line();
        terminal.Table(["policy", "rule", "condition", "", ""], Evaluation(explanation));
        Section(terminal, ["chain", "state", "left"], explanation.List("chains").Select(chain => (string?[])
            [chain.Text("text"), chain.Text("state"), chain.Text("remaining")]));
        Section(terminal, ["factor", "enrolled", "offered", "why"], explanation.List("factors").Select(factor => (string?[])
            [factor.Text("factor"), YesNo(factor.Flag("enrolled")), YesNo(factor.Flag("offered")), factor.Text("why")]));
    }

    private static void Section(Terminal terminal, string[] titles, IEnumerable<string?[]> rows)
    {
        var all = rows.ToList();
        if (all.Count > 0)
        {
            terminal.Line();
            terminal.Table(titles, all);
        }
    }

    // A line for each policy and rule that was asked, and below it one for each of its conditions.
    private static IEnumerable<string?[]> Evaluation(JsonElement explanation)
    {
        foreach (var policy in explanation.List("policies"))
        {
            yield return [policy.Text("name"), "", "", policy.Flag("applied") ? "applied" : "", Inactive(policy)];
            foreach (var line in Conditions(policy))
            {
                yield return line;
            }

            foreach (var rule in policy.List("rules"))
            {
                yield return ["", rule.Text("name"), "", rule.Flag("matched") ? "matched" : "", Inactive(rule)];
                foreach (var line in Conditions(rule))
                {
                    yield return line;
                }
            }
        }
    }

    private static IEnumerable<string?[]> Conditions(JsonElement asked) => asked.List("conditions")
        .Select(condition => (string?[])["", "", condition.Text("condition"), condition.Flag("hit") ? "hit" : "miss", condition.Text("text")]);

    private static string Inactive(JsonElement asked) => asked.Flag("active") ? "" : "inactive";

    private static string YesNo(bool flag) => flag ? "yes" : "no";
}
