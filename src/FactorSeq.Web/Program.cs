using FactorSeq.Storage;
using FactorSeq.Web.Hosting;

try
{
    Rehearsal.Begin();
    await using var app = Server.Build(args);
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
