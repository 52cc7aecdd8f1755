using System.Reflection;
using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth.Conformance;

/// <summary>Keeps <c>docs/reference/openid-conformance.md</c> true: it lists the tests that are run, and no others.</summary>
public sealed partial class ConformancePageTests
{
    [Fact]
    public void The_page_lists_every_test_that_is_run_and_no_other()
    {
        var page = Repository.Read("docs/reference/openid-conformance.md");
        var listed = Row().Matches(page).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(listed.Order(StringComparer.Ordinal).Distinct(), listed.Order(StringComparer.Ordinal));
        Assert.Equal(Run().Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    // Ids stand at the beginning of display names, and as the first argument of theories.
    private static IEnumerable<string> Run() => typeof(ConformanceTest).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(ConformanceTest).Namespace)
        .SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetCustomAttribute<FactAttribute>()?.DisplayName is not { } name ? []
            : Id().IsMatch(name) ? [name.Split(':')[0]]
            : method.GetCustomAttributes<InlineDataAttribute>().Select(data => (string)data.GetData(method).Single()[0]))
        .Distinct();

    [GeneratedRegex(@"^\| `([a-z0-9-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("^(oidcc|fapi[12])-")]
    private static partial Regex Id();
}
