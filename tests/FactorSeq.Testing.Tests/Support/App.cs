using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Testing.Tests.Support;

/// <summary>An app under test, inside the process: <c>/me</c> is for whoever has signed in.</summary>
internal static class App
{
    internal static async Task<WebApplication> Start(string scheme, Action<AuthenticationBuilder> authentication)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore().AddLogging().AddAuthorization();
        authentication(builder.Services.AddAuthentication(scheme));
        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/me", (ClaimsPrincipal user) => user.FindFirstValue("preferred_username") ?? user.FindFirstValue("sub")).RequireAuthorization();
        await app.StartAsync();
        return app;
    }
}
