using System.Collections.Immutable;
using FactorSeq.Core.Authorization;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Saml;

namespace FactorSeq.Web.Seed;

/// <summary><c>attributeStatements</c> of a SAML app.</summary>
internal sealed class SamlAttributeSection(SeedErrors errors)
{
    private const string Prefix = "urn:oasis:names:tc:SAML:2.0:attrname-format:";

    private static readonly ImmutableArray<string> Formats = [Prefix + "unspecified", Prefix + "basic", Prefix + "uri"];
    private static readonly ImmutableArray<string> Types = ["EXPRESSION", "GROUP"];
    private static readonly ImmutableArray<string> FilterTypes = ["STARTS_WITH", "EQUALS", "CONTAINS", "REGEX"];

    internal ImmutableArray<SamlAttribute> Read(Fields app)
    {
        var attributes = ImmutableArray.CreateBuilder<SamlAttribute>();
        foreach (var node in app.List("attributeStatements"))
        {
            if (Fields.Of(node, Shapes.SamlAttribute, errors) is not { } fields)
            {
                continue;
            }

            var name = fields.Required("name") ?? "";
            var format = Formats[fields.Choice("namespace", 0, Formats)];
            attributes.Add(fields.Choice("type", 0, Types) == 0
                ? new SamlAttribute(name, format, Values(fields), null)
                : new SamlAttribute(name, format, [], Filter(fields)));
        }

        return attributes.ToImmutable();
    }

    private ImmutableArray<string> Values(Fields fields)
    {
        Refuse(fields, "filterType", "GROUP");
        Refuse(fields, "filterValue", "GROUP");
        if (fields["values"] is null)
        {
            fields.Missing("values");
        }

        var values = ImmutableArray.CreateBuilder<string>();
        foreach (var node in fields.List("values"))
        {
            if (Scalars.Text(node, errors) is not { } text)
            {
                continue;
            }

            try
            {
                SamlAttributes.Check(text);
                values.Add(text);
            }
            catch (ExpressionException e)
            {
                errors.Add(
                    node, $"{Wording.Quoted(text)} is not an expression that this version reads: {e.Message}",
                    "Write for example user.email, String.toUpperCase(user.lastName), or a text in quotes: '\"staff\"'.");
            }
        }

        return values.ToImmutable();
    }

    private GroupFilter Filter(Fields fields)
    {
        Refuse(fields, "values", "EXPRESSION");
        if (fields["filterType"] is null)
        {
            fields.Missing("filterType");
        }

        var type = (GroupFilterType)fields.Choice("filterType", 0, FilterTypes);
        var value = fields.Required("filterValue") ?? "";
        if (type == GroupFilterType.Regex && !GroupFilter.IsPattern(value))
        {
            errors.Add(fields["filterValue"]!, $"{Wording.Quoted(value)} is not a regular expression that this version reads", "Write for example .*");
        }

        return new GroupFilter(type, value);
    }

    private void Refuse(Fields fields, string member, string type)
    {
        if (fields[member] is { } node)
        {
            errors.Add(node, $"only an attribute of type {type} has {member}", "Remove it, or change the type.");
        }
    }
}
