using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>Passwords that are about to expire, and that have.</summary>
public sealed class PasswordTests(BrowserFixture fixture) : StatesTest(fixture)
{
    private const string Ada = "ada@states.test";
    private const string NewPassword = "Another-0ne!";

    [Fact]
    public async Task A_password_that_is_about_to_expire_can_wait()
    {
        await Tester.Advance("P85D");
        await As(Ada);
        await SignIn.Shows("password", "PASSWORD_WARN");
        await Expect(SignIn.Title).ToHaveTextAsync("Your password will expire in 5 days");
        await Page.Locator("#skip").ClickAsync();
        await SignIn.IsDone("Adaline Moss", "pwd");
    }

    [Fact]
    public async Task Or_is_changed_at_once()
    {
        await Tester.Advance("P85D");
        await As(Ada);
        await SignIn.Shows("password", "PASSWORD_WARN");
        await SignIn.Change(Password, NewPassword);
        await SignIn.IsDone("Adaline Moss", "pwd");

        await Page.Locator("#signout").ClickAsync();
        await SignIn.Name(Ada);
        await SignIn.Password(NewPassword);
        await SignIn.IsDone("Adaline Moss", "pwd");
    }

    [Fact]
    public async Task An_expired_password_is_changed_and_what_is_wrong_is_said_where_it_is_wrong()
    {
        await Tester.Advance("P91D");
        await As(Ada);
        await SignIn.Shows("password", "PASSWORD_EXPIRED");
        await Expect(SignIn.Title).ToHaveTextAsync("Your Okta password has expired");
        await Expect(Page.Locator("#old-password")).ToBeFocusedAsync();

        await SignIn.Change(Password, NewPassword, repeated: "Another-0ne?");
        await Expect(Page.Locator("#confirm-password-error")).ToHaveTextAsync("New passwords must match");

        await SignIn.Change("not-the-old-one", NewPassword);
        await SignIn.Says("The credentials provided were incorrect.");
        await Expect(Page.Locator("#old-password")).ToHaveValueAsync("");
        await Expect(Page.Locator("#old-password")).ToBeFocusedAsync();
        await Expect(Page.Locator("#new-password")).ToHaveValueAsync(NewPassword);

        await SignIn.Change(Password, "short");
        await Expect(SignIn.Error).ToContainTextAsync("at least 10 characters");
        await Expect(Page.Locator("#new-password")).ToBeFocusedAsync();

        await SignIn.Change(Password, Password);
        await SignIn.Says("Password has been used too recently");

        await SignIn.Change(Password, NewPassword);
        await SignIn.IsDone("Adaline Moss", "pwd");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 3)] // no part of the username, no first name
    [InlineData("aB", 4)]
    [InlineData("aB3", 5)]
    [InlineData("aB3 ", 6)]
    [InlineData("aB3 567890", 7)]
    [InlineData("aB3 Adaline", 6)]
    [InlineData("aB3 states.", 6)]
    public async Task What_a_password_needs_is_ticked_off_while_it_is_typed(string password, int met)
    {
        await Tester.Advance("P91D");
        await As(Ada);
        await SignIn.Shows("password", "PASSWORD_EXPIRED");
        await Page.Locator("#new-password").FillAsync(password);
        await Expect(Page.Locator("#demands li")).ToHaveCountAsync(7);
        await Expect(Page.Locator("#demands li.fs-met")).ToHaveCountAsync(met);
        if (met > 0)
        {
            await Expect(Page.Locator("#status")).ToHaveTextAsync($"{met} of 7 requirements met");
        }
    }

    [Fact]
    public async Task A_password_manager_is_told_which_field_is_which()
    {
        await Tester.Advance("P91D");
        await As(Ada);
        await Expect(Page.Locator("#old-password")).ToHaveAttributeAsync("autocomplete", "current-password");
        await Expect(Page.Locator("#new-password")).ToHaveAttributeAsync("autocomplete", "new-password");
        await Expect(Page.Locator("#confirm-password")).ToHaveAttributeAsync("autocomplete", "new-password");
        await Expect(Page.Locator("form [autocomplete=username]")).ToHaveValueAsync(Ada);
    }

    [Fact]
    public async Task A_reload_comes_back_to_the_expired_password()
    {
        await Tester.Advance("P91D");
        await AsBookmarked(Ada);
        await SignIn.Shows("password", "PASSWORD_EXPIRED");
        await Page.ReloadAsync();
        await SignIn.Shows("password", "PASSWORD_EXPIRED");
        await SignIn.Change(Password, NewPassword);
        await SignIn.IsDone("Adaline Moss", "pwd");
    }

    [Fact]
    public async Task Whoever_does_not_want_to_signs_out()
    {
        await Tester.Advance("P91D");
        await As(Ada);
        await SignIn.Shows("password", "PASSWORD_EXPIRED");
        await SignIn.Cancel();
        await SignIn.ShowsFirstScreen();
    }
}
