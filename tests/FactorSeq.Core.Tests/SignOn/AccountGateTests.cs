using FactorSeq.Core.Directories;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using static FactorSeq.Core.SignOn.Gate;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>The account-state matrix cell by cell, written out here a second time, and the settings that bend it.</summary>
public sealed class AccountGateTests
{
    private static readonly OrgSettings Usual = new();
    private static readonly PasswordAction Lenient = new();
    private static readonly PasswordAction Strict = new() { AllowsChange = false };

    /// <summary>Whose password who judges, the state, and the cells: feature off, name, another factor, password.</summary>
    public static TheoryData<bool, AccountState, Gate, Gate, Gate, Gate> Cells() => new()
    {
        { false, AccountState.Active, Open, Open, Open, Open },
        { false, AccountState.PasswordExpired, ChangePassword, Open, Open, ChangePassword },
        { false, AccountState.LockedOut, Locked, Locked, Locked, Locked },
        { false, AccountState.Suspended, Shut, Shut, Shut, Shut },
        { false, AccountState.Deprovisioned, Shut, Shut, Shut, Shut },
        { false, AccountState.NotActivated, Shut, Shut, Shut, Shut },
        { true, AccountState.Active, Open, Open, Open, Open },
        { true, AccountState.PasswordExpired, ChangePassword, Open, Open, ChangePassword },
        { true, AccountState.LockedOut, Locked, Open, FactorServiceError, FactorServiceError },
        { true, AccountState.Suspended, Shut, Shut, Shut, Shut },
        { true, AccountState.Deprovisioned, Shut, Shut, Shut, Shut },
        { true, AccountState.NotActivated, Shut, Shut, Shut, Shut },
        { true, AccountState.LockedInDirectory, Shut, Open, Open, FactorServiceError },
        { true, AccountState.DisabledInDirectory, Shut, Open, Open, Shut },
        { true, AccountState.PasswordOverInDirectory, ChangePassword, Open, Open, ChangePassword },
        { true, AccountState.ExpiredInDirectory, Shut, Open, Open, Shut },
        { true, AccountState.RestrictedInDirectory, Shut, Open, Open, Shut },
        { true, AccountState.GoneFromDirectory, Shut, Open, Open, Shut },
        { true, AccountState.NobodyAnswered, Shut, Open, Open, Shut },
    };

    /// <summary>How Okta's statuses read.</summary>
    public static TheoryData<AccountStatus, AccountState> Statuses() => new()
    {
        { AccountStatus.Staged, AccountState.NotActivated },
        { AccountStatus.Provisioned, AccountState.NotActivated },
        { AccountStatus.Active, AccountState.Active },
        { AccountStatus.Recovery, AccountState.NotActivated },
        { AccountStatus.PasswordExpired, AccountState.PasswordExpired },
        { AccountStatus.LockedOut, AccountState.LockedOut },
        { AccountStatus.Suspended, AccountState.Suspended },
        { AccountStatus.Deprovisioned, AccountState.Deprovisioned },
    };

    /// <summary>How a directory's answers read.</summary>
    public static TheoryData<DirectoryAnswer, AccountState> Answers() => new()
    {
        { DirectoryAnswer.Bound, AccountState.Active },
        { DirectoryAnswer.NotFound, AccountState.GoneFromDirectory },
        { DirectoryAnswer.Locked, AccountState.LockedInDirectory },
        { DirectoryAnswer.Disabled, AccountState.DisabledInDirectory },
        { DirectoryAnswer.MustChangePassword, AccountState.PasswordOverInDirectory },
        { DirectoryAnswer.PasswordExpired, AccountState.PasswordOverInDirectory },
        { DirectoryAnswer.AccountExpired, AccountState.ExpiredInDirectory },
        { DirectoryAnswer.LogonHours, AccountState.RestrictedInDirectory },
        { DirectoryAnswer.Workstation, AccountState.RestrictedInDirectory },
        { DirectoryAnswer.NoAgent, AccountState.NobodyAnswered },
        { DirectoryAnswer.TimedOut, AccountState.NobodyAnswered },
        { DirectoryAnswer.Unreachable, AccountState.NobodyAnswered },
    };

    [Theory]
    [MemberData(nameof(Cells))]
    public void Every_cell_is_as_it_is_written(bool delegated, AccountState state, Gate off, Gate name, Gate factor, Gate password)
    {
        var row = Assert.Single(AccountGate.Table, row => row.Delegated == delegated && row.State == state);

        Assert.Equal(off, row[SignInPoint.FeatureOff]);
        Assert.Equal(name, row[SignInPoint.Name]);
        Assert.Equal(factor, row[SignInPoint.Factor]);
        Assert.Equal(password, row[SignInPoint.Password]);
    }

    [Fact]
    public void There_is_no_cell_beside_them() => Assert.Equal(Cells().Count, AccountGate.Table.Length);

    [Fact]
    public void A_directory_user_has_a_row_in_every_state_and_another_in_every_state_that_Okta_knows()
    {
        Assert.Equal(Enum.GetValues<AccountState>(), AccountGate.Table.Where(row => row.Delegated).Select(row => row.State));
        Assert.Equal(
            Enum.GetValues<AccountState>().Where(state => state <= AccountState.NotActivated),
            AccountGate.Table.Where(row => !row.Delegated).Select(row => row.State));
    }

    [Theory]
    [MemberData(nameof(Statuses))]
    public void A_status_stands_in_its_row(AccountStatus status, AccountState state)
    {
        foreach (var provider in Enum.GetValues<CredentialProvider>())
        {
            var row = AccountGate.Table.Single(row => row.Delegated == (provider != CredentialProvider.Okta) && row.State == state);
            Assert.All(Enum.GetValues<SignInPoint>(), point => Assert.Equal(row[point], AccountGate.At(point, A(provider, status), Lenient, Usual)));
        }
    }

