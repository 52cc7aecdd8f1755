using System.Text.Json;
using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>Security keys, with Chromium's virtual ones.</summary>
public sealed class WebAuthnTests(BrowserFixture fixture) : StatesTest(fixture)
{
    private const string Flo = "flo@states.test";
    private const string Unable = "You are currently unable to use a Security key or biometric authenticator. Try again.";

    private ICDPSession cdp = null!;

    [Fact]
    public async Task A_key_is_registered_and_signs_in()
    {
        await PlugIn();
        await As(Flo);
        await Register();
        await SignIn.Finish();
        await SignIn.IsDone("Flo Reyes", "pwd", "hwk", "mfa");

        await SignInAgain();
        await SignIn.ShowsFactor("webauthn");
        await SignIn.Verify();
        await SignIn.IsDone("Flo Reyes", "pwd", "hwk", "mfa");
    }

    [Fact]
    public async Task Of_two_keys_either_signs_in()
    {
        var first = await PlugIn();
        await As(Flo);
        await Register();
        await PullOut(first);
        await PlugIn();
        await SignIn.SetUp("webauthn");
        await SignIn.Verify();
        await SignIn.Shows("enroll");
        await Expect(Page.Locator("#enrolled-factors [data-factor=webauthn]")).ToBeVisibleAsync();
        await SignIn.Finish();
        await SignIn.IsDone("Flo Reyes", "pwd", "hwk", "mfa");

        await SignInAgain();
        await SignIn.ShowsFactor("webauthn");
        await Expect(SignIn.Menu).ToHaveCountAsync(0);
        var asked = await Page.RunAndWaitForRequestAsync(() => SignIn.Verify(), request => request.Url.Contains("/verify", StringComparison.Ordinal));
        Assert.EndsWith("/factors/webauthn/verify", new Uri(asked.Url).AbsolutePath, StringComparison.Ordinal);
        await SignIn.IsDone("Flo Reyes", "pwd", "hwk", "mfa");
    }

    [Fact]
    public async Task A_key_that_is_set_up_already_is_told_apart_from_one_that_fails()
    {
        await PlugIn();
        await As(Flo);
        await Register();
        await SignIn.SetUp("webauthn");
        await SignIn.Verify();
        await SignIn.Says("This security key or biometric authenticator is already set up.");
    }

    [Fact]
    public async Task Who_is_not_recognized_may_try_again()
    {
        var key = await PlugIn();
        await As(Flo);
        await Register();
        await SignIn.Finish();
        await SignIn.IsDone("Flo Reyes", "pwd", "hwk", "mfa");

        await SignInAgain();
        // Nobody's key answers at once, and is no match.
        await cdp.SendAsync("WebAuthn.clearCredentials", new Dictionary<string, object> { ["authenticatorId"] = key });
        await SignIn.ShowsFactor("webauthn");
        await SignIn.Verify();
        await SignIn.Says(Unable);
        await Expect(Page.Locator("#verify")).ToBeEnabledAsync();
    }

    [Fact]
    public async Task A_browser_that_knows_no_keys_says_so()
    {
        await Context.AddInitScriptAsync("delete window.PublicKeyCredential");
        await As(Flo);
        await SignIn.SetUp("webauthn");
        await Expect(Page.Locator("#unsupported")).ToContainTextAsync("is not supported on this browser");
        await Expect(Page.Locator("#verify")).ToHaveCountAsync(0);
    }

    private async Task Register()
    {
        await SignIn.SetUp("webauthn");
        await SignIn.Shows("activate", "webauthn");
        await SignIn.Verify();
        await SignIn.Shows("enroll");
        await SignIn.Says("Security Key or Biometric Authenticator is set up.");
    }

    private async Task SignInAgain()
    {
        await Page.Locator("#signout").ClickAsync();
        await SignIn.Name(Flo);
        await SignIn.Password(Password);
    }

    private async Task<string> PlugIn()
    {
        if (cdp is null)
        {
            cdp = await Context.NewCDPSessionAsync(Page);
            await cdp.SendAsync("WebAuthn.enable");
        }

        var added = await cdp.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "usb",
                ["hasResidentKey"] = false,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return ((JsonElement)added!).GetProperty("authenticatorId").GetString()!;
    }

    private Task PullOut(string key) =>
        cdp.SendAsync("WebAuthn.removeVirtualAuthenticator", new Dictionary<string, object> { ["authenticatorId"] = key });
}
