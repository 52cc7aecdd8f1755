namespace FactorSeq.Storage;

/// <summary>The tables: documents that carry a version, and records that are only ever added.</summary>
internal static class Schema
{
    /// <summary>Grows by one with every change of the tables; an older FactorSeq refuses a newer file.</summary>
    internal const int Version = 1;

    internal const string Create = """
        CREATE TABLE IF NOT EXISTS document (
            org     TEXT    NOT NULL,
            kind    TEXT    NOT NULL,
            id      TEXT    NOT NULL,
            alias   TEXT,
            version INTEGER NOT NULL,
            expires INTEGER,
            body    BLOB    NOT NULL,
            PRIMARY KEY (org, kind, id)
        );
        CREATE UNIQUE INDEX IF NOT EXISTS document_alias ON document (org, kind, alias) WHERE alias IS NOT NULL;
        CREATE INDEX IF NOT EXISTS document_expires ON document (org, expires) WHERE expires IS NOT NULL;
        CREATE TABLE IF NOT EXISTS record (
            sequence INTEGER PRIMARY KEY,
            org      TEXT    NOT NULL,
            kind     TEXT    NOT NULL,
            subject  TEXT    NOT NULL,
            at       INTEGER NOT NULL,
            body     BLOB    NOT NULL
        );
        CREATE INDEX IF NOT EXISTS record_kind ON record (org, kind, sequence);
        CREATE INDEX IF NOT EXISTS record_subject ON record (org, kind, subject, sequence);
        """;
}
