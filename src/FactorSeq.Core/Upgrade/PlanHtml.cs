using System.Globalization;
using System.Net;
using System.Text;

namespace FactorSeq.Core.Upgrade;

/// <summary>A plan as a page that needs nothing but a browser: no script, no font, no other file.</summary>
public static class PlanHtml
{
    private const string Style = """
        :root{color-scheme:light dark;--line:#c9ced6;--quiet:#5b6472;--good:#17723b;--warn:#8a5a00;--bad:#b3261e;--card:#fff;--page:#f4f5f7}
        @media(prefers-color-scheme:dark){:root{--line:#3c4450;--quiet:#a3adba;--good:#6fd08c;--warn:#e8b64c;--bad:#ff8a80;--card:#1c2128;--page:#12161b}}
        *{box-sizing:border-box}body{margin:0;font:15px/1.5 system-ui,sans-serif;background:var(--page);overflow-wrap:break-word}ul,ol{padding-left:22px}main{max-width:1080px;margin:0 auto;padding:24px 16px 64px}
        h1{font-size:26px;margin:8px 0 4px}h2{font-size:19px;margin:36px 0 8px}h3{font-size:16px;margin:0}
        .quiet{color:var(--quiet)}.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;margin:12px 0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(135px,1fr));gap:10px;margin:14px 0}.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 14px}
        .tile b{display:block;font-size:22px}.head{display:flex;gap:10px;align-items:baseline;flex-wrap:wrap}.tag{border:1px solid currentColor;border-radius:99px;padding:0 9px;font-size:13px}
        .good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.pair{display:grid;grid-template-columns:1fr 1fr;gap:16px;margin-top:12px}
        @media(max-width:760px){.pair{grid-template-columns:1fr}}.pair>div{overflow-x:auto}.pair p{margin:0 0 6px;font-weight:600;font-size:13px;color:var(--quiet)}
        svg.chains{max-width:none}svg.chains rect{fill:none;stroke:currentColor;stroke-opacity:.45}svg.chains text{font:13px system-ui,sans-serif;fill:currentColor;text-anchor:middle}svg.chains path{fill:none;stroke:currentColor;stroke-width:1.6}
        table{border-collapse:collapse;width:100%;background:var(--card);font-size:14px}th,td{border:1px solid var(--line);padding:6px 9px;text-align:left;vertical-align:top}th{font-weight:600}.wide{overflow-x:auto}code{font-size:13px}
        """;

    /// <summary>The report.</summary>
    /// <param name="run">What becomes of everybody; null where nobody was compared.</param>
    public static string Write(UpgradePlan plan, PlanNames names, DifferentialRun? run = null)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Upgrade of {Text(plan.Org)}</title><style>{Style}</style></head><body><main>
            <p class="quiet">Identity Engine upgrade</p><h1>{Text(plan.Org)}</h1>
            <p>{Text(PlanTexts.Mode(plan))}. Sign-in page afterwards: {Text(PlanTexts.Page(plan))}.</p>

            """);
        Notes(page, plan, names);
        if (run is not null)
        {
            Tiles(page, run);
        }

        page.Append("<h2>Rules</h2>\n");
        foreach (var rule in plan.Rules)
        {
            Rule(page, rule, plan, names);
        }

        if (run is not null)
        {
            Run(page, run, names);
        }

        Policies(page, plan, names);
        foreach (var recipe in plan.Recipes)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(recipe.Question)}</h2><ol>{string.Concat(recipe.Steps.Select(step => $"<li>{Text(step)}</li>"))}</ol>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>What everybody sees</h2><ul>{string.Concat(PlanTexts.Widget.Select(change => $"<li>{Text(change)}</li>"))}</ul>\n</main></body></html>\n");
        return page.ToString();
    }

    private static void Notes(StringBuilder page, UpgradePlan plan, PlanNames names)
    {
        if (plan.Blockers.IsEmpty && plan.Findings.IsEmpty)
        {
            return;
        }

        page.Append("<div class=\"card\"><ul>");
        foreach (var blocker in plan.Blockers)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li><b class=\"bad\">{UpgradeBlocker.Id}</b> {Text(blocker.Policy)} / {Text(blocker.Rule)}, chain {blocker.Chain + 1}: {Text(names.Label(blocker.One))} and {Text(names.Label(blocker.Other))} are methods of one authenticator</li>");
        }

        foreach (var finding in plan.Findings)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{Text(finding.Text)}</li>");
        }

        page.Append("</ul></div>\n");
    }

    private static void Tiles(StringBuilder page, DifferentialRun run)
    {
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"tiles\"><div class=\"tile\"><b>{run.Users}</b>users compared</div>");
        foreach (var change in Enum.GetValues<WayChange>().Reverse())
        {
            page.Append(CultureInfo.InvariantCulture, $"<div class=\"tile {(run.Count(change) > 0 ? Tone(change) : "quiet")}\"><b>{run.Count(change)}</b>{Text(PlanTexts.Change(change))}</div>");
        }

        page.Append("</div>\n");
    }

    private static void Rule(StringBuilder page, RuleUpgrade rule, UpgradePlan plan, PlanNames names)
    {
        var tone = rule.Shape is null || plan.Mode == UpgradeMode.Preserve || rule.Fidelity == Fidelity.Faithful ? "good"
            : rule.Fidelity == Fidelity.NotExpressible ? "bad"
            : "warn";
        page.Append(CultureInfo.InvariantCulture, $"""
            <section class="card"><div class="head"><h3>{Text(rule.Policy.Name)} / {Text(rule.Rule.Name)}</h3><span class="tag {tone}">{Text(PlanTexts.Shape(rule))} {Text(PlanTexts.FidelityOf(rule, plan))}</span>{(rule.IsActive ? "" : "<span class=\"tag quiet\">not active</span>")}</div>
            <p class="quiet">For {Text(names.Where(rule.Policy.Conditions.Concat(rule.Rule.Conditions)))}</p>
            <div class="pair"><div><p>Before</p>{Picture(rule.Before, names, "before")}</div><div><p>After</p>{Picture(rule.After, names, "after")}</div></div>

