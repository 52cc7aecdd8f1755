using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.WebAuthn;

namespace FactorSeq.Core.Tests.Factors.WebAuthn;

/// <summary>A key that signs: WebAuthn Level 2 §7.2, step by step.</summary>
public sealed class WebAuthnFactorTests
{
    private const string Org = "https://acme.example.test";
    private const string Trusted = "https://app.test:8443";

    private static readonly WebAuthnFactor Factor = new(UserVerification.Preferred);
    private static readonly FactorSettings Settings = new(default, TimeSpan.FromMinutes(5), 0, false) { Origins = [Org, Trusted], OrgName = "Acme" };
    private static readonly DateTimeOffset Now = World.Morning;
    private static readonly Entropy Entropy = new("seed"u8.ToArray());

    private readonly SecurityKey key = new();

    public static TheoryData<int> Algorithms() => [-7, -35, -36, -257, -258, -259, -37, -38, -39];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_key_of_any_algorithm_on_offer_signs_in(int algorithm)
    {
        var other = new SecurityKey(algorithm);

        Assert.IsType<Verdict.Accepted>(Judge(Enrolled(other), other.Get(OnPage())));
    }

    [Fact]
    public void The_counter_is_kept()
    {
        key.Counter = 41;

        Assert.Equal(42u, Counted(Judge(Enrolled(key), key.Get(OnPage()))));
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(0, 1, true)]
    [InlineData(5, 6, true)]
    [InlineData(5, 7, true)]
    [InlineData(5, 5, false)]
    [InlineData(5, 4, false)]
    [InlineData(5, 0, false)]
    [InlineData(4_294_967_294, 4_294_967_295, true)]
    public void A_counter_must_grow_unless_the_key_does_not_count(uint kept, uint sent, bool accepted)
    {
        var counted = new SecurityKey { Counts = false, Counter = sent };

        Accepts(accepted, Judge(Data(counted) with { SignCount = kept }, counted.Get(OnPage())));
    }

    [Theory]
    [InlineData(Org, true)]
    [InlineData(Trusted, true)]
    [InlineData("https://app.test", false)]
    [InlineData("http://acme.example.test", false)]
    [InlineData("https://acme.example.test.evil.test", false)]
    [InlineData("https://evil.test", false)]
    [InlineData("https://acme.example.test/", false)]
    public void The_page_must_be_the_org_s_or_a_trusted_one(string origin, bool accepted) =>
        Accepts(accepted, Judge(Enrolled(key), key.Get(OnPage(origin))));

    [Theory]
    [InlineData(null, "acme.example.test", true)]
    [InlineData(null, "example.test", false)]
    [InlineData(null, "evil.test", false)]
    [InlineData("acme.example.test", "acme.example.test", true)]
    [InlineData("example.test", "example.test", true)]
    [InlineData("example.test", "acme.example.test", false)]
    [InlineData("evil.test", "evil.test", false)]
    [InlineData("app.test", "app.test", false)]
    public void The_key_must_sign_for_the_party_it_was_made_for(string? made, string signed, bool accepted) =>
        Accepts(accepted, Judge(Data(key) with { RpId = made }, key.Get(OnPage() with { RpId = signed })));

    [Fact]
    public void Another_challenge_is_not_answered() =>
        Refuses(Judge(Enrolled(key), key.Get(OnPage() with { Challenge = "AAAAAAAAAAAAAAAAAAAA" })));

    [Theory]
    [InlineData("webauthn.create")]
    [InlineData("navigator.id.getAssertion")]
    [InlineData("")]
    public void Another_ceremony_is_not_a_signature(string type) => Refuses(Judge(Enrolled(key), key.Get(OnPage() with { Type = type })));

    [Theory]
    [InlineData("""{"crossOrigin":false}""", true)]
    [InlineData("""{"crossOrigin":true}""", false)]
    [InlineData("""{"crossOrigin":true,"topOrigin":"https://app.test:8443"}""", true)]
    [InlineData("""{"crossOrigin":true,"topOrigin":"https://evil.test"}""", false)]
    [InlineData("""{"crossOrigin":"no"}""", false)]
    [InlineData("""{"tokenBinding":{"status":"supported"}}""", true)]
    [InlineData("""{"tokenBinding":{"status":"present","id":"AAAA"}}""", false)]
    [InlineData("""{"tokenBinding":"present"}""", false)]
    [InlineData("""{"topOrigin":1}""", true)]
    [InlineData("""{"typ":"navigator.id.getAssertion"}""", true)]
    [InlineData("""{"whatever":{"else":1}}""", true)]
    public void What_else_the_browser_says(string more, bool accepted) =>
        Accepts(accepted, Judge(Enrolled(key), key.Get(OnPage() with { More = JsonNode.Parse(more)!.AsObject() })));

