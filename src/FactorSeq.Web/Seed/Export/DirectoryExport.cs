using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using FactorSeq.Core.Directories;
using FactorSeq.Directories.Embedded;

namespace FactorSeq.Web.Seed.Export;

/// <summary><c>directories</c>. What has happened to people since the import that Okta knows them by stands under <c>sinceImport</c>.</summary>
internal static class DirectoryExport
{
    internal static JsonObject Write(DirectoryIntegration directory, ExportScope scope)
    {
        var isActiveDirectory = directory.Type == DirectoryType.ActiveDirectory;
        var written = new JsonObject()
            .Put("name", directory.Name)
            .Put("type", isActiveDirectory ? "activeDirectory" : "ldap")
            .Put("delegatedAuthentication", directory.DelegatedAuthentication, true)
            .Put("agents", directory.Agents, 1)
            .Put("importInterval", Duration(directory.ImportInterval), "PT1H")
            .Put("organizationalUnits", directory.OrganizationalUnits)
            .Put("userFilter", directory.UserFilter)
            .Put("whenDeactivated", directory.WhenDeactivated.ToString().ToLowerInvariant(), "deactivate")
            .Put("whenReactivated", directory.WhenReactivated.ToString().ToLowerInvariant(), "nothing")
            .Put("justInTime", directory.JustInTime, true)
            .Put("unlockInDirectory", directory.UnlockInDirectory, false);
        if (directory.Source is DirectorySource.Ldap server)
        {
            return written.Put("ldap", Server(server));
        }

        // One that is empty is embedded all the same.
        written["embedded"] = new JsonObject()
            .Put("lockout", Lockout((DirectorySource.Embedded)directory.Source))
            .Put("users", Members.List(scope.People[directory.Id].Select(person => Person(person, isActiveDirectory, IsKnown(person, directory, scope)))));
        return written;
    }

    private static JsonObject Server(DirectorySource.Ldap server) => new JsonObject()
        .Put("url", server.Url)
        .Put("startTls", server.StartTls, false)
        .Put("caFile", server.CaFile)
        .Put("bindDn", server.BindDn)
        .Put("bindPassword", server.BindPassword)
        .Put("baseDn", server.BaseDn)
        .Put("timeout", Duration(server.Timeout), "PT3S");

    private static JsonObject Lockout(DirectorySource.Embedded embedded)
    {
        var standard = new DirectorySource.Embedded();
        return new JsonObject()
            .Put("threshold", embedded.LockoutThreshold, standard.LockoutThreshold)
            .Put("minutes", embedded.LockoutMinutes, standard.LockoutMinutes)
            .Put("windowMinutes", embedded.LockoutWindowMinutes, standard.LockoutWindowMinutes);
    }

    private static bool IsKnown(EmbeddedPerson person, DirectoryIntegration directory, ExportScope scope) =>
        scope.Accounts.Any(account => account.User.Directory is { } link && link.DirectoryId == directory.Id && link.ExternalId == person.ExternalId);

    private static JsonObject Person(EmbeddedPerson person, bool isActiveDirectory, bool isKnown)
    {
        var written = new JsonObject()
            .Put(isActiveDirectory ? "sAMAccountName" : "uid", person.ShortName)
            .Put(isActiveDirectory ? "userPrincipalName" : "mail", person.Login.Length == 0 ? null : person.Login)
            .Put("givenName", person.GivenName)
            .Put("sn", person.Surname)
            .Put("telephoneNumber", person.Telephone)
            .Put("passwordHash", person.PasswordHash)
            .Put("organizationalUnit", person.State.OrganizationalUnit.Length == 0 ? null : person.State.OrganizationalUnit);
        var state = State(person.State);
        if (isKnown)
        {
            return written.Put("sinceImport", state);
        }

        // The first import of a new org must not bring in whom Okta does not know.
        if (person.State.Deleted || person.Login.Length == 0)
        {
            foreach (var (name, value) in state)
            {
                written[name] = value?.DeepClone();
            }

            return written;
        }

        written["deleted"] = true;
        state["deleted"] = false;
        return written.Put("sinceImport", state);
    }

    private static JsonObject State(EmbeddedState state) => new JsonObject()
        .Put("locked", state.Locked, false)
        .Put("disabled", state.Disabled, false)
        .Put("mustChangePassword", state.MustChangePassword, false)
        .Put("passwordExpired", state.PasswordExpired, false)
        .Put("accountExpires", state.AccountExpires?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture))
        .Put("logonHours", state.LogonHoursDenied ? "denied" : null)
        .Put("workstations", state.Workstations)
        .Put("deleted", state.Deleted, false);

    /// <summary>As a seed has it: days and smaller units.</summary>
    internal static string Duration(TimeSpan? span) => span is { } some ? XmlConvert.ToString(some) : "never";
}
