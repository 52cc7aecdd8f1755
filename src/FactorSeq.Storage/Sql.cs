using FactorSeq.Core.Ports;

namespace FactorSeq.Storage;

/// <summary>One statement and its values, <c>$1</c> being the first.</summary>
/// <param name="Rows">How many rows it must meet; null where any number is right. Where it meets another, all of its work is taken back.</param>
internal sealed record Statement(string Text, object?[] Values, int? Rows = null);

/// <summary>Every statement, in words that SQLite and PostgreSQL have in common.</summary>
internal static class Sql
{
    internal static Statement Find(string org, string kind, string id) => new(
        "SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 AND id = $3", [org, kind, id]);

    internal static Statement FindByAlias(string org, string kind, string alias) => new(
        "SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 AND alias = $3", [org, kind, alias]);

    internal static Statement FindByAliasPrefix(string org, string kind, string prefix, int limit) => new(
        "SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 AND alias >= $3 AND alias < $4 ORDER BY alias LIMIT $5",
        [org, kind, prefix, prefix + "\U0010FFFF", (long)limit]);

    // The empty id comes first, and no id comes before it: a list from the beginning cannot ask for what is greater.
    internal static Statement List(string org, string kind, int limit, string after) => after.Length == 0
        ? new("SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 ORDER BY id LIMIT $3", [org, kind, (long)limit])
        : new("SELECT id, version, body FROM document WHERE org = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4", [org, kind, after, (long)limit]);

    internal static Statement Recent(string org, string kind, string? subject, int limit) => subject is null
        ? new("SELECT sequence, subject, at, body FROM record WHERE org = $1 AND kind = $2 ORDER BY sequence DESC LIMIT $3", [org, kind, (long)limit])
        : new(
            "SELECT sequence, subject, at, body FROM record WHERE org = $1 AND kind = $2 AND subject = $3 ORDER BY sequence DESC LIMIT $4",
            [org, kind, subject, (long)limit]);

    internal static Statement Following(string org, string kind, long after, int limit) => new(
        "SELECT sequence, subject, at, body FROM record WHERE org = $1 AND kind = $2 AND sequence > $3 ORDER BY sequence LIMIT $4",
        [org, kind, after, (long)limit]);

    internal static Statement Revisions(string org, IReadOnlyList<string> kinds) => new(
        $"SELECT kind, id, version FROM document WHERE org = $1 AND kind IN ({Places(2, kinds.Count)}) ORDER BY kind, id", [org, .. kinds]);

    /// <summary>Whether what a write would have left is there.</summary>
    internal static Statement IsThere(string org, Write write) => write switch
    {
        Write.Put put => new("SELECT 1 FROM document WHERE org = $1 AND kind = $2 AND id = $3", [org, put.Kind, put.Id]),
        Write.Append append => new(
            "SELECT 1 FROM record WHERE org = $1 AND kind = $2 AND subject = $3 AND at = $4 AND body = $5",
            [org, append.Kind, append.Subject, append.At.ToUnixTimeMilliseconds(), append.Content.Json()]),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    internal static Statement ExpiredBefore(string org, long before) => new("DELETE FROM document WHERE org = $1 AND expires < $2", [org, before]);

    internal static Statement RecordKinds(string org) => new("SELECT DISTINCT kind FROM record WHERE org = $1", [org]);

    internal static Statement RecordsBeyond(string org, string kind, int keep) => new(
        """
        DELETE FROM record WHERE org = $1 AND kind = $2 AND sequence <=
            (SELECT sequence FROM record WHERE org = $1 AND kind = $2 ORDER BY sequence DESC LIMIT 1 OFFSET $3)
        """,
        [org, kind, (long)keep]);

    /// <summary>The statements of a work, in its order, and all it holds as JSON: made by whoever wants it written, not by the one thread that writes.</summary>
    internal static IReadOnlyList<Statement> Of(UnitOfWork work) => [.. work.Writes.SelectMany(write => Of(work.Org, write))];

    private static IEnumerable<Statement> Of(string org, Write write) => write switch
    {
        Write.Put { Version: 0 } put =>
        [
            new(
                "INSERT INTO document (org, kind, id, alias, version, expires, body) VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT DO NOTHING",
                [org, put.Kind, put.Id, put.Alias, put.Expires?.ToUnixTimeMilliseconds(), put.Content.Json()], 1),
        ],
        Write.Put { Alias: null } put =>
        [
            new(
                "UPDATE document SET version = version + 1, expires = $4, body = $5 WHERE org = $1 AND kind = $2 AND id = $3 AND version = $6",
                [org, put.Kind, put.Id, put.Expires?.ToUnixTimeMilliseconds(), put.Content.Json(), put.Version], 1),
        ],
        Write.Put put =>
        [
            new(
                "UPDATE document SET version = version + 1, expires = $4, body = $5, alias = $7 WHERE org = $1 AND kind = $2 AND id = $3 AND version = $6",
                [org, put.Kind, put.Id, put.Expires?.ToUnixTimeMilliseconds(), put.Content.Json(), put.Version, put.Alias], 1),
        ],
        Write.Replace replace =>
        [
            new(
                """
                INSERT INTO document (org, kind, id, version, expires, body) VALUES ($1, $2, $3, 1, $4, $5)
                ON CONFLICT (org, kind, id) DO UPDATE SET version = document.version + 1, expires = $4, body = $5
                """,
                [org, replace.Kind, replace.Id, replace.Expires?.ToUnixTimeMilliseconds(), replace.Content.Json()]),
        ],
        Write.Delete delete =>
            [new("DELETE FROM document WHERE org = $1 AND kind = $2 AND id = $3 AND version = $4", [org, delete.Kind, delete.Id, delete.Version], 1)],
        Write.Append append =>
        [
            new(
                "INSERT INTO record (org, kind, subject, at, body) VALUES ($1, $2, $3, $4, $5)",
                [org, append.Kind, append.Subject, append.At.ToUnixTimeMilliseconds(), append.Content.Json()]),
        ],
        Write.Expect expect => [new("SELECT 1 FROM document WHERE org = $1 AND kind = $2 AND id = $3", [org, expect.Kind, expect.Id], 1)],
        Write.Clear { Except: null } =>
            [new("DELETE FROM document WHERE org = $1", [org]), new("DELETE FROM record WHERE org = $1", [org])],
        Write.Clear { Except: { } except } =>
            [new("DELETE FROM document WHERE org = $1", [org]), new("DELETE FROM record WHERE org = $1 AND kind <> $2", [org, except])],
        Write.Copy copy => Copied(org, copy),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static IEnumerable<Statement> Copied(string org, Write.Copy copy)
    {
        var others = copy.Without.Count == 0 ? "" : $"AND kind NOT IN ({Places(3, copy.Without.Count)})";
        yield return new(
            $"""
            INSERT INTO document (org, kind, id, alias, version, expires, body)
            SELECT $1, kind, id, alias, 1, expires, body FROM document WHERE org = $2 {others}
            """,
            [org, copy.From, .. copy.Without]);
        yield return new(
            $"""
            INSERT INTO record (org, kind, subject, at, body)
            SELECT $1, kind, subject, at, body FROM record WHERE org = $2 {others} ORDER BY sequence
            """,
            [org, copy.From, .. copy.Without]);
    }

    private static string Places(int first, int count) => string.Join(", ", Enumerable.Range(first, count).Select(i => $"${i}"));
}
