using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>Factors set up in the middle of a sign-in.</summary>
public sealed class EnrollmentTests(BrowserFixture fixture) : StatesTest(fixture)
{
    private const string Cy = "cy@states.test"; // must set up Okta Verify
    private const string Di = "di@states.test"; // may set up everything

    private ILocator QrCode => Page.Locator(".fs-qr");

    [Fact]
    public async Task What_is_required_comes_first_and_cannot_be_skipped()
    {
        await As(Cy);
        await SignIn.Shows("enroll");
        await Expect(SignIn.Title).ToBeFocusedAsync();
        await Expect(Page.Locator("#required-factors [data-factor]")).ToHaveCountAsync(1);
        await Expect(Page.Locator("#required-factors [data-factor=push]")).ToBeVisibleAsync();
        await Expect(Page.Locator("#optional-factors [data-factor]")).ToHaveCountAsync(2);
        await Expect(Page.Locator("#finish")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_phone_scans_the_code_of_Okta_Verify()
    {
        await As(Cy);
        await SignIn.SetUp("push");
        await SignIn.Shows("activate", "push");
        await Expect(Page.Locator("#waiting")).ToHaveTextAsync("Waiting for your phone…");
        await IsDrawn(QrCode);
        await Tester.Scan(Cy);
        await SignIn.Finish();
        await SignIn.IsDone("Cy Bell", "pwd");
    }

    [Fact]
    public async Task Who_cannot_scan_gets_a_link_by_mail()
    {
        await As(Cy);
        await SignIn.SetUp("push");
        await Page.Locator("#cannot-scan summary").ClickAsync();
        await Page.Locator("#link-by-email").ClickAsync();
        await Expect(Page.Locator("#lead")).ToHaveTextAsync("We mailed you a link. Open it on your phone.");
        await Expect(QrCode).ToHaveCountAsync(0);
        var phone = await Context.NewPageAsync();
        await phone.GotoAsync(await Tester.Link(Cy));
        await SignIn.Finish();
        await SignIn.IsDone("Cy Bell", "pwd");
    }

    [Fact]
    public async Task Or_by_text_message_to_a_number_that_is_one()
    {
        await As(Cy);
        await SignIn.SetUp("push");
        await Page.Locator("#cannot-scan summary").ClickAsync();
        await Page.Locator("#phone-number").FillAsync("0000000");
        await Page.Locator("#link-by-sms").ClickAsync();
        await SignIn.Says("This phone number is invalid. Please give it with its country code.");
        await Page.Locator("#phone-number").FillAsync("+1 415 555 0177");
        await Page.Locator("#link-by-sms").ClickAsync();
        await Expect(Page.Locator("#lead")).ToHaveTextAsync("We texted you a link. Open it on your phone.");
        Assert.Contains("/emulator/activate/", await Tester.Link(Cy, "sms"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_that_nobody_scans_expires_and_there_is_a_new_one()
    {
        await Tester.Set("pushMinutes", 1);
        await As(Cy);
        await SignIn.SetUp("push");
        await IsDrawn(QrCode);
        var first = await QrCode.GetAttributeAsync("src");
        await Tester.Advance("PT61S");
        await SignIn.Says("This code has expired.");
        await Page.Locator("#new-code").ClickAsync();
        await IsDrawn(QrCode);
        Assert.NotEqual(first, await QrCode.GetAttributeAsync("src"));
        await Tester.Scan(Cy);
        await SignIn.Finish();
        await SignIn.IsDone("Cy Bell", "pwd");
    }

    [Theory]
    [InlineData("google", "Google Authenticator")]
    [InlineData("totp", "Okta Verify")]
    public async Task An_app_reads_the_key_from_the_code_and_shows_numbers(string factor, string name)
    {
        await As(Di);
        await SignIn.SetUp(factor);
        await SignIn.Shows("activate", factor);
        await IsDrawn(QrCode);
        await Expect(Page.Locator("#secret span")).ToHaveCountAsync(8);
        await SignIn.Code("000000");
        await SignIn.Says("Your passcode doesn't match our records. Please try again.");
        await SignIn.Code((await Tester.Scan(Di))!);
        await IsSetUp(factor, name);
    }

    [Theory]
    [InlineData("sms", "SMS Authentication")]
    [InlineData("call", "Voice Call Authentication")]
    public async Task A_phone_number_is_checked_confirmed_and_can_be_changed(string factor, string name)
    {
        await As(Di);
        await SignIn.SetUp(factor);
        await Number("12");
        await Expect(Page.Locator("#phone-number-error")).ToHaveTextAsync("This phone number is too short");
        await Number("0000000");
        await SignIn.Says("This phone number is invalid. Please give it with its country code.");
        await Expect(Page.Locator("#phone-number")).ToBeFocusedAsync();
        await Number("+1 415 555 0150");
        await SignIn.Shows("activate", factor);
        await Expect(Page.Locator("#destination")).ToHaveTextAsync("+1 XXX-XXX-0150");
        await Expect(Page.Locator("#resend")).ToBeDisabledAsync();

        await Page.Locator("#change-number").ClickAsync();
        await Number("+1 415 555 0151");
        await Expect(Page.Locator("#destination")).ToHaveTextAsync("+1 XXX-XXX-0151");
        await SignIn.Code(await Tester.Code(Di, factor));
        await IsSetUp(factor, name);
    }

    [Fact]
    public async Task A_mail_brings_a_code()
    {
        await As(Di);
        await SignIn.SetUp("email");
        await SignIn.Shows("activate", "email");
        await SignIn.Code(await Tester.Code(Di, "email"));
        await IsSetUp("email", "Email Authentication");
    }

    [Fact]
    public async Task A_question_is_chosen_and_answered()
    {
        await As(Di);
        await SignIn.SetUp("question");
        await SignIn.Shows("enroll-form", "question");
        await Page.GetByLabel("Security Question").SelectOptionAsync("first_award");
        await Page.Locator("#answer").FillAsync("abc");
        await Page.Locator("#enroll").ClickAsync();
        await Expect(Page.Locator("#answer-error")).ToHaveTextAsync("The answer must have at least 4 characters");
        await Page.Locator("#answer").FillAsync("swimming");
        await Page.Locator("#enroll").ClickAsync();
        await IsSetUp("question", "Security Question");
    }

    [Theory]
    [InlineData("YUBICO", "yubikey", "cccccccccccc", "YubiKey")]
    [InlineData("RSA", "rsa", "di", "RSA SecurID")]
    [InlineData("SYMANTEC", "symantec", "VSST00000001", "Symantec VIP")]
    public async Task A_token_shows_its_codes(string provider, string factor, string credentialId, string name)
    {
        await As(Di);
        await SignIn.SetUp("token", provider);
        await SignIn.Shows("enroll-form", "token");
        var (code, next) = await Tester.Token(Di, factor, credentialId);
        if (provider != "YUBICO")
        {
            await Page.Locator("#credential-id").FillAsync(credentialId);
        }

        await Page.Locator("#passcode").FillAsync(code);
        if (provider == "SYMANTEC")
        {
            await Page.Locator("#next-passcode").FillAsync(next!);
        }

        await Page.Locator("#enroll").ClickAsync();
        await IsSetUp("token", name);
    }

    [Fact]
    public async Task One_factor_after_the_other_until_it_is_enough()
    {
        await As(Di);
        await Expect(Page.Locator("#finish")).ToHaveTextAsync("Skip for now");
        await SignIn.SetUp("email");
        await SignIn.Code(await Tester.Code(Di, "email"));
        await IsSetUp("email", "Email Authentication");
        await SignIn.SetUp("google");
        await SignIn.Code((await Tester.Scan(Di))!);
        await IsSetUp("google", "Google Authenticator");
        await Expect(Page.Locator("#enrolled-factors [data-factor]")).ToHaveCountAsync(2);
        await Expect(Page.Locator("#finish")).ToHaveTextAsync("Finish");
        await SignIn.Finish();
        await SignIn.IsDone("Di Voss", "pwd");
    }

    [Fact]
    public async Task Nothing_is_set_up_by_those_who_skip()
    {
        await As(Di);
        await SignIn.Shows("enroll");
        await SignIn.Finish();
        await SignIn.IsDone("Di Voss", "pwd");
    }

    [Fact]
    public async Task Whoever_changes_their_mind_goes_back_to_the_list()
    {
        await As(Di);
        await SignIn.SetUp("google");
        await SignIn.Shows("activate", "google");
        await Page.Locator("#factor-list").ClickAsync();
        await SignIn.SetUp("sms");
        await SignIn.Shows("enroll-form", "sms");
        await Page.Locator("#factor-list").ClickAsync();
        await SignIn.Shows("enroll");
        await Expect(Page.Locator("#enrolled-factors")).ToHaveCountAsync(0);
        await SignIn.Cancel();
        await SignIn.ShowsFirstScreen();
    }

    [Fact]
    public async Task A_reload_comes_back_to_the_list_and_to_the_code()
    {
        await AsBookmarked(Cy);
        await SignIn.Shows("enroll");
        await Page.ReloadAsync();
        await SignIn.SetUp("push");
        await IsDrawn(QrCode);
        await Page.ReloadAsync();
        await SignIn.Shows("activate", "push");
        await IsDrawn(QrCode);
        await Tester.Scan(Cy);
        await SignIn.Finish();
        await SignIn.IsDone("Cy Bell", "pwd");
    }

    [Fact]
    public async Task A_sign_in_left_lying_over_a_code_has_expired()
    {
        await As(Di);
        await SignIn.SetUp("google");
        await SignIn.Shows("activate", "google");
        await Tester.Advance("PT6M");
        await SignIn.Code("000000");
        await SignIn.ShowsFirstScreen();
        await SignIn.Says("Your session has expired. Please try to sign in again.");
    }

    private async Task Number(string number)
    {
        await SignIn.Shows("enroll-form");
        await Page.Locator("#phone-number").FillAsync(number);
        await Page.Locator("#enroll").ClickAsync();
    }

    private async Task IsSetUp(string factor, string name)
    {
        await SignIn.Shows("enroll");
        await SignIn.Says($"{name} is set up.");
        await Expect(Page.Locator($"#enrolled-factors [data-factor={factor}]")).ToBeVisibleAsync();
    }

    // An img element without its picture is drawn as well.
    private static async Task IsDrawn(ILocator image)
    {
        await Expect(image).ToBeVisibleAsync();
        await Expect(image).ToHaveJSPropertyAsync("complete", true);
        Assert.NotEqual(0, await image.EvaluateAsync<int>("img => img.naturalWidth"));
    }
}
