using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace FactorSeq.Core.Expressions;

/// <summary>A function of the expression language, with how many arguments it takes.</summary>
internal sealed record ExpressionFunction(string Name, int Least, int Most, Func<ExpressionContext, object?[], object?> Apply)
{
    private const int Many = 100;

    // In Okta's order (Okta, "Expressions in Okta Expression Language"). What is asked for something absent answers null, or false.
    private static readonly ExpressionFunction[] All =
    [
        new("String.append",                   2, 2,    (_, a) => Both(a, (x, y) => x + y)),
        new("String.join",                     2, Many, (_, a) => string.Join(Text(a[0]), a.Skip(1).OfType<object>().Select(Text))),
        new("String.len",                      1, 1,    (_, a) => a[0] is { } x ? (long)Text(x).Length : null),
        new("String.removeSpaces",             1, 1,    (_, a) => One(a, x => x.Replace(" ", "", StringComparison.Ordinal))),
        new("String.replace",                  3, 3,    (_, a) => Replace(a, x => x.Replace(Text(a[1]), Text(a[2]), StringComparison.Ordinal))),
        new("String.replaceFirst",             3, 3,    (_, a) => Replace(a, x => ReplaceFirst(x, Text(a[1]), Text(a[2])))),
        new("String.startsWith",               2, 2,    (_, a) => Both(a, (x, y) => x.StartsWith(y, StringComparison.Ordinal)) ?? false),
        new("String.stringContains",           2, 2,    (_, a) => Both(a, (x, y) => x.Contains(y, StringComparison.Ordinal)) ?? false),
        new("String.stringSwitch",             4, Many, (_, a) => Switch(a)),
        new("String.substring",                3, 3,    (_, a) => Substring(a)),
        new("String.substringAfter",           2, 2,    (_, a) => Both(a, (x, y) => x.IndexOf(y, StringComparison.Ordinal) is >= 0 and var i ? x[(i + y.Length)..] : "")),
        new("String.substringBefore",          2, 2,    (_, a) => Both(a, (x, y) => x.IndexOf(y, StringComparison.Ordinal) is >= 0 and var i ? x[..i] : x)),
        new("String.toLowerCase",              1, 1,    (_, a) => One(a, x => x.ToLowerInvariant())),
        new("String.toUpperCase",              1, 1,    (_, a) => One(a, x => x.ToUpperInvariant())),
        new("Arrays.add",                      2, 2,    (_, a) => a[1] is null ? List(a[0]) : [.. List(a[0]), Text(a[1])]),
        new("Arrays.remove",                   2, 2,    (_, a) => List(a[0]).Where(x => x != Text(a[1])).ToArray()),
        new("Arrays.clear",                    1, 1,    (_, _) => Array.Empty<string>()),
        new("Arrays.get",                      2, 2,    (_, a) => a[1] is long i && i >= 0 && i < List(a[0]).Length ? List(a[0])[i] : null),
        new("Arrays.flatten",                  1, Many, (_, a) => a.SelectMany(List).ToArray()),
        new("Arrays.contains",                 2, 2,    (_, a) => a[1] is { } x && List(a[0]).Contains(Text(x))),
        new("Arrays.size",                     1, 1,    (_, a) => (long)List(a[0]).Length),
        new("Arrays.isEmpty",                  1, 1,    (_, a) => List(a[0]).Length == 0),
        new("Arrays.toCsvString",              1, 1,    (_, a) => string.Join(',', List(a[0]))),
        new("Convert.toInt",                   1, 1,    (_, a) => Number(a[0])),
        new("Convert.toNum",                   1, 1,    (_, a) => Number(a[0])),
        new("Groups.startsWith",               3, 3,    (c, a) => Groups(c, a, (group, text) => group.StartsWith(text, StringComparison.Ordinal))),
        new("Groups.endsWith",                 3, 3,    (c, a) => Groups(c, a, (group, text) => group.EndsWith(text, StringComparison.Ordinal))),
        new("Groups.contains",                 3, 3,    (c, a) => Groups(c, a, (group, text) => group.Contains(text, StringComparison.Ordinal))),
        new("isMemberOfGroup",                 1, 1,    (c, a) => a[0] is { } x && c.User?.Groups.Contains(Text(x)) == true),
        new("isMemberOfAnyGroup",              1, Many, (c, a) => a.SelectMany(List).Any(x => c.User?.Groups.Contains(x) == true)),
        new("isMemberOfGroupName",             1, 1,    (c, a) => a[0] is { } x && c.Groups.Contains(Text(x))),
        new("isMemberOfGroupNameStartsWith",   1, 1,    (c, a) => a[0] is { } x && c.Groups.Any(g => g.StartsWith(Text(x), StringComparison.Ordinal))),
        new("isMemberOfGroupNameContains",     1, 1,    (c, a) => a[0] is { } x && c.Groups.Any(g => g.Contains(Text(x), StringComparison.Ordinal))),
        new("isMemberOfGroupNameRegex",        1, 1,    (c, a) => a[0] is { } x && c.Groups.Any(g => Matches(g, Text(x)))),
        new("user.getInternalProperty",        1, 1,    (c, a) => a[0] is "id" ? c.User?.Id : null),
        new("hasDirectoryUser",                0, 0,    (c, _) => c.User?.Directory is not null),
    ];

