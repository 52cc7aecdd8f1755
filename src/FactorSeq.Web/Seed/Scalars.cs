using System.Text;

namespace FactorSeq.Web.Seed;

/// <summary>Single values: text, numbers, truth values, and the JSON text of anything.</summary>
internal static class Scalars
{
    internal static string? Text(SeedNode node, SeedErrors errors)
    {
        if (node is SeedNode.Scalar { IsNull: false } scalar && !string.IsNullOrWhiteSpace(scalar.Text))
        {
            return scalar.Text;
        }

        errors.Add(node, $"text is needed here, not {(node is SeedNode.Scalar ? "nothing" : node.Described)}", "Write one value.");
        return null;
    }

    internal static bool? Flag(SeedNode node, SeedErrors errors)
    {
        if (Text(node, errors) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text, out var flag))
        {
            return flag;
        }

        errors.Add(node, $"{Wording.Quoted(text)} is neither true nor false", "Write true or false.");
        return null;
    }

    internal static int? Number(SeedNode node, int least, int most, SeedErrors errors)
    {
        if (Text(node, errors) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, out var number) && number >= least && number <= most)
        {
            return number;
        }

        errors.Add(node, $"{Wording.Quoted(text)} is not a number from {least} to {most}", $"Write a number from {least} to {most}.");
        return null;
    }

    /// <summary>What the node would be in a JSON document.</summary>
    internal static string Json(SeedNode node)
    {
        var json = new StringBuilder();
        Write(node, json);
        return json.ToString();
    }

    private static void Write(SeedNode node, StringBuilder json)
    {
        switch (node)
        {
            case SeedNode.Scalar scalar:
                json.Append(Bare(scalar) ?? Quoted(scalar.Text));
                break;
            case SeedNode.List list:
                json.Append('[');
                foreach (var item in list.Items)
                {
                    Write(item, json[^1] == '[' ? json : json.Append(','));
                }

                json.Append(']');
                break;
            case SeedNode.Mapping mapping:
                json.Append('{');
                foreach (var (name, value) in mapping.Members)
                {
                    Write(value, (json[^1] == '{' ? json : json.Append(',')).Append(Quoted(name)).Append(':'));
                }

                json.Append('}');
                break;
        }
    }

    // The core schema of YAML 1.2, cut down to what JSON can say (§10.3.2).
    private static string? Bare(SeedNode.Scalar scalar)
    {
        if (scalar.IsNull)
        {
            return "null";
        }

        if (!scalar.Plain)
        {
            return null;
        }

        return scalar.Text switch
        {
            "true" or "True" or "TRUE" => "true",
            "false" or "False" or "FALSE" => "false",
            var text when long.TryParse(text, out var whole) => whole.ToString(),
            var text when (char.IsAsciiDigit(text[0]) || text[0] == '-') && double.TryParse(text, out var real) && double.IsFinite(real) =>
                real.ToString("R"),
            _ => null,
        };
    }

    private static string Quoted(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";
}
