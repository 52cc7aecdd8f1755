namespace FactorSeq.Benchmarks.Load;

/// <summary>Something one connection does over and over.</summary>
/// <param name="Prepare">Readies what <paramref name="Once"/> needs, in a phase of its own that is not timed; null where nothing must be ready.</param>
/// <param name="Once">Does it once, and throws where an answer is not the right one.</param>
internal sealed record Walk(Func<Connection, string>? Prepare, Action<Connection, string> Once)
{
    internal const string Json = "application/json";

    /// <summary>One request, always the same, that answers 200 or 201.</summary>
    internal static Walk Post(string path, string body, string type = Json, string more = "") =>
        new(null, (connection, _) => Good(connection.Post(path, body, type, more)));

    /// <summary>Identify, verify TOTP, session: three requests.</summary>
    internal static Walk Sequence(Crowd crowd) => new(null, (connection, _) =>
    {
        using var turn = crowd.Next(nameof(BenchSeed.Single));
        var named = Identify(connection, BenchSeed.Single(turn.User));
        Session(connection, Verify(connection, named, $"\"passCode\":\"{turn.Code}\""));
    });

    /// <summary>Identify, verify question, verify TOTP, session: four requests.</summary>
    internal static Walk TwoFactors(Crowd crowd) => new(null, (connection, _) =>
    {
        using var turn = crowd.Next(nameof(BenchSeed.Double));
        var named = Identify(connection, BenchSeed.Double(turn.User));
        var half = Verify(connection, named, $"\"answer\":\"{BenchSeed.Answer}\"");
        Session(connection, Verify(connection, half, $"\"passCode\":\"{turn.Code}\""));
    });

    /// <summary>One accepted TOTP; naming the user before it is not timed.</summary>
    internal static Walk VerifyOnly(Crowd crowd) => new(
        connection =>
        {
            using var turn = crowd.Next(nameof(BenchSeed.Single));
            var named = Identify(connection, BenchSeed.Single(turn.User));
            return $"{Token(named)} {Factor(named)} {turn.Code}";
        },
        (connection, prepared) =>
        {
            var parts = prepared.Split(' ');
            Good(connection.Post($"/api/v1/authn/factors/{parts[1]}/verify", $$"""{"stateToken":"{{parts[0]}}","passCode":"{{parts[2]}}"}"""));
        });

    /// <summary>Looking at a transaction again and again: it is loaded, evaluated, decided on and written, and stays where it is.</summary>
    internal static Walk Introspect()
    {
        var tokens = new ThreadLocal<string?>();
        return new(null, (connection, _) =>
        {
            tokens.Value ??= Token(Identify(connection, BenchSeed.Single(0)));
            Good(connection.Post("/api/v1/authn/introspect", $$"""{"stateToken":"{{tokens.Value}}"}"""));
        });
    }

    /// <summary>Username and password, session: two requests and one hash.</summary>
    internal static Walk ByPassword()
    {
        // Each connection has a user of its own: rivals for one account would hash twice.
        var threads = -1;
        var users = new ThreadLocal<string>(() => BenchSeed.ByPassword(Interlocked.Increment(ref threads) % BenchSeed.PasswordUsers));
        return new(null, (connection, _) => Session(connection, Good(connection.Post(
            "/api/v1/authn", $$"""{"username":"{{users.Value}}","password":"{{BenchSeed.Password}}"}"""))));
    }

    /// <summary>One token request; signing in and the authorization code before it are not timed.</summary>
    internal static Walk TokenOnly(Crowd crowd) => new(
        connection =>
        {
            using var turn = crowd.Next(nameof(BenchSeed.Single));
            var done = Verify(connection, Identify(connection, BenchSeed.Single(turn.User)), $"\"passCode\":\"{turn.Code}\"");
            var authorized = connection.Get(
                $"/oauth2/default/v1/authorize?client_id=sample-web&response_type=code&scope=openid&state=s&nonce=n&sessionToken={Need(done, "sessionToken")}"
                + "&redirect_uri=http%3A%2F%2Flocalhost%3A5001%2Fsignin-oidc");
            var location = Connection.Header(authorized.Head, "Location") ?? "";
            var at = location.IndexOf("code=", StringComparison.Ordinal);
            return at < 0
                ? throw new IOException($"authorize answered {authorized.Status} {location} {authorized.Text}")
                : location[(at + 5)..].Split('&')[0];
        },
        (connection, code) => Good(connection.Post(
            "/oauth2/default/v1/token",
            $"grant_type=authorization_code&code={code}&redirect_uri=http%3A%2F%2Flocalhost%3A5001%2Fsignin-oidc",
            "application/x-www-form-urlencoded",
            $"Authorization: Basic {Convert.ToBase64String("sample-web:sample-secret"u8)}\r\n")));

    private static Answer Identify(Connection connection, string login) =>
        Good(connection.Post("/api/v1/authn", $$"""{"username":"{{login}}"}"""));

    private static Answer Verify(Connection connection, Answer open, string answer) => Good(connection.Post(
        $"/api/v1/authn/factors/{Factor(open)}/verify", $$"""{"stateToken":"{{Token(open)}}",{{answer}}}"""));

    private static void Session(Connection connection, Answer done) =>
        Good(connection.Post("/api/v1/sessions", $$"""{"sessionToken":"{{Need(done, "sessionToken")}}"}"""));

    private static string Token(Answer answer) => Need(answer, "stateToken");

    private static string Factor(Answer answer) => Need(answer, "id", "\"factors\":[");

    private static string Need(Answer answer, string member, string mark = "") =>
        answer.Member(member, mark) ?? throw new IOException($"No {member} in {answer.Status} {answer.Text}");

    private static Answer Good(Answer answer) =>
        answer.Status is 200 or 201 ? answer : throw new IOException($"{answer.Status} {answer.Text}");
}
