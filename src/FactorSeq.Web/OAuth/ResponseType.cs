namespace FactorSeq.Web.OAuth;

/// <summary>What the authorization endpoint itself hands out (OAuth 2.0 Multiple Response Type Encoding Practices).</summary>
internal sealed record ResponseType(bool IssuesCode, bool IssuesIdToken, bool IssuesAccessToken)
{
    internal static readonly string[] All =
        ["code", "id_token", "code id_token", "code token", "id_token token", "code id_token token", "token"];

    internal bool IssuesTokens => IssuesIdToken || IssuesAccessToken;

    /// <summary>What the System Log calls the tokens among them.</summary>
    internal IEnumerable<string> Tokens =>
    [
        .. IssuesAccessToken ? (string[])["authorize.implicit.access_token"] : [],
        .. IssuesIdToken ? (string[])["authorize.implicit.id_token"] : [],
    ];

    /// <summary>The words count, their order does not.</summary>
    internal static ResponseType? Find(string? text)
    {
        var words = text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 0 && words.All(word => word is "code" or "id_token" or "token") && words.Distinct().Count() == words.Length
            ? new ResponseType(words.Contains("code"), words.Contains("id_token"), words.Contains("token"))
            : null;
    }
}
