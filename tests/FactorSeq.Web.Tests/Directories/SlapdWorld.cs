using FactorSeq.Core.Directories;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>OpenLDAP with password policies.</summary>
public sealed class SlapdWorld : LdapWorld
{
    private readonly int port = FreePort();
    private readonly int tlsPort = FreePort();

    public override string People => $"ou=people,{Base}";

    public override string Elsewhere => $"ou=elsewhere,{Base}";

    public override int LockoutThreshold => 3;

    public override DirectorySource.Ldap Source => new(
        $"ldap://127.0.0.1:{port}", true, Path.Combine(Folder, "tls", "ca.pem"), $"cn=svc,ou=services,{Base}", "svcpw-1", Base, TimeSpan.FromSeconds(10));

    internal DirectorySource.Ldap OverTls => Source with { Url = $"ldaps://127.0.0.1:{tlsPort}", StartTls = false };

    protected override DirectoryType Type => DirectoryType.Ldap;

    protected override string[] Administrator => ["-x", "-H", $"ldap://127.0.0.1:{port}", "-D", $"cn=admin,{Base}", "-w", "adminpw"];

    protected override (string Script, string Command, string Packages) Server => ("slapd.sh", "slapd", "slapd ldap-utils openssl");

    protected override IReadOnlyDictionary<string, string> ScriptSettings => new Dictionary<string, string>
    {
        ["SLAPD_DIR"] = Folder,
        ["SLAPD_PORT"] = $"{port}",
        ["SLAPD_TLS_PORT"] = $"{tlsPort}",
    };

    public override bool Knows(DirectoryAnswer state) =>
        state is DirectoryAnswer.Disabled or DirectoryAnswer.MustChangePassword or DirectoryAnswer.PasswordExpired;

    // "Relax" lets an administrator write what a directory otherwise keeps for itself.
    public override Task Put(Person person, DirectoryAnswer state) => state switch
    {
        DirectoryAnswer.Disabled => Replace(person, "pwdAccountLockedTime", "000001010000Z"),
        DirectoryAnswer.MustChangePassword => Replace(person, "pwdReset", "TRUE"),
        DirectoryAnswer.PasswordExpired => Modify(
            $"dn: {person.DistinguishedName}\nchangetype: modify\nreplace: pwdChangedTime\npwdChangedTime: 20200101000000Z\n", "-e", "relax"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    public override Task ChangeLogin(Person person, string login) => Replace(person, "mail", login);

    public override Task<int> WrongPasswords(Person person) => Count(person, "pwdFailureTime");

    public override Task HireMany(string unit, string prefix, int count) =>
        Modify(string.Concat(Enumerable.Range(1, count).Select(i => Entry($"{prefix}{i}", unit, "Test", ""))));

    protected override async Task<Person> Hire(string name, string unit, string lastName)
    {
        var password = $"Passw0rd-{name}";
        await Modify(Entry(name, unit, lastName, $"userPassword: {password}\n"));
        return new(name, $"{name}@example.test", password, $"uid={name},{unit}");
    }

    private static string Entry(string name, string unit, string lastName, string more) => $"""
        dn: uid={name},{unit}
        changetype: add
        objectClass: inetOrgPerson
        objectClass: vendorAccount
        uid: {name}
        cn: {name}
        sn: {lastName}
        givenName: Given
        mail: {name}@example.test
        telephoneNumber: +1 555 0100
        {more}

        """;
}

[CollectionDefinition(nameof(SlapdWorld))]
public sealed class SlapdCollection : ICollectionFixture<SlapdWorld>;
