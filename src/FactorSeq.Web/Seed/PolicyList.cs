using System.Collections.Immutable;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Seed;

/// <summary>Okta's names of policy types, and of what every type has built in.</summary>
internal static class PolicyType
{
    internal const string SignOn = "OKTA_SIGN_ON";
    internal const string Password = "PASSWORD";
    internal const string Enrollment = "MFA_ENROLL";
    internal const string DefaultPolicy = "Default Policy";
    internal const string DefaultRule = "Default Rule";
    internal const string ActiveDirectoryPolicy = "Active Directory Policy";
    internal const string LdapPolicy = "LDAP Policy";
}

/// <summary>What policies and rules have alike.</summary>
internal static class PolicyStatus
{
    private static readonly ImmutableArray<string> Statuses = ["ACTIVE", "INACTIVE"];

    internal static bool IsActive(Fields fields) => fields.Choice("status", 0, Statuses) == 0;

    /// <summary>False, with an error, for the name of what is built in.</summary>
    internal static bool IsFree(Fields fields, string name, ImmutableArray<string> builtIn, SeedErrors errors)
    {
        if (!builtIn.Contains(name))
        {
            return true;
        }

        errors.Add(fields["name"]!, $"{Wording.Quoted(name)} is built in", "Choose another name.");
        return false;
    }
}

/// <summary>A policy that every org has.</summary>
internal sealed record BuiltIn<TAction>(string Name, TAction Action, params ImmutableArray<Condition> Conditions);

/// <summary>The policies of one type in the order of the seed, and after them those that are built in, the default policy last.</summary>
internal sealed class PolicyList<TAction>(string type, Shape shape, SeedScope scope)
{
    internal ImmutableArray<Policy<TAction>> Read(
        IReadOnlyList<SeedNode> nodes, Func<Fields, string, ImmutableArray<Rule<TAction>>> rules, TAction byDefault) =>
        Read(nodes, rules, null, new BuiltIn<TAction>(PolicyType.DefaultPolicy, byDefault));

    internal ImmutableArray<Policy<TAction>> Read(
        IReadOnlyList<SeedNode> nodes, Func<Fields, string, ImmutableArray<Rule<TAction>>> rules, Func<Fields, Condition>? more,
        params ImmutableArray<BuiltIn<TAction>> builtIn)
    {
        ImmutableArray<string> reserved = [.. builtIn.Select(policy => policy.Name)];
        var policies = ImmutableArray.CreateBuilder<Policy<TAction>>();
        var names = new Names("policy", name => name, scope.Errors);
        foreach (var node in nodes)
        {
            if (Fields.Of(node, shape, scope.Errors) is not { } fields)
            {
                continue;
            }

            var name = fields.Required("name");
            var conditions = People(fields);
            conditions = more?.Invoke(fields) is { } condition ? conditions.Add(condition) : conditions;
            var active = PolicyStatus.IsActive(fields);
            var inside = rules(fields, name ?? "");
            if (name is not null && PolicyStatus.IsFree(fields, name, reserved, scope.Errors) && names.Declare(node, name, name))
            {
                policies.Add(new Policy<TAction>
                {
                    Id = Ids.Policy(scope.Org.Name, type, name),
                    Name = name,
                    Priority = policies.Count + 1,
                    Active = active,
                    Conditions = conditions,
                    Rules = inside,
                });
            }
        }

        foreach (var policy in builtIn)
        {
            policies.Add(Default(policies.Count + 1, policy));
        }

        return policies.ToImmutable();
    }

    /// <summary>The one rule of a policy that has no rules in the seed.</summary>
    internal ImmutableArray<Rule<TAction>> Only(string policy, TAction action) =>
    [
        new Rule<TAction> { Id = Ids.Rule(scope.Org.Name, type, policy, policy), Name = policy, Priority = 1, Action = action },
    ];

    private ImmutableArray<Condition> People(Fields fields)
    {
        scope.Groups.Find(Group.Everyone, out var everyone);
        return [new Condition.People(fields["groups"] is null ? [everyone!] : SeedScope.Resolve(fields.List("groups"), scope.Groups), [])];
    }

    private Policy<TAction> Default(int priority, BuiltIn<TAction> builtIn) => new()
    {
        Id = Ids.Policy(scope.Org.Name, type, builtIn.Name),
        Name = builtIn.Name,
        Priority = priority,
        System = true,
        Conditions = builtIn.Conditions,
        Rules =
        [
            new Rule<TAction>
            {
                Id = Ids.Rule(scope.Org.Name, type, builtIn.Name, PolicyType.DefaultRule),
                Name = PolicyType.DefaultRule,
                Priority = 1,
                System = true,
                Action = builtIn.Action,
            },
        ],
    };
}
