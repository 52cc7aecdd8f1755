namespace FactorSeq.Web.Tests.OAuth;

/// <summary>The machine's clock, as far ahead as a test puts it.</summary>
internal sealed class Machine : TimeProvider
{
    internal TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
