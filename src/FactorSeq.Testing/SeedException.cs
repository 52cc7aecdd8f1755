namespace FactorSeq.Testing;

/// <summary>A seed that cannot be used. Nothing was started.</summary>
public sealed class SeedException : Exception
{
    internal SeedException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>Every error: file, line, path, what is wrong, what to do.</summary>
    public IReadOnlyList<string> Errors { get; }
}
