using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using FactorSeq.Factors.U2f;

namespace FactorSeq.Core.Tests.Factors.U2f;

/// <summary>FIDO U2F Raw Message Formats, message by message.</summary>
public sealed class U2fFactorTests
{
    private const string Org = "https://acme.test";
    private const string Trusted = "https://app.test";

    private static readonly U2fFactor Factor = new();
    private static readonly FactorSettings Settings = new(default, TimeSpan.FromMinutes(5), 0, false) { Origins = [Org, Trusted] };
    private static readonly DateTimeOffset Now = World.Morning;
    private static readonly Entropy Entropy = new("seed"u8.ToArray());

    private readonly SecurityKey key = new();

    [Fact]
    public void A_key_signs_in_and_its_counter_is_kept()
    {
        var data = Assert.IsType<Verdict.Accepted>(Judge(Data(key), key.U2fSign(OnPage(), Org))).Updated;

        Assert.Equal(Data(key) with { Counter = 1 }, data);
    }

    [Theory]
    [InlineData(-1, 0, true)]
    [InlineData(0, 1, true)]
    [InlineData(0, 0, false)]
    [InlineData(5, 6, true)]
    [InlineData(5, 5, false)]
    [InlineData(5, 4, false)]
    [InlineData(4_294_967_294, 4_294_967_295, true)]
    public void A_counter_must_grow(long kept, uint sent, bool accepted) =>
        Accepts(accepted, Judge(Data(key) with { Counter = kept }, key.U2fSign(OnPage(), Org, sent)));

    [Theory]
    [InlineData(Org, true)]
    [InlineData(Trusted, true)]
    [InlineData("https://evil.test", false)]
    public void The_page_must_be_the_org_s_or_a_trusted_one(string origin, bool accepted) =>
        Accepts(accepted, Judge(Data(key), key.U2fSign(OnPage() with { Origin = origin }, Org)));

    [Fact]
    public void A_signature_for_another_application_is_wrong() => Refuses(Judge(Data(key), key.U2fSign(OnPage(), Trusted)));

    [Fact]
    public void Another_challenge_is_not_answered() =>
        Refuses(Judge(Data(key), key.U2fSign(OnPage() with { Challenge = "AAAAAAAAAAAAAAAAAAAA" }, Org)));

    [Theory]
    [InlineData("navigator.id.finishEnrollment")]
    [InlineData("webauthn.get")]
    public void Another_ceremony_is_not_a_signature(string type) => Refuses(Judge(Data(key), key.U2fSign(OnPage() with { Type = type }, Org)));

    [Fact]
    public void Somebody_must_have_touched_the_key()
    {
        key.Flags = 0;

        Refuses(Judge(Data(key), key.U2fSign(OnPage(), Org)));
    }

    [Fact]
    public void Another_key_s_signature_is_wrong() => Refuses(Judge(Data(new SecurityKey()), key.U2fSign(OnPage(), Org)));

    [Fact]
    public void A_changed_signature_is_wrong()
    {
        var signed = key.U2fSign(OnPage(), Org);

        // The presence, the counter, the signature.
        Assert.All([0, 4, signed.Signature.Length - 1], at =>
        {
            var changed = signed.Signature.ToArray();
            changed[at] ^= 2;
            Refuses(Judge(Data(key), signed with { Signature = changed }));
        });
        Accepts(true, Judge(Data(key), signed));
    }

    [Fact]
    public void A_challenge_ends_with_its_time_and_is_not_a_registration()
    {
        var answer = Answered(key.U2fSign(OnPage(), Org));

        Accepts(true, Factor.Judge(Enrollment(Data(key)), Out(), answer, Settings, Now.AddMinutes(5).AddTicks(-1)));
        Refuses(Factor.Judge(Enrollment(Data(key)), Out(), answer, Settings, Now.AddMinutes(5)));
        Refuses(Factor.Judge(Enrollment(Data(key)), null, answer, Settings, Now));
        Refuses(Factor.Judge(Enrollment(Data(key)), Out() with { Registration = new(Org, []) }, answer, Settings, Now));
    }

    [Fact]
    public void What_the_browser_is_told()
    {
        var challenge = Out();

        Assert.Matches("^[A-Za-z0-9_-]{20}$", challenge.Nonce);
        Assert.Equal("challenge", challenge.Face!.Member);
        Assert.Equal($$$"""{"nonce":"{{{challenge.Nonce}}}","timeoutSeconds":20}""", challenge.Face.Body.ToJsonString());
        Assert.Equal(FactorResult.Challenge, challenge.Result);
        Assert.Equal<ProfileField>(
            [new ProfileField("credentialId", key.CredentialId), new ProfileField("appId", Org), new ProfileField("version", "U2F_V2")],
            Factor.Profile(Enrollment(Data(key))));
    }