            """);
        if (!rule.NotMapped.IsEmpty)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p><b>Not mapped:</b> {Text(string.Join("; ", rule.NotMapped))}.</p><p><b>What users see instead:</b> {Text(rule.Instead!)}.</p>");
        }

        if (rule.Alternative is { } alternative && rule.Access.Verification is VerificationMethod.Assurance && rule.Fidelity != Fidelity.Faithful)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p><b>Word for word:</b> AUTH_METHOD_CHAIN, {Text(PlanTexts.Verification(alternative))}</p>");
        }

        page.Append("</section>\n");
    }

    private static void Run(StringBuilder page, DifferentialRun run, PlanNames names)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>What becomes of everybody</h2><p class=\"quiet\">{run.Users} users, {run.Rules} rules, from {Text(string.Join(", ", run.Places.Select(place => place.Name)))}; {run.Evaluations} evaluations.</p>");
        page.Append("<div class=\"wide\"><table><thead><tr><th>users</th><th>what</th><th>rule</th><th>from</th><th>factors</th><th>before</th><th>after</th><th>for example</th></tr></thead><tbody>\n");
        foreach (var people in run.People)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{people.Users}</td><td class=\"{Tone(people.Change)}\">{Text(PlanTexts.Change(people.Change))}</td><td>{Text(people.Policy)} / {Text(people.Rule)}</td><td>{Text(string.Join(", ", people.Places))}</td><td>{Text(string.Join(", ", people.Factors.Select(names.Factor)))}</td><td>{Text(PlanTexts.Ways(people.Before, names))}</td><td>{Text(PlanTexts.Ways(people.After, names))}</td><td>{Text(string.Join(", ", people.Sample.Take(2)))}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Policies(StringBuilder page, UpgradePlan plan, PlanNames names)
    {
        page.Append("<h2>Policies afterwards</h2><div class=\"wide\"><table><thead><tr><th>global session policy</th><th>rule</th><th>primary factor</th><th>multifactor</th><th>sequence</th></tr></thead><tbody>\n");
        foreach (var policy in plan.GlobalSession)
        {
            foreach (var rule in policy.Rules)
            {
                var primary = !rule.Action.Allows ? "denied" : rule.Action.PrimaryFactor == PrimaryFactor.PasswordIdp ? "PASSWORD_IDP" : "PASSWORD_IDP_ANY_FACTOR";
                page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(policy.Name)}</td><td>{Text(rule.Name)}</td><td><code>{primary}</code></td><td>{(rule.Action.RequireFactor ? "required" : "")}</td><td>{(rule.Action.Sequence is null ? "" : "kept")}</td></tr>\n");
            }
        }

        page.Append("</tbody></table></div>\n");
        foreach (var policy in plan.Authentication)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>Authentication policy <b>{Text(policy.Policy.Name)}</b>, of {Text(string.Join(", ", policy.Apps))}</p><ol start=\"0\">");
            foreach (var rule in policy.Policy.Rules)
            {
                page.Append(CultureInfo.InvariantCulture, $"<li value=\"{rule.Priority}\">{Text(rule.Name)}, for {Text(names.Where(rule.Conditions))}: {Text(rule.Action.Allows ? PlanTexts.Verification(rule.Action.Verification) : "denied")}, again after {Text(rule.Action.Verification.ReauthenticateIn)}</li>");
            }

            page.Append("</ol>\n");
        }
    }

    private static string Picture(Policies.FactorChains chains, PlanNames names, string what)
    {
        var rows = ChainPicture.Rows(chains, names);
        return ChainPicture.Svg(rows, $"{what}: {string.Join(", or ", rows.Select(row => row.Text))}");
    }

    private static string Tone(WayChange change) => change switch
    {
        WayChange.Same => "good",
        WayChange.OrderChanged or WayChange.Gains => "warn",
        _ => "bad",
    };

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
