using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Factors;
using FactorSeq.Web.Api.Apps;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Api.AuthorizationServers;
using FactorSeq.Web.Api.EventHooks;
using FactorSeq.Web.Api.Features;
using FactorSeq.Web.Api.Grants;
using FactorSeq.Web.Api.Behaviors;
using FactorSeq.Web.Api.OrgFactors;
using FactorSeq.Web.Api.Orgs;
using FactorSeq.Web.Api.Origins;
using FactorSeq.Web.Api.Policies;
using FactorSeq.Web.Api.Groups;
using FactorSeq.Web.Api.Logs;
using FactorSeq.Web.Api.Providers;
using FactorSeq.Web.Api.Registration;
using FactorSeq.Web.Api.Roles;
using FactorSeq.Web.Api.Schemas;
using FactorSeq.Web.Api.Sessions;
using FactorSeq.Web.Api.Templates;
using FactorSeq.Web.Api.Users;
using FactorSeq.Web.Api.Zones;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Console.Access;
using FactorSeq.Web.Console.Hosting;
using FactorSeq.Web.Directories;
using FactorSeq.Web.Emulator;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting.Https;
using FactorSeq.Web.Inbound;
using FactorSeq.Web.Lab;
using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Saml;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Throttling;
using FactorSeq.Web.WellKnown;
using FactorSeq.Web.Wire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;

namespace FactorSeq.Web.Hosting;

/// <summary>The parts put together: services, the pipeline in order, every slice's routes.</summary>
internal static class Server
{
    /// <summary>Puts the parts together as the command line asks; nothing is opened and nothing listens yet.</summary>
    /// <param name="args">FactorSeq's own options: the framework would take the word after a flag for its value.</param>
    /// <param name="replace">Services to put in place of the usual ones.</param>
    internal static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = Builder();
        var options = ServerOptions.Read(args, builder.Configuration);
        if (options.IsKept)
        {
            Rehearsal.OfWriting();
        }

