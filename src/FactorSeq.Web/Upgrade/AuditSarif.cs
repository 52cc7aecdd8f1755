using System.Text.Json;
using FactorSeq.Core.Upgrade;

namespace FactorSeq.Web.Upgrade;

/// <summary>An audit as a SARIF log (OASIS, "Static Analysis Results Interchange Format" 2.1.0), which code hosts show beside the code.</summary>
internal static class AuditSarif
{
    /// <summary>What it is served as.</summary>
    internal const string ContentType = "application/sarif+json";

    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    internal static void Write(Utf8JsonWriter json, AuditRun run)
    {
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        Driver(json);
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var finding in run.Audit.Findings)
        {
            Result(json, run, finding);
        }

        json.WriteEndArray();
        json.WriteStartObject("properties");
        json.WriteString("org", run.Audit.Org);
        json.WriteString("state", AuditJson.State(run.Audit.State));
        json.WriteString("target", AuditJson.Target(run.Audit.Target));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Driver(Utf8JsonWriter json)
    {
        json.WriteStartObject("driver");
        json.WriteString("name", "FactorSeq");
        json.WriteString("semanticVersion", typeof(AuditSarif).Assembly.GetName().Version!.ToString(3));
        json.WriteStartArray("rules");
        foreach (var check in AuditCheck.All)
        {
            json.WriteStartObject();
            json.WriteString("id", check.Id);
            Text(json, "shortDescription", $"{check.Title}.");
            Text(json, "fullDescription", check.Source is null ? $"{check.Title}." : $"{check.Title}. Source: {check.Source}.");
            Text(json, "help", check.Cure);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", AuditJson.Level(check.Level));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter json, AuditRun run, AuditFinding finding)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Check.Id);
        json.WriteNumber("ruleIndex", AuditCheck.All.IndexOf(finding.Check));
        json.WriteString("level", AuditJson.Level(finding.Check.Level));
        Text(json, "message", Message(finding));
        json.WriteStartArray("locations");
        Location(json, run, finding);
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString(
            "factorseq/v1", string.Join('/', new[] { finding.Check.Id, finding.PolicyId, finding.RuleId, finding.Chain }.Select(part => Uri.EscapeDataString(part ?? ""))));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string Message(AuditFinding finding)
    {
        var place = string.Join(", ", new[]
        {
            finding.Policy is null ? null : $"policy {finding.Policy}", finding.Rule is null ? null : $"rule {finding.Rule}", finding.Chain is null ? null : $"chain {finding.Chain}",
        }.OfType<string>());
        return place.Length == 0 ? finding.Message : $"{finding.Message} ({place})";
    }

    private static void Location(Utf8JsonWriter json, AuditRun run, AuditFinding finding)
    {
        json.WriteStartObject();
        if (run.FileOf(finding.PolicyId) is { } file)
        {
            json.WriteStartObject("physicalLocation");
            json.WriteStartObject("artifactLocation");
            json.WriteString("uri", Reference(file));
            json.WriteEndObject();
            json.WriteStartObject("region");
            json.WriteNumber("startLine", 1);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("name", finding.Rule ?? finding.Policy ?? run.Audit.Org);
        json.WriteString("fullyQualifiedName", string.Join('/', new[] { run.Audit.Org, finding.Policy, finding.Rule }.OfType<string>()));
        json.WriteString("kind", finding.Rule is not null ? "rule" : finding.Policy is not null ? "policy" : "org");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // A relative path stays one: code hosts count it from the root of the repository.
    private static string Reference(string file) => Path.IsPathRooted(file)
        ? new Uri(Path.GetFullPath(file)).AbsoluteUri
        : string.Join('/', file.Replace('\\', '/').Split('/').Where(part => part != ".").Select(Uri.EscapeDataString));

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
