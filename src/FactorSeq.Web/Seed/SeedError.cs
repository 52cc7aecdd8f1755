namespace FactorSeq.Web.Seed;

/// <summary>One thing wrong with a seed, where it stands, and what to do about it.</summary>
/// <param name="Path">Empty for the document as a whole.</param>
internal sealed record SeedError(string File, int Line, string Path, string Message, string Cure)
{
    public override string ToString() => Path.Length == 0
        ? $"{File}:{Line}: {Message}. {Cure}"
        : $"{File}:{Line}: {Path}: {Message}. {Cure}";
}
