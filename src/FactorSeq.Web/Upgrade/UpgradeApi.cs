using System.Text;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Upgrade;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Upgrade;

/// <summary>The upgrade to Identity Engine of an org that is running: tried out on paper, begun, and taken back.</summary>
internal static class UpgradeApi
{
    // The reports bring their style with them, and nothing else.
    private const string StyleOnly = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

    /// <summary><c>GET /emulator/upgrade</c>: which engine decides; for browsers a page.</summary>
    internal static Task Get(HttpContext context)
    {
        if (!context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return OktaJson.Ok(context, json => Write(json, context.Org()));
        }

        return Assets.Page(
            context, "emulator/upgrade.html", StatusCodes.Status200OK, ("config", PageConfig.Write(json => json.WriteString("orgName", context.Org().Name))));
    }

    /// <summary><c>GET /emulator/upgrade/plan</c>: <c>?mode=preserve|assurance&amp;methodChains=true&amp;format=json|html|markdown|terraform</c>.</summary>
    internal static Task Plan(HttpContext context) => Report(context, compares: false);

    /// <summary><c>GET /emulator/upgrade/differential</c>: the same, with what becomes of everybody.</summary>
    internal static Task Compare(HttpContext context) => Report(context, compares: true);

    /// <summary><c>POST /emulator/upgrade</c>: <c>{"mode"?, "methodChains"?, "copy"?}</c>.</summary>
    internal static async Task Start(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null || await Options(context, body.Text("mode"), body.Text("methodChains")) is not { } options)
        {
            return;
        }

        var org = context.Org();
        if (org.Current.Configuration.Engine is { } already)
        {
            await Refuse(context, $"upgrade: the org runs Identity Engine since {OktaJson.Instant(already.Since)}. POST /emulator/upgrade/rollback takes it back.");
            return;
        }

        var plan = UpgradePlanning.Plan(org.Current.Configuration, UpgradeRun.Factors(org.Current.Configuration, org.Catalog), options);
        if (plan.IsBlocked)
        {
            await ErrorCodes.ValidationFailed.With("upgrade", [.. plan.Blockers.Select(blocker =>
                $"{UpgradeBlocker.Id}: {blocker.Policy} / {blocker.Rule}, chain {blocker.Chain + 1}: {org.Catalog.NameOf(blocker.One)} and {org.Catalog.NameOf(blocker.Other)} are methods of one authenticator. Edit or remove one, or write \"mode\": \"assurance\".")]).Write(context);
            return;
        }

        var status = StatusCodes.Status200OK;
        if (body.Text("copy") is { } name)
        {
            var copy = OrgSection.IsName(name) ? await context.RequestServices.GetRequiredService<AddedOrgs>().Copy(name, org) : null;
            if (copy is null)
            {
                await Refuse(context, $"copy: {name} is an org already, or cannot be the name of one. Use small letters, digits and inner hyphens.");
                return;
            }

            (org, status) = (copy, StatusCodes.Status201Created);
        }

        var engine = new EngineUpgrade(plan.Mode == UpgradeMode.Preserve, options.MethodChains, org.Clock.Now);
        await Switch(context, org, engine, "system.feature.enable", $"Identity Engine, {PlanJson.Mode(plan.Mode)}");
        await OktaJson.Ok(context, json => Write(json, org), status);
    }

    /// <summary><c>POST /emulator/upgrade/rollback</c>: <c>{}</c>.</summary>
    internal static async Task RollBack(HttpContext context)
    {
        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var org = context.Org();
        if (org.Current.Configuration.Engine is not { } engine)
        {
            await Refuse(context, "rollback: the org runs the Classic Engine. POST /emulator/upgrade upgrades it.");
            return;
        }

        if (org.Clock.Now > engine.RollbackUntil)
        {
            await Refuse(context, $"rollback: the window was open until {OktaJson.Instant(engine.RollbackUntil)}. POST /emulator/reset goes back to the seed.");
            return;
        }

        await Switch(context, org, null, "system.feature.disable", "Identity Engine, rolled back");
        await OktaJson.Ok(context, json => Write(json, org));
    }

    private static ValueTask Switch(HttpContext context, Org org, EngineUpgrade? engine, string type, string detail) => org.Change(
        configuration => configuration with { Engine = engine },
        work => LogEntry.Append(work, org.Clock.Now, new SystemEvent(type, EventOutcome.Success, Detail: detail), null, Client.Of(context), "support"));

    private static async Task Report(HttpContext context, bool compares)
    {
        var query = context.Request.Query;
        var format = query["format"].ToString() is { Length: > 0 } given ? given : UpgradeFormats.Json;
        if (!UpgradeFormats.All.Contains(format))
        {
            await Refuse(context, $"format: write one of {string.Join(", ", UpgradeFormats.All)}.");
            return;
        }

        if (await Options(context, query["mode"], query["methodChains"]) is not { } options)
        {
            return;
        }

        var run = await UpgradeRun.OfLive(context.Org(), options);
        context.Response.ContentType = UpgradeFormats.ContentType(format);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = StyleOnly;
        await context.Response.WriteAsync(run.Write(format, compares ? run.Compare() : null), Encoding.UTF8);
    }

    // null where the request was refused; a mode that is not given is chosen by the org.
    private static async ValueTask<UpgradeOptions?> Options(HttpContext context, string? mode, string? methodChains)
    {
        if (mode is not (null or "" or "preserve" or "assurance"))
        {
            await Refuse(context, "mode: write preserve or assurance, or leave it out.");
            return null;
        }

        var chains = false;
        if (!string.IsNullOrEmpty(methodChains) && !bool.TryParse(methodChains, out chains))
        {
            await Refuse(context, "methodChains: write true or false.");
            return null;
        }

        return new UpgradeOptions(mode switch { "preserve" => UpgradeMode.Preserve, "assurance" => UpgradeMode.Assurance, _ => null }, chains);
    }

    private static Task Refuse(HttpContext context, string cause) => ErrorCodes.ValidationFailed.With("upgrade", cause).Write(context);

    private static void Write(Utf8JsonWriter json, Org org)
    {
        var engine = org.Current.Configuration.Engine;
        json.WriteStartObject();
        json.WriteString("org", org.Name);
        json.WriteString("engine", engine is null ? "classic" : "identityEngine");
        json.WriteString("pipeline", engine is null ? "v1" : "idx");
        json.WriteString("mode", engine is null ? null : engine.PreservesSequences ? "preserve" : "assurance");
        json.WriteBoolean("methodChains", engine?.MethodChains ?? false);
        json.WriteInstantOrNull("since", engine?.Since);
        json.WriteInstantOrNull("rollbackUntil", engine?.RollbackUntil);
        json.WriteBoolean("rollback", engine is not null && org.Clock.Now <= engine.RollbackUntil);
        json.WriteString("signInPage", UpgradedOrg.IsIdentifierFirst(org) ? "identifierFirst" : "passwordFirst");
        json.WriteEndObject();
    }
}
