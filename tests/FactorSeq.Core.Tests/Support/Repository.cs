namespace FactorSeq.Core.Tests.Support;

/// <summary>The working tree the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    internal static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>C# files under a folder, generated ones left out.</summary>
    internal static IEnumerable<string> Sources(params string[] parts) =>
        Directory.EnumerateFiles(Path(parts), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(System.IO.Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal);

    internal static string Name(string file) => System.IO.Path.GetRelativePath(Root, file);

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "FactorSeq.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"no FactorSeq.sln above {folder}");
    }
}
