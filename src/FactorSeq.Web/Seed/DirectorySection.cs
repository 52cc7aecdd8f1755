using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Users;
using FactorSeq.Directories.Embedded;

namespace FactorSeq.Web.Seed;

/// <summary><c>directories</c>: where users are sourced from.</summary>
internal sealed class DirectorySection(SeedScope scope)
{
    private const int MostAgents = 100;
    private const int MostWrong = 999;
    private const int MostMinutes = 99_999;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(30);

    // As DirectoryType, WhenDeactivated and WhenReactivated have them.
    private static readonly ImmutableArray<string> Types = ["activeDirectory", "ldap"];
    private static readonly ImmutableArray<string> Deactivations = ["deactivate", "suspend", "nothing"];
    private static readonly ImmutableArray<string> Reactivations = ["nothing", "reactivate"];

    private readonly ImmutableArray<DirectoryIntegration>.Builder integrations = ImmutableArray.CreateBuilder<DirectoryIntegration>();
    private readonly List<EmbeddedSection> embedded = [];

    internal ImmutableArray<DirectoryIntegration> Integrations => integrations.ToImmutable();

    internal ImmutableArray<DirectorySeed> Seeds => [.. embedded.Select(section => section.Seed)];

    internal void Read(Fields seed)
    {
        foreach (var node in seed.List("directories"))
        {
            if (Fields.Of(node, Shapes.Directory, scope.Errors) is { } fields)
            {
                One(fields);
            }
        }
    }

    /// <summary>The directory that somebody's line names, or null where it names none, or one that is not there.</summary>
    internal DirectoryIntegration? Of(Fields person) => person["directory"] is { } node && scope.Directories.Resolve(node) is { } id
        ? integrations.FirstOrDefault(integration => integration.Id == id)
        : null;

    /// <summary>Somebody in an embedded directory, with an error where they are not there; null also for other directories.</summary>
    internal EmbeddedPerson? Entry(DirectoryIntegration directory, SeedNode at, string login)
    {
        if (embedded.FirstOrDefault(section => section.Seed.DirectoryId == directory.Id) is not { } section)
        {
            return null;
        }

        if (section.Find(login) is not { } person)
        {
            scope.Errors.Add(
                at, $"the directory {Wording.Quoted(directory.Name)} has nobody with the login {Wording.Quoted(login)}", section.Choose(login));
            return null;
        }

        return person;
    }

    /// <summary>The passwords that the org itself keeps, by login, and beside them those of people in directories.</summary>
    internal ImmutableDictionary<string, string> Passwords(ImmutableDictionary<string, string> own)
    {
        var all = own.ToBuilder();
        foreach (var section in embedded)
        {
            foreach (var (login, password) in section.Passwords)
            {
                all.TryAdd(login, password);
            }
        }

        return all.ToImmutable();
    }

    private void One(Fields fields)
    {
        var name = fields.Required("name");
        var known = name ?? "nameless";
        var hasType = fields.Required("type") is not null;
        var type = (DirectoryType)fields.Choice("type", 0, Types);
        var id = Ids.Directory(scope.Org.Name, known);
        var integration = new DirectoryIntegration
        {
            Id = id,
            Name = known,
            Type = type,
            Source = new DirectorySource.Embedded(),
            DelegatedAuthentication = fields.Flag("delegatedAuthentication", true),
            Agents = fields.Number("agents", 1, 0, MostAgents),
            ImportInterval = Interval(fields),
            UserFilter = Filter(fields),
            WhenDeactivated = (WhenDeactivated)fields.Choice("whenDeactivated", 0, Deactivations),
            WhenReactivated = (WhenReactivated)fields.Choice("whenReactivated", 0, Reactivations),
            JustInTime = fields.Flag("justInTime", true),
            UnlockInDirectory = fields.Flag("unlockInDirectory", false),
        };
        var (source, people) = Source(fields, integration);
        integration = integration with { Source = source, OrganizationalUnits = Units(fields, integration, source) };
        if (name is not null && hasType && scope.Directories.Declare(fields["name"]!, name, id))
        {
            integrations.Add(integration);
            embedded.AddRange(people is null ? [] : [people]);
        }
    }

