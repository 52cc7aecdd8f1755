using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Samples;

/// <summary>The single-page sample: Okta's own browser library, by redirect and by code, and an API that wants the token.</summary>
public sealed class SpaTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task Ana_signs_in_by_redirect_and_calls_the_api()
    {
        var spa = await Fixture.Spa();
        await Page.GotoAsync(spa);
        await Page.Locator("#sign-in").ClickAsync();
        await SignIn.Name("ana@demo.test");
        await SignIn.SendPush();
        await Tester.Approve("ana@demo.test");

        await Expect(Page.Locator("#name")).ToHaveTextAsync("Ana Ruiz");
        await Expect(Page.Locator("#amr")).ToHaveTextAsync("amr: [\"swk\",\"mfa\"]");
        await Page.Locator("#call-api").ClickAsync();
        await Expect(Page.Locator("#api-answer")).ToContainTextAsync("200 OK");
        await Expect(Page.Locator("#api-answer")).ToContainTextAsync("\"sub\": \"ana@demo.test\"");
    }

    [Fact]
    public async Task Carla_signs_in_by_code_without_leaving_the_page()
    {
        var spa = await Fixture.Spa();
        await Page.GotoAsync(spa);
        await Page.Locator("#username").FillAsync("carla@demo.test");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Text message: +1 XXX-XXX-0101" }).ClickAsync();
        await Page.Locator("#step input").FillAsync("000000");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(Page.Locator(".complaint")).ToHaveTextAsync("Your passcode doesn't match our records. Please try again.");

        await Page.Locator("#step input").FillAsync(await Tester.Code("carla@demo.test", "sms"));
        await Page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Security question" }).ClickAsync();
        await Page.Locator("#step input").FillAsync("swimming");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Verify" }).ClickAsync();
        await Expect(Page.Locator("#name")).ToHaveTextAsync("Carla Lindqvist");
        await Expect(Page.Locator("#amr")).Not.ToContainTextAsync("pwd");
    }

    [Fact]
    public async Task Ben_sees_the_number_in_the_app_itself()
    {
        var spa = await Fixture.Spa();
        var phone = await Context.NewPageAsync();
        await phone.GotoAsync($"{ServerUrl}/emulator");
        await Page.GotoAsync(spa);
        await Page.Locator("#username").FillAsync("ben@demo.test");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Okta Verify push" }).ClickAsync();
        await Expect(Page.Locator("#step .number")).ToBeVisibleAsync();
        await phone.Locator($"[data-number='{await Page.Locator("#step .number").TextContentAsync()}']").ClickAsync();
        await Expect(Page.Locator("#name")).ToHaveTextAsync("Ben Okoye");
    }

    [Fact]
    public async Task Signing_out_of_the_app_signs_out_of_the_org()
    {
        var spa = await Fixture.Spa();
        await Page.GotoAsync(spa);
        await Page.Locator("#sign-in").ClickAsync();
        await SignIn.Name("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await Expect(Page.Locator("#name")).ToHaveTextAsync("Finn Keller");
        await Page.Locator("#sign-out").ClickAsync();
        await Expect(Page.Locator("#sign-in")).ToBeVisibleAsync();
        await Page.Locator("#sign-in").ClickAsync();
        await SignIn.ShowsFirstScreen();
    }
}
