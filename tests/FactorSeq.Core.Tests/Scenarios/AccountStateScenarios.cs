using FactorSeq.Core.Directories;
using FactorSeq.Core.Imports;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.Scenarios;

/// <summary>The acceptance scenarios of account states and of imports that need no host.</summary>
public sealed class AccountStateScenarios
{
    public static TheoryData<DirectoryType> Types() => [.. Enum.GetValues<DirectoryType>()];

    [Fact]
    [Trait("scenario", "36")]
    [Trait("basis", "sourced")]
    public void Without_the_feature_a_locked_directory_user_is_told_nothing() =>
        Password().WithoutSequencing().WithStatus(AccountStatus.LockedOut)
            .Identify(passwordPosted: true).ShouldRefuse(Refusal.AuthenticationFailed).ShouldHaveAsked(0);

    [Fact]
    [Trait("scenario", "37")]
    [Trait("basis", "sourced")]
    public void Without_the_feature_a_locked_directory_user_is_told_where_the_policy_shows_locks() =>
        Password().WithoutSequencing().WithStatus(AccountStatus.LockedOut).Locking(new(ShowLockoutFailures: true))
            .Identify(passwordPosted: true).ShouldBe<Transaction.LockedOut>();

    [Fact]
    [Trait("scenario", "38")]
    [Trait("basis", "sourced")]
    public void With_the_feature_and_no_chain_the_password_meets_the_factor_service_error() =>
        Password().WithStatus(AccountStatus.LockedOut).Identify().ShouldBe<Transaction.Unauthenticated>()
            .Prove("password").ShouldRefuse(Refusal.FactorServiceError).ShouldBe<Transaction.Unauthenticated>();

    [Theory]
    [MemberData(nameof(Types))]
    [Trait("scenario", "39")]
    [Trait("basis", "sourced")]
    public void Under_a_chain_every_directory_s_locked_users_meet_it(DirectoryType type) =>
        Under("password -> push", type).WithStatus(AccountStatus.LockedOut).Identify().Prove("password").ShouldRefuse(Refusal.FactorServiceError);

    [Fact]
    [Trait("scenario", "40")]
    [Trait("basis", "sourced")]
    public void Once_the_feature_is_off_again_it_never_comes()
    {
        var signOn = Password().WithStatus(AccountStatus.LockedOut).Identify().Prove("password").ShouldRefuse(Refusal.FactorServiceError);

        signOn.WithoutSequencing().Beside().Identify(passwordPosted: true).ShouldRefuse(Refusal.AuthenticationFailed);
    }

    [Fact]
    [Trait("scenario", "41")]
    [Trait("basis", "inferred")]
    [Trait("setting", "fseAppliesToOktaSourced")]
    public void Okta_s_own_locked_users_fail_without_a_reason() =>
        ASignOn.Under("password -> push").EnrolledIn("password", "push").WithStatus(AccountStatus.LockedOut)
            .Identify().ShouldRefuse(Refusal.AuthenticationFailed);

    [Theory]
    [MemberData(nameof(Types))]
    [Trait("scenario", "42")]
    [Trait("basis", "inferred")]
    public void Who_is_locked_in_the_directory_alone_gets_in_without_the_password_and_nowhere_with_it(DirectoryType type)
    {
        Under("push", type).DirectorySays(DirectoryAnswer.Locked).Identify().Prove("push").ShouldBe<Transaction.Success>().ShouldHaveAsked(0);
        Under("password -> push", type).DirectorySays(DirectoryAnswer.Locked).Identify().Prove("password")
            .ShouldRefuse(Refusal.FactorServiceError).ShouldHaveStatus(AccountStatus.Active);
    }

    [Fact]
    [Trait("scenario", "45")]
    [Trait("basis", "sourced")]
    public void Who_must_change_the_password_does_so_after_both_steps_where_it_is_used_and_may_be_changed()
    {
        Under("push").DirectorySays(DirectoryAnswer.MustChangePassword).Identify().Prove("push").ShouldBe<Transaction.Success>();
        Under("push -> password").DirectorySays(DirectoryAnswer.MustChangePassword).Identify().Prove("push").ShouldBe<Transaction.MfaRequired>()
            .Prove("password").ShouldBe<Transaction.PasswordExpired>();
        Under("push -> password").DirectorySays(DirectoryAnswer.MustChangePassword).Locking(new() { AllowsChange = false })
            .Identify().Prove("push").Prove("password").ShouldRefuse(Refusal.WrongPassword);
    }

