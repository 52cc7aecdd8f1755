using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Emulator;

/// <summary>The page of a Mac: the four methods of "Resolving Sign-in Issues for macOS Desktop MFA", failing and mended, by hand.</summary>
[Collection(EmulatorCollection.Name)]
public sealed class MacPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string NoKeys = "Device access keyYou don't have any keys set up.Set up a Security Key on your Okta Dashboard or contact your admin for help.";
    private const string InsertKey = "Device access keyInsert a key into your Mac's USB slot.";

    private ILocator Said => Page.Locator(".said");

    private ILocator Display => Page.Locator("#display");

    [Fact]
    public async Task Method_1_a_push_that_fails_at_once_goes_through_once_the_app_is_assigned()
    {
        await Open();
        await Page.GetByRole(AriaRole.Switch, new() { Name = "Desktop MFA app" }).UncheckAsync();
        await Password();
        await Choose("Okta Verify push");
        await Expect(Said).ToHaveTextAsync("Okta Verify pushThe push notification has expired or the user declined.");
        await Expect(Page.Locator(".push-card")).ToHaveCountAsync(0);
        await Page.Locator("#why summary").ClickAsync();
        await Expect(Page.Locator("#history")).ToContainTextAsync("DE1 The Desktop MFA app is not assigned to the user");
        await Pictures.Take(Page, "mac-1-push-failed");
        await Page.SetViewportSizeAsync(1280, 720);

        await Page.GetByRole(AriaRole.Switch, new() { Name = "Desktop MFA app" }).CheckAsync();
        await Choose("Okta Verify push");
        await Expect(Display).ToHaveAttributeAsync("data-state", "waiting");
        await Pictures.Take(Page, "mac-1-push-waiting");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Yes, it's me" }).ClickAsync();
        await In("with an Okta Verify push");
    }

    [Fact]
    public async Task Methods_2_and_3_codes_of_the_other_account_and_a_wrong_clock_are_mended()
    {
        await Open();
        await Password();
        await Choose("Okta Verify code");
        await Type("Okta Verify code, 6 digits", await Code("Offline_TOTP"));
        await Expect(Said).ToHaveTextAsync("Okta Verify codeThe code is incorrect.");
        await Pictures.Take(Page, "mac-2-code-incorrect");
        await Type("Okta Verify code, 6 digits", await Code("OV_TOTP"));
        await In("with an Okta Verify code");

        await Page.GetByRole(AriaRole.Switch, new() { Name = "Network" }).UncheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "+10 min" }).ClickAsync();
        await Expect(Page.Locator("#offset")).ToHaveTextAsync("is 10 min fast");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Lock screen" }).ClickAsync();
        await Password();
        await Expect(Page.Locator(".methods button")).ToHaveTextAsync(["Device access code"]);
        await Choose("Device access code");
        await Type("Device access code, 6 digits", await Code("Offline_TOTP"));
        await Expect(Said).ToHaveTextAsync("Device access codeThe code is incorrect.");
        await Pictures.Take(Page, "mac-3-clock-skewed");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Correct it" }).ClickAsync();
        await Expect(Page.Locator("#offset")).ToHaveTextAsync("is right");
        await Type("Device access code, 6 digits", await Code("Offline_TOTP"));
        await In("with a device access code");
    }

    [Fact]
    public async Task Method_4_a_key_is_seen_once_it_was_allowed_to_connect_and_too_many_clicks_look_like_no_keys()
    {
        await Open();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Insert YubiKey 5C NFC" }).ClickAsync();
        await Password();
        await Choose("Device access key");
        await Expect(Said).ToHaveTextAsync(InsertKey);
        await Pictures.Take(Page, "mac-4-insert-key");
        for (var i = 0; i < 5; i++)
        {
            await Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
            await Expect(Page.Locator("#why-badge")).ToHaveTextAsync($"{i + 2}");
        }

        await Expect(Said).ToHaveTextAsync(NoKeys);
        await Pictures.Take(Page, "mac-4-no-keys");
        await Page.GetByRole(AriaRole.Button, new() { Name = "1 min", Exact = true }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Back", Exact = true }).ClickAsync();
        await Choose("Okta Verify push");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Yes, it's me" }).ClickAsync();
        await Expect(Page.GetByText("Allow accessory to connect?")).ToBeVisibleAsync();
        await Pictures.Take(Page, "mac-4-allow-accessory");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Allow", Exact = true }).ClickAsync();
        await Expect(Page.GetByText("Allow accessory to connect?")).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Lock screen" }).ClickAsync();
        await Password();
        await Choose("Device access key");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Touch", Exact = true }).ClickAsync();
        await In("with a device access key");
    }

    [Fact]
    public async Task The_window_is_used_by_keyboard_alone()
    {
        await Open();
        await Pictures.Take(Page, "mac-locked");
        await Page.GetByLabel("Password", new() { Exact = true }).FocusAsync();
        await Page.Keyboard.TypeAsync("Passw0rd-maya");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".methods button").First).ToBeFocusedAsync();
        await Pictures.Take(Page, "mac-choosing");
        await Page.Keyboard.PressAsync("Tab");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByLabel("Okta Verify code, 6 digits")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync(await Code("OV_TOTP"));
        await Page.Keyboard.PressAsync("Enter");
        await In("with an Okta Verify code");
    }

    private async Task Open()
    {
        await Page.GotoAsync($"{ServerUrl}/emulator/mac");
        await Expect(Display).ToHaveAttributeAsync("data-state", "locked");
    }

    private Task Password() => Type("Password", "Passw0rd-maya");

    private async Task Type(string label, string text)
    {
        await Page.GetByLabel(label, new() { Exact = true }).FillAsync(text);
        await Page.Keyboard.PressAsync("Enter");
    }

    private Task Choose(string factor) => Page.Locator(".methods").GetByRole(AriaRole.Button, new() { Name = factor }).ClickAsync();

    // As the phone beside the Mac shows it now.
    private async Task<string> Code(string factor) => (await Page.Locator($"[data-factor={factor}] code").InnerTextAsync()).Replace(" ", "");

    private Task In(string by) => Expect(Page.Locator(".welcome")).ToHaveTextAsync($"Signed in as maya{by}");
}
