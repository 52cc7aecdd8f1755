namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>What one request asks of the store and of a core, as counted on PostgreSQL, one at a time.</summary>
/// <param name="Reads">Statements that are trips of their own where nobody shares them, the look at the org's revisions among them.</param>
/// <param name="Rows">Rows that it writes, in one transaction; none where it only reads.</param>
/// <param name="Wal">Bytes of log, without full pages.</param>
/// <param name="IsStep">Whether a user waits for it while signing in.</param>
/// <param name="Ends">Whether a second trip ends its transaction, because nothing that it leaves behind tells that it was written.</param>
internal sealed record Request(string Name, int Reads, int Rows, int Wal, int Hashes = 0, int Signatures = 0, bool IsStep = true, bool Ends = false)
{
    internal static readonly Request
        Identify = new("identify", 2, 2, 1760),
        Primary = new("identify, with a password", 3, 5, 3504, Hashes: 1),
        Password = new("password of a chain", 3, 2, 2184, Hashes: 1, Ends: true),
        Totp = new("TOTP, the last step", 3, 6, 3824),
        TotpOnTheWay = new("a step that is not the last", 3, 2, 2208, Ends: true),
        Push = new("push: begin", 3, 3, 2460),
        Poll = new("push: poll, nothing yet", 4, 1, 600, IsStep: false, Ends: true),
        Approve = new("the phone approves", 3, 1, 400, IsStep: false, Ends: true),
        Approved = new("push: poll, approved", 5, 5, 2716),
        Session = new("session", 3, 2, 1000),
        Authorize = new("authorize", 4, 3, 2240, IsStep: false),
        Token = new("token", 5, 3, 1936, Signatures: 2, IsStep: false),
        Wrong = new("wrong password", 3, 3, 2368, Hashes: 1),
        Unknown = new("unknown user", 3, 1, 736);

    internal static readonly Request[] All =
        [Identify, Primary, Password, TotpOnTheWay, Totp, Push, Poll, Approve, Approved, Session, Authorize, Token, Wrong, Unknown];

    internal bool Commits => Rows > 0;

    internal int Statements => Reads + Written;

    /// <summary>The org's lock and the look whether its life goes on stand beside the rows, and with a second trip BEGIN and COMMIT.</summary>
    internal int Written => !Commits ? 0 : Ends ? Rows + 4 : Rows + 2;

    internal int Trips => Reads + (!Commits ? 0 : Ends ? 2 : 1);
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
