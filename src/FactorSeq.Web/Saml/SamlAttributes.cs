using System.Collections.Immutable;
using System.Text.RegularExpressions;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>What an assertion says of its user beside their name. What comes to nothing is left out.</summary>
internal static class SamlAttributes
{
    internal static ImmutableArray<(SamlAttribute Attribute, ImmutableArray<string> Values)> Of(SamlSettings app, SamlSubject subject) =>
    [
        .. app.Attributes
            .Select(attribute => (attribute, Values: attribute.Filter is { } filter
                ? subject.Groups.Where(group => Matches(filter, group)).ToImmutableArray()
                : [.. attribute.Values.SelectMany(value => SamlExpression.Values(value, subject))]))
            .Where(pair => !pair.Values.IsEmpty),
    ];

    /// <summary>A filter's pattern; it must match the whole name, and takes no longer for any name.</summary>
    internal static Regex Pattern(string text) => new($"^(?:{text})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static bool Matches(GroupFilter filter, string group) => filter.Type switch
    {
        GroupFilterType.StartsWith => group.StartsWith(filter.Value, StringComparison.Ordinal),
        GroupFilterType.Equals => group == filter.Value,
        GroupFilterType.Contains => group.Contains(filter.Value, StringComparison.Ordinal),
        _ => Pattern(filter.Value).IsMatch(group),
    };
}
