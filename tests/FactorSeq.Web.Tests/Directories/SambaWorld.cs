using System.Net;
using System.Net.Sockets;
using System.Text;
using FactorSeq.Core.Directories;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>Samba as a domain controller: what sign-ins meet at an Active Directory, without Windows.</summary>
public sealed class SambaWorld : LdapWorld
{
    private readonly string address = FreeAddress();

    public override string People => $"OU=People,{Base}";

    public override string Elsewhere => $"OU=Elsewhere,{Base}";

    public override int LockoutThreshold => 3;

    public override DirectorySource.Ldap Source => new(
        $"ldaps://{address}", false, Path.Combine(Folder, "tls", "cert.pem"), "svc@example.test", "Svc-Passw0rd1", Base, TimeSpan.FromSeconds(10));

    protected override DirectoryType Type => DirectoryType.ActiveDirectory;

    protected override string[] Administrator =>
        ["-x", "-H", $"ldaps://{address}", "-D", "Administrator@example.test", "-w", "Admin-Passw0rd1"];

    protected override (string Script, string Command, string Packages) Server => ("samba-ad.sh", "samba",
        "samba samba-ad-provision samba-dsdb-modules samba-vfs-modules python3-samba python3-markdown python3-dnspython ldap-utils openssl");

    protected override IReadOnlyDictionary<string, string> ScriptSettings =>
        new Dictionary<string, string> { ["SAMBA_AD_DIR"] = Folder, ["SAMBA_AD_ADDR"] = address };

    public override bool Knows(DirectoryAnswer state) => true;

    public override async Task Put(Person person, DirectoryAnswer state) => await (state switch
    {
        DirectoryAnswer.Disabled => Replace(person, "userAccountControl", "514"),
        DirectoryAnswer.MustChangePassword => Replace(person, "pwdLastSet", "0"),
        DirectoryAnswer.PasswordExpired => Script("age", person.Name),
        DirectoryAnswer.AccountExpired => Replace(person, "accountExpires", "130000000000000000"),
        DirectoryAnswer.LogonHours => Modify(
            $"dn: {person.DistinguishedName}\nchangetype: modify\nreplace: logonHours\nlogonHours:: {Convert.ToBase64String(new byte[21])}\n"),
        DirectoryAnswer.Workstation => Replace(person, "userWorkstations", "OTHERPC"),
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    });

    public override Task ChangeLogin(Person person, string login) => Replace(person, "userPrincipalName", login);

    public override async Task<int> WrongPasswords(Person person) => int.Parse((await Values(person, "badPwdCount"))[0]);

    public override Task HireMany(string unit, string prefix, int count) =>
        Modify(string.Concat(Enumerable.Range(1, count).Select(i => Entry($"{prefix}{i}", unit, "Test", 544, ""))));

    protected override async Task<Person> Hire(string name, string unit, string lastName)
    {
        var password = $"Passw0rd-{name}";
        var quoted = Convert.ToBase64String(Encoding.Unicode.GetBytes($"\"{password}\""));
        await Modify(Entry(name, unit, lastName, 512, $"unicodePwd:: {quoted}\n"));
        return new(name, $"{name}@example.test", password, $"CN={name},{unit}");
    }

    private static string Entry(string name, string unit, string lastName, int control, string more) => $"""
        dn: CN={name},{unit}
        changetype: add
        objectClass: user
        sAMAccountName: {name}
        userPrincipalName: {name}@example.test
        givenName: Given
        sn: {lastName}
        mail: {name}@example.test
        telephoneNumber: +1 555 0100
        userAccountControl: {control}
        {more}

        """;

    // Samba's ports are fixed; of loopback addresses there are sixteen million.
    private static string FreeAddress()
    {
        while (true)
        {
            var address = new IPAddress([127, (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(0, 255), (byte)Random.Shared.Next(1, 255)]);
            try
            {
                using var listener = new TcpListener(address, 636);
                listener.Start();
                return address.ToString();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Somebody else's test run.
            }
        }
    }
}

[CollectionDefinition(nameof(SambaWorld))]
public sealed class SambaCollection : ICollectionFixture<SambaWorld>;
