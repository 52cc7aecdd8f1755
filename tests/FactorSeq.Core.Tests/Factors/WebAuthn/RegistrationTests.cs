using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using FactorSeq.Factors.WebAuthn;

namespace FactorSeq.Core.Tests.Factors.WebAuthn;

/// <summary>A key that makes a credential: WebAuthn Level 2 §7.1, and the statements of §8.</summary>
public sealed class RegistrationTests
{
    private const string Org = "https://acme.example.test";

    private static readonly WebAuthnFactor Factor = new(UserVerification.Preferred);
    private static readonly FactorSettings Settings = new(default, TimeSpan.FromMinutes(5), 0, false) { Origins = [Org, "https://app.test"], OrgName = "Acme" };
    private static readonly DateTimeOffset Now = World.Morning;
    private static readonly byte[] Model = [.. Enumerable.Range(1, 16).Select(i => (byte)i)];

    private readonly SecurityKey key = new();

    private static readonly ImmutableDictionary<string, Statement> True = new Dictionary<string, Statement>
    {
        ["none"] = new("none"),
        ["packed"] = new("packed"),
        ["packed, the model in its certificate"] = new("packed") { CertificateAaguid = Model },
        ["packed, self"] = new("packed") { Self = true },
        ["fido-u2f"] = new("fido-u2f"),
        ["apple"] = new("apple"),
        ["android-key"] = new("android-key"),
        ["tpm"] = new("tpm"),
        ["tpm, the model in its certificate"] = new("tpm") { CertificateAaguid = Model },
        ["tpm, the device in three names"] = new("tpm") { DeviceApart = true },
        ["tpm, the device after another name"] = new("tpm") { OtherName = true },
        ["tpm, the device in the order that DER has"] = new("tpm") { Device = [Statement.Model, Statement.Version, Statement.Manufacturer] },
        ["tpm, for attestation and something else"] = new("tpm") { Usages = ["1.3.6.1.5.5.7.3.2", Statement.IdentityKey] },
        ["tpm, a scheme of derivation"] = new("tpm") { Derives = true },
        ["tpm, an old one that signs by SHA-1"] = new("tpm") { Sha1 = true },
    }.ToImmutableDictionary();

