namespace FactorSeq.Browser.Tests.Support;

/// <summary>One browser, one server and the sample apps for a collection of tests; every test has a browser context of its own and a fresh org.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium-headless-shell";

    private readonly int webAppPort = WebProcess.FreePort();
    private readonly int spaPort = WebProcess.FreePort();
    private readonly int hostPort = WebProcess.FreePort();
    private readonly string seed = Path.Combine(Path.GetTempPath(), $"factorseq-browser-{Guid.NewGuid():N}.yaml");
    private readonly List<WebProcess> started = [];
    private readonly List<string> temporary = [];
    private IPlaywright playwright = null!;
    private WebProcess server = null!;
    private WebProcess? webApp;
    private WebProcess? spa;
    private WebProcess? states;
    private WebProcess? administered;

    public IBrowser Browser { get; private set; } = null!;

    internal string ServerUrl => server.BaseUrl;

    public async Task InitializeAsync()
    {
        SetDefaultExpectTimeout(10_000);
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = File.Exists(Chromium) ? Chromium : throw new FileNotFoundException($"{Chromium} is missing: apt-get install chromium-headless-shell."),
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });

        // The demo org as it is; only the sample apps have moved to free ports.
        var text = await File.ReadAllTextAsync(Repository.DemoSeed);
        await File.WriteAllTextAsync(seed, text.Replace("localhost:5001", $"localhost:{webAppPort}").Replace("localhost:5002", $"localhost:{spaPort}")
            .Replace("trustedOrigins: [ ", $"trustedOrigins: [ {TrustedOrigin}, "));
        server = await StartServer(seed);
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        playwright?.Dispose();
        foreach (var process in started)
        {
            await process.DisposeAsync();
        }

        File.Delete(seed);
        temporary.ForEach(File.Delete);
    }

    /// <summary>The address of the web-app sample, which is started when it is first asked for.</summary>
    internal async Task<string> WebApp() => (webApp ??= await StartSample("samples/web-app", "WebApp.dll", webAppPort)).BaseUrl;

    /// <summary>The address of the single-page sample.</summary>
    internal async Task<string> Spa() => (spa ??= await StartSample("samples/spa-and-api", "SpaAndApi.dll", spaPort)).BaseUrl;

    /// <summary>The address of a server whose org has passwords that age, accounts that lock and factors to set up.</summary>
    internal async Task<string> States() => (states ??= await StartServer(Repository.StatesSeed)).BaseUrl;

    /// <summary>The address of a server with the demo org, whose admin has a password that tests know, and another org beside it.</summary>
    internal async Task<string> Administered()
    {
        if (administered is null)
        {
            var file = Path.Combine(Path.GetTempPath(), $"factorseq-browser-{Guid.NewGuid():N}.yaml");
            var acme = Path.Combine(Path.GetTempPath(), $"factorseq-browser-{Guid.NewGuid():N}.yaml");
            const string Admin = "admins: [ { login: root@{0}.test, firstName: Root, lastName: Admin, password: Passw0rd-root } ]\n";
            await File.WriteAllTextAsync(file, await File.ReadAllTextAsync(Repository.DemoSeed) + "\n" + Admin.Replace("{0}", "demo"));
            await File.WriteAllTextAsync(acme, "org: { name: acme, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }\nusers: [ { login: kim@acme.test, password: Passw0rd-kim } ]\n" + Admin.Replace("{0}", "acme"));
            administered = await StartServer(file, "--seed", acme);
            temporary.AddRange([file, acme]);
        }

        return administered.BaseUrl;
    }

    /// <summary>An origin that the demo org trusts and where nobody listens.</summary>
    internal string TrustedOrigin => $"http://localhost:{hostPort}";

    private async Task<WebProcess> StartServer(string seedFile, params string[] more)
    {
        var process = await WebProcess.Start(
            Repository.Built("src/FactorSeq.Web", "FactorSeq.Web.dll"), WebProcess.FreePort(), "/emulator/health", ["--seed", seedFile, .. more]);
        started.Add(process);
        return process;
    }

    private async Task<WebProcess> StartSample(string folder, string assembly, int port)
    {
        var process = await WebProcess.Start(
            Repository.Built(folder, assembly),
            port,
            "/",
            [],
            ("ASPNETCORE_CONTENTROOT", Path.Combine(Repository.Root, folder)),
            ("Okta__Issuer", $"{server.BaseUrl}/oauth2/default"));
        started.Add(process);
        return process;
    }
}

/// <summary>The tests of a collection share the fixture and so run one after another, for they share one org, too; the collections run beside each other.</summary>
[CollectionDefinition(Name)]
public sealed class BrowserCollection : ICollectionFixture<BrowserFixture>
{
    /// <summary>What a browser sees of the built-in org, and the samples.</summary>
    public const string Name = "sign-in";
}

/// <summary>The tests in the org of <c>states.yaml</c>.</summary>
[CollectionDefinition(Name)]
public sealed class StatesCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "states";
}

/// <summary>The tests of the tester's page.</summary>
[CollectionDefinition(Name)]
public sealed class EmulatorCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "emulator";
}

/// <summary>The tests of the admin console.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<BrowserFixture>
{
    public const string Name = "console";
}
