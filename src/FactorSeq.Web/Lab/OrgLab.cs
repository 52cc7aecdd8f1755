namespace FactorSeq.Web.Lab;

/// <summary>What testers have arranged for an org, and what they are shown of its wire. In memory: a restart begins with none of it.</summary>
internal sealed class OrgLab
{
    internal Faults Faults { get; } = new();

    internal PhoneRules Phones { get; } = new();

    internal Journal Journal { get; } = new();

    /// <summary>Takes back what was arranged; what was seen stays.</summary>
    internal void Clear()
    {
        Faults.Clear();
        Phones.Clear();
    }
}
