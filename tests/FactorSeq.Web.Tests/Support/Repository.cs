namespace FactorSeq.Web.Tests.Support;

/// <summary>The working tree the tests run in. Found from where they lie: CI's builds map the paths of source files.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    internal static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    internal static string Read(params string[] parts) => File.ReadAllText(Path(parts));

    private static string Find(DirectoryInfo at) => File.Exists(System.IO.Path.Combine(at.FullName, "FactorSeq.sln"))
        ? at.FullName
        : Find(at.Parent ?? throw new InvalidOperationException("There is no FactorSeq.sln above the tests."));
}
