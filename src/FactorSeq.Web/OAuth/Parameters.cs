using System.Collections.Immutable;
using FactorSeq.Web.Wire;
using Microsoft.Extensions.Primitives;

namespace FactorSeq.Web.OAuth;

/// <summary>The parameters of an OAuth request: each at most once, and an empty one is absent (RFC 6749 §3.1).</summary>
/// <param name="Repeated">A parameter that was given more than once, or null.</param>
internal sealed record Parameters(ImmutableSortedDictionary<string, string> Values, string? Repeated = null)
{
    internal string? this[string name] => Values.GetValueOrDefault(name);

    internal static Parameters OfQuery(HttpRequest request) => Of(request.Query);

    /// <summary>Reads the body as a form; null where it is none.</summary>
    internal static async ValueTask<Parameters?> OfForm(HttpRequest request) =>
        await FormBody.Find(request) is { } form ? Of(form) : null;

    private static Parameters Of(IEnumerable<KeyValuePair<string, StringValues>> given)
    {
        var values = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        string? repeated = null;
        foreach (var (name, value) in given)
        {
            if (value.Count > 1)
            {
                repeated ??= name;
            }
            else if (value.ToString() is { Length: > 0 } text)
            {
                values.Add(name, text);
            }
        }

        return new Parameters(values.ToImmutable(), repeated);
    }
}
