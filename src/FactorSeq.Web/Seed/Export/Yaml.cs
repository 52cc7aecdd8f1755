using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Web.Seed.Export;

/// <summary>A document as the YAML that <see cref="SeedTree"/> reads: what fits on a line stands on one, and a text is quoted where it must be.</summary>
internal static class Yaml
{
    private const int Width = 130;

    // What may stand in a text that is not quoted, apart from letters and digits; none of them can begin one.
    private const string Inside = " _./@+-:>|=()";

    /// <summary>A mapping, a member a line.</summary>
    internal static string Write(JsonObject document)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in document)
        {
            Member(text, 0, name, value);
        }

        return text.ToString();
    }

    private static void Member(StringBuilder text, int indent, string name, JsonNode? value)
    {
        text.Append(' ', indent).Append(Key(name)).Append(':');
        Value(text, indent, indent + 2, value, Key(name).Length + 1);
    }

    /// <param name="indent">Of the line that this value belongs to.</param>
    /// <param name="below">Where its own lines begin.</param>
    /// <param name="taken">What stands on the line already, beside the indent.</param>
    private static void Value(StringBuilder text, int indent, int below, JsonNode? value, int taken)
    {
        if (Block(value) is { } lines)
        {
            text.Append(lines[^1] == '\n' ? " |\n" : " |-\n");
            foreach (var line in lines.TrimEnd('\n').Split('\n'))
            {
                text.Append(' ', line.Length == 0 ? 0 : below).Append(line).Append('\n');
            }
        }
        else if (Flow(value) is { } flow && (indent + taken + 1 + flow.Length <= Width || value is not (JsonObject { Count: > 0 } or JsonArray { Count: > 0 })))
        {
            text.Append(' ').Append(flow).Append('\n');
        }
        else if (value is JsonObject mapping)
        {
            text.Append('\n');
            foreach (var (name, member) in mapping)
            {
                Member(text, below, name, member);
            }
        }
        else
        {
            text.Append('\n');
            foreach (var item in (JsonArray)value!)
            {
                Item(text, below, item);
            }
        }
    }

    private static void Item(StringBuilder text, int indent, JsonNode? item)
    {
        text.Append(' ', indent).Append('-');
        if (item is not JsonObject { Count: > 0 } mapping || Flow(item) is { } flow && indent + 2 + flow.Length <= Width)
        {
            Value(text, indent, indent + 2, item, 1);
            return;
        }

        var first = true;
        foreach (var (name, member) in mapping)
        {
            text.Append(' ', first ? 1 : indent + 2).Append(Key(name)).Append(':');
            Value(text, indent + 2, indent + 4, member, Key(name).Length + 1);
            first = false;
        }
    }

    // null where a text inside wants lines of its own.
    private static string? Flow(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject { Count: 0 }:
                return "{}";
            case JsonArray { Count: 0 }:
                return "[]";
            case JsonObject mapping:
                var members = mapping.Select(member => (member.Key, Value: Flow(member.Value))).ToList();
                return members.Any(member => member.Value is null) ? null
                    : $"{{ {string.Join(", ", members.Select(member => $"{Key(member.Key)}: {member.Value}"))} }}";
            case JsonArray list:
                var items = list.Select(Flow).ToList();
                return items.Contains(null) ? null : $"[ {string.Join(", ", items)} ]";
            default:
                return Block(value) is null ? Scalar(value) : null;
        }
    }

    // Several lines of plain letters, a key in PEM for example; null for anything else.
    private static string? Block(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var text
        && text.TrimEnd('\n').Contains('\n') && !text.EndsWith("\n\n", StringComparison.Ordinal)
        && text.All(c => c is '\n' or >= ' ' and <= '~') && text.Split('\n').All(line => line.Length == 0 || line[0] != ' ' && line[^1] != ' ')
            ? text
            : null;

    private static string Scalar(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "null",
        JsonValueKind.String => Text(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    private static string Key(string name) => Text(name);

    private static string Text(string text) => IsPlain(text) ? text : Quoted(text);

    private static bool IsPlain(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text[^1] is not (' ' or ':')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || Inside.Contains(c)) && !text.Contains(": ", StringComparison.Ordinal)
        && text.ToUpperInvariant() is not ("TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N");

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\t' => quoted.Append("\\t"),
                < ' ' or (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\ufeff' or '\ufffe' or '\uffff' =>
                    quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
