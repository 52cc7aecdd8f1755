using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Console;

/// <summary>What an admin does to people, directories and features, and how it shows.</summary>
public sealed class AdministrationTests(BrowserFixture fixture) : ConsoleTest(fixture)
{
    [Fact]
    public async Task A_user_is_found_locked_and_unlocked_and_the_log_names_the_admin()
    {
        await Open("people");
        await Page.GetByLabel("Search").First.FillAsync("finn");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".people tbody tr")).ToHaveCountAsync(1);
        await Page.GetByRole(AriaRole.Link, new() { Name = "finn@demo.test" }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Finn Keller");
        await Page.Locator("[data-step=lock]").ClickAsync();
        await Confirm("Lock");
        await Expect(Page.Locator("main [data-status]").First).ToHaveTextAsync("LOCKED_OUT");

        await Page.GetByRole(AriaRole.Link, new() { Name = "Explain a sign-in" }).Last.ClickAsync();
        await Expect(Page.Locator("[data-reason]")).ToHaveTextAsync("The account is LOCKED_OUT");
        await Expect(Page.Locator("[data-public]")).ToHaveTextAsync("E0000004 Authentication failed");

        await Go("System Log");
        var locked = Page.Locator("[data-event='user.account.lock']");
        await Expect(locked.Locator("[data-actor]")).ToHaveTextAsync("root@demo.test");
        await Expect(locked.Locator("[data-target]")).ToHaveTextAsync("finn@demo.test");

        await Go("People");
        await Page.GetByRole(AriaRole.Link, new() { Name = "finn@demo.test" }).ClickAsync();
        await Page.Locator("[data-step=unlock]").ClickAsync();
        await Confirm("Unlock");
        var finn = await Somebody("finn@demo.test");
        await finn.Password("Passw0rd-finn");
        await finn.IsDone("Finn Keller", "pwd");
    }

    [Fact]
    public async Task The_log_goes_on_by_itself()
    {
        await Open("system-log");
        await Expect(Page.Locator("[data-event='user.session.start']")).ToHaveCountAsync(1);
        var finn = await Somebody("finn@demo.test");
        await finn.Password("Passw0rd-finn");
        await Expect(Page.Locator("[data-event='user.session.start']")).ToHaveCountAsync(2);
        await Page.GetByLabel("Filter").FillAsync("actor.alternateId eq \"root@demo.test\"");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("[data-event='user.session.start']")).ToHaveCountAsync(1);
        await Page.GetByLabel("Filter").FillAsync("nonsense");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(".fault")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_fix_of_the_Factor_Service_Error_is_applied()
    {
        await Open("explain?user=adam@demo.test");
        await Expect(Page.Locator(".say.public")).ToContainTextAsync("E0000074 Factor Service Error");
        var adam = await Somebody("adam@demo.test");
        await adam.Password("Passw0rd-adam");
        await adam.Says("Factor Service Error");

        await Go("Features");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Have it switched off" }).ClickAsync();
        await Confirm("Switch off");
        await Expect(Page.Locator(".fault")).ToContainTextAsync("articleRef");
        await Page.GetByRole(AriaRole.Button, new() { Name = "\"Factor Service Error\" During" }).ClickAsync();
        await Page.Locator("#force").CheckAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Have it switched off" }).ClickAsync();
        await Confirm("Switch off");
        await Expect(Page.Locator("[data-state]")).ToHaveTextAsync("off");

        await Go("Explain a sign-in");
        await Page.GetByLabel("Login").FillAsync("adam@demo.test");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator("[data-explained]")).ToBeVisibleAsync();
        await Expect(Page.Locator(".say.public")).Not.ToContainTextAsync("Factor Service Error");
    }

    [Fact]
    public async Task Agents_go_and_an_import_is_run()
    {
        await Open("directories");
        var directory = Page.Locator("[data-directory='demo-ad']");
        await directory.GetByText("Users of this directory").ClickAsync();
        await Expect(directory.Locator("[data-there='adam@demo.test']")).ToContainTextAsync("locked");
        await directory.GetByRole(AriaRole.Button, new() { Name = "Disconnect the agents" }).ClickAsync();
        await Confirm("Disconnect");
        await Expect(directory).ToContainTextAsync("no agent connected");
        await directory.GetByRole(AriaRole.Button, new() { Name = "Connect an agent" }).ClickAsync();
        await Confirm("Connect");
        await directory.GetByText("History of imports").ClickAsync();
        var before = await directory.Locator("details").Last.Locator("tbody tr").CountAsync();
        await directory.GetByRole(AriaRole.Button, new() { Name = "Import now" }).ClickAsync();
        await Expect(directory.Locator("details").Last.Locator("tbody tr")).ToHaveCountAsync(before + 1);
    }

    [Fact]
    public async Task A_page_whose_session_has_ended_says_so_and_leads_back()
    {
        await Open("password-policies");
        var other = await Context.NewPageAsync();
        await other.GotoAsync($"{ServerUrl}/login/signout");
        await Page.GetByLabel("Minimum length").First.FillAsync("20");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Save policy" }).First.ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Your session has ended");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Sign in again" }).ClickAsync();
        await SignIn.Name("root@demo.test");
        await SignIn.Password("Passw0rd-root");
        await Expect(Heading).ToHaveTextAsync("Password policies");
        await Expect(Page.GetByLabel("Minimum length").First).ToHaveValueAsync("8");
    }

    [Theory]
    [InlineData("http://localhost:{0}/o/acme")]
    [InlineData("http://acme.localhost:{0}")]
    public async Task Every_org_has_its_console(string acme)
    {
        var there = acme.Replace("{0}", $"{new Uri(ServerUrl).Port}");
        var signIn = new SignInPage(Page, there);
        await Page.GotoAsync($"{there}/admin");
        await signIn.Name("root@acme.test");
        await signIn.Password("Passw0rd-root");
        await Expect(Heading).ToHaveTextAsync("Dashboard");
        await Expect(Page.Locator(".org")).ToHaveTextAsync("acme");
        await Go("People");
        await Expect(Page.Locator(".people tbody tr")).ToHaveCountAsync(2);
        await Expect(Page).ToHaveURLAsync($"{there}/admin/people");
    }
}
