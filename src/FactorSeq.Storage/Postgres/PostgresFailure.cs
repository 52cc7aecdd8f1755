using System.Diagnostics;
using System.Net.Sockets;
using FactorSeq.Core.Ports;
using Npgsql;

namespace FactorSeq.Storage.Postgres;

/// <summary>What goes wrong between a node and its database, and how long it is borne.</summary>
internal static class PostgresFailure
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Tries again while the database restarts or fails over: for what may be done twice.</summary>
    /// <exception cref="StoreUnavailableException">It did not come back in time.</exception>
    internal static async ValueTask<T> Persist<T>(Func<ValueTask<T>> attempt)
    {
        var began = Stopwatch.GetTimestamp();
        for (var pause = Pause; ; pause *= 1.5)
        {
            try
            {
                return await attempt();
            }
            catch (Exception e) when (IsPassing(e) && Stopwatch.GetElapsedTime(began) + pause < Patience)
            {
                await Task.Delay(pause);
            }
            catch (Exception e) when (IsOf(e))
            {
                throw new StoreUnavailableException($"The database cannot be had: {Said(e)}", e);
            }
        }
    }

    /// <summary>Whether it is the database or the way to it.</summary>
    internal static bool IsOf(Exception e) => e is NpgsqlException or SocketException or IOException or TimeoutException;

    /// <summary>Whether the database has taken everything back, and says so.</summary>
    internal static bool IsTakenBack(Exception e) => e is PostgresException postgres
        && !postgres.SqlState.StartsWith("57", StringComparison.Ordinal)
        && !postgres.SqlState.StartsWith("08", StringComparison.Ordinal);

    /// <summary>Why the database cannot be had, in words for the person who named it.</summary>
    internal static string Said(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } missing => $"{missing.MessageText}; CREATE DATABASE makes it.",
        PostgresException refused => refused.MessageText + ".",
        { InnerException: { } inner } => inner.Message.TrimEnd('.') + ".",
        _ => e.Message.TrimEnd('.') + ".",
    };

    private static bool IsPassing(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } => true,
        PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => true,
        PostgresException postgres => postgres.IsTransient || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal),
        NpgsqlException { InnerException: TimeoutException } => false,
        NpgsqlException => true,
        SocketException or IOException => true,
        _ => false,
    };
}
