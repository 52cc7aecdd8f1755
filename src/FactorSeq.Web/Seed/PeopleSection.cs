using System.Collections.Immutable;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Password;

namespace FactorSeq.Web.Seed;

/// <summary><c>users</c> and <c>admins</c>: people with their credentials.</summary>
internal sealed class PeopleSection(SeedScope scope, DirectorySection directories)
{
    /// <summary>What to do about a hash that is none.</summary>
    internal const string HashCure = "Take one that ASP.NET Core Identity made (version 3, base64, begins with AQAAAA), or give password.";

    private static readonly ImmutableArray<string> AdminRoles =
    [
        "SUPER_ADMIN", "ORG_ADMIN", "APP_ADMIN", "USER_ADMIN", "GROUP_MEMBERSHIP_ADMIN", "HELP_DESK_ADMIN", "READ_ONLY_ADMIN",
        "MOBILE_ADMIN", "API_ACCESS_MANAGEMENT_ADMIN", "REPORT_ADMIN",
    ];

    // As AccountStatus has them.
    private static readonly ImmutableArray<string> Statuses =
        ["STAGED", "PROVISIONED", "ACTIVE", "RECOVERY", "PASSWORD_EXPIRED", "LOCKED_OUT", "SUSPENDED", "DEPROVISIONED"];

    private readonly ImmutableArray<Account>.Builder accounts = ImmutableArray.CreateBuilder<Account>();
    private readonly ImmutableDictionary<string, string>.Builder passwords = ImmutableDictionary.CreateBuilder<string, string>();
    private readonly PasswordFactor hasher = (PasswordFactor)scope.Catalog[FactorKind.Password];

    internal ImmutableArray<Account> Accounts => accounts.ToImmutable();

    /// <summary>Passwords as the seed writes them, by login.</summary>
    internal ImmutableDictionary<string, string> Passwords => passwords.ToImmutable();

    /// <summary>Whose API tokens those without a user are.</summary>
    internal string FirstAdmin { get; private set; } = "";

    internal void Read(Fields seed, string adminPassword)
    {
        foreach (var node in seed.List("users"))
        {
            if (Fields.Of(node, Shapes.User, scope.Errors) is { } user)
            {
                Person(user, []);
            }
        }

        foreach (var node in seed.List("admins"))
        {
            if (Fields.Of(node, Shapes.Admin, scope.Errors) is { } admin)
            {
                var roles = admin.List("roles").Select(Role).OfType<string>().ToImmutableArray();
                FirstAdmin = Person(admin, roles.IsEmpty ? AdminRoles[..1] : roles) is { } login && FirstAdmin.Length == 0 ? login : FirstAdmin;
            }
        }

        if (seed.List("admins").Count == 0)
        {
            BuiltInAdmin(adminPassword);
        }
    }

    private void BuiltInAdmin(string password)
    {
        FirstAdmin = $"admin@{scope.Org.Name}.test";
        if (scope.Users.Find(FirstAdmin, out _))
        {
            return;
        }

        var id = Ids.User(scope.Org.Name, FirstAdmin);
        scope.Users.Add(FirstAdmin, id);
        Keep(
            new User { Id = id, Login = FirstAdmin, Email = FirstAdmin, FirstName = "Built-in", LastName = "Admin" },
            hasher.Enroll(password), [], [], AdminRoles[..1]);
        passwords[FirstAdmin] = password;
    }

    private string? Person(Fields person, ImmutableArray<string> roles)
    {
        var login = person.Required("login");
        if (login is not null && !Login.IsPlausible(login))
        {
            scope.Errors.Add(person["login"]!, $"a login has {Login.MaxLength} characters at most", "Shorten it.");
        }

        var known = login ?? "nobody";
        var id = Ids.User(scope.Org.Name, known);
        var isNew = login is not null && scope.Users.Declare(person["login"]!, login, id);
        var email = Email(person, login);
        var user = Profile(person, Sourced(person, login, new User { Id = id, Login = known, Email = email, Status = Status(person) }));
        var password = person.Text("password");
        FactorData? credential = user.IsDelegated ? Delegated(person, user) : Credential(person, password);
        var section = new FactorSection(scope, known, email);
        var factors = section.Read(person);
        var recoveryQuestion = section.RecoveryQuestion(person);
        var groups = SeedScope.Resolve(person.List("groups"), scope.Groups);
        if (!isNew)
        {
            return null;
        }

        Keep(user, credential, factors, groups, roles, recoveryQuestion);
        if (password is not null && !user.IsDelegated)
        {
            passwords[known] = password;
        }

        return login;
    }

