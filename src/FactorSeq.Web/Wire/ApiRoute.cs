namespace FactorSeq.Web.Wire;

/// <summary>One row of a slice's route table.</summary>
internal sealed record ApiRoute(string Method, string Pattern, RequestDelegate Handle);

/// <summary>Route tables become endpoints; a wrong verb on a known path is answered in Okta's words.</summary>
internal static class Routes
{
    internal static void MapTable(this IEndpointRouteBuilder endpoints, params ReadOnlySpan<ApiRoute> table)
    {
        foreach (var route in table)
        {
            endpoints.MapMethods(route.Pattern, [route.Method], route.Handle);
        }
    }
}
