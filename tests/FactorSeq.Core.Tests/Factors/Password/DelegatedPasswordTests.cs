using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors.Password;

namespace FactorSeq.Core.Tests.Factors.Password;

/// <summary>A password that a directory judges, as the factor sees it.</summary>
public sealed class DelegatedPasswordTests
{
    private static readonly PasswordFactor Factor = new(iterations: 1);
    private static readonly DelegatedPassword Fresh = new("0oa_ad", DirectoryType.ActiveDirectory);
    private static readonly DelegatedPassword Cached = Fresh with { Cached = Factor.Enroll(Ana.Password).Hash, Proved = World.Morning };

    [Fact]
    public void The_directory_is_asked()
    {
        var ask = Assert.IsType<Verdict.Ask>(Judge(Fresh, new Answer.Password(new Secret(Ana.Password))));

        Assert.Equal(Ana.Password, Assert.IsType<Question.Directory>(ask.Question).Password.Reveal());
    }

    [Fact]
    public void The_directory_is_asked_whatever_is_kept() =>
        Assert.IsType<Verdict.Ask>(Judge(Cached, new Answer.Password(new Secret(Ana.Password))));

    [Fact]
    public void A_pass_code_is_no_password_and_nobody_is_asked()
    {
        Assert.Equal(new Verdict.Rejected(Rejection.WrongPassword), Judge(Fresh, new Answer.PassCode(new Secret(Ana.Password))));
        Assert.Equal(new Verdict.Rejected(Rejection.WrongPassword), Judge(Cached, new Answer.None()));
    }

    [Theory]
    [InlineData(DirectoryAnswer.Bound, null)]
    [InlineData(DirectoryAnswer.WrongPassword, Rejection.WrongPassword)]
    [InlineData(DirectoryAnswer.NotFound, Rejection.DirectoryRefused)]
    [InlineData(DirectoryAnswer.Locked, Rejection.DirectoryRefused)]
    [InlineData(DirectoryAnswer.Disabled, Rejection.DirectoryRefused)]
    [InlineData(DirectoryAnswer.MustChangePassword, null)]
    [InlineData(DirectoryAnswer.PasswordExpired, null)]
    [InlineData(DirectoryAnswer.AccountExpired, Rejection.DirectoryRefused)]
    [InlineData(DirectoryAnswer.LogonHours, Rejection.DirectoryRefused)]
    [InlineData(DirectoryAnswer.Workstation, Rejection.DirectoryRefused)]
    [InlineData(DirectoryAnswer.NoAgent, Rejection.DirectoryRefused)]
    [InlineData(DirectoryAnswer.TimedOut, Rejection.DirectoryRefused)]
    [InlineData(DirectoryAnswer.Unreachable, Rejection.DirectoryRefused)]
    public void Every_answer_is_a_proof_or_has_its_rejection_and_comes_along(DirectoryAnswer answer, Rejection? rejection)
    {
        var reply = new DirectoryReply(answer, Corporate.Entry, "data 775");

        var verdict = Judge(Fresh, new Answer.FromDirectory(reply, new Secret(Ana.Password)));

        Assert.Equal(reply, verdict.Directory);
        Assert.Equal(rejection, (verdict as Verdict.Rejected)?.Why);
        Assert.Equal(rejection is null, verdict is Verdict.Accepted);
    }

    [Fact]
    public void What_Active_Directory_found_right_is_kept_as_a_hash()
    {
        var kept = Assert.IsType<DelegatedPassword>(Assert.IsType<Verdict.Accepted>(Replied(Fresh, DirectoryAnswer.Bound)).Updated);

        Assert.Equal(World.Morning, kept.Proved);
        Assert.DoesNotContain(Ana.Password, kept.Cached);
        Assert.IsType<Verdict.Accepted>(Replied(kept, DirectoryAnswer.NoAgent));
        Assert.IsType<Verdict.Rejected>(Replied(kept, DirectoryAnswer.NoAgent, password: "another"));
    }

