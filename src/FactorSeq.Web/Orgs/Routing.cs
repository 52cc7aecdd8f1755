using System.Collections.Immutable;
using System.Net;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;
using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Orgs;

/// <summary>
/// Who signs in where: the seed's domains, and the rules that the API has made of them and besides. The login and the address alone decide, so
/// that nobody learns from the answer who has an account.
/// </summary>
internal static class Routing
{
    internal const string Type = "IDP_DISCOVERY";
    internal const string Policy = "Idp Discovery Policy";

    /// <summary>In the order in which they are asked.</summary>
    internal static ImmutableArray<RoutingRule> Rules(OrgConfiguration org) => org.Administration.Routing ?? OfSeed(org);

    /// <summary>What the domains of a seed's providers come to.</summary>
    internal static ImmutableArray<RoutingRule> OfSeed(OrgConfiguration org) =>
    [
        .. org.IdentityProviders.Where(provider => !provider.Domains.IsEmpty).Select(provider => new RoutingRule(
            Ids.Rule(org.Name, Type, Policy, provider.Name),
            provider.Name,
            [.. provider.Domains.Select(domain => new LoginPattern(LoginMatch.Suffix, domain))],
            provider.Id)),
    ];

    /// <summary>What a new seed makes of rules that were edited: its own are as it says, the others come behind them.</summary>
    internal static ImmutableArray<RoutingRule>? Keep(OrgConfiguration kept, OrgConfiguration seed)
    {
        if (kept.Administration.Routing is not { } rules)
        {
            return null;
        }

        var own = OfSeed(seed);
        return [.. own, .. rules.Where(rule => rule.Created is not null && own.All(other => other.Name != rule.Name))];
    }

    /// <returns>null where the org itself signs them in.</returns>
    internal static IdentityProvider? Of(OrgSnapshot org, string login, IPAddress? address)
    {
        var configuration = org.Configuration;
        var key = Login.Key(login);
        if (configuration.IdentityProviders.FirstOrDefault(provider => !provider.Inactive && provider.Users.Contains(key)) is { } named)
        {
            return named;
        }

        var request = new SignOnRequest(login, null, [], address, AuthenticationDoor.Any, OktaMobile: false, CredentialProvider.Okta);
        foreach (var rule in Rules(configuration))
        {
            if (!rule.Inactive
                && (rule.Patterns.IsEmpty || rule.Patterns.Any(pattern => pattern.Fits(login.Trim())))
                && rule.Network?.Holds(request, org.Names) != false)
            {
                // Nobody can be sent to a provider that is switched off or gone.
                return configuration.Provider(rule.ProviderId);
            }
        }

        return configuration.Provider(configuration.Administration.DefaultProvider);
    }
}
