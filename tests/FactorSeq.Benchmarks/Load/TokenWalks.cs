using System.Text;
namespace FactorSeq.Benchmarks.Load;

/// <summary>What clients of an authorization server do over and over, ours or a peer's.</summary>
internal static class TokenWalks
{
    private const string Form = "application/x-www-form-urlencoded";
    private const string RedirectUri = "http%3A%2F%2Flocalhost%3A5001%2Fsignin-oidc";

    /// <summary>One access token for the client itself.</summary>
    internal static Walk ClientCredentials(string path) =>
        Walk.Post(path, "grant_type=client_credentials&scope=bench", Form, Basic("bench", "bench-secret"));

    /// <summary>The code for an access token and an ID token, one request; the code before it is not timed.</summary>
    internal static Walk CodeOnly(Crowd crowd)
    {
        var cookies = new ThreadLocal<string?>();
        return new(
            connection => CodeOf(connection.Get($"/oauth2/default/v1/authorize?{Query("sample-web")}", $"Cookie: {cookies.Value ??= SignInHere(connection, crowd)}\r\n")),
            (connection, code) => Redeem(connection, "/oauth2/default/v1/token", "sample-web", "sample-secret", code));
    }

    /// <summary>Authorize with a session that is open, then the code for an access token and an ID token: two requests.</summary>
    /// <param name="signIn">Signs in; gives the value of the <c>Cookie</c> header. Done once for each connection, not timed.</param>
    internal static Walk CodeFlow(string authorize, string token, string client, string secret, Func<Connection, string> signIn)
    {
        var cookies = new ThreadLocal<string?>();
        return new(
            connection => cookies.Value ??= signIn(connection),
            (connection, cookie) => Redeem(connection, token, client, secret, CodeOf(connection.Get($"{authorize}?{Query(client)}", $"Cookie: {cookie}\r\n"))));
    }

    /// <summary>The session of a user of ours.</summary>
    internal static string SignInHere(Connection connection, Crowd crowd) => $"sid={Walk.SignIn(connection, crowd)}";

    /// <summary>Follows a peer's redirects through its sign-in, keeping its cookies, until it hands out a code.</summary>
    internal static string SignInThere(Connection connection, string authorize, string client)
    {
        var jar = new Dictionary<string, string>();
        var at = $"{authorize}?{Query(client)}";
        for (var hop = 0; hop < 10; hop++)
        {
            var answer = connection.Get(at, $"Cookie: {Jar(jar)}\r\n");
            foreach (var line in Encoding.UTF8.GetString(answer.Head.Span).Split("\r\n").Where(l => l.StartsWith("Set-Cookie:", StringComparison.OrdinalIgnoreCase)))
            {
                var pair = line["Set-Cookie:".Length..].Split(';')[0].Split('=', 2);
                jar[pair[0].Trim()] = pair[1];
            }

            at = answer.Location ?? throw new IOException($"{answer.Status} {answer.Text} at {at}");
            if (at.Contains("code=", StringComparison.Ordinal))
            {
                return Jar(jar);
            }

            at = at.StartsWith('/') ? at : new Uri(at).PathAndQuery;
        }

        throw new IOException("The sign-in leads in circles.");
    }

    private static string Query(string client) =>
        $"client_id={client}&response_type=code&scope=openid&state=s&nonce=n&redirect_uri={RedirectUri}";

    internal static string CodeOf(Answer authorized)
    {
        var location = authorized.Location ?? "";
        var at = location.IndexOf("code=", StringComparison.Ordinal);
        return at < 0
            ? throw new IOException($"authorize answered {authorized.Status} {location} {authorized.Text}")
            : location[(at + 5)..].Split('&')[0];
    }

    private static void Redeem(Connection connection, string token, string client, string secret, string code)
    {
        var answer = connection.Post(token, $"grant_type=authorization_code&code={code}&redirect_uri={RedirectUri}", Form, Basic(client, secret));
        if (answer.Status != 200 || answer.Member("id_token") is null)
        {
            throw new IOException($"{answer.Status} {answer.Text}");
        }
    }

    private static string Basic(string client, string secret) =>
        $"Authorization: Basic {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{client}:{secret}"))}\r\n";

    private static string Jar(Dictionary<string, string> jar) => string.Join("; ", jar.Select(c => $"{c.Key}={c.Value}"));
}
