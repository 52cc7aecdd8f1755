namespace FactorSeq.Web.Lab;

/// <summary>What a tester wants to go wrong, where, and how often.</summary>
internal sealed class Fault
{
    private int remaining;

    internal Fault(int? times) => remaining = times ?? -1;

    internal required string Id { get; init; }

    /// <summary>Whose requests; null for everybody's.</summary>
    internal string? User { get; init; }

    internal string? Method { get; init; }

    /// <summary>The template of a route, a path, or the beginning of one before <c>*</c>; null for every one.</summary>
    internal string? Route { get; init; }

    /// <summary>A factor's name in the seed: then it is the factor's provider that fails.</summary>
    internal string? Factor { get; init; }

    /// <summary>A directory's name: then it is the directory that fails.</summary>
    internal string? Directory { get; init; }

    internal FaultKind Kind { get; init; }

    internal int? Status { get; init; }

    internal string? ErrorCode { get; init; }

    internal string? ErrorSummary { get; init; }

    internal TimeSpan Delay { get; init; }

    internal bool Drop { get; init; }

    internal FaultSeam Seam => Factor is not null ? FaultSeam.Factor : Directory is not null ? FaultSeam.Directory : FaultSeam.Request;

    /// <summary>Whether it does no more than keep people waiting.</summary>
    internal bool OnlyDelays => Delay > TimeSpan.Zero && !Drop && Status is null && ErrorCode is null && Kind == FaultKind.Usual;

    /// <summary>How often it will strike yet; null where nobody counts.</summary>
    internal int? Remaining => Volatile.Read(ref remaining) is >= 0 and var left ? left : null;

    internal bool IsSpent => Remaining == 0;

    /// <summary>Takes one strike: of any number of requests at once, as many as are left.</summary>
    internal bool Strikes()
    {
        while (true)
        {
            var left = Volatile.Read(ref remaining);
            if (left < 0)
            {
                return true;
            }

            if (left == 0)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref remaining, left - 1, left) == left)
            {
                return true;
            }
        }
    }
}

/// <summary>Where a fault strikes.</summary>
internal enum FaultSeam
{
    Request,
    Factor,
    Directory,
}

/// <summary>How what is behind a seam fails.</summary>
internal enum FaultKind
{
    /// <summary>As is usual there: an error, an unreachable directory.</summary>
    Usual,
    Timeout,
    Unreachable,

    /// <summary>It answers, and will not do what it is asked.</summary>
    Unwilling,
}
