using System.Net;

namespace FactorSeq.Web.OAuth;

/// <summary>Scopes as people read them on pages.</summary>
internal static class ScopeText
{
    private static readonly Dictionary<string, string> OfTheProtocol = new()
    {
        ["openid"]         = "Know who you are",
        ["profile"]        = "See your name and profile",
        ["email"]          = "See your email address",
        ["address"]        = "See your postal address",
        ["phone"]          = "See your phone number",
        ["offline_access"] = "Stay signed in when you are away",
        ["groups"]         = "See the groups you are in",
    };

    /// <summary>Items of a list, encoded.</summary>
    internal static string Items(AuthorizationServer server, IEnumerable<string> scopes) => string.Concat(scopes.Select(scope => Item(server, scope)));

    private static string Item(AuthorizationServer server, string scope)
    {
        var own = server.Custom?.Scopes.FirstOrDefault(s => s.Name == scope);
        var name = own?.DisplayName ?? OfTheProtocol.GetValueOrDefault(scope, scope);
        var description = own?.Description is { } text ? $"<small>{WebUtility.HtmlEncode(text)}</small>" : "";
        return $"""<li data-scope="{WebUtility.HtmlEncode(scope)}"><span>{WebUtility.HtmlEncode(name)}</span>{description}</li>""";
    }
}