    private static readonly ImmutableDictionary<string, Statement> Forged = new Dictionary<string, Statement>
    {
        ["none, with something to say"] = new("none") { Extra = "sig" },
        ["a format nobody knows"] = new("android-safetynet"),
        ["packed, the signature"] = new("packed") { WrongSignature = true },
        ["packed, no signature"] = new("packed") { WithoutSignature = true },
        ["packed, no certificates"] = new("packed") { WithoutCertificates = true },
        ["packed, no certificate"] = new("packed") { CertificateBytes = [1, 2, 3] },
        ["packed, the algorithm"] = new("packed") { Algorithm = -257 },
        ["packed, an unknown algorithm"] = new("packed") { Algorithm = -8 },
        ["packed, another model"] = new("packed") { CertificateAaguid = new byte[16] },
        ["packed, a critical model"] = new("packed") { CriticalAaguid = true },
        ["packed, an authority"] = new("packed") { Authority = true },
        ["packed, no country"] = new("packed") { Subject = "O=Acme, OU=Authenticator Attestation, CN=Acme Key" },
        ["packed, no organization"] = new("packed") { Subject = "C=US, OU=Authenticator Attestation, CN=Acme Key" },
        ["packed, another unit"] = new("packed") { Subject = "C=US, O=Acme, OU=Web, CN=Acme Key" },
        ["packed, an organization without a name"] = new("packed") { Subject = "C=US, O=\"\", OU=Authenticator Attestation, CN=Acme Key" },
        ["packed, an empty name"] = new("packed") { Subject = "C=US, O=Acme, OU=Authenticator Attestation, CN=\"\"" },
        ["packed, perhaps an authority"] = new("packed") { WithoutConstraints = true },
        ["packed, a certificate that is none"] = new("packed") { NumberAmongCertificates = true },
        ["packed, no name"] = new("packed") { Subject = "C=US, O=Acme, OU=Authenticator Attestation" },
        ["packed, self, the signature"] = new("packed") { Self = true, WrongSignature = true },
        ["packed, self, no signature"] = new("packed") { Self = true, WithoutSignature = true },
        ["packed, self, the algorithm"] = new("packed") { Self = true, Algorithm = -35 },
        ["packed, ECDAA"] = new("packed") { Self = true, Extra = "ecdaaKeyId" },
        ["fido-u2f, the signature"] = new("fido-u2f") { WrongSignature = true },
        ["fido-u2f, no signature"] = new("fido-u2f") { WithoutSignature = true },
        ["fido-u2f, no certificates"] = new("fido-u2f") { WithoutCertificates = true },
        ["fido-u2f, two certificates"] = new("fido-u2f") { TwoCertificates = true },
        ["fido-u2f, another key"] = new("fido-u2f") { OtherKey = true },
        ["fido-u2f, another ceremony"] = new("fido-u2f") { OtherCeremony = true },
        ["apple, another key"] = new("apple") { OtherKey = true },
        ["apple, another ceremony"] = new("apple") { OtherCeremony = true },
        ["apple, no nonce"] = new("apple") { WithoutExtension = true },
        ["apple, no certificates"] = new("apple") { WithoutCertificates = true },
        ["android-key, the signature"] = new("android-key") { WrongSignature = true },
        ["android-key, no signature"] = new("android-key") { WithoutSignature = true },
        ["android-key, no certificates"] = new("android-key") { WithoutCertificates = true },
        ["android-key, another key"] = new("android-key") { OtherKey = true },
        ["android-key, another ceremony"] = new("android-key") { OtherCeremony = true },
        ["android-key, no description"] = new("android-key") { WithoutExtension = true },
        ["android-key, a key of all applications"] = new("android-key") { AllApplications = true },
        ["android-key, a key from nowhere"] = new("android-key") { Origin = null },
        ["android-key, an imported key"] = new("android-key") { Origin = 2 },
        ["android-key, a key for encryption"] = new("android-key") { Purpose = 0 },
        ["tpm, the signature"] = new("tpm") { WrongSignature = true },
        ["tpm, no signature"] = new("tpm") { WithoutSignature = true },
        ["tpm, no certificates"] = new("tpm") { WithoutCertificates = true },
        ["tpm, the version"] = new("tpm") { TpmVersion = "1.2" },
        ["tpm, the algorithm"] = new("tpm") { Algorithm = -65535 },
        ["tpm, an old one, the signature"] = new("tpm") { Sha1 = true, WrongSignature = true },
        ["tpm, an old one, another object"] = new("tpm") { Sha1 = true, WrongName = true },
        ["tpm, an old one, another hash"] = new("tpm") { Sha1 = true, OtherHash = true },
        ["tpm, another hash"] = new("tpm") { OtherHash = true },
        ["tpm, another key"] = new("tpm") { OtherKey = true },
        ["tpm, another ceremony"] = new("tpm") { OtherCeremony = true },
        ["tpm, another object"] = new("tpm") { WrongName = true },
        ["tpm, not a TPM's"] = new("tpm") { Magic = 1 },
        ["tpm, a quote"] = new("tpm") { Certification = 0x8018 },
        ["tpm, something after the end"] = new("tpm") { After = [0] },
        ["tpm, a subject"] = new("tpm") { Subject = "CN=TPM" },
        ["tpm, not for attestation"] = new("tpm") { WithoutUsage = true },
        ["tpm, an unnamed device"] = new("tpm") { WithoutExtension = true },
        ["tpm, cut short"] = new("tpm") { CutShort = true },
        ["tpm, an object without a name"] = new("tpm") { Nameless = true },
        ["tpm, something after the key"] = new("tpm") { AfterArea = [0] },
        ["tpm, a key for encryption"] = new("tpm") { Symmetric = 0x0006 },
        ["tpm, another X"] = new("tpm") { OtherX = true },
        ["tpm, another Y"] = new("tpm") { OtherY = true },
        ["tpm, a device without a maker"] = new("tpm") { Device = [Statement.Model, Statement.Version] },
        ["tpm, a device without a type"] = new("tpm") { Device = [Statement.Manufacturer, Statement.Version] },
        ["tpm, a device without a version"] = new("tpm") { Device = [Statement.Manufacturer, Statement.Model] },
        ["tpm, a host instead of a device"] = new("tpm") { OtherName = true, Device = [] },
        ["tpm, perhaps an authority"] = new("tpm") { WithoutConstraints = true },
        ["tpm, an authority"] = new("tpm") { Authority = true },
        ["tpm, another model"] = new("tpm") { CertificateAaguid = new byte[16] },
    }.ToImmutableDictionary();

