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

    // Factors API, "List security questions".
    [Theory]
    [InlineData("disliked_food", "What is the food you least liked as a child?")]
    [InlineData("name_of_first_plush_toy", "What is the name of your first stuffed animal?")]
    [InlineData("first_award", "What did you earn your first medal or award for?")]
    [InlineData("favorite_security_question", "What is your favorite security question?")]
    [InlineData("favorite_toy", "What is the toy/stuffed animal you liked the most as a kid?")]
    [InlineData("first_computer_game", "What was the first computer game you played?")]
    [InlineData("favorite_movie_quote", "What is your favorite movie quote?")]
    [InlineData("first_sports_team_mascot", "What was the mascot of the first sports team you played on?")]
    [InlineData("first_music_purchase", "What music album or song did you first purchase?")]
    [InlineData("favorite_art_piece", "What is your favorite piece of art?")]
    [InlineData("grandmother_favorite_desert", "What was your grandmother's favorite dessert?")]
    [InlineData("first_thing_cooked", "What was the first thing you learned to cook?")]
    [InlineData("childhood_dream_job", "What was your dream job as a child?")]
    [InlineData("first_kiss_location", "Where did you have your first kiss?")]
    [InlineData("place_where_significant_other_was_met", "Where did you meet your spouse/significant other?")]
    [InlineData("favorite_vacation_location", "Where did you go for your favorite vacation?")]
    [InlineData("new_years_two_thousand", "Where were you on New Year's Eve in the year 2000?")]
    [InlineData("favorite_speaker_actor", "Who is your favorite speaker/orator?")]
    [InlineData("favorite_book_movie_character", "Who is your favorite book/movie character?")]
    [InlineData("favorite_sports_player", "Who is your favorite sports player?")]
    public void A_question_has_its_name_on_the_wire(string question, string text) => Assert.Equal(text, SecurityQuestions.All[question]);

    [Fact]
    public void There_are_no_other_questions() => Assert.Equal(20, SecurityQuestions.All.Count);

    private static SecurityQuestionEnrollment Enrolled(string answer) =>
        SecurityQuestionFactor.Enroll("disliked_food", answer, new Entropy("salt"u8.ToArray()));

    private static Verdict Judge(SecurityQuestionEnrollment kept, Answer answer) =>
        Factor.Judge(Ana.Enrolled("question", World.Morning) with { Data = kept }, null, answer, null!, World.Morning);
}
