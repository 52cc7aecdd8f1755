namespace FactorSeq.Testing;

/// <summary>What the browser brings back to an app: a code, or an error.</summary>
/// <param name="RedirectUri">Where it goes.</param>
/// <param name="Parameters"><c>code</c>, <c>state</c>, or <c>error</c> and so on.</param>
/// <param name="IsPost">Whether it goes there by a form (<c>response_mode=form_post</c>).</param>
public sealed record AuthorizationResponse(Uri RedirectUri, IReadOnlyDictionary<string, string> Parameters, bool IsPost)
{
    /// <summary>The authorization code; null where the answer is an error.</summary>
    public string? Code => Parameters.GetValueOrDefault("code");

    /// <summary>The request with which the browser goes back to the app.</summary>
    public HttpRequestMessage ToRequest()
    {
        if (IsPost)
        {
            return new HttpRequestMessage(HttpMethod.Post, RedirectUri) { Content = new FormUrlEncodedContent(Parameters) };
        }

        var query = string.Join('&', Parameters.Select(p => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(p.Value)}"));
        return new HttpRequestMessage(HttpMethod.Get, new UriBuilder(RedirectUri) { Query = query }.Uri);
    }
}
