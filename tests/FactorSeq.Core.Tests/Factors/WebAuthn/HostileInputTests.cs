using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Properties;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using FactorSeq.Factors.U2f;
using FactorSeq.Factors.WebAuthn;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Factors.WebAuthn;

/// <summary>Whatever bytes come, the keys' factors judge them: they never throw, and never accept what no key made.</summary>
public sealed class HostileInputTests
{
    private const string Origin = "https://acme.test";

    private static readonly WebAuthnFactor WebAuthn = new(UserVerification.Preferred);
    private static readonly U2fFactor U2f = new();
    private static readonly FactorSettings Settings = new(default, TimeSpan.FromMinutes(5), 0, false) { Origins = [Origin] };
    private static readonly DateTimeOffset Now = World.Morning;

    // Each kind of damage to something that was right, and bytes that never were.
    private static readonly Gen<Func<byte[], byte[]>> Damage = Gen.OneOf(
        Gen.Choose(0, 999).Select(share => (Func<byte[], byte[]>)(bytes => bytes[..(bytes.Length * share / 1000)])),
        from at in Gen.Choose(0, 9999)
        from value in Gen.Choose(1, 255)
        select (Func<byte[], byte[]>)(bytes => Changed(bytes, at, (byte)value)),
        from at in Gen.Choose(0, 9999)
        from values in Gen.ArrayOf(Gen.Choose(0, 255), 4)
        select (Func<byte[], byte[]>)(bytes => Inserted(bytes, at, values)),
        Gen.Choose(0, 300).SelectMany(length => Gen.ArrayOf(Gen.Choose(0, 255), length))
            .Select(values => (Func<byte[], byte[]>)(_ => [.. values.Select(value => (byte)value)])));

    private static readonly string[] Formats = ["none", "packed", "fido-u2f", "apple", "android-key", "tpm"];

    [Fact]
    public void A_damaged_assertion_is_refused()
    {
        var key = new SecurityKey();
        var enrollment = new Enrollment("fwf1", WebAuthn.Type.Kind, new WebAuthnEnrollment(key.CredentialId, key.PublicKey, 0, "Key"), Now);
        var challenge = (WebAuthnChallenge)Out(WebAuthn, enrollment);
        var signed = key.Get(new Page(challenge.Challenge, Origin));

        Assert.IsType<Verdict.Accepted>(Judge(WebAuthn, enrollment, challenge, signed));
        Holds(300, (damage, place) => Assert.IsType<Verdict.Rejected>(Judge(WebAuthn, enrollment, challenge, (place % 3) switch
        {
            0 => signed with { ClientData = damage(signed.ClientData) },
            1 => signed with { AuthenticatorData = damage(signed.AuthenticatorData) },
            _ => signed with { Signature = damage(signed.Signature) },
        })));
    }

    [Fact]
    public void A_damaged_U2F_signature_is_refused()
    {
        var key = new SecurityKey();
        var enrollment = new Enrollment("fuf1", U2f.Type.Kind, new U2fEnrollment(key.CredentialId, Convert.ToBase64String(key.Point()), Origin, -1), Now);
        var challenge = (U2fChallenge)Out(U2f, enrollment);
        var signed = key.U2fSign(new Page(challenge.Nonce, Origin), Origin);

        Assert.IsType<Verdict.Accepted>(Judge(U2f, enrollment, challenge, signed));
        Holds(300, (damage, place) => Assert.IsType<Verdict.Rejected>(Judge(U2f, enrollment, challenge, (place % 2) switch
        {
            0 => signed with { ClientData = damage(signed.ClientData) },
            _ => signed with { Signature = damage(signed.Signature) },
        })));
    }

    [Fact]
    public void A_damaged_credential_is_judged_whatever_its_format()
    {
        var begun = Begun(WebAuthn);
        var page = new Page(((WebAuthnChallenge)begun.Challenge!).Challenge, Origin);
        var made = Formats.Select(format => new SecurityKey().Create(page, new Statement(format))).ToList();

        Assert.All(made, credential => Assert.IsType<Verdict.Accepted>(Activate(WebAuthn, begun, credential)));
        // A damaged "none" may still be a credential, of a key with another id.
        Holds(1000, (damage, place) => Assert.True(
            Activate(WebAuthn, begun, made[place % made.Count] with { Credential = damage(made[place % made.Count].Credential) })
                is Verdict.Rejected or Verdict.Accepted));
    }

