using System.Collections.Frozen;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Users;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api.Accounts;

/// <summary>Profile attributes of the org's own: those of its schema, and those that a seed has given somebody without a word about them.</summary>
/// <param name="Untold">Of the attributes of a profile those of which nothing is known but that somebody has them.</param>
internal sealed record KnownAttributes(OrgConfiguration Configuration, IReadOnlySet<string> Untold)
{
    internal bool Has(string name) => Untold.Contains(name) || Find(name) is not null;

    /// <summary>What the schema says of an attribute; null for what is none of its own.</summary>
    internal ProfileAttribute? Find(string name) => Configuration.Administration.Attribute(name);

    /// <summary>What is wrong with a profile that lacks something which the org wants everybody to have; null for nothing.</summary>
    /// <param name="asks">Whether an attribute is asked about.</param>
    internal OktaError? Missing(User user, Func<string, bool> asks) =>
        Configuration.Administration.Attributes.FirstOrDefault(attribute =>
            attribute.Required && asks(attribute.Name) && !user.Profile.ContainsKey(attribute.Name)) is { } missing
            ? RequestErrors.At(missing.Name, RequestErrors.Blank)
            : null;

    internal bool Requires(string name) => BaseSchema.Requires(Configuration, name);

    /// <summary>What is wrong where somebody else has a value of which there may be one; null for nothing.</summary>
    internal async ValueTask<OktaError?> Taken(Org org, User user)
    {
        var unique = Configuration.Administration.Attributes.Where(attribute => attribute.Unique && user.Profile.ContainsKey(attribute.Name)).ToList();
        if (unique.Count == 0)
        {
            return null;
        }

        await foreach (var account in UserFinder.All(org))
        {
            if (account.User.Id != user.Id
                && unique.FirstOrDefault(attribute => account.User.Profile.GetValueOrDefault(attribute.Name) == user.Profile[attribute.Name]) is { } taken)
            {
                return RequestErrors.At(taken.Name, RequestErrors.Taken);
            }
        }

        return null;
    }

    /// <summary>What is known of the attributes of a profile.</summary>
    internal static async ValueTask<KnownAttributes> Of(Org org, JsonElement profile)
    {
        var configuration = org.Current.Configuration;
        var wanted = UserProfile.Custom(profile).Where(name => configuration.Administration.Attribute(name) is null).ToHashSet();
        if (wanted.Count == 0)
        {
            return new KnownAttributes(configuration, FrozenSet<string>.Empty);
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

        return new KnownAttributes(configuration, found);
    }

    /// <summary>All attributes that somebody has and nothing is known of, by name.</summary>
    internal static async ValueTask<IReadOnlyCollection<string>> UntoldOf(Org org)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var account in UserFinder.All(org))
        {
            found.UnionWith(account.User.Profile.Keys);
        }

        found.RemoveWhere(name => UserProfile.IsBase(name) || org.Current.Configuration.Administration.Attribute(name) is not null);
        return found;
    }
}
