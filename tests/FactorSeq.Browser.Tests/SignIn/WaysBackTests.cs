using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>Another factor, another user, a reload, the end of a session.</summary>
public sealed class WaysBackTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task A_late_approval_changes_nothing_once_another_factor_is_chosen()
    {
        await SignIn.As("ana@demo.test");
        await SignIn.SendPush();
        var push = await Tester.PushId("ana@demo.test");
        await SignIn.Choose("sms");
        await SignIn.SendCode("sms");
        await Tester.ApproveLate(push);
        await Page.WaitForTimeoutAsync(2500); // longer than the page waits between two polls
        await SignIn.ShowsFactor("sms");

        await SignIn.Code(await Tester.Code("ana@demo.test", "sms"));
        await SignIn.Answer("mushrooms");
        await SignIn.IsDone("Ana Ruiz", "sms", "mca", "kba", "mfa");
    }

    [Fact]
    public async Task Another_factor_is_chosen_and_judged_at_once_while_a_push_waits()
    {
        await SignIn.As("ana@demo.test");
        await SignIn.SendPush();
        await SignIn.Choose("password");
        await SignIn.Password("Passw0rd-ana");
        await SignIn.ShowsFactor("push");
        await SignIn.Code(await Tester.Otp("ana@demo.test", "totp"));
        await SignIn.IsDone("Ana Ruiz", "pwd", "otp", "mfa");
    }

    [Fact]
    public async Task Back_to_sign_in_lets_somebody_else_in()
    {
        await SignIn.As("ana@demo.test");
        await SignIn.SendPush();
        await SignIn.Cancel();
        await SignIn.ShowsFirstScreen();
        await SignIn.Name("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await SignIn.IsDone("Finn Keller", "pwd");
    }

    [Fact]
    public async Task A_reload_of_a_bookmarked_sign_in_goes_on_with_the_waiting_push()
    {
        await SignIn.Open();
        var stateToken = await Page.EvaluateAsync<string>("JSON.parse(document.getElementById('factorseq-config').textContent).stateToken");
        await SignIn.Open($"?stateToken={stateToken}");
        await SignIn.Name("ana@demo.test");
        await SignIn.SendPush();
        await Page.ReloadAsync();
        await SignIn.ShowsFactor("push");
        await Expect(SignIn.SendButton).ToHaveTextAsync("Push sent!");
        await Tester.Approve("ana@demo.test");
        await SignIn.IsDone("Ana Ruiz", "swk", "mfa");
    }

    [Fact]
    public async Task A_reload_in_the_middle_of_a_sign_in_starts_anew_and_works()
    {
        await SignIn.As("carla@demo.test");
        await SignIn.SendCode("sms");
        await Page.ReloadAsync();
        await SignIn.ShowsFirstScreen();
        await SignIn.Name("dave@demo.test");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.ShowsFactor("push");
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await SignIn.As("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await SignIn.IsDone("Finn Keller", "pwd");
        await Page.Locator("#signout").ClickAsync();
        await SignIn.Says("You have signed out.");
        await Page.GotoAsync($"{ServerUrl}/app/UserHome");
        await SignIn.ShowsFirstScreen();
    }

    [Fact]
    public async Task Whoever_wants_a_page_of_the_org_comes_back_to_it()
    {
        await Page.GotoAsync($"{ServerUrl}/app/UserHome");
        await SignIn.Name("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await SignIn.IsDone("Finn Keller", "pwd");
    }

    [Fact]
    public async Task A_session_that_has_run_out_asks_again()
    {
        await SignIn.As("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await SignIn.IsDone("Finn Keller", "pwd");
        await Tester.Advance("P2D");
        await Page.ReloadAsync();
        await SignIn.ShowsFirstScreen();
    }
}
