using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Push;
using FactorSeq.Factors.SecurityQuestion;
using FactorSeq.Factors.SentCode;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Core.Tests.Factors;

/// <summary>What factors keep, send and show while their owner sets them up.</summary>
public sealed class SettingUpTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly FactorSettings Settings = new(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(3), 2, AlwaysNumberChallenge: false)
    {
        OrgName = "acme & sons",
    };

    private static readonly User Nia = new() { Id = "00u", Login = "nia+1@demo.test", Email = "nia@mail.test" };

    [Theory]
    [InlineData("totp")]
    [InlineData("google_totp")]
    public void A_software_token_is_told_its_secret_in_a_code_that_any_app_reads(string key)
    {
        var pending = Pending(key);
        var data = Assert.IsType<TotpEnrollment>(pending.Data);
        var sent = Assert.IsType<Sending.Activation>(pending.Sending);

        Assert.Equal(32, data.Secret.Length); // 160 bits in base32
        Assert.Equal("nia+1@demo.test", data.CredentialId);
        Assert.Equal(0, data.LastStep);
        Assert.Equal($"otpauth://totp/acme%20%26%20sons:nia%2B1%40demo.test?secret={data.Secret}&issuer=acme%20%26%20sons", sent.Uri);
        Assert.Equal(Now.AddMinutes(3), sent.Expires);
        Assert.Equal("new", sent.EnrollmentId);
        Assert.Equal(sent.ActivationId, pending.Challenge!.ActivationId);
        Assert.Equal(32, sent.ActivationId.Length);
        Assert.Null(pending.Challenge.Result);
        Assert.Equal(
            $$"""{"timeStep":30,"sharedSecret":"{{data.Secret}}","encoding":"base32","keyLength":6}""",
            Of(key).Activation(Enrolled(key, data), pending.Challenge)!.ToJsonString());
        Assert.NotEqual(data.Secret, Assert.IsType<TotpEnrollment>(Pending(key, draw: 1).Data).Secret);
    }

    [Fact]
    public void Okta_Verify_waits_for_a_phone_as_long_as_a_push_does()
    {
        var pending = Pending("push");
        var sent = Assert.IsType<Sending.Activation>(pending.Sending);
        var waiting = Assert.IsType<PushActivation>(pending.Challenge);

        Assert.Equal(new PushEnrollment("nia+1@demo.test", "", "IOS", NumberChallenge: false), pending.Data);
        Assert.Equal(FactorResult.Waiting, waiting.Result);
        Assert.Equal(Now.AddMinutes(5), waiting.Expires);
        Assert.Equal(waiting.Expires, sent.Expires);
        Assert.Equal(waiting.Id, sent.ActivationId);
        Assert.Equal($"oktaverify://nia%2B1%40demo.test/?t={waiting.Id}&f=new&s=acme%20%26%20sons", sent.Uri);
        Assert.Equal("""{"expiresAt":"2026-01-02T09:05:00.000Z"}""", Of("push").Activation(Enrolled("push", pending.Data), waiting)!.ToJsonString());
        Assert.Null(Of("push").Activation(Enrolled("push", pending.Data), null));
    }

    [Theory]
    [InlineData(null, 0, typeof(Verdict.Pending))]
    [InlineData("phone", 0, typeof(Verdict.Accepted))]
    [InlineData("phone", 299, typeof(Verdict.Accepted))]
    [InlineData("phone", 300, typeof(Verdict.Over))]
    [InlineData(null, 300, typeof(Verdict.Over))]
    public void A_scan_counts_within_its_time(string? device, int seconds, Type verdict)
    {
        var pending = Pending("push");
        var said = Of("push").Activate(
            Enrolled("push", pending.Data), pending.Challenge, new Answer.Scanned(device, "ANDROID"), Settings, Now.AddSeconds(seconds));

        Assert.IsType(verdict, said);
        if (said is Verdict.Accepted accepted)
        {
            Assert.Equal(new PushEnrollment("nia+1@demo.test", "phone", "ANDROID", false), accepted.Updated);
        }
        else if (said is Verdict.Over over)
        {
            Assert.Equal(FactorResult.Timeout, over.Result);
        }
    }

    [Fact]
    public void Whether_a_phone_has_scanned_is_asked_outside()
    {
        var pending = Pending("push");
        var ask = Assert.IsType<Verdict.Ask>(Of("push").Activate(Enrolled("push", pending.Data), pending.Challenge, new Answer.None(), Settings, Now));

        Assert.Equal(new Question.Scan(pending.Challenge!.ActivationId!), ask.Question);
        Assert.Equal(
            new Verdict.Over(FactorResult.Timeout), Of("push").Activate(Enrolled("push", pending.Data), null, new Answer.None(), Settings, Now));
    }

    [Fact]
    public void A_code_made_anew_is_another_and_lives_as_long()
    {
        var pending = Pending("push");
        var renewed = Assert.IsType<Enrolling.Pending>(Of("push").Renew(Enrolled("push", pending.Data), pending.Challenge, Settings, Draw(1), Now.AddMinutes(9)));

        Assert.NotEqual(pending.Challenge!.ActivationId, renewed.Challenge!.ActivationId);
        Assert.Equal(Now.AddMinutes(14), Assert.IsType<PushActivation>(renewed.Challenge).Expires);
        Assert.Equal(pending.Data, renewed.Data);
    }

    [Theory]
    [InlineData("IOS", "SmartPhone_IPhone", "17.2")]
    [InlineData("ANDROID", "SmartPhone_Android", "14")]
    public void A_phones_profile_says_what_it_is(string platform, string deviceType, string version) => Assert.Equal(
        [("credentialId", "nia"), ("deviceType", deviceType), ("name", "phone"), ("platform", platform), ("version", version)],
        Of("push").Profile(Enrolled("push", new PushEnrollment("nia", "phone", platform, false))).Select(field => (field.Name, field.Value)));

    [Theory]
    [InlineData("sms", "+1 415 555 0142", null, "+14155550142", null)]
    [InlineData("sms", "+1 415 555 0142", "7", "+14155550142", null)] // a text message knows no extension
    [InlineData("call", "4155550142", null, "+14155550142", null)]
    [InlineData("call", "4155550142", "7,1*2#", "+14155550142", "7,1*2#")]
    [InlineData("call", "4155550142", "", "+14155550142", null)]
    public void A_code_goes_to_the_number_that_was_typed(string key, string typed, string? extension, string to, string? kept)
    {
        var profile = ImmutableDictionary<string, string>.Empty.Add("phoneNumber", typed);
        var pending = Assert.IsType<Enrolling.Pending>(Enroll(key, extension is null ? profile : profile.Add("phoneExtension", extension)));

        Assert.Equal(new SentCodeEnrollment(to, kept), pending.Data);
        Assert.Equal(to, Assert.IsType<Sending.Code>(pending.Sending).To);
        Assert.Equal(Now.AddMinutes(3), Assert.Single(Assert.IsType<SentCodeChallenge>(pending.Challenge).Codes).Expires);
    }

    [Theory]
    [InlineData("sms", "")]
    [InlineData("call", "12x")]
    public void What_is_no_number_or_no_extension_is_refused(string key, string odd)
    {
        var profile = ImmutableDictionary<string, string>.Empty.Add("phoneNumber", key == "sms" ? odd : "4155550142").Add("phoneExtension", odd);

        Assert.IsType<Enrolling.InvalidPhone>(Enroll(key, profile));
        Assert.IsType<Enrolling.InvalidPhone>(Enroll(key, ImmutableDictionary<string, string>.Empty));
    }

    [Fact]
    public void A_mail_goes_to_the_users_own_address_whatever_was_sent()
    {
        var pending = Assert.IsType<Enrolling.Pending>(Enroll("email", ImmutableDictionary<string, string>.Empty.Add("email", "other@mail.test")));

        Assert.Equal("nia@mail.test", Assert.IsType<Sending.Code>(pending.Sending).To);
        Assert.Equal(new SentCodeEnrollment("nia@mail.test"), pending.Data);
    }

    [Theory]
    [InlineData("4155550142", "+14155550142")]
    [InlineData("14155550142", "+14155550142")]
    [InlineData("+442079460000", "+442079460000")]
    [InlineData("(415) 555-0142", "+14155550142")]
    [InlineData("415.555.0142", "+14155550142")]
    [InlineData("5550142", "+5550142")]
    [InlineData("555014", null)]
    [InlineData("123456789012345", "+123456789012345")]
    [InlineData("1234567890123456", null)]
    [InlineData("0155550142", null)]
    [InlineData("++14155550142", null)]
    [InlineData("+1415555014x", null)]
    [InlineData("415/555/0142", null)]
    [InlineData("", null)]
    [InlineData("+", null)]
    public void Numbers_as_people_type_them(string typed, string? number) => Assert.Equal(number, PhoneNumber.Normalize(typed));

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void An_answer_has_four_characters_at_least_and_a_hundred_at_most(int length, bool kept)
    {
        var profile = ImmutableDictionary<string, string>.Empty.Add("question", "first_award").Add("answer", $"  {new string('a', length)} ");

        var enrolling = Enroll("question", profile);

        Assert.Equal(kept, enrolling is Enrolling.Active);
        Assert.Equal(!kept, enrolling is Enrolling.Invalid { Cause: "Invalid Profile." });
        if (enrolling is Enrolling.Active { Data: SecurityQuestionEnrollment data })
        {
            Assert.Equal("first_award", data.Question);
            Assert.IsType<Verdict.Accepted>(Of("question").Judge(
                Enrolled("question", data), null, new Answer.Words(new Secret(new string('A', length))), Settings, Now));
        }
    }

    [Theory]
    [InlineData("sms", "nia@demo.test", @"^\+1555555\d{4}$")]
    [InlineData("call", "nia@demo.test", @"^\+1555555\d{4}$")]
    [InlineData("email", "nia@demo.test", "^nia@demo.test$")]
    [InlineData("email", "nia", "^nia@example.com$")]
    public void A_decoys_code_would_go_to_somewhere_likely(string key, string login, string to) =>
        Assert.Matches(to, Assert.IsType<SentCodeEnrollment>(Of(key).Fabricate(login, Draw(0))).To);

    [Fact]
    public void A_decoys_phone_and_token_look_like_anybodys()
    {
        Assert.Equal(new PushEnrollment("nia", "iPhone", "IOS", NumberChallenge: false), Of("push").Fabricate("nia", Draw(0)));
        var token = Assert.IsType<TotpEnrollment>(Of("totp").Fabricate("nia", Draw(0)));
        Assert.Equal(("nia", 16, 0L), (token.CredentialId, token.Secret.Length, token.LastStep));
    }

    private static IEnrollable Of(string key) => (IEnrollable)ASignOn.Catalog.Find(key)!;

    private static Enrolling.Pending Pending(string key, byte draw = 0) =>
        Assert.IsType<Enrolling.Pending>(Enroll(key, ImmutableDictionary<string, string>.Empty, draw));

    private static Enrolling Enroll(string key, ImmutableDictionary<string, string> profile, byte draw = 0) => Of(key).Enroll(
        new EnrollmentRequest { EnrollmentId = "new", User = Nia, Profile = profile }, Settings, Draw(draw), Now);

    private static Enrollment Enrolled(string key, FactorData data) => new("new", Of(key).Type.Kind, data, Now);

    private static Entropy Draw(byte seed) => new(new[] { seed });
}
