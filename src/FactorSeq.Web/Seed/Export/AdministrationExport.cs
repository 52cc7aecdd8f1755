using FactorSeq.Core.Orgs;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Seed.Export;

/// <summary>What administrators have made through the API and no seed has a word for: each of it is named, so that nobody misses it unawares.</summary>
internal static class AdministrationExport
{
    /// <param name="hooks">The org's event hooks.</param>
    internal static void LeaveOut(ExportScope scope, IEnumerable<Stored<EventHook>> hooks)
    {
        var made = scope.Org.Administration;
        Each(scope, made.GroupRules, rule => $"the group rule {rule.Name}; whom it has put into groups is there");
        Each(scope, made.GroupRoles, role => $"the role {role.Role} of the group {scope.Groups([role.GroupId]).FirstOrDefault() ?? role.GroupId}");
        Each(scope, made.Attributes, attribute => $"the attribute {attribute.Name} of the user schema");
        Each(scope, made.BaseAttributes, attribute => $"what was changed of the attribute {attribute.Name} in the user schema");
        Each(scope, made.Features, feature => $"that the feature {feature} is on");
        Each(scope, made.Behaviors, behavior => $"the behavior {behavior.Name}");
        Each(scope, made.DeletedBehaviors, id => $"that the behavior {id} was deleted");
        Each(scope, made.SmsTemplates, template => $"the template of text messages {template.Name}");
        Each(scope, made.ProviderKeys, key => $"the key {key.Kid} of identity providers");
        Each(scope, Routed(scope.Org), rule => $"the routing rule {rule.Name}");
        Each(scope, made.Profile.Keys, member => $"what the org says of itself: {member}");
        Each(scope, made.Contacts.Keys, contact => $"the org's contact {contact}");
        if (made.DefaultProvider is { } provider)
        {
            scope.LeaveOut($"that {scope.Org.Provider(provider)?.Name ?? provider} signs in all whom no routing rule sends anywhere");
        }

        Each(scope, hooks, hook => $"the event hook {hook.Value.Name}");
    }

    // What the domains of providers come to is said by the providers.
    private static IEnumerable<RoutingRule> Routed(OrgConfiguration org) =>
        (org.Administration.Routing ?? []).Where(rule => rule.Created is not null || rule.LastUpdated is not null);

    private static void Each<T>(ExportScope scope, IEnumerable<T> items, Func<T, string> say)
    {
        foreach (var item in items)
        {
            scope.LeaveOut(say(item));
        }
    }
}
