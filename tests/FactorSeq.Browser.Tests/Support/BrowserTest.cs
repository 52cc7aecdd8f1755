using System.Text.RegularExpressions;

namespace FactorSeq.Browser.Tests.Support;

/// <summary>A fresh org and a fresh browser context for each test. A test during which a page reported an error has failed, whatever else it saw.</summary>
[Collection(BrowserCollection.Name)]
public abstract partial class BrowserTest(BrowserFixture fixture) : IAsyncLifetime
{
    private readonly List<string> problems = [];

    /// <summary>The browser of the person who signs in.</summary>
    protected IBrowserContext Context { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    private protected SignInPage SignIn { get; private set; } = null!;

    private protected Tester Tester { get; private set; } = null!;

    protected string ServerUrl { get; private set; } = "";

    protected BrowserFixture Fixture => fixture;

    protected virtual BrowserNewContextOptions ContextOptions => new() { ViewportSize = new ViewportSize { Width = 1280, Height = 720 } };

    public async Task InitializeAsync()
    {
        ServerUrl = await Server();
        Tester = new Tester(ServerUrl);
        await Tester.Reset();
        Context = await NewContext();
        Page = await Context.NewPageAsync();
        SignIn = new SignInPage(Page, ServerUrl);
    }

    public async Task DisposeAsync()
    {
        await Context.CloseAsync();
        Tester.Dispose();
        Assert.Empty(problems);
    }

    /// <summary>The address of the server that is tried: the demo org's, unless a class needs another org.</summary>
    protected virtual Task<string> Server() => Task.FromResult(fixture.ServerUrl);

    /// <summary>Another person's browser, watched like the first.</summary>
    protected async Task<IBrowserContext> NewContext()
    {
        var context = await fixture.Browser.NewContextAsync(ContextOptions);
        context.WebError += (_, error) => problems.Add(error.Error);
        context.Console += (_, message) =>
        {
            // The browser itself reports every refused request; refusals are what many tests are about.
            if (message.Type is "error" or "warning" && !RefusedCall().IsMatch($"{message.Text} {message.Location}"))
            {
                problems.Add($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        return context;
    }

    [GeneratedRegex("the server responded with a status of 4.*/(api/v1/authn|api/me|emulator/pushes|emulator/explain|emulator/support|emulator/upgrade|activate|admin:|admin$)")]
    private static partial Regex RefusedCall();
}
