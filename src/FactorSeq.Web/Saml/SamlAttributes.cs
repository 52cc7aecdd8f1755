using System.Collections.Immutable;
using System.Xml;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Saml;

/// <summary>What an assertion says of its user beside their name. What comes to nothing is left out.</summary>
internal static class SamlAttributes
{
    internal static ImmutableArray<(SamlAttribute Attribute, ImmutableArray<string> Values)> Of(SamlSettings app, ExpressionContext context) =>
    [
        .. app.Attributes
            .Select(attribute => (attribute, Values: attribute.Filter is { } filter
                ? context.Groups.Where(filter.Holds).ToImmutableArray()
                : [.. attribute.Values.SelectMany(value => Values(value, context))]))
            .Where(pair => !pair.Values.IsEmpty),
    ];

    /// <summary>Whether an attribute's value can be worked out.</summary>
    /// <exception cref="ExpressionException">It cannot.</exception>
    internal static void Check(string value)
    {
        if (IsTemplate(value))
        {
            Template.Parse(value);
        }
        else
        {
            Expression.Parse(value);
        }
    }

    /// <summary>A text without what XML cannot hold: a profile may have it.</summary>
    internal static string Writable(string text) => string.Concat(text.EnumerateRunes().Where(rune => rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value)));

    private static IEnumerable<string> Values(string value, ExpressionContext context)
    {
        var found = IsTemplate(value) ? Template.Parse(value).Fill(context) : Expression.Parse(value).Evaluate(context);
        return (found switch
        {
            null => [],
            string[] list => list,
            bool flag => [flag ? "true" : "false"],
            _ => [$"{found}"],
        }).Select(Writable).Where(text => text.Length > 0);
    }

    // A template where it has parts, else an expression.
    private static bool IsTemplate(string value) => value.Contains("${", StringComparison.Ordinal);
}
