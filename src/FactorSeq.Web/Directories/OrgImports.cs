using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Imports;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Directories;

/// <summary>
/// The imports of an org: one at a time for each directory. Every page is one write together with the place to go on from, so that an import
/// that is stopped, or whose server dies, has done what it says and goes on where it was.
/// </summary>
internal sealed class OrgImports(Org org)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new();

    /// <summary>How a directory's imports stand.</summary>
    internal async ValueTask<ImportState> State(DirectoryIntegration directory) =>
        (await org.Documents.Find(org.Name, DocumentKinds.Imports, directory.Id))?.Value ?? ImportState.None;

    /// <summary>When the next import is due; null where imports do not run by themselves.</summary>
    internal static DateTimeOffset? Due(DirectoryIntegration directory, ImportState state) =>
        ImportPlan.Due(state, directory, Entropy.Keyed(SHA256.HashData(Encoding.UTF8.GetBytes(directory.Id)), "imports"));

    internal bool IsRunning(DirectoryIntegration directory) => running.ContainsKey(directory.Id);

    /// <summary>The newest imports first.</summary>
    internal async ValueTask<IReadOnlyList<Recorded<ImportReport>>> History(DirectoryIntegration directory, int limit) =>
        await org.Documents.Recent(org.Name, DocumentKinds.ImportReports, directory.Id, limit);

    /// <summary>Stops the import that is under way, here or on another node, after the page it is at; it goes on with the next one.</summary>
    /// <returns>false where none is under way.</returns>
    internal async ValueTask<bool> Stop(DirectoryIntegration directory)
    {
        if (StopHere(directory.Id))
        {
            return true;
        }

        if (org.Nodes.IsAlone)
        {
            return false;
        }

        await using var turn = await org.Nodes.TryTurn(TurnAt(directory));
        if (turn is null)
        {
            OrgNews.TellToStop(org, directory.Id);
        }

        return turn is null;
    }

    /// <summary>Stops the import that this node runs.</summary>
    /// <returns>false where it runs none.</returns>
    internal bool StopHere(string directoryId)
    {
        if (!running.TryGetValue(directoryId, out var stop))
        {
            return false;
        }

        stop.Cancel();
        return true;
    }

    /// <summary>Runs what is due, the earliest first, up to an instant.</summary>
    /// <param name="at">Called with the instant at which the next import is due, before it runs.</param>
    internal async ValueTask RunDue(DateTimeOffset until, Func<DateTimeOffset, ValueTask> at, CancellationToken cancellation)
    {
        while (await Next(until) is { } next)
        {
            await at(next.Due);
            await Run(next.Directory, ImportMode.Incremental, ImportTrigger.Schedule, until, cancellation);
        }
    }

    /// <summary>Imports, or goes on with an import that was broken off, as soon as the one under way is over.</summary>
    internal async ValueTask<ImportReport> Run(
        DirectoryIntegration directory, ImportMode mode, ImportTrigger trigger, CancellationToken cancellation) =>
        (await Run(directory, mode, trigger, null, cancellation))!;

    private string TurnAt(DirectoryIntegration directory) => $"import {org.Documents.Key}/{directory.Id}";

    // Where it is only run because it is due: not if another node was faster.
    private async ValueTask<ImportReport?> Run(
        DirectoryIntegration directory, ImportMode mode, ImportTrigger trigger, DateTimeOffset? dueUntil, CancellationToken cancellation)
    {
        var gate = gates.GetOrAdd(directory.Id, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellation);

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        running[directory.Id] = stop;
        try
        {
            await using var turn = await org.Nodes.Turn(TurnAt(directory), stop.Token);
            if (!org.Nodes.IsAlone && dueUntil is { } until && !(Due(directory, await State(directory)) <= until))
            {
                return null;
            }

            org.Changes.Tell("directories");
            return await new ImportRunner(org, directory).Run(mode, trigger, stop.Token);
        }
        finally
        {
            running.TryRemove(directory.Id, out _);
            gate.Release();
            foreach (var kind in (string[])["directories", "users", "events"])
            {
                org.Changes.Tell(kind);
            }
        }
    }

    private async ValueTask<(DirectoryIntegration Directory, DateTimeOffset Due)?> Next(DateTimeOffset until)
    {
        (DirectoryIntegration Directory, DateTimeOffset Due)? next = null;
        foreach (var directory in org.Current.Configuration.Directories.Where(d => d.Agents > 0 && !IsRunning(d)))
        {
            if (Due(directory, await State(directory)) is { } due && due <= until && (next is null || due < next.Value.Due))
            {
                next = (directory, due);
            }
        }

        return next;
    }
}
