using System.Collections.Immutable;
using FactorSeq.Core.Authorization;

namespace FactorSeq.Web.Api.AuthorizationServers;

/// <summary>What a new seed makes of the authorization servers that administrators have made, and of what they have put into the seed's: see <see cref="ManagedSettings"/>.</summary>
internal static class ManagedServers
{
    internal static ImmutableArray<CustomAuthorizationServer> Keep(ImmutableArray<CustomAuthorizationServer> kept, ImmutableArray<CustomAuthorizationServer> seed) =>
    [
        .. seed.Select(server => kept.FirstOrDefault(old => old.Id == server.Id) is { } old ? With(server, old) : server),
        .. kept.Where(server => server.Created is not null && seed.All(own => own.Name != server.Name && own.Id != server.Id)),
    ];

    private static CustomAuthorizationServer With(CustomAuthorizationServer server, CustomAuthorizationServer old) => server with
    {
        // What was signed with keys of its own must go on to count.
        HasOwnKeys = old.HasOwnKeys || (old.RotatesByHand && !server.RotatesByHand),
        Scopes = [.. server.Scopes, .. old.Scopes.Where(scope => scope.Created is not null && server.Scopes.All(own => own.Name != scope.Name))],
        Claims = [.. server.Claims, .. old.Claims.Where(claim => claim.Created is not null && server.Claims.All(own => (own.Name, own.Type) != (claim.Name, claim.Type)))],
        Policies =
        [
            .. server.Policies.Select(policy => policy with { Rules = Rules(policy, old.Policies.FirstOrDefault(known => known.Name == policy.Name)) }),
            .. old.Policies.Where(policy => policy.Created is not null && server.Policies.All(own => own.Name != policy.Name)),
        ],
    };

    private static ImmutableArray<AccessRule> Rules(AccessPolicy policy, AccessPolicy? old) =>
        [.. policy.Rules, .. old?.Rules.Where(rule => rule.Created is not null && policy.Rules.All(own => own.Name != rule.Name)) ?? []];
}
