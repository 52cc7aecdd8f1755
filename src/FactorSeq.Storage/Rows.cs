using System.Data.Common;
using System.Text.Json;
using FactorSeq.Core.Ports;

namespace FactorSeq.Storage;

/// <summary>What the rows of <see cref="Sql"/> mean.</summary>
internal static class Rows
{
    internal static Stored<T> Document<T>(DbDataReader row, DocumentKind<T> kind, Func<string, string>? name = null)
        where T : class =>
        Written(row).As(kind, name);

    /// <summary>A document as it is written down, which may be read later.</summary>
    internal static WrittenRow Written(DbDataReader row) => new(row.GetString(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2));

    internal static Recorded<T> Record<T>(DbDataReader row, RecordKind<T> kind, Func<string, string>? name = null)
        where T : class =>
        new(
            row.GetInt64(0),
            Named(row, 1, name),
            DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
            JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(3), kind.Json)!);

    internal static Revision Revision(DbDataReader row, Func<string, string>? name = null) =>
        new(row.GetString(0), Named(row, 1, name), row.GetInt64(2));

    private static string Named(DbDataReader row, int column, Func<string, string>? name) => name is null ? row.GetString(column) : name(row.GetString(column));
}

internal sealed record WrittenRow(string Id, long Version, byte[] Body)
{
    internal Stored<T> As<T>(DocumentKind<T> kind, Func<string, string>? name = null)
        where T : class =>
        new(name is null ? Id : name(Id), JsonSerializer.Deserialize(Body, kind.Json)!, Version);
}
