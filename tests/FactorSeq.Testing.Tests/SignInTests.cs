namespace FactorSeq.Testing.Tests;

/// <summary>Users who walk their chains by themselves, and those who do not get through.</summary>
public sealed class SignInTests
{
    private const string Acme = "acme.yaml";

    public static TheoryData<string, string[], string[]> Ways() => new()
    {
        { "pia@acme.test", [], ["push"] },
        { "nils@acme.test", [], ["push"] },
        { "sam@acme.test", [], ["sms", "question"] },
        { "sam@acme.test", ["call"], ["call", "question"] },
        { "sam@acme.test", ["email"], ["email", "question"] },
        { "wim@acme.test", [], ["password", "totp"] },
        { "wim@acme.test", ["google_totp"], ["password", "google_totp"] },
        { "wim@acme.test", ["hotp"], ["password", "hotp"] },
        { "wim@acme.test", ["duo"], ["password", "duo"] },
        { "uma@acme.test", [], ["password"] },
        { "lou@corp.test", [], ["password"] },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_user_walks_the_chain_by_themselves(string login, string[] wanted, string[] proved)
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        var signedIn = await org.SignInAsync(login, wanted);

        Assert.Equal(login, signedIn.Login);
        Assert.Equal(proved, signedIn.Factors);
        Assert.StartsWith("20111", signedIn.SessionToken);
        Assert.StartsWith("00u", signedIn.UserId);
    }

    [Fact]
    public async Task Everybody_of_the_built_in_org_who_can_sign_in_does()
    {
        await using var org = await FactorSeqOrg.StartAsync();
        var refused = new Dictionary<string, string?>();
        foreach (var login in await org.Users.LoginsAsync())
        {
            try
            {
                await org.SignInAsync(login);
            }
            catch (SignInException e)
            {
                refused[login] = e.ErrorCode ?? e.State;
            }
        }

        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["adam@demo.test"] = "E0000074",
                ["cato@demo.test"] = "PASSWORD_EXPIRED",
                ["hugo@demo.test"] = "E0000004",
                ["ivy@demo.test"] = "E0000004",
                ["jo@demo.test"] = "E0000004",
                ["lena@demo.test"] = "MFA_ENROLL",
                ["milo@demo.test"] = "PASSWORD_EXPIRED",
                ["nora@demo.test"] = "LOCKED_OUT",
            },
            refused.OrderBy(r => r.Key).ToDictionary());
    }

    [Fact]
    public async Task A_user_locked_in_the_directory_gets_the_Factor_Service_Error_and_the_test_gets_the_reason()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        await org.Directory("corp").LockAsync("lou@corp.test");
        await org.Users.SetStatusAsync("lou@corp.test", "LOCKED_OUT");

        var refused = await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("lou@corp.test"));
        Assert.Equal(("lou@corp.test", 400, "E0000074", "Factor Service Error"), (refused.Login, refused.Status, refused.ErrorCode, refused.Summary));
        Assert.Contains("LOCKED_OUT", refused.Reason);
        Assert.Contains("corp: ", refused.Reason);
        Assert.Contains("E0000074", refused.Message);
        Assert.Contains(refused.Reason, refused.Message);
    }

    [Fact]
    public async Task Without_factor_sequencing_the_password_goes_along_with_the_name()
    {
        await using var org = await FactorSeqOrg.StartAsync("""
            org: { name: plain }
            users: [ { login: uma@plain.test, password: Passw0rd-uma } ]
            """);

        Assert.Equal(["password"], (await org.SignInAsync("uma@plain.test")).Factors);
        var refused = await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("uma@plain.test", new SignInScript { Password = "wrong" }));
        Assert.Equal(("E0000004", 401), (refused.ErrorCode, refused.Status));
    }

    public static TheoryData<string, SignInScript, string?, string?> Faults() => new()
    {
        { "pia@acme.test", new SignInScript { DenyPush = true }, null, "REJECTED" },
        { "uma@acme.test", new SignInScript { Password = "wrong" }, "E0000068", null },
        { "sam@acme.test", new SignInScript { PassCode = "000000" }, "E0000068", null },
        { "sam@acme.test", new SignInScript { Answer = "pears" }, "E0000068", null },
        { "wim@acme.test", new SignInScript { PassCode = "000000" }, "E0000068", null },
        { "wim@acme.test", new SignInScript { Factors = ["duo"], DenyPush = true }, null, "REJECTED" },
        { "nobody@acme.test", new SignInScript(), "E0000004", null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_script_may_go_wrong_on_purpose(string login, SignInScript script, string? errorCode, string? factorResult)
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        var refused = await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync(login, script));

        Assert.Equal((errorCode, factorResult), (refused.ErrorCode, refused.FactorResult));
        Assert.NotEmpty(refused.Reason);
    }

    [Fact]
    public async Task A_token_is_good_for_two_sign_ins_within_its_half_minute()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        await org.Clock.FreezeAsync();

        await org.SignInAsync("wim@acme.test", "totp");
        await org.SignInAsync("wim@acme.test", "totp");
        await org.SignInAsync("wim@acme.test", "totp");
        var refused = await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("wim@acme.test", "totp"));
        Assert.Equal("E0000083", refused.ErrorCode);
        await org.Clock.AdvanceAsync(TimeSpan.FromMinutes(1));
        await org.SignInAsync("wim@acme.test", "totp");
    }

    [Fact]
    public async Task Who_asks_for_a_second_text_message_at_once_is_told_what_to_do()
    {
        await using var org = await FactorSeqOrg.StartFromFileAsync(Acme);
        await org.Clock.FreezeAsync();
        await org.SignInAsync("sam@acme.test", "sms");

        var refused = await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("sam@acme.test", "sms"));
        Assert.Equal(("E0000109", 429), (refused.ErrorCode, refused.Status));
        Assert.Contains("resendSeconds", refused.Reason);
        await org.Clock.AdvanceAsync(TimeSpan.FromSeconds(30));
        await org.SignInAsync("sam@acme.test", "sms");
    }

    [Fact]
    public async Task A_factor_that_needs_a_browser_says_so()
    {
        await using var org = await FactorSeqOrg.StartAsync("""
            org: { name: far, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }
            users: [ { login: uma@far.test, factors: { saml_idp: {} } } ]
            policies: { signOn: [ { name: Far, groups: [ Everyone ], rules: [ { name: Far, chains: [ saml_idp ] } ] } ] }
            """);

        foreach (var factors in (string[][])[[], ["saml_idp"]])
        {
            var refused = await Assert.ThrowsAsync<SignInException>(() => org.SignInAsync("uma@far.test", factors));
            Assert.Contains("saml_idp", refused.Reason);
            Assert.Contains("browser", refused.Reason);
        }
    }
}
