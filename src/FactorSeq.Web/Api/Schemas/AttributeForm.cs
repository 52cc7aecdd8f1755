using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Schemas;

/// <summary>An attribute of profiles as an administrator sends it.</summary>
internal static class AttributeForm
{
    private const int LongestName = 64;
    private const int MostValues = 200;

    // As AttributeType has them.
    private static readonly ImmutableArray<string> Types = ["string", "boolean", "number", "integer", "array"];
    private static readonly ImmutableArray<string> Permissions = ["READ_ONLY", "READ_WRITE", "HIDE"];
    private static readonly ImmutableArray<string> Scopes = ["NONE", "SELF"];
    private static readonly ImmutableArray<string> Masters = ["PROFILE_MASTER", "OKTA", "OVERRIDE"];
    private static readonly ImmutableArray<string> Mutabilities = ["READ_WRITE", "READ_ONLY", "IMMUTABLE", "WRITE_ONLY"];

    /// <summary>Whether an attribute can be called this.</summary>
    internal static bool IsName(string name) => name.Length is > 0 and <= LongestName
        && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <param name="old">null for a new one.</param>
    internal static (ProfileAttribute? Attribute, OktaError? Error) Read(string name, JsonElement given, ProfileAttribute? old)
    {
        OktaError Wrong(string member, string message) => RequestErrors.At($"{Wording.Clause(name)}.{member}", message);
        if (given.ValueKind != JsonValueKind.Object)
        {
            return (null, RequestErrors.At(Wording.Clause(name), "The field must be an object."));
        }

        var title = JsonBody.Text(given, "title");
        var type = Types.IndexOf(JsonBody.Text(given, "type") ?? "");
        if (string.IsNullOrWhiteSpace(title))
        {
            return (null, Wrong("title", RequestErrors.Blank));
        }

        if (type < 0)
        {
            return (null, Wrong("type", JsonBody.Text(given, "type") is null ? RequestErrors.Blank : $"Types are {string.Join(", ", Types)}"));
        }

        var items = given.TryGetProperty("items", out var listed) && listed.ValueKind == JsonValueKind.Object ? listed : default;
        var isArray = (AttributeType)type == AttributeType.Array;
        var item = isArray ? Types.IndexOf(JsonBody.Text(items, "type") ?? "") : type;
        if (isArray && item is < 0 or (int)AttributeType.Array or (int)AttributeType.Boolean)
        {
            return (null, Wrong("items.type", "Arrays are of string, number or integer"));
        }

        if (old is not null && (old.Type != (AttributeType)type || old.ItemType != (AttributeType)item))
        {
            return (null, Wrong("type", "The type of an attribute cannot be changed"));
        }

        foreach (var (member, known, value) in new[]
        {
            ("scope", Scopes, JsonBody.Text(given, "scope")), ("mutability", Mutabilities, JsonBody.Text(given, "mutability")),
            ("permissions.action", Permissions, Permission(given)), ("master.type", Masters, Master(given)),
        })
        {
            if (value is not null && !known.Contains(value))
            {
                return (null, Wrong(member, $"Values are {string.Join(", ", known)}"));
            }
        }

        if (!Length(given, "minLength", out var least) || !Length(given, "maxLength", out var most) || least > most)
        {
            return (null, Wrong("maxLength", "Lengths are whole numbers, and minLength is maxLength at most"));
        }

        var attribute = new ProfileAttribute
        {
            Name = name,
            Title = title,
            Description = JsonBody.Text(given, "description"),
            Type = (AttributeType)type,
            ItemType = (AttributeType)item,
            Required = JsonBody.Text(given, "required") == "true",
            Unique = JsonBody.Text(given, "unique") is "UNIQUE_VALIDATED" or "PENDING_UNIQUENESS" or "true",
            MinLength = least,
            MaxLength = most,
            Permission = Permission(given) ?? Permissions[0],
            Scope = JsonBody.Text(given, "scope") ?? Scopes[0],
            Mutability = JsonBody.Text(given, "mutability") ?? Mutabilities[0],
            Master = given.TryGetProperty("master", out var master) && master.ValueKind == JsonValueKind.Object ? Compact(master) : null,
            Format = JsonBody.Text(given, "format"),
        };
        return Values(attribute, isArray ? items : given) is { } all ? (all, null) : (null, Wrong("enum", "The field must be a list of values of the attribute's type"));
    }

    private static ProfileAttribute? Values(ProfileAttribute attribute, JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Object || !given.TryGetProperty("enum", out var values) || values.ValueKind == JsonValueKind.Null)
        {
            return attribute;
        }

        if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() is 0 or > MostValues
            || values.EnumerateArray().Any(value => (attribute with { Type = attribute.ItemType }).Fault(value) is not null))
        {
            return null;
        }

        return attribute with
        {
            Values = [.. values.EnumerateArray().Select(Compact)],
            Titles = given.TryGetProperty("oneOf", out var titles) && titles.ValueKind == JsonValueKind.Array ? Compact(titles) : null,
        };
    }

    private static string? Permission(JsonElement given) =>
        given.TryGetProperty("permissions", out var permissions) && permissions.ValueKind == JsonValueKind.Array && permissions.GetArrayLength() > 0
            ? JsonBody.Text(permissions[0], "action") ?? ""
            : null;

    private static string? Master(JsonElement given) =>
        given.TryGetProperty("master", out var master) && master.ValueKind == JsonValueKind.Object ? JsonBody.Text(master, "type") ?? "" : null;

    private static bool Length(JsonElement given, string member, out int? length)
    {
        length = null;
        if (JsonBody.Text(given, member) is not { } text)
        {
            return true;
        }

        length = int.TryParse(text, out var number) && number >= 0 ? number : null;
        return length is not null;
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(JsonDocument.Parse(element.GetRawText()).RootElement);
}
