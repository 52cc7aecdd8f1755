using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FactorSeq.Web.Tests.Truth;

/// <summary>
/// What the tests of this assembly have reached over HTTP, kept in <c>Approved/reached.json</c>: routes with the statuses they answered, error codes,
/// types of the System Log with their outcomes, states of a sign-in. Runs with <c>FACTORSEQ_RECORD=1</c> add to it; a test that asks for what is in it holds whichever
/// tests run beside it. Tests that walk over every route alike say so, and record nothing.
/// </summary>
internal static class Reached
{
    internal const string Routes = "routes";
    internal const string Errors = "errors";
    internal const string Events = "events";
    internal const string States = "states";

    private static readonly string[] Kinds = [Routes, Errors, Events, States];

    private static readonly string File = Repository.Path("tests", "FactorSeq.Web.Tests", "Approved", "reached.json");
    private static readonly Lock Writing = new();
    private static readonly ConcurrentDictionary<(string Kind, string Name, string Outcome), bool> Seen = new();

    internal static bool IsRecording { get; } = Environment.GetEnvironmentVariable("FACTORSEQ_RECORD") == "1";

    /// <summary>What was kept, by name: the outcomes.</summary>
    internal static SortedDictionary<string, string[]> Kept(string kind)
    {
        var kept = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        var all = System.IO.File.Exists(File) ? JsonNode.Parse(System.IO.File.ReadAllText(File))!.AsObject() : [];
        foreach (var (name, outcomes) in all[kind]?.AsObject() ?? [])
        {
            kept[name] = ((string)outcomes!).Split(' ');
        }

        return kept;
    }

    internal static void Add(string kind, string name, string outcome) => Seen.TryAdd((kind, name, outcome), true);

    /// <summary>Whether a host records.</summary>
    internal sealed class Switch
    {
        internal bool IsOn { get; set; } = true;
    }

    /// <summary>Notes which route a request came to, and what was answered.</summary>
    internal sealed class Filter(Switch recording) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(async (context, go) =>
            {
                await go(context);
                if (recording.IsOn && context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern })
                {
                    Add(Routes, $"{context.Request.Method} {pattern}", context.Response.StatusCode.ToString());
                }
            });
            next(app);
        };
    }

    /// <summary>Takes up the System Log of an org whose test is over, and keeps all that was new.</summary>
    internal static async Task Keep(Org org)
    {
        foreach (var record in await org.Documents.Recent(org.Name, DocumentKinds.Log, null, 1000))
        {
            Add(Events, record.Value.Event.Type, record.Value.Event.Outcome.ToString().ToUpperInvariant());
        }

        lock (Writing)
        {
            var all = new JsonObject();
            foreach (var kind in Kinds)
            {
                var kept = Kept(kind);
                foreach (var (_, name, outcome) in Seen.Keys.Where(seen => seen.Kind == kind))
                {
                    kept[name] = [.. kept.GetValueOrDefault(name, []).Append(outcome).Distinct().Order(StringComparer.Ordinal)];
                }

                all[kind] = new JsonObject(kept.Select(row => KeyValuePair.Create(row.Key, (JsonNode?)string.Join(' ', row.Value))));
            }

            var text = all.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
            if (!System.IO.File.Exists(File) || System.IO.File.ReadAllText(File) != text)
            {
                System.IO.File.WriteAllText(File, text);
            }
        }
    }
}
