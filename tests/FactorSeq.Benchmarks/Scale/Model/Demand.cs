namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>What an average sign-in costs: its own requests, and those of the apps that are opened after it.</summary>
internal sealed record Demand(
    double Requests, double Statements, double Reads, double Trips, double Lists, double Commits, double Ends, double Wal, double Hashes, double Signatures, double Seconds)
{
    /// <summary>How often each request comes in a sign-in.</summary>
    internal static IEnumerable<(Request Request, double Times)> Of(Way way, Constants c)
    {
        foreach (var request in way.Requests)
        {
            yield return (request, 1);
        }

        if (way.Polls)
        {
            // The last poll is the one that hears of the approval.
            yield return (Request.Poll, Math.Max(0, (c.PhoneSeconds / c.PollSeconds) - 1));
        }
    }

    internal static Demand Average(Constants c) => Sum(Mix(c), c);

    internal static Demand OfWay(Way way, Constants c) => Sum([.. Of(way, c)], c with { Lists = 0 }, way);

    /// <summary>Each request, and how often it comes in an average sign-in.</summary>
    internal static (Request Request, double Times)[] Mix(Constants c) =>
    [
        .. Way.All.SelectMany(way => Of(way, c).Select(part => (part.Request, part.Times * way.Share)))
            .Append((Request.Authorize, c.Apps)).Append((Request.Token, c.Apps))
            .GroupBy(part => part.Item1).Select(group => (group.Key, group.Sum(part => part.Item2))),
    ];

    internal double DatabaseMs(Constants c) => DatabaseMs(Statements, Trips, c);

    internal static double DatabaseMs(double statements, double trips, Constants c) => (statements * c.StatementMs) + (trips * c.TripCpuMs);

    internal double NodeMs(Constants c) => (Requests * c.NodeMs) + (Hashes * c.HashMs) + (Signatures * c.SignMs);

    private static Demand Sum((Request Request, double Times)[] mix, Constants c, Way? only = null)
    {
        double Of(Func<Request, double> what) => mix.Sum(part => what(part.Request) * part.Times);
        var requests = Of(_ => 1) + c.Lists;
        var ways = only is null ? Way.All : [only with { Share = 1 }];
        return new Demand(
            requests,
            Of(r => r.Statements) + (2 * c.Lists),
            Of(r => r.Reads) + (2 * c.Lists),
            Of(r => r.Trips) + (2 * c.Lists),
            c.Lists,
            Of(r => r.Commits ? 1 : 0),
            Of(r => r.Ends ? 1 : 0),
            Of(r => r.Wal),
            Of(r => r.Hashes),
            Of(r => r.Signatures),
            ways.Sum(way => way.Share * ((way.Requests.Count(r => r.IsStep) * c.TypeSeconds / 2) + (way.Polls ? c.PhoneSeconds : 0))));
    }
}
