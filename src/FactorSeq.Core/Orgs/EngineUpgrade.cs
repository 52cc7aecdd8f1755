namespace FactorSeq.Core.Orgs;

/// <summary>An org's switch to Identity Engine: what its sign-ins are decided by is worked out of its policies anew whenever these change.</summary>
/// <param name="PreservesSequences">Sequences stay; otherwise authentication policies take their place.</param>
/// <param name="MethodChains">Authentication method chains are written where assurance is not faithful.</param>
/// <param name="Since">By the org's clock.</param>
public sealed record EngineUpgrade(bool PreservesSequences, bool MethodChains, DateTimeOffset Since)
{
    /// <summary>"Rollback is available for seven days."</summary>
    public static readonly TimeSpan RollbackWindow = TimeSpan.FromDays(7);

    /// <summary>Until when it can be taken back.</summary>
    public DateTimeOffset RollbackUntil => Since + RollbackWindow;
}
