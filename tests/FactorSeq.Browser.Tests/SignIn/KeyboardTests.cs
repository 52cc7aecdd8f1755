using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>Nobody needs a pointer.</summary>
public sealed class KeyboardTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task A_whole_sign_in_with_another_factor_by_keyboard_alone()
    {
        await SignIn.Open();
        await Expect(SignIn.Username).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("ana@demo.test");
        await Page.Keyboard.PressAsync("Enter");

        await SignIn.ShowsFactor("push");
        await Expect(SignIn.Title).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Tab");
        await Expect(SignIn.Menu).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("Enter");

        await SignIn.ShowsFactor("sms");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Tab");
        await Expect(SignIn.SendButton).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("#passcode")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync(await Tester.Code("ana@demo.test", "sms"));
        await Page.Keyboard.PressAsync("Enter");

        await SignIn.ShowsFactor("question");
        await Expect(Page.Locator("#answer")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync("mushrooms");
        await Page.Keyboard.PressAsync("Enter");
        await SignIn.IsDone("Ana Ruiz", "sms", "mca", "kba", "mfa");
    }

    [Fact]
    public async Task The_menu_closes_by_Escape_and_gives_the_focus_back()
    {
        await SignIn.As("ana@demo.test");
        await SignIn.ShowsFactor("push");
        await SignIn.Menu.FocusAsync();
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Page.Locator("#factor-menu-list")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.Locator("#factor-menu-list")).ToBeHiddenAsync();
        await Expect(SignIn.Menu).ToBeFocusedAsync();
    }
}
