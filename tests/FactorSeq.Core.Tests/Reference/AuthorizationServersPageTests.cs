using System.Text.RegularExpressions;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Tests.Support;

namespace FactorSeq.Core.Tests.Reference;

/// <summary>Keeps <c>docs/how-to/authorization-servers.md</c> true: its functions are those that there are, and its expressions can be read.</summary>
public sealed partial class AuthorizationServersPageTests
{
    private static readonly string[] Groups = ["String", "Arrays", "Convert", "Groups"];

    private static readonly string Page = File.ReadAllText(Repository.Path("docs", "how-to", "authorization-servers.md"));

    [Fact]
    public void It_names_every_function_and_no_other()
    {
        var table = Page[Page.IndexOf("| functions |", StringComparison.Ordinal)..];
        var named = table.Split('\n').TakeWhile(line => line.StartsWith('|')).Skip(2).SelectMany(line =>
        {
            var cells = line.Split('|');
            var group = Groups.FirstOrDefault(name => cells[1].Contains($"`{name}.`", StringComparison.Ordinal));
            return Code().Matches(cells[2]).Select(code => group is null ? code.Groups[1].Value : $"{group}.{code.Groups[1].Value}");
        });
        Assert.Equal(Expression.Functions.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_examples_are_expressions()
    {
        var examples = Example().Matches(Page).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, examples.Count);
        Assert.All(examples, example => Expression.Parse(example));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("value: '([^']+)'")]
    private static partial Regex Example();
}
