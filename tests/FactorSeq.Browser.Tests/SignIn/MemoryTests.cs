using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>What a browser remembers from one sign-in to the next.</summary>
public sealed class MemoryTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task A_remembered_name_is_filled_in()
    {
        await SignIn.Open();
        await SignIn.Remember.CheckAsync();
        await SignIn.Name("finn@demo.test");
        await SignIn.ShowsFactor("password");

        await SignIn.Open();
        await Expect(SignIn.Username).ToHaveValueAsync("finn@demo.test");
        await Expect(SignIn.Remember).ToBeCheckedAsync();
    }

    [Fact]
    public async Task A_name_that_is_no_longer_to_be_remembered_is_forgotten()
    {
        await SignIn.Open();
        await SignIn.Remember.CheckAsync();
        await SignIn.Name("finn@demo.test");
        await SignIn.ShowsFactor("password");
        await SignIn.Open();
        await SignIn.Remember.UncheckAsync();
        await SignIn.Name("finn@demo.test");
        await SignIn.ShowsFactor("password");

        await SignIn.Open();
        await Expect(SignIn.Username).ToHaveValueAsync("");
    }

    [Fact]
    public async Task A_device_that_is_not_to_be_challenged_again_is_asked_for_the_password_alone()
    {
        await SignIn.As("gina@demo.test");
        await SignIn.Password("Passw0rd-gina");
        await SignIn.ShowsFactor("push");
        await Expect(Page.Locator("label[for=remember-device]")).ToHaveTextAsync("Do not challenge me on this device again");
        await SignIn.RememberDevice.CheckAsync();
        await SignIn.Code(await Tester.Otp("gina@demo.test", "totp"));
        await SignIn.IsDone("Gina Rossi", "pwd", "otp", "mfa");

        await Page.Locator("#signout").ClickAsync();
        await SignIn.Name("gina@demo.test");
        await SignIn.Password("Passw0rd-gina");
        await SignIn.IsDone("Gina Rossi", "pwd");
    }

    [Fact]
    public async Task Another_browser_is_challenged_all_the_same()
    {
        await SignIn.As("gina@demo.test");
        await SignIn.Password("Passw0rd-gina");
        await SignIn.RememberDevice.CheckAsync();
        await SignIn.Code(await Tester.Otp("gina@demo.test", "totp"));
        await SignIn.IsDone("Gina Rossi", "pwd", "otp", "mfa");

        await using var another = await NewContext();
        var elsewhere = new SignInPage(await another.NewPageAsync(), ServerUrl);
        await elsewhere.As("gina@demo.test");
        await elsewhere.Password("Passw0rd-gina");
        await elsewhere.ShowsFactor("push");
    }
}
