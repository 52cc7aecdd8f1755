using FactorSeq.Core.Directories;
using FactorSeq.Core.Imports;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;

namespace FactorSeq.Web.Directories;

/// <summary>One import: begin, page by page, whoever is gone, end.</summary>
internal sealed class ImportRunner(Org org, DirectoryIntegration directory)
{
    private const int LinksAtATime = 500;
    private const string Reset = "The org was reset while it imported.";

    private Stored<ImportState>? stored;

    private ImportState State => stored?.Value ?? ImportState.None;

    private ImportRun Running => State.Running!;

    private DateTimeOffset Now => org.Clock.Now;

    internal async ValueTask<ImportReport> Run(ImportMode mode, ImportTrigger trigger, CancellationToken cancellation)
    {
        stored = await org.Documents.Find(org.Name, DocumentKinds.Imports, directory.Id);
        try
        {
            if (directory.Agents == 0)
            {
                throw new DirectoryUnavailableException("No agent of the directory is connected.");
            }

            var from = org.Agents.Reached(directory);
            await Begin(mode, trigger, await from.Position(cancellation));
            await ReadUsers(from, cancellation);
            await LookForDeparted(cancellation);
            return await End(null);
        }
        catch (DirectoryUnavailableException e)
        {
            return await End(e.Message);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return await End("stopped; the next import goes on from here");
        }
    }

    private async ValueTask Begin(ImportMode wanted, ImportTrigger trigger, DirectoryPosition position)
    {
        if (State.Running is { } broken && ImportPlan.GoesOn(broken, wanted, directory, position))
        {
            return;
        }

        var (mode, converted) = ImportPlan.Mode(wanted, State, directory, position);
        var run = new ImportRun(
            State.Runs + 1, mode, trigger, Now, converted, position, directory.ImportScope, null, null, ImportCounts.None);
        var work = Keep(new UnitOfWork(org.Name), State with { Runs = run.Number, Running = run });
        Log(work, new SystemEvent("system.import.start", EventOutcome.Success, Detail: $"{directory.Name}, {Name(run.Mode)}"));
        if (converted is not null && State.Ended is not null)
        {
            Log(work, new SystemEvent("system.import.incremental_converted_to_full", EventOutcome.Success, converted));
        }

        Log(work, new SystemEvent("system.import.user.start", EventOutcome.Success, Detail: directory.Name));
        await Must(work, State with { Runs = run.Number, Running = run });
    }

