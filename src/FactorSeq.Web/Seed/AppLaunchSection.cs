using System.Collections.Immutable;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary>How an app is opened from the home page, and all there is of a bookmark.</summary>
internal sealed class AppLaunchSection(SeedScope scope)
{
    internal const string Bookmark = "bookmark";

    private static readonly ImmutableArray<string> OfBookmarks = ["label", "type", "url", "assign", "signOn"];

    private readonly AppSignOnSection signOn = new(scope);

    internal static bool IsBookmark(Fields app) => app["type"] is SeedNode.Scalar { Text: Bookmark };

    /// <summary>A bookmark goes by its label: it is no client, and has no other name.</summary>
    internal static string BookmarkKey(string label) => $"bookmark\n{label}";

    internal App OfBookmark(Fields app, string label)
    {
        foreach (var (member, value) in ((SeedNode.Mapping)app.Node).Members)
        {
            if (Shapes.App.Members.Contains(member) && !OfBookmarks.Contains(member))
            {
                scope.Errors.Add(value, $"a bookmark has no {member}", "Remove it.");
            }
        }

        var id = Ids.App(scope.Org.Name, BookmarkKey(label));
        return new App
        {
            Id = id,
            Label = label,
            Type = AppType.Bookmark,
            ClientId = id,
            LaunchUri = Address(app, "url", required: true),
            SignOnRules = signOn.Read(app, id),
        };
    }

    internal App OfClient(Fields app, App client)
    {
        if (app["url"] is { } url)
        {
            scope.Errors.Add(url, "only a bookmark has a url", "Remove it, or write initiateLoginUri.");
        }

        return client with { LaunchUri = Address(app, "initiateLoginUri", required: false), SignOnRules = signOn.Read(app, client.Id) };
    }

    internal static bool IsPage(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && Formats.IsRedirect(text.Split('#')[0]);

    private string? Address(Fields app, string member, bool required)
    {
        if ((required ? app.Required(member) : app.Text(member)) is not { } text)
        {
            return null;
        }

        if (IsPage(text))
        {
            return text;
        }

        scope.Errors.Add(app[member]!, $"{Wording.Quoted(text)} is not the address of a page", "Write it in full, for example https://intranet.example.com/.");
        return null;
    }
}
