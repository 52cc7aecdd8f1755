using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Upgrade;

namespace FactorSeq.Web.Upgrade;

/// <summary>An audit as JSON: for the emulator's API, the command line and the console alike.</summary>
internal static class AuditJson
{
    internal static string State(AuditState state) => state switch
    {
        AuditState.EnabledActive => "ENABLED_ACTIVE",
        AuditState.EnabledUnused => "ENABLED_UNUSED",
        AuditState.Off           => "OFF",
        _                        => "UNKNOWN",
    };

    internal static string Target(AuditTarget target) => target switch
    {
        AuditTarget.Preserve     => "PRESERVE",
        AuditTarget.Blocked      => "BLOCKED",
        AuditTarget.DisableFirst => "DISABLE_FIRST",
        AuditTarget.Nothing      => "NOTHING",
        _                        => "UNKNOWN",
    };

    internal static string Level(AuditLevel level) => level switch
    {
        AuditLevel.Error   => "error",
        AuditLevel.Warning => "warning",
        _                  => "note",
    };

    internal static void Write(Utf8JsonWriter json, AuditRun run)
    {
        var audit = run.Audit;
        json.WriteStartObject();
        json.WriteString("org", audit.Org);
        json.WriteString("source", run.Source);
        json.WriteString("feature", Feature.FactorSequencing);
        if (audit.Flag is { } flag)
        {
            json.WriteBoolean("flag", flag);
        }
        else
        {
            json.WriteNull("flag");
        }

        json.WriteString("state", State(audit.State));
        json.WriteString("target", Target(audit.Target));
        json.WriteString("advice", audit.Advice);
        Population(json, audit.People);
        json.WriteStartObject("counts");
        json.WriteNumber("errors", audit.Count(AuditLevel.Error));
        json.WriteNumber("warnings", audit.Count(AuditLevel.Warning));
        json.WriteNumber("notes", audit.Count(AuditLevel.Note));
        json.WriteEndObject();
        json.WriteStartArray("rules");
        foreach (var rule in audit.Rules)
        {
            Rule(json, rule);
        }

        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (var finding in audit.Findings)
        {
            Finding(json, finding);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Rule(Utf8JsonWriter json, AuditedRule rule)
    {
        json.WriteStartObject();
        json.WriteString("policyId", rule.PolicyId);
        json.WriteString("policy", rule.Policy);
        json.WriteString("ruleId", rule.RuleId);
        json.WriteString("rule", rule.Rule);
        json.WriteBoolean("active", rule.Active);
        json.WriteString("editor", rule.Editor);
        Population(json, rule.People);
        json.WriteStartArray("chains");
        foreach (var chain in rule.Chains)
        {
            json.WriteStartObject();
            json.WriteString("chain", chain.Text);
            json.WriteString("words", chain.Words);
            json.WriteBoolean("password", chain.HasPassword);
            json.WriteBoolean("oktaMobile", chain.BeginsWithPassword);
            json.WriteBoolean("blocks", chain.Blocks);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Finding(Utf8JsonWriter json, AuditFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("check", finding.Check.Id);
        json.WriteString("level", Level(finding.Check.Level));
        json.WriteString("title", finding.Check.Title);
        json.WriteString("message", finding.Message);
        json.WriteString("cure", finding.Check.Cure);
        json.WriteString("source", finding.Check.Source);
        json.WriteString("policyId", finding.PolicyId);
        json.WriteString("policy", finding.Policy);
        json.WriteString("ruleId", finding.RuleId);
        json.WriteString("rule", finding.Rule);
        json.WriteString("chain", finding.Chain);
        json.WriteEndObject();
    }

    private static void Population(Utf8JsonWriter json, AuditedPopulation? people)
    {
        if (people is null)
        {
            json.WriteNull("people");
            return;
        }

        json.WriteStartObject("people");
        json.WriteNumber("count", people.Count);
        json.WriteNumber("ofDirectories", people.OfDirectories);
        json.WriteEndObject();
    }
}
