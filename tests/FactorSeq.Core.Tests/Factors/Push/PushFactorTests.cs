using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.Push;

namespace FactorSeq.Core.Tests.Factors.Push;

public sealed class PushFactorTests
{
    private static readonly PushFactor Factor = new();
    private static readonly FactorSettings Settings = new(TimeSpan.FromMinutes(5), default, 0, AlwaysNumberChallenge: false);
    private static readonly DateTimeOffset Sent = World.Morning;

    [Theory]
    [InlineData(PhoneDecision.Pending, 0, "Pending")]
    [InlineData(PhoneDecision.Pending, 299, "Pending")]
    [InlineData(PhoneDecision.Pending, 300, "Timeout")]
    [InlineData(PhoneDecision.Approved, 0, "Accepted")]
    [InlineData(PhoneDecision.Approved, 299, "Accepted")]
    [InlineData(PhoneDecision.Approved, 300, "Timeout")]
    [InlineData(PhoneDecision.Denied, 0, "Rejected")]
    [InlineData(PhoneDecision.Denied, 300, "Rejected")]
    public void What_the_phone_said_and_when(PhoneDecision decision, int seconds, string outcome) =>
        Assert.Equal(outcome, Judge(Out(number: null), new Answer.Phone(decision, null), seconds));

    [Theory]
    [InlineData(42, "Accepted")]
    [InlineData(43, "Rejected")]
    [InlineData(null, "Rejected")]
    public void A_number_must_be_the_right_one(int? tapped, string outcome) =>
        Assert.Equal(outcome, Judge(Out(number: 42), new Answer.Phone(PhoneDecision.Approved, tapped), seconds: 0));

    [Fact]
    public void Without_an_answer_the_phone_is_asked()
    {
        var challenge = Out(number: null);

        Assert.Equal(
            new Verdict.Ask(new Question.Phone(challenge.PushId)),
            Factor.Judge(Enrolled(), challenge, new Answer.None(), Settings, Sent));
    }

    [Fact]
    public void Past_its_time_nobody_is_asked() => Assert.Equal("Timeout", Judge(Out(number: null), new Answer.None(), seconds: 300));

    [Fact]
    public void Without_a_push_there_is_nothing_to_approve() =>
        Assert.Equal("Timeout", Judge(null, new Answer.Phone(PhoneDecision.Approved, null), seconds: 0));

    [Fact]
    public void A_code_does_not_answer_a_push() =>
        Assert.IsType<Verdict.Ask>(Factor.Judge(Enrolled(), Out(number: 42), new Answer.PassCode(new Secret("42")), Settings, Sent));

    [Fact]
    public void The_push_says_where_it_goes_and_how_long_it_waits()
    {
        var challenged = Begin(Enrolled(), Settings, seed: 1);

        var push = Assert.IsType<Sending.Push>(challenged.Sending);
        Assert.Equal("Ana's phone", push.Device);
        Assert.Equal(Sent.AddMinutes(5), push.Expires);
        Assert.Empty(push.Numbers);
        Assert.Null(challenged.Challenge!.Face);
        Assert.False(challenged.Challenge.OutlivesSwitch);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_number_is_asked_where_the_phone_or_the_org_wants_it(bool phone, bool org)
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var challenged = Begin(Enrolled(phone), Settings with { AlwaysNumberChallenge = org }, seed);
            var numbers = Assert.IsType<Sending.Push>(challenged.Sending).Numbers;

            Assert.Equal(3, numbers.Distinct().Count());
            Assert.All(numbers, number => Assert.InRange(number, 10, 99));
            Assert.Contains(Assert.IsType<PushChallenge>(challenged.Challenge).Number!.Value, numbers);
        }
    }

    [Fact]
    public void The_number_to_tap_is_shown_on_the_page()
    {
        var face = Out(number: 42).Face!;

        Assert.Equal("challenge", face.Member);
        Assert.Equal("""{"correctAnswer":42}""", face.Body.ToJsonString());
    }

    [Theory]
    [InlineData("IOS", "SmartPhone_IPhone")]
    [InlineData("ANDROID", "SmartPhone_Android")]
    public void The_profile_names_the_phone(string platform, string deviceType)
    {
        var data = (PushEnrollment)Enrolled().Data with { Platform = platform };
        var profile = Factor.Profile(Enrolled() with { Data = data }).ToDictionary(f => f.Name, f => f.Value);

        Assert.Equal(("Ana's phone", deviceType, platform), (profile["name"], profile["deviceType"], profile["platform"]));
    }

    private static Enrollment Enrolled(bool numberChallenge = false) => Ana.Enrolled("push", Sent, numberChallenge);

    private static PushChallenge Out(int? number) => new("push-1", Sent.AddMinutes(5), number);

    private static Verdict.Challenged Begin(Enrollment enrollment, FactorSettings settings, int seed) =>
        Assert.IsType<Verdict.Challenged>(Factor.Begin(enrollment, null, settings, new Entropy(BitConverter.GetBytes(seed)), Sent));

    private static string Judge(Challenge? challenge, Answer answer, int seconds) =>
        Factor.Judge(Enrolled(), challenge, answer, Settings, Sent.AddSeconds(seconds)) is var verdict && verdict is Verdict.Over over
            ? over.Result.ToString()
            : verdict.GetType().Name;
}
