using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>Factors that are judged somewhere else, and a push that goes out unasked.</summary>
public sealed class FarEndTests(BrowserFixture fixture) : StatesTest(fixture)
{
    private const string Ed = "ed@states.test";

    [Fact]
    public async Task A_push_goes_out_by_itself_where_that_was_wished()
    {
        await As(Ed);
        await SignIn.ShowsFactor("push");
        await Expect(Page.Locator("label[for=auto-push]")).ToHaveTextAsync("Send push automatically");
        await Page.Locator("#auto-push").CheckAsync();
        await SignIn.SendPush();
        await Tester.Approve(Ed);
        await SignIn.IsDone("Ed Lund", "pwd", "swk", "mfa");

        await Page.Locator("#signout").ClickAsync();
        await SignIn.Name(Ed);
        await SignIn.Password(Password);
        await Expect(SignIn.SendButton).ToHaveTextAsync("Push sent!");
        await Expect(Page.Locator("#auto-push")).ToBeCheckedAsync();
        await Tester.Deny(Ed);
        await SignIn.Says("You have chosen to reject this login.");
        await Expect(SignIn.SendButton).ToHaveTextAsync("Send Push");

        await Page.Locator("#auto-push").UncheckAsync();
        await SignIn.SendPush();
        await Tester.Approve(Ed);
        await SignIn.IsDone("Ed Lund", "pwd", "swk", "mfa");
        await Page.Locator("#signout").ClickAsync();
        await SignIn.Name(Ed);
        await SignIn.Password(Password);
        await SignIn.ShowsFactor("push");
        await Expect(SignIn.SendButton).ToHaveTextAsync("Send Push");
    }

    [Fact]
    public async Task A_token_server_that_wants_the_next_code_keeps_the_page()
    {
        await As(Ed);
        await Tester.AskForNextToken(Ed);
        await Choose("RSA SecurID", "token");
        await SignIn.Code(await Tester.Otp(Ed, "rsa"));
        await SignIn.Says("Wait for the tokencode to change, then enter the new tokencode.");
        await Expect(SignIn.Error).ToHaveAttributeAsync("role", "status");
        await Expect(Page.Locator("#passcode")).ToHaveValueAsync("");
        await Expect(Page.Locator("#passcode")).ToBeFocusedAsync();

        await Tester.Advance("PT60S");
        await SignIn.Code(await Tester.Otp(Ed, "rsa"));
        await SignIn.IsDone("Ed Lund", "pwd", "otp", "mfa");
    }

    [Fact]
    public async Task Duo_is_asked_in_a_window_of_its_own()
    {
        await As(Ed);
        await Choose("Duo Security", "duo");
        await SignIn.Verify();
        var duo = await Context.RunAndWaitForPageAsync(() => Page.Locator("#open-far-end").ClickAsync());
        await duo.Locator("#deny").ClickAsync();
        await SignIn.Says("You have chosen to reject this login.");

        await SignIn.Verify();
        duo = await Context.RunAndWaitForPageAsync(() => Page.Locator("#open-far-end").ClickAsync());
        await duo.Locator("#approve").ClickAsync();
        await SignIn.IsDone("Ed Lund", "pwd", "swk", "mfa");
    }

    [Fact]
    public async Task An_identity_provider_is_visited_and_what_it_says_is_shown()
    {
        await As(Ed);
        await Choose("GENERIC_SAML", "idp");
        await SignIn.Verify();
        await Expect(Page.Locator("#deny")).ToBeEnabledAsync();
        await Pictures.Take(Page, "far-end");
        await Page.Locator("#deny").ClickAsync();
        await SignIn.ShowsFactor("idp");
        await Expect(SignIn.Error).ToBeVisibleAsync();

        await SignIn.Verify();
        await Page.Locator("#approve").ClickAsync();
        await Expect(Page).ToHaveURLAsync($"{ServerUrl}/app/UserHome");
    }

    private async Task Choose(string name, string kind)
    {
        await SignIn.ShowsFactor("push");
        await SignIn.Menu.ClickAsync();
        await Page.Locator(".fs-item").Filter(new LocatorFilterOptions { HasText = name }).ClickAsync();
        await SignIn.ShowsFactor(kind);
    }
}
