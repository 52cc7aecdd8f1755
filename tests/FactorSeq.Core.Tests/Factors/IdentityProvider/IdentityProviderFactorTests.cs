using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.IdentityProvider;

namespace FactorSeq.Core.Tests.Factors.IdentityProvider;

public sealed class IdentityProviderFactorTests
{
    private static readonly FactorSettings Settings = new(TimeSpan.FromMinutes(5), default, 0, false);
    private static readonly DateTimeOffset Begun = World.Morning;

    [Theory]
    [InlineData(PhoneDecision.Pending, 0, "Pending")]
    [InlineData(PhoneDecision.Pending, 300, "Timeout")]
    [InlineData(PhoneDecision.Approved, 299, "Accepted")]
    [InlineData(PhoneDecision.Approved, 300, "Timeout")]
    [InlineData(PhoneDecision.Denied, 0, "Failed")]
    [InlineData(PhoneDecision.Denied, 300, "Failed")]
    public void How_the_user_came_back_and_when(PhoneDecision decision, int seconds, string outcome)
    {
        Assert.Equal(outcome, Judge("saml_idp", Begin("saml_idp").Challenge, new Answer.Visited(decision, null), seconds));
        Assert.Equal(outcome, Judge("oidc_idp", Begin("oidc_idp").Challenge, new Answer.Visited(decision, null), seconds));
    }

    [Fact]
    public void A_failure_says_what_the_provider_said() => Assert.Equal(
        new Verdict.Over(FactorResult.Failed, "No such account here."),
        Factor("saml_idp").Judge(
            Enrolled("saml_idp"), Begin("saml_idp").Challenge, new Answer.Visited(PhoneDecision.Denied, "No such account here."), Settings, Begun));

    [Fact]
    public void Who_never_left_cannot_come_back() =>
        Assert.Equal("Timeout", Judge("oidc_idp", null, new Answer.Visited(PhoneDecision.Approved, null), 0));

    [Fact]
    public void Without_an_answer_the_provider_is_asked() => Assert.Equal("Ask", Judge("oidc_idp", Begin("oidc_idp").Challenge, new Answer.None(), 0));

    // The widget's fixtures have neither a factorResult nor a challenge here, only the link.
    [Fact]
    public void The_wire_shows_nothing_of_the_challenge()
    {
        var challenged = Begin("saml_idp");

        Assert.Null(challenged.Challenge!.Result);
        Assert.Null(challenged.Challenge.Face);
        Assert.Equal(
            new Sending.Visit(Assert.IsType<IdentityProviderChallenge>(challenged.Challenge).Visit, Enrolled("saml_idp").Id, Begun.AddMinutes(5)),
            challenged.Sending);
    }

    [Fact]
    public void The_profile_names_the_user_as_the_provider_does() =>
        Assert.Equal(new ProfileField("user", Ana.Login), Assert.Single(Factor("oidc_idp").Profile(Enrolled("oidc_idp"))));

    private static IFactor Factor(string key) => ASignOn.Catalog.Find(key)!;

    private static Enrollment Enrolled(string key) => Ana.Enrolled(key, Begun);

    private static Verdict.Challenged Begin(string key) =>
        Assert.IsType<Verdict.Challenged>(Factor(key).Begin(Enrolled(key), null, Settings, new Entropy("seed"u8.ToArray()), Begun));

    private static string Judge(string key, Challenge? challenge, Answer answer, int seconds) =>
        Factor(key).Judge(Enrolled(key), challenge, answer, Settings, Begun.AddSeconds(seconds)) is var verdict && verdict is Verdict.Over over
            ? over.Result.ToString()
            : verdict.GetType().Name;
}
