using FactorSeq.Benchmarks.Scale.Model;

namespace FactorSeq.Benchmarks.Scale;

/// <summary><c>scale</c>: what so many users in so many orgs need, worked out from what one machine was seen to do. It prints the tables of docs/explanation/scale.md.</summary>
internal static class ScaleCommand
{
    internal static readonly string[] Names = ["orgs", "users", "seed", "seconds"];

    internal static int Run(Arguments arguments)
    {
        var orgs = arguments.Number("orgs", 1000, 1, 1_000_000);
        var users = arguments.Number("users", 100_000_000, 1, int.MaxValue);
        var seed = (ulong)arguments.Number("seed", 1, 0, int.MaxValue);
        var seconds = arguments.Number("seconds", 10, 1, 600);
        var report = new ScaleReport(Console.Out, orgs, users, seed, Constants.Default);
        report.Inputs();
        report.SignIns();
        report.Peak();
        report.OneDatabase();
        report.Partitioned();
        report.LargestOrg();
        report.Waiting(seconds);
        report.Attack(seconds);
        report.Replicas();
        report.Savings();
        report.Million();
        report.Sensitivity();
        return 0;
    }
}
