using FactorSeq.Storage.Postgres;

namespace FactorSeq.Storage;

/// <summary>Where a store is, as one word names it: the path of a SQLite file, or a PostgreSQL as <c>--postgres</c> takes it.</summary>
public sealed class StorePlace
{
    private StorePlace(string? file, PostgresAddress? postgres)
    {
        File = file;
        Postgres = postgres;
    }

    /// <summary>The path; null for a PostgreSQL.</summary>
    public string? File { get; }

    /// <summary>Without its password.</summary>
    public string Shown => File ?? $"PostgreSQL at {Postgres!.Shown}";

    internal PostgresAddress? Postgres { get; }

    /// <param name="option">What named it, for the refusal.</param>
    /// <exception cref="StoreUnusableException">It means a database, and names none.</exception>
    public static StorePlace Read(string text, string option) => text.Length == 0 ? throw new StoreUnusableException($"{option} names no store. Give a file, or the address of a PostgreSQL.")
        : IsDatabase(text) ? new StorePlace(null, PostgresAddress.Read(text, option))
        : new StorePlace(text, null);

    internal bool IsSame(StorePlace other) => File is not null
        ? other.File is not null && Path.GetFullPath(File) == Path.GetFullPath(other.File)
        : other.Postgres is { } postgres && postgres.Place == Postgres!.Place;

    // An address that is written wrong must not become the name of a file: it would be shown, and its password with it.
    private static bool IsDatabase(string text) =>
        text.Contains("://", StringComparison.Ordinal)
        || text.StartsWith("postgres:", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgresql:", StringComparison.OrdinalIgnoreCase)
        || (text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && !text.AsSpan(0, at).ContainsAny('/', '\\'));
}
