using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>Ways back in for those who forgot their password, or are locked out.</summary>
public sealed class RecoveryTests(BrowserFixture fixture) : StatesTest(fixture)
{
    private const string Ada = "ada@states.test";
    private const string Bo = "bo@states.test";
    private const string NewPassword = "Brand-new-0ne";

    [Fact]
    public async Task A_forgotten_password_is_reset_by_the_link_of_a_mail()
    {
        await Ask("forgot-password", Ada, "email");
        await SignIn.Shows("mailed");
        await Expect(SignIn.Title).ToHaveTextAsync("Email sent!");

        await Page.GotoAsync(await Tester.Link(Ada));
        await SignIn.AnswerToRecover("wrong");
        await SignIn.Says("The recovery question answer did not match our records.");
        await SignIn.AnswerToRecover("mushrooms");
        await SignIn.Shows("password", "PASSWORD_RESET");
        await SignIn.Change(old: null, "weak");
        await Expect(SignIn.Error).ToContainTextAsync("Password requirements");
        await SignIn.Change(old: null, NewPassword);
        await SignIn.IsDone("Adaline Moss", "pwd");
    }

    [Fact]
    public async Task The_link_is_good_once_and_a_reload_in_between_does_no_harm()
    {
        await Ask("forgot-password", Ada, "email");
        await SignIn.Shows("mailed");
        var link = await Tester.Link(Ada);
        await Page.GotoAsync(link);
        await SignIn.Shows("recovery-question");
        await Page.ReloadAsync();
        await SignIn.AnswerToRecover("mushrooms");
        await SignIn.Shows("password", "PASSWORD_RESET");
        await Page.ReloadAsync();
        await SignIn.Shows("password", "PASSWORD_RESET");

        await Page.GotoAsync(link);
        await SignIn.Says("You have accessed an account recovery link that has expired or been previously used.");
        await SignIn.Cancel();
        await SignIn.ShowsFirstScreen();
        await Expect(Page).ToHaveURLAsync($"{ServerUrl}/login/login.htm");
    }

    [Fact]
    public async Task Back_from_a_mails_link_leads_to_the_front_door()
    {
        await Ask("forgot-password", Ada, "email");
        await SignIn.Shows("mailed");
        await Page.GotoAsync(await Tester.Link(Ada));
        await SignIn.Shows("recovery-question");
        await SignIn.Cancel();
        await SignIn.ShowsFirstScreen();
        await Expect(Page).ToHaveURLAsync($"{ServerUrl}/login/login.htm");
    }

    [Theory]
    [InlineData("sms", "Re-send code")]
    [InlineData("call", "Redial")]
    public async Task Or_by_a_code_that_cannot_be_asked_for_again_at_once(string channel, string again)
    {
        await Ask("forgot-password", Ada, channel);
        await SignIn.Shows("recovery-code", channel);
        await Expect(Page.Locator("#resend")).ToBeDisabledAsync();
        await Expect(Page.Locator("#resend")).ToContainTextAsync($"{again} (");
        await Expect(Page.Locator("#passcode")).ToHaveAttributeAsync("autocomplete", "one-time-code");
        await SignIn.Code("000000");
        await Expect(SignIn.Error).ToBeVisibleAsync();
        await SignIn.Code(await Tester.Code(Ada, channel));
        await SignIn.AnswerToRecover("mushrooms");
        await SignIn.Change(old: null, NewPassword);
        await SignIn.IsDone("Adaline Moss", "pwd");
    }

    [Theory]
    [InlineData("sms", "recovery-code")]
    [InlineData("call", "recovery-code")]
    [InlineData("email", "mailed")]
    public async Task Who_does_not_exist_reads_what_everybody_reads(string channel, string screen)
    {
        var read = new List<string>();
        foreach (var login in new[] { Ada, "nobody@states.test" })
        {
            await Ask("forgot-password", login, channel);
            await SignIn.Shows(screen);
            var text = await SignIn.Card.InnerTextAsync();
            read.Add(System.Text.RegularExpressions.Regex.Replace(text.Replace(login, "LOGIN"), @"\(\d+ s\)", "(SECONDS)"));
        }

        Assert.Equal(read[0], read[1]);
        Assert.Equal(0, await Tester.Messages("nobody@states.test"));
    }

