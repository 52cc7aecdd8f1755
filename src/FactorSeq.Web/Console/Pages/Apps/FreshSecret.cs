using System.Text.Json.Nodes;

namespace FactorSeq.Web.Console.Pages.Apps;

/// <summary>A client's secret on its way from the page that made it to the page that shows it: the API tells it once, and so does the console.</summary>
internal sealed class FreshSecret
{
    private (string App, string Secret)? kept;

    /// <summary>Keeps the secret that an answer has, if it has one.</summary>
    internal void Keep(JsonObject app) =>
        kept = Of(app) is { } secret ? ((string)app["id"]!, secret) : null;

    /// <summary>The secret that an answer has.</summary>
    internal static string? Of(JsonObject app) => (string?)app["credentials"]?["oauthClient"]?["client_secret"];

    internal string? Take(string app)
    {
        var secret = kept?.App == app ? kept?.Secret : null;
        kept = null;
        return secret;
    }
}
