using System.Text.Json.Nodes;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Password;

namespace FactorSeq.Web.Seed.Export;

/// <summary><c>users</c> and <c>admins</c>, with hashes in place of passwords.</summary>
internal sealed class PeopleExport(ExportScope scope)
{
    private readonly FactorExport factors = new(scope.Catalog);
    private readonly User standard = new() { Id = "", Login = "", Email = "" };

    internal (JsonArray Users, JsonArray Admins) Write()
    {
        var (users, admins) = (new JsonArray(), new JsonArray());
        foreach (var account in scope.Accounts)
        {
            (account.User.AdminRoles.IsEmpty ? users : admins).Add((JsonNode)Person(account));
        }

        if (admins.Count == 0)
        {
            scope.LeaveOut("that nobody is an administrator: a seed without one makes one");
        }

        return (users, admins);
    }

    private JsonObject Person(Account account)
    {
        var user = account.User;
        var directory = Source(user);
        if (user.VouchedBy is { } other)
        {
            scope.LeaveOut($"that {user.Login} is vouched for by {other}");
        }

        var builtIn = user.AdminRoles.IsEmpty ? (string[])[Group.Everyone] : [Group.Everyone, GroupSection.Administrators];
        return new JsonObject()
            .Put("login", user.Login)
            .Put("email", user.Email, user.Login)
            .Put("firstName", user.FirstName)
            .Put("lastName", user.LastName)
            .Put("profile", Profile(user))
            .Put("directory", directory?.Name)
            .Put("passwordHash", Hash(account, directory))
            .Put("status", Emulator.Names.Status(user.Status), Emulator.Names.Status(AccountStatus.Active))
            .Put("groups", scope.Groups(user.Groups).Except(builtIn))
            .Put("claims", new JsonObject(user.Claims.Select(claim => KeyValuePair.Create(claim.Key, JsonNode.Parse(claim.Value)))))
            .Put("recoveryQuestion", account.RecoveryQuestion is { } question ? factors.Data(question) : null)
            .Put("factors", factors.Write(account))
            .Put("roles", user.AdminRoles is ["SUPER_ADMIN"] ? [] : user.AdminRoles);
    }

    private JsonObject Profile(User user)
    {
        var profile = new JsonObject().Put("locale", user.Locale, standard.Locale).Put("timezone", user.TimeZone, standard.TimeZone);
        foreach (var (name, value) in user.Profile.Where(attribute => !string.IsNullOrWhiteSpace(attribute.Value)))
        {
            profile.Put(name, value);
        }

        return profile;
    }

    // The org's own from now on, where the directory has gone or no longer knows the user.
    private DirectoryIntegration? Source(User user)
    {
        if (user.Directory is not { } link)
        {
            return null;
        }

        var directory = scope.Org.Directories.FirstOrDefault(candidate => candidate.Id == link.DirectoryId);
        var isThere = directory is not null && (directory.Source is not DirectorySource.Embedded
            || scope.People[directory.Id].Any(person => Login.Key(person.Login) == Login.Key(user.Login)));
        if (isThere)
        {
            return directory;
        }

        scope.LeaveOut($"that {user.Login} comes from a directory, which is gone or has nobody of that login");
        return null;
    }

    private string? Hash(Account account, DirectoryIntegration? directory)
    {
        if (directory is { DelegatedAuthentication: true } || account.Enrollment(Enrollment.PasswordId)?.Data is not PasswordEnrollment { Hash: var hash })
        {
            return null;
        }

        if (Formats.IsPasswordHash(hash))
        {
            return hash;
        }

        scope.LeaveOut($"the password of {account.User.Login}, whose hash is of another kind");
        return null;
    }
}