    [Fact]
    public async Task A_name_is_wanted_and_the_way_back_is_open()
    {
        await SignIn.Open();
        await SignIn.Username.FillAsync(Ada);
        await Page.Locator("#forgot-password").ClickAsync();
        await Expect(Page.Locator("#by-email")).ToBeVisibleAsync();
        await Expect(SignIn.Username).ToHaveValueAsync(Ada);
        await SignIn.Username.FillAsync("");
        await Page.Locator("#by-email").ClickAsync();
        await Expect(Page.Locator("#username-error")).ToHaveTextAsync("Please enter a username");
        await Page.Locator("#back").ClickAsync();
        await SignIn.Name(Ada);
        await SignIn.Password(Password);
        await SignIn.IsDone("Adaline Moss", "pwd");
    }

    [Fact]
    public async Task A_locked_user_unlocks_the_account_by_a_text_message()
    {
        await Tester.LockByPassword(Bo);
        await SignIn.As(Bo);
        await SignIn.Shows("locked");
        await Page.Locator("#unlock-account").ClickAsync();
        await SignIn.Shows("recovery", "unlock");
        await Expect(SignIn.Username).ToHaveValueAsync(Bo);
        await Page.Locator("#by-sms").ClickAsync();
        await SignIn.Shows("recovery-code", "sms");
        await SignIn.Code(await Tester.Code(Bo, "sms"));
        await IsUnlocked();
    }

    [Fact]
    public async Task Or_by_the_link_of_a_mail()
    {
        await Tester.LockByPassword(Bo);
        await Ask("unlock-account", Bo, "email");
        await SignIn.Shows("mailed");
        await Page.GotoAsync(await Tester.Link(Bo));
        await IsUnlocked();
    }

    [Fact]
    public async Task A_new_account_is_activated_by_its_link()
    {
        // Nobody can be asked for such a link yet: what the page makes of the answer is tried with an answer of our own.
        var posted = new List<string>();
        await Page.RouteAsync("**/api/v1/authn", route =>
        {
            posted.Add(route.Request.PostData!);
            return route.FulfillAsync(new RouteFulfillOptions
            {
                ContentType = "application/json",
                Body = $$"""
                    { "stateToken": "00new", "status": "PASSWORD_RESET", "recoveryType": "ACCOUNT_ACTIVATION",
                      "_embedded": { "user": { "profile": { "login": "new@states.test" } }, "policy": { "complexity": { "minLength": 8 } } },
                      "_links": { "next": { "name": "resetPassword", "href": "{{ServerUrl}}/api/v1/authn/credentials/reset_password",
                        "hints": { "allow": [ "POST" ] } } } }
                    """,
            });
        });
        await Page.GotoAsync($"{ServerUrl}/welcome/the-token");
        await SignIn.Shows("password", "PASSWORD_RESET");
        await Expect(SignIn.Title).ToHaveTextAsync("Choose your password");
        Assert.Equal("""{"token":"the-token"}""", Assert.Single(posted));
    }

    private async Task IsUnlocked()
    {
        await SignIn.AnswerToRecover("swimming");
        await SignIn.Shows("unlocked");
        await Expect(SignIn.Title).ToHaveTextAsync("Account successfully unlocked!");
        await SignIn.Cancel();
        await SignIn.Name(Bo);
        await SignIn.Password(Password);
        await SignIn.IsDone("Bo Tran", "pwd");
    }

    private async Task Ask(string link, string login, string channel)
    {
        await SignIn.Open();
        await Page.Locator($"#{link}").ClickAsync();
        await SignIn.Shows("recovery");
        await SignIn.Username.FillAsync(login);
        await Page.Locator($"#by-{channel}").ClickAsync();
    }
}