    [Fact]
    public void Somebody_must_have_touched_the_key()
    {
        key.Flags = 0x04;

        Refuses(Judge(Enrolled(key), key.Get(OnPage())));
    }

    [Theory]
    [InlineData(UserVerification.Discouraged, true)]
    [InlineData(UserVerification.Preferred, true)]
    [InlineData(UserVerification.Required, false)]
    public void The_holder_must_be_known_to_the_key_where_that_is_demanded(UserVerification demand, bool accepted)
    {
        key.Flags = 0x01;
        var factor = new WebAuthnFactor(demand);

        Accepts(accepted, factor.Judge(Enrollment(Data(key)), Out(factor), Answered(key.Get(OnPage())), Settings, Now));
        key.Flags = 0x05;
        Accepts(true, factor.Judge(Enrollment(Data(key)), Out(factor), Answered(key.Get(OnPage())), Settings, Now));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Another_key_s_signature_is_wrong(int algorithm) =>
        Refuses(Judge(Enrolled(new SecurityKey(algorithm)), new SecurityKey(algorithm, second: true).Get(OnPage())));

    [Theory]
    [InlineData("clientData")]
    [InlineData("authenticatorData")]
    [InlineData("signature")]
    public void Whatever_is_changed_after_the_signature_is_noticed(string what)
    {
        var signed = key.Get(OnPage());
        var changed = what switch
        {
            // Space is nothing to the reader and something to the hash.
            "clientData" => signed with { ClientData = [.. signed.ClientData, (byte)' '] },
            "authenticatorData" => signed with { AuthenticatorData = [.. signed.AuthenticatorData[..^1], 9] },
            _ => signed with { Signature = [.. signed.Signature[..^1], (byte)(signed.Signature[^1] ^ 1)] },
        };

        Refuses(Judge(Enrolled(key), changed));
        Assert.IsType<Verdict.Accepted>(Judge(Enrolled(key), signed));
    }

    [Fact]
    public void Data_that_goes_on_after_its_end_is_refused_though_it_is_signed()
    {
        var clientData = OnPage().ClientData("webauthn.get");
        byte[] data = [.. key.AuthenticatorData("acme.example.test", withCredential: false), 0];

        Refuses(Judge(Enrolled(key), new SignedChallenge(clientData, data, key.Sign([.. data, .. SHA256.HashData(clientData)]))));
    }

    [Fact]
    public void Client_data_that_says_something_twice_is_refused_though_it_is_signed()
    {
        var said = $$"""{"type":"webauthn.get","challenge":"{{Out().Challenge}}","origin":"{{Org}}"}""";

        Accepts(true, Judge(Enrolled(key), Signed(said)));
        Refuses(Judge(Enrolled(key), Signed(said.Replace("}", $$""","origin":"{{Org}}"}"""))));

        SignedChallenge Signed(string text)
        {
            var clientData = System.Text.Encoding.UTF8.GetBytes(text);
            var data = key.AuthenticatorData("acme.example.test", withCredential: false);
            return new SignedChallenge(clientData, data, key.Sign([.. data, .. SHA256.HashData(clientData)]));
        }
    }

    [Fact]
    public void What_extensions_say_is_passed_over()
    {
        var writer = new CborWriter();
        writer.WriteStartMap(1);
        writer.WriteTextString("appid");
        writer.WriteBoolean(true);
        writer.WriteEndMap();
        var extended = new SecurityKey { Extensions = writer.Encode() };

        Accepts(true, Judge(Enrolled(extended), extended.Get(OnPage())));
    }

    [Theory]
    [InlineData("a100", 7, "", true)]
    [InlineData("a100", 8, "", false)]
    [InlineData("a1", 7, "00", true)]
    [InlineData("a1", 8, "00", false)]
    public void What_extensions_say_may_be_nested_but_not_without_end(string before, int lists, string after, bool accepted)
    {
        var extended = new SecurityKey
        {
            Extensions = Convert.FromHexString($"{before}{string.Concat(Enumerable.Repeat("81", lists - 1))}80{after}"),
        };

        Accepts(accepted, Judge(Enrolled(extended), extended.Get(OnPage())));
    }

    [Theory]
    [InlineData(0x45)]
    [InlineData(0x85)]
    [InlineData(0xc5)]
    public void A_key_that_announces_more_and_sends_nothing_is_refused(byte flags)
    {
        key.Flags = flags;

        Refuses(Judge(Enrolled(key), key.Get(OnPage())));
    }

    [Fact]
    public void A_page_whose_origin_is_no_address_has_no_keys()
    {
        var signed = key.Get(OnPage() with { RpId = "app", More = new JsonObject { ["origin"] = "app" } });

        Refuses(Factor.Judge(Enrollment(Data(key)), Out(), Answered(signed), Settings with { Origins = ["app"] }, Now));
    }

    [Fact]
    public void A_challenge_ends_with_its_time()
    {
        var answer = Answered(key.Get(OnPage()));

        Accepts(true, Factor.Judge(Enrollment(Data(key)), Out(), answer, Settings, Now.AddMinutes(5).AddTicks(-1)));
        Refuses(Factor.Judge(Enrollment(Data(key)), Out(), answer, Settings, Now.AddMinutes(5)));
    }

    [Fact]
    public void Without_a_challenge_nothing_is_right() =>
        Refuses(Factor.Judge(Enrollment(Data(key)), null, Answered(key.Get(OnPage())), Settings, Now));

    [Fact]
    public void A_key_of_the_same_page_does_not_answer_an_enrollment() =>
        Refuses(Factor.Judge(
            Enrollment(Data(key)), Out() with { Registration = new("", "", "", "", "", []) }, Answered(key.Get(OnPage())), Settings, Now));

    [Fact]
    public void A_code_does_not_answer_a_key_s_challenge() =>
        Refuses(Factor.Judge(Enrollment(Data(key)), Out(), new Answer.PassCode(new Secret("123456")), Settings, Now));

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [InlineData(true, true, true)]
    public void Both_alphabets_are_read_padded_or_not(bool urlOne, bool urlTwo, bool urlThree)
    {
        // Long enough to hold every character of both alphabets, and odd enough to need padding.
        for (var tries = 0; tries < 20; tries++)
        {
            var signed = key.Get(OnPage());
            Accepts(true, Factor.Judge(
                Enrollment(Data(key)),
                Out(),
                new Answer.Assertion(Text(signed.ClientData, urlOne), Text(signed.AuthenticatorData, urlTwo), Text(signed.Signature, urlThree)),
                Settings,
                Now));
        }
    }

    [Fact]
    public void Padding_in_either_alphabet_is_read()
    {
        var signed = key.Get(OnPage());
        string Padded(byte[] bytes) => Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_');
        string Bare(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

        Accepts(true, Factor.Judge(
            Enrollment(Data(key)), Out(), new Answer.Assertion(Padded(signed.ClientData), Bare(signed.AuthenticatorData), Bare(signed.Signature)), Settings, Now));
    }

    [Fact]
    public void The_challenge_goes_to_the_browser_as_it_is()
    {
        var challenge = Out();

        Assert.Equal(20, challenge.Challenge.Length);
        Assert.Matches("^[A-Za-z0-9_-]{20}$", challenge.Challenge);
        Assert.Equal("challenge", challenge.Face!.Member);
        Assert.Equal(
            $$$"""{"challenge":"{{{challenge.Challenge}}}","userVerification":"preferred","extensions":{}}""", challenge.Face.Body.ToJsonString());
        Assert.Equal(FactorResult.Challenge, challenge.Result);
        Assert.False(challenge.OutlivesSwitch);
    }

    [Fact]
    public void Each_challenge_is_another()
    {
        var challenges = Enumerable.Range(0, 100).Select(i => Out(entropy: new Entropy(BitConverter.GetBytes(i))).Challenge);

        Assert.Equal(100, challenges.Distinct().Count());
    }

    [Fact]
    public void The_profile_names_the_credential() => Assert.Equal<ProfileField>(
        [new ProfileField("credentialId", key.CredentialId), new ProfileField("authenticatorName", "Blue key")],
        Factor.Profile(Enrollment(Data(key) with { Name = "Blue key" })));

    [Theory]
    [InlineData(7, 3, 7)]
    [InlineData(3, 7, 7)]
    public void A_seed_read_again_never_turns_the_counter_back(uint kept, uint seeded, uint after) => Assert.Equal(
        after,
        ((WebAuthnEnrollment)((IFactor)Factor).Reseed(Data(key) with { SignCount = kept }, Data(key) with { SignCount = seeded })).SignCount);

    [Fact]
    public void Another_key_in_the_seed_brings_its_own_counter() => Assert.Equal(
        3u,
        ((WebAuthnEnrollment)((IFactor)Factor).Reseed(Data(key) with { SignCount = 7 }, Data(new SecurityKey()) with { SignCount = 3 })).SignCount);

    [Fact]
    public void What_is_fabricated_is_a_key_that_verifies_and_that_nobody_owns()
    {
        var fabricated = (WebAuthnEnrollment)Factor.Fabricate("ana@demo.test", Entropy);

        Assert.Equal(fabricated, Factor.Fabricate("ana@demo.test", Entropy));
        Assert.NotNull(WebAuthnFactor.PublicKey(fabricated.PublicKey));
        Assert.Equal(64, Base64Url.DecodeFromChars(fabricated.CredentialId).Length);
        Refuses(Judge(fabricated, key.Get(OnPage())));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_seed_may_give_the_key_in_any_common_form(int algorithm)
    {
        var other = new SecurityKey(algorithm);
        var info = other.Key.ExportSubjectPublicKeyInfo();
        string[] forms =
        [
            Convert.ToBase64String(other.Cose()), Base64Url.EncodeToString(other.Cose()), Convert.ToBase64String(info), Base64Url.EncodeToString(info),
            other.Key.ExportSubjectPublicKeyInfoPem(), other.Key.ExportSubjectPublicKeyInfoPem().Replace('\n', ' '),
        ];

        // A key without its algorithm is taken for the usual one of its kind.
        var usual = algorithm is -7 or -35 or -36 ? algorithm : -257;
        Assert.All(forms[..2], form => Assert.Equal(other.PublicKey, WebAuthnFactor.PublicKey(form)));
        Assert.All(forms[2..], form => Assert.Equal(Base64Url.EncodeToString(other.Cose(usual)), WebAuthnFactor.PublicKey(form)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    [InlineData("oA")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----")]
    public void What_is_no_key_is_none(string text) => Assert.Null(WebAuthnFactor.PublicKey(text));

    [Fact]
    public void Keys_that_cannot_be_verified_or_are_too_weak_are_none()
    {
        using var weak = RSA.Create(1024);
        using var k1 = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        using var privately = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Null(WebAuthnFactor.PublicKey(weak.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(WebAuthnFactor.PublicKey(k1.ExportSubjectPublicKeyInfoPem()));
        Assert.Null(WebAuthnFactor.PublicKey(privately.ExportPkcs8PrivateKeyPem()));
        // EdDSA, RS1, and a curve with another curve's algorithm.
        Assert.Null(WebAuthnFactor.PublicKey(Base64Url.EncodeToString(new SecurityKey().Cose(-8))));
        Assert.Null(WebAuthnFactor.PublicKey(Base64Url.EncodeToString(new SecurityKey(-257).Cose(-65535))));
        Assert.Null(WebAuthnFactor.PublicKey(Base64Url.EncodeToString(new SecurityKey().Cose(-35))));
        Assert.Null(WebAuthnFactor.PublicKey(Base64Url.EncodeToString(new SecurityKey().Cose(-257))));
    }

    [Theory]
    [InlineData(255, 3, false)]
    [InlineData(256, 3, true)]
    [InlineData(1024, 3, true)]
    [InlineData(1025, 3, false)]
    [InlineData(256, 0, false)]
    [InlineData(256, 1, true)]
    [InlineData(256, 4, true)]
    [InlineData(256, 5, false)]
    public void An_RSA_key_has_2048_bits_or_more_and_no_endless_numbers(int modulus, int exponent, bool isKey)
    {
        var (n, e) = (Filled(modulus), Filled(exponent));

        Assert.Equal(isKey, WebAuthnFactor.PublicKey(Base64Url.EncodeToString(Cose([(1, 3), (3, -257)], (-1, n), (-2, e)))) is not null);
        // Leading zeros make no number longer.
        Assert.Equal(isKey, WebAuthnFactor.PublicKey(Base64Url.EncodeToString(Cose([(1, 3), (3, -257)], (-1, [0, 0, .. n]), (-2, [0, 0, .. e])))) is not null);
    }

    [Fact]
    public void A_point_has_two_coordinates_of_its_curve_s_size()
    {
        var point = key.Point();

        Assert.NotNull(PointAsKey(point[1..33], point[33..]));
        Assert.Null(PointAsKey([0, .. point[1..33]], [0, .. point[33..]]));
        Assert.Null(PointAsKey([0, .. point[1..33]], point[33..]));
        Assert.Null(PointAsKey(point[1..33], [0, .. point[33..]]));
        Assert.Null(WebAuthnFactor.PublicKey(Base64Url.EncodeToString(Cose([(1, 2), (3, -7), (-1, 1)], (-2, point[1..33])))));
        Assert.Null(WebAuthnFactor.PublicKey(Base64Url.EncodeToString(Cose([(1, 2), (3, -7), (-1, 1)], (-3, point[33..])))));

        static string? PointAsKey(byte[] x, byte[] y) => WebAuthnFactor.PublicKey(Base64Url.EncodeToString(Cose([(1, 2), (3, -7), (-1, 1)], (-2, x), (-3, y))));
    }

    [Fact]
    public void A_number_that_is_no_modulus_verifies_nothing()
    {
        var enrolled = new WebAuthnEnrollment(key.CredentialId, Base64Url.EncodeToString(Cose([(1, 3), (3, -257)], (-1, [.. Filled(255), 0xfe]), (-2, [3]))), 0, "Key");
        var signed = key.Get(OnPage());

        Refuses(Judge(enrolled, signed with { Signature = [0, .. Filled(255)] }));
        Refuses(Judge(enrolled, signed with { Signature = [] }));
    }

    [Fact]
    public void A_point_off_the_curve_is_no_key()
    {
        var cose = key.Cose();
        cose[^1] ^= 1;

        Assert.Null(WebAuthnFactor.PublicKey(Base64Url.EncodeToString(cose)));
    }

    [Fact]
    public void Keys_cannot_be_guessed_so_no_wrong_answer_is_a_strike() => Assert.False(Factor.Type.CountsStrikes);

    private static byte[] Filled(int length) => [.. Enumerable.Repeat((byte)0xff, length)];

    private static byte[] Cose((int Label, int Value)[] kind, params (int Label, byte[] Value)[] numbers)
    {
        var writer = new CborWriter(CborConformanceMode.Ctap2Canonical);
        writer.WriteStartMap(kind.Length + numbers.Length);
        foreach (var (label, value) in kind)
        {
            writer.WriteInt32(label);
            writer.WriteInt32(value);
        }

        foreach (var (label, value) in numbers)
        {
            writer.WriteInt32(label);
            writer.WriteByteString(value);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static string Text(byte[] bytes, bool url) => url ? Base64Url.EncodeToString(bytes) : Convert.ToBase64String(bytes);

    private static Page OnPage(string origin = Org) => new(Out().Challenge, origin);

    private static WebAuthnEnrollment Data(SecurityKey key) => new(key.CredentialId, key.PublicKey, 0, "Key");

    private static WebAuthnEnrollment Enrolled(SecurityKey key) => Data(key);

    private static Enrollment Enrollment(FactorData data) => new("fwf1", Factor.Type.Kind, data, Now);

    private static WebAuthnChallenge Out(WebAuthnFactor? factor = null, Entropy? entropy = null) => Assert.IsType<WebAuthnChallenge>(
        Assert.IsType<Verdict.Challenged>((factor ?? Factor).Begin(Enrollment(new WebAuthnEnrollment("", "", 0, "")), null, Settings, entropy ?? Entropy, Now)).Challenge);

    private static Answer.Assertion Answered(SignedChallenge signed) => new(
        Convert.ToBase64String(signed.ClientData), Convert.ToBase64String(signed.AuthenticatorData), Convert.ToBase64String(signed.Signature));

    private static Verdict Judge(WebAuthnEnrollment data, SignedChallenge signed) =>
        Factor.Judge(Enrollment(data), Out(), Answered(signed), Settings, Now);

    private static uint Counted(Verdict verdict) => ((WebAuthnEnrollment)Assert.IsType<Verdict.Accepted>(verdict).Updated!).SignCount;

    private static void Refuses(Verdict verdict) => Assert.Equal(new Verdict.Rejected(Rejection.WrongPassCode), verdict);

    private static void Accepts(bool accepted, Verdict verdict)
    {
        if (accepted)
        {
            Assert.IsType<Verdict.Accepted>(verdict);
        }
        else
        {
            Refuses(verdict);
        }
    }
}
