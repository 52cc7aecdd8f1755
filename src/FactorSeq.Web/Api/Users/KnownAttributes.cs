using System.Collections.Frozen;
using System.Text.Json;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Users;

/// <summary>
/// Profile attributes of the org's own. There is no schema to look them up in: those count that the seed has given somebody.
/// </summary>
internal static class KnownAttributes
{
    /// <returns>Of the attributes of a profile those that somebody has.</returns>
    internal static async ValueTask<IReadOnlySet<string>> Of(Org org, JsonElement profile)
    {
        var wanted = UserProfile.Custom(profile).ToHashSet();
        if (wanted.Count == 0)
        {
            return FrozenSet<string>.Empty;
        }

        var found = new HashSet<string>();
        await foreach (var account in UserFinder.All(org))
        {
            found.UnionWith(wanted.Where(account.User.Profile.ContainsKey));
            if (found.Count == wanted.Count)
            {
                break;
            }
        }

        return found;
    }
}
