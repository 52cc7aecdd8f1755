using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>What the page says when it does not go on, and that it can go on afterwards.</summary>
public sealed class RefusalTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string WrongCode = "Your passcode doesn't match our records. Please try again.";

    [Theory]
    [InlineData("nobody@demo.test")]
    [InlineData("hugo@demo.test")] // locked
    [InlineData("ivy@demo.test")] // denied by her rule
    [InlineData("jo@demo.test")] // enrolled in no first factor
    public async Task Whoever_cannot_sign_in_reads_the_same(string login)
    {
        await SignIn.As(login);
        await SignIn.Says("Unable to sign in");
        await SignIn.ShowsFirstScreen();
        await Expect(SignIn.Username).ToHaveValueAsync(login);

        await SignIn.Name("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await SignIn.IsDone("Finn Keller", "pwd");
    }

    [Fact]
    public async Task A_locked_user_is_told_so_where_the_password_policy_says_so()
    {
        await Tester.LockByPassword("gina@demo.test");
        await SignIn.As("gina@demo.test");
        await Expect(SignIn.Title).ToHaveTextAsync("Your account is locked");
        await SignIn.Cancel();
        await SignIn.ShowsFirstScreen();
    }

    [Fact]
    public async Task A_wrong_code_can_be_typed_again()
    {
        await SignIn.As("carla@demo.test");
        await SignIn.SendCode("sms");
        await SignIn.Code("000000");
        await SignIn.Says(WrongCode);
        await Expect(Page.Locator("#passcode")).ToHaveValueAsync("");
        await Expect(Page.Locator("#passcode")).ToBeFocusedAsync();

        await SignIn.Code(await Tester.Code("carla@demo.test", "sms"));
        await SignIn.ShowsFactor("question");
        await Expect(SignIn.Error).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_wrong_password_can_be_typed_again()
    {
        await SignIn.As("dave@demo.test");
        await SignIn.Password("wrong");
        await SignIn.Says("Password is incorrect");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.ShowsFactor("push");
    }

    [Fact]
    public async Task Nothing_typed_is_not_sent()
    {
        await SignIn.Open();
        await Page.Locator("#next").ClickAsync();
        await SignIn.Says("We found some errors. Please review the form and make corrections.");
        await Expect(Page.Locator("#username-error")).ToHaveTextAsync("Please enter a username");
    }

    [Fact]
    public async Task Five_wrong_codes_lock_the_user()
    {
        await SignIn.As("carla@demo.test");
        await SignIn.SendCode("sms");
        for (var i = 0; i < 4; i++)
        {
            await SignIn.Code("000000");
            await Expect(Page.Locator("#passcode")).ToHaveValueAsync("");
        }

        await SignIn.Code("000000");
        await SignIn.Says("Your account is locked because of too many authentication attempts.");
        await SignIn.Cancel();
        await SignIn.ShowsFirstScreen();
        await SignIn.Name("carla@demo.test");
        await SignIn.Says("Unable to sign in");
    }

    [Fact]
    public async Task A_code_counts_once()
    {
        var code = await Tester.Otp("dave@demo.test", "totp");
        await SignIn.As("dave@demo.test");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.Code(code);
        await SignIn.IsDone("Dave Nakamura", "pwd", "otp", "mfa");

        await Page.Locator("#signout").ClickAsync();
        await SignIn.Name("dave@demo.test");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.Code(code);
        await SignIn.Says("Each code can only be used once. Please wait for a new code and try again.");
    }

    [Fact]
    public async Task A_denied_push_can_be_sent_again()
    {
        await SignIn.As("ana@demo.test");
        await SignIn.SendPush();
        await Tester.Deny("ana@demo.test");
        await SignIn.Says("You have chosen to reject this login.");
        await Expect(SignIn.SendButton).ToHaveTextAsync("Send Push");

        await SignIn.SendPush();
        await Expect(SignIn.Error).ToBeHiddenAsync();
        await Tester.Approve("ana@demo.test");
        await SignIn.IsDone("Ana Ruiz", "swk", "mfa");
    }

    [Fact]
    public async Task A_push_that_nobody_answers_expires_and_can_be_sent_again()
    {
        await Tester.Set("pushMinutes", 1);
        await SignIn.As("ana@demo.test");
        await SignIn.SendPush();
        await Tester.Advance("PT61S");
        await SignIn.Says("Your push notification has expired.");

        await SignIn.SendPush();
        await Tester.Approve("ana@demo.test");
        await SignIn.IsDone("Ana Ruiz", "swk", "mfa");
    }

    [Fact]
    public async Task Asking_for_another_text_message_has_to_wait()
    {
        await SignIn.As("carla@demo.test");
        await SignIn.SendCode("sms");
        await Expect(Page.Locator("#resend")).ToBeDisabledAsync();
        await Expect(Page.Locator("#resend")).ToContainTextAsync("Re-send code (");
    }

    [Fact]
    public async Task A_sign_in_left_lying_has_expired_and_a_fresh_start_works()
    {
        await SignIn.As("dave@demo.test");
        await SignIn.ShowsFactor("password");
        await Tester.Advance("PT6M");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.ShowsFirstScreen();
        await SignIn.Says("Your session has expired. Please try to sign in again.");

        await SignIn.Name("dave@demo.test");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.ShowsFactor("push");
    }
}
