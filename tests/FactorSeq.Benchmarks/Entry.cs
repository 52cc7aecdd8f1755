using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FactorSeq.Benchmarks.Compare;
using FactorSeq.Benchmarks.Inside;
using FactorSeq.Benchmarks.Load;
using FactorSeq.Benchmarks.Orgs;
using FactorSeq.Benchmarks.Scale;
using FactorSeq.Benchmarks.Soak;

namespace FactorSeq.Benchmarks;

/// <summary><c>load</c> and <c>compare</c> measure servers from outside, <c>inside</c> requests without sockets, <c>orgs</c> orgs inside a test process, <c>soak</c> a server for an hour, <c>scale</c> works out a fleet; anything else is BenchmarkDotNet's, with <c>--quick</c> for a short job.</summary>
internal static class Entry
{
    internal static async Task<int> Main(string[] args)
    {
        try
        {
            switch (args)
            {
                case ["load", .. var rest]:
                    return await LoadCommand.Run(Arguments.Read(rest, LoadCommand.Names));
                case ["orgs", .. var rest]:
                    return await OrgsCommand.Run(Arguments.Read(rest, OrgsCommand.Names));
                case ["inside", .. var rest]:
                    return await InsideCommand.Run(Arguments.Read(rest, InsideCommand.Names));
                case ["soak", .. var rest]:
                    return await SoakCommand.Run(Arguments.Read(rest, SoakCommand.Names));
                case ["scale", .. var rest]:
                    return ScaleCommand.Run(Arguments.Read(rest, ScaleCommand.Names));
                case ["compare", .. var rest]:
                    return await CompareCommand.Run(Arguments.Read(rest, CompareCommand.Names));
            }
        }
        catch (Exception e) when (e is ArgumentException or IOException or System.Net.Sockets.SocketException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }

        var quick = args.Contains("--quick");
        BenchmarkSwitcher.FromAssembly(typeof(Entry).Assembly).Run(
            [.. args.Where(a => a != "--quick")],
            quick
                ? DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                : DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance)));
        return 0;
    }
}
