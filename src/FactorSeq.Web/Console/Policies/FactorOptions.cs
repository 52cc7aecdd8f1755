using FactorSeq.Core.Factors;
using FactorSeq.Web.Console.Parts;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Console.Policies;

/// <summary>The factors that the chain editor offers.</summary>
/// <param name="Kind"><c>type/provider</c>, as criteria name it.</param>
/// <param name="Key">Its name in chains.</param>
public sealed record FactorOption(string Kind, string Key, string Label, bool Active);

/// <summary>Factors between the wire's names, those of chains and those of people.</summary>
internal static class FactorOptions
{
    internal static FactorOption[] Of(Org org) =>
    [
        .. org.Catalog.All.Select(factor => factor.Type).Select(type => new FactorOption(
            type.Kind.ToString(), type.Key, FactorLabels.Of(type.Key), org.Current.Configuration.IsActive(type.PolicyKey))),
    ];

    internal static string Key(Org org, string kind)
    {
        var slash = kind.LastIndexOf('/');
        return slash < 0 ? kind : org.Catalog.NameOf(new FactorKind(kind[..slash], kind[(slash + 1)..]));
    }
}
