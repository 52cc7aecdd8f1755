using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using FactorSeq.Factors.YubiKey;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Factors.YubiKey;

public sealed class YubiKeyFactorTests
{
    private static readonly YubiKeyFactor Factor = new();
    private static readonly Entropy Entropy = new("seed"u8.ToArray());
    private static readonly FactorSettings Settings = new(default, default, 0, false) { YubiKeys = [Ana.YubiKey] };
    private static readonly byte[] AesKey = Convert.FromHexString(Ana.YubiKey.AesKey);
    private static readonly byte[] PrivateId = Convert.FromHexString(Ana.YubiKey.PrivateId);

    // A block of Yubico's own: public test material of its server tools, usage 0x0013, session 0x11, private id 8792ebfe26cc.
    private const string Printed = "hknhfjbrjnlnldnhcujvddbikngjrtgh";

    [Fact]
    public void A_password_that_Yubico_printed_opens()
    {
        const string PublicId = "cccccccfhcbe";

        Assert.Equal((0x0013 << 8) | 0x11, YubicoOtp.CounterOf(PublicId + Printed, PublicId, AesKey, PrivateId));
    }

    [Theory]
    [InlineData(0x000001)]
    [InlineData(0x000101)]
    [InlineData(0x0001ff)]
    [InlineData(0x7fffff)]
    public void What_a_key_types_is_read_back(int counter)
    {
        var otp = YubicoOtp.Make(Ana.YubiKey.PublicId, AesKey, PrivateId, counter);

        Assert.Equal(44, otp.Length);
        Assert.Equal(Ana.YubiKey.PublicId, YubicoOtp.PublicIdOf(otp));
        Assert.Equal(counter, YubicoOtp.CounterOf(otp, Ana.YubiKey.PublicId, AesKey, PrivateId));
        Assert.Equal(counter, YubicoOtp.CounterOf($" {otp.ToUpperInvariant()}\n", Ana.YubiKey.PublicId, AesKey, PrivateId));
    }

    [Theory]
    [InlineData("cccccccfhcbe", true)]
    [InlineData("cbdefghijkln", true)]
    [InlineData("rtuvrtuvrtuv", true)]
    [InlineData("CCCCCCCFHCBE", false)]
    [InlineData("cccccccfhcb", false)]
    [InlineData("cccccccfhcbee", false)]
    [InlineData("cccccccfhcba", false)]
    [InlineData("", false)]
    public void A_public_id_is_twelve_letters_of_sixteen(string text, bool isId) => Assert.Equal(isId, YubicoOtp.IsPublicId(text));

    [Theory]
    [InlineData("cccccccfhcbe", "hknhfjbrjnlnldnhcujvddbikngjrtgh", "cccccccfhcbe")]
    [InlineData("CCCCCCCFHCBE", "HKNHFJBRJNLNLDNHCUJVDDBIKNGJRTGH", "cccccccfhcbe")]
    [InlineData("cccccccfhcbe", "hknhfjbrjnlnldnhcujvddbikngjrtga", null)]
    [InlineData("accccccfhcbe", "hknhfjbrjnlnldnhcujvddbikngjrtgh", null)]
    [InlineData("cccccccfhcbe", "hknhfjbrjnlnldnhcujvddbikngjrtg", null)]
    [InlineData("cccccccfhcbe", "hknhfjbrjnlnldnhcujvddbikngjrtghh", null)]
    public void Which_key_may_have_typed_it_is_asked_of_whole_passwords_only(string before, string block, string? publicId) =>
        Assert.Equal(publicId, YubicoOtp.PublicIdOf(before + block));

    [Fact]
    public void One_letter_changed_and_it_is_nobody_s()
    {
        var otp = YubicoOtp.Make(Ana.YubiKey.PublicId, AesKey, PrivateId, 0x101);
        for (var at = 0; at < otp.Length; at++)
        {
            var changed = otp[..at] + (otp[at] == 'c' ? 'b' : 'c') + otp[(at + 1)..];
            Assert.Equal(Rejection.WrongPassCode, Judge(changed, last: 0));
        }
    }

    [Fact]
    public void Another_key_s_password_is_wrong_whatever_it_differs_in()
    {
        var otherAes = (byte[])AesKey.Clone();
        otherAes[0] ^= 1;
        var otherPrivate = (byte[])PrivateId.Clone();
        otherPrivate[5] ^= 1;

        Assert.Equal(Rejection.WrongPassCode, Judge(YubicoOtp.Make("cccccccccccc", AesKey, PrivateId, 0x101), 0));
        Assert.Equal(Rejection.WrongPassCode, Judge(YubicoOtp.Make(Ana.YubiKey.PublicId, otherAes, PrivateId, 0x101), 0));
        Assert.Equal(Rejection.WrongPassCode, Judge(YubicoOtp.Make(Ana.YubiKey.PublicId, AesKey, otherPrivate, 0x101), 0));
    }

