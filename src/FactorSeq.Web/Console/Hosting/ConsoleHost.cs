using System.Diagnostics;
using FactorSeq.Web.Console.Access;
using FactorSeq.Web.Console.Layout;
using FactorSeq.Web.Console.Pages.Apps;
using FactorSeq.Web.Console.Policies;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using Radzen;

namespace FactorSeq.Web.Console.Hosting;

/// <summary>
/// The console: a Blazor app with services and routes of its own, put together when somebody first opens it. A server that nobody administers
/// starts in the time of one that has no console.
/// </summary>
internal sealed class ConsoleHost(IServiceProvider outer) : IAsyncDisposable
{
    /// <summary>Where circuits connect.</summary>
    internal const string Hub = "/_blazor";

    // Components place themselves by style attributes, and can do no other way. Everything else comes from files of ours.
    private const string OwnFilesOnly =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    private readonly Lazy<(ServiceProvider Services, RequestDelegate Routes)> inner = new(() => Build(outer));

    /// <summary>Serves a request of an admin.</summary>
    /// <param name="rest">The path below the console's root.</param>
    internal async Task Serve(HttpContext context, PathString rest, AdminSession admin)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = OwnFilesOnly;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-store";
        var (services, routes) = inner.Value;
        var (path, pathBase, before) = (context.Request.Path, context.Request.PathBase, context.RequestServices);
        await using var scope = services.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        context.Request.PathBase = pathBase.Add(ConsoleGate.Root);
        context.Request.Path = rest;
        context.User = admin.Principal();
        try
        {
            await routes(context);
        }
        finally
        {
            context.RequestServices = before;
            context.Request.PathBase = pathBase;
            context.Request.Path = path;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (inner.IsValueCreated)
        {
            await inner.Value.Services.DisposeAsync();
        }
    }

    private static (ServiceProvider, RequestDelegate) Build(IServiceProvider outer)
    {
        var services = new ServiceCollection();
        Shared<ILoggerFactory>(services, outer);
        Shared<IConfiguration>(services, outer);
        Shared<IWebHostEnvironment>(services, outer);
        Shared<IHostEnvironment>(services, outer);
        Shared<IHostApplicationLifetime>(services, outer);
        Shared<OrgRegistry>(services, outer);
        Shared<OwnPipeline>(services, outer);
        Shared<ServerOptions>(services, outer);
        Shared<DiagnosticListener>(services, outer);
        Shared<DiagnosticSource>(services, outer);
        services.AddSingleton(new OuterServices(outer));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddMetrics();
        services.AddRouting();
        outer.GetRequiredService<PageKeys>().AddTo(services);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddAntiforgery(forms => forms.SuppressXFrameOptionsHeader = true);
        services.AddRadzenComponents();
        services.AddScoped<OwnApi>();
        services.AddScoped<Preview>();
        services.AddScoped<FreshSecret>();
        var provider = services.BuildServiceProvider();
        var app = new ApplicationBuilder(provider);
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseWebSockets();
        app.UseRouting();
        app.UseAntiforgery();
        app.UseEndpoints(endpoints => endpoints.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null));
        return (provider, app.Build());
    }

    private static void Shared<T>(ServiceCollection services, IServiceProvider outer)
        where T : class => services.AddSingleton(outer.GetRequiredService<T>());
}