    private async ValueTask ReadUsers(IDirectory from, CancellationToken cancellation)
    {
        if (Running.Departed is not null)
        {
            return;
        }

        var after = Running.Mode == ImportMode.Incremental ? State.Position!.Revision : null;
        await foreach (var page in from.Read(new DirectoryQuery(after, Running.From), cancellation))
        {
            // A sign-in that changed one of these accounts meanwhile has the page taken up anew.
            while (!await Take(page))
            {
            }

            org.Changes.Tell("directories");
            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async ValueTask<bool> Take(DirectoryPage page)
    {
        var work = new UnitOfWork(org.Name);
        var counts = Running.Counts with { Read = Running.Counts.Read + page.Entries.Length };
        foreach (var entry in page.Entries)
        {
            counts = counts.With(await Take(entry, work));
        }

        // Links and accounts of a page come with the place to go on from; after the last page those are looked for who were not read.
        return await Progress(work, Running with { From = page.Next, Departed = page.Next is null ? "" : null, Counts = counts });
    }

    // Somebody who has another login now may have kept the id that belongs to this one.
    private async ValueTask<string> NewId(string login) =>
        await org.FindAccountById(Seed.Ids.User(org.Name, login)) is null ? Seed.Ids.User(org.Name, login) : Seed.Ids.New("00u");

    private async ValueTask<ImportEffect> Take(DirectoryEntry entry, UnitOfWork work)
    {
        var linkId = LinkId(directory.Id, entry.ExternalId);
        var link = await org.Documents.Find(org.Name, DocumentKinds.ImportLinks, linkId);

        // A link outlives whom it leads to, who may have been removed.
        var account = (link is null ? null : await org.FindAccountById(link.Value.UserId))
            ?? (entry.Login.Length == 0 ? null : await org.Documents.FindByAlias(org.Name, DocumentKinds.Accounts, Login.Key(entry.Login)));
        var id = account is null ? await NewId(entry.Login) : "";
        var imported = Importing.Take(
            account?.Value,
            entry,
            directory,
            Running.Mode,
            org.Current.Configuration.Settings,
            () => Sourced.Created(
                id, directory, entry, SignOnRunner.PasswordIn(directory, Now), [org.Current.Everyone], Now),
            Now);
        if (imported.Account is { } after && !ReferenceEquals(after, account?.Value))
        {
            after = RuledGroups.Settle(org, work, after);
            _ = account is null
                ? work.Insert(DocumentKinds.Accounts, after.User.Id, after, alias: Login.Key(after.User.Login))
                : work.Update(DocumentKinds.Accounts, account, after);
        }

        if (imported.Account is { User.Directory: { } of } && of.DirectoryId == directory.Id)
        {
            work.Replace(DocumentKinds.ImportLinks, linkId, new ImportLink(imported.Account.User.Id, Running.Number));
        }

        foreach (var happened in imported.Events)
        {
            LogEntry.Append(work, Now, happened, imported.Account?.User, null, entry.Login);
        }

        return imported.Effect;
    }

    private async ValueTask LookForDeparted(CancellationToken cancellation)
    {
        while (Running.Mode == ImportMode.Full)
        {
            var after = Running.Departed is { Length: > 0 } last ? last : LinkId(directory.Id, "");
            var links = (await org.Documents.List(org.Name, DocumentKinds.ImportLinks, LinksAtATime, after))
                .TakeWhile(link => link.Id.StartsWith(LinkId(directory.Id, ""), StringComparison.Ordinal))
                .ToList();
            if (links.Count == 0)
            {
                return;
            }

            while (!await Depart(links))
            {
            }

            cancellation.ThrowIfCancellationRequested();
        }
    }

    private async ValueTask<bool> Depart(List<Stored<ImportLink>> links)
    {
        var work = new UnitOfWork(org.Name);
        var counts = Running.Counts;
        foreach (var link in links.Where(link => link.Value.Seen != Running.Number))
        {
            if (await org.FindAccountById(link.Value.UserId) is not { } account)
            {
                continue;
            }

            var imported = Importing.Missing(account.Value, directory, Now);
            counts = counts.With(imported.Effect);
            if (!ReferenceEquals(imported.Account, account.Value))
            {
                work.Update(DocumentKinds.Accounts, account, imported.Account!);
            }

            foreach (var happened in imported.Events)
            {
                LogEntry.Append(work, Now, happened, imported.Account!.User, null);
            }
        }

        return await Progress(work, Running with { Departed = links[^1].Id, Counts = counts });
    }

    private async ValueTask<ImportReport> End(string? error)
    {
        var run = State.Running ?? new ImportRun(
            State.Runs, ImportMode.Incremental, ImportTrigger.Schedule, Now, null, new DirectoryPosition("", ""), directory.ImportScope, null, null, ImportCounts.None);
        var report = new ImportReport(run, Now, error);
        var after = error is null
            ? State with { Position = run.Begin, Scope = run.Scope, Ended = Now, Running = null }
            : State with { Ended = Now };
        var work = Keep(new UnitOfWork(org.Name), after).Append(DocumentKinds.ImportReports, directory.Id, Now, report);
        if (error is null)
        {
            Log(work, new SystemEvent("system.import.user.complete", EventOutcome.Success, Detail: directory.Name));
        }

        Log(work, new SystemEvent(
            "system.import.complete", error is null ? EventOutcome.Success : EventOutcome.Failure, error, Detail: Summary(run)));
        await Must(work, after);
        return report;
    }

    private async ValueTask<bool> Progress(UnitOfWork work, ImportRun run)
    {
        var state = State with { Running = run };
        if (!await org.Documents.Commit(Keep(work, state)))
        {
            var found = await org.Documents.Find(org.Name, DocumentKinds.Imports, directory.Id);
            return found?.Version == stored?.Version ? false : throw new OperationCanceledException(Reset);
        }

        stored = new Stored<ImportState>(directory.Id, state, (stored?.Version ?? 0) + 1);
        return true;
    }

    private UnitOfWork Keep(UnitOfWork work, ImportState state) => stored is null
        ? work.Insert(DocumentKinds.Imports, directory.Id, state)
        : work.Update(DocumentKinds.Imports, stored, state);

    // Nobody else writes how this directory's imports stand while one is under way, but a reset, which ends it.
    private async ValueTask Must(UnitOfWork work, ImportState state)
    {
        if (!await org.Documents.Commit(work))
        {
            throw new OperationCanceledException(Reset);
        }

        stored = new Stored<ImportState>(directory.Id, state, (stored?.Version ?? 0) + 1);
    }

    private void Log(UnitOfWork work, SystemEvent happened) => LogEntry.Append(work, Now, happened, null, null, directory.Name);

    private static string Name(ImportMode mode) => mode.ToString().ToLowerInvariant();

    private static string Summary(ImportRun run) =>
        $"{Name(run.Mode)}: {run.Counts.Read} read, {run.Counts.Created} created, {run.Counts.Updated} updated, "
        + $"{run.Counts.Deactivated} deactivated, {run.Counts.Reactivated} reactivated, {run.Counts.Skipped} skipped";

    private static string LinkId(string directoryId, string externalId) => $"{directoryId}/{externalId}";
}
