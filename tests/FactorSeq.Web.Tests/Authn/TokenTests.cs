using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Authn;

/// <summary>Hardware tokens and tokens that other companies' servers judge, over the wire.</summary>
public sealed class TokenTests
{
    private const string Tess = "tess@demo.test";
    private const string Zoe = "zoe@demo.test";

    private const string People = """
          - login: tess@demo.test
            factors:
              yubikey:  { publicId: cccccccfhcbe, aesKey: ecde18dbe76fbd0c33330f1c354871db, privateId: 8792ebfe26cc }
              rsa:      tess
              onprem:   tess
              symantec: VSST12345678
              hotp:     { secret: JBSWY3DPEHPK3PXP, counter: 5 }
          - login: zoe@demo.test
            password: Passw0rd-zoe
        """;

    private const string Keys = "yubikeys: [ { publicId: cccccccccccc, aesKey: 00112233445566778899aabbccddeeff, privateId: 001122334455 } ]";

    public static TheoryData<string, string, string> Tokens => new()
    {
        { "yubikey", "token:hardware", "E0000082" },
        { "rsa", "token", "E0000106" },
        { "onprem", "token", "E0000106" },
        { "symantec", "token", "E0000082" },
        { "hotp", "token:hotp", "E0000082" },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task A_token_s_code_signs_in_and_no_code_does_twice(string factor, string type, string reused)
    {
        await using var org = await Org(factor);
        await org.Clock.Freeze();
        var named = (await org.Identify(Tess)).Expect("UNAUTHENTICATED");
        var code = await org.Otp(Tess, factor);

        (await org.Verify(named, type, passCode: "000000")).Expect(403, "E0000068");
        (await org.Verify(named, type, passCode: code)).Expect("SUCCESS");

        var again = await org.Identify(Tess);
        Assert.Equal(reused, (await org.Verify(again, type, passCode: code)).ErrorCode);
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public async Task One_code_opens_one_of_a_hundred_sign_ins(string factor, string type, string reused)
    {
        await using var org = await Org(factor);
        await org.Clock.Freeze();
        var named = await AtOnce(_ => org.Identify(Tess));
        var code = await org.Otp(Tess, factor);

        var answers = await AtOnce(i => org.Verify(named[i], type, passCode: code));

        Assert.Single(answers, a => a.State == "SUCCESS");
        Assert.All(answers.Where(a => a.State != "SUCCESS"), a => Assert.Contains(a.ErrorCode, (string[])[reused, "E0000069"]));
    }

    [Theory]
    [InlineData("rsa")]
    [InlineData("onprem")]
    public async Task A_server_in_next_token_mode_wants_the_code_after_the_right_one(string factor)
    {
        await using var org = await Org(factor);
        await org.Clock.Freeze();
        (await org.Post($"/emulator/users/{Tess}/token-mode", new { factor, nextToken = true })).Expect(204);
        var named = await org.Identify(Tess);

        (await org.Verify(named, "token", passCode: await org.Otp(Tess, factor))).Expect(409, "E0000113");
        Assert.Equal("E0000106", (await org.Verify(named, "token", passCode: await org.Otp(Tess, factor))).ErrorCode);
        await org.Post("/emulator/clock", new { advance = "PT1M" });
        (await org.Verify(named, "token", passCode: await org.Otp(Tess, factor))).Expect("SUCCESS");
    }

    [Fact]
    public async Task Three_wrong_codes_bring_the_prompt_and_the_prompt_is_no_strike()
    {
        await using var org = await Org("rsa");
        await org.Clock.Freeze();
        var named = await org.Identify(Tess);
        for (var i = 0; i < 3; i++)
        {
            (await org.Verify(named, "token", passCode: "000000")).Expect(403, "E0000068");
        }

        (await org.Verify(named, "token", passCode: await org.Otp(Tess, "rsa"))).Expect(409, "E0000113");
        (await org.Verify(named, "token", passCode: "000000")).Expect(403, "E0000068");
        (await org.Verify(named, "token", passCode: "000000")).Expect(403, "E0000069");
    }

    [Fact]
    public async Task Only_a_token_with_a_server_has_a_mode()
    {
        await using var org = await Org("rsa");

        (await org.Post($"/emulator/users/{Tess}/token-mode", new { factor = "hotp", nextToken = true })).Expect(404, "E0000007");
        (await org.Post("/emulator/users/nobody@demo.test/token-mode", new { factor = "rsa", nextToken = true })).Expect(404, "E0000007");
        (await org.Post($"/emulator/users/{Tess}/token-mode", new { factor = "rsa" })).Expect(400, "E0000001");
    }

    [Theory]
    [InlineData("yubikey", "yubikey_token", "token:hardware", "YUBICO", "cccccccccccc")]
    [InlineData("rsa", "rsa_token", "token", "RSA", "zoe")]
    [InlineData("onprem", "onprem_mfa", "token", "DEL_OATH", "zoe")]
    [InlineData("symantec", "symantec_vip", "token", "SYMANTEC", "VSST00000001")]
    public async Task A_token_is_enrolled_at_sign_in_by_its_code(string factor, string policyKey, string factorType, string provider, string credentialId)
    {
        await using var org = await OrgHost.Start(Seeds.WithRule(
            "authenticate: password",
            users: People,
            policies: $"  mfaEnroll: [ {{ name: E, groups: [ Everyone ], factors: {{ {policyKey}: required }}, enroll: login }} ]",
            more: Keys));
        await org.Clock.Freeze();
        var at = (await org.SignIn(Zoe, "Passw0rd-zoe")).Expect("MFA_ENROLL");
        var shown = (await org.Get($"/emulator/users/{Zoe}/otp?factor={factor}&credentialId={credentialId}")).Expect(200);
        Task<Reply> Enroll(string? passCode) => org.Post("/api/v1/authn/factors", new
        {
            stateToken = at.StateToken, factorType, provider, profile = new { credentialId }, passCode, nextPassCode = shown.Text("nextCode"),
        });

        (await Enroll("000000")).Expect(403, "E0000068");
        (await Enroll(shown.Text("code"))).Expect("SUCCESS");
    }

    private static Task<OrgHost> Org(string factor) => OrgHost.Start(Seeds.WithRule(Seeds.Chains(factor), users: People, more: Keys));

    private static Task<Reply[]> AtOnce(Func<int, Task<Reply>> call) => Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => call(i))));
}
