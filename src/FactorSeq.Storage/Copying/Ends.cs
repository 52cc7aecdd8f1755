namespace FactorSeq.Storage.Copying;

/// <summary>A row of the table of documents, whatever it means.</summary>
internal readonly record struct DocumentRow(string Org, string Kind, string Id, string? Alias, long Version, long? Expires, byte[] Body);

/// <summary>A row of the table of records, whatever it means.</summary>
internal readonly record struct RecordRow(long Sequence, string Org, string Kind, string Subject, long At, byte[] Body);

/// <summary>A store as it was at one moment.</summary>
internal interface ICopySource : IAsyncDisposable
{
    StoreTally Tally { get; }

    IAsyncEnumerable<DocumentRow> Documents(CancellationToken cancellation);

    /// <summary>In the order of their numbers.</summary>
    IAsyncEnumerable<RecordRow> Records(CancellationToken cancellation);
}

/// <summary>A store that was empty and that nobody else writes to meanwhile. What is not committed by the end is gone.</summary>
internal interface ICopyTarget : IAsyncDisposable
{
    Task Write(IAsyncEnumerable<DocumentRow> rows, CancellationToken cancellation);

    Task Write(IAsyncEnumerable<RecordRow> rows, CancellationToken cancellation);

    /// <summary>Sees to it that new records come after those that were written.</summary>
    Task Close(CancellationToken cancellation);

    Task<StoreTally> Count(CancellationToken cancellation);

    Task Commit(CancellationToken cancellation);
}

/// <summary>What both databases are asked alike.</summary>
internal static class CopySql
{
    internal const string Documents = "SELECT org, kind, id, alias, version, expires, body FROM document";

    internal const string Records = "SELECT sequence, org, kind, subject, at, body FROM record ORDER BY sequence";

    internal const string Tally = """
        SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM record),
            CAST((SELECT coalesce(sum(length(body)), 0) FROM document) + (SELECT coalesce(sum(length(body)), 0) FROM record) AS BIGINT)
        """;

    internal const string IsEmpty = "SELECT NOT EXISTS (SELECT 1 FROM document) AND NOT EXISTS (SELECT 1 FROM record)";

    internal static StoreTally Counted(System.Data.Common.DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
}
