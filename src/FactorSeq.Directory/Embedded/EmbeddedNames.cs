using FactorSeq.Core.Directories;

namespace FactorSeq.Directories.Embedded;

/// <summary>
/// Distinguished names (RFC 4514) in an embedded directory. Its root comes from its name (<c>corp.test</c> is <c>DC=corp,DC=test</c>), and units
/// may be given short: <c>Staff/Berlin</c> is <c>OU=Berlin,OU=Staff,DC=corp,DC=test</c>.
/// </summary>
public static class EmbeddedNames
{
    /// <summary>The distinguished name of a unit, given short or whole.</summary>
    /// <param name="unit">Empty for the folder in which the directory keeps its people.</param>
    public static string Unit(string directory, DirectoryType type, string unit)
    {
        var isActiveDirectory = type == DirectoryType.ActiveDirectory;
        if (IsDistinguished(unit))
        {
            return unit;
        }

        var (folder, component, root) = isActiveDirectory ? ("CN=Users", "OU", "DC") : ("ou=people", "ou", "dc");
        var names = unit.Length == 0 ? [folder] : unit.Split('/').Reverse().Select(name => $"{component}={Escaped(name.Trim())}");
        return string.Join(',', names.Concat(directory.Split('.').Select(label => $"{root}={Escaped(label)}")));
    }

    /// <summary>The distinguished name of a person.</summary>
    public static string Of(string directory, DirectoryType type, EmbeddedPerson person) =>
        $"{(type == DirectoryType.ActiveDirectory ? "CN" : "uid")}={Escaped(person.ShortName)},{Unit(directory, type, person.State.OrganizationalUnit)}";

    /// <summary>Whether a text is a distinguished name at all, and not a unit given short.</summary>
    public static bool IsDistinguished(string text) => text.Contains('=');

    /// <summary>Whether an entry lies somewhere below another; case and space around the separators do not count.</summary>
    public static bool IsBelow(string name, string above)
    {
        var (parts, end) = (Parts(name), Parts(above));
        return parts.Count > end.Count && parts.TakeLast(end.Count).SequenceEqual(end, StringComparer.OrdinalIgnoreCase);
    }

    private static List<string> Parts(string name)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 0; i <= name.Length; i++)
        {
            if (i < name.Length && name[i] == '\\')
            {
                i++;
            }
            else if (i == name.Length || name[i] is ',' or ';')
            {
                var part = name[start..i];
                var equals = part.IndexOf('=');
                parts.Add(equals < 0 ? part.Trim() : $"{part[..equals].Trim()}={part[(equals + 1)..].Trim()}");
                start = i + 1;
            }
        }

        return parts;
    }

    private static string Escaped(string value)
    {
        var escaped = string.Concat(value.Select(c => c is ',' or '+' or '"' or '\\' or '<' or '>' or ';' or '=' ? $"\\{c}" : $"{c}"));
        return escaped.StartsWith('#') || escaped.StartsWith(' ') ? $"\\{escaped}" : escaped;
    }
}
