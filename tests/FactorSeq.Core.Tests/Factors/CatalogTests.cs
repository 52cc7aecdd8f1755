using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors;

namespace FactorSeq.Core.Tests.Factors;

/// <summary>What every factor must keep, and the names that stand on the wire, in seeds and in databases.</summary>
public sealed class CatalogTests
{
    private static readonly FactorSettings Settings = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), 2, false);
    private static readonly Entropy Entropy = new("seed"u8.ToArray());

    public static TheoryData<string> Keys() => [.. Ana.Factors];

    // Values: Authentication API "Factor object", Factors API id prefixes, Sessions API "AMR object".
    [Theory]
    [InlineData("password", "password/OKTA", "OKTA", "", "okta_password", "pwd", "PASSWORD_AS_FACTOR", false)]
    [InlineData("push", "push/OKTA", "OKTA", "opf", "okta_push", "swk", "OKTA_VERIFY_PUSH", true)]
    [InlineData("totp", "token:software:totp/OKTA", "OKTA", "ost", "okta_otp", "otp", "OKTA_SOFT_TOKEN", true)]
    [InlineData("google_totp", "token:software:totp/GOOGLE", "GOOGLE", "uft", "google_otp", "otp", "GOOGLE_AUTHENTICATOR", false)]
    [InlineData("sms", "sms/OKTA", "OKTA", "sms", "okta_sms", "sms mca", "SMS", false)]
    [InlineData("call", "call/OKTA", "OKTA", "clf", "okta_call", "tel mca", "CALL", false)]
    [InlineData("email", "email/OKTA", "OKTA", "emf", "okta_email", "", "EMAIL", false)]
    [InlineData("question", "question/OKTA", "OKTA", "ufs", "okta_question", "kba", "SECURITY_QUESTION", false)]
    [InlineData("yubikey", "token:hardware/YUBICO", "YUBICO", "ykf", "yubikey_token", "hwk", "YUBIKEY_TOKEN", false)]
    [InlineData("rsa", "token/RSA", "RSA", "rsa", "rsa_token", "otp", "RSA_SECURID", false)]
    [InlineData("onprem", "token/DEL_OATH", "On-Prem MFA", "rsa", "onprem_mfa", "otp", "ON_PREM_MFA", false)]
    [InlineData("symantec", "token/SYMANTEC", "SYMANTEC", "ufv", "symantec_vip", "otp", "SYMANTEC_VIP", false)]
    [InlineData("hotp", "token:hotp/CUSTOM", "CUSTOM", "ufh", "hotp", "otp", "CUSTOM_HOTP", false)]
    [InlineData("duo", "web/DUO", "DUO", "dsf", "duo", "swk", "DUO_SECURITY", false)]
    [InlineData("saml_idp", "assertion:saml2/GENERIC_SAML", "GENERIC_SAML", "sml", "generic_saml", "", "GENERIC_SAML", false)]
    [InlineData("oidc_idp", "assertion:oidc/GENERIC_OIDC", "GENERIC_OIDC", "oid", "generic_oidc", "", "GENERIC_OIDC", false)]
    [InlineData("webauthn", "webauthn/FIDO", "FIDO", "fwf", "fido_webauthn", "hwk", "FIDO_WEBAUTHN", false)]
    [InlineData("u2f", "u2f/FIDO", "FIDO", "fuf", "fido_u2f", "hwk", "FIDO_U2F", false)]
    public void A_factor_s_row(
        string key, string kind, string vendor, string prefix, string policyKey, string amr, string eventName, bool hidesProfile)
    {
        var type = ASignOn.Catalog.Find(key)!.Type;

        Assert.Equal(
            (kind, vendor, prefix, policyKey, amr, eventName, hidesProfile),
            (type.Kind.ToString(), type.VendorName, type.IdPrefix, type.PolicyKey, string.Join(' ', type.Amr), type.EventName, type.HidesProfile));
    }

    [Fact]
    public void Every_factor_has_its_row_above() =>
        Assert.Equal(Ana.Factors.Count, typeof(CatalogTests).GetMethod(nameof(A_factor_s_row))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length);

    [Fact]
    public void Names_are_unique()
    {
        var types = ASignOn.Catalog.All.Select(f => f.Type).ToList();

        Assert.Equal(types.Count, types.DistinctBy(t => t.Key).Count());
        Assert.Equal(types.Count, types.DistinctBy(t => t.Kind).Count());
        Assert.Equal(["onprem", "rsa"], types.GroupBy(t => t.IdPrefix).Where(same => same.Count() > 1).SelectMany(same => same).Select(t => t.Key).Order());
        Assert.Equal(types.Count, types.DistinctBy(t => t.PolicyKey).Count());
        Assert.Equal(All.Json.Length, All.Json.DistinctBy(j => j.Name).Count());
    }

    [Fact]
    public void Only_the_password_and_what_nobody_can_guess_count_no_strikes() => Assert.Equal(
        ["password", "push", "duo", "saml_idp", "oidc_idp", "webauthn", "u2f"],
        ASignOn.Catalog.All.Where(f => !f.Type.CountsStrikes).Select(f => f.Type.Key));

    [Theory]
    [MemberData(nameof(Keys))]
    public void What_travels_has_a_log_event(string key)
    {
        var type = ASignOn.Catalog.Find(key)!.Type;

        Assert.True(type.Channel is null || type.SentEvent is not null);
    }

    [Theory]
    [InlineData("push", "system.push.send_factor_verify_push")]
    [InlineData("sms", "system.sms.send_factor_verify_message")]
    [InlineData("call", "system.voice.send_mfa_challenge_call")]
    [InlineData("email", "system.email.send_factor_verify_message")]
    public void A_log_event_of_what_travels(string key, string sent) => Assert.Equal(sent, ASignOn.Catalog.Find(key)!.Type.SentEvent);

    [Fact]
    public void Only_Okta_Verify_on_a_phone_brings_another_factor_with_it() => Assert.Equal(
        [("push", ASignOn.Catalog.Find("totp")!.Type.Kind)],
        ASignOn.Catalog.All.Where(f => f.Type.Companion is not null).Select(f => (f.Type.Key, f.Type.Companion!)));

    // They stand in databases.
    [Fact]
    public void Written_forms_keep_their_names() => Assert.Equal(
        [
            "password", "delegatedPassword", "push", "totp", "sentCode", "question", "yubikey", "rsa", "symantec", "hotp", "duo", "idp", "webauthn", "u2f",
        ],
        All.Json.Select(json => json.Name));

    [Theory]
    [InlineData("password", "")]
    [InlineData("totp", "credentialId=ana@demo.test")]
    [InlineData("rsa", "credentialId=ana")]
    [InlineData("symantec", "credentialId=VSST12345678")]
    [InlineData("hotp", "credentialId=ana@demo.test")]
    [InlineData("duo", "credentialId=ana@demo.test")]
    [InlineData("saml_idp", "user=ana@demo.test")]
    public void A_factor_without_a_face_of_its_own_shows_whose_it_is(string key, string profile) => Assert.Equal(
        profile, string.Join(' ', ASignOn.Catalog.Find(key)!.Profile(Ana.Enrolled(key, World.Morning)).Select(field => $"{field.Name}={field.Value}")));

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_factor_is_found_by_kind_and_by_name(string key)
    {
        var factor = ASignOn.Catalog.Find(key)!;

        Assert.Same(factor, ASignOn.Catalog.Find(factor.Type.Kind));
        Assert.Same(factor, ASignOn.Catalog[factor.Type.Kind]);
        Assert.Equal(key, ASignOn.Catalog.NameOf(factor.Type.Kind));
    }

    [Fact]
    public void An_unknown_factor_is_not_found()
    {
        Assert.Null(ASignOn.Catalog.Find("fax"));
        Assert.Null(ASignOn.Catalog.Find(new FactorKind("fax", "OKTA")));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_factor_always_begins_with_a_challenge(string key) =>
        Assert.IsType<Verdict.Challenged>(ASignOn.Catalog.Find(key)!.Begin(Ana.Enrolled(key, World.Morning), null, Settings, Entropy, World.Morning));

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_factor_never_throws_and_never_accepts_for_what_a_stranger_can_send(string key)
    {
        var factor = ASignOn.Catalog.Find(key)!;
        var enrollment = Ana.Enrolled(key, World.Morning);
        var challenged = (Verdict.Challenged)factor.Begin(enrollment, null, Settings, Entropy, World.Morning);
        string[] texts = ["", " ", "wrong", "000000", "\0", "\ud800", new string('9', 10_000), "١٢٣٤٥٦", "\U0001F511"];

        foreach (var running in new[] { null, challenged.Challenge })
        {
            foreach (var secret in texts.Select(text => new Secret(text)).Append(default))
            {
                var text = secret.Reveal();
                Answer[] answers =
                [
                    new Answer.None(), new Answer.PassCode(secret), new Answer.Password(secret), new Answer.Words(secret),
                    new Answer.Assertion(text, text, text), new Answer.Assertion(text, null, text), new Answer.Attestation(text, text),
                ];
                Assert.All(answers, answer =>
                    Assert.IsNotType<Verdict.Accepted>(factor.Judge(enrollment, running, answer, Settings, World.Morning)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_fabricated_enrollment_looks_like_a_real_one(string key)
    {
        var factor = ASignOn.Catalog.Find(key)!;
        var real = Ana.Enrolled(key, World.Morning);
        var fabricated = real with { Data = factor.Fabricate("ana@demo.test", Entropy) };

        Assert.Equal(factor.Profile(real).Select(f => f.Name), factor.Profile(fabricated).Select(f => f.Name));
        Assert.IsType(real.Data.GetType(), fabricated.Data);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void What_a_factor_keeps_can_be_written_down_and_read_again(string key)
    {
        var factor = ASignOn.Catalog.Find(key)!;
        var data = Ana.Enrolled(key, World.Morning).Data;
        var json = Assert.Single(All.Json, j => j.Data == data.GetType());
        var options = new JsonSerializerOptions { TypeInfoResolver = json.Resolver };

        Assert.Equal(data, JsonSerializer.Deserialize(JsonSerializer.Serialize(data, json.Data, options), json.Data, options));

        var challenge = ((Verdict.Challenged)factor.Begin(Ana.Enrolled(key, World.Morning), null, Settings, Entropy, World.Morning)).Challenge;
        Assert.Equal(json.Challenge, challenge?.GetType());
        if (challenge is not null)
        {
            var text = JsonSerializer.Serialize(challenge, json.Challenge!, options);
            Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize(text, json.Challenge!, options), json.Challenge!, options));
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void What_a_factor_keeps_prints_no_secret(string key)
    {
        var text = Ana.Enrolled(key, World.Morning).ToString();

        Assert.DoesNotContain(Ana.TotpSecret, text);
        Assert.DoesNotContain(Ana.Answer, text);
        Assert.DoesNotContain("Hash", text);
        Assert.DoesNotContain(Ana.YubiKey.AesKey, text);
        Assert.DoesNotContain(Ana.YubiKey.PrivateId, text);
        Assert.DoesNotContain(Ana.HotpSecret, text);
    }

    [Theory]
    [InlineData("password", "PasswordEnrollment")]
    [InlineData("totp", "TotpEnrollment")]
    [InlineData("question", "SecurityQuestionEnrollment disliked_food")]
    [InlineData("yubikey", "YubiKeyEnrollment cccccccfhcbe")]
    [InlineData("hotp", "HotpEnrollment ana@demo.test")]
    public void What_has_a_secret_prints_what_is_none(string key, string text) => Assert.Equal(text, Ana.Enrolled(key, World.Morning).Data.ToString());
}
