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

    // What stands on one page twice is no name, and whoever jumps from heading to heading or to the page itself needs them to be there.
    private const string Misbuilt = """
        () => {
          const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
          const levels = [...document.querySelectorAll('h1, h2, h3, h4')].filter(e => e.checkVisibility()).map(e => +e.tagName[1]);
          return [
            ...ids.filter((id, place) => ids.indexOf(id) !== place).map(id => `the id ${id} twice`),
            ...levels.filter((level, place) => level > (levels[place - 1] ?? 0) + 1).map(level => `a heading h${level} without one above it`),
            ...['header', 'nav', 'main'].filter(name => document.querySelectorAll(name === 'header' ? '.shell > header' : name).length !== 1).map(name => `not one ${name}`),
          ];
        }
        """;

    // Texts that stand out from what is behind them by less than WCAG's 4.5 : 1 (3 : 1 where they are large).
    private const string Faint = """
        () => {
          const channels = color => { const all = color.match(/[\d.]+/g).map(Number); return { rgb: all.slice(0, 3), alpha: all[3] ?? 1 }; };
          const light = rgb => rgb.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const over = (top, under, alpha) => top.map((v, i) => v * alpha + under[i] * (1 - alpha));
          const behind = e => { const { rgb, alpha } = channels(getComputedStyle(e).backgroundColor); return alpha === 1 ? rgb : over(rgb, e.parentElement ? behind(e.parentElement) : [255, 255, 255], alpha); };
          document.getAnimations().filter(a => a.effect.getComputedTiming().endTime !== Infinity).forEach(a => a.finish());
          const found = [];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode()) {
            const e = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || !e.checkVisibility() || e.closest('.sr, .skip, .rzi, :disabled, [aria-disabled=true], .inactive, .closed, noscript, script, style')) continue;
            const style = getComputedStyle(e);
            const ground = behind(e);
            const { rgb, alpha } = channels(style.color);
            const [more, less] = [light(over(rgb, ground, alpha)), light(ground)].sort((a, b) => b - a);
            const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.7 && style.fontWeight >= 700);
            if ((more + .05) / (less + .05) < (isLarge ? 3 : 4.5)) found.push(`${texts.currentNode.data.trim()}: ${style.color}`);
          }
          return found;
        }
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
            ("password-policies", "password-policies"), ("factor-types", "factor-types"), ("apps", "apps"), ("apps/new", "app-new"), ("features", "features"), ("audit", "audit"), ("sign-on-policies/new", "policy"),
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
        await IsReadable("confirm");
        await Pictures.Take(Page, "console-confirm");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Dialog).ToHaveCountAsync(0);
        await Page.GotoAsync($"{ServerUrl}/admin/apps");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Sample SPA" }).ClickAsync();
        await Expect(Page.Locator("[data-assigned-group='Everyone']")).ToBeVisibleAsync();
        await Look("app");
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
        Assert.Empty(await Page.EvaluateAsync<string[]>(Misbuilt));
        await IsReadable(name);
        await Pictures.Take(Page, $"console-{name}");
        await Page.SetViewportSizeAsync(360, 800);
        Assert.True(await Page.EvaluateAsync<int>(Overflow) == 0, $"{name} is wider than the screen");
        await Page.SetViewportSizeAsync(1280, 720);
    }

    private async Task IsReadable(string name)
    {
        foreach (var scheme in new[] { ColorScheme.Dark, ColorScheme.Light })
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            var faint = await Page.EvaluateAsync<string[]>(Faint);
            Assert.True(faint.Length == 0, $"{name}, {scheme}: {string.Join("; ", faint.Take(5))}");
        }
    }
}
