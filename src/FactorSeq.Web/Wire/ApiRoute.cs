using Microsoft.AspNetCore.Routing.Patterns;

namespace FactorSeq.Web.Wire;

/// <summary>One row of a slice's route table.</summary>
internal sealed record ApiRoute(string Method, string Pattern, RequestDelegate Handle);

/// <summary>Route tables become endpoints; a wrong verb on a known path is answered in Okta's words.</summary>
internal static class Routes
{
    // The framework's own mapping looks each handler over for attributes, which none of them has, and every start waits for five hundred of them.
    internal static void MapTable(this IEndpointRouteBuilder endpoints, params ReadOnlySpan<ApiRoute> table)
    {
        var mapped = new Endpoint[table.Length];
        for (var i = 0; i < table.Length; i++)
        {
            mapped[i] = Endpoint(table[i]);
        }

        endpoints.DataSources.Add(new DefaultEndpointDataSource(mapped));
    }

    private static RouteEndpoint Endpoint(ApiRoute route) => new(
        route.Handle,
        RoutePatternFactory.Parse(route.Pattern),
        order: 0,
        new EndpointMetadataCollection(new HttpMethodMetadata([route.Method])),
        $"{route.Method} {route.Pattern}");
}
