using FactorSeq.Core.Authorization;

namespace FactorSeq.Web.Seed;

/// <summary>Names of claims that a seed makes up: none of the protocol's own.</summary>
internal static class ClaimName
{
    internal static bool IsFree(SeedNode at, string name, SeedErrors errors)
    {
        if (!TokenClaims.Reserved.Contains(name))
        {
            return true;
        }

        errors.Add(at, $"{Wording.Quoted(name)} is a claim of the protocol's own", "Choose another name.");
        return false;
    }
}
