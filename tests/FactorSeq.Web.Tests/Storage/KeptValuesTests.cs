using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>A store in memory hands out the value it keeps. What somebody could change in it, or could put into one tree only, would not be what was written.</summary>
public sealed class KeptValuesTests
{
    private static readonly Type[] Changeable = [typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(SortedDictionary<,>), typeof(SortedSet<>)];

    [Fact]
    public void Nothing_that_is_stored_can_be_changed()
    {
        var kept = new[] { typeof(DocumentKinds), typeof(EmbeddedDocuments) }
            .SelectMany(kinds => kinds.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(field => field.FieldType)
            .Where(type => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(DocumentKind<>) || type.GetGenericTypeDefinition() == typeof(RecordKind<>)))
            .Select(type => type.GetGenericArguments()[0])
            .ToList();
        Assert.True(kept.Count > 40);
        var seen = new HashSet<Type>();
        Assert.Empty(kept.SelectMany(type => Flaws(type, type.Name, seen)));
    }

    private static IEnumerable<string> Flaws(Type type, string path, HashSet<Type> seen)
    {
        if (!seen.Add(type))
        {
            return [];
        }

        if (type.IsArray || type.IsAssignableTo(typeof(JsonNode)) || (type.IsGenericType && Changeable.Contains(type.GetGenericTypeDefinition())))
        {
            return [$"{path} is {type.Name}"];
        }

        var within = type.GetGenericArguments().SelectMany(argument => Flaws(argument, path, seen));
        if (type.Namespace?.StartsWith(nameof(FactorSeq), StringComparison.Ordinal) != true || type.IsEnum)
        {
            return within;
        }

        var members = type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(property => property.GetIndexParameters().Length == 0 && IsKept(property))
            .SelectMany(property => IsSettable(property)
                ? [$"{path}.{property.Name} can be set"]
                : Flaws(property.PropertyType, $"{path}.{property.Name}", seen));
        var heirs = type.Assembly.GetTypes().Where(heir => heir.BaseType == type).SelectMany(heir => Flaws(heir, heir.Name, seen));
        return within.Concat(members).Concat(heirs);
    }

    // What is worked out at each call is nobody's to keep.
    private static bool IsKept(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static bool IsSettable(PropertyInfo property) =>
        property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
