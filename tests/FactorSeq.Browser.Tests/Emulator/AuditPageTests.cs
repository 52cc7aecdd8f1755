using FactorSeq.Browser.Tests.Support;

namespace FactorSeq.Browser.Tests.Emulator;

/// <summary>The tester's page: the org looked over for the upgrade to Identity Engine.</summary>
[Collection(EmulatorCollection.Name)]
public sealed class AuditPageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task The_org_is_looked_over_with_its_findings_and_every_chain_in_words()
    {
        await Page.GotoAsync($"{ServerUrl}/emulator#audit");
        var verdict = Page.Locator(".verdict");
        await Expect(verdict).ToHaveAttributeAsync("data-target", "PRESERVE");
        await Expect(verdict).ToContainTextAsync("Authenticator Sequencing");
        await Expect(Page.Locator("[data-check='directory-unchecked']").First).ToContainTextAsync("signs in so until the next import");
        await Expect(Page.Locator("[data-audit-rule='Passwordless first']")).ToContainTextAsync("SMS, then Security Question");
        await Expect(Page.Locator("[data-check='FACTOR_SEQUENCING_NO_SAME_ENROLLMENT']")).ToHaveCountAsync(0);

        // Alternatives of one step block where the tester reads the rule so.
        var strict = Page.GetByLabel("Two methods of one authenticator block");
        await strict.FocusAsync();
        await Page.Keyboard.PressAsync("Space");
        await Expect(verdict).ToHaveAttributeAsync("data-target", "BLOCKED");
        await Expect(Page.Locator("[data-check='FACTOR_SEQUENCING_NO_SAME_ENROLLMENT']").First).ToContainTextAsync("two methods of Okta Verify");
        await Expect(Page.Locator("#audit-sarif")).ToHaveAttributeAsync("href", "/emulator/audit?format=sarif&strictPairs=true");
        await Expect(strict).ToBeFocusedAsync();
        await Pictures.Take(Page, "emulator-audit");
        await Page.SetViewportSizeAsync(320, 720);
        Assert.Equal(0, await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }
}
