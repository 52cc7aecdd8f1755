using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace FactorSeq.Core.Upgrade;

/// <summary>A plan as Markdown, to read or to put beside a change request.</summary>
public static class PlanMarkdown
{
    /// <summary>The report.</summary>
    /// <param name="run">What becomes of everybody; null where nobody was compared.</param>
    public static string Write(UpgradePlan plan, PlanNames names, DifferentialRun? run = null)
    {
        var text = new StringBuilder();
        Line(text, $"# Upgrade of {plan.Org} to Identity Engine");
        Line(text);
        Line(text, $"- Mode: {PlanTexts.Mode(plan)}");
        Line(text, $"- Sign-in page afterwards: {PlanTexts.Page(plan)}");
        Line(text, $"- Rules with a sequence: {plan.Rules.Count(rule => rule.Shape is not null)} of {plan.Rules.Length}");
        foreach (var blocker in plan.Blockers)
        {
            Line(text, $"- **{UpgradeBlocker.Id}**: {blocker.Policy} / {blocker.Rule}, chain {blocker.Chain + 1}: {names.Label(blocker.One)} and {names.Label(blocker.Other)} are methods of one authenticator");
        }

        foreach (var finding in plan.Findings)
        {
            Line(text, $"- {finding.Text}");
        }

        Line(text);
        Line(text, "## Rules");
        foreach (var rule in plan.Rules)
        {
            Rule(text, rule, plan, names);
        }

        Policies(text, plan, names);
        if (run is not null)
        {
            Run(text, run, names);
        }

        foreach (var recipe in plan.Recipes)
        {
            Line(text);
            Line(text, $"## {recipe.Question}");
            Line(text);
            foreach (var (step, index) in recipe.Steps.Select((step, index) => (step, index)))
            {
                Line(text, $"{index + 1}. {step}");
            }
        }

        Line(text);
        Line(text, "## What everybody sees");
        Line(text);
        foreach (var change in PlanTexts.Widget)
        {
            Line(text, $"- {change}");
        }

        return text.ToString();
    }

    private static void Rule(StringBuilder text, RuleUpgrade rule, UpgradePlan plan, PlanNames names)
    {
        Line(text);
        Line(text, $"### {rule.Policy.Name} / {rule.Rule.Name}{(rule.IsActive ? "" : " (not active)")}");
        Line(text);
        Line(text, $"For {names.Where(rule.Policy.Conditions.Concat(rule.Rule.Conditions))}. {(rule.Shape is null ? "No sequence." : $"Shape {PlanTexts.Shape(rule)}: {PlanTexts.FidelityOf(rule, plan)}.")}");
        Line(text);
        Line(text, "| before | after |");
        Line(text, "| --- | --- |");
        Line(text, $"| {Cell(ChainPicture.Rows(rule.Before, names))} | {Cell(ChainPicture.Rows(rule.After, names))} |");
        if (!rule.NotMapped.IsEmpty)
        {
            Line(text);
            Line(text, $"Not mapped: {string.Join("; ", rule.NotMapped)}. What users see instead: {rule.Instead}.");
        }

        if (rule.Alternative is { } alternative && rule.Access.Verification is VerificationMethod.Assurance && rule.Fidelity != Fidelity.Faithful)
        {
            Line(text);
            Line(text, $"Word for word: AUTH_METHOD_CHAIN, {PlanTexts.Verification(alternative)}.");
        }
    }

    private static void Policies(StringBuilder text, UpgradePlan plan, PlanNames names)
    {
        Line(text);
        Line(text, "## Policies afterwards");
        Line(text);
        Line(text, "| global session policy | rule | primary factor | multifactor | sequence |");
        Line(text, "| --- | --- | --- | --- | --- |");
        foreach (var policy in plan.GlobalSession)
        {
            foreach (var rule in policy.Rules)
            {
                var primary = !rule.Action.Allows ? "denied" : rule.Action.PrimaryFactor == PrimaryFactor.PasswordIdp ? "PASSWORD_IDP" : "PASSWORD_IDP_ANY_FACTOR";
                Line(text, $"| {policy.Name} | {rule.Name} | {primary} | {(rule.Action.RequireFactor ? "required" : "")} | {(rule.Action.Sequence is null ? "" : "kept")} |");
            }
        }

        foreach (var policy in plan.Authentication)
        {
            Line(text);
            Line(text, $"Authentication policy **{policy.Policy.Name}**, of {string.Join(", ", policy.Apps)}:");
            Line(text);
            foreach (var rule in policy.Policy.Rules)
            {
                Line(text, $"- {rule.Priority} {rule.Name}, for {names.Where(rule.Conditions)}: {(rule.Action.Allows ? PlanTexts.Verification(rule.Action.Verification) : "denied")}, again after {rule.Action.Verification.ReauthenticateIn}");
            }
        }
    }

    private static void Run(StringBuilder text, DifferentialRun run, PlanNames names)
    {
        Line(text);
        Line(text, "## What becomes of everybody");
        Line(text);
        Line(text, $"{run.Users} users, {run.Rules} rules, from {string.Join(", ", run.Places.Select(place => place.Name))}.");
        Line(text);
        Line(text, "| users | what | rule | factors | before | after | for example |");
        Line(text, "| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var people in run.People)
        {
            Line(text, $"| {people.Users} | {PlanTexts.Change(people.Change)} | {people.Policy} / {people.Rule} | {string.Join(", ", people.Factors.Select(names.Factor))} "
                + $"| {PlanTexts.Ways(people.Before, names)} | {PlanTexts.Ways(people.After, names)} | {string.Join(", ", people.Sample.Take(2))} |");
        }
    }

    private static string Cell(ImmutableArray<PictureRow> rows) => rows.IsEmpty ? "nobody gets in" : string.Join("<br>", rows.Select(row => row.Text));

    private static void Line(StringBuilder text, string line = "") => text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