        builder.WebHost.UseUrls(Listening.Addresses(options));
        builder.WebHost.ConfigureKestrel(Limits.Set);
        Logs.Add(builder.Logging);
        builder.Services.AddFactorSeq(options);
        Listening.AddHttps(builder, options);
        if (options.Drain > TimeSpan.Zero)
        {
            builder.Services.AddSingleton<IHostLifetime>(services => services.GetRequiredService<Drain>());
            builder.Services.AddSingleton<IConnectionListenerFactory, LastConnections>();
        }

        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseFactorSeq();
        return app;
    }

    // What the framework's own builders add beside this, file watchers above all, a start would wait for and never use.
    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration
            .AddEnvironmentVariables("ASPNETCORE_")
            .AddJsonFile("appsettings.json", optional: true, reloadOnChange: false)
            .AddEnvironmentVariables();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel((context, kestrel) => kestrel.Configure(context.Configuration.GetSection("Kestrel")));
        builder.Services.AddRouting();
        return builder;
    }

    internal static void AddFactorSeq(this IServiceCollection services, ServerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => options.Postgres is null ? TimeProvider.System : new StoreClock(provider.GetRequiredService<INodes>()));
        services.AddSingleton(All.Catalog(options.PasswordIterations));
        services.AddSingleton(_ => Stores.Open(options));
        services.AddSingleton(provider => Stores.Join(options, provider));
        services.AddSingleton<NodeAgreement>();
        services.AddSingleton<OrgNews>();
        services.AddSingleton<PageKeys>();
        services.AddSingleton<Drain>();
        services.AddSingleton<IDirectories, DirectoryConnections>();
        services.AddSingleton<OrgRegistry>();
        services.AddSingleton<HookQueue>();
        services.AddHostedService<EventHookDelivery>();
        services.AddSingleton<OrgLives>();
        services.AddSingleton<OrgTurnover>();
        services.AddSingleton<SeedMemory>();
        services.AddSingleton<Seeding>();
        services.AddSingleton<AddedOrgs>();
        services.AddSingleton<Snapshots>();
        services.AddSingleton<OrgOpening>();
        services.AddHostedService<SeedWatch>();
        services.AddHostedService<Sweeper>();
        services.AddHostedService<ImportSchedule>();
        services.AddSingleton<RateLimiter>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<PublishedKeys>();
        services.AddSingleton(Inbound.ProviderPatience.Usual);
        services.AddHostedService<SigningKeyMaker>();
        services.AddSingleton<OwnPipeline>();
        services.AddSingleton<ConsoleHost>();
        services.AddExceptionHandler<Crash>();
        services.AddCors();
        services.AddSingleton<ICorsPolicyProvider, TrustedOrigins>();
        services.Configure<ForwardedHeadersOptions>(forwarded => Proxies.Configure(forwarded, options));
    }

    internal static void UseFactorSeq(this WebApplication app)
    {
        var news = app.Services.GetRequiredService<OrgNews>();
        var options = app.Services.GetRequiredService<ServerOptions>();
        app.Use((context, next) => ServerServices.Give(context, next, app.Services));
        if (options.Drain > TimeSpan.Zero)
        {
            app.Use(app.Services.GetRequiredService<Drain>().Part);
        }

        app.UseExceptionHandler(_ => { });
        app.Use(OktaHeaders.Add);
        app.Use(SafeHeaders.Add);
        // Both names must be ours: a page that rebinds its name can write X-Forwarded-Host, but not Host.
        app.Use((context, next) => HostNames.Check(context, next, options));
        app.UseForwardedHeaders();
        app.Use((context, next) => HostNames.CheckForwarded(context, next, options));
        app.Use((context, next) => OrgOfRequest.Resolve(context, next, news));
        app.Use(Journaling.Note);
        app.Use((context, next) => Proxies.Follow(context, next));
        app.UseCors();
        app.Use(app.Services.GetRequiredService<RateLimiter>().Guard);
        app.Use(EmulatorGate.Guard);
        app.Use(ConsoleGate.Guard);
        app.Use(app.Services.GetRequiredService<OwnPipeline>().Take);
        app.UseRouting();
        app.Use(FaultGate.Guard);
        app.Use(UnknownRoutes.Answer);
        app.MapTable(AuthnApi.Table);
        app.MapTable(UsersApi.Table);
        app.MapTable(UserFactorsApi.Table);
        app.MapTable(GroupsApi.Table);
        app.MapTable(GroupRulesApi.Table);
        app.MapTable(RolesApi.Table);
        app.MapTable(SchemasApi.Table);
        app.MapTable(MappingsApi.Table);
        app.MapTable(OrgApi.Table);
        app.MapTable(ReadOnlyApi.Table);
        app.MapTable(SmsTemplatesApi.Table);
        app.MapTable(LogsApi.Table);
        app.MapTable(SessionsApi.Table);
        app.MapTable(FeaturesApi.Table);
        app.MapTable(PoliciesApi.Table);
        app.MapTable(PolicyRulesApi.Table);
        app.MapTable(ZonesApi.Table);
        app.MapTable(OriginsApi.Table);
        app.MapTable(BehaviorsApi.Table);
        app.MapTable(OrgFactorsApi.Table);
        app.MapTable(AppsApi.Table);
        app.MapTable(ServersApi.Table);
        app.MapTable(RefreshTokensApi.Table);
        app.MapTable(UserGrantsApi.Table);
        app.MapTable(EventHooksApi.Table);
        app.MapTable(RegistrationApi.Table);
        app.MapTable(SignInPages.Table);
        app.MapTable(AppLinks.Table);
        app.MapTable(WellKnownApi.Table);
        app.MapTable(OktaWidgetPage.Table);
        app.MapTable(OAuthApi.Table);
        app.MapTable(ClientsApi.Table);
        app.MapTable(SamlApi.Table);
        app.MapTable(InboundApi.Table);
        app.MapTable(ProvidersApi.Table);
        app.MapTable(EmulatorApi.Table);
    }

    /// <summary>Opens the store and fills the orgs that the seeds describe.</summary>
    internal static Task OpenOrgs(this WebApplication app) => app.Services.GetRequiredService<OrgOpening>().All();

    /// <summary>Says where to go and who can sign in.</summary>
    internal static async Task Greet(this WebApplication app)
    {
        var services = app.Services;
        var orgs = services.GetRequiredService<OrgRegistry>();
        var org = orgs.Default;
        var accounts = await org.Documents.List(org.Name, DocumentKinds.Accounts, 100);
        System.Console.WriteLine(Greeting.Text(
            new Whereabouts(
                app.Urls.FirstOrDefault()?.TrimEnd('/') ?? ServerOptions.DefaultUrl,
                app.Urls.FirstOrDefault(url => url.StartsWith("https:", StringComparison.Ordinal)),
                [.. orgs.All.Where(other => other != org).Select(other => other.Name).Order(StringComparer.Ordinal)],
                services.GetService<ServerCertificates>()),
            org,
            accounts.Select(a => a.Value),
            services.GetRequiredService<Seeding>().Passwords(org.Name),
            services.GetRequiredService<ServerOptions>()));
    }
}
