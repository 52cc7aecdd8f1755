using FactorSeq.Storage;

namespace FactorSeq.Web.Hosting;

/// <summary>A whole run of the server: from the command line to the end of the process.</summary>
internal static class Serving
{
    /// <summary>Serves until somebody ends it.</summary>
    /// <returns>0, or 1 where it could not be served as it was asked to; the error output says why.</returns>
    internal static async Task<int> Run(string[] args)
    {
        try
        {
            Rehearsal.OfReadingAndServing();
            await using var app = Server.Build(args, services => services.AddHostedService<IdleMemory>());
            await app.OpenOrgs();
            await app.StartAsync();
            await app.Greet();
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e) when (e is UnusableException or StoreUnusableException or IOException)
        {
            System.Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
