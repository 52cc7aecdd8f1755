using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Emulator;

/// <summary>The tester's page: phone, mailbox, clock, people, reasons.</summary>
[Collection(EmulatorCollection.Name)]
public sealed class EmulatorPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    protected override BrowserNewContextOptions ContextOptions => new()
    {
        ViewportSize = new ViewportSize { Width = 1280, Height = 720 },
        Permissions = ["clipboard-read", "clipboard-write"],
    };

    [Fact]
    public async Task A_push_appears_by_itself_and_is_approved_on_the_phone()
    {
        var phone = await Open();
        await SignIn.As("ana@demo.test");
        await SignIn.SendPush();
        var push = phone.Locator("[data-push][data-user='ana@demo.test']");
        await Expect(push.Locator(".push-device")).ToHaveTextAsync("Ana's phone");
        await Expect(phone).ToHaveTitleAsync("(1) FactorSeq emulator");
        await push.Locator(".approve").ClickAsync();
        await Expect(push).ToContainTextAsync("Approved");
        await SignIn.IsDone("Ana Ruiz", "swk", "mfa");
        await Expect(phone.Locator("#no-push")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_push_is_denied_on_the_phone()
    {
        var phone = await Open();
        await SignIn.As("ana@demo.test");
        await SignIn.SendPush();
        await phone.Locator("[data-push] .deny").ClickAsync();
        await Expect(phone.Locator("[data-push]")).ToContainTextAsync("Denied");
        await SignIn.Says("You have chosen to reject this login.");
    }

    [Fact]
    public async Task The_code_of_a_message_is_copied()
    {
        var mailbox = await Open();
        await SignIn.As("carla@demo.test");
        await SignIn.SendCode("sms");
        var message = mailbox.Locator("[data-message][data-user='carla@demo.test'][data-channel=sms]");
        await message.Locator(".copy").ClickAsync();
        await Expect(message.Locator(".copy")).ToHaveTextAsync("Copied");
        Assert.Equal(await Tester.Code("carla@demo.test", "sms"), await mailbox.EvaluateAsync<string>("navigator.clipboard.readText()"));

        await Page.BringToFrontAsync();
        await Page.Locator("#passcode").FocusAsync();
        await Page.Keyboard.PressAsync("Control+V");
        await SignIn.Verify();
        await SignIn.ShowsFactor("question");
    }

    [Fact]
    public async Task The_clock_is_moved_stopped_and_set_back()
    {
        var page = await Open();
        await page.Locator("[data-advance=PT5M]").ClickAsync();
        await Expect(page.Locator("#clock-state")).ToHaveTextAsync("Shifted +5 min");
        Assert.Equal(TimeSpan.FromMinutes(5), await Tester.ClockOffset());
        await page.Locator("#clock-freeze").ClickAsync();
        await Expect(page.Locator("#clock-state")).ToContainTextAsync("Frozen");
        await page.Locator("#clock-value").FillAsync("2026-01-02T03:04:05Z");
        await page.Locator("#clock-set .button").ClickAsync();
        await Expect(page.Locator("#clock-now")).ToHaveTextAsync("03:04:05");
        await page.Locator("#clock-reset").ClickAsync();
        await Expect(page.Locator("#clock-state")).ToHaveTextAsync("Real time");
        Assert.Equal(TimeSpan.Zero, await Tester.ClockOffset());
    }

    [Fact]
    public async Task The_sign_in_of_a_user_is_drawn_and_explained()
    {
        var page = await Open("#explain/ana%40demo.test");
        await Expect(page.Locator("[data-rule='Passwordless first']")).ToHaveAttributeAsync("data-matched", "true");
        await Expect(page.Locator("[data-policy=Passwordless]")).ToHaveAttributeAsync("data-applied", "true");
        Assert.Equal(
            ["push", "sms -> question", "password -> push | totp"],
            await page.Locator("[data-chain]").EvaluateAllAsync<string[]>("chains => chains.map(chain => chain.dataset.chain)"));
        await Expect(page.Locator("[data-factor=push][data-offered=true]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-factor=question][data-offered=false]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_picture_follows_a_sign_in_step_by_step()
    {
        var page = await Open("#explain/dave%40demo.test");
        await Expect(page.Locator("[data-step=password]")).ToHaveAttributeAsync("data-state", "next");
        await SignIn.As("dave@demo.test");
        await SignIn.Password("Passw0rd-dave");
        await Expect(page.Locator("[data-step=password]")).ToHaveAttributeAsync("data-state", "done");
        await Expect(page.Locator("[data-step='push | totp']")).ToHaveAttributeAsync("data-state", "next");
        await Expect(page.Locator(".answer.public .big")).ToHaveTextAsync("MFA_REQUIRED");
        await Expect(page.Locator(".answer.true .reason")).ToHaveTextAsync("Offered: push, totp");

        await SignIn.SendPush();
        await Expect(page.Locator(".answer.public .big")).ToHaveTextAsync("MFA_CHALLENGE");
        await Expect(page.Locator(".answer.true .reason")).ToHaveTextAsync("Challenged: push");
    }

    [Theory]
    [InlineData("#messages")]
    [InlineData("#users")]
    [InlineData("#directories")]
    [InlineData("#sequencing")]
    [InlineData("#events")]
    [InlineData("#settings")]
    public async Task A_tab_that_is_named_in_the_address_is_shown_from_its_top(string fragment)
    {
        var page = await Open(fragment);
        await Expect(page.Locator($"#tab-{fragment[1..]}")).ToHaveAttributeAsync("aria-selected", "true");
        Assert.Equal(0, await page.EvaluateAsync<int>("scrollY"));
    }

    [Fact]
    public async Task The_phone_is_whole_on_a_small_screen()
    {
        var page = await Open();
        await SignIn.As("ana@demo.test");
        await SignIn.SendPush();
        await Expect(page.Locator(".approve")).ToBeVisibleAsync();
        var phone = await page.Locator(".phone").BoundingBoxAsync();
        var push = await page.Locator("[data-push]").BoundingBoxAsync();
        var clock = await page.Locator(".clock").BoundingBoxAsync();
        Assert.InRange(push!.Y + push.Height, 0, phone!.Y + phone.Height);
        Assert.InRange(phone.Y + phone.Height, 0, clock!.Y);
        Assert.InRange(clock.Y + clock.Height, 0, 720);
    }

    [Fact]
    public async Task Why_a_locked_user_cannot_sign_in_is_said_here_and_only_here()
    {
        var page = await Open("#explain/hugo%40demo.test");
        await Expect(page.Locator(".answer.public")).ToContainTextAsync("E0000004");
        await Expect(page.Locator(".answer.true .reason")).ToContainTextAsync("locked", new() { IgnoreCase = true });
    }

    [Fact]
    public async Task The_users_are_listed_with_their_ways_in_and_their_codes()
    {
        var page = await Open("#users");
        var dave = page.Locator("[data-user-row='dave@demo.test']");
        await Expect(dave.Locator(".chain-chips")).ToHaveAttributeAsync("aria-label", "password  then  push  or  totp");
        await dave.Locator(".show-code").ClickAsync();
        await Expect(dave.Locator("[data-otp=totp] .code")).ToHaveTextAsync(await Tester.Otp("dave@demo.test", "totp"));
        await dave.Locator(".show-password").ClickAsync();
        await Expect(dave.Locator(".password")).ToHaveTextAsync("Passw0rd-dave");
        await page.Locator("#user-filter").FillAsync("google_totp");
        await Expect(page.Locator("[data-user-row]")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task The_System_Log_shows_who_signed_in()
    {
        var page = await Open("#events");
        await SignIn.As("finn@demo.test");
        await SignIn.Password("wrong");
        await SignIn.Says("Password is incorrect");
        await SignIn.Password("Passw0rd-finn");
        await SignIn.IsDone("Finn Keller", "pwd");
        await Expect(page.Locator("[data-event='user.session.start'][data-result=SUCCESS]")).ToContainTextAsync("finn@demo.test");
        await page.Locator("#event-failures").CheckAsync();
        await Expect(page.Locator("[data-event='user.session.start'][data-result=FAILURE]")).ToHaveCountAsync(1);
        await Expect(page.Locator("[data-result=SUCCESS]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_setting_is_changed()
    {
        var page = await Open("#settings");
        await page.Locator("#setting-numberChallenge").SelectOptionAsync("always");
        await Expect(page.Locator("#toast")).ToHaveTextAsync("numberChallenge is now always");
        await SignIn.As("ana@demo.test");
        await SignIn.SendButton.ClickAsync();
        await Expect(SignIn.Number).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_reset_goes_back_to_the_seed()
    {
        var page = await Open();
        await SignIn.As("carla@demo.test");
        await SignIn.SendCode("sms");
        await Expect(page.Locator("[data-message]")).ToHaveCountAsync(1);
        await page.Locator("[data-advance=PT1H]").ClickAsync();
        await Expect(page.Locator("#clock-state")).ToHaveTextAsync("Shifted +1 h");
        await page.Locator("#reset").ClickAsync();
        await page.Locator("#reset-confirm").ClickAsync();
        await Expect(page.Locator("#toast")).ToHaveTextAsync("Back to the seed.");
        await Expect(page.Locator("[data-message]")).ToHaveCountAsync(0);
        await Expect(page.Locator("#clock-state")).ToHaveTextAsync("Real time");
    }

    [Fact]
    public async Task A_QR_code_is_scanned_on_the_phone_and_Okta_Verify_is_set_up()
    {
        var page = await Open();
        var begun = await Tester.BeginPush("lena@demo.test", "Passw0rd-lena");
        var card = page.Locator("[data-activation][data-user='lena@demo.test']");
        await Expect(card.Locator("h3")).ToHaveTextAsync("Set up Okta Verify for lena@demo.test");
        await Expect(page.Locator("#announce")).ToHaveTextAsync("Okta Verify waits to be set up for lena@demo.test.");
        await card.GetByLabel("Device name").FillAsync("Lena's phone");
        await page.Keyboard.PressAsync("Enter");
        await Expect(card).ToContainTextAsync("Scanned");
        Assert.NotEqual("MFA_ENROLL_ACTIVATE", await Tester.PollActivation(begun));
        await Expect(card).ToHaveCountAsync(0);
        await page.Locator("#tab-users").ClickAsync();
        await Expect(page.Locator("[data-user-row='lena@demo.test'] .enrolled")).ToContainTextAsync("push");
    }

    [Fact]
    public async Task The_code_of_a_software_token_to_set_up_is_copied_and_follows_the_clock()
    {
        var page = await Open();
        await page.Locator("#clock-freeze").ClickAsync();
        await Tester.BeginToken("lena@demo.test", "Passw0rd-lena");
        var card = page.Locator("[data-activation][data-factor=totp]");
        var code = await card.Locator(".code").TextContentAsync();
        await card.Locator(".copy").ClickAsync();
        await Expect(card.Locator(".copy")).ToHaveTextAsync("Copied");
        Assert.Equal(code, await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await page.Locator("[data-advance=PT30S]").ClickAsync();
        await Expect(card.Locator(".code")).Not.ToHaveTextAsync(code!);
        await card.Locator(".dismiss").ClickAsync();
        await Expect(page.Locator("#no-push")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_visit_to_Duo_is_decided_on_the_phone()
    {
        var page = await Open();
        await Tester.BeginDuo("otto@demo.test", "Passw0rd-otto");
        var card = page.Locator("[data-visit][data-user='otto@demo.test']");
        await Expect(card.Locator("h3")).ToHaveTextAsync("What does Duo say?");
        await card.GetByLabel("Reason, if denied").FillAsync("No device");
        await card.Locator(".deny").ClickAsync();
        await Expect(card).ToContainTextAsync("Denied");
        await Expect(page.Locator("#announce")).ToHaveTextAsync("Denied: otto@demo.test");
        await Expect(page.Locator("#no-push")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_locked_user_is_unlocked_and_a_new_one_activated()
    {
        var page = await Open("#users");
        var hugo = page.Locator("[data-user-row='hugo@demo.test']");
        await hugo.Locator(".manage").ClickAsync();
        await hugo.Locator("[data-do=status-ACTIVE]").ClickAsync();
        await Expect(hugo.Locator(".badge")).ToHaveTextAsync("active");
        await Expect(page.Locator("#toast")).ToHaveTextAsync("hugo@demo.test is active.");
        await hugo.Locator("[data-do=reset-factors]").ClickAsync();
        await Expect(hugo.Locator(".enrolled")).Not.ToContainTextAsync("push");
        await hugo.Locator("[data-do=status-STAGED]").ClickAsync();
        await hugo.Locator("[data-do=activation]").ClickAsync();
        await Expect(hugo.Locator(".activation-link")).ToHaveAttributeAsync("href", new System.Text.RegularExpressions.Regex("/welcome/[A-Za-z0-9_-]{20}$"));
    }

    [Fact]
    public async Task A_token_s_server_is_told_to_ask_for_two_codes()
    {
        var page = await Open("#users");
        var otto = page.Locator("[data-user-row='otto@demo.test']");
        await otto.Locator(".show-code").ClickAsync();
        await Expect(otto.Locator("[data-otp=symantec] .next-code")).ToContainTextAsync("then");
        await Expect(otto.Locator("[data-otp=yubikey] .code")).ToHaveTextAsync(await Tester.Otp("otto@demo.test", "yubikey"));
        var mode = otto.Locator("[data-otp=rsa] .next-token");
        await mode.ClickAsync();
        await Expect(mode).ToHaveAttributeAsync("aria-pressed", "true");
        await mode.ClickAsync();
        await Expect(mode).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Fact]
    public async Task The_link_of_a_message_is_copied_and_followed()
    {
        var page = await Open();
        await Tester.Forgot("finn@demo.test");
        var message = page.Locator("[data-message][data-user='finn@demo.test'][data-channel=email]");
        var link = await message.Locator("a.link").GetAttributeAsync("href");
        Assert.StartsWith($"{ServerUrl}/signin/reset-password/", link, StringComparison.Ordinal);
        await message.Locator(".copy").ClickAsync();
        await Expect(message.Locator(".copy")).ToHaveTextAsync("Copied");
        Assert.Equal(link, await page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        var opened = await page.RunAndWaitForPopupAsync(() => message.Locator("a.link").ClickAsync());

        // The page spends the link's token at once and goes on under an address of its own.
        await Expect(opened.Locator("[data-screen=password]")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Why_factors_are_to_be_set_up_is_drawn()
    {
        await Tester.BeginPush("lena@demo.test", "Passw0rd-lena");
        var page = await Open("#explain/lena%40demo.test");
        await Expect(page.Locator(".answer.public .big")).ToHaveTextAsync("MFA_ENROLL_ACTIVATE");
        await Expect(page.Locator(".answer.true .reason")).ToContainTextAsync("waits for its QR code");
        await Expect(page.Locator("[data-enrollment=push]")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-password-policy]")).ToContainTextAsync("at least 8 characters");
    }

    private async Task<IPage> Open(string fragment = "")
    {
        var page = await Context.NewPageAsync();
        await page.GotoAsync($"{ServerUrl}/emulator{fragment}");
        await Expect(page.Locator("#live")).ToHaveAttributeAsync("data-state", "live");
        return page;
    }
}
