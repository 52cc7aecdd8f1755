using System.Text.Json.Nodes;
using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.SignIn;

/// <summary>The pages on which a user lets a device or an app in.</summary>
public sealed class GrantPagesTests(BrowserFixture fixture) : StatesTest(fixture)
{
    private const string Ed = "ed@states.test"; // has a phone, and apps

    private ILocator Screen(string name) => Page.Locator($"[data-screen={name}]");

    [Fact]
    public async Task By_keyboard_alone_a_device_is_let_in()
    {
        var (deviceCode, userCode) = await Begin();
        await Page.GotoAsync($"{ServerUrl}/activate");
        await SignInAsEd();
        await Expect(Page.GetByLabel("Activation code")).ToBeFocusedAsync();
        await Page.Keyboard.TypeAsync(userCode.ToLowerInvariant());
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Screen("activate-confirm")).ToBeVisibleAsync();
        await Expect(Page.Locator("#code")).ToHaveTextAsync($"{userCode[..4]}-{userCode[4..]}");
        await Expect(Page.GetByRole(AriaRole.List, new() { Name = "It will be able to" })).ToContainTextAsync("Read your recipes");
        await Page.Locator("#allow").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("#title")).ToHaveTextAsync("Device activated");
        Assert.Equal(200, await Poll(deviceCode));
    }

    [Fact]
    public async Task The_address_with_the_code_still_asks()
    {
        var (deviceCode, userCode) = await Begin();
        await Page.GotoAsync($"{ServerUrl}/activate?user_code={userCode}");
        await SignInAsEd();
        await Expect(Screen("activate-confirm")).ToBeVisibleAsync();
        await Pictures.Take(Page, "grants-activate-confirm");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Not my device" }).ClickAsync();
        await Expect(Page.Locator("#title")).ToHaveTextAsync("Device not activated");
        await Pictures.Take(Page, "grants-activate-denied");
        Assert.Equal(400, await Poll(deviceCode));
    }

    [Fact]
    public async Task A_wrong_code_is_told_and_can_be_mended()
    {
        var (_, userCode) = await Begin();
        await Page.GotoAsync($"{ServerUrl}/activate");
        await SignInAsEd();
        await Page.GetByLabel("Activation code").FillAsync("BBBBBBBB");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not valid");
        await Pictures.Take(Page, "grants-activate-wrong");
        await Page.GetByLabel("Activation code").FillAsync(userCode);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Screen("activate-confirm")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("#allow", "code=")]
    [InlineData("#deny", "error=access_denied")]
    public async Task An_app_hears_what_the_user_decided(string button, string answer)
    {
        await Page.GotoAsync(AuthorizeRecipes);
        await SignInAsEd();
        await Expect(Screen("consent")).ToBeVisibleAsync();
        await Expect(Page.Locator("#scopes li")).ToHaveCountAsync(2);
        await Pictures.Take(Page, "grants-consent");
        var request = await Page.RunAndWaitForRequestAsync(
            () => Page.Locator(button).ClickAsync(), r => r.Url.StartsWith("https://recipes.test/cb", StringComparison.Ordinal));
        Assert.Contains(answer, request.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signs_out_is_signed_out_of_the_app_and_sent_on()
    {
        await Page.RouteAsync("https://recipes.test/**", route => route.FulfillAsync(Here));
        // Playwright does not catch what a redirect leads to, so it is held back here.
        var answer = "";
        await Page.RouteAsync("**/authorize/consent", async route =>
        {
            var decided = await route.FetchAsync(new() { MaxRedirects = 0 });
            answer = (await Context.APIRequest.GetAsync(ServerUrl + decided.Headers["location"], new() { MaxRedirects = 0 })).Headers["location"];
            await route.FulfillAsync(Here);
        });
        await Page.RouteAsync("**/js/oauth-logout.js", async route =>
        {
            await Pictures.Take(Page, "grants-logout");
            await route.ContinueAsync();
        });
        await Page.GotoAsync(AuthorizeRecipes);
        await SignInAsEd();
        await Page.Locator("#allow").ClickAsync();
        await Expect(Page.GetByText("Here is the app.")).ToBeVisibleAsync();
        Assert.StartsWith("https://recipes.test/cb?", answer, StringComparison.Ordinal);
        await Page.RunAndWaitForRequestAsync(() => Page.GotoAsync($"{ServerUrl}/login/signout"), "https://recipes.test/front");
        await Expect(Page).ToHaveURLAsync($"{ServerUrl}/login/login.htm?signedOut=1");
    }

    private static RouteFulfillOptions Here => new() { Body = "Here is the app.", ContentType = "text/plain" };

    private string AuthorizeRecipes => $"{ServerUrl}/oauth2/kitchen/v1/authorize?client_id=recipes&response_type=code&state=s"
        + "&redirect_uri=https://recipes.test/cb&scope=openid%20recipes.read%20recipes.write";

    private async Task SignInAsEd()
    {
        await SignIn.Name(Ed);
        await SignIn.Password(Password);
        await SignIn.SendPush();
        await Tester.Approve(Ed);
    }

    private async Task<(string DeviceCode, string UserCode)> Begin()
    {
        var answer = await Post("/device/authorize", ("client_id", "tv"), ("scope", "openid recipes.read"));
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        return ((string)json["device_code"]!, (string)json["user_code"]!);
    }

    private async Task<int> Poll(string deviceCode) => (int)(await Post(
        "/token", ("client_id", "tv"), ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("device_code", deviceCode))).StatusCode;

    private async Task<HttpResponseMessage> Post(string endpoint, params (string Name, string Value)[] form)
    {
        using var http = new HttpClient();
        return await http.PostAsync(
            $"{ServerUrl}/oauth2/kitchen/v1{endpoint}", new FormUrlEncodedContent(form.Select(p => KeyValuePair.Create(p.Name, p.Value))));
    }
}
