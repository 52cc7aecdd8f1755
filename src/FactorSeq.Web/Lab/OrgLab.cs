using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Lab;

/// <summary>
/// What testers have arranged for an org, and what they are shown of its wire. In memory: a restart begins with none of it. Only where several nodes
/// serve the org does what was arranged stand in the store.
/// </summary>
internal sealed class OrgLab
{
    /// <param name="shared">Where other nodes find what was arranged; null where there are none.</param>
    /// <param name="journal">What was seen in an earlier life.</param>
    internal OrgLab(OrgDocuments? shared = null, Journal? journal = null)
    {
        Board = new LabBoard(shared);
        Faults = new Faults(Board);
        Phones = new PhoneRules(Board);
        Journal = journal ?? new Journal();
    }

    internal LabBoard Board { get; }

    internal Faults Faults { get; }

    internal PhoneRules Phones { get; }

    internal Journal Journal { get; }
}
