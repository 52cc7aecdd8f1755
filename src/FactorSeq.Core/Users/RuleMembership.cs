namespace FactorSeq.Core.Users;

/// <summary>That a rule has put somebody into a group, so that the rule may take them out again.</summary>
public sealed record RuleMembership(string RuleId, string GroupId);
