namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>What one request asks of the store and of a core, as counted on PostgreSQL.</summary>
/// <param name="Reads">Statements before it decides, the look at the org's revisions among them; each is a trip.</param>
/// <param name="Rows">Rows that it writes, in one transaction; none where it only reads.</param>
/// <param name="Wal">Bytes of log, without full pages.</param>
/// <param name="IsStep">Whether a user waits for it while signing in.</param>
internal sealed record Request(string Name, int Reads, int Rows, int Wal, int Hashes = 0, int Signatures = 0, bool IsStep = true)
{
    internal static readonly Request
        Identify = new("identify", 2, 2, 1720),
        Primary = new("identify, with a password", 3, 5, 3145, Hashes: 1),
        Password = new("password of a chain", 3, 1, 955, Hashes: 1),
        Totp = new("TOTP, the last step", 3, 5, 2272),
        TotpOnTheWay = new("a step that is not the last", 3, 1, 967),
        Push = new("push: begin", 3, 3, 2211),
        Poll = new("push: poll, nothing yet", 4, 1, 513, IsStep: false),
        Approve = new("the phone approves", 3, 1, 320, IsStep: false),
        Approved = new("push: poll, approved", 5, 4, 1588),
        Session = new("session", 5, 2, 882),
        Authorize = new("authorize", 4, 3, 2222, IsStep: false),
        Token = new("token", 5, 3, 1913, Signatures: 2, IsStep: false),
        Wrong = new("wrong password", 3, 3, 2412, Hashes: 1),
        Unknown = new("unknown user", 3, 1, 618);

    internal static readonly Request[] All =
        [Identify, Primary, Password, TotpOnTheWay, Totp, Push, Poll, Approve, Approved, Session, Authorize, Token, Wrong, Unknown];

    internal bool Commits => Rows > 0;

    /// <summary>BEGIN, the org's lock, the look whether its life goes on, and COMMIT stand beside the rows.</summary>
    internal int Statements => Reads + (Commits ? Rows + 4 : 0);
}

/// <summary>A way to sign in: how many of all go it, and the requests it takes.</summary>
/// <param name="Polls">Whether a phone is waited for: the polls come to the requests.</param>
internal sealed record Way(string Name, int Steps, double Share, bool Polls, params Request[] Requests)
{
    internal static readonly Way[] All =
    [
        new("password", 1, 0.25, false, Request.Primary, Request.Session),
        new("push", 1, 0.10, true, Request.Identify, Request.Push, Request.Approve, Request.Approved, Request.Session),
        new("password -> TOTP", 2, 0.20, false, Request.Identify, Request.Password, Request.Totp, Request.Session),
        new("password -> push", 2, 0.40, true, Request.Identify, Request.Password, Request.Push, Request.Approve, Request.Approved, Request.Session),
        new(
            "password -> TOTP, and push for an app", 3, 0.05, true,
            Request.Identify, Request.Password, Request.TotpOnTheWay, Request.Push, Request.Approve, Request.Approved, Request.Session),
    ];
}
