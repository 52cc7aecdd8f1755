using System.Security.Cryptography;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FactorSeq.Testing.Hosting;

/// <summary>The emulator's own pipeline, once for each org, with a store, a clock and a key that no other org has.</summary>
internal sealed class OrgHost : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly string? added;

    /// <param name="added">The name of an org that came later; null for the one that the host was started for.</param>
    private OrgHost(WebApplication app, string? added = null)
    {
        (this.app, this.added) = (app, added);
        Server = app.Services.GetRequiredService<OrgServer>();
    }

    internal OrgServer Server { get; }

    internal Org Org => added is null ? Orgs.Default : Orgs.Find(added) ?? throw new ObjectDisposedException(added);

    internal IReadOnlyDictionary<string, string> Passwords => app.Services.GetRequiredService<Seeding>().Passwords(Org.Name);

    /// <summary>The seed as it was given.</summary>
    internal string Seed => app.Services.GetRequiredService<Seeding>().SourceOf(Org.Name).Text();

    /// <exception cref="SeedException">The seed has errors; all of them are in it.</exception>
    internal static async Task<OrgHost> Start(string? text, string? file, Action<ILoggingBuilder>? logging, CancellationToken cancellation)
    {
        var app = Build(new ServerOptions
        {
            Urls = "",
            Seed = file,
            SeedText = file is null ? text ?? Seeding.BuiltIn : null,
            AdminToken = "00" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
        }, logging);
        try
        {
            await app.OpenOrgs();
            await app.StartAsync(cancellation);
            return new OrgHost(app);
        }
        catch (UnusableException e)
        {
            await app.DisposeAsync();
            throw new SeedException(e.Message.Split('\n'));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>An org that was added to this host.</summary>
    internal OrgHost Beside(string name) => new(app, name);

    /// <summary>Ends the process that all orgs of the host share, or drops the one that was added.</summary>
    public ValueTask DisposeAsync() => added is null ? app.DisposeAsync() : Drop(added);

    private OrgRegistry Orgs => app.Services.GetRequiredService<OrgRegistry>();

    private async ValueTask Drop(string name)
    {
        try
        {
            await app.Services.GetRequiredService<AddedOrgs>().Drop(name);
        }
        catch (ObjectDisposedException)
        {
            // The host ended first, and this org with it.
        }
    }

    // Nothing of the test's surroundings reaches in: no appsettings.json of the app under test, no environment, no file watchers.
    private static WebApplication Build(ServerOptions options, Action<ILoggingBuilder>? logging)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddRoutingCore();
        builder.Services.AddFactorSeq(options);
        builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(SigningKeyMaker)));
        builder.Services.AddSingleton<SigningKeyLease>();
        builder.Services.AddSingleton<Func<RSA>>(services => services.GetRequiredService<SigningKeyLease>().Take);
        builder.Services.AddSingleton<OrgServer>();
        builder.Services.AddSingleton<IServer>(services => services.GetRequiredService<OrgServer>());
        builder.Services.AddSingleton<IHostLifetime, UntilDisposed>();
        logging?.Invoke(builder.Logging);
        var app = builder.Build();
        app.UseFactorSeq();
        return app;
    }

    // The console's lifetime would catch the test runner's Ctrl+C, once for each org.
    private sealed class UntilDisposed : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
