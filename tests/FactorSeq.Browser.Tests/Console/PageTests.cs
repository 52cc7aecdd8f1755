using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Console;

/// <summary>Every page: that it is there, labelled, and has room on a narrow screen.</summary>
public sealed class PageTests(BrowserFixture fixture) : ConsoleTest(fixture)
{
    // What cannot be told from others by its name, or has none.
    private const string Nameless = """
        () => [...document.querySelectorAll('main input, main select, main textarea, main button, main a, header a, header button')]
          .filter(e => e.checkVisibility())
          .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length || e.innerText?.trim() || e.title))
          .map(e => e.outerHTML.slice(0, 200))
        """;

    private const string Overflow = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth";

    [Fact]
    public async Task Every_page_is_labelled_and_fits()
    {
        await Open();
        (string Path, string Name)[] pages =
        [
            ("", "dashboard"), ("people", "people"), ("sign-on-policies", "sign-on-policies"), ("explain?user=ana@demo.test", "explain"),
            ("explain?user=adam@demo.test", "explain-locked"), ("directories", "directories"), ("system-log", "system-log"), ("enrollment-policies", "enrollment-policies"),
            ("password-policies", "password-policies"), ("factor-types", "factor-types"), ("apps", "apps"), ("features", "features"), ("audit", "audit"), ("sign-on-policies/new", "policy"),
        ];
        foreach (var (path, name) in pages)
        {
            await Page.GotoAsync($"{ServerUrl}/admin/{path}");
            await Look(name);
        }

        await Page.GotoAsync($"{ServerUrl}/admin/people");
        await Page.GetByRole(AriaRole.Link, new() { Name = "ana@demo.test" }).ClickAsync();
        await Expect(Heading).ToHaveTextAsync("Ana Ruiz");
        await Look("person");
        await Page.GotoAsync($"{ServerUrl}/admin/sign-on-policies");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Passwordless first", Exact = true }).ClickAsync();
        await Expect(Page.Locator("[data-preview='ana@demo.test']")).ToBeVisibleAsync();
        await Look("rule");
        await Page.GotoAsync($"{ServerUrl}/admin/sign-on-policies");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Delete policy Office" }).ClickAsync();
        await Expect(Dialog).ToBeVisibleAsync();
        await Pictures.Take(Page, "console-confirm");
    }

    [Fact]
    public async Task Light_and_dark_are_switched_and_remembered()
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await Open();
        async Task<string> Color() => await Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        var light = await Color();
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        var dark = await Color();
        Assert.NotEqual(light, dark);
        await Page.Locator("[data-theme-switch]").ClickAsync();
        Assert.Equal(light, await Color());
        await Page.ReloadAsync();
        await Expect(Heading).ToBeVisibleAsync();
        Assert.Equal(light, await Color());
    }

    [Fact]
    public async Task The_menu_folds_on_a_narrow_screen()
    {
        await Page.SetViewportSizeAsync(360, 700);
        await Open();
        var people = Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "People", Exact = true });
        await Expect(people).ToBeHiddenAsync();
        await Page.GetByText("Menu", new() { Exact = true }).ClickAsync();
        await people.ClickAsync();
        await Expect(Heading).ToHaveTextAsync("People");
        await Expect(people).ToBeHiddenAsync();
    }

    [Fact]
    public async Task An_ordinary_user_sees_why_not()
    {
        await Page.GotoAsync($"{ServerUrl}/admin");
        await SignIn.Name("finn@demo.test");
        await SignIn.Password("Passw0rd-finn");
        await Expect(Page.Locator("#message")).ToContainTextAsync("finn@demo.test has no admin role in the org demo");
        await Pictures.Take(Page, "console-forbidden");
    }

    private async Task Look(string name)
    {
        await Expect(Heading).ToHaveCountAsync(1);
        await Expect(Page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^.+ · FactorSeq Admin$"));
        Assert.Empty(await Page.EvaluateAsync<string[]>(Nameless));
        await Pictures.Take(Page, $"console-{name}");
        await Page.SetViewportSizeAsync(360, 800);
        Assert.True(await Page.EvaluateAsync<int>(Overflow) == 0, $"{name} is wider than the screen");
        await Page.SetViewportSizeAsync(1280, 720);
    }
}
