using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Console;

/// <summary>Policies, rules and chains, made by hand.</summary>
public sealed class PolicyEditorTests(BrowserFixture fixture) : ConsoleTest(fixture)
{
    private ILocator Box(int place) => Page.Locator($"[data-chain-box='{place}']");

    [Fact]
    public async Task A_chain_is_built_by_hand_and_somebody_signs_in_with_it()
    {
        await Open("sign-on-policies");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Add policy" }).ClickAsync();
        await Page.GetByLabel("Policy name").FillAsync("By hand");
        await Page.GetByLabel("any-factor").CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create policy" }).ClickAsync();

        var policy = Page.Locator("[data-policy='By hand']");
        await policy.GetByRole(AriaRole.Link, new() { Name = "Add rule" }).ClickAsync();
        await Page.GetByLabel("Rule name").FillAsync("Text and push");
        await Page.GetByLabel("Factor Sequence").CheckAsync();
        await Page.GetByLabel("First factor").SelectOptionAsync("SMS");
        await Expect(Box(0).Locator(".grade")).ToHaveTextAsync("Moderate");
        await Page.GetByLabel("Additional Authentication 1 of chain 1", new() { Exact = true }).SelectOptionAsync("Okta Verify Push");
        await Expect(Box(0).Locator(".grade")).ToHaveTextAsync("Very strong");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Create rule" }).ClickAsync();
        await Expect(policy.Locator("[data-chain='sms -> push']")).ToBeVisibleAsync();

        // It stands above the Default Policy alone, and another policy is for Gina too.
        for (var place = 10; place > 1; place--)
        {
            await policy.GetByLabel("Move policy By hand up").ClickAsync();
            await Expect(policy.Locator(".priority")).ToHaveTextAsync($"{place}");
        }

        await policy.GetByLabel("Move policy By hand up").ClickAsync();
        var gina = await Somebody("gina@demo.test");
        await gina.SendCode("sms");
        await gina.Code(await Tester.Code("gina@demo.test", "sms"));
        await gina.SendPush();
        await Tester.Approve("gina@demo.test");
        await gina.IsDone("Gina Rossi", "sms", "mca", "swk", "mfa");
    }

    [Fact]
    public async Task What_is_wrong_is_said_at_the_box_and_the_preview_waits_until_it_is_right()
    {
        await Open("sign-on-policies");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Passwordless first", Exact = true }).ClickAsync();
        var preview = Page.Locator("[data-preview='ana@demo.test']");
        await Expect(preview).ToContainTextAsync("Offered: push, sms, password");
        await Expect(Page.Locator("[data-preview='jo@demo.test']")).ToContainTextAsync("E0000004");

        await Page.GetByRole(AriaRole.Button, new() { Name = "Add Authentication Chain" }).ClickAsync();
        await Box(3).GetByLabel("First factor").SelectOptionAsync("Okta Verify Push");
        await Expect(Box(3).Locator(".fault")).ToHaveTextAsync("actions.signon.challenge.chain[3]: the chain \"push\" is in this rule twice");
        await Expect(Page.Locator("#preview-title ~ *, [data-preview]")).Not.ToContainTextAsync(["Offered"]);
        await Box(3).GetByLabel("First factor").SelectOptionAsync("Okta Verify");
        await Expect(Box(3).Locator(".fault")).ToHaveCountAsync(0);
        await Expect(Page.Locator("[data-preview='jo@demo.test']")).ToContainTextAsync("Offered: totp");
        await Page.GetByLabel("Remove chain 4").ClickAsync();
        await Expect(Page.Locator("[data-chain-box]")).ToHaveCountAsync(3);

        await Page.GetByLabel("Rule name").FillAsync("");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save rule" }).ClickAsync();
        await Expect(Page.Locator("[data-fault='name']")).ToHaveTextAsync("name: The field cannot be left blank");
    }

    [Fact]
    public async Task Everything_is_done_by_keyboard_and_the_order_by_drag_as_well()
    {
        // High enough that nothing scrolls under the mouse.
        await Page.SetViewportSizeAsync(1280, 2400);
        await Open("sign-on-policies");
        await Expect(Heading).ToBeFocusedAsync();
        var office = Page.Locator("[data-policy='Office']");
        await office.GetByLabel("Move policy Office up").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(office.Locator(".priority")).ToHaveTextAsync("1");

        // The focus has gone with it: what is pressed next moves it as well, and not its neighbour.
        await Expect(office.GetByLabel("Move policy Office up")).ToBeFocusedAsync();
        await Expect(office.GetByLabel("Move policy Office up")).ToHaveAttributeAsync("aria-disabled", "true");

        await office.Locator("header .grip").DragToAsync(Page.Locator("[data-policy='Text message'] h2"));
        await Expect(office.Locator(".priority")).ToHaveTextAsync("5");

        var rules = office.Locator("[data-rule]");
        await Expect(rules.First).ToHaveAttributeAsync("data-rule", "Inside");
        await office.GetByLabel("Move rule Outside up").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(rules.First).ToHaveAttributeAsync("data-rule", "Outside");

        await office.GetByRole(AriaRole.Button, new() { Name = "Deactivate rule Outside" }).FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".rz-dialog :focus, .rz-dialog:focus")).ToHaveCountAsync(1);
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Dialog).ToHaveCountAsync(0);
        await Expect(office.Locator("[data-rule='Outside'] [data-status]")).ToHaveTextAsync("ACTIVE");
    }
}
