using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.SecurityQuestion;

namespace FactorSeq.Core.Tests.Factors.SecurityQuestion;

public sealed class SecurityQuestionFactorTests
{
    private static readonly SecurityQuestionFactor Factor = new();

    [Theory]
    [InlineData("Annie Oakley", "Annie Oakley", true)]
    [InlineData("Annie Oakley", "annie oakley", true)]
    [InlineData("annie oakley", "ANNIE OAKLEY", true)]
    [InlineData("Annie Oakley", "  Annie Oakley ", true)]
    [InlineData("Annie Oakley", "Annie  Oakley", false)]
    [InlineData("Annie Oakley", "AnnieOakley", false)]
    [InlineData("Annie Oakley", "Annie", false)]
    [InlineData("Annie Oakley", "", false)]
    [InlineData("Käsespätzle", "KÄSESPÄTZLE", true)]
    public void An_answer_is_right_whatever_its_case_and_outer_spaces(string kept, string given, bool right)
    {
        var verdict = Judge(Enrolled(kept), new Answer.Words(new Secret(given)));

        Assert.Equal(right ? new Verdict.Accepted() : new Verdict.Rejected(Rejection.WrongAnswer), verdict);
    }

    [Fact]
    public void A_pass_code_is_no_answer() =>
        Assert.Equal(new Verdict.Rejected(Rejection.WrongAnswer), Judge(Enrolled("1234"), new Answer.PassCode(new Secret("1234"))));

    [Fact]
    public void The_answer_is_kept_out_of_sight() =>
        Assert.DoesNotContain("mushrooms", Enrolled("mushrooms").Answer, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void The_profile_shows_the_question() =>
        Assert.Equal(
            [new ProfileField("question", "disliked_food"), new ProfileField("questionText", "What is the food you least liked as a child?")],
            Factor.Profile(Ana.Enrolled("question", World.Morning)).AsEnumerable());

    [Fact]
    public void A_question_of_the_user_s_own_is_shown_as_it_stands() =>
        Assert.Contains(
            new ProfileField("questionText", "Who am I?"),
            Factor.Profile(Ana.Enrolled("question", World.Morning) with { Data = Enrolled("x") with { Question = "Who am I?" } }));

    private static SecurityQuestionEnrollment Enrolled(string answer) =>
        SecurityQuestionFactor.Enroll("disliked_food", answer, new Entropy("salt"u8.ToArray()));

    private static Verdict Judge(SecurityQuestionEnrollment kept, Answer answer) =>
        Factor.Judge(Ana.Enrolled("question", World.Morning) with { Data = kept }, null, answer, null!, World.Morning);
}
