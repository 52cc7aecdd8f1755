using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Samples;

/// <summary>The web-app sample: code flow, a cookie, and which factors were used.</summary>
public sealed class WebAppTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task Ana_signs_in_by_push_and_no_password_is_among_her_factors()
    {
        var app = await Fixture.WebApp();
        await Page.GotoAsync(app);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await SignIn.Name("ana@demo.test");
        await SignIn.SendPush();
        await Tester.Approve("ana@demo.test");

        await Expect(Page.Locator("#name")).ToHaveTextAsync("Ana Ruiz");
        await Expect(Page).ToHaveURLAsync($"{app}/");
        await Expect(Page.Locator("#login")).ToHaveTextAsync("ana@demo.test");
        await Expect(Page.Locator("#amr")).ToHaveTextAsync("amr: [swk, mfa]");
    }

    [Fact]
    public async Task Signing_out_of_the_app_signs_out_of_the_org()
    {
        var app = await Fixture.WebApp();
        await SignInFinn(app);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync($"{app}/signed-out");

        await Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await SignIn.ShowsFirstScreen();
        await Page.GotoAsync($"{ServerUrl}/app/UserHome");
        await SignIn.ShowsFirstScreen();
    }

    [Fact]
    public async Task Whoever_is_signed_in_at_the_org_comes_into_the_app_unasked()
    {
        var app = await Fixture.WebApp();
        await SignIn.As("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await SignIn.IsDone("Finn Keller", "pwd");

        await Page.GotoAsync(app);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await Expect(Page.Locator("#amr")).ToHaveTextAsync("amr: [pwd]");
    }

    [Fact]
    public async Task A_sign_in_that_was_refused_comes_back_to_the_same_app_in_the_end()
    {
        var app = await Fixture.WebApp();
        await Page.GotoAsync(app);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await SignIn.Name("ivy@demo.test");
        await SignIn.Says("Unable to sign in");
        await SignIn.Name("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await Expect(Page.Locator("#login")).ToHaveTextAsync("finn@demo.test");
    }

    private async Task SignInFinn(string app)
    {
        await Page.GotoAsync(app);
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sign in" }).ClickAsync();
        await SignIn.Name("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await Expect(Page.Locator("#name")).ToHaveTextAsync("Finn Keller");
    }
}
