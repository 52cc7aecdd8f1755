using System.Text;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Truth;

/// <summary>A page under <c>docs/reference</c> that a test writes: it fails while the page is out of date, and <c>FACTORSEQ_APPROVE=1</c> brings it up to date.</summary>
internal sealed class ReferencePage(string title)
{
    private readonly StringBuilder text = new($"# {title}\n");

    internal ReferencePage Section(string heading)
    {
        text.Append($"\n## {heading}\n");
        return this;
    }

    internal ReferencePage Paragraph(string words)
    {
        text.Append($"\n{words}\n");
        return this;
    }

    internal ReferencePage Table(string[] head, IEnumerable<string[]> rows)
    {
        text.Append($"\n| {string.Join(" | ", head)} |\n| {string.Join(" | ", head.Select(_ => "---"))} |\n");
        foreach (var row in rows)
        {
            Assert.Equal(head.Length, row.Length);
            text.Append($"| {string.Join(" | ", row.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n");
        }

        return this;
    }

    internal void ShouldBe(string file)
    {
        var path = Repository.Path("docs", "reference", file);
        if (Environment.GetEnvironmentVariable("FACTORSEQ_APPROVE") == "1")
        {
            File.WriteAllText(path, text.ToString());
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == text.ToString(),
            $"docs/reference/{file} is out of date: run this test with FACTORSEQ_APPROVE=1, and read what it changed.");
    }
}
