using FactorSeq.Web.Api.Filters;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Filter expressions by themselves.</summary>
public sealed class FilterTests
{
    private static readonly Dictionary<string, string?> Ana = new()
    {
        ["name"] = "Ana Ruiz", ["id"] = "00uAna", ["nick"] = null, ["quote"] = "say \"hi\" \\ (or not)", ["at"] = "2031-02-03T12:00:00.000Z",
    };

    [Theory]
    [InlineData("name eq \"ana ruiz\"", true)]
    [InlineData("name EQ \"Ana\"", false)]
    [InlineData("id eq \"00uana\"", false)]
    [InlineData("id eq \"00uAna\"", true)]
    [InlineData("name ne \"Ben\"", true)]
    [InlineData("nick ne \"Ben\"", true)]
    [InlineData("name sw \"ANA\"", true)]
    [InlineData("name sw \"Ruiz\"", false)]
    [InlineData("name ew \"Ruiz\"", true)]
    [InlineData("name co \"a r\"", true)]
    [InlineData("name co \"x\"", false)]
    [InlineData("name pr", true)]
    [InlineData("nick pr", false)]
    [InlineData("at eq \"2031-02-03T13:00:00+01:00\"", true)]
    [InlineData("at gt \"2031-02-03T11:59:59.999Z\"", true)]
    [InlineData("at gt \"2031-02-03T12:00:00.000Z\"", false)]
    [InlineData("at ge \"2031-02-03T12:00:00.000Z\"", true)]
    [InlineData("at lt \"2031-02-03T12:00:00.001Z\"", true)]
    [InlineData("at le \"2031-02-03T11:00:00Z\"", false)]
    [InlineData("name gt \"a\" and name lt \"b\"", true)]
    [InlineData("quote eq \"say \\\"hi\\\" \\\\ (or not)\"", true)]
    [InlineData("not name pr", false)]
    [InlineData("not (nick pr)", true)]
    [InlineData("nick pr or name pr and id eq \"x\"", false)]
    [InlineData("(nick pr or name pr) and id eq \"00uAna\"", true)]
    [InlineData("name pr or nick pr and nick pr", true)]
    [InlineData("not nick pr and name pr", true)]
    [InlineData("((name pr))", true)]
    [InlineData("  name   pr\t", true)]
    public void An_expression_fits_or_does_not(string text, bool fits) => Assert.Equal(fits, Read(text).Filter!.Matches(Ana));

    [Theory]
    [InlineData("", nameof(FilterFaultKind.Syntax))]
    [InlineData("name", nameof(FilterFaultKind.Syntax))]
    [InlineData("name eq", nameof(FilterFaultKind.Syntax))]
    [InlineData("name eq )", nameof(FilterFaultKind.Syntax))]
    [InlineData("name eq \"Ana", nameof(FilterFaultKind.Syntax))]
    [InlineData("name eq \"Ana\" and", nameof(FilterFaultKind.Syntax))]
    [InlineData("name eq \"Ana\" name pr", nameof(FilterFaultKind.Syntax))]
    [InlineData("(name pr", nameof(FilterFaultKind.Syntax))]
    [InlineData("name pr)", nameof(FilterFaultKind.Syntax))]
    [InlineData("()", nameof(FilterFaultKind.Syntax))]
    [InlineData("not", nameof(FilterFaultKind.Syntax))]
    [InlineData("\"name\" eq \"Ana\"", nameof(FilterFaultKind.Syntax))]
    [InlineData("emails[type eq \"work\"]", nameof(FilterFaultKind.Syntax))]
    [InlineData("name eq \"Ana\" ; name pr", nameof(FilterFaultKind.Syntax))]
    [InlineData("Name eq \"Ana\"", nameof(FilterFaultKind.UnknownAttribute))]
    [InlineData("name is \"Ana\"", nameof(FilterFaultKind.UnsupportedOperator))]
    [InlineData("only sw \"Ana\"", nameof(FilterFaultKind.UnsupportedOperator))]
    [InlineData("at gt \"yesterday\"", nameof(FilterFaultKind.BadValue))]
    public void What_is_no_expression_is_refused(string text, string kind)
    {
        var read = Read(text);
        Assert.Null(read.Filter);
        Assert.Equal(kind, read.Fault!.Kind.ToString());
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("not ", "")]
    public void However_deep_an_expression_is_it_exhausts_nothing(string open, string close)
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat(open, depth)) + "name pr" + string.Concat(Enumerable.Repeat(close, depth));
        Assert.NotNull(Read(Nested(20)).Filter);
        Assert.Equal(FilterFaultKind.Syntax, Read(Nested(100_000)).Fault!.Kind);
    }

    private static FilterResult<Dictionary<string, string?>> Read(string text) => FilterReader<Dictionary<string, string?>>.Read(text, name => name switch
    {
        "id" => FilterAttribute<Dictionary<string, string?>>.Of(FilterType.Exact, of => of[name]),
        "at" => FilterAttribute<Dictionary<string, string?>>.Of(FilterType.Instant, of => of[name]),
        "only" => FilterAttribute<Dictionary<string, string?>>.Of(FilterType.Text, of => of["name"]) with { Operators = [FilterOperator.Equal] },
        _ when Ana.ContainsKey(name) => FilterAttribute<Dictionary<string, string?>>.Of(FilterType.Text, of => of[name]),
        _ => null,
    });
}
