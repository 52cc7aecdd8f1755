using System.Text;
using System.Text.Json.Nodes;

namespace FactorSeq.Core.Upgrade;

/// <summary>Writes HCL as <c>terraform fmt</c> leaves it: two blanks for each level, and equal signs in one column.</summary>
internal sealed class Hcl(string indent = "")
{
    private readonly StringBuilder text = new();
    private readonly List<(string Name, string Value)> attributes = [];

    internal Hcl Set(string name, string value)
    {
        attributes.Add((name, value));
        return this;
    }

    internal Hcl Line(string line)
    {
        Flush();
        text.Append(indent).Append(line).Append('\n');
        return this;
    }

    /// <summary>A list that has a line for each item.</summary>
    internal void Items(string name, IEnumerable<string> items)
    {
        Flush();
        text.Append('\n').Append(indent).Append(name).Append(" = [\n");
        foreach (var item in items)
        {
            text.Append(indent).Append("  ").Append(item).Append(",\n");
        }

        text.Append(indent).Append("]\n");
    }

    internal void Block(string header, Action<Hcl> write)
    {
        Flush();
        var block = new Hcl(indent + "  ");
        write(block);
        if (text.Length > 0)
        {
            text.Append('\n');
        }

        text.Append(indent).Append(header).Append(" {\n").Append(block).Append(indent).Append("}\n");
    }

    public override string ToString()
    {
        Flush();
        return text.ToString();
    }

    internal static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        for (var i = 0; i < value.Length; i++)
        {
            quoted.Append(value[i] switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '$' or '%' when i + 1 < value.Length && value[i + 1] == '{' => new string(value[i], 2),
                var letter => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>JSON as an expression on one line.</summary>
    internal static string Value(JsonNode? node) => node switch
    {
        JsonObject members => $"{{ {string.Join(", ", members.Select(member => $"{member.Key} = {Value(member.Value)}"))} }}",
        JsonArray items => $"[{string.Join(", ", items.Select(Value))}]",
        JsonValue value when value.TryGetValue<string>(out var given) => Quote(given),
        null => "null",
        _ => node.ToJsonString(),
    };

    private void Flush()
    {
        if (attributes.Count == 0)
        {
            return;
        }

        var width = attributes.Max(attribute => attribute.Name.Length);
        foreach (var (name, value) in attributes)
        {
            text.Append(indent).Append(name.PadRight(width)).Append(" = ").Append(value).Append('\n');
        }

        attributes.Clear();
    }
}

/// <summary>JSON with a member left out.</summary>
internal static class JsonObjects
{
    internal static JsonObject Without(this JsonObject json, string member)
    {
        var copy = json.DeepClone().AsObject();
        copy.Remove(member);
        return copy;
    }
}
