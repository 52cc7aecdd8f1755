using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.SentCode;

namespace FactorSeq.Core.Tests.Factors.SentCode;

public sealed class SentCodeFactorTests
{
    private static readonly SentCodeFactor Factor = new(SentCodeFactor.Sms);
    private static readonly FactorSettings Settings = new(default, CodeLifetime: TimeSpan.FromMinutes(5), 0, false);
    private static readonly Enrollment Enrolled = Ana.Enrolled("sms", World.Morning);

    [Theory]
    [InlineData(0, true)]
    [InlineData(299, true)]
    [InlineData(300, false)]
    public void A_code_is_good_for_its_life(int seconds, bool right)
    {
        var (challenge, code) = Send();

        Assert.Equal(right, IsRight(challenge, code, seconds));
    }

    [Fact]
    public void Spaces_around_a_code_do_not_count()
    {
        var (challenge, code) = Send();

        Assert.True(IsRight(challenge, $" {code} "));
    }

    [Fact]
    public void Every_code_still_alive_is_good()
    {
        var (first, one) = Send(seed: 1);
        var (second, two) = Send(seed: 2, running: first, seconds: 60);

        Assert.True(IsRight(second, one, 299));
        Assert.False(IsRight(second, one, 300));
        Assert.True(IsRight(second, two, 359));
        Assert.False(IsRight(second, two, 360));
    }

    [Fact]
    public void A_code_that_was_sent_twice_is_good()
    {
        var (first, _) = Send(seed: 1);
        var (second, code) = Send(seed: 1, running: first, seconds: 60);

        Assert.Equal(2, second.Codes.Length);
        Assert.True(IsRight(second, code, 60));
    }

    [Fact]
    public void Dead_codes_are_forgotten_when_another_is_sent()
    {
        var (first, _) = Send(seed: 1);
        var (second, _) = Send(seed: 2, running: first, seconds: 300);

        Assert.Single(second.Codes);
    }

    [Fact]
    public void At_most_ten_codes_are_out()
    {
        SentCodeChallenge? running = null;
        var codes = new List<string>();
        for (var seed = 0; seed < 12; seed++)
        {
            (running, var code) = Send(seed, running);
            codes.Add(code);
        }

        Assert.Equal(10, running!.Codes.Length);
        Assert.False(IsRight(running, codes[1]));
        Assert.True(IsRight(running, codes[2]));
    }

    [Fact]
    public void A_code_for_one_enrollment_is_wrong_for_another()
    {
        var (challenge, code) = Send();

        Assert.IsType<Verdict.Rejected>(
            Factor.Judge(Enrolled with { Id = "sms_other" }, challenge, new Answer.PassCode(new Secret(code)), Settings, World.Morning));
    }

    [Fact]
    public void The_code_is_in_the_message_and_not_in_the_challenge()
    {
        var (challenge, code) = Send();

        Assert.Matches("^[0-9]{6}$", code);
        Assert.DoesNotContain(code, challenge.Codes.Single().ToString());
        Assert.True(challenge.OutlivesSwitch);
    }

    [Fact]
    public void Without_a_code_out_everything_is_wrong() =>
        Assert.IsType<Verdict.Rejected>(Factor.Judge(Enrolled, null, new Answer.PassCode(new Secret("123456")), Settings, World.Morning));

    [Theory]
    [InlineData("+14155551337", "+1 XXX-XXX-1337")]
    [InlineData("+1 (415) 555-1337", "+1 XXX-XXX-1337")]
    [InlineData("+4915112345678", "+49 XXXXXXX5678")]
    [InlineData("+12345678", "+12 XX5678")]
    [InlineData("+1234567", "XXXXXXX")]
    [InlineData("+12345", "XXXXX")]
    [InlineData("1234", "XXXX")]
    [InlineData("", "")]
    public void A_phone_number_shows_its_last_four_digits(string number, string masked) => Assert.Equal(masked, Mask.Phone(number));

    [Theory]
    [InlineData("dana.ray@example.com", "d...y@example.com")]
    [InlineData("al@example.com", "a...l@example.com")]
    [InlineData("a@example.com", "a...a@example.com")]
    [InlineData("@example.com", "...")]
    [InlineData("nobody", "...")]
    [InlineData("", "...")]
    [InlineData("\"a@b\"@example.com", "\"...\"@example.com")]
    public void A_mail_address_shows_its_ends(string address, string masked) => Assert.Equal(masked, Mask.Email(address));

    [Fact]
    public void The_profile_is_masked()
    {
        Assert.Equal([new ProfileField("phoneNumber", "+1 XXX-XXX-0100")], Factor.Profile(Enrolled).AsEnumerable());
        Assert.Equal(
            [new ProfileField("email", "a...a@demo.test")],
            new SentCodeFactor(SentCodeFactor.Email).Profile(Ana.Enrolled("email", World.Morning)).AsEnumerable());
        Assert.Equal(
            [new ProfileField("phoneNumber", "+1 XXX-XXX-0100"), new ProfileField("phoneExtension", "12")],
            new SentCodeFactor(SentCodeFactor.Call).Profile(Enrolled with { Data = new SentCodeEnrollment(Ana.Phone, "12") }).AsEnumerable());
    }

    private static (SentCodeChallenge Challenge, string Code) Send(int seed = 1, SentCodeChallenge? running = null, int seconds = 0)
    {
        var verdict = Factor.Begin(Enrolled, running, Settings, new Entropy(BitConverter.GetBytes(seed)), World.Morning.AddSeconds(seconds));
        var challenged = Assert.IsType<Verdict.Challenged>(verdict);
        var sending = Assert.IsType<Sending.Code>(challenged.Sending);
        Assert.Equal((Channel.Sms, Ana.Phone), (sending.Channel, sending.To));
        return (Assert.IsType<SentCodeChallenge>(challenged.Challenge), sending.PassCode);
    }

    private static bool IsRight(SentCodeChallenge challenge, string code, int seconds = 0) => Factor.Judge(
        Enrolled, challenge, new Answer.PassCode(new Secret(code)), Settings, World.Morning.AddSeconds(seconds)) is Verdict.Accepted;
}
