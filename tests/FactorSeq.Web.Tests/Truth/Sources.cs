using System.Text.RegularExpressions;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Truth;

/// <summary>The sources of the server, for tests that ask where a name is used.</summary>
internal static class Sources
{
    /// <summary>By path below <c>src</c>.</summary>
    internal static SortedDictionary<string, string> All { get; } = new(
        Directory.EnumerateFiles(Repository.Path("src"), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Repository.Path("src"), path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            .ToDictionary(path => path, path => Repository.Read("src", path)),
        StringComparer.Ordinal);

    /// <summary>The folders of the web project in which a name is used.</summary>
    internal static IEnumerable<string> FoldersWith(string name, string except) => All
        .Where(file => file.Key.StartsWith("FactorSeq.Web/", StringComparison.Ordinal) && !file.Key.EndsWith(except, StringComparison.Ordinal)
            && Regex.IsMatch(file.Value, $"\\b{Regex.Escape(name)}\\b"))
        .Select(file => Path.GetDirectoryName(file.Key["FactorSeq.Web/".Length..])!.Replace('\\', '/'))
        .Distinct();
}