    [Fact]
    public void A_key_registers_and_signs_in()
    {
        var data = Assert.IsType<U2fEnrollment>(Assert.IsType<Verdict.Accepted>(Activate(key.U2fRegister(ToRegister(), Org))).Updated);

        Assert.Equal(Data(key), data);
        Accepts(true, Judge(data, key.U2fSign(OnPage(), Org)));
    }

    [Fact]
    public void A_trusted_page_registers_for_itself()
    {
        var made = key.U2fRegister(ToRegister() with { Origin = Trusted }, Trusted);

        Assert.Equal(Trusted, Assert.IsType<U2fEnrollment>(Assert.IsType<Verdict.Accepted>(Activate(made)).Updated).AppId);
    }

    [Fact]
    public void A_registration_that_is_not_what_was_asked_for_is_refused()
    {
        Refuses(Activate(key.U2fRegister(ToRegister(), "https://evil.test")));
        Refuses(Activate(key.U2fRegister(ToRegister() with { Origin = "https://evil.test" }, "https://evil.test")));
        Refuses(Activate(key.U2fRegister(ToRegister() with { Challenge = "AAAAAAAAAAAAAAAAAAAA" }, Org)));
        Refuses(Activate(key.U2fRegister(ToRegister() with { Type = "navigator.id.getAssertion" }, Org)));
        Refuses(Activate(key.U2fRegister(ToRegister(), Org), Now.AddMinutes(5)));
        Refuses(Factor.Activate(Pending, null, Answered(key.U2fRegister(ToRegister(), Org)), Settings, Now));
        Refuses(Factor.Activate(Pending, Out(), Answered(key.U2fRegister(ToRegister(), Org)), Settings, Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(66)]
    [InlineData(70)]
    public void A_changed_registration_is_refused(int at)
    {
        var made = key.U2fRegister(ToRegister(), Org);
        made.Credential[at] ^= 1;

        Refuses(Activate(made));
    }

    [Fact]
    public void A_registration_cut_short_is_refused_wherever_it_ends()
    {
        var made = key.U2fRegister(ToRegister(), Org);

        Accepts(true, Activate(made));
        Assert.All(Enumerable.Range(0, made.Credential.Length), length => Refuses(Activate(made with { Credential = made.Credential[..length] })));
    }

    [Fact]
    public void A_changed_word_of_the_maker_is_refused()
    {
        var made = key.U2fRegister(ToRegister(), Org);
        made.Credential[^1] ^= 1;

        Refuses(Activate(made));
    }

    [Fact]
    public void A_key_the_user_has_is_not_registered_again()
    {
        var begun = Begin([Enrollment(Data(key))]);
        var made = key.U2fRegister(new Page(((U2fChallenge)begun.Challenge!).Nonce, Org), Org);

        Refuses(Factor.Activate(Enrollment(begun.Data), begun.Challenge, Answered(made), Settings, Now));
    }

    [Fact]
    public void A_key_of_the_user_s_that_is_not_set_up_yet_is_not_excluded()
    {
        var begun = Begin([Pending, Enrollment(Data(key))]);

        Assert.Equal(new U2fEnrollment("", "", Org, -1), begun.Data);
        Assert.Equal(key.CredentialId, Assert.Single(((U2fChallenge)begun.Challenge!).Registration!.Exclude));
    }

    [Fact]
    public void An_org_without_an_address_has_none_to_name()
    {
        var user = new User { Id = Ana.Id, Login = Ana.Login, Email = Ana.Login };
        var begun = Factor.Enroll(new EnrollmentRequest { EnrollmentId = "fuf1", User = user }, Settings with { Origins = [] }, Entropy, Now);

        Assert.Equal(new U2fEnrollment("", "", "", -1), Assert.IsType<Enrolling.Pending>(begun).Data);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void A_key_handle_s_length_fits_in_a_byte_that_is_not_zero(int length, bool isHandle) =>
        Assert.Equal(isHandle ? Base64Url.EncodeToString(new byte[length]) : null, U2fFactor.CredentialId(Convert.ToBase64String(new byte[length])));

    [Fact]
    public void What_is_told_to_register()
    {
        var begun = Begin([]);
        var told = Factor.Activation(Enrollment(begun.Data), begun.Challenge)!;

        Assert.Equal(
            $$$"""{"version":"U2F_V2","appId":"{{{Org}}}","nonce":"{{{((U2fChallenge)begun.Challenge!).Nonce}}}","timeoutSeconds":20}""", told.ToJsonString());
        Assert.Empty(Factor.Profile(Pending));
        Assert.Null(begun.Challenge.Result);
        Assert.Null(begun.Challenge.Face);
        Assert.Null(Factor.Activation(Pending, Out()));
    }

    [Fact]
    public void A_registration_begun_anew_has_another_nonce_and_the_same_terms()
    {
        var renewed = (Enrolling.Pending)Factor.Renew(Pending, Begin([]).Challenge, Settings, new Entropy("other"u8.ToArray()), Now);
        var nonce = ((U2fChallenge)renewed.Challenge!).Nonce;

        Assert.NotEqual(ToRegister().Challenge, nonce);
        Refuses(Factor.Activate(Pending, renewed.Challenge, Answered(key.U2fRegister(ToRegister(), Org)), Settings, Now));
        Accepts(true, Factor.Activate(Pending, renewed.Challenge, Answered(key.U2fRegister(new Page(nonce, Org), Org)), Settings, Now));
    }

    [Fact]
    public void A_seed_may_give_the_key_in_any_common_form()
    {
        var info = key.Key.ExportSubjectPublicKeyInfo();
        string[] forms =
            [Convert.ToBase64String(key.Point()), Base64Url.EncodeToString(key.Point()), Convert.ToBase64String(info), key.Key.ExportSubjectPublicKeyInfoPem()];
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var k1 = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        var off = key.Point();
        off[^1] ^= 1;

        Assert.All(forms, form => Assert.Equal(Base64Url.EncodeToString(key.Point()), U2fFactor.PublicKey(form)));
        Assert.All(
            [
                "", "AAAA", "no base64", Convert.ToBase64String(off), Convert.ToBase64String([.. info, 0]), other.ExportSubjectPublicKeyInfoPem(), k1.ExportSubjectPublicKeyInfoPem(),
                new SecurityKey(-257).Key.ExportSubjectPublicKeyInfoPem(),
            ],
            form => Assert.Null(U2fFactor.PublicKey(form)));
    }

    [Theory]
    [InlineData(7, 3, 7)]
    [InlineData(3, 7, 7)]
    public void A_seed_read_again_never_turns_the_counter_back(long kept, long seeded, long after) =>
        Assert.Equal(Data(key) with { Counter = after }, ((IFactor)Factor).Reseed(Data(key) with { Counter = kept }, Data(key) with { Counter = seeded }));

    [Fact]
    public void What_is_fabricated_is_a_key_that_verifies_and_that_nobody_owns()
    {
        var fabricated = (U2fEnrollment)Factor.Fabricate("ana@demo.test", Entropy);

        Assert.Equal(fabricated, Factor.Fabricate("ana@demo.test", Entropy));
        Assert.NotNull(U2fFactor.PublicKey(fabricated.PublicKey));
        Assert.NotNull(U2fFactor.CredentialId(fabricated.CredentialId));
        Refuses(Judge(fabricated, key.U2fSign(OnPage(), fabricated.AppId)));
    }

    private static Page OnPage() => new(Out().Nonce, Org);

    private static Page ToRegister() => new(((U2fChallenge)Begin([]).Challenge!).Nonce, Org);

    private static U2fEnrollment Data(SecurityKey key) => new(key.CredentialId, Base64Url.EncodeToString(key.Point()), Org, -1);

    private static Enrollment Enrollment(FactorData data) => new("fuf1", Factor.Type.Kind, data, Now);

    private static Enrollment Pending => Enrollment(Begin([]).Data);

    private static U2fChallenge Out() => Assert.IsType<U2fChallenge>(
        Assert.IsType<Verdict.Challenged>(Factor.Begin(Enrollment(new U2fEnrollment("", "", "", 0)), null, Settings, Entropy, Now)).Challenge);

    private static Enrolling.Pending Begin(ImmutableArray<Enrollment> existing) => Assert.IsType<Enrolling.Pending>(Factor.Enroll(
        new EnrollmentRequest { EnrollmentId = "fuf1", User = new User { Id = Ana.Id, Login = Ana.Login, Email = Ana.Login }, Existing = existing }, Settings, Entropy, Now));

    private static Answer.Assertion Answered(SignedChallenge signed) => new(Convert.ToBase64String(signed.ClientData), null, Convert.ToBase64String(signed.Signature));

    private static Answer.Attestation Answered(MadeCredential made) => new(Convert.ToBase64String(made.ClientData), Convert.ToBase64String(made.Credential));

    private static Verdict Judge(U2fEnrollment data, SignedChallenge signed) => Factor.Judge(Enrollment(data), Out(), Answered(signed), Settings, Now);

    private static Verdict Activate(MadeCredential made, DateTimeOffset? at = null) =>
        Factor.Activate(Pending, Begin([]).Challenge, Answered(made), Settings, at ?? Now);

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
