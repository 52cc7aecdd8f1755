using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>What an assertion says of its user beside their name. What comes to nothing is left out.</summary>
internal static class SamlAttributes
{
    internal static ImmutableArray<(SamlAttribute Attribute, ImmutableArray<string> Values)> Of(SamlSettings app, SamlSubject subject) =>
    [
        .. app.Attributes
            .Select(attribute => (attribute, Values: attribute.Filter is { } filter
                ? subject.Groups.Where(filter.Holds).ToImmutableArray()
                : [.. attribute.Values.SelectMany(value => SamlExpression.Values(value, subject))]))
            .Where(pair => !pair.Values.IsEmpty),
    ];
}
