namespace FactorSeq.Web.Tests.Seed;

public sealed class BadDirectoryTests
{
    private const string Head = "directories: [ { name: corp, type: activeDirectory,\n ";
    private const string Bob = Head + "embedded: { users: [ { sAMAccountName: bob, userPrincipalName: bob@corp.test,\n ";
    private const string Server = Head + "ldap: { url: ldap://dc1:389, bindDn: svc@corp.test, bindPassword: secret, baseDn: \"DC=corp\",\n ";
    private const string Ends = " } ] } } ]\n";

    [Theory]
    // The directory
    [InlineData("directories: [ { type: ldap, embedded: {} } ]", "factorseq.yaml:1: directories[0]: \"name\" is missing. Add name here.")]
    [InlineData("directories: [ { name: corp, embedded: {} } ]", "factorseq.yaml:1: directories[0]: \"type\" is missing. Add type here.")]
    [InlineData("directories: [ { name: corp, type: openldap, embedded: {} } ]", "factorseq.yaml:1: directories[0].type: \"openldap\" is not a value of type. Values here: activeDirectory, ldap.")]
    [InlineData("directories: [ { name: corp, type: ldap } ]", "factorseq.yaml:1: directories[0]: a directory needs \"embedded\" or \"ldap\". Add embedded: { users: [ … ] }, or ldap with the url of a server.")]
    [InlineData("directories: [ { name: corp, type: ldap, embedded: {},\n ldap: { url: ldap://a, bindDn: a, bindPassword: b, baseDn: \"DC=c\" } } ]", "factorseq.yaml:2: directories[0].ldap: a directory has embedded or ldap, not both. Remove one of them.")]
    [InlineData("directories: [ { name: corp, type: ldap, embedded: {} },\n { name: corp, type: ldap, embedded: {} } ]", "factorseq.yaml:2: directories[1].name: there is already a directory \"corp\". Give each its own name.")]
    [InlineData(Head + "agent: 1, embedded: {} } ]", "factorseq.yaml:1: directories[0]: unknown member \"agent\". Did you mean \"agents\"? Members here: name, type, delegatedAuthentication, agents, importInterval, organizationalUnits, userFilter, whenDeactivated, whenReactivated, justInTime, unlockInDirectory, embedded, ldap.", 2)]
    [InlineData(Head + "agents: -1, embedded: {} } ]", "factorseq.yaml:2: directories[0].agents: \"-1\" is not a number from 0 to 100. Write a number from 0 to 100.")]
    [InlineData(Head + "importInterval: 1h, embedded: {} } ]", "factorseq.yaml:2: directories[0].importInterval: \"1h\" is not an interval between imports. Write a duration from PT1M to P30D, for example PT1H, or never.")]
    [InlineData(Head + "importInterval: PT0S, embedded: {} } ]", "factorseq.yaml:2: directories[0].importInterval: \"PT0S\" is not an interval between imports. Write a duration from PT1M to P30D, for example PT1H, or never.")]
    [InlineData(Head + "userFilter: objectClass=user, embedded: {} } ]", "factorseq.yaml:2: directories[0].userFilter: \"objectClass=user\" is not an LDAP filter. Write it with its brackets, for example (objectClass=person).")]
    [InlineData(Head + "userFilter: (a=b)(c=d), embedded: {} } ]", "factorseq.yaml:2: directories[0].userFilter: \"(a=b)(c=d)\" is not an LDAP filter. Write it with its brackets, for example (objectClass=person).")]
    [InlineData(Head + "whenDeactivated: delete, embedded: {} } ]", "factorseq.yaml:2: directories[0].whenDeactivated: \"delete\" is not a value of whenDeactivated. Values here: deactivate, suspend, nothing.")]
    [InlineData(Head + "embedded: { lockout: { threshold: x } } } ]", "factorseq.yaml:2: directories[0].embedded.lockout.threshold: \"x\" is not a number from 0 to 999. Write a number from 0 to 999.")]
    // A server
    [InlineData(Head + "ldap: { url: http://dc1, bindDn: a, bindPassword: b, baseDn: \"DC=c\" } } ]", "factorseq.yaml:2: directories[0].ldap.url: \"http://dc1\" is not the URL of an LDAP server. Write scheme, host and port alone: ldaps://dc1.corp.test:636.")]
    [InlineData(Head + "ldap: { url: ldap://dc1, bindDn: a, baseDn: \"DC=c\" } } ]", "factorseq.yaml:2: directories[0].ldap: \"bindPassword\" is missing. Add bindPassword here.")]
    [InlineData(Head + "ldap: { url: ldaps://dc1, startTls: true, bindDn: a, bindPassword: b, baseDn: \"DC=c\" } } ]", "factorseq.yaml:2: directories[0].ldap.startTls: an ldaps: connection is TLS from its beginning. Remove startTls, or write ldap: in the url.")]
    [InlineData(Head + "ldap: { url: ldap://dc1, bindDn: a, bindPassword: b, baseDn: corp.test } } ]", "factorseq.yaml:2: directories[0].ldap.baseDn: \"corp.test\" is not a distinguished name. Write for example DC=corp,DC=test.")]
    [InlineData(Server + "caFile: no-such.pem } } ]", "factorseq.yaml:3: directories[0].ldap.caFile: there is no file \"no-such.pem\". Name a PEM file; a relative name counts from the seed's folder.")]
    [InlineData(Server + "timeout: 3s } } ]", "factorseq.yaml:3: directories[0].ldap.timeout: \"3s\" is not a time to wait. Write a duration from PT1S to PT1M, for example PT3S.")]
    [InlineData(Server + " }, organizationalUnits: [ Staff ] } ]", "factorseq.yaml:3: directories[0].organizationalUnits[0]: \"Staff\" is not a distinguished name. Write for example OU=Staff,DC=corp,DC=test.")]
    // Its people
    [InlineData(Head + "embedded: { users: [ { userPrincipalName: bob@corp.test } ] } } ]", "factorseq.yaml:2: directories[0].embedded.users[0]: \"sAMAccountName\" is missing. Add sAMAccountName here.")]
    [InlineData(Head + "embedded: { users: [ { sAMAccountName: bob@corp.test } ] } } ]", "factorseq.yaml:2: directories[0].embedded.users[0].sAMAccountName: \"bob@corp.test\" cannot be a sAMAccountName. Use 20 characters at most, and none of \" / \\ [ ] : ; | = , + * ? < > @.")]
    [InlineData(Bob + "userPrincipalname: x" + Ends, "factorseq.yaml:2: directories[0].embedded.users[0]: unknown member \"userPrincipalname\". Did you mean \"userPrincipalName\"? Members here: sAMAccountName, userPrincipalName, givenName, sn, telephoneNumber, password, passwordHash, organizationalUnit, locked, disabled, mustChangePassword, passwordExpired, accountExpires, logonHours, workstations, deleted, sinceImport.", 3)]
    [InlineData(Bob + "accountExpires: tomorrow" + Ends, "factorseq.yaml:3: directories[0].embedded.users[0].accountExpires: \"tomorrow\" is not an instant. Write for example 2026-01-31T18:00:00Z, or never.")]
    [InlineData(Bob + "logonHours: 9-5" + Ends, "factorseq.yaml:3: directories[0].embedded.users[0].logonHours: \"9-5\" is not a value of logonHours. Values here: allowed, denied.")]
    [InlineData(Bob + "sinceImport: { password: x }" + Ends, "factorseq.yaml:3: directories[0].embedded.users[0].sinceImport: unknown member \"password\". Members here: organizationalUnit, locked, disabled, mustChangePassword, passwordExpired, accountExpires, logonHours, workstations, deleted.")]
    [InlineData(Bob + "}, { sAMAccountName: BOB" + Ends, "factorseq.yaml:3: directories[0].embedded.users[1].sAMAccountName: there is already a user of corp with the name \"BOB\". Give each its own name.")]
    [InlineData(Bob + "}, { sAMAccountName: b, userPrincipalName: Bob@corp.test" + Ends, "factorseq.yaml:3: directories[0].embedded.users[1].userPrincipalName: there is already a user of corp with the login \"Bob@corp.test\". Give each its own name.")]
    [InlineData(Bob + "}, { sAMAccountName: b, userPrincipalName: bob" + Ends, "factorseq.yaml:3: directories[0].embedded.users[1].userPrincipalName: \"bob\" cannot be a userPrincipalName. Write name@host, 100 characters at most.")]
    // The org's users
    [InlineData(Bob + Ends + "users: [ { login: bob@corp.test, directory: crop } ]", "factorseq.yaml:4: users[0].directory: unknown directory \"crop\". Did you mean \"corp\"? Directories of this org: corp.")]
    [InlineData(Bob + Ends + "users: [ { login: rob@corp.test, directory: corp } ]", "factorseq.yaml:4: users[0].login: the directory \"corp\" has nobody with the login \"rob@corp.test\". Did you mean \"bob@corp.test\"? Logins there: bob@corp.test.")]
    [InlineData(Bob + Ends + "users: [ { login: bob@corp.test, directory: corp, password: x } ]", "factorseq.yaml:4: users[0].password: the directory keeps this user's password. Remove it here, and give it where the directory has its users.")]
    [InlineData("policies: { password: [ { name: LDAP Policy } ] }", "factorseq.yaml:1: policies.password[0].name: \"LDAP Policy\" is built in. Choose another name.")]
    public void A_bad_directory_is_told_where_and_how_to_mend_it(string seed, string error, int? line = null) =>
        Assert.Equal([line is null ? error : error.Replace("yaml:" + error.Split(':')[1], $"yaml:{line}")], Seeds.Errors(seed));
}