    [Fact]
    public void A_damaged_registration_of_a_U2F_key_is_refused()
    {
        var begun = Begun(U2f);
        var made = new SecurityKey().U2fRegister(new Page(((U2fChallenge)begun.Challenge!).Nonce, Origin), Origin);

        Assert.IsType<Verdict.Accepted>(Activate(U2f, begun, made));
        Holds(300, (damage, _) => Assert.True(
            Activate(U2f, begun, made with { Credential = damage(made.Credential) }) is Verdict.Rejected or Verdict.Accepted));
    }

    [Theory]
    [InlineData("a0")]
    [InlineData("bf")]
    [InlineData("bfff")]
    [InlineData("9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f9f")]
    [InlineData("bb7fffffffffffffff")]
    [InlineData("a163666d747b7fffffffffffffff")]
    [InlineData("a1c2581b00")]
    [InlineData("a1f6f6")]
    [InlineData("a1a0a0")]
    [InlineData("a201010101")]
    [InlineData("a11bffffffffffffffff3bffffffffffffffff")]
    [InlineData("a363666d74646e6f6e656761747453746d74a068617574684461746140")]
    [InlineData("ff")]
    public void Strange_CBOR_is_no_credential(string hex) => Assert.IsType<Verdict.Rejected>(
        Activate(WebAuthn, Begun(WebAuthn), new MadeCredential([.. "{}"u8], Convert.FromHexString(hex))));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"type\":1,\"challenge\":2,\"origin\":3}")]
    [InlineData("{\"type\":\"webauthn.get\",\"challenge\":\"!\",\"origin\":\"\"}")]
    [InlineData("{\"type\":\"\\ud800\",\"challenge\":\"AAAA\",\"origin\":\"https://acme.test\"}")]
    [InlineData("{\"type\":\"webauthn.get\",\"type\":\"webauthn.get\",\"challenge\":\"AAAA\",\"origin\":\"https://acme.test\"}")]
    [InlineData("{\"a\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]}")]
    public void Strange_client_data_is_none(string json)
    {
        var key = new SecurityKey();
        var enrollment = new Enrollment("fwf1", WebAuthn.Type.Kind, new WebAuthnEnrollment(key.CredentialId, key.PublicKey, 0, "Key"), Now);
        var challenge = Out(WebAuthn, enrollment);
        var signed = key.Get(new Page(((WebAuthnChallenge)challenge).Challenge, Origin));

        Assert.IsType<Verdict.Rejected>(Judge(WebAuthn, enrollment, challenge, signed with { ClientData = System.Text.Encoding.UTF8.GetBytes(json) }));
    }

    private static void Holds(int tests, Action<Func<byte[], byte[]>, int> property) => Check.One(
        Stories.Config(tests), Prop.ForAll(Arb.From(from damage in Damage from place in Gen.Choose(0, 999) select (damage, place)), pair => property(pair.damage, pair.place)));

    private static byte[] Changed(byte[] bytes, int at, byte value)
    {
        var changed = bytes.ToArray();
        changed[at % bytes.Length] ^= value;
        return changed;
    }

    private static byte[] Inserted(byte[] bytes, int at, int[] values) =>
        [.. bytes[..(at % bytes.Length)], .. values.Select(value => (byte)value), .. bytes[(at % bytes.Length)..]];

    private static Challenge Out(IFactor factor, Enrollment enrollment) =>
        ((Verdict.Challenged)factor.Begin(enrollment, null, Settings, new Entropy("seed"u8.ToArray()), Now)).Challenge!;

    private static Enrolling.Pending Begun(IEnrollable factor) => (Enrolling.Pending)factor.Enroll(
        new EnrollmentRequest { EnrollmentId = "f1", User = new User { Id = Ana.Id, Login = Ana.Login, Email = Ana.Login } }, Settings, new Entropy("seed"u8.ToArray()), Now);

    private static Verdict Judge(IFactor factor, Enrollment enrollment, Challenge challenge, SignedChallenge signed) => factor.Judge(
        enrollment,
        challenge,
        new Answer.Assertion(Convert.ToBase64String(signed.ClientData), Convert.ToBase64String(signed.AuthenticatorData), Convert.ToBase64String(signed.Signature)),
        Settings,
        Now);

    private static Verdict Activate(IEnrollable factor, Enrolling.Pending begun, MadeCredential made) => factor.Activate(
        new Enrollment("f1", factor.Type.Kind, begun.Data, Now),
        begun.Challenge,
        new Answer.Attestation(Convert.ToBase64String(made.ClientData), Convert.ToBase64String(made.Credential)),
        Settings,
        Now);
}