    private void Keep(
        User user, FactorData? password, ImmutableArray<Enrollment> factors, ImmutableArray<string> groups, ImmutableArray<string> roles,
        Enrollment? recoveryQuestion = null)
    {
        scope.Groups.Find(Group.Everyone, out var everyone);
        scope.Groups.Find(GroupSection.Administrators, out var administrators);
        string[] builtIn = roles.IsEmpty ? [everyone!] : [everyone!, administrators!];
        ImmutableArray<Enrollment> first =
            password is null ? [] : [new Enrollment(Enrollment.PasswordId, FactorKind.Password, password, scope.Now)];
        accounts.Add(new Account(
            user with
            {
                Groups = [.. builtIn.Concat(groups).Distinct()],
                AdminRoles = roles,
                Created = scope.Now,
                StatusChanged = scope.Now,
                PasswordChanged = password is PasswordEnrollment ? scope.Now : null,
            },
            [.. first, .. factors],
            Attempts.None)
        {
            RecoveryQuestion = recoveryQuestion,
        });
    }

    private string Email(Fields person, string? login)
    {
        if (person.Text("email") is not { } email)
        {
            if (login is not null && !Formats.IsEmail(login))
            {
                scope.Errors.Add(person.Node, "\"email\" is missing, and the login is no mail address", "Add email here.");
            }

            return login ?? "";
        }

        if (!Formats.IsEmail(email))
        {
            scope.Errors.Add(person["email"]!, $"{Wording.Quoted(email)} is not a mail address", "Write name@host.");
        }

        return email;
    }

    private User Profile(Fields person, User user)
    {
        var described = user with { FirstName = person.Text("firstName") ?? user.FirstName, LastName = person.Text("lastName") ?? user.LastName };
        foreach (var (name, value) in person.Free("profile"))
        {
            if (Scalars.Text(value, scope.Errors) is { } text)
            {
                described = name switch
                {
                    "locale" => described with { Locale = text },
                    "timezone" => described with { TimeZone = text },
                    _ => described with { Profile = described.Profile.SetItem(name, text) },
                };
            }
        }

        foreach (var (name, value) in person.Free("claims"))
        {
            if (ClaimName.IsFree(value, name, scope.Errors))
            {
                described = described with { Claims = described.Claims.SetItem(name, Scalars.Json(value)) };
            }
        }

        return described;
    }

    private static AccountStatus Status(Fields person) =>
        (AccountStatus)person.Choice("status", (int)AccountStatus.Active, Statuses);

    // Names that the line does not give are the directory's, as an import would bring them.
    private User Sourced(Fields person, string? login, User user)
    {
        if (directories.Of(person) is not { } directory)
        {
            return user;
        }

        var entry = login is null ? null : directories.Entry(directory, person["login"]!, login);
        return user with
        {
            Provider = directory.DelegatedAuthentication ? directory.Type.Provider() : CredentialProvider.Okta,
            Directory = new DirectoryLink(directory.Id, entry?.ExternalId),
            FirstName = entry?.GivenName,
            LastName = entry?.Surname,
        };
    }

    private DelegatedPassword Delegated(Fields person, User user)
    {
        foreach (var member in (string[])["password", "passwordHash"])
        {
            if (person[member] is { } node)
            {
                scope.Errors.Add(node, "the directory keeps this user's password", "Remove it here, and give it where the directory has its users.");
            }
        }

        return new DelegatedPassword(
            user.Directory!.DirectoryId, user.Provider == CredentialProvider.ActiveDirectory ? DirectoryType.ActiveDirectory : DirectoryType.Ldap);
    }

    private PasswordEnrollment? Credential(Fields person, string? password)
    {
        if (person["passwordHash"] is not { } node)
        {
            return password is null ? null : hasher.Enroll(password);
        }

        if (password is not null)
        {
            scope.Errors.Add(node, "a user has a password or a passwordHash, not both", "Remove one of them.");
        }

        var hash = Scalars.Text(node, scope.Errors);
        if (hash is null || Formats.IsPasswordHash(hash))
        {
            return hash is null ? null : new PasswordEnrollment(hash);
        }

        scope.Errors.Add(node, "this is not a password hash", HashCure);
        return null;
    }

    private string? Role(SeedNode node)
    {
        var role = Scalars.Text(node, scope.Errors);
        if (role is null || AdminRoles.Contains(role))
        {
            return role;
        }

        scope.Errors.Add(node, $"unknown admin role {Wording.Quoted(role)}", Wording.Choose(role, AdminRoles, "Roles"));
        return null;
    }
}
