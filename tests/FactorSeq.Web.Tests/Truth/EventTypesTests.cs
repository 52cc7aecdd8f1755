using System.Text.RegularExpressions;
using FactorSeq.Core.SignOn;

namespace FactorSeq.Web.Tests.Truth;

/// <summary>The table of event types against Okta's, against what the code writes, and against what tests have seen written.</summary>
public sealed partial class EventTypesTests
{
    // What looks like a type and is none: names of the log's older API, of the expression language, of documents, of filters.
    private static readonly string[] Others = ["app.clientId", "org.name", "user.getInternalProperty", "user.profile", "app.oauth2", "app.oauth2.as", "group.id", "user.id"];

    [Fact]
    public void Every_type_that_the_code_writes_is_a_row()
    {
        var unknown = Written().Where(type => EventTypes.Find(type.Name) is null).ToList();
        Assert.True(unknown.Count == 0, $"Add to EventTypes.All: {string.Join(", ", unknown.Select(type => $"{type.Name} ({type.File})"))}");
    }

    [Fact]
    public void Every_row_is_written_somewhere()
    {
        var written = Written().Select(type => type.Name).ToHashSet();
        Assert.DoesNotContain(EventTypes.All.Select(row => row.Type), type => !written.Contains(type));
    }

    [Fact]
    public void What_tests_have_seen_is_a_row() =>
        Assert.DoesNotContain(Reached.Kept(Reached.Events).Keys, type => EventTypes.Find(type) is null);

    [Fact]
    public void A_row_is_Oktas_or_says_that_it_is_ours() =>
        Assert.All(EventTypes.All, row => Assert.True(Okta.EventTypes.Contains(row.Type) != row.IsOurs, row.Type));

    [Fact]
    public void The_page_of_event_types_is_up_to_date()
    {
        var seen = Reached.Kept(Reached.Events);
        new ReferencePage("Events")
            .Paragraph(
                "What the System Log tells, at `/api/v1/logs`, on the page at `/emulator`, and by `GET /emulator/events`. A test writes this page from the table"
                + "\n`EventTypes` in `src/FactorSeq.Core/SignOn/EventTypes.cs`.")
            .Paragraph(
                "*outcomes*: those that tests of the web project have seen, in the last run that recorded them (`FACTORSEQ_RECORD=1`). `severity` is WARN for FAILURE and DENY,"
                + "\nelse INFO. *legacy*: `legacyEventType`, of success and of failure. *ours*: Okta's catalogue has no such type.")
            .Table(
                ["type", "displayMessage", "when", "outcomes", "legacy", ""],
                EventTypes.All.Select(row => (string[])
                [
                    $"`{row.Type}`", row.Text, row.Arises, string.Join(", ", seen.GetValueOrDefault(row.Type, ["none"])),
                    string.Join(", ", new[] { row.Legacy, row.LegacyFailure }.OfType<string>().Select(name => $"`{name}`")), row.IsOurs ? "ours" : "",
                ]))
            .ShouldBe("events.md");
    }

    private static IEnumerable<(string Name, string File)> Written()
    {
        foreach (var (file, text) in Sources.All.Where(file => !file.Key.EndsWith("/EventTypes.cs", StringComparison.Ordinal)))
        {
            foreach (var name in Name().Matches(text).Select(match => match.Groups[1].Value).Where(name => !name.EndsWith('.') && !Others.Contains(name)))
            {
                yield return (name, file);
            }

            foreach (var name in OfServer().Matches(text).Concat(OfRefusal().Matches(text)).Select(match => match.Groups[1].Value).Append(file.EndsWith("/ClientRefusal.cs", StringComparison.Ordinal) ? "token.grant" : "")
                .Where(name => name.Length > 0))
            {
                yield return ($"app.oauth2.{name}", file);
                yield return ($"app.oauth2.as.{name}", file);
            }

            foreach (var name in OfAgent().Matches(text).Select(match => match.Groups[1].Value))
            {
                yield return ($"system.agent.ad.{name}", file);
                yield return ($"system.agent.ldap.{name}", file);
            }
        }
    }

    [GeneratedRegex("\"((?:user|system|device\\.desktop_mfa|app|application|oauth2|policy|group|zone|security|event_hook)\\.[a-zA-Z0-9_.]+)\"")]
    private static partial Regex Name();

    // Event(name) of a server, and the names that are put aside for it.
    [GeneratedRegex("(?:\\.Event\\(|\\(string\\[\\]\\)\\[)\"((?:authorize|token|consent|key|device)\\.[a-z_.]+)\"")]
    private static partial Regex OfServer();

    [GeneratedRegex("(?:ClientRefusal\\.Tell\\([^\"\\n]*|string Refused = )\"([a-z_.]+)\"")]
    private static partial Regex OfRefusal();

    [GeneratedRegex("AgentEvent\\(\"([a-z_]+)\"")]
    private static partial Regex OfAgent();
}