    public static TheoryData<string> TrueNames() => [.. True.Keys.Order()];

    public static TheoryData<string> ForgedNames() => [.. Forged.Keys.Order()];

    [Theory]
    [MemberData(nameof(TrueNames))]
    public void A_statement_that_holds_is_accepted_in_every_format(string name)
    {
        var made = KeyFor(name);

        var data = Accepted(made.Create(OnPage(), True[name]));

        Assert.Equal(
            new WebAuthnEnrollment(
                made.CredentialId, made.PublicKey, 0, "Authenticator", Base64Url.EncodeToString(made.Aaguid), "acme.example.test"), data);
    }

    [Theory]
    [MemberData(nameof(ForgedNames))]
    public void A_forged_statement_is_refused(string name) => Refuses(Activate(KeyFor(name).Create(OnPage(), Forged[name])));

    [Fact]
    public void Every_format_has_its_forgeries() => Assert.All(
        True.Values.Select(statement => statement.Format).Distinct(), format => Assert.Contains(Forged.Values, forged => forged.Format == format));

    [Theory]
    [InlineData("apple", -257)]
    [InlineData("android-key", -257)]
    [InlineData("android-key", -35)]
    [InlineData("tpm", -257)]
    [InlineData("packed", -257)]
    [InlineData("packed", -36)]
    public void Statements_speak_of_other_keys_than_the_usual_too(string format, int algorithm)
    {
        var other = new SecurityKey(algorithm);

        Assert.Equal(other.PublicKey, Accepted(other.Create(OnPage(), new Statement(format))).PublicKey);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(65537, true)]
    [InlineData(3, false)]
    public void A_TPM_may_leave_out_the_usual_exponent_but_not_name_another(uint exponent, bool holds)
    {
        var verdict = Activate(new SecurityKey(-257).Create(OnPage(), new Statement("tpm") { Exponent = exponent }));

        Assert.Equal(holds, verdict is Verdict.Accepted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    public void A_TPM_may_leave_out_the_zeros_before_a_coordinate(int at)
    {
        // One key in 256 has one; the point begins with a byte that says how it is written.
        var other = key;
        while (other.Point()[at] != 0)
        {
            other = new SecurityKey();
        }

        Assert.Equal(other.PublicKey, Accepted(other.Create(OnPage(), new Statement("tpm") { WithoutLeadingZeros = true })).PublicKey);
    }

    [Fact]
    public void A_U2F_key_is_on_the_one_curve_that_U2F_knows() => Refuses(Activate(new SecurityKey(-35).Create(OnPage(), new Statement("fido-u2f"))));

    [Fact]
    public void What_extensions_say_is_no_part_of_the_credential()
    {
        var extended = new SecurityKey { Extensions = [0xa0] };

        Assert.Equal(extended.PublicKey, Accepted(extended.Create(OnPage())).PublicKey);
    }

    [Fact]
    public void A_U2F_key_knows_no_model() =>
        Refuses(Activate(new SecurityKey { Aaguid = Model }.Create(OnPage(), new Statement("fido-u2f"))));

    [Fact]
    public void What_is_enrolled_signs_in()
    {
        var data = Accepted(key.Create(OnPage(), new Statement("packed")));
        var enrolled = Enrollment(data);
        var challenge = (WebAuthnChallenge)((Verdict.Challenged)Factor.Begin(enrolled, null, Settings, new Entropy("other"u8.ToArray()), Now)).Challenge!;
        var signed = key.Get(new Page(challenge.Challenge, Org));

        Assert.IsType<Verdict.Accepted>(Factor.Judge(
            enrolled,
            challenge,
            new Answer.Assertion(Text(signed.ClientData), Text(signed.AuthenticatorData), Text(signed.Signature)),
            Settings,
            Now));
    }

    [Fact]
    public void Another_challenge_is_not_answered() => Refuses(Activate(key.Create(OnPage() with { Challenge = "AAAAAAAAAAAAAAAAAAAA" })));

    [Fact]
    public void A_signature_is_no_new_credential() => Refuses(Activate(key.Create(OnPage() with { Type = "webauthn.get" })));

    [Theory]
    [InlineData("https://app.test", "app.test", "app.test")]
    [InlineData(Org, "acme.example.test", "acme.example.test")]
    [InlineData(Org, "example.test", "example.test")]
    [InlineData(Org, "test", null)]
    [InlineData(Org, "evil.test", null)]
    [InlineData("https://app.test", "acme.example.test", null)]
    [InlineData("https://evil.test", "evil.test", null)]
    public void The_credential_is_the_page_s_host_s_or_a_domain_s_above_it(string origin, string rpId, string? kept)
    {
        var verdict = Activate(key.Create(OnPage() with { Origin = origin, RpId = rpId }));

        if (kept is null)
        {
            Refuses(verdict);
        }
        else
        {
            Assert.Equal(kept, Assert.IsType<WebAuthnEnrollment>(Assert.IsType<Verdict.Accepted>(verdict).Updated).RpId);
        }
    }

    [Fact]
    public void A_frame_of_another_s_page_makes_no_credential() =>
        Refuses(Activate(key.Create(OnPage() with { More = new JsonObject { ["crossOrigin"] = true } })));

    [Fact]
    public void Somebody_must_have_touched_the_key()
    {
        key.Flags = 0x04;

        Refuses(Activate(key.Create(OnPage())));
    }

    [Fact]
    public void The_holder_must_be_known_to_the_key_where_that_is_demanded()
    {
        key.Flags = 0x01;
        var made = key.Create(OnPage());

        Assert.IsType<Verdict.Accepted>(Activate(made));
        Refuses(Factor.Activate(Pending, Out() with { UserVerification = UserVerification.Required }, Answered(made), Settings, Now));
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(-47)]
    [InlineData(-65535)]
    public void An_algorithm_that_was_not_offered_is_refused(int algorithm)
    {
        var offered = Factor.Activation(Pending, Out())!["pubKeyCredParams"]!.AsArray().Select(p => (int)p!["alg"]!).ToList();
        var other = algorithm == -65535 ? new SecurityKey(-257) : key;
        var made = other.Create(OnPage());

        Assert.DoesNotContain(algorithm, offered);
        Assert.IsType<Verdict.Accepted>(Activate(made));
        Refuses(Activate(other.CreateClaiming(algorithm, OnPage())));
    }

    [Fact]
    public void A_credential_the_user_has_is_not_enrolled_again()
    {
        var twice = Out() with { Registration = Out().Registration! with { Exclude = [key.CredentialId] } };

        Refuses(Factor.Activate(Pending, twice, Answered(key.Create(OnPage())), Settings, Now));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(1023, true)]
    [InlineData(1024, false)]
    public void A_credential_s_id_has_a_sensible_length(int length, bool accepted) =>
        Assert.Equal(accepted, Activate(new SecurityKey { Id = new byte[length] }.Create(OnPage())) is Verdict.Accepted);

    [Fact]
    public void A_key_of_the_user_s_that_is_not_set_up_yet_is_not_excluded()
    {
        var pending = Begin([Pending, Enrollment(new WebAuthnEnrollment(key.CredentialId, key.PublicKey, 0, "Key"))]);

        Assert.Equal(new WebAuthnEnrollment("", "", 0, "Authenticator"), pending.Data);
        Assert.Equal(key.CredentialId, Assert.Single(((WebAuthnChallenge)pending.Challenge!).Registration!.Exclude));
    }

    [Fact]
    public void An_org_without_an_address_has_none_to_name()
    {
        var begun = (Enrolling.Pending)Factor.Enroll(
            new EnrollmentRequest { EnrollmentId = "fwf1", User = new User { Id = Ana.Id, Login = Ana.Login, Email = Ana.Login } },
            Settings with { Origins = [] },
            new Entropy("seed"u8.ToArray()),
            Now);

        Assert.Equal("", ((WebAuthnChallenge)begun.Challenge!).Registration!.AppId);
    }

    [Fact]
    public void A_registration_ends_with_its_time()
    {
        var answer = Answered(key.Create(OnPage()));

        Assert.IsType<Verdict.Accepted>(Factor.Activate(Pending, Out(), answer, Settings, Now.AddMinutes(5).AddTicks(-1)));
        Refuses(Factor.Activate(Pending, Out(), answer, Settings, Now.AddMinutes(5)));
    }

    [Fact]
    public void Without_a_registration_nothing_is_activated()
    {
        var answer = Answered(key.Create(OnPage()));

        Refuses(Factor.Activate(Pending, null, answer, Settings, Now));
        Refuses(Factor.Activate(Pending, Out() with { Registration = null }, answer, Settings, Now));
        Refuses(Factor.Activate(Pending, Out(), new Answer.PassCode(new Secret("1")), Settings, Now));
        Refuses(Factor.Activate(Pending, Out(), new Answer.None(), Settings, Now));
    }

    [Fact]
    public void Both_alphabets_are_read_padded_or_not()
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var made = new SecurityKey().Create(OnPage());

            Assert.IsType<Verdict.Accepted>(Factor.Activate(
                Pending, Out(), new Answer.Attestation(Base64Url.EncodeToString(made.ClientData), Base64Url.EncodeToString(made.Credential)), Settings, Now));
            Assert.IsType<Verdict.Accepted>(Factor.Activate(
                Pending, Out(), new Answer.Attestation(Text(made.ClientData).TrimEnd('='), Text(made.Credential)), Settings, Now));
        }
    }

