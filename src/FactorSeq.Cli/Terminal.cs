using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace FactorSeq.Cli;

/// <summary>Where a command writes. On a terminal tables have borders and colors; anywhere else lines are for other programs to read.</summary>
/// <param name="isTerminal">Whether a person looks at it.</param>
/// <param name="hasColors">Whether it may be colored.</param>
/// <param name="width">Of the terminal, in letters.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, bool isTerminal, bool hasColors, int width)
{
    private const int Narrowest = 60;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = hasColors ? AnsiSupport.Yes : AnsiSupport.No,
        ColorSystem = hasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.No,
        Out = new Output(output, width),
    });

    internal TextWriter Out => output;

    internal TextWriter Error => error;

    internal bool IsTerminal => isTerminal;

    /// <summary>The terminal of this process, as far as it is one.</summary>
    internal static Terminal OfProcess()
    {
        var isTerminal = !Console.IsOutputRedirected;
        var hasColors = isTerminal && MayColor(Environment.GetEnvironmentVariable("NO_COLOR"), Environment.GetEnvironmentVariable("TERM"));
        return new Terminal(Console.Out, Console.Error, isTerminal, hasColors, isTerminal ? Math.Max(Narrowest, Console.WindowWidth) : int.MaxValue);
    }

    /// <summary>Whether a terminal may be colored (no-color.org).</summary>
    internal static bool MayColor(string? noColor, string? term) => string.IsNullOrEmpty(noColor) && term is not "dumb";

    internal void Line(string text = "") => output.WriteLine(text);

    /// <summary>One JSON document, on a line of its own.</summary>
    internal void Json(JsonElement document) => output.WriteLine(JsonSerializer.Serialize(document, Relaxed));

    internal void Json(object document) => output.WriteLine(JsonSerializer.Serialize(document, Relaxed));

    /// <summary>A table: with borders for people, columns with two blanks between them for programs.</summary>
    internal void Table(string[] titles, IEnumerable<string?[]> rows)
    {
        List<string[]> cells = [.. rows.Select(row => row.Select(cell => cell ?? "").ToArray())];
        if (isTerminal)
        {
            Bordered(titles, cells);
            return;
        }

        int[] widths = [.. titles.Select((title, column) => cells.Select(row => row[column].Length).Append(title.Length).Max())];
        foreach (var row in cells.Prepend(titles))
        {
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    /// <summary>Work that takes a while: on a terminal with a bar, which leaves nothing behind.</summary>
    /// <param name="work">Is given what it is to call with how much of <paramref name="whole"/> is done.</param>
    internal T Progress<T>(string title, int whole, Func<Action<int>, T> work)
    {
        if (!isTerminal)
        {
            return work(_ => { });
        }

        // Beside what is printed, so that a pipe gets none of it.
        var beside = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = hasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new Output(error, width),
        });
        return beside.Progress().AutoClear(true).Start(context =>
        {
            var bar = context.AddTask(title, maxValue: Math.Max(1, whole));
            return work(done => bar.Value = done);
        });
    }

    /// <summary>What went wrong, and what to do about it.</summary>
    internal void Complain(string message, string? cure)
    {
        error.WriteLine(message);
        if (cure is not null)
        {
            error.WriteLine(cure);
        }
    }

    private void Bordered(string[] titles, List<string[]> cells)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderStyle(new Style(Color.Grey));
        foreach (var title in titles)
        {
            // What a line is about stays in one piece, whatever has to be broken.
            var column = new TableColumn(new Text(title, new Style(decoration: Decoration.Bold)));
            table.AddColumn(title == titles[0] ? column.NoWrap() : column);
        }

        foreach (var row in cells)
        {
            table.AddRow(row.Select(cell => new Text(cell, Tint(cell))));
        }

        console.Write(table);
    }

    // Words that a person looks for in a column.
    private static Style Tint(string cell) => cell switch
    {
        "ACTIVE" or "yes" or "hit" or "SUCCESS" or "ALLOW" or "applied" or "matched" => new Style(Color.Green),
        "LOCKED_OUT" or "DEPROVISIONED" or "SUSPENDED" or "FAILURE" or "DENY" or "WARN" or "error" => new Style(Color.Red),
        "PASSWORD_EXPIRED" or "STAGED" or "PROVISIONED" or "RECOVERY" or "no" or "miss" or "warning" => new Style(Color.Yellow),
        _ => Style.Plain,
    };

    private sealed class Output(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => 100;

        public void SetEncoding(Encoding encoding)
        {
            // The writer has one.
        }
    }
}
