using System.Xml.Linq;

namespace FactorSeq.Testing.Tests;

/// <summary>The package carries the emulator's assemblies, so it must name what they need.</summary>
public sealed class PackageTests
{
    [Fact]
    public void The_package_depends_on_every_package_of_the_assemblies_in_it()
    {
        var own = Packages("FactorSeq.Testing").ToHashSet();
        string[] inside = ["FactorSeq.Core", "FactorSeq.Directory", "FactorSeq.Factors", "FactorSeq.Storage", "FactorSeq.Web"];

        Assert.Subset(own, inside.SelectMany(Packages).ToHashSet());
    }

    private static IEnumerable<string> Packages(string project) =>
        XDocument.Load(Path.Combine(Root(new DirectoryInfo(AppContext.BaseDirectory)), "src", project, $"{project}.csproj"))
            .Descendants("PackageReference")
            .Where(reference => (string?)reference.Attribute("PrivateAssets") != "all")
            .Select(reference => (string)reference.Attribute("Include")!);

    private static string Root(DirectoryInfo at) => File.Exists(Path.Combine(at.FullName, "FactorSeq.sln"))
        ? at.FullName
        : Root(at.Parent ?? throw new InvalidOperationException("There is no FactorSeq.sln above the tests."));
}
