using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Factors;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Upgrade;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Tests.Upgrade;

/// <summary>The twenty policy sets.</summary>
internal static class PolicySet
{
    internal static FactorCatalog Catalog { get; } = All.Catalog(passwordIterations: 1);

    internal static string Folder { get; } = Repository.Path("tests", "FactorSeq.Web.Tests", "Upgrade", "PolicySets");

    /// <summary>Names, without the ending of a seed's.</summary>
    internal static string[] Names { get; } =
    [
        .. Directory.EnumerateFiles(Folder, "*.yaml").Concat(Directory.EnumerateDirectories(Folder)).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal),
    ];

    /// <summary>Where one lies.</summary>
    internal static string Place(string name) => Path.Combine(Folder, Directory.Exists(Path.Combine(Folder, name)) ? name : $"{name}.yaml");

    internal static AuditRun Audit(string name, bool strict = false)
    {
        if (Directory.Exists(Place(name)))
        {
            return AuditRun.OfForeign(ForeignFolder.Read(Place(name)), $"sets/{name}", Catalog, feature: null, isFolder: true, strict);
        }

        var (run, refused) = AuditRun.OfSeed($"sets/{name}.yaml", File.ReadAllText(Place(name)), Catalog, strict);
        return run ?? throw new InvalidOperationException(string.Join('\n', refused!.Errors));
    }

    internal static JsonNode Json(AuditRun run, Action<Utf8JsonWriter, AuditRun> write)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written, OktaJson.Plain))
        {
            write(json, run);
        }

        return JsonNode.Parse(written.ToArray())!;
    }
}
