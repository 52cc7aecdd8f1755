using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Web.Api.AuthorizationServers;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Api;

/// <summary>
/// What a new seed makes of what administrators have made through the API: it stays where it stood, but for what the seed itself now names. What
/// the seed describes is as the seed says; of what is built in, which no seed describes, the last edit stays.
/// </summary>
internal static class ManagedSettings
{
    internal static OrgConfiguration Keep(OrgConfiguration kept, OrgConfiguration seed)
    {
        var next = seed with
        {
            TrustedOrigins =
            [
                .. seed.TrustedOrigins,
                .. kept.TrustedOrigins.Where(origin => origin.Created is not null
                    && seed.TrustedOrigins.All(own => !own.Origin.Equals(origin.Origin, StringComparison.OrdinalIgnoreCase))),
            ],
            AuthorizationServers = ManagedServers.Keep(kept.AuthorizationServers, seed.AuthorizationServers),
            InactiveFactors = kept.InactiveFactors,

            // A switch goes on from when it began; what takes it back is a rollback, or a reset.
            Engine = seed.Engine is null || kept.Engine is { } engine && seed.Engine == engine with { Since = seed.Engine.Since } ? kept.Engine : seed.Engine,
            Administration = kept.Administration with { Routing = Routing.Keep(kept, seed) },
            IdentityProviders =
            [
                .. seed.IdentityProviders,
                .. kept.IdentityProviders.Where(provider => provider.Created is not null && seed.IdentityProviders.All(own => own.Name != provider.Name)),
            ],
            SignOn = Policies(kept.SignOn, seed.SignOn, (_, action) => action),
            Passwords = Policies(kept.Passwords, seed.Passwords, (settings, action) => action.Under(settings)),
            Enrollment = Policies(kept.Enrollment, seed.Enrollment, (settings, action) => action.Under(settings)),
        };

        // A rule that excludes a zone which is gone would let in whom it kept out.
        var named = next.Conditions.OfType<Condition.Network>().SelectMany(network => network.Include.Concat(network.Exclude)).ToHashSet(StringComparer.Ordinal);
        return next with
        {
            Zones =
            [
                .. seed.Zones,
                .. kept.Zones.Where(zone => (zone.Created is not null || BuiltInZones.Are(zone) || named.Contains(zone.Id))
                    && seed.Zones.All(own => own.Id != zone.Id && own.Name != zone.Name)),
            ],
        };
    }

    /// <param name="under">What a rule carries whose policy has other settings.</param>
    private static ImmutableArray<Policy<T>> Policies<T>(ImmutableArray<Policy<T>> kept, ImmutableArray<Policy<T>> seed, Func<T, T, T> under) => kept
        .Where(policy => policy.Created is not null && seed.All(own => own.Name != policy.Name))
        .Aggregate(
            Priorities.Number(seed.Select(policy => kept.FirstOrDefault(old => old.Id == policy.Id) is { } old ? With(policy, old, under) : policy)),
            (policies, made) => Priorities.Put(policies, made, made.Priority));

    private static Policy<T> With<T>(Policy<T> policy, Policy<T> old, Func<T, T, T> under)
    {
        if (policy.System && old.LastUpdated is not null)
        {
            policy = policy with { Settings = old.Settings, LastUpdated = old.LastUpdated, Description = old.Description };
        }

        var settings = policy.Settings ?? (policy.Rules is [var first, ..] ? first.Action : default);
        var rules = Priorities.Number(policy.Rules.Select(rule =>
            rule.System && old.Rules.FirstOrDefault(known => known.Id == rule.Id) is { LastUpdated: not null } edited ? edited : rule));
        return policy with
        {
            Rules = old.Rules
                .Where(rule => rule.Created is not null && rules.All(own => own.Name != rule.Name))
                .Select(rule => settings is null ? rule : rule with { Action = under(settings, rule.Action) })
                .Aggregate(rules, (all, made) => Priorities.Put(all, made, made.Priority)),
        };
    }
}
