using System.Text.Json;
using FactorSeq.Cli;

namespace FactorSeq.Web.Tests.Cli;

/// <summary>What is written where.</summary>
public sealed class TerminalTests
{
    [Theory]
    [InlineData(null, "xterm", true)]
    [InlineData("", null, true)]
    [InlineData("1", "xterm", false)]
    [InlineData(null, "dumb", false)]
    public void Colors_are_left_out_for_whoever_wants_none(string? noColor, string? term, bool may) => Assert.Equal(may, Terminal.MayColor(noColor, term));

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, false, false)]
    public void Only_a_terminal_with_colors_is_colored(bool isTerminal, bool hasColors, bool colored)
    {
        var output = new StringWriter();
        new Terminal(output, TextWriter.Null, isTerminal, hasColors, 80).Table(["a", "status"], [["b", "LOCKED_OUT"]]);
        Assert.Equal(colored, output.ToString().Contains('\u001b'));
    }

    [Fact]
    public void What_stands_in_a_cell_is_no_markup()
    {
        var output = new StringWriter();
        new Terminal(output, TextWriter.Null, isTerminal: true, hasColors: false, 80).Table(["who"], [["[red]ana[/]"]]);
        Assert.Contains("[red]ana[/]", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_is_one_line_whatever_is_in_it()
    {
        var output = new StringWriter();
        new Terminal(output, TextWriter.Null, isTerminal: true, hasColors: true, 80).Json(JsonDocument.Parse("{ \"a\":\n [ \"\\n'<é\" ] }").RootElement);
        Assert.Equal("{\"a\":[\"\\n'<é\"]}\n", output.ToString());
    }
}
