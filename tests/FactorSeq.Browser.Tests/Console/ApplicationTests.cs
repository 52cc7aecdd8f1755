using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Console;

/// <summary>An app's whole life, by hand.</summary>
public sealed class ApplicationTests(BrowserFixture fixture) : ConsoleTest(fixture)
{
    [Fact]
    public async Task An_app_is_made_assigned_switched_off_and_deleted()
    {
        await Open("apps");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Add application" }).ClickAsync();
        await Page.GetByLabel("Application label").FillAsync("By hand");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create application" }).ClickAsync();
        await Expect(Page.Locator("[data-fault='settings.oauthClient.redirect_uris']")).ToBeVisibleAsync();
        await Page.GetByLabel("Sign-in redirect URIs").FillAsync("http://hand.test/cb");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create application" }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync("By hand");
        await Expect(Page.Locator("[data-secret]")).ToBeVisibleAsync();
        await Pictures.Take(Page, "console-app");

        await Page.GetByLabel("Group", new() { Exact = true }).SelectOptionAsync("any-factor");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Assign the group" }).ClickAsync();
        await Expect(Page.Locator("[data-assigned-group='any-factor']")).ToBeVisibleAsync();
        await Expect(Page.Locator("[data-assigned-user='gina@demo.test']")).ToContainTextAsync("by a group");
        await Page.GetByLabel("Login", new() { Exact = true }).FillAsync("finn@demo.test");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("[data-assigned-user='finn@demo.test']")).ToContainTextAsync("by name");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove finn@demo.test" }).ClickAsync();
        await Confirm("Remove");
        await Expect(Page.Locator("[data-assigned-user='finn@demo.test']")).ToHaveCountAsync(0);

        await Page.Locator("[data-step=switch]").ClickAsync();
        await Confirm("Deactivate");
        await Expect(Page.Locator("main [data-status]").First).ToHaveTextAsync("INACTIVE");
        await Page.Locator("[data-step=delete]").ClickAsync();
        await Confirm("Delete");
        await Expect(Heading).ToHaveTextAsync("Applications");
        await Expect(Page.Locator("[data-app='Sample SPA']")).ToBeVisibleAsync();
        await Expect(Page.Locator("[data-app='By hand']")).ToHaveCountAsync(0);
    }
}
