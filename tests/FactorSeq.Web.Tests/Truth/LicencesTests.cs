using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Truth;

/// <summary>Every package that travels with the product, and by which licence: read from what was restored, held against a list of those that we may ship.</summary>
public sealed class LicencesTests
{
    private static readonly string[] Allowed = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL", "Public domain"];

    // Whose package names a file in place of a licence: somebody has read the file.
    private static readonly (string Package, string Licence)[] Read = [("SourceGear.sqlite3", "Public domain")];

    // Brought by the SDK in the SDK's own version, or used while building alone.
    private static readonly string[] NotShipped = ["Microsoft.AspNetCore.App.Internal.Assets", "Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    private static readonly (string Project, string What)[] Products = [("FactorSeq.Web", "server"), ("FactorSeq.Cli", "command line")];

    [Fact]
    public void The_page_names_every_package_and_each_may_be_shipped()
    {
        var packages = Products.SelectMany(product => Packages(product.Project).Select(package => (package.Name, package.Version, package.Licence, product.What)))
            .GroupBy(package => (package.Name, package.Version, package.Licence))
            .OrderBy(package => package.Key.Name, StringComparer.OrdinalIgnoreCase)
            .ToList();
        Assert.InRange(packages.Count, 15, 80);
        Assert.All(packages, package => Assert.True(Allowed.Contains(package.Key.Licence), $"{package.Key.Name} has the licence {package.Key.Licence}, which is not on the list of those that we ship."));
        Assert.All(Read, row => Assert.Contains(packages, package => package.Key.Name == row.Package));

        new ReferencePage("Licences")
            .Paragraph("What travels with FactorSeq beside its own code, which is under the MIT licence. A test writes this page from the packages that were restored, and fails where "
                + $"one has a licence other than {string.Join(", ", Allowed)}.")
            .Table(["package", "version", "licence", "in"], packages.Select(package => new[] { package.Key.Name, package.Key.Version, package.Key.Licence, string.Join(", ", package.Select(p => p.What)) }))
            .Paragraph("`FactorSeq.Testing` carries the server's, and Microsoft.AspNetCore.TestHost (MIT). The console's symbols are the font Material Symbols of Google (Apache-2.0), which "
                + "Radzen.Blazor brings. What tests and samples use is not shipped and not listed.")
            .ShouldBe("licences.md");
    }

    private static IEnumerable<(string Name, string Version, string Licence)> Packages(string project)
    {
        var assets = JsonNode.Parse(Repository.Read("src", project, "obj", "project.assets.json"))!;
        var folders = assets["packageFolders"]!.AsObject().Select(folder => folder.Key).ToList();
        foreach (var (key, library) in assets["libraries"]!.AsObject())
        {
            if ((string?)library!["type"] == "package" && key.Split('/') is [var name, var version] && !NotShipped.Contains(name))
            {
                yield return (name, version, LicenceOf(name, folders.Select(folder => Path.Combine(folder, (string)library["path"]!)).First(Directory.Exists)));
            }
        }
    }

    private static string LicenceOf(string name, string folder)
    {
        if (Array.Find(Read, row => row.Package == name) is { Licence: { } read })
        {
            return read;
        }

        var nuspec = XDocument.Load(Directory.EnumerateFiles(folder, "*.nuspec").Single());
        return nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName == "license" && (string?)element.Attribute("type") == "expression")?.Value
            ?? Regex.Replace(nuspec.Descendants().FirstOrDefault(element => element.Name.LocalName is "license" or "licenseUrl")?.Value ?? "none", "\\s+", " ");
    }
}