    private static readonly FrozenDictionary<string, ExpressionFunction> ByName = All.ToFrozenDictionary(f => f.Name);

    internal static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>How many arguments, in words.</summary>
    internal string Wanted => Least == Most ? $"{Least}" : $"at least {Least}";

    internal static ExpressionFunction? Find(string name) =>
        ByName.GetValueOrDefault(name.StartsWith("fn:", StringComparison.Ordinal) ? "String." + name[3..] : name);

    /// <summary>A value as text.</summary>
    internal static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        string[] list => string.Join(',', list),
        _ => (string)value,
    };

    /// <summary>Whether all of a text matches a pattern; a pattern that is none matches nothing. Linear in the text's length.</summary>
    internal static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    /// <summary>Whether a text is a pattern at all.</summary>
    internal static bool IsPattern(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string? One(object?[] a, Func<string, string> of) => a[0] is { } x ? of(Text(x)) : null;

    private static object? Both<T>(object?[] a, Func<string, string, T> of) => a[0] is { } x && a[1] is { } y ? of(Text(x), Text(y)) : null;

    private static string? Replace(object?[] a, Func<string, string> of) => a[0] is null ? null : Text(a[1]).Length == 0 ? Text(a[0]) : of(Text(a[0]));

    private static string ReplaceFirst(string text, string old, string with) =>
        text.IndexOf(old, StringComparison.Ordinal) is >= 0 and var at ? string.Concat(text.AsSpan(0, at), with, text.AsSpan(at + old.Length)) : text;

    private static object? Switch(object?[] a)
    {
        var input = Text(a[0]);
        for (var i = 2; i + 1 < a.Length; i += 2)
        {
            if (input.Contains(Text(a[i]), StringComparison.Ordinal))
            {
                return a[i + 1];
            }
        }

        return a[1];
    }

    private static string? Substring(object?[] a)
    {
        if (a is not [{ } value, long from, long to])
        {
            return null;
        }

        var text = Text(value);
        var start = (int)Math.Clamp(from, 0, text.Length);
        return text[start..(int)Math.Clamp(to, start, text.Length)];
    }

    private static string[] List(object? value) => value switch
    {
        null => [],
        string[] list => list,
        _ => [Text(value)],
    };

    private static long? Number(object? value) => value switch
    {
        long number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real)
            && Math.Abs(real) < 9e18 => (long)Math.Round(real, MidpointRounding.AwayFromZero),
        _ => null,
    };

    // The first argument names an app; whatever it names, the groups are the org's.
    private static string[] Groups(ExpressionContext context, object?[] a, Func<string, string, bool> holds) =>
        [.. context.Groups.Where(group => holds(group, Text(a[1]))).Take(a[2] is long most ? (int)Math.Clamp(most, 0, Many) : Many)];
}
