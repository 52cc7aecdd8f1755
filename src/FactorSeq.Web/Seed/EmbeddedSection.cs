using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Users;
using FactorSeq.Directories.Embedded;
using FactorSeq.Factors.Password;

namespace FactorSeq.Web.Seed;

/// <summary><c>directories[].embedded.users</c>: people as the directory has them, and what has become of them since the first import.</summary>
internal sealed class EmbeddedSection(SeedScope scope, DirectoryIntegration directory)
{
    private const int LongestAccountName = 20;

    private static readonly SearchValues<char> NotInAccountNames = SearchValues.Create("\"/\\[]:;|=,+*?<>@");

    private static readonly ImmutableArray<string> Hours = ["allowed", "denied"];

    private readonly ImmutableArray<EmbeddedPerson>.Builder people = ImmutableArray.CreateBuilder<EmbeddedPerson>();
    private readonly ImmutableDictionary<string, EmbeddedPatch>.Builder sinceImport = ImmutableDictionary.CreateBuilder<string, EmbeddedPatch>();
    private readonly Dictionary<string, EmbeddedPerson> byLogin = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> passwords = [];
    private readonly Names shortNames = new($"user of {directory.Name} with the name", name => name.ToUpperInvariant(), scope.Errors);
    private readonly Names logins = new($"user of {directory.Name} with the login", Login.Key, scope.Errors);
    private readonly PasswordFactor hasher = (PasswordFactor)scope.Catalog[FactorKind.Password];

    internal DirectorySeed Seed => new(directory.Id, people.ToImmutable(), sinceImport.ToImmutable());

    /// <summary>Passwords as the seed writes them, by login.</summary>
    internal IReadOnlyDictionary<string, string> Passwords => passwords;

    private bool IsActiveDirectory => directory.Type == DirectoryType.ActiveDirectory;

    private string ShortNameMember => IsActiveDirectory ? "sAMAccountName" : "uid";

    private string LoginMember => IsActiveDirectory ? "userPrincipalName" : "mail";

    internal EmbeddedPerson? Find(string login) => byLogin.GetValueOrDefault(Login.Key(login));

    internal string Choose(string login) => Wording.Choose(login, [.. byLogin.Values.Select(person => person.Login)], "Logins there");

    internal void Read(Fields embedded)
    {
        foreach (var node in embedded.List("users"))
        {
            if (Fields.Of(node, IsActiveDirectory ? Shapes.ActiveDirectoryUser : Shapes.LdapUser, scope.Errors) is { } user)
            {
                Person(user);
            }
        }
    }

    private void Person(Fields user)
    {
        var shortName = ShortName(user);
        var login = LoginOf(user);
        var password = user.Text("password");
        var state = State(user).Of(new EmbeddedState());
        var since = user.Part("sinceImport", Shapes.DirectoryState) is { } changes ? State(changes) : null;
        var known = shortName ?? "nobody";
        var person = new EmbeddedPerson
        {
            ExternalId = EmbeddedPerson.IdOf(scope.Org.Name, directory.Name, known),
            ShortName = known,
            Login = login ?? "",
            GivenName = user.Text("givenName"),
            Surname = user.Text("sn"),
            Telephone = user.Text("telephoneNumber"),
            PasswordHash = Hash(user, password),
            State = state,
            Seeded = state,
            Revision = people.Count + 1,
        };
        var isNew = shortName is not null && shortNames.Declare(user[ShortNameMember]!, shortName, person.ExternalId);
        isNew &= login is null || logins.Declare(user[LoginMember]!, login, person.ExternalId);
        if (isNew)
        {
            Keep(person, password, since);
        }
    }

    private void Keep(EmbeddedPerson person, string? password, EmbeddedPatch? since)
    {
        people.Add(person);
        if (since is not null)
        {
            sinceImport[person.ExternalId] = since;
        }

        if (person.Login.Length > 0)
        {
            byLogin[Login.Key(person.Login)] = person;
        }

        if (person.Login.Length > 0 && password is not null)
        {
            passwords[person.Login] = password;
        }
    }

    private string? Hash(Fields user, string? password)
    {
        if (user["passwordHash"] is not { } node)
        {
            return password is null ? null : hasher.Enroll(password).Hash;
        }

        if (password is not null)
        {
            scope.Errors.Add(node, "a user has a password or a passwordHash, not both", "Remove one of them.");
        }

        var hash = Scalars.Text(node, scope.Errors);
        if (hash is null || Formats.IsPasswordHash(hash))
        {
            return hash;
        }

        scope.Errors.Add(node, "this is not a password hash", PeopleSection.HashCure);
        return null;
    }

    private string? ShortName(Fields user)
    {
        var name = user.Required(ShortNameMember);
        if (name is not null && IsActiveDirectory && (name.Length > LongestAccountName || name.AsSpan().ContainsAny(NotInAccountNames)))
        {
            scope.Errors.Add(
                user[ShortNameMember]!, $"{Wording.Quoted(name)} cannot be a sAMAccountName",
                $"Use {LongestAccountName} characters at most, and none of \" / \\ [ ] : ; | = , + * ? < > @.");
        }

        return name;
    }

    // Optional, as in a real directory: an import leaves out whoever has none.
    private string? LoginOf(Fields user)
    {
        var login = user.Text(LoginMember);
        if (login is not null && (!Formats.IsEmail(login) || !Login.IsPlausible(login)))
        {
            scope.Errors.Add(user[LoginMember]!, $"{Wording.Quoted(login)} cannot be a {LoginMember}", $"Write name@host, {Login.MaxLength} characters at most.");
        }

        return login;
    }

    private EmbeddedPatch State(Fields state) => new()
    {
        OrganizationalUnit = state.Text("organizationalUnit"),
        Locked = Flag(state, "locked"),
        Disabled = Flag(state, "disabled"),
        MustChangePassword = Flag(state, "mustChangePassword"),
        PasswordExpired = Flag(state, "passwordExpired"),
        AccountExpires = Instant(state, "accountExpires"),
        LogonHoursDenied = state["logonHours"] is null ? null : state.Choice("logonHours", 0, Hours) == 1,
        Workstations = state["workstations"] is null ? null
            : [.. state.List("workstations").Select(node => Scalars.Text(node, scope.Errors)).OfType<string>()],
        Deleted = Flag(state, "deleted"),
    };

    private static bool? Flag(Fields state, string name) => state[name] is null ? null : state.Flag(name, false);

    private DateTimeOffset? Instant(Fields state, string name)
    {
        if (state.Text(name) is not { } text)
        {
            return null;
        }

        if (text == "never")
        {
            return EmbeddedPatch.Never;
        }

        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd"], CultureInfo.InvariantCulture, Utc, out var instant))
        {
            return instant;
        }

        scope.Errors.Add(state[name]!, $"{Wording.Quoted(text)} is not an instant", "Write for example 2026-01-31T18:00:00Z, or never.");
        return null;
    }
}
