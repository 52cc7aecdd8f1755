using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Factors.SecurityQuestion;

/// <summary>The security question (Authentication API, "Verify Security Question Factor"). Its text is shown before anything is proved, as Okta shows it.</summary>
public sealed class SecurityQuestionFactor : IEnrollable
{
    // Answers are short and guessable: five strikes protect them, not the hash, which only keeps them out of sight.
    private const int Rounds = 100;

    // Okta's default complexity of answers, and a length nobody's answer reaches.
    private const int ShortestAnswer = 4;
    private const int LongestAnswer = 100;

    public FactorType Type { get; } = new()
    {
        Key = "question",
        Kind = new FactorKind("question", "OKTA"),
        VendorName = "OKTA",
        IdPrefix = "ufs",
        PolicyKey = "okta_question",
        Amr = ["kba"],
        EventName = "SECURITY_QUESTION",
    };

    /// <summary>Keeps a new answer.</summary>
    /// <param name="entropy">Gives the salt.</param>
    public static SecurityQuestionEnrollment Enroll(string question, string answer, Entropy entropy) =>
        new(question, SecurityQuestionVerifier.Hash(answer, entropy.Bytes("salt").AsSpan(0, 16), Rounds));

    /// <summary>Whether a text is an answer as it is kept.</summary>
    public static bool IsHash(string text) => SecurityQuestionVerifier.IsHash(text);

    public Enrolling Enroll(EnrollmentRequest request, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        request.Profile.GetValueOrDefault("question") is { } question && SecurityQuestions.All.ContainsKey(question)
        && request.Profile.GetValueOrDefault("answer")?.Trim() is { Length: >= ShortestAnswer and <= LongestAnswer } answer
            ? new Enrolling.Active(Enroll(question, answer, entropy))
            : new Enrolling.Invalid("Invalid Profile.");

    public ImmutableArray<ProfileField> Profile(Enrollment enrollment)
    {
        var question = ((SecurityQuestionEnrollment)enrollment.Data).Question;
        return [new("question", question), new("questionText", SecurityQuestions.All.GetValueOrDefault(question, question))];
    }

    public Verdict Begin(Enrollment enrollment, Challenge? running, FactorSettings settings, Entropy entropy, DateTimeOffset now) =>
        new Verdict.Challenged(null, null);

    public Verdict Judge(Enrollment enrollment, Challenge? running, Answer answer, FactorSettings settings, DateTimeOffset now) =>
        SecurityQuestionVerifier.Judge((SecurityQuestionEnrollment)enrollment.Data, answer);

    public FactorData Fabricate(string login, Entropy entropy) => Enroll(
        SecurityQuestions.All.Keys.Order().ElementAt(entropy.Below("question", SecurityQuestions.All.Count)), entropy.Id("answer", 20), entropy);
}
