using System.Text.Json;
using System.Xml;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Imports;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>Directories and their imports as the emulator writes them.</summary>
internal static class DirectoryJson
{
    internal static void Write(Utf8JsonWriter json, Org org, DirectoryIntegration directory, ImportState state)
    {
        json.WriteStartObject();
        json.WriteString("id", directory.Id);
        json.WriteString("name", directory.Name);
        json.WriteString("type", directory.Type == DirectoryType.ActiveDirectory ? "activeDirectory" : "ldap");
        json.WriteString("server", directory.Source is DirectorySource.Ldap ldap ? ldap.Url : "embedded");
        json.WriteBoolean("delegatedAuthentication", directory.DelegatedAuthentication);
        json.WriteNumber("agents", directory.Agents);
        json.WriteString("importInterval", directory.ImportInterval is { } interval ? XmlConvert.ToString(interval) : "never");
        json.WriteTexts("organizationalUnits", directory.OrganizationalUnits);
        json.WriteString("userFilter", directory.UserFilter);
        json.WriteString("whenDeactivated", Word(directory.WhenDeactivated));
        json.WriteString("whenReactivated", Word(directory.WhenReactivated));
        json.WriteBoolean("justInTime", directory.JustInTime);
        json.WriteBoolean("unlockInDirectory", directory.UnlockInDirectory);
        json.WriteStartObject("import");
        json.WriteBoolean("running", org.Imports.IsRunning(directory));
        json.WriteInstantOrNull("lastEnded", state.Ended);
        json.WriteInstantOrNull("nextDue", OrgImports.Due(directory, state) is { } due && due > DateTimeOffset.MinValue ? due : null);
        if (state.Running is { } run)
        {
            json.WritePropertyName("unfinished");
            Write(json, run, null, null);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter json, ImportReport report) => Write(json, report.Run, report.Ended, report.Error);

    internal static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, ImportRun run, DateTimeOffset? ended, string? error)
    {
        json.WriteStartObject();
        json.WriteNumber("number", run.Number);
        json.WriteString("mode", Word(run.Mode));
        json.WriteString("trigger", Word(run.Trigger));
        json.WriteString("converted", run.Converted);
        json.WriteInstant("started", run.Started);
        json.WriteInstantOrNull("ended", ended);
        json.WriteString("error", error);
        json.WriteNumber("read", run.Counts.Read);
        json.WriteNumber("created", run.Counts.Created);
        json.WriteNumber("updated", run.Counts.Updated);
        json.WriteNumber("deactivated", run.Counts.Deactivated);
        json.WriteNumber("reactivated", run.Counts.Reactivated);
        json.WriteNumber("skipped", run.Counts.Skipped);
        json.WriteEndObject();
    }

    private static string Word<T>(T value)
        where T : struct, Enum =>
        value.ToString().ToLowerInvariant();
}
