namespace FactorSeq.Benchmarks.Load;

/// <summary>
/// What clients of <c>emulate</c>'s Okta service do. It answers 5,000 requests an hour for each bearer token it is shown, whatever the token: each
/// thousand requests here shows another. It keeps no session: its user is a button on the page, and pressing it is the first request of a code flow.
/// </summary>
internal static class EmulateWalks
{
    internal const string TokenPath = "/oauth2/default/v1/token";

    private const string Form = "application/x-www-form-urlencoded";
    private const string Client = "client_id=bench&client_secret=bench-secret";
    private const string Page = "redirect_uri=http%3A%2F%2Flocalhost%3A5001%2Fsignin-oidc&scope=openid&state=s&nonce=n&client_id=bench";
    private const int RequestsOfABearer = 1000;

    private static int requests;

    /// <summary>One opaque access token for the client itself.</summary>
    internal static Walk ClientCredentials() => new(null, (connection, _) => Token(connection, "grant_type=client_credentials&scope=bench"));

    /// <summary>The user's button, then the code for an opaque access token and an ID token.</summary>
    internal static Walk CodeFlow()
    {
        var user = new ThreadLocal<string?>();
        return new(connection => user.Value ??= UserOnPage(connection), (connection, id) =>
        {
            var pressed = connection.Post("/oauth2/default/v1/authorize/callback", $"user_ref={id}&{Page}&response_mode=query", Form, Bearer());
            Token(connection, $"grant_type=authorization_code&code={TokenWalks.CodeOf(pressed)}&redirect_uri=http%3A%2F%2Flocalhost%3A5001%2Fsignin-oidc");
        });
    }

    private static string UserOnPage(Connection connection)
    {
        const string Before = "name=\"user_ref\" value=\"";
        var page = connection.Get($"/oauth2/default/v1/authorize?response_type=code&{Page}", Bearer()).Text;
        var at = page.IndexOf(Before, StringComparison.Ordinal);
        return at < 0 ? throw new IOException($"No user on the page: {page}") : page[(at + Before.Length)..].Split('"')[0];
    }

    private static void Token(Connection connection, string grant)
    {
        var answer = connection.Post(TokenPath, $"{grant}&{Client}", Form, Bearer());
        if (answer.Status != 200)
        {
            throw new IOException($"{answer.Status} {answer.Text}");
        }
    }

    private static string Bearer() => $"Authorization: Bearer bench-{Interlocked.Increment(ref requests) / RequestsOfABearer}\r\n";
}