    private (DirectorySource Source, EmbeddedSection? People) Source(Fields fields, DirectoryIntegration directory)
    {
        var (own, server) = (fields.Part("embedded", Shapes.Embedded), fields.Part("ldap", Shapes.LdapServer));
        if ((fields["embedded"] is null) == (fields["ldap"] is null))
        {
            scope.Errors.Add(
                fields["ldap"] ?? fields.Node,
                fields["ldap"] is null ? "a directory needs \"embedded\" or \"ldap\"" : "a directory has embedded or ldap, not both",
                fields["ldap"] is null ? "Add embedded: { users: [ … ] }, or ldap with the url of a server." : "Remove one of them.");
        }

        if (own is not null)
        {
            var people = new EmbeddedSection(scope, directory);
            people.Read(own);
            return (Lockout(own), people);
        }

        return (server is null ? directory.Source : LdapSection.Read(server, scope.Errors), null);
    }

    private static DirectorySource.Embedded Lockout(Fields embedded)
    {
        var standard = new DirectorySource.Embedded();
        return embedded.Part("lockout", Shapes.DirectoryLockout) is not { } lockout ? standard : new DirectorySource.Embedded(
            lockout.Number("threshold", standard.LockoutThreshold, 0, MostWrong),
            lockout.Number("minutes", standard.LockoutMinutes, 0, MostMinutes),
            lockout.Number("windowMinutes", standard.LockoutWindowMinutes, 1, MostMinutes));
    }

    private TimeSpan? Interval(Fields fields)
    {
        var standard = TimeSpan.FromHours(1);
        if (fields.Text("importInterval") is not { } text)
        {
            return standard;
        }

        if (text == "never")
        {
            return null;
        }

        if (IsoDuration.TryParse(text, out var interval) && interval >= ShortestInterval && interval <= LongestInterval)
        {
            return interval;
        }

        scope.Errors.Add(
            fields["importInterval"]!, $"{Wording.Quoted(text)} is not an interval between imports",
            "Write a duration from PT1M to P30D, for example PT1H, or never.");
        return standard;
    }

    private string? Filter(Fields fields)
    {
        var filter = fields.Text("userFilter");
        if (filter is not null && !IsFilter(filter))
        {
            scope.Errors.Add(
                fields["userFilter"]!, $"{Wording.Quoted(filter)} is not an LDAP filter", "Write it with its brackets, for example (objectClass=person).");
        }

        return filter;
    }

    // RFC 4515 as far as its brackets go: the rest is for the server to judge.
    private static bool IsFilter(string filter)
    {
        var depth = 0;
        for (var i = 0; i < filter.Length; i++)
        {
            depth += filter[i] == '(' ? 1 : filter[i] == ')' ? -1 : 0;
            if (depth <= 0 && i < filter.Length - 1)
            {
                return false;
            }
        }

        return depth == 0 && filter.Contains('=');
    }

    private ImmutableArray<string> Units(Fields fields, DirectoryIntegration directory, DirectorySource source)
    {
        var units = ImmutableArray.CreateBuilder<string>();
        foreach (var node in fields.List("organizationalUnits"))
        {
            if (Scalars.Text(node, scope.Errors) is not { } unit)
            {
                continue;
            }

            if (source is DirectorySource.Embedded)
            {
                units.Add(EmbeddedNames.Unit(directory.Name, directory.Type, unit));
            }
            else if (Formats.IsDistinguishedName(unit))
            {
                units.Add(unit);
            }
            else
            {
                scope.Errors.Add(node, $"{Wording.Quoted(unit)} is not a distinguished name", "Write for example OU=Staff,DC=corp,DC=test.");
            }
        }

        return units.ToImmutable();
    }
}
