using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>Two orgs of one server in one browser, each at a path and at a name of its own.</summary>
[Collection(StatesCollection.Name)]
public sealed class SeveralOrgsTests(BrowserFixture fixture) : IAsyncLifetime
{
    private readonly string second = Path.Combine(Path.GetTempPath(), $"factorseq-browser-{Guid.NewGuid():N}.yaml");
    private WebProcess server = null!;
    private IBrowserContext context = null!;
    private IPage page = null!;

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(second, """
            org: { name: acme, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
            users: [ { login: kim@acme.test, firstName: Kim, lastName: Berg, password: correct-horse-7 } ]
            """);
        server = await WebProcess.Start(
            Repository.Built("src/FactorSeq.Web", "FactorSeq.Web.dll"), WebProcess.FreePort(), "/emulator/health", ["--seed", Repository.DemoSeed, "--seed", second]);
        context = await fixture.Browser.NewContextAsync();
        page = await context.NewPageAsync();
    }

    public async Task DisposeAsync()
    {
        await context.CloseAsync();
        await server.DisposeAsync();
        File.Delete(second);
    }

    [Theory]
    [InlineData("http://localhost:{0}/o/acme")]
    [InlineData("http://acme.localhost:{0}")]
    public async Task A_session_in_each_is_that_org_s_alone(string acme)
    {
        var port = new Uri(server.BaseUrl).Port;
        var there = new SignInPage(page, acme.Replace("{0}", $"{port}"));
        await there.As("kim@acme.test");
        await there.Password("correct-horse-7");
        await there.IsDone("Kim Berg", "pwd");

        var here = new SignInPage(page, server.BaseUrl);
        await here.As("finn@demo.test");
        await here.Password("Passw0rd-finn");
        await Expect(page.Locator("#greeting")).ToContainTextAsync("Finn");

        await page.GotoAsync($"{acme.Replace("{0}", $"{port}")}/app/UserHome");
        await there.IsDone("Kim Berg", "pwd");
        await page.Locator("#signout").ClickAsync();
        await there.ShowsFirstScreen();
        await page.GotoAsync($"{server.BaseUrl}/app/UserHome");
        await Expect(page.Locator("#greeting")).ToContainTextAsync("Finn");
    }
}
