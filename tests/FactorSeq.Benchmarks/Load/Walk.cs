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

    /// <summary>Signs the next user in by TOTP, and opens a session.</summary>
    /// <returns>The session's id.</returns>
    internal static string SignIn(Connection connection, Crowd crowd)
    {
        using var turn = crowd.Next(nameof(BenchSeed.Single));
        var done = Verify(connection, Identify(connection, BenchSeed.Single(turn.User)), $"\"passCode\":\"{turn.Code}\"");
        return Need(Session(connection, done), "id");
    }

    private static Answer Identify(Connection connection, string login) =>
        Good(connection.Post("/api/v1/authn", $$"""{"username":"{{login}}"}"""));

    private static Answer Verify(Connection connection, Answer open, string answer) => Good(connection.Post(
        $"/api/v1/authn/factors/{Factor(open)}/verify", $$"""{"stateToken":"{{Token(open)}}",{{answer}}}"""));

    private static Answer Session(Connection connection, Answer done) =>
        Good(connection.Post("/api/v1/sessions", $$"""{"sessionToken":"{{Need(done, "sessionToken")}}"}"""));

    private static string Token(Answer answer) => Need(answer, "stateToken");

    private static string Factor(Answer answer) => Need(answer, "id", "\"factors\":[");

    private static string Need(Answer answer, string member, string mark = "") =>
        answer.Member(member, mark) ?? throw new IOException($"No {member} in {answer.Status} {answer.Text}");

    private static Answer Good(Answer answer) =>
        answer.Status is 200 or 201 ? answer : throw new IOException($"{answer.Status} {answer.Text}");
}
