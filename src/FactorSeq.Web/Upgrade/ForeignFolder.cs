using System.Text.Json;
using System.Text.Json.Nodes;

namespace FactorSeq.Web.Upgrade;

/// <summary>An export in a folder: every <c>.json</c> file in it and below it, whatever it is called.</summary>
internal static class ForeignFolder
{
    private const long MostBytes = 256 * 1024 * 1024;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <exception cref="ForeignException">There is no such folder, a file is no JSON, or it holds no sign-on policies.</exception>
    internal static ForeignOrg Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new ForeignException($"{folder} is no folder.", "Name the folder of an export.");
        }

        var org = new ForeignOrg(Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)));
        var read = 0L;
        foreach (var file in Files(folder))
        {
            if ((read += new FileInfo(file).Length) > MostBytes)
            {
                throw new ForeignException($"{folder} holds more than {MostBytes / 1024 / 1024} MB of JSON.", "Name a folder with nothing but the export in it.");
            }

            org.Add(Parse(file), Path.GetRelativePath(folder, file).Replace('\\', '/'));
        }

        org.Complete();
        return org;
    }

    private static IEnumerable<string> Files(string folder)
    {
        try
        {
            return Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ForeignException($"{folder}: {e.Message}", "Name the folder of an export.");
        }
    }

    private static JsonNode? Parse(string file)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(file), documentOptions: Lenient);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ForeignException($"{file}: {e.Message}", "Export it again, or take the file out of the folder.");
        }
    }
}
