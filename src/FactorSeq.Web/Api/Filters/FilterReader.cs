using System.Globalization;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Filters;

/// <summary>
/// Reads filter expressions: <c>not</c> binds closest, then <c>and</c>, then <c>or</c>. Names of attributes count their case, operators do not
/// (Okta, "Filter").
/// </summary>
internal sealed class FilterReader<T>
{
    // Deeper than anything a program writes; what people send must not exhaust the stack.
    private const int Deepest = 32;

    private readonly List<FilterWord> words;
    private readonly Func<string, FilterAttribute<T>?> find;
    private int at;
    private int depth;
    private FilterFault? fault;

    private FilterReader(List<FilterWord> words, Func<string, FilterAttribute<T>?> find)
    {
        this.words = words;
        this.find = find;
    }

    /// <param name="find">An attribute by its name; null for one that nobody can filter by.</param>
    internal static FilterResult<T> Read(string text, Func<string, FilterAttribute<T>?> find)
    {
        if (FilterWords.Split(text) is not { } words)
        {
            return new FilterResult<T>(null, new FilterFault(FilterFaultKind.Syntax, ""));
        }

        var reader = new FilterReader<T>(words, find);
        var filter = reader.Alternatives();
        if (filter is not null && reader.at < words.Count)
        {
            reader.fault = new FilterFault(FilterFaultKind.Syntax, words[reader.at].Text);
        }

        return reader.fault is null ? new FilterResult<T>(filter, null) : new FilterResult<T>(null, reader.fault);
    }

    private Filter<T>? Alternatives()
    {
        var left = Conditions();
        while (left is not null && Takes("or"))
        {
            left = Conditions() is { } right ? new Filter<T>.Either(left, right) : null;
        }

        return left;
    }

    private Filter<T>? Conditions()
    {
        var left = Condition();
        while (left is not null && Takes("and"))
        {
            left = Condition() is { } right ? new Filter<T>.Both(left, right) : null;
        }

        return left;
    }

    private Filter<T>? Condition()
    {
        if (++depth > Deepest)
        {
            return Fail(FilterFaultKind.Syntax, "");
        }

        var condition = Takes("not") ? Condition() is { } inner ? new Filter<T>.Not(inner) : null
            : at < words.Count && words[at].IsParenthesis('(') ? Group()
            : Comparison();
        depth--;
        return condition;
    }

    private Filter<T>? Group()
    {
        at++;
        if (Alternatives() is not { } inner)
        {
            return null;
        }

        return at < words.Count && words[at++].IsParenthesis(')') ? inner : Fail(FilterFaultKind.Syntax, "");
    }

    private Filter<T>? Comparison()
    {
        if (Next(FilterWordKind.Name) is not { } name || Next(FilterWordKind.Name) is not { } operatorName)
        {
            return Fail(FilterFaultKind.Syntax, "");
        }

        if (find(name.Text) is not { } attribute)
        {
            return Fail(FilterFaultKind.UnknownAttribute, name.Text);
        }

        if (Operator(operatorName.Text) is not { } @operator || !attribute.Takes(@operator))
        {
            return Fail(FilterFaultKind.UnsupportedOperator, operatorName.Text);
        }

        if (@operator == FilterOperator.Present)
        {
            return new Filter<T>.Present(attribute);
        }

        if (at >= words.Count || words[at].Kind == FilterWordKind.Parenthesis)
        {
            return Fail(FilterFaultKind.Syntax, "");
        }

        var value = words[at++].Text;
        return attribute.Type != FilterType.Instant ? new Filter<T>.Compare(attribute, @operator, value)
            : DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
                ? new Filter<T>.Compare(attribute, @operator, OktaJson.Instant(instant))
            : Fail(FilterFaultKind.BadValue, name.Text);
    }

    private static FilterOperator? Operator(string name) => name.ToLowerInvariant() switch
    {
        "eq" => FilterOperator.Equal,
        "ne" => FilterOperator.NotEqual,
        "gt" => FilterOperator.Greater,
        "ge" => FilterOperator.GreaterOrEqual,
        "lt" => FilterOperator.Less,
        "le" => FilterOperator.LessOrEqual,
        "sw" => FilterOperator.StartsWith,
        "ew" => FilterOperator.EndsWith,
        "co" => FilterOperator.Contains,
        "pr" => FilterOperator.Present,
        _ => null,
    };

    private bool Takes(string word)
    {
        if (at >= words.Count || !words[at].Is(word))
        {
            return false;
        }

        at++;
        return true;
    }

    private FilterWord? Next(FilterWordKind kind) => at < words.Count && words[at].Kind == kind ? words[at++] : null;

    private Filter<T>? Fail(FilterFaultKind kind, string subject)
    {
        fault ??= new FilterFault(kind, subject);
        return null;
    }
}
