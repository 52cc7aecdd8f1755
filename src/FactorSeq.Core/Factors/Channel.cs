namespace FactorSeq.Core.Factors;

/// <summary>How a code travels to its owner. Each has its own throttle (E0000109, E0000133, E0000118).</summary>
public enum Channel
{
    Sms,
    Call,
    Email,
}
