using FactorSeq.Web.OAuth;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Throttling;

namespace FactorSeq.Web.Hosting;

/// <summary>The end of an org's life: another one follows, or none.</summary>
internal sealed class OrgTurnover(OrgRegistry orgs, Seeding seeding, RateLimiter limiter, SigningKeys keys)
{
    /// <summary>Every kind of change that live pages are told of.</summary>
    internal static readonly string[] Everything =
        ["users", "directories", "pushes", "activations", "visits", "messages", "events", "clock", "sign-ins"];

    /// <summary>Brings an org back to its seed.</summary>
    /// <returns>false where it was dropped before its turn came.</returns>
    internal ValueTask<bool> Reset(string name, bool keepsEvents) => orgs.Alone(name, async () =>
    {
        if (orgs.Find(name) is not { } org)
        {
            return false;
        }

        Replace(org, await seeding.Reset(org, keepsEvents));
        return true;
    });

    /// <summary>Puts the next life in the place of the one before. Whoever listens is told that everything may have changed.</summary>
    internal void Replace(Org before, Org next)
    {
        orgs.Add(next);
        LetGo(before);
        foreach (var kind in Everything)
        {
            next.Changes.Tell(kind);
        }
    }

    /// <summary>Forgets an org; nothing follows.</summary>
    internal void End(Org org)
    {
        orgs.Remove(org);
        LetGo(org);
        keys.Forget(org);
        seeding.Forget(org.Name);
        org.Changes.End();
    }

    private void LetGo(Org org)
    {
        limiter.Forget(org);
        org.Agents.Close();
    }
}
