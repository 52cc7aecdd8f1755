using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Users;
using FactorSeq.Directories.Embedded;
using FactorSeq.Factors.Password;

namespace FactorSeq.Web.Tests.Seed;

public sealed class GoodDirectoryTests
{
    private const string Corp =
        """
        org: { name: demo }
        users:
          - { login: Bob@corp.test, directory: corp.test }
          - { login: eve@corp.test, directory: corp.test, firstName: Evelyn }
          - { login: uma@people.test, directory: people, password: Passw0rd-uma }
        directories:
          - name: corp.test
            type: activeDirectory
            organizationalUnits: [ Staff ]
            importInterval: never
            agents: 0
            whenDeactivated: suspend
            whenReactivated: reactivate
            justInTime: false
            unlockInDirectory: true
            userFilter: (&(objectClass=user)(mail=*))
            embedded:
              lockout: { threshold: 3, minutes: 0 }
              users:
                - { sAMAccountName: bob, userPrincipalName: bob@corp.test, givenName: Bob, sn: Brown, telephoneNumber: "+1 555 0100",
                    password: Passw0rd-bob, organizationalUnit: Staff/Berlin, locked: true, sinceImport: { disabled: true, locked: false } }
                - { sAMAccountName: eve, userPrincipalName: eve@corp.test, givenName: Eve, accountExpires: 2026-01-31T18:00:00Z,
                    logonHours: denied, workstations: [ PC1 ], mustChangePassword: true, passwordExpired: true }
                - { sAMAccountName: svc, deleted: true }
          - { name: people, type: ldap, delegatedAuthentication: false, embedded: { users: [ { uid: uma, mail: uma@people.test } ] } }
          - name: far
            type: ldap
            organizationalUnits: [ "ou=a,dc=far" ]
            ldap: { url: "ldap://127.0.0.1:13389", startTls: true, bindDn: "cn=svc,dc=far", bindPassword: secret, baseDn: "dc=far", timeout: PT2S }
        """;

    [Fact]
    public void A_directory_has_what_its_lines_say()
    {
        var directories = Seeds.Ready(Corp).Configuration.Directories;
        var corp = directories[0];
        Assert.Matches("^0oa[0-9a-zA-Z]{17}$", corp.Id);
        Assert.Equal(["OU=Staff,DC=corp,DC=test"], corp.OrganizationalUnits.AsEnumerable());
        Assert.Equal((0, null, "(&(objectClass=user)(mail=*))"), (corp.Agents, corp.ImportInterval, corp.UserFilter));
        Assert.Equal((WhenDeactivated.Suspend, WhenReactivated.Reactivate), (corp.WhenDeactivated, corp.WhenReactivated));
        Assert.Equal((true, false, true), (corp.DelegatedAuthentication, corp.JustInTime, corp.UnlockInDirectory));
        Assert.Equal(new DirectorySource.Embedded(3, 0, 30), corp.Source);
        Assert.Equal(
            new DirectorySource.Ldap("ldap://127.0.0.1:13389", true, null, "cn=svc,dc=far", "secret", "dc=far", TimeSpan.FromSeconds(2)), directories[2].Source);
        Assert.Equal(TimeSpan.FromHours(1), directories[1].ImportInterval);
    }

    [Fact]
    public void Its_people_stand_as_the_first_import_is_to_see_them_and_what_came_since_beside_them()
    {
        var seed = Seeds.Ready(Corp);
        var corp = seed.Directories[0];
        Assert.Equal(seed.Configuration.Directories[0].Id, corp.DirectoryId);
        Assert.Equal(["bob 1", "eve 2", "svc 3"], corp.People.Select(person => $"{person.ShortName} {person.Revision}"));
        var (bob, eve) = (corp.People[0], corp.People[1]);
        Assert.Equal(new EmbeddedState { Locked = true, OrganizationalUnit = "Staff/Berlin" }, bob.State);
        Assert.Equal(("bob@corp.test", "Bob", "Brown", "+1 555 0100"), (bob.Login, bob.GivenName, bob.Surname, bob.Telephone));
        Assert.Equal(new EmbeddedPatch { Disabled = true, Locked = false }, Assert.Single(corp.SinceImport).Value);
        Assert.Equal(bob.ExternalId, corp.SinceImport.Keys.Single());
        Assert.Equal(
            new EmbeddedState
            {
                AccountExpires = new(2026, 1, 31, 18, 0, 0, TimeSpan.Zero), LogonHoursDenied = true, Workstations = ["PC1"], MustChangePassword = true,
                PasswordExpired = true,
            },
            eve.State);
        Assert.True(corp.People[2].State.Deleted);
        Assert.Equal(corp.People.Select(person => person.ExternalId), Seeds.Ready(Corp).Directories[0].People.Select(person => person.ExternalId));
        Assert.Equal("Passw0rd-bob", seed.Passwords["bob@corp.test"]);
    }

    [Fact]
    public void A_directory_s_user_is_linked_and_delegated_where_the_directory_judges()
    {
        var seed = Seeds.Ready(Corp);
        var (bob, uma) = (seed.Account("Bob@corp.test"), seed.Account("uma@people.test"));
        var id = seed.Configuration.Directories[0].Id;
        Assert.Equal(CredentialProvider.ActiveDirectory, bob.User.Provider);
        Assert.Equal(new DirectoryLink(id, seed.Directories[0].People[0].ExternalId), bob.User.Directory);
        Assert.Equal(("Bob", "Brown", null), (bob.User.FirstName, bob.User.LastName, bob.User.PasswordChanged));
        Assert.Equal("Evelyn", seed.Account("eve@corp.test").User.FirstName);
        var password = Assert.Single(bob.Enrollments);
        Assert.Equal((Enrollment.PasswordId, id), (password.Id, Assert.IsType<DelegatedPassword>(password.Data).DirectoryId));
        Assert.Equal((CredentialProvider.Okta, false), (uma.User.Provider, uma.User.IsDelegated));
        Assert.NotNull(uma.User.Directory?.ExternalId);
        Assert.IsType<PasswordEnrollment>(Assert.Single(uma.Enrollments).Data);
    }
}
