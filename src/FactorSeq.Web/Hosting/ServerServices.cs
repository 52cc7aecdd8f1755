using Microsoft.AspNetCore.Http.Features;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// The server's own services for a request: all of them live as long as the server, so a request needs no scope of its own. The console, whose services
/// live as long as a page, makes one for itself.
/// </summary>
internal sealed class ServerServices(IServiceProvider services) : IServiceProvidersFeature
{
    public IServiceProvider RequestServices { get; set; } = services;

    internal static Task Give(HttpContext context, RequestDelegate next, IServiceProvider services)
    {
        context.Features.Set<IServiceProvidersFeature>(new ServerServices(services));
        return next(context);
    }
}