    // Usage counts before session.
    [Theory]
    [InlineData(0x0203, 0x0202, null)]
    [InlineData(0x0203, 0x0203, Rejection.Replayed)]
    [InlineData(0x0203, 0x0204, Rejection.Replayed)]
    [InlineData(0x0300, 0x02ff, null)]
    [InlineData(0x02ff, 0x0300, Rejection.Replayed)]
    public void Both_counters_only_grow(int counter, int last, Rejection? rejection) =>
        Assert.Equal(rejection, Judge(YubicoOtp.Make(Ana.YubiKey.PublicId, AesKey, PrivateId, counter), last));

    [Fact]
    public void What_was_typed_uses_up_its_counter_and_the_key_goes_on()
    {
        var key = Enrolled(0);
        for (var press = 0; press < 600; press++)
        {
            var verdict = Assert.IsType<Verdict.Accepted>(Verdict(key, key.Next!));
            var typed = key.Next!;
            key = Assert.IsType<YubiKeyEnrollment>(verdict.Updated);
            Assert.Equal(new Verdict.Rejected(Rejection.Replayed), Verdict(key, typed));
        }
    }

    [Fact]
    public void A_key_wears_out()
    {
        Assert.NotNull(Enrolled(YubicoOtp.LastCounter - 1).Next);
        Assert.Null(Enrolled(YubicoOtp.LastCounter).Next);
    }

    [Fact]
    public void Any_text_is_judged() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Judge(text ?? "", 0) == Rejection.WrongPassCode));

    [Fact]
    public void A_text_of_the_right_letters_is_judged() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(
            Gen.Elements("cbdefghijklnrtuv".ToCharArray()).ArrayOf(32).ToArbitrary(),
            letters => Judge(Ana.YubiKey.PublicId + new string(letters), 0) == Rejection.WrongPassCode));

    [Fact]
    public void A_known_key_is_enrolled_by_what_it_types()
    {
        var otp = YubicoOtp.Make(Ana.YubiKey.PublicId, AesKey, PrivateId, 0x105);

        var active = Assert.IsType<Enrolling.Active>(Enroll(otp));

        Assert.Equal(new YubiKeyEnrollment(Ana.YubiKey.PublicId, Ana.YubiKey.AesKey, Ana.YubiKey.PrivateId, 0x105), active.Data);
        Assert.Equal(new Verdict.Rejected(Rejection.Replayed), Verdict((YubiKeyEnrollment)active.Data, otp));
    }

    [Fact]
    public void A_key_the_org_does_not_know_cannot_be_enrolled()
    {
        Assert.Equal(new Enrolling.Rejected(Rejection.WrongPassCode), Enroll(YubicoOtp.Make("cccccccccccc", AesKey, PrivateId, 0x105)));
        Assert.Equal(new Enrolling.Rejected(Rejection.WrongPassCode), Enroll("what is this"));
        Assert.Equal(new Enrolling.Rejected(Rejection.WrongPassCode), Enroll(null));
    }

    [Fact]
    public void The_profile_shows_the_number_on_the_key() =>
        Assert.Equal(new ProfileField("credentialId", "000000286739"), Assert.Single(Factor.Profile(Ana.Enrolled("yubikey", World.Morning))));

    [Fact]
    public void A_password_used_before_stays_used_when_the_seed_is_read_again()
    {
        Assert.Equal(Enrolled(7), Factor.Reseed(Enrolled(7), Enrolled(0)));
        Assert.Equal(Enrolled(0) with { AesKey = "00" }, Factor.Reseed(Enrolled(7), Enrolled(0) with { AesKey = "00" }));
    }

    private static YubiKeyEnrollment Enrolled(int last) => new(Ana.YubiKey.PublicId, Ana.YubiKey.AesKey, Ana.YubiKey.PrivateId, last);

    private static Verdict Verdict(YubiKeyEnrollment key, string otp) => Factor.Judge(
        Ana.Enrolled("yubikey", World.Morning) with { Data = key }, null, new Answer.PassCode(new Secret(otp)), Settings, World.Morning);

    private static Rejection? Judge(string otp, int last) => (Verdict(Enrolled(last), otp) as Verdict.Rejected)?.Why;

    private static Enrolling Enroll(string? otp) => Factor.Enroll(
        new EnrollmentRequest
        {
            EnrollmentId = "ykf1",
            User = new User { Id = Ana.Id, Login = Ana.Login, Email = Ana.Login },
            PassCode = otp is null ? null : new Secret(otp),
        },
        Settings,
        Entropy,
        World.Morning);
}
