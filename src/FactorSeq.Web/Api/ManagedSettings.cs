using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Api.AuthorizationServers;

namespace FactorSeq.Web.Api;

/// <summary>
/// What a new seed makes of what administrators have made through the API: it stays, but for what the seed itself now names. What the seed
/// describes is as the seed says.
/// </summary>
internal static class ManagedSettings
{
    internal static OrgConfiguration Keep(OrgConfiguration kept, OrgConfiguration seed) => seed with
    {
        Zones = [.. seed.Zones, .. kept.Zones.Where(zone => (zone.Created is not null || BuiltInZones.Are(zone)) && seed.Zones.All(own => own.Name != zone.Name))],
        TrustedOrigins =
        [
            .. seed.TrustedOrigins,
            .. kept.TrustedOrigins.Where(origin => origin.Created is not null
                && seed.TrustedOrigins.All(own => !own.Origin.Equals(origin.Origin, StringComparison.OrdinalIgnoreCase))),
        ],
        AuthorizationServers = ManagedServers.Keep(kept.AuthorizationServers, seed.AuthorizationServers),
        InactiveFactors = kept.InactiveFactors,
        SignOn = Policies(kept.SignOn, seed.SignOn),
        Passwords = Policies(kept.Passwords, seed.Passwords),
        Enrollment = Policies(kept.Enrollment, seed.Enrollment),
    };

    private static ImmutableArray<Policy<T>> Policies<T>(ImmutableArray<Policy<T>> kept, ImmutableArray<Policy<T>> seed)
    {
        var made = kept.Where(policy => policy.Created is not null && seed.All(own => own.Name != policy.Name));
        return Priorities.Number(
        [
            .. seed.Where(policy => !policy.System).Select(policy => WithRules(policy, kept)),
            .. made,
            .. seed.Where(policy => policy.System).Select(policy => WithRules(policy, kept)),
        ]);
    }

    private static Policy<T> WithRules<T>(Policy<T> policy, ImmutableArray<Policy<T>> kept)
    {
        var made = kept.FirstOrDefault(old => old.Id == policy.Id)?.Rules
            .Where(rule => rule.Created is not null && policy.Rules.All(own => own.Name != rule.Name)) ?? [];
        return policy with { Rules = Priorities.Number([.. policy.Rules.Where(rule => !rule.System), .. made, .. policy.Rules.Where(rule => rule.System)]) };
    }
}
