using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>A store in memory hands out the value it keeps. What somebody could change in it, or could put into one tree only, would not be what was written.</summary>
public sealed class KeptValuesTests
{
    private static readonly Type[] Changeable = [typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(SortedDictionary<,>), typeof(SortedSet<>)];

    [Fact]
    public void Nothing_that_is_stored_can_be_changed()
    {
        var kept = StoredTypes.Kinds;
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
            .Where(property => property.GetIndexParameters().Length == 0 && StoredTypes.IsKept(property))
            .SelectMany(property => IsSettable(property)
                ? [$"{path}.{property.Name} can be set"]
                : Flaws(property.PropertyType, $"{path}.{property.Name}", seen));
        var heirs = type.Assembly.GetTypes().Where(heir => heir.BaseType == type).SelectMany(heir => Flaws(heir, heir.Name, seen));
        return within.Concat(members).Concat(heirs);
    }

    private static bool IsSettable(PropertyInfo property) =>
        property.SetMethod is { } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
