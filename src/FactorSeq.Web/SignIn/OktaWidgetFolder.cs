using System.Collections.Frozen;
using FactorSeq.Web.Hosting;

namespace FactorSeq.Web.SignIn;

/// <summary>The <c>dist</c> folder of npm's <c>@okta/okta-signin-widget</c>. Versions 5, 6 and 7 are laid out alike.</summary>
internal sealed class OktaWidgetFolder
{
    /// <summary>Path of the widget's style sheet inside the folder.</summary>
    internal const string Style = "css/okta-sign-in.min.css";

    // From 7 on a build of its own holds the classic engine; before, the one build is classic.
    private static readonly string[] Scripts = ["js/okta-sign-in.classic.min.js", "js/okta-sign-in.min.js"];

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".js"]         = "text/javascript; charset=utf-8",
        [".css"]        = "text/css; charset=utf-8",
        [".json"]       = "application/json; charset=utf-8",
        [".map"]        = "application/json; charset=utf-8",
        [".properties"] = "text/plain; charset=utf-8",
        [".png"]        = "image/png",
        [".gif"]        = "image/gif",
        [".svg"]        = "image/svg+xml",
        [".woff"]       = "font/woff",
        [".woff2"]      = "font/woff2",
        [".ttf"]        = "font/ttf",
        [".otf"]        = "font/otf",
        [".eot"]        = "application/vnd.ms-fontobject",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // Listed once: no path that is asked for ever reaches the file system.
    private readonly FrozenDictionary<string, string> files;

    private OktaWidgetFolder(string folder, string script)
    {
        files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Types.ContainsKey(Path.GetExtension(file)))
            .ToFrozenDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));
        Script = script;
    }

    /// <summary>Path of the widget's script inside the folder.</summary>
    internal string Script { get; }

    /// <exception cref="UnusableException">The folder holds no widget.</exception>
    internal static OktaWidgetFolder Open(string folder)
    {
        var path = Path.GetFullPath(folder);
        if (ScriptIn(path) is { } script)
        {
            return new OktaWidgetFolder(path, script);
        }

        var dist = Path.Combine(folder, "dist");
        throw new UnusableException(
            $"--okta-widget {folder} holds no {Scripts[1]} with {Style}. "
            + (ScriptIn(Path.GetFullPath(dist)) is not null
                ? $"The folder that does is {dist}."
                : "Install Okta's widget with npm install @okta/okta-signin-widget and name its folder: "
                    + "--okta-widget node_modules/@okta/okta-signin-widget/dist"));
    }

    /// <summary>A file of the folder with its content type; null for what is not there.</summary>
    internal (FileInfo File, string Type)? Find(string path) =>
        files.TryGetValue(path, out var file) && new FileInfo(file) is { Exists: true } info ? (info, Types[info.Extension]) : null;

    private static string? ScriptIn(string folder) =>
        File.Exists(Path.Combine(folder, Style)) ? Scripts.FirstOrDefault(script => File.Exists(Path.Combine(folder, script))) : null;
}
