namespace FactorSeq.Testing;

/// <summary>The org refused, in the words of Okta's error object.</summary>
public class OktaException : Exception
{
    internal OktaException(OktaFault fault, string message)
        : base(message)
    {
        Status = fault.Status;
        ErrorCode = fault.Code;
        Summary = fault.Summary;
        Causes = fault.Causes;
    }

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>Okta's code, for example <c>E0000074</c>; an OAuth error such as <c>invalid_scope</c> from an authorization server.</summary>
    public string? ErrorCode { get; }

    /// <summary>Okta's summary, for example <c>Factor Service Error</c>.</summary>
    public string? Summary { get; }

    /// <summary>What the error object says beside the summary.</summary>
    public IReadOnlyList<string> Causes { get; }
}

/// <summary>What an answer that is no success says.</summary>
internal sealed record OktaFault(int Status, string? Code, string? Summary, IReadOnlyList<string> Causes)
{
    public override string ToString() =>
        $"{Status} {Code} {Summary}{string.Concat(Causes.Select(cause => $"; {cause}"))}".TrimEnd();
}
