using FactorSeq.Storage;
using FactorSeq.Web.Hosting;
using Serilog;
using Serilog.Events;

try
{
    // The command line is FactorSeq's own: the framework would take the word after a flag for its value.
    var builder = WebApplication.CreateSlimBuilder();
    var options = ServerOptions.Read(args, builder.Configuration);
    builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries));
    builder.Logging.ClearProviders().AddSerilog(
        new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}")
            .CreateLogger(),
        dispose: true);
    builder.Services.AddFactorSeq(options);

    var app = builder.Build();
    app.UseFactorSeq();
    await app.OpenOrgs();
    await app.StartAsync();
    await app.Greet();
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception e) when (e is UnusableException or StoreUnusableException or IOException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

/// <summary>The host.</summary>
internal sealed partial class Program;
