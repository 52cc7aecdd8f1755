using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Console;

/// <summary>A test in which an admin sits before the console, and may have somebody else sign in beside it.</summary>
[Collection(ConsoleCollection.Name)]
public abstract class ConsoleTest(BrowserFixture fixture) : BrowserTest(fixture)
{
    protected ILocator Heading => Page.Locator(".shell h1");

    protected ILocator Dialog => Page.Locator(".rz-dialog");

    protected override Task<string> Server() => Fixture.Administered();

    /// <summary>Signs the admin in, through the sign-in page, and opens a page of the console.</summary>
    protected async Task Open(string path = "")
    {
        await Page.GotoAsync($"{ServerUrl}/admin/{path}");
        await SignIn.Name("root@demo.test");
        await SignIn.Password("Passw0rd-root");
        await Expect(Heading).ToBeVisibleAsync();
    }

    /// <summary>Opens another page by the menu.</summary>
    protected async Task Go(string title)
    {
        await Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = title, Exact = true }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync(title);
    }

    protected async Task Confirm(string verb)
    {
        await Dialog.GetByRole(AriaRole.Button, new() { Name = verb, Exact = true }).ClickAsync();
        await Expect(Dialog).ToHaveCountAsync(0);
    }

    /// <summary>Another person's sign-in page.</summary>
    private protected async Task<SignInPage> Somebody(string login)
    {
        var page = await (await NewContext()).NewPageAsync();
        var there = new SignInPage(page, ServerUrl);
        await there.As(login);
        return there;
    }
}
