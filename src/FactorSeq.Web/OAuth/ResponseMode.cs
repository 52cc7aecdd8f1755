namespace FactorSeq.Web.OAuth;

/// <summary>How the authorization endpoint's answer travels to the client.</summary>
internal sealed record ResponseMode(string Name)
{
    internal static readonly ResponseMode Query       = new("query");
    internal static readonly ResponseMode Fragment    = new("fragment");
    internal static readonly ResponseMode FormPost    = new("form_post");
    internal static readonly ResponseMode PostMessage = new("okta_post_message");

    internal static readonly string[] All = [Query.Name, Fragment.Name, FormPost.Name, PostMessage.Name];

    internal static ResponseMode Default(bool tokens) => tokens ? Fragment : Query;

    /// <returns>null for an unknown mode, for tokens in a query, and for a message to something that is no web page.</returns>
    internal static ResponseMode? Find(string? name, bool tokens, string redirectUri) => name switch
    {
        null => Default(tokens),
        "query" when !tokens => Query,
        "fragment" => Fragment,
        "form_post" => FormPost,
        "okta_post_message" when new Uri(redirectUri).Scheme is "http" or "https" => PostMessage,
        _ => null,
    };
}
