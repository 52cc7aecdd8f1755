using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>The home page with its apps, and the page on which an app asks for more.</summary>
public sealed class AppTests(BrowserFixture fixture) : StatesTest(fixture)
{
    private const string Ed = "ed@states.test"; // has a phone, and apps
    private const string Payroll = "https://payroll.test/start";

    private ILocator App => Page.Locator("#app");

    [Fact]
    public async Task An_app_that_asks_at_every_sign_on_opens_after_a_factor_each_time()
    {
        await SignInAsEd();
        await Open("Payroll");
        await Expect(App).ToHaveTextAsync("To open Payroll");
        await SignIn.SendPush();
        await Opens(Payroll, () => Tester.Approve(Ed));
        var again = await Context.NewPageAsync();
        await again.GotoAsync($"{ServerUrl}/app/UserHome");
        await again.GetByRole(AriaRole.Link, new() { Name = "Payroll" }).ClickAsync();
        await Expect(again.Locator("#app")).ToHaveTextAsync("To open Payroll");
    }

    [Fact]
    public async Task An_app_that_asks_once_per_session_opens_at_once()
    {
        await SignInAsEd();
        await Opens("https://wiki.test/", () => Open("Wiki"));
    }

    [Fact]
    public async Task By_keyboard_alone_an_app_is_reached_opened_and_left()
    {
        await SignInAsEd();
        await Expect(Page.Locator("#greeting")).ToBeVisibleAsync();
        await Page.Locator("#signout").FocusAsync();
        await Page.Keyboard.PressAsync("Tab");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Payroll" })).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await SignIn.ShowsFactor("push");
        await Page.Locator("#cancel").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await SignIn.IsDone("Ed Lund", "pwd", "swk", "mfa");
    }

    [Fact]
    public async Task A_reload_asks_again_and_goes_on()
    {
        await SignInAsEd();
        await Open("Payroll");
        await SignIn.ShowsFactor("push");
        await Page.ReloadAsync();
        await SignIn.SendPush();
        await Opens(Payroll, () => Tester.Approve(Ed));
    }

    [Fact]
    public async Task The_explanation_shows_the_apps_rule()
    {
        await SignInAsEd();
        await Page.GotoAsync($"{ServerUrl}/emulator#explain/{Uri.EscapeDataString(Ed)}");
        await Expect(Page.Locator("[data-app=Payroll]")).ToHaveAttributeAsync("data-access", "STEP_UP");
        await Expect(Page.Locator("[data-app=Payroll] .hint")).ToHaveTextAsync("mfa every sign-on: the rule asks for a factor at every sign-on");
        await Expect(Page.Locator("[data-app=Wiki]")).ToHaveAttributeAsync("data-access", "GRANTED");
    }

    private async Task SignInAsEd()
    {
        await As(Ed);
        await SignIn.SendPush();
        await Tester.Approve(Ed);
        await SignIn.IsDone("Ed Lund", "pwd", "swk", "mfa");
    }

    // The apps themselves are nowhere: that the browser asks for them is all there is to see.
    private Task Opens(string address, Func<Task> act) => Page.RunAndWaitForRequestAsync(act, address);

    private Task Open(string app) => Page.GetByRole(AriaRole.Link, new() { Name = app }).ClickAsync();
}
