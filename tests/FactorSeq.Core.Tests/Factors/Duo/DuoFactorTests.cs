using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.Duo;

namespace FactorSeq.Core.Tests.Factors.Duo;

public sealed class DuoFactorTests
{
    private static readonly DuoFactor Factor = new();
    private static readonly DateTimeOffset Begun = World.Morning;

    private static readonly FactorSettings Settings = new(TimeSpan.FromMinutes(5), default, 0, false)
    {
        Origins = ["https://demo.localhost:7700", "http://elsewhere.test"],
    };

    [Theory]
    [InlineData(PhoneDecision.Pending, 0, "Pending")]
    [InlineData(PhoneDecision.Pending, 299, "Pending")]
    [InlineData(PhoneDecision.Pending, 300, "Timeout")]
    [InlineData(PhoneDecision.Approved, 0, "Accepted")]
    [InlineData(PhoneDecision.Approved, 299, "Accepted")]
    [InlineData(PhoneDecision.Approved, 300, "Timeout")]
    [InlineData(PhoneDecision.Denied, 0, "Rejected")]
    [InlineData(PhoneDecision.Denied, 300, "Rejected")]
    public void What_Duo_said_and_when(PhoneDecision decision, int seconds, string outcome) =>
        Assert.Equal(outcome, Judge(Begin().Challenge, new Answer.Visited(decision, null), seconds));

    [Fact]
    public void Without_an_answer_Duo_is_asked()
    {
        var challenge = Begin().Challenge!;

        Assert.Equal(new Verdict.Ask(new Question.Visit(challenge.VisitId!)), Factor.Judge(Enrolled(), challenge, new Answer.None(), Settings, Begun));
    }

    [Fact]
    public void Past_its_time_nobody_is_asked() => Assert.Equal("Timeout", Judge(Begin().Challenge, new Answer.None(), 300));

    [Fact]
    public void Without_a_visit_there_is_nothing_to_approve() => Assert.Equal("Timeout", Judge(null, new Answer.Visited(PhoneDecision.Approved, null), 0));

    [Fact]
    public void The_client_is_told_where_Duo_is_and_what_to_sign()
    {
        var challenged = Begin();
        var face = challenged.Challenge!.Face!;

        Assert.Equal("verification", face.Member);
        Assert.Equal("demo.localhost:7700", (string)face.Body["host"]!);
        Assert.Equal("WAITING", (string)face.Body["factorResult"]!);
        Assert.Equal($"TX|{challenged.Challenge.VisitId}:APP|{challenged.Challenge.VisitId}", (string)face.Body["signature"]!);
        Assert.Equal(FactorResult.Waiting, challenged.Challenge.Result);
        Assert.Equal(new Sending.Visit(challenged.Challenge.VisitId!, Enrolled().Id, Begun.AddMinutes(5)), challenged.Sending);
    }

    [Fact]
    public void Each_visit_has_its_own_id() => Assert.NotEqual(Begin(1).Challenge!.VisitId, Begin(2).Challenge!.VisitId);

    private static Enrollment Enrolled() => Ana.Enrolled("duo", Begun);

    private static Verdict.Challenged Begin(byte seed = 0) =>
        Assert.IsType<Verdict.Challenged>(Factor.Begin(Enrolled(), null, Settings, new Entropy(new[] { seed }), Begun));

    private static string Judge(Challenge? challenge, Answer answer, int seconds) =>
        Factor.Judge(Enrolled(), challenge, answer, Settings, Begun.AddSeconds(seconds)) is var verdict && verdict is Verdict.Over over
            ? over.Result.ToString()
            : verdict.GetType().Name;
}
