using FactorSeq.Web.Hosting;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Starting;

public sealed class SeedReloadTests
{
    [Fact]
    public async Task A_lock_and_a_spent_code_outlive_an_edit_of_the_seed()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("totp", "sms"));
        await org.Post("/emulator/clock", new { freeze = true });
        var code = await org.Otp("ana@demo.test");
        (await org.Verify(await org.Identify("ana@demo.test"), "token:software:totp", passCode: code)).Expect(200);
        var ben = await org.Identify("ben@demo.test");
        for (var strike = 0; strike < 5; strike++)
        {
            await org.Verify(ben, "sms", passCode: "wrong");
        }

        await org.EditSeed(Seeds.WithChains("sms", "totp"));

        Assert.Equal("LOCKED_OUT", await org.StatusOf("ben@demo.test"));
        var again = await org.Verify(await org.Identify("ana@demo.test"), "token:software:totp", passCode: code);
        Assert.Equal("E0000082", again.Text("errorCode"));
    }

    [Fact]
    public async Task What_somebody_set_up_at_sign_in_outlives_an_edit_of_the_seed()
    {
        const string Old = "old@demo.test";
        string Seed(string rule) => Seeds.WithRule(rule, users: """
              - { login: old@demo.test, firstName: Olu, lastName: Dahl, password: Passw0rd-one, status: PASSWORD_EXPIRED, factors: { sms: { phone: "+14155550160" } } }
            """);
        await using var org = await OrgHost.Start(Seed("authenticate: password"));
        await org.Clock.Advance("PT1M");
        var expired = (await org.SignIn(Old, "Passw0rd-one")).Expect("PASSWORD_EXPIRED");
        (await org.Post("/api/v1/authn/credentials/change_password", new { stateToken = expired.StateToken, oldPassword = "Passw0rd-one", newPassword = "Passw0rd-two" }))
            .Expect("SUCCESS");
        await org.EditSeed(Seed("chains: [ password -> question ]"));
        var enroll = (await org.SignIn(Old, "Passw0rd-two")).Expect("UNAUTHENTICATED");
        enroll = (await org.Verify(enroll, "password", password: "Passw0rd-two")).Expect("MFA_ENROLL");
        (await org.Post("/api/v1/authn/factors", new
        {
            stateToken = enroll.StateToken, factorType = "question", provider = "OKTA", profile = new { question = "disliked_food", answer = "olives" },
        })).Expect("SUCCESS");

        await org.EditSeed(Seed("chains: [ password -> question, password -> sms ]"));

        var second = await org.Verify(await org.Identify(Old), "password", password: "Passw0rd-two");
        Assert.Equal(["question", "sms"], second.Expect("MFA_REQUIRED").Factors);
        (await org.Verify(second, "question", answer: "olives")).Expect("SUCCESS");
    }

    [Fact]
    public async Task What_the_seed_no_longer_gives_is_gone()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms", "totp"));
        await org.EditSeed(Seeds.WithChains("sms", "totp").Replace("totp:     { secret: JBSWY3DPEHPK3PXP }", "", StringComparison.Ordinal));
        Assert.Equal(["sms"], (await org.Identify("ana@demo.test")).Factors);
    }

    [Fact]
    public async Task A_seed_with_an_error_changes_nothing()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms"));

        var refused = await Assert.ThrowsAsync<UnusableException>(() => org.EditSeed(Seeds.WithChains("carrier-pigeon")));

        Assert.Contains("carrier-pigeon", refused.Message, StringComparison.Ordinal);
        Assert.NotNull((await org.Identify("ana@demo.test")).FactorId("sms"));
    }

    [Fact]
    public async Task Saving_the_seed_is_enough_while_it_is_watched()
    {
        await using var org = await OrgHost.Start(Seeds.WithChains("sms"), options: "--watch");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var read = Read(org, patience.Token);

        // The watcher begins with the host, a moment before or after the first save: saving again is what an impatient person does.
        do
        {
            await org.SaveSeed(Seeds.WithChains("email"));
        }
        while (await Task.WhenAny(read, Task.Delay(TimeSpan.FromSeconds(1), patience.Token)) != read && !patience.IsCancellationRequested);

        await read;
        Assert.NotNull((await org.Identify("ana@demo.test")).FactorId("email"));
    }

    private static async Task Read(OrgHost org, CancellationToken patience)
    {
        await foreach (var kind in org.Org.Changes.Listen(patience))
        {
            if (kind == "users")
            {
                return;
            }
        }
    }
}
