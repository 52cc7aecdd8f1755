using System.Collections.Immutable;
using System.Text.RegularExpressions;
using FactorSeq.Core.Expressions;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary>What becomes of an identity provider's people, in the members of Okta's <c>policy</c>.</summary>
internal sealed class ProviderPolicySection(SeedScope scope)
{
    private static readonly ImmutableArray<string> Switch = ["AUTO", "DISABLED"];
    private static readonly ImmutableArray<string> Deprovisioned = ["NONE", "REACTIVATE"];
    private static readonly ImmutableArray<string> Suspended = ["NONE", "UNSUSPEND"];

    // As SubjectMatch and GroupAssignment have them.
    private static readonly ImmutableArray<string> Matches = ["USERNAME", "EMAIL", "USERNAME_OR_EMAIL", "CUSTOM_ATTRIBUTE"];
    private static readonly ImmutableArray<string> Assignments = ["NONE", "ASSIGN", "APPEND", "SYNC"];

    private readonly SeedErrors errors = scope.Errors;

    internal ProviderPolicy Read(Fields provider)
    {
        var subject = provider.Part("subject", Shapes.Subject);
        var provisioning = provider.Part("provisioning", Shapes.Provisioning);
        var groups = provisioning?.Part("groups", Shapes.ProvisionedGroups);
        var link = provider.Part("accountLink", Shapes.AccountLink);
        var match = (SubjectMatch)(subject?.Choice("matchType", 0, Matches) ?? 0);
        if (match == SubjectMatch.CustomAttribute && subject!["matchAttribute"] is null)
        {
            subject.Missing("matchAttribute");
        }

        var assignment = (GroupAssignment)(groups?.Choice("action", 0, Assignments) ?? 0);
        if (assignment is GroupAssignment.Append or GroupAssignment.Sync && groups!["sourceAttributeName"] is null)
        {
            groups.Missing("sourceAttributeName");
        }

        return new ProviderPolicy
        {
            UserNameTemplate = Template(subject),
            Filter = Filter(subject),
            Match = match,
            MatchAttribute = subject?.Text("matchAttribute"),
            JustInTime = provisioning is null || provisioning.Choice("action", 0, Switch) == 0,
            ProfileMaster = provisioning?.Flag("profileMaster", false) ?? false,
            LinksAccounts = link is null || link.Choice("action", 0, Switch) == 0,
            LinkGroups = SeedScope.Resolve(link?.List("groups") ?? [], scope.Groups),
            Groups = assignment,
            AssignedGroups = SeedScope.Resolve(groups?.List("assignments") ?? [], scope.Groups),
            GroupsAttribute = groups?.Text("sourceAttributeName"),
            GroupFilter = SeedScope.Resolve(groups?.List("filter") ?? [], scope.Groups),
            Reactivates = provisioning?.Choice("deprovisioned", 0, Deprovisioned) == 1,
            Unsuspends = provisioning?.Choice("suspended", 0, Suspended) == 1,
            Attributes = Attributes(provider),
        };
    }

    private string? Template(Fields? subject)
    {
        if (subject?.Text("userNameTemplate") is not { } template)
        {
            return null;
        }

        try
        {
            // Okta writes it either way.
            if (template.Contains("${", StringComparison.Ordinal))
            {
                Core.Expressions.Template.Parse(template);
            }
            else
            {
                Expression.Parse(template);
            }

            return template;
        }
        catch (ExpressionException e)
        {
            errors.Add(
                subject["userNameTemplate"]!,
                $"{Wording.Quoted(template)} is not a template: {e.Message}",
                "Write for example idpuser.email, or ${idpuser.subjectNameId}@demo.test.");
            return null;
        }
    }

    private string? Filter(Fields? subject)
    {
        if (subject?.Text("filter") is not { } filter)
        {
            return null;
        }

        try
        {
            _ = new Regex(filter, RegexOptions.NonBacktracking);
            return filter;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            errors.Add(subject["filter"]!, $"{Wording.Quoted(filter)} is not a regular expression that this version reads", "Write for example .*@demo\\.test");
            return null;
        }
    }

    private ImmutableSortedDictionary<string, string> Attributes(Fields provider)
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, node) in provider.Free("attributes"))
        {
            if (Scalars.Text(node, errors) is not { } text)
            {
                continue;
            }

            if (name is "login" or "id")
            {
                errors.Add(node, $"{name} is not the provider's to set", "Write what a user is called as subject.userNameTemplate.");
            }
            else if (!text.Contains("idpuser.", StringComparison.Ordinal) || AuthorizationServerSection.IsExpression(node, text, errors))
            {
                read[name] = text;
            }
        }

        return read.ToImmutable();
    }
}