    [Fact]
    public void Of_what_another_directory_found_right_nothing_is_kept() =>
        Assert.Null(Assert.IsType<Verdict.Accepted>(Replied(Fresh with { Type = DirectoryType.Ldap }, DirectoryAnswer.Bound)).Updated);

    [Theory]
    [InlineData(DirectoryAnswer.MustChangePassword)]
    [InlineData(DirectoryAnswer.PasswordExpired)]
    public void A_password_that_is_over_is_not_kept(DirectoryAnswer answer) =>
        Assert.Null(Assert.IsType<Verdict.Accepted>(Replied(Fresh, answer)).Updated);

    [Fact]
    public void What_is_kept_stands_in_for_an_agent_alone()
    {
        foreach (var answer in Enum.GetValues<DirectoryAnswer>())
        {
            var stoodIn = Replied(Fresh, answer) is Verdict.Rejected && Replied(Cached, answer) is Verdict.Accepted;
            Assert.Equal(answer == DirectoryAnswer.NoAgent, stoodIn);
        }
    }

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(4, 86399, true)]
    [InlineData(5, 0, false)]
    [InlineData(6, 0, false)]
    public void It_stands_in_for_five_days_to_the_second(int days, int seconds, bool counts) =>
        Assert.Equal(counts, Replied(Cached, DirectoryAnswer.NoAgent, World.Morning.AddDays(days).AddSeconds(seconds)) is Verdict.Accepted);

    [Fact]
    public void Standing_in_renews_nothing() =>
        Assert.Null(Assert.IsType<Verdict.Accepted>(Replied(Cached, DirectoryAnswer.NoAgent, World.Morning.AddDays(1))).Updated);

    [Fact]
    public void A_guess_at_what_stands_in_counts_as_a_wrong_password()
    {
        var reply = new DirectoryReply(DirectoryAnswer.NoAgent);
        var guessed = Judge(Cached, new Answer.FromDirectory(reply, new Secret("a guess")));
        Assert.Equal(Rejection.WrongPassword, Assert.IsType<Verdict.Rejected>(guessed).Why);
        Assert.Equal(Rejection.DirectoryRefused, Assert.IsType<Verdict.Rejected>(Judge(Fresh, new Answer.FromDirectory(reply, new Secret("a guess")))).Why);
    }

    [Fact]
    public void A_change_of_status_outlives_it()
    {
        Assert.Equal(Fresh, Cached.Outlived());
        Assert.Same(Fresh, Fresh.Outlived());
    }

    [Fact]
    public void A_new_password_takes_the_place_of_what_is_kept() =>
        Assert.Equal(Fresh, Factor.Replace(Cached, new Secret("N3w-password"), history: 3));

    [Fact]
    public void Nothing_that_is_kept_was_used_before() => Assert.False(Factor.WasUsed(Cached, new Secret(Ana.Password), history: 3));

    [Fact]
    public void Its_words_hide_the_hash()
    {
        Assert.Equal("DelegatedPassword 0oa_ad", Cached.ToString());
        Assert.DoesNotContain(Cached.Cached!, new Enrollment("password", FactorKind.Password, Cached, World.Morning).ToString());
        Assert.DoesNotContain(
            Ana.Password, new Answer.FromDirectory(new DirectoryReply(DirectoryAnswer.Bound), new Secret(Ana.Password)).ToString());
    }

    private static Verdict Replied(DelegatedPassword kept, DirectoryAnswer answer, DateTimeOffset? now = null, string password = Ana.Password) =>
        Judge(kept, new Answer.FromDirectory(new DirectoryReply(answer), new Secret(password)), now);

    private static Verdict Judge(DelegatedPassword kept, Answer answer, DateTimeOffset? now = null) =>
        Factor.Judge(new Enrollment("password", FactorKind.Password, kept, World.Morning), null, answer, null!, now ?? World.Morning);
}
