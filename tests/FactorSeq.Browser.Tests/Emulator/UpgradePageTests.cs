using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Emulator;

/// <summary>The tester's page of the upgrade to Identity Engine, and what it makes of the sign-in page.</summary>
[Collection(EmulatorCollection.Name)]
public sealed class UpgradePageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task An_org_is_compared_upgraded_signed_in_to_and_rolled_back()
    {
        await Page.GotoAsync($"{ServerUrl}/emulator/upgrade");
        var state = Page.Locator("#upgrade-state");
        await Expect(state).ToHaveTextAsync("demo runs the Classic Engine.");
        await Page.GetByLabel("Preserve them in the global session policy").CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Compare everybody" }).ClickAsync();
        var report = Page.FrameLocator("#upgrade-report");
        await Expect(report.Locator("h1").First).ToContainTextAsync("demo");
        await Expect(report.Locator("svg").First).ToBeVisibleAsync();
        await Pictures.Take(Page, "emulator-upgrade");
        Assert.Equal(0, await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));

        await Page.GetByRole(AriaRole.Button, new() { Name = "Upgrade", Exact = true }).ClickAsync();
        await Expect(state).ToContainTextAsync("demo runs Identity Engine since");
        await Expect(state).ToContainTextAsync("asks for the username first");
        await Expect(Page.GetByRole(AriaRole.Button, new() { Name = "Roll back" })).ToBeFocusedAsync();

        // A list of methods, and nothing is sent before one is chosen.
        await SignIn.As("erin@demo.test");
        await SignIn.Shows("methods");
        await Expect(Page.Locator("#methods [data-factor]")).ToHaveCountAsync(2);
        Assert.Equal(0, await Tester.Messages("erin@demo.test"));
        await Pictures.Take(Page, "signin-methods");
        await Page.Locator("#methods [data-factor=call]").ClickAsync();
        await SignIn.SendCode("call");
        await SignIn.Code(await Tester.Code("erin@demo.test", "call"));
        await SignIn.Answer("astronaut");
        await SignIn.IsDone("Erin Dubois", "tel", "mca", "kba", "mfa");

        await Page.GotoAsync($"{ServerUrl}/emulator/upgrade");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Expect(state).ToHaveTextAsync("demo runs the Classic Engine.");
    }

    [Fact]
    public async Task What_cannot_be_upgraded_is_said_where_it_was_asked_for()
    {
        await Page.GotoAsync($"{ServerUrl}/emulator/upgrade");
        await Page.GetByLabel("Upgrade", new() { Exact = true }).FillAsync("No Name");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("cannot be the name of one");
    }
}
