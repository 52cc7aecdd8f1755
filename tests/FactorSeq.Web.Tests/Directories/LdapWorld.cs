using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Ports;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>
/// A real server, started once for all tests by a script of <c>tests/directories</c>, on an address of its own and in a folder of its own. Its
/// administrator speaks through OpenLDAP's tools, not through the client that is on trial.
/// </summary>
public abstract class LdapWorld : DirectoryWorld, IAsyncLifetime
{
    protected const string Base = "dc=example,dc=test";

    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(5);
    private int units;

    protected string Folder { get; } = Path.Combine(Path.GetTempPath(), $"factorseq-directory-{Guid.NewGuid():N}");

    /// <summary>For the administrator's tools: address, name, password.</summary>
    protected abstract string[] Administrator { get; }

    /// <summary>Name of the script, and the command that shows whether its package is there.</summary>
    protected abstract (string Script, string Command, string Packages) Server { get; }

    protected abstract IReadOnlyDictionary<string, string> ScriptSettings { get; }

    public abstract DirectorySource.Ldap Source { get; }

    public override DirectoryIntegration Integration => new()
    {
        Id = "0oaDirectory0000test",
        Name = "test",
        Type = Type,
        Source = Source,
        OrganizationalUnits = [People],
    };

    protected abstract DirectoryType Type { get; }

    public override IDirectory Open(DirectoryIntegration integration) =>
        FactorSeq.Directories.LdapDirectories.Open(integration, (DirectorySource.Ldap)integration.Source);

    public async Task InitializeAsync()
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin"];
        Assert.True(
            folders.Any(folder => File.Exists(Path.Combine(folder, Server.Command))),
            $"{Server.Command} is not installed: apt-get install {Server.Packages}");
        await Script("start");
    }

    public Task DisposeAsync() => Script("clean");

    /// <summary>Stops the server and starts it again with all it knows.</summary>
    internal async Task Restart()
    {
        await Script("stop");
        await Script("start");
    }

    internal Task Stop() => Script("stop");

    internal Task Start() => Script("start");

    public override Task Delete(Person person) => Modify($"dn: {person.DistinguishedName}\nchangetype: delete\n");

    public override async Task<Person> Move(Person person, string unit)
    {
        var name = person.DistinguishedName.Split(',')[0];
        await Modify($"dn: {person.DistinguishedName}\nchangetype: modrdn\nnewrdn: {name}\ndeleteoldrdn: 1\nnewsuperior: {unit}\n");
        return person with { DistinguishedName = $"{name},{unit}" };
    }

    public override async Task<string> NewUnit()
    {
        var unit = $"ou=unit{Interlocked.Increment(ref units)},{People}";
        await Modify($"dn: {unit}\nchangetype: add\nobjectClass: organizationalUnit\n");
        return unit;
    }

    public override Task Rename(Person person, string firstName) => Replace(person, "givenName", firstName);

    internal Task Replace(Person person, string attribute, string value) =>
        Modify($"dn: {person.DistinguishedName}\nchangetype: modify\nreplace: {attribute}\n{attribute}: {value}\n");

    internal Task Modify(string ldif, params string[] options) => Run("ldapmodify", [.. Administrator, .. options], ldif);

    internal async Task<int> Count(Person person, string attribute) =>
        (await Values(person, attribute)).Length;

    internal async Task<string[]> Values(Person person, string attribute)
    {
        var shown = await Run("ldapsearch", [.. Administrator, "-LLL", "-o", "ldif-wrap=no", "-s", "base", "-b", person.DistinguishedName, attribute], "");
        return [.. shown.Split('\n').Where(line => line.StartsWith($"{attribute}: ", StringComparison.Ordinal)).Select(line => line[(attribute.Length + 2)..])];
    }

    protected Task<string> Script(params string[] arguments) => Run("bash", [Repository.Path("tests", "directories", Server.Script), .. arguments], "");

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The script's server keeps what it has inherited, so its output goes to files of its own and ours is read to its end.
    private async Task<string> Run(string command, string[] arguments, string input)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        start.Environment["LDAPTLS_REQCERT"] = "never";
        foreach (var (name, value) in ScriptSettings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(StartDeadline);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await errors}{await output}");
        return await output;
    }
}
