namespace FactorSeq.Web.Lab;

/// <summary>What a tester wants to go wrong, where, and how often.</summary>
internal sealed record Fault
{
    public required string Id { get; init; }

    /// <summary>Whose requests; null for everybody's.</summary>
    public string? User { get; init; }

    public string? Method { get; init; }

    /// <summary>The template of a route, a path, or the beginning of one before <c>*</c>; null for every one.</summary>
    public string? Route { get; init; }

    /// <summary>A factor's name in the seed: then it is the factor's provider that fails.</summary>
    public string? Factor { get; init; }

    /// <summary>A directory's name: then it is the directory that fails.</summary>
    public string? Directory { get; init; }

    public FaultKind Kind { get; init; }

    public int? Status { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorSummary { get; init; }

    public TimeSpan Delay { get; init; }

    public bool Drop { get; init; }

    /// <summary>How often it will strike yet; null where nobody counts.</summary>
    public int? Remaining { get; init; }

    internal FaultSeam Seam => Factor is not null ? FaultSeam.Factor : Directory is not null ? FaultSeam.Directory : FaultSeam.Request;

    /// <summary>Whether it does no more than keep people waiting.</summary>
    internal bool OnlyDelays => Delay > TimeSpan.Zero && !Drop && Status is null && ErrorCode is null && Kind == FaultKind.Usual;

    internal bool IsSpent => Remaining == 0;
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
