using System.Text.RegularExpressions;

namespace FactorSeq.Web.Lab;

/// <summary>Routes as testers write them: the template as the documentation has it, whatever the names in braces; a path; or <c>/oauth2/*</c>.</summary>
internal static partial class FaultRoutes
{
    internal static bool Fits(Fault fault, HttpContext context) =>
        (fault.Method is not { } method || string.Equals(method, context.Request.Method, StringComparison.OrdinalIgnoreCase))
        && (fault.Route is not { } route || Fits(route, context));

    /// <summary>Whether any route of this server can be meant.</summary>
    internal static bool Exists(string route, IEnumerable<Endpoint> endpoints)
    {
        var templates = endpoints.OfType<RouteEndpoint>().Select(endpoint => Plain(endpoint.RoutePattern.RawText ?? ""));
        return route.EndsWith('*')
            ? templates.Any(template => template.StartsWith(Plain(route[..^1]), StringComparison.OrdinalIgnoreCase))
            : templates.Any(template => Same(template, Plain(route)));
    }

    private static bool Fits(string route, HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (route.EndsWith('*'))
        {
            return path.StartsWith(route[..^1], StringComparison.OrdinalIgnoreCase);
        }

        return string.Equals(path, route, StringComparison.OrdinalIgnoreCase)
            || ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is { } template
                && string.Equals(Plain(template), Plain(route), StringComparison.OrdinalIgnoreCase));
    }

    // A part in braces stands for any part.
    private static bool Same(string template, string route)
    {
        var (known, asked) = (template.Trim('/').Split('/'), route.Trim('/').Split('/'));
        return known.Length == asked.Length
            && known.Zip(asked).All(pair => pair.First.Contains("{}", StringComparison.Ordinal) || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    private static string Plain(string template) => "/" + Named.Replace(template.Trim('/'), "{}");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Named { get; }
}
