namespace FactorSeq.Storage;

/// <summary>What there is in a store.</summary>
/// <param name="Bytes">The bodies of both together.</param>
public sealed record StoreTally(long Documents, long Records, long Bytes)
{
    /// <summary>Rows of every kind.</summary>
    public long Rows => Documents + Records;
}
