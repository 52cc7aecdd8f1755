using Npgsql;

namespace FactorSeq.Storage.Postgres;

/// <summary>Where a PostgreSQL is, as it was named: key words as Npgsql has them, or a postgres:// URL.</summary>
public sealed class PostgresAddress
{
    private const int Pool = 20;
    private const int DirectPool = 32;
    private const int ConnectSeconds = 3;
    private const int StartSeconds = 15;
    private const int CommandSeconds = 5;
    private const int CancelsWithoutWaiting = -1;
    private const int HeldSeconds = 5;
    private const int Prepared = 64;

    private readonly NpgsqlConnectionStringBuilder given;

    private PostgresAddress(NpgsqlConnectionStringBuilder given) => this.given = given;

    /// <summary>Without its password.</summary>
    public string Shown => $"{given.Host}:{given.Port}/{given.Database ?? given.Username}";

    /// <summary>Which tables the text leads to, as far as it tells.</summary>
    internal (string Shown, string? SearchPath, string? Options) Place => (Shown, given.SearchPath, given.Options);

    /// <param name="option">What named it, for the refusal.</param>
    /// <exception cref="StoreUnusableException">The text names no database.</exception>
    public static PostgresAddress Read(string text, string option = "--postgres")
    {
        try
        {
            var builder = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? OfUrl(new Uri(text))
                : new NpgsqlConnectionStringBuilder(text);
            return string.IsNullOrEmpty(builder.Host) ? throw new ArgumentException("it names no host.") : new PostgresAddress(builder);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The text itself may hold a password, and so may what the library says of it.
            throw new StoreUnusableException(
                $"{option} is no address of a database. Write Host=db;Database=factorseq;Username=factorseq;Password=… or postgres://factorseq:…@db:5432/factorseq.");
        }
    }

    /// <summary>For requests. What the text sets stays as it sets it.</summary>
    /// <param name="pooled">Whether a pooler lies between, which hands out another session for every transaction: then nothing is left in one.</param>
    internal NpgsqlDataSource Work(bool pooled)
    {
        var settings = Settings();
        settings.MaxPoolSize = settings.MaxPoolSize == 100 ? Pool : settings.MaxPoolSize;
        settings.MaxAutoPrepare = pooled || settings.MaxAutoPrepare != 0 ? settings.MaxAutoPrepare : Prepared;
        settings.AutoPrepareMinUsages = settings.AutoPrepareMinUsages == 5 ? 2 : settings.AutoPrepareMinUsages;
        settings.NoResetOnClose = true;
        if (!pooled)
        {
            // What a node that was cut off in the middle of a write has taken hold of, others wait for no longer than for a slow one. Poolers refuse the option.
            settings.Options ??= $"-c idle_in_transaction_session_timeout={HeldSeconds}s";
        }

        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>For a start, which nobody waits for: another node may be at the tables, and the database may be starting too.</summary>
    internal NpgsqlDataSource Start()
    {
        var settings = Settings();
        settings.Timeout = StartSeconds;
        settings.CommandTimeout = 0;
        settings.Pooling = false;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>For what lives as long as its session: turns, copies.</summary>
    internal NpgsqlDataSource Direct()
    {
        var settings = Settings();
        settings.MaxPoolSize = DirectPool;
        settings.CommandTimeout = 0;
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>For one session that listens.</summary>
    internal string Listening()
    {
        var settings = Settings();
        settings.Timeout = StartSeconds;
        settings.Pooling = false;
        settings.KeepAlive = 10;
        return settings.ToString();
    }

    private NpgsqlConnectionStringBuilder Settings()
    {
        var settings = new NpgsqlConnectionStringBuilder(given.ToString());
        settings.ApplicationName ??= "factorseq";
        settings.Timeout = settings.Timeout == 15 ? ConnectSeconds : settings.Timeout;
        settings.CommandTimeout = settings.CommandTimeout == 30 ? CommandSeconds : settings.CommandTimeout;
        settings.CancellationTimeout = settings.CancellationTimeout == 2000 ? CancelsWithoutWaiting : settings.CancellationTimeout;
        if (settings.Host!.Contains(',', StringComparison.Ordinal))
        {
            settings.TargetSessionAttributes ??= "primary";
        }

        return settings;
    }

    private static NpgsqlConnectionStringBuilder OfUrl(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder { Host = url.Host };
        if (url.Port > 0)
        {
            builder.Port = url.Port;
        }

        builder.Username = user[0].Length == 0 ? null : Uri.UnescapeDataString(user[0]);
        builder.Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null;
        builder.Database = url.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(url.AbsolutePath[1..]) : null;
        foreach (var setting in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = setting.Split('=', 2);
            builder[parts[0] == "sslmode" ? "SSL Mode" : Uri.UnescapeDataString(parts[0])] = Uri.UnescapeDataString(parts[^1]).Replace("-", "", StringComparison.Ordinal);
        }

        return builder;
    }
}