    [Fact]
    public void What_the_browser_is_told()
    {
        var pending = Begin([Enrollment(new WebAuthnEnrollment(key.CredentialId, key.PublicKey, 0, "Key"))]);
        var challenge = (WebAuthnChallenge)pending.Challenge!;

        Assert.Equal(
            $$$"""
            {"attestation":"direct","authenticatorSelection":{"userVerification":"preferred","requireResidentKey":false},
            "challenge":"{{{challenge.Challenge}}}","excludeCredentials":[{"type":"public-key","id":"{{{key.CredentialId}}}"}],
            "pubKeyCredParams":[{"type":"public-key","alg":-7},{"type":"public-key","alg":-257},{"type":"public-key","alg":-35},
            {"type":"public-key","alg":-36},{"type":"public-key","alg":-37},{"type":"public-key","alg":-38},{"type":"public-key","alg":-39},
            {"type":"public-key","alg":-258},{"type":"public-key","alg":-259}],"rp":{"name":"Acme"},"u2fParams":{"appid":"{{{Org}}}"},
            "user":{"displayName":"Ana Silva","name":"ana@demo.test","id":"{{{Ana.Id}}}"}}
            """.Replace("\n", ""),
            Factor.Activation(Enrollment(pending.Data), challenge)!.ToJsonString());
        Assert.Matches("^[A-Za-z0-9_-]{20}$", challenge.Challenge);
        Assert.Null(challenge.Result);
        Assert.Null(challenge.Face);
        Assert.Null(pending.Sending);
    }

