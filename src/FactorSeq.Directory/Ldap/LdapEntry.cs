using System.Text;

namespace FactorSeq.Directories.Ldap;

/// <summary>One entry of an answer: its name, and what was asked for and may be seen.</summary>
internal sealed record LdapEntry(string DistinguishedName, IReadOnlyDictionary<string, IReadOnlyList<byte[]>> Attributes)
{
    /// <summary>Attribute names know no case.</summary>
    internal static readonly StringComparer Names = StringComparer.OrdinalIgnoreCase;

    /// <summary>The values of an attribute; none where the entry does not show it.</summary>
    internal IReadOnlyList<byte[]> Values(string attribute) => Attributes.TryGetValue(attribute, out var values) ? values : [];

    internal IEnumerable<string> Texts(string attribute) => Values(attribute).Select(Encoding.UTF8.GetString);

    /// <summary>The first value, or null.</summary>
    internal string? Text(string attribute) => Texts(attribute).FirstOrDefault();

    /// <summary>A number, as a directory writes it; 0 where there is none.</summary>
    internal long Number(string attribute) => long.TryParse(Text(attribute), out var number) ? number : 0;

    internal bool Is(string attribute, string value) => string.Equals(Text(attribute), value, StringComparison.OrdinalIgnoreCase);
}
