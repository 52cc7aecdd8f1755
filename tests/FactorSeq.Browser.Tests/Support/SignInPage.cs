namespace FactorSeq.Browser.Tests.Support;

/// <summary>The hosted sign-in page, as the person in front of it uses it.</summary>
internal sealed class SignInPage(IPage page, string serverUrl)
{
    internal ILocator Error => page.Locator("#error");

    internal ILocator Title => page.Locator("#title");

    internal ILocator Card => page.Locator(".fs-card");

    internal ILocator Number => page.Locator("#number");

    internal ILocator Remember => page.Locator("#remember");

    internal ILocator RememberDevice => page.Locator("#remember-device");

    internal ILocator Username => page.Locator("#username");

    internal ILocator SendButton => page.Locator("#send");

    internal ILocator Menu => page.Locator("#factor-menu");

    internal Task Open(string query = "") => page.GotoAsync($"{serverUrl}/login/login.htm{query}");

    /// <summary>Opens the page and gives a name.</summary>
    internal async Task As(string login)
    {
        await Open();
        await Name(login);
    }

    internal async Task Name(string login)
    {
        await ShowsFirstScreen();
        await Username.FillAsync(login);
        await page.Locator("#next").ClickAsync();
    }

    internal async Task Password(string password)
    {
        await ShowsFactor("password");
        await page.Locator("#password").FillAsync(password);
        await Verify();
    }

    internal async Task Code(string code)
    {
        await page.Locator("#passcode").FillAsync(code);
        await Verify();
    }

    internal async Task Answer(string answer)
    {
        await ShowsFactor("question");
        await page.Locator("#answer").FillAsync(answer);
        await Verify();
    }

    internal async Task SendPush()
    {
        await ShowsFactor("push");
        await SendButton.ClickAsync();
        await Expect(SendButton).ToHaveTextAsync("Push sent!");
    }

    internal async Task SendCode(string factor)
    {
        await ShowsFactor(factor);
        await SendButton.ClickAsync();
        await Expect(page.Locator("#passcode")).ToBeFocusedAsync();
    }

    internal async Task Choose(string factor)
    {
        await Menu.ClickAsync();
        await page.Locator($".fs-menu [data-factor={factor}]").ClickAsync();
        await ShowsFactor(factor);
    }

    internal Task Cancel() => page.Locator("#cancel").ClickAsync();

    internal Task Verify() => page.Locator("#verify").ClickAsync();

    internal Task ShowsFactor(string factor) => Expect(Card).ToHaveAttributeAsync("data-factor", factor);

    /// <summary>A screen by its name, and by the factor it is about.</summary>
    internal async Task Shows(string screen, string? kind = null)
    {
        await Expect(Card).ToHaveAttributeAsync("data-screen", screen);
        if (kind is not null)
        {
            await ShowsFactor(kind);
        }
    }

    /// <summary>Chooses a factor in the list of those that can be set up.</summary>
    internal async Task SetUp(string factor, string? provider = null)
    {
        await Shows("enroll");
        await page.Locator($"[data-enroll={factor}]{(provider is null ? "" : $"[data-provider={provider}]")}").ClickAsync();
    }

    internal Task Finish() => page.Locator("#finish").ClickAsync();

    /// <summary>Answers the recovery question.</summary>
    internal async Task AnswerToRecover(string answer)
    {
        await Shows("recovery-question");
        await page.Locator("#answer").FillAsync(answer);
        await Verify();
    }

    /// <summary>Types a new password twice, after the old one where that is asked for.</summary>
    internal async Task Change(string? old, string password, string? repeated = null)
    {
        if (old is not null)
        {
            await page.Locator("#old-password").FillAsync(old);
        }

        await page.Locator("#new-password").FillAsync(password);
        await page.Locator("#confirm-password").FillAsync(repeated ?? password);
        await page.Locator("#change").ClickAsync();
    }

    internal Task ShowsFirstScreen() => Expect(Card).ToHaveAttributeAsync("data-screen", "first");

    internal async Task Says(string text)
    {
        await Expect(Error).ToBeVisibleAsync();
        await Expect(Error).ToHaveTextAsync(text);
    }

    /// <summary>The home page, and by which methods the person got there.</summary>
    internal async Task IsDone(string name, params string[] amr)
    {
        await Expect(page).ToHaveURLAsync($"{serverUrl}/app/UserHome");
        await Expect(page.Locator("#greeting")).ToHaveTextAsync(name);
        Assert.Equal(amr, await page.Locator("#amr li").EvaluateAllAsync<string[]>("items => items.map(item => item.dataset.amr)"));
    }
}