    [Fact]
    public void Every_status_has_its_row() => Assert.Equal(Enum.GetValues<AccountStatus>(), Statuses().Select(row => (AccountStatus)row[0]));

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_stands_in_its_row(DirectoryAnswer answer, AccountState state)
    {
        var row = AccountGate.Table.Single(row => row.Delegated && row.State == state);
        Assert.All(Enum.GetValues<SignInPoint>(), point =>
        {
            Assert.Equal(row[point], AccountGate.At(point, A(CredentialProvider.ActiveDirectory), Lenient, Usual, answer));
            Assert.Equal(row[point], AccountGate.At(point, A(CredentialProvider.Ldap), Lenient, Usual, answer));
        });
    }

    [Fact]
    public void Every_answer_has_its_row_but_the_wrong_password_which_is_judged_before() =>
        Assert.Equal(
            Enum.GetValues<DirectoryAnswer>().Where(answer => answer != DirectoryAnswer.WrongPassword),
            Answers().Select(row => (DirectoryAnswer)row[0]));

    [Theory]
    [InlineData(FsePoint.Verify, SignInPoint.Name, Open)]
    [InlineData(FsePoint.Identify, SignInPoint.Name, FactorServiceError)]
    [InlineData(FsePoint.Identify, SignInPoint.FeatureOff, Locked)]
    [InlineData(FsePoint.Identify, SignInPoint.Factor, FactorServiceError)]
    [InlineData(FsePoint.Identify, SignInPoint.Password, FactorServiceError)]
    public void The_factor_service_error_of_whom_Okta_has_locked_can_come_at_the_name(FsePoint setting, SignInPoint point, Gate gate)
    {
        var settings = Usual with { FsePoint = setting };

        Assert.Equal(gate, AccountGate.At(point, A(CredentialProvider.ActiveDirectory, AccountStatus.LockedOut), Lenient, settings));
        Assert.Equal(gate, AccountGate.At(point, A(CredentialProvider.Ldap, AccountStatus.LockedOut), Lenient, settings));
    }

    [Fact]
    public void What_only_the_directory_has_locked_never_comes_at_the_name() =>
        Assert.Equal(Open, AccountGate.At(
            SignInPoint.Name, A(CredentialProvider.ActiveDirectory), Lenient, Usual with { FsePoint = FsePoint.Identify }, DirectoryAnswer.Locked));

    [Fact]
    public void Nobody_else_meets_it_at_the_name() =>
        Assert.All(Enum.GetValues<AccountStatus>().Where(status => status != AccountStatus.LockedOut), status => Assert.NotEqual(
            FactorServiceError,
            AccountGate.At(SignInPoint.Name, A(CredentialProvider.ActiveDirectory, status), Lenient, Usual with { FsePoint = FsePoint.Identify })));

    [Theory]
    [InlineData(SignInPoint.FeatureOff, FsePoint.Verify, Locked)]
    [InlineData(SignInPoint.Name, FsePoint.Verify, Open)]
    [InlineData(SignInPoint.Name, FsePoint.Identify, FactorServiceError)]
    [InlineData(SignInPoint.Factor, FsePoint.Verify, FactorServiceError)]
    [InlineData(SignInPoint.Password, FsePoint.Verify, FactorServiceError)]
    public void It_can_strike_Okta_s_own_users_as_well(SignInPoint point, FsePoint at, Gate gate)
    {
        var settings = Usual with { FseAppliesToOktaSourced = true, FsePoint = at };

        Assert.Equal(gate, AccountGate.At(point, A(CredentialProvider.Okta, AccountStatus.LockedOut), Lenient, settings));
    }

    [Fact]
    public void Whom_Okta_has_not_locked_that_setting_leaves_alone() =>
        Assert.All(Enum.GetValues<AccountStatus>().Where(status => status != AccountStatus.LockedOut), status =>
            Assert.All(Enum.GetValues<SignInPoint>(), point => Assert.Equal(
                AccountGate.At(point, A(CredentialProvider.Okta, status), Lenient, Usual),
                AccountGate.At(point, A(CredentialProvider.Okta, status), Lenient, Usual with { FseAppliesToOktaSourced = true }))));

    [Theory]
    [InlineData(CredentialProvider.Okta, ChangePassword)]
    [InlineData(CredentialProvider.ActiveDirectory, Shut)]
    [InlineData(CredentialProvider.Ldap, Shut)]
    public void A_password_that_is_over_shuts_out_a_directory_user_who_may_not_change_it(CredentialProvider provider, Gate gate)
    {
        foreach (var point in new[] { SignInPoint.FeatureOff, SignInPoint.Password })
        {
            Assert.Equal(gate, AccountGate.At(point, A(provider, AccountStatus.PasswordExpired), Strict, Usual));
            Assert.Equal(
                provider == CredentialProvider.Okta ? Open : Shut,
                AccountGate.At(point, A(provider), Strict, Usual, provider == CredentialProvider.Okta ? null : DirectoryAnswer.MustChangePassword));
        }

        Assert.Equal(Open, AccountGate.At(SignInPoint.Factor, A(provider, AccountStatus.PasswordExpired), Strict, Usual));
    }

    private static User A(CredentialProvider provider, AccountStatus status = AccountStatus.Active) => new()
    {
        Id = Ana.Id, Login = Ana.Login, Email = Ana.Login, Provider = provider, Status = status,
    };
}
