using System.Collections.Immutable;

namespace FactorSeq.Web.Seed;

/// <summary>Everything found wrong so far. Reading goes on after an error, so that one run shows the tester all of them.</summary>
internal sealed class SeedErrors(string file)
{
    // A hostile file must not cost more memory in complaints than it has bytes.
    private const int Limit = 1000;

    private readonly List<SeedError> found = [];

    /// <summary>The folder of the seed: files that it names lie relative to it. Empty for the working folder.</summary>
    internal string Folder => Path.GetDirectoryName(file) ?? "";

    internal bool Any => found.Count > 0;

    /// <summary>Nothing more is taken: no need to work out what it would say.</summary>
    internal bool IsFull => found.Count >= Limit;

    /// <summary>In the order of the file.</summary>
    internal ImmutableArray<SeedError> InOrder => [.. found.OrderBy(error => error.Line)];

    internal void Add(SeedNode at, string message, string cure) => Add(at.Line, at.Path, message, cure);

    internal void Add(int line, string path, string message, string cure)
    {
        if (!IsFull)
        {
            found.Add(new SeedError(file, line, path, message, cure));
        }
    }
}