    [Fact]
    public void Whoever_has_no_key_excludes_none_and_who_has_no_name_goes_by_the_login()
    {
        var pending = (Enrolling.Pending)Factor.Enroll(
            new EnrollmentRequest { EnrollmentId = "fwf1", User = new User { Id = Ana.Id, Login = Ana.Login, Email = "" } }, Settings, new Entropy("seed"u8.ToArray()), Now);
        var told = Factor.Activation(Enrollment(pending.Data), pending.Challenge)!;

        Assert.Empty(told["excludeCredentials"]!.AsArray());
        Assert.Equal(Ana.Login, (string?)told["user"]!["displayName"]);
    }

    [Fact]
    public void A_registration_begun_anew_has_another_challenge_and_the_same_terms()
    {
        var renewed = (Enrolling.Pending)Factor.Renew(Pending, Out(), Settings, new Entropy("other"u8.ToArray()), Now);
        var challenge = (WebAuthnChallenge)renewed.Challenge!;

        Assert.NotEqual(Out().Challenge, challenge.Challenge);
        Assert.Equal(Out().Registration!.UserId, challenge.Registration!.UserId);
        Refuses(Factor.Activate(Pending, challenge, Answered(key.Create(OnPage())), Settings, Now));
        Assert.IsType<Verdict.Accepted>(Factor.Activate(Pending, challenge, Answered(key.Create(new Page(challenge.Challenge, Org))), Settings, Now));
    }

