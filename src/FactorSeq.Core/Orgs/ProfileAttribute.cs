using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace FactorSeq.Core.Orgs;

/// <summary>What values an attribute of a profile has (Schemas API).</summary>
public enum AttributeType
{
    String,
    Boolean,
    Number,
    Integer,
    Array,
}

/// <summary>An attribute of users' profiles (Schemas API, "User profile schema property object").</summary>
public sealed record ProfileAttribute
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    public AttributeType Type { get; init; }

    /// <summary>Of what an array is; the attribute's own type for everything else.</summary>
    public AttributeType ItemType { get; init; }

    public bool Required { get; init; }

    /// <summary>Whether no two people have the same value.</summary>
    public bool Unique { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    /// <summary>The values that there are, each as JSON; none lets every value be.</summary>
    public ImmutableArray<string> Values { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The same with their titles, as JSON; null where they have none.</summary>
    public string? Titles { get; init; }

    /// <summary><c>READ_ONLY</c>, <c>READ_WRITE</c> or <c>HIDE</c>: what its owner may do with it.</summary>
    public string Permission { get; init; } = "READ_ONLY";

    public string Scope { get; init; } = "NONE";

    public string Mutability { get; init; } = "READ_WRITE";

    /// <summary>Who is believed about it, as JSON; null for whoever masters the profile.</summary>
    public string? Master { get; init; }

    /// <summary>What a value may be like besides: <c>email</c>; null for anything.</summary>
    public string? Format { get; init; }

    /// <summary>A value as expressions see it.</summary>
    /// <param name="text">As profiles keep it: text as it is, everything else as JSON.</param>
    public object Value(string text)
    {
        if (Type == AttributeType.String || !Holds(text))
        {
            return text;
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when json.RootElement.TryGetInt64(out var number) => number,
            JsonValueKind.Array => json.RootElement.EnumerateArray()
                .Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText()).ToArray(),
            _ => text,
        };
    }

    /// <summary>Whether a kept text is a value of it: somebody may have had one before it was an attribute of this type.</summary>
    public bool Holds(string text)
    {
        if (Type == AttributeType.String)
        {
            return true;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return Fault(json.RootElement) is null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What is wrong with a value; null for nothing.</summary>
    public string? Fault(JsonElement value) => Type == AttributeType.Array
        ? value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Select(item => FaultOf(ItemType, item)).FirstOrDefault(fault => fault is not null)
            : "The field must be an array."
        : FaultOf(Type, value);

    private string? FaultOf(AttributeType type, JsonElement value)
    {
        var fits = type switch
        {
            AttributeType.String => value.ValueKind == JsonValueKind.String,
            AttributeType.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            AttributeType.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            _ => value.ValueKind == JsonValueKind.Number,
        };
        if (!fits)
        {
            return $"The field must be of the type {type.ToString().ToLowerInvariant()}.";
        }

        if (value.ValueKind == JsonValueKind.String && Type == AttributeType.String)
        {
            var length = value.GetString()!.Length;
            if (length < (MinLength ?? 0) || length > (MaxLength ?? int.MaxValue))
            {
                return length < (MinLength ?? 0)
                    ? string.Create(CultureInfo.InvariantCulture, $"The field must be at least {MinLength} characters.")
                    : string.Create(CultureInfo.InvariantCulture, $"The field cannot exceed {MaxLength} characters.");
            }
        }

        return Values.IsEmpty || Values.Contains(value.GetRawText()) || (value.ValueKind == JsonValueKind.String && Values.Any(known => Text(known) == value.GetString()))
            ? null
            : "The field must be one of its enumerated values.";
    }

    private static string? Text(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return parsed.RootElement.ValueKind == JsonValueKind.String ? parsed.RootElement.GetString() : null;
    }
}
