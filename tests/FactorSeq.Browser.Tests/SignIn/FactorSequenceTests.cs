using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>Every chain of the demo org, walked on the hosted page.</summary>
public sealed class FactorSequenceTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task A_push_signs_in_without_a_password()
    {
        await SignIn.As("ana@demo.test");
        await SignIn.SendPush();
        await Tester.Approve("ana@demo.test");
        await SignIn.IsDone("Ana Ruiz", "swk", "mfa");
    }

    [Fact]
    public async Task The_number_on_the_page_is_tapped_on_the_phone_in_another_tab()
    {
        var phone = await Context.NewPageAsync();
        await phone.GotoAsync($"{ServerUrl}/emulator");
        await SignIn.As("ben@demo.test");
        await SignIn.ShowsFactor("push");
        await SignIn.SendButton.ClickAsync();
        await Expect(SignIn.Number).ToBeVisibleAsync();
        var number = await SignIn.Number.TextContentAsync();
        await Expect(Page.Locator("#number-instruction")).ToHaveTextAsync($"On your phone, tap {number} on Okta Verify prompt to continue.");

        await Expect(phone.Locator("[data-user='ben@demo.test'] [data-number]")).ToHaveCountAsync(3);
        await phone.Locator($"[data-user='ben@demo.test'] [data-number='{number}']").ClickAsync();
        await SignIn.IsDone("Ben Okoye", "swk", "mfa");
    }

    [Fact]
    public async Task A_wrong_number_is_refused_and_another_push_has_another_try()
    {
        var phone = await Context.NewPageAsync();
        await phone.GotoAsync($"{ServerUrl}/emulator");
        await SignIn.As("ben@demo.test");
        await SignIn.SendButton.ClickAsync();
        await Expect(SignIn.Number).ToBeVisibleAsync();
        var number = await SignIn.Number.TextContentAsync();
        await phone.Locator($"[data-user='ben@demo.test'] [data-number]:not([data-number='{number}'])").First.ClickAsync();
        await SignIn.Says("You have chosen to reject this login.");

        await SignIn.SendButton.ClickAsync();
        await Expect(SignIn.Number).ToBeVisibleAsync();
        await phone.Locator($"[data-user='ben@demo.test'] [data-number='{await SignIn.Number.TextContentAsync()}']").ClickAsync();
        await SignIn.IsDone("Ben Okoye", "swk", "mfa");
    }

    [Fact]
    public async Task A_text_message_then_a_question()
    {
        await SignIn.As("carla@demo.test");
        await SignIn.SendCode("sms");
        await Expect(Page.Locator("#destination")).ToHaveTextAsync("+1 XXX-XXX-0101");
        await SignIn.Code(await Tester.Code("carla@demo.test", "sms"));
        await SignIn.Answer("swimming");
        await SignIn.IsDone("Carla Lindqvist", "sms", "mca", "kba", "mfa");
    }

    [Fact]
    public async Task A_password_then_a_push()
    {
        await SignIn.As("dave@demo.test");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.SendPush();
        await Tester.Approve("dave@demo.test");
        await SignIn.IsDone("Dave Nakamura", "pwd", "swk", "mfa");
    }

    [Fact]
    public async Task A_password_then_the_code_of_the_same_app_under_the_push()
    {
        await SignIn.As("dave@demo.test");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.ShowsFactor("push");
        await SignIn.Code(await Tester.Otp("dave@demo.test", "totp"));
        await SignIn.IsDone("Dave Nakamura", "pwd", "otp", "mfa");
    }

    [Fact]
    public async Task The_code_of_the_same_app_while_its_push_is_waiting()
    {
        await SignIn.As("dave@demo.test");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.SendPush();
        await SignIn.Code(await Tester.Otp("dave@demo.test", "totp"));
        await SignIn.IsDone("Dave Nakamura", "pwd", "otp", "mfa");
    }

    [Fact]
    public async Task A_mail_then_Google_Authenticator()
    {
        await SignIn.As("erin@demo.test");
        await SignIn.SendCode("email");
        await SignIn.Code(await Tester.Code("erin@demo.test", "email"));
        await SignIn.ShowsFactor("google");
        await SignIn.Code(await Tester.Otp("erin@demo.test", "google_totp"));
        await SignIn.IsDone("Erin Dubois", "otp", "mfa");
    }

    [Fact]
    public async Task A_call_then_a_question_chosen_in_the_menu()
    {
        await SignIn.As("erin@demo.test");
        await SignIn.Choose("call");
        await SignIn.SendCode("call");
        await SignIn.Code(await Tester.Code("erin@demo.test", "call"));
        await SignIn.Answer("astronaut");
        await SignIn.IsDone("Erin Dubois", "tel", "mca", "kba", "mfa");
    }

    [Fact]
    public async Task A_password_alone()
    {
        await SignIn.As("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await SignIn.IsDone("Finn Keller", "pwd");
    }

    [Fact]
    public async Task The_steps_that_are_done_stand_above_the_one_at_hand()
    {
        await SignIn.As("dave@demo.test");
        await SignIn.Password("Passw0rd-dave");
        await SignIn.ShowsFactor("push");
        await Expect(Page.Locator(".fs-steps .fs-step-done")).ToHaveTextAsync(["Username done", "Password done"]);
        await Expect(Page.Locator(".fs-steps [aria-current=step]")).ToHaveTextAsync("Okta Verify");
    }
}
