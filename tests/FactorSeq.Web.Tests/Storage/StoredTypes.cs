using System.Reflection;
using FactorSeq.Core.Ports;
using FactorSeq.Directories.Embedded;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Tests.Storage;

/// <summary>The types that are written down, as the kinds of documents and records name them.</summary>
internal static class StoredTypes
{
    /// <summary>One for each kind.</summary>
    internal static IReadOnlyList<Type> Kinds { get; } =
    [
        .. new[] { typeof(DocumentKinds), typeof(EmbeddedDocuments) }
            .SelectMany(kinds => kinds.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Select(field => field.FieldType)
            .Where(type => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(DocumentKind<>) || type.GetGenericTypeDefinition() == typeof(RecordKind<>)))
            .Select(type => type.GetGenericArguments()[0]),
    ];

    /// <summary>Those, and every type of ours that is part of one.</summary>
    internal static IReadOnlySet<Type> All { get; } = Within(Kinds, []);

    /// <summary>The members a type keeps; what is worked out at each call is nobody's to keep.</summary>
    internal static IEnumerable<PropertyInfo> Members(Type type) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Where(property => property.GetIndexParameters().Length == 0 && IsKept(property));

    internal static bool IsKept(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static HashSet<Type> Within(IEnumerable<Type> types, HashSet<Type> seen)
    {
        foreach (var type in types)
        {
            Within(type.GetGenericArguments(), seen);
            if (type.Namespace?.StartsWith(nameof(FactorSeq), StringComparison.Ordinal) == true && !type.IsEnum && seen.Add(type))
            {
                Within(Members(type).Select(member => member.PropertyType), seen);
                Within(type.Assembly.GetTypes().Where(heir => heir.BaseType == type), seen);
            }
        }

        return seen;
    }
}
