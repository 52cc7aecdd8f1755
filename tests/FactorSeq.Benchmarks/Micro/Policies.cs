using System.Collections.Immutable;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Benchmarks.Micro;

/// <summary>Policies to be evaluated: the last rule is the one that holds.</summary>
internal static class Policies
{
    internal static SignOnRequest Request { get; } = new(
        "ana@bench.test", "00u1", ["everyone", "mine"], System.Net.IPAddress.Loopback, AuthenticationDoor.Any, false, CredentialProvider.Okta);

    internal static ImmutableArray<Policy<SignOnAction>> Of(RuleAction last, int rules = 1) =>
    [
        new Policy<SignOnAction>
        {
            Id = "00p1",
            Name = "Bench",
            Priority = 1,
            Rules =
            [
                .. Enumerable.Range(1, rules).Select(i => new Rule<SignOnAction>
                {
                    Id = $"0pr{i}",
                    Name = $"Rule {i}",
                    Priority = i,
                    Conditions = [new Condition.People([i == rules ? "mine" : $"group {i}"], ["somebody else"])],
                    Action = new SignOnAction(i == rules ? last : new RuleAction.Deny(), SessionLimits.Default),
                }),
            ],
        },
    ];
}
