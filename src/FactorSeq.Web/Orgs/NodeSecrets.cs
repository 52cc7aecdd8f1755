namespace FactorSeq.Web.Orgs;

/// <summary>What the first node of a store has made up for all of them.</summary>
internal sealed record NodeSecrets(string AdminToken, string AdminPassword)
{
    public override string ToString() => nameof(NodeSecrets);
}

/// <summary>A key for what a page of the console hands to its circuit, which may be another node's.</summary>
/// <param name="Xml">As the framework writes it down.</param>
internal sealed record PageKey(string Xml)
{
    public override string ToString() => nameof(PageKey);
}