    [Fact]
    [Trait("scenario", "46")]
    [Trait("basis", "inferred")]
    public void An_account_that_has_expired_in_the_directory_signs_in_without_the_password_even_after_a_full_import()
    {
        var signOn = Under("push").DirectorySays(DirectoryAnswer.AccountExpired);

        // That it has expired stands nowhere in what an import reads.
        signOn.Imports(Corporate.Entry, ImportMode.Full).Identify().Prove("push").ShouldBe<Transaction.Success>();
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(6, false)]
    [Trait("scenario", "47")]
    [Trait("basis", "sourced")]
    public void Without_agents_a_good_sign_in_of_yesterday_stands_in_and_one_of_last_week_does_not(int days, bool standsIn)
    {
        var signOn = Password();
        signOn.Identify().Prove("password").ShouldBe<Transaction.Success>().After(TimeSpan.FromDays(days)).DirectorySays(DirectoryAnswer.NoAgent);

        var later = signOn.Beside().Identify().Prove("password");

        Assert.Equal(standsIn, later.State is Transaction.Success);
        Assert.Contains(later.Logged, e => e is { Type: "user.authentication.auth_via_AD_agent", Reason: DirectoryAnswers.TimedOutText });
        signOn.NowUnder("push").Beside().Identify().Prove("push").ShouldBe<Transaction.Success>();
    }

    [Fact]
    [Trait("scenario", "48")]
    [Trait("basis", "sourced")]
    public void An_unlock_in_the_directory_does_not_unlock_in_Okta() =>
        Password().WithStatus(AccountStatus.LockedOut).Imports(Corporate.Entry, ImportMode.Full).ShouldHaveStatus(AccountStatus.LockedOut);

    [Theory]
    [InlineData(ImportMode.Incremental)]
    [InlineData(ImportMode.Full)]
    [Trait("scenario", "49")]
    [Trait("basis", "sourced")]
    public void Who_is_disabled_signs_in_without_the_password_until_the_import_and_not_after_it(ImportMode mode)
    {
        var signOn = Under("push").DirectorySays(DirectoryAnswer.Disabled);
        signOn.Beside().Identify().Prove("push").ShouldBe<Transaction.Success>().ShouldHaveStatus(AccountStatus.Active);

        signOn.Imports(Corporate.Entry with { Disabled = true }, mode).Identify().ShouldRefuse(Refusal.AuthenticationFailed);
    }

    [Fact]
    [Trait("scenario", "52")]
    [Trait("basis", "inferred")]
    public void Who_was_disabled_since_the_import_is_deactivated_by_the_password_step() =>
        Under("push -> password").DirectorySays(DirectoryAnswer.Disabled).Identify().Prove("push").ShouldBe<Transaction.MfaRequired>()
            .Prove("password").ShouldRefuse(Refusal.WrongPassword).ShouldHaveStatus(AccountStatus.Deprovisioned);

    [Fact]
    [Trait("scenario", "55")]
    [Trait("basis", "sourced")]
    public void An_import_suspends_where_the_directory_is_set_to() =>
        Password(Corporate.ActiveDirectory with { WhenDeactivated = WhenDeactivated.Suspend })
            .Imports(Corporate.Entry with { Disabled = true }, ImportMode.Incremental).ShouldHaveStatus(AccountStatus.Suspended);

    private static ASignOn Password(DirectoryIntegration? directory = null) =>
        ASignOn.Under(new RuleAction.Password()).EnrolledIn("password", "push").From(directory ?? Corporate.ActiveDirectory);

    private static ASignOn Under(string chain, DirectoryType type = DirectoryType.ActiveDirectory) =>
        ASignOn.Under(chain).EnrolledIn("password", "push").From(Corporate.Of(type));
}
