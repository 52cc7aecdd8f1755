using System.Collections.Immutable;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Orgs;

/// <summary>What administrators make of an org through the Management API and no seed has a word for.</summary>
public sealed record OrgAdministration
{
    // A document that was written before there was one of these says nothing of it, which arrives here as default.

    /// <summary>In the order in which they were made.</summary>
    public ImmutableArray<GroupRule> GroupRules { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Admin roles that every member of a group has.</summary>
    public ImmutableArray<GroupRole> GroupRoles { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Attributes that the org has added to its users' profiles.</summary>
    public ImmutableArray<ProfileAttribute> Attributes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>What the org has changed of Okta's own attributes, by name.</summary>
    public ImmutableArray<ProfileAttribute> BaseAttributes { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>When the schema of profiles was last changed; null where it never was.</summary>
    public DateTimeOffset? SchemaUpdated { get; init; }

    /// <summary>Self-service features that are switched on and are no setting of the org.</summary>
    public ImmutableArray<string> Features { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Behaviors that were made here, and those of every org that were changed.</summary>
    public ImmutableArray<BehaviorRule> Behaviors { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Ids of behaviors of every org that this one has deleted.</summary>
    public ImmutableArray<string> DeletedBehaviors { get; init => field = value.IsDefault ? [] : value; } = [];

    public ImmutableArray<SmsTemplate> SmsTemplates { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Certificates of identity providers, for them to refer to.</summary>
    public ImmutableArray<ProviderKey> ProviderKeys { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Who is sent to which identity provider; null leaves it to the domains of the seed's providers.</summary>
    public ImmutableArray<RoutingRule>? Routing { get; init; }

    /// <summary>The id of the identity provider of all whom no rule sends anywhere; null for the org itself.</summary>
    public string? DefaultProvider { get; init; }

    /// <summary>What the org says of itself, by the API's names.</summary>
    public ImmutableSortedDictionary<string, string> Profile { get; init => field = value ?? field; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>When that was last changed; null where it never was.</summary>
    public DateTimeOffset? ProfileUpdated { get; init; }

    /// <summary>Ids of the users whom Okta writes to, by the kind of contact.</summary>
    public ImmutableSortedDictionary<string, string> Contacts { get; init => field = value ?? field; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>A user's admin roles, by name and by the groups that they are in.</summary>
    public IEnumerable<string> RolesOf(User user) =>
        user.AdminRoles.Concat(GroupRoles.Where(role => user.Groups.Contains(role.GroupId)).Select(role => role.Role)).Distinct();

    /// <summary>The attribute of this name, of those that the org has added.</summary>
    public ProfileAttribute? Attribute(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);
}

/// <summary>An admin role that every member of a group has (Roles API).</summary>
/// <param name="Role">In Okta's words: <c>USER_ADMIN</c>.</param>
public sealed record GroupRole(string GroupId, string Role, DateTimeOffset Assigned);

/// <summary>A behavior that rules may wait for (Behavior Rules API).</summary>
/// <param name="Id">20 characters, prefix <c>bhv</c>.</param>
/// <param name="Settings">As JSON.</param>
public sealed record BehaviorRule(string Id, string Name, string Type, string Settings)
{
    /// <summary>Whether it is switched off.</summary>
    public bool Inactive { get; init; }

    /// <summary>When the API made it; null for what every org has.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When the API last changed it; null where it never did.</summary>
    public DateTimeOffset? LastUpdated { get; init; }
}

/// <summary>What text messages say (Custom SMS Templates API).</summary>
/// <param name="Id">20 characters, prefix <c>cst</c>.</param>
/// <param name="Text">With <c>${code}</c> in it.</param>
/// <param name="Translations">The text in other languages, by their tags.</param>
public sealed record SmsTemplate(
    string Id, string Name, string Text, ImmutableSortedDictionary<string, string> Translations, DateTimeOffset Created, DateTimeOffset LastUpdated)
{
    /// <summary>What a message says to somebody.</summary>
    /// <param name="locale">Theirs: <c>de_DE</c>.</param>
    public string Fill(string code, string org, string locale)
    {
        var language = locale.Replace('_', '-');
        var text = Translations.GetValueOrDefault(language) ?? Translations.GetValueOrDefault(language.Split('-')[0]) ?? Text;
        return text.Replace("${org.name}", org, StringComparison.Ordinal).Replace("${code}", code, StringComparison.Ordinal);
    }
}

/// <summary>A certificate that an identity provider signs with (Identity Providers API, "Key store").</summary>
/// <param name="Kid">How providers refer to it.</param>
/// <param name="Certificate">DER in base64.</param>
public sealed record ProviderKey(string Kid, string Certificate, DateTimeOffset Created);
