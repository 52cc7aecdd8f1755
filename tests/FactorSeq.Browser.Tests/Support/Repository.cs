namespace FactorSeq.Browser.Tests.Support;

/// <summary>Where things lie in the repository.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    internal static string DemoSeed => Path.Combine(Root, "src/FactorSeq.Web/Seed/demo.yaml");

    internal static string StatesSeed => Path.Combine(Root, "tests/FactorSeq.Browser.Tests/Support/states.yaml");

    /// <summary>The Release build of a project.</summary>
    internal static string Built(string project, string assembly)
    {
        var path = Path.Combine(Root, project, "bin/Release/net10.0", assembly);
        return File.Exists(path) ? path : throw new FileNotFoundException($"Build the solution first (-c Release): {path} is missing.");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "FactorSeq.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
