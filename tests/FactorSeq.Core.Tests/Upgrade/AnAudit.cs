using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Upgrade;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>Orgs to be audited, as a tester says them.</summary>
internal static class AnAudit
{
    internal const string Everyone = "00g_everyone";
    internal const string Staff = "00g_staff";
    internal const string Guests = "00g_guests";

    internal static AuditNames Names { get; } = new(ASignOn.Catalog.NameOf, kind => ASignOn.Catalog[kind].Type.PolicyKey, kind => ASignOn.Catalog.NameOf(kind).ToUpperInvariant());

    /// <summary>Of an org with one policy, for everybody.</summary>
    internal static Audit Of(params ImmutableArray<Rule<SignOnAction>> rules) => Of(Subject(rules));

    internal static Audit Of(AuditSubject subject, bool strict = false) => Auditing.Of(subject, Names, strict);

    internal static AuditSubject Subject(params ImmutableArray<Rule<SignOnAction>> rules) => Subject([Policy("P", rules)]);

    internal static AuditSubject Subject(ImmutableArray<Policy<SignOnAction>> policies) => new()
    {
        Feature = true,
        HasDirectoryUsers = false,
        Org = new OrgConfiguration
        {
            Id = "00o",
            Name = "demo",
            Groups = [new Group(Everyone, Group.Everyone, null), new Group(Staff, "Staff", null), new Group(Guests, "Guests", null)],
            SignOn = policies,
            Passwords = [],
            Enrollment = [],
        },
    };

    internal static Policy<SignOnAction> Policy(string name, params ImmutableArray<Rule<SignOnAction>> rules) => PolicyOf(name, [], rules);

    internal static Policy<SignOnAction> PolicyOf(string name, ImmutableArray<string> groups, params ImmutableArray<Rule<SignOnAction>> rules) => new()
    {
        Id = $"00p_{name}",
        Name = name,
        Priority = 1,
        Conditions = groups.IsEmpty ? [] : [new Condition.People(groups, [])],
        Rules = [.. rules.Select(rule => rule with { Id = $"0pr_{name}_{rule.Name}" })],
    };

    internal static Rule<SignOnAction> Chained(string name, params string[] chains) => Rule(name, new RuleAction.Sequence(Chains.Parse(chains)));

    internal static Rule<SignOnAction> Rule(string name, RuleAction? action = null, params ImmutableArray<Condition> conditions) => new()
    {
        Id = $"0pr_{name}", Name = name, Priority = 1, Action = new SignOnAction(action ?? new RuleAction.Password(), SessionLimits.Default), Conditions = conditions,
    };

    internal static AuditedPerson Person(string login, string enrolled, CredentialProvider provider = CredentialProvider.Okta, params string[] groups) => new(
        $"00u_{login}", login, [Everyone, .. groups], provider, MaySignIn: true,
        [.. enrolled.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Chains.Kind)]);

    /// <summary>What was found, as <c>check @ rule</c>.</summary>
    internal static string[] Found(this Audit audit) =>
        [.. audit.Findings.Select(finding => finding.Rule is null ? finding.Check.Id : $"{finding.Check.Id} @ {finding.Rule}{(finding.Chain is null ? "" : $": {finding.Chain}")}")];

    /// <summary>What one check has found.</summary>
    internal static AuditFinding[] Found(this Audit audit, AuditCheck check) => [.. audit.Findings.Where(finding => finding.Check == check)];
}
