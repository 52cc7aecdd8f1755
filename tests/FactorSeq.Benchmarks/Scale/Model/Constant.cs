namespace FactorSeq.Benchmarks.Scale.Model;

/// <summary>A number of the model by name: whether it was measured or is assumed, and where it is from.</summary>
internal sealed record Constant(
    string Name, string Unit, bool Measured, string From, Func<Constants, double> Get, Func<Constants, double, Constants> With)
{
    internal static readonly Constant[] All =
    [
        Seen("CPU of a node, each request", "ms", "`load`, 16 connections: 1.7 ms for 3 requests, 2.7 for 4; 1 connection, 4 for 3", c => c.NodeMs, (c, v) => c with { NodeMs = v }),
        Seen("PBKDF2, 100,000 rounds", "ms", "`load`, password: 109 ms for 2 requests with 2 connections, 128 with 16; on an EPYC, the day before, 53", c => c.HashMs, (c, v) => c with { HashMs = v }),
        Seen("a token and its signature (RSA-2048)", "ms", "`load`, token: 3 ms for 2 requests and 2 tokens; `openssl speed`: 0.38 of it", c => c.SignMs, (c, v) => c with { SignMs = v }),
        Seen(
            "CPU of PostgreSQL, each statement", "ms", "`load`: 1.9 ms for 24 in 11.1 trips (1 connection), 1.55 for 21.7 in 6.6 (16), 1.4 in 4.3 (64)", c => c.StatementMs, (c, v) => c with { StatementMs = v }),
        Seen("CPU of PostgreSQL, each trip", "ms", "the same", c => c.TripCpuMs, (c, v) => c with { TripCpuMs = v }),
        Seen("reads on one trip, where they share them", "", "`load`, 16 connections: 8 in 3.5 trips; 64: in 1.2", c => c.ReadsOnATrip, (c, v) => c with { ReadsOnATrip = v }),
        Seen("a user, with indexes", "bytes", "40,017 accounts of one or two factors, and when each last signed in", c => c.UserBytes, (c, v) => c with { UserBytes = v }),
        Seen("a session, with indexes", "bytes", "14,153 sessions", c => c.SessionBytes, (c, v) => c with { SessionBytes = v }),
        Seen("a record of the log, with indexes", "bytes", "28,306 records", c => c.RecordBytes, (c, v) => c with { RecordBytes = v }),
        Seen("records of the log, each write", "", "the rows above: 15 in the 11.7 writes of an average sign-in", c => c.Records, (c, v) => c with { Records = v }),
        Assumed("a flush of the log", "ms", "`pg_test_fsync` saw 0.06 on this disk", c => c.FlushMs, (c, v) => c with { FlushMs = v }),
        Seen("copying an org", "MB/s", "`postgres.sh`, one COPY to another database", c => c.CopyMBs, (c, v) => c with { CopyMBs = v }),
        Assumed("full pages of log, each sign-in", "", "`postgres.sh` sees 0.9 for 100,000 users after a checkpoint", c => c.FullPages, (c, v) => c with { FullPages = v }),
        Assumed("sign-ins of a user on a working day", "", "", c => c.SignInsADay, (c, v) => c with { SignInsADay = v }),
        Assumed("Monday, beside another working day", "", "", c => c.Monday, (c, v) => c with { Monday = v }),
        Assumed("Saturday, Sunday", "", "", c => c.Weekend, (c, v) => c with { Weekend = v }),
        Assumed("the worst minute, beside its hour", "", "", c => c.Minute, (c, v) => c with { Minute = v }),
        Assumed("exponent of the orgs' sizes (Zipf)", "", "", c => c.Zipf, (c, v) => c with { Zipf = v }),
        Assumed("apps opened after a sign-in (two requests, two signatures)", "", "", c => c.Apps, (c, v) => c with { Apps = v }),
        Assumed("lists of the Management API, each sign-in", "", "", c => c.Lists, (c, v) => c with { Lists = v }),
        Assumed("between two polls of a push", "s", "Okta's widget", c => c.PollSeconds, (c, v) => c with { PollSeconds = v }),
        Assumed("until a phone answers", "s", "", c => c.PhoneSeconds, (c, v) => c with { PhoneSeconds = v }),
        Assumed("until a user has typed", "s", "", c => c.TypeSeconds, (c, v) => c with { TypeSeconds = v }),
        Assumed("sessions kept for a user", "", "", c => c.SessionsKept, (c, v) => c with { SessionsKept = v }),
        Assumed("a trip to the database", "ms", "one zone of a cloud", c => c.TripMs, (c, v) => c with { TripMs = v }),
        Assumed("cores of a database", "", "", c => c.DatabaseCores, (c, v) => c with { DatabaseCores = v }),
        Assumed("of which so many count", "", "nothing scales to the end; not measured", c => c.DatabaseScaling, (c, v) => c with { DatabaseScaling = v }),
        Assumed("memory of a database", "GB", "", c => c.DatabaseRam, (c, v) => c with { DatabaseRam = v }),
        Assumed("log that one database can write and send", "MB/s", "", c => c.WalMBs, (c, v) => c with { WalMBs = v }),
        Assumed("connections of a database without a pooler", "", "", c => c.Connections, (c, v) => c with { Connections = v }),
        Assumed("connections of a node", "", "what a node is set to", c => c.NodeConnections, (c, v) => c with { NodeConnections = v }),
        Assumed("cores of a node", "", "", c => c.NodeCores, (c, v) => c with { NodeCores = v }),
        Assumed("how busy both may be at the peak", "", "the table of waits", c => c.Full, (c, v) => c with { Full = v }),
        Assumed("price of a core", "/h", "", c => c.CoreHour, (c, v) => c with { CoreHour = v }),
        Assumed("price of storage", "/GB/month", "", c => c.GigabyteMonth, (c, v) => c with { GigabyteMonth = v }),
    ];

    private static Constant Seen(string name, string unit, string from, Func<Constants, double> get, Func<Constants, double, Constants> with) =>
        new(name, unit, true, from, get, with);

    private static Constant Assumed(string name, string unit, string from, Func<Constants, double> get, Func<Constants, double, Constants> with) =>
        new(name, unit, false, from, get, with);
}
