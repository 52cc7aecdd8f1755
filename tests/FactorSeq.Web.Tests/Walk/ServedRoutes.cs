using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.Walk;

/// <summary>A route that the server has mapped.</summary>
internal sealed partial record ServedRoute(string Method, string Pattern)
{
    /// <summary>Whether it only looks.</summary>
    internal bool IsRead => Method == "GET";

    /// <summary>Whether the emulator's gate stands before it.</summary>
    internal bool IsEmulator => Pattern == "/emulator" || Pattern.StartsWith("/emulator/", StringComparison.Ordinal);

    /// <summary>An address of it, with a user and ids that lead nowhere in place of its parameters.</summary>
    internal string Path(string user = "ben@demo.test") => Parameter().Replace(Pattern, parameter => parameter.Groups[1].Value switch
    {
        "userId" or "login" => user,
        "lifecycle" => "enable",
        "server" => "default",
        _ => "nowhere",
    });

    public override string ToString() => $"{Method} {Pattern}";

    [GeneratedRegex("\\{\\*{0,2}([A-Za-z]+)\\??\\}")]
    private static partial Regex Parameter();
}

/// <summary>The route table of the running server, from its endpoints: nobody keeps a list of it by hand.</summary>
internal static class ServedRoutes
{
    internal static ServedRoute[] All(OrgHost org) =>
    [
        .. org.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                .Select(method => new ServedRoute(method, "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))))
            .Distinct().OrderBy(route => route.Pattern, StringComparer.Ordinal).ThenBy(route => route.Method, StringComparer.Ordinal),
    ];

    /// <summary>Those that an administrator must be trusted for: all that are neither open to everybody nor the emulator's.</summary>
    internal static ServedRoute[] OfManagement(OrgHost org) => [.. All(org).Where(route => !route.IsEmulator && !OpenRoutes.Are(route))];
}