    [Fact]
    public void A_pending_enrollment_has_no_profile_and_nothing_to_sign_in_with()
    {
        Assert.Empty(Factor.Profile(Pending));
        Assert.Null(Factor.Activation(Pending, null));
        Assert.Null(Factor.Activation(Pending, Out() with { Registration = null }));
    }

    // A model where the statement's certificate speaks of one; nothing where it may not.
    private static SecurityKey KeyFor(string name) => new() { Aaguid = name.Contains("model") ? Model : new byte[16] };

    private static Page OnPage() => new(Out().Challenge, Org);

    private static Enrollment Pending => Enrollment(Begin([]).Data);

    private static Enrollment Enrollment(FactorData data) => new("fwf1", Factor.Type.Kind, data, Now);

    private static WebAuthnChallenge Out() => (WebAuthnChallenge)Begin([]).Challenge!;

    private static Enrolling.Pending Begin(ImmutableArray<Enrollment> existing) => Assert.IsType<Enrolling.Pending>(Factor.Enroll(
        new EnrollmentRequest
        {
            EnrollmentId = "fwf1",
            User = new User { Id = Ana.Id, Login = Ana.Login, Email = Ana.Login, FirstName = "Ana", LastName = "Silva" },
            Existing = existing,
        },
        Settings,
        new Entropy("seed"u8.ToArray()),
        Now));

    private static string Text(byte[] bytes) => Convert.ToBase64String(bytes);

    private static Answer.Attestation Answered(MadeCredential made) => new(Text(made.ClientData), Text(made.Credential));

    private static Verdict Activate(MadeCredential made) => Factor.Activate(Pending, Out(), Answered(made), Settings, Now);

    private static WebAuthnEnrollment Accepted(MadeCredential made) =>
        Assert.IsType<WebAuthnEnrollment>(Assert.IsType<Verdict.Accepted>(Activate(made)).Updated);

    private static void Refuses(Verdict verdict) => Assert.Equal(new Verdict.Rejected(Rejection.WrongPassCode), verdict);
}
