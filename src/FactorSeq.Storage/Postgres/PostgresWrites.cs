using FactorSeq.Core.Ports;
using Npgsql;

namespace FactorSeq.Storage.Postgres;

/// <summary>
/// Works, each one transaction. One that leaves behind what nobody else can have left needs a single trip: PostgreSQL begins and ends it by itself, and
/// where the answer is lost, what it left tells that it was written. Any other takes a second trip to end it, and is not written before that.
/// </summary>
internal sealed class PostgresWrites(NpgsqlDataSource source)
{
    // What touches everything an org has may take its time.
    internal const int WholeOrgSeconds = 600;

    internal ValueTask<bool> Commit(UnitOfWork work) =>
        Witness(work) is { } witness ? InOneTrip(work, Statements(work), witness) : PostgresFailure.Persist(() => InTwo(work, Statements(work)));

    /// <summary>For whoever must see all of an org at one moment, and nothing on its way to it.</summary>
    internal static Statement Alone(string org) => new("SELECT pg_advisory_xact_lock($1)", [PostgresLocks.Org(org)]);

    private async ValueTask<bool> InOneTrip(UnitOfWork work, Statement[] statements, Write witness)
    {
        var isUnsure = false;
        try
        {
            return await PostgresFailure.Persist(async () =>
            {
                if (isUnsure && await IsThere(work.Org, witness))
                {
                    return true;
                }

                isUnsure = false;
                try
                {
                    await using var connection = await source.OpenConnectionAsync();
                    isUnsure = true;
                    return await Won(connection, statements, work);
                }
                catch (Exception e) when (PostgresFailure.IsTakenBack(e))
                {
                    isUnsure = false;
                    throw;
                }
            });
        }
        catch (StoreUnavailableException e) when (isUnsure)
        {
            throw Unsure(e);
        }
    }

    private async ValueTask<bool> InTwo(UnitOfWork work, Statement[] statements)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await Won(connection, statements, work))
        {
            return false;
        }

        try
        {
            await transaction.CommitAsync();
            return true;
        }
        catch (Exception e) when (PostgresFailure.IsOf(e))
        {
            throw Unsure(e);
        }
    }

    private static async ValueTask<bool> Won(NpgsqlConnection connection, Statement[] statements, UnitOfWork work)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Timeout = IsOfWholeOrg(work) ? WholeOrgSeconds : batch.Timeout;
        foreach (var statement in statements)
        {
            batch.BatchCommands.Add(PostgresCommand.Demanding(statement));
        }

        try
        {
            await batch.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresCommand.MetNothing or PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    // The transaction that may have written it is over once the org can be had alone.
    private async ValueTask<bool> IsThere(string org, Write witness)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(PostgresCommand.Of(Alone(org)));
        batch.BatchCommands.Add(PostgresCommand.Of(Sql.IsThere(org, witness)));
        await using var rows = await batch.ExecuteReaderAsync();
        await rows.NextResultAsync();
        return await rows.ReadAsync();
    }

    private static StoreUnavailableException Unsure(Exception e) =>
        new("The database went away while it wrote; whether it has written is not known.", e);

    // Every record holds an id or a number of its own.
    private static Write? Witness(UnitOfWork work) => work.Writes.FirstOrDefault(write => write is Write.Put { IsIssued: true } or Write.Append);

    private static bool IsOfWholeOrg(UnitOfWork work) => work.Writes.Any(write => write is Write.Clear or Write.Copy);

    private static Statement[] Statements(UnitOfWork work) => [.. Locks(work), .. Sql.Of(work)];

    // Whoever clears or copies an org must meet it between two works, and never in the middle of one: in the order of numbers, so that nobody waits
    // for somebody who waits for them.
    private static IEnumerable<Statement> Locks(UnitOfWork work)
    {
        var alone = work.Writes.OfType<Write.Copy>().Select(copy => copy.From).ToHashSet();
        if (IsOfWholeOrg(work))
        {
            alone.Add(work.Org);
        }

        return alone.Append(work.Org).Distinct().OrderBy(PostgresLocks.Org).Select(org => alone.Contains(org) ? Alone(org) : Shared(org));
    }

    private static Statement Shared(string org) => new("SELECT pg_advisory_xact_lock_shared($1)", [PostgresLocks.Org(org)]);
}
