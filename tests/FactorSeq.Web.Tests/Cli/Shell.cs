using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FactorSeq.Cli;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Cli;

/// <summary>The command line in this process, as a person or a script has it.</summary>
internal static partial class Shell
{
    private const int Columns = 110;

    /// <summary>A command to its end, with its output going to a file.</summary>
    internal static Task<Ended> Run(params string[] args) => Run(new StringWriter(), isTerminal: false, default, args);

    /// <summary>A command to its end, before the eyes of a person without colors.</summary>
    internal static Task<Ended> Show(params string[] args) => Run(new StringWriter(), isTerminal: true, default, args);

    internal static async Task<Ended> Run(TextWriter output, bool isTerminal, CancellationToken cancellation, params string[] args)
    {
        var error = new StringWriter();
        var terminal = new Terminal(output, error, isTerminal, hasColors: false, isTerminal ? Columns : int.MaxValue);
        var code = await CommandLine.Run(args, terminal, cancellation);
        return new Ended(code, output.ToString()!, error.ToString());
    }

    /// <summary>A command of this org's.</summary>
    internal static Task<Ended> Run(this OrgHost org, params string[] args) => Run([.. args, "--url", org.Address]);

    /// <summary>Compares what a command says with what was approved: to a program, to a person, and as JSON.</summary>
    internal static async Task Approve(this OrgHost org, string name, params string[][] commands)
    {
        var runs = new JsonArray();
        foreach (var command in commands)
        {
            var ended = command is ["terminal", .. var shown]
                ? await Show([.. shown, "--url", org.Address])
                : await org.Run(command);
            runs.Add((JsonNode)new JsonObject
            {
                ["command"] = string.Join(' ', command.Prepend("factorseq")),
                ["ends"] = ended.Code,
                ["output"] = command.Contains("--json") && ended.Code == 0 && ended.Lines is [var document] ? JsonNode.Parse(document) : Text(ended.Output),
                ["errors"] = Text(ended.Errors),
            });
        }

        var text = AnyOffset().Replace(AnyId().Replace(runs.ToJsonString(), "\"id\":\"{id}\""), "{offset}");
        Support.Approve.Text($"cli_{name}", JsonNode.Parse(text)!);
    }

    [GeneratedRegex("\"id\":\"[A-Za-z0-9_-]{20}\"")]
    private static partial Regex AnyId();

    [GeneratedRegex("P[0-9]+DT[0-9HMS]+")]
    private static partial Regex AnyOffset();

    private static JsonArray Text(string lines) => [.. lines.TrimEnd('\n').Split('\n').Where(line => lines.Length > 0).Select(line => JsonValue.Create(line))];
}

/// <summary>How a command has ended, and what it said.</summary>
internal sealed record Ended(int Code, string Output, string Errors)
{
    internal string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal Ended Expect(int code)
    {
        Assert.True(Code == code, $"wanted {code}, got {this}");
        return this;
    }

    public override string ToString() => $"{Code}\n{Output}\n{Errors}";
}
