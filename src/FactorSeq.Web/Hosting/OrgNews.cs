using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Hosting;

/// <summary>
/// Keeps what this node remembers of its orgs true to a store that other nodes write to: before an org serves a request, one look at the store tells
/// whether its configuration, its clock, or its whole life is another by now. A node that is alone looks at nothing.
/// </summary>
internal sealed class OrgNews(OrgRegistry orgs, INodes nodes, OrgLives lives, OrgTurnover turnover, AddedOrgs added)
{
    private const string StopImport = "stop import ";

    /// <summary>The org that answers where a request names none, as it was last seen.</summary>
    internal Org Default => orgs.Default;

    /// <summary>The org of a name as it is now; null where there is none.</summary>
    internal ValueTask<Org?> Find(string name) => orgs.Find(name) is { } known ? Now(known) : added.Recall(name);

    /// <summary>The org as it is now; null where it was dropped.</summary>
    internal ValueTask<Org?> Now(Org org) => nodes.IsAlone ? new(org) : Follow(org);

    /// <summary>Every org there is now.</summary>
    internal async ValueTask<IReadOnlyCollection<Org>> All()
    {
        if (!nodes.IsAlone)
        {
            await added.RecallAll();
            foreach (var org in orgs.All.ToList())
            {
                await Follow(org);
            }
        }

        return orgs.All;
    }

    /// <summary>Begins to hear what other nodes tell.</summary>
    internal void Listen() => nodes.Listen(
        (name, kind) =>
        {
            if (orgs.Find(name) is not { } org)
            {
                return;
            }

            if (kind.StartsWith(StopImport, StringComparison.Ordinal))
            {
                org.Imports.StopHere(kind[StopImport.Length..]);
            }
            else
            {
                org.Changes.Hear(kind);
            }
        },
        () =>
        {
            foreach (var org in orgs.All)
            {
                foreach (var kind in OrgTurnover.Everything)
                {
                    org.Changes.Hear(kind);
                }
            }
        });

    /// <summary>Asks the node that runs an import to stop it.</summary>
    internal static void TellToStop(Org org, string directoryId) => org.Nodes.Tell(org.Name, StopImport + directoryId);

    private async ValueTask<Org?> Follow(Org org)
    {
        while (true)
        {
            var now = await OrgRevision.Of(org.Documents);
            if (now.Life == org.Documents.Life)
            {
                await org.Follow(now);
                return org;
            }

            if (await Succeed(org) is not { } next)
            {
                return null;
            }

            org = next;
        }
    }

    private ValueTask<Org?> Succeed(Org before) => orgs.Here(before.Name, async () =>
    {
        if (orgs.Find(before.Name) is var other && other != before)
        {
            return other;
        }

        var next = lives.After(before);
        if (!await next.Load())
        {
            turnover.End(before);
            return null;
        }

        await added.Resource(next);
        turnover.Replace(before, next);
        return next;
    });
}
