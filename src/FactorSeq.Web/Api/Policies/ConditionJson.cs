using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Api.Policies;

/// <summary><c>conditions</c> as Okta writes them. Clients read some of them without asking whether they are there.</summary>
internal static class ConditionJson
{
    // As CredentialProvider and AuthenticationDoor have them.
    internal static readonly ImmutableArray<string> Providers = ["OKTA", "ACTIVE_DIRECTORY", "LDAP"];
    private static readonly ImmutableArray<string> Doors = ["ANY", "RADIUS", "LDAP_INTERFACE"];

    /// <param name="system">What is built in is for everybody, and says so.</param>
    internal static void WriteOfPolicy(Utf8JsonWriter json, ImmutableArray<Condition> conditions, bool system, OrgConfiguration configuration)
    {
        var groups = conditions.OfType<Condition.People>().SelectMany(people => people.Groups).ToList();
        if (system && groups.Count == 0)
        {
            groups.Add(configuration.Groups.First(group => group.Name == Group.Everyone).Id);
        }

        if (groups.Count > 0)
        {
            json.WriteStartObject("people");
            json.WriteStartObject("groups");
            json.WriteList("include", groups);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (conditions.OfType<Condition.AuthProvider>().FirstOrDefault() is { } of)
        {
            json.WriteStartObject("authProvider");
            json.WriteString("provider", Providers[(int)of.Provider]);
            if (!of.Include.IsEmpty)
            {
                json.WriteList("include", of.Include);
            }

            json.WriteEndObject();
        }
    }

    /// <summary><c>people</c> and <c>network</c>, which every rule has.</summary>
    internal static void WriteOfRule(Utf8JsonWriter json, ImmutableArray<Condition> conditions)
    {
        var people = conditions.OfType<Condition.People>().ToList();
        json.WriteStartObject("people");
        json.WriteStartObject("users");
        json.WriteList("exclude", people.SelectMany(some => some.ExcludedUsers));
        json.WriteEndObject();
        if (people.SelectMany(some => some.Groups).ToList() is { Count: > 0 } groups)
        {
            json.WriteStartObject("groups");
            json.WriteList("include", groups);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("network");
        var network = conditions.OfType<Condition.Network>().FirstOrDefault();
        json.WriteString("connection", Connection(network));
        if (network is { InOldWords: true })
        {
            json.WriteEndObject();
            return;
        }

        if (network is { Include.IsEmpty: false })
        {
            json.WriteList("include", network.Include);
        }

        if (network is { Exclude.IsEmpty: false })
        {
            json.WriteList("exclude", network.Exclude);
        }

        json.WriteEndObject();
    }

    /// <summary><c>app</c> of enrollment rules.</summary>
    internal static void WriteApps(Utf8JsonWriter json, Condition.Apps apps)
    {
        json.WriteStartObject("app");
        foreach (var (name, chosen) in new[] { ("include", apps.Include), ("exclude", apps.Exclude) })
        {
            json.WriteStartArray(name);
            foreach (var app in chosen)
            {
                json.WriteStartObject();
                json.WriteString("type", app.Id is null ? "APP_TYPE" : "APP");
                json.WriteString("name", app.Kind);
                if (app.Id is not null)
                {
                    json.WriteString("id", app.Id);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static string Connection(Condition.Network? network) => network switch
    {
        null                                           => "ANYWHERE",
        { InOldWords: true, Include.IsEmpty: false }   => RequestConditions.OnNetwork,
        { InOldWords: true }                           => RequestConditions.OffNetwork,
        _                                              => "ZONE",
    };

    /// <summary>What sign-on rules have besides.</summary>
    internal static void WriteOfSignOnRule(Utf8JsonWriter json, ImmutableArray<Condition> conditions)
    {
        WriteOfRule(json, conditions);
        json.WriteStartObject("authContext");
        json.WriteString("authType", Doors[(int)(conditions.OfType<Condition.AuthType>().FirstOrDefault()?.Door ?? AuthenticationDoor.Any)]);
        json.WriteEndObject();
        json.WriteStartObject("risk");
        json.WriteList("behaviors", conditions.OfType<Condition.Behaviors>().SelectMany(some => some.Ids));
        json.WriteEndObject();
    }
}
