using FactorSeq.Core.Directories;
using FactorSeq.Directories.Embedded;

namespace FactorSeq.Web.Tests.Directories;

/// <summary>What an embedded directory says of a password, row by row as a real domain controller was seen to.</summary>
public sealed class EmbeddedSignInTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);
    private static readonly DirectorySource.Embedded Three = new(LockoutThreshold: 3, LockoutMinutes: 30, LockoutWindowMinutes: 10);

    private static readonly EmbeddedPerson Bob = new() { ExternalId = "1", ShortName = "bob", Login = "bob@corp.test", State = new EmbeddedState() };

    private static readonly Dictionary<string, EmbeddedState> States = new()
    {
        ["normal"] = new(),
        ["locked"] = new() { Locked = true },
        ["disabled"] = new() { Disabled = true },
        ["disabled and locked"] = new() { Disabled = true, Locked = true },
        ["must change"] = new() { MustChangePassword = true },
        ["password expired"] = new() { PasswordExpired = true },
        ["account expired"] = new() { AccountExpires = Now },
        ["account expires later"] = new() { AccountExpires = Now.AddTicks(1) },
        ["hours"] = new() { LogonHoursDenied = true },
        ["workstations"] = new() { Workstations = ["PC1"] },
        ["deleted"] = new() { Deleted = true },
        ["deleted and locked"] = new() { Deleted = true, Locked = true },
        ["password expired and must change"] = new() { PasswordExpired = true, MustChangePassword = true },
        ["workstations and password expired"] = new() { Workstations = ["PC1"], PasswordExpired = true },
        ["hours and workstations"] = new() { LogonHoursDenied = true, Workstations = ["PC1"] },
        ["account expired and hours"] = new() { AccountExpires = Now.AddDays(-1), LogonHoursDenied = true },
        ["disabled and account expired"] = new() { Disabled = true, AccountExpires = Now.AddDays(-1) },
    };

    [Theory]
    [InlineData("normal", DirectoryAnswer.Bound, DirectoryAnswer.WrongPassword)]
    [InlineData("locked", DirectoryAnswer.Locked, DirectoryAnswer.Locked)]
    [InlineData("disabled", DirectoryAnswer.Disabled, DirectoryAnswer.WrongPassword)]
    [InlineData("disabled and locked", DirectoryAnswer.Locked, DirectoryAnswer.Locked)]
    [InlineData("must change", DirectoryAnswer.MustChangePassword, DirectoryAnswer.WrongPassword)]
    [InlineData("password expired", DirectoryAnswer.PasswordExpired, DirectoryAnswer.WrongPassword)]
    [InlineData("account expired", DirectoryAnswer.AccountExpired, DirectoryAnswer.WrongPassword)]
    [InlineData("account expires later", DirectoryAnswer.Bound, DirectoryAnswer.WrongPassword)]
    [InlineData("hours", DirectoryAnswer.LogonHours, DirectoryAnswer.WrongPassword)]
    [InlineData("workstations", DirectoryAnswer.Workstation, DirectoryAnswer.WrongPassword)]
    [InlineData("deleted", DirectoryAnswer.NotFound, DirectoryAnswer.NotFound)]
    [InlineData("deleted and locked", DirectoryAnswer.NotFound, DirectoryAnswer.NotFound)]
    [InlineData("password expired and must change", DirectoryAnswer.PasswordExpired, DirectoryAnswer.WrongPassword)]
    [InlineData("workstations and password expired", DirectoryAnswer.Workstation, DirectoryAnswer.WrongPassword)]
    [InlineData("hours and workstations", DirectoryAnswer.LogonHours, DirectoryAnswer.WrongPassword)]
    [InlineData("account expired and hours", DirectoryAnswer.AccountExpired, DirectoryAnswer.WrongPassword)]
    [InlineData("disabled and account expired", DirectoryAnswer.Disabled, DirectoryAnswer.WrongPassword)]
    public void A_state_is_told_to_whoever_has_the_password_and_a_lock_to_everybody(string state, DirectoryAnswer right, DirectoryAnswer wrong)
    {
        var person = Bob with { State = States[state] };
        Assert.Equal(right, EmbeddedSignIn.Judge(person, true, Three, Now).Answer);
        var (answer, after) = EmbeddedSignIn.Judge(person, false, Three, Now);
        Assert.Equal(wrong, answer);
        Assert.Equal(wrong == DirectoryAnswer.WrongPassword ? 1 : 0, after.BadPasswords);
    }

    [Fact]
    public void Every_state_of_the_table_is_judged() => Assert.Equal(
        States.Keys.Order(),
        typeof(EmbeddedSignInTests).GetMethod(nameof(A_state_is_told_to_whoever_has_the_password_and_a_lock_to_everybody))!
            .GetCustomAttributesData().Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .Select(a => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!)[0].Value!).Order());

    [Fact]
    public void The_password_that_locks_is_wrong_and_the_next_one_hears_of_the_lock()
    {
        Assert.Equal(
            [DirectoryAnswer.WrongPassword, DirectoryAnswer.WrongPassword, DirectoryAnswer.WrongPassword, DirectoryAnswer.Locked, DirectoryAnswer.Locked],
            Answers(Three, "wwwwr"));
        Assert.Equal([DirectoryAnswer.Locked], Answers(Three, "wwww").Skip(3));
    }

    [Fact]
    public void A_good_sign_in_takes_the_count_back_and_a_refused_one_does_not()
    {
        Assert.Equal(DirectoryAnswer.Bound, Answers(Three, "wwrwwr")[^1]);
        var disabled = Bob with { State = States["disabled"], BadPasswords = 2, LastBadPassword = Now };
        Assert.Same(disabled, EmbeddedSignIn.Judge(disabled, true, Three, Now).After);
    }

    [Fact]
    public void A_quiet_account_and_a_right_password_leave_nothing_to_write() =>
        Assert.Same(Bob, EmbeddedSignIn.Judge(Bob, true, Three, Now).After);

    [Fact]
    public void A_lock_opens_by_itself_to_the_tick_and_begins_anew()
    {
        var locked = Bob with { BadPasswords = 3, LastBadPassword = Now, LockedAt = Now };
        var open = Now.AddMinutes(30);
        Assert.Equal(DirectoryAnswer.Locked, EmbeddedSignIn.Judge(locked, true, Three, open.AddTicks(-1)).Answer);
        var (answer, after) = EmbeddedSignIn.Judge(locked, true, Three, open);
        Assert.Equal((DirectoryAnswer.Bound, Bob), (answer, after));
        var wrong = EmbeddedSignIn.Judge(locked, false, Three, open).After;
        Assert.Equal((1, null), (wrong.BadPasswords, wrong.LockedAt));
    }

    [Fact]
    public void A_lock_without_minutes_and_a_seeded_lock_last()
    {
        var locked = Bob with { LockedAt = Now };
        Assert.True(EmbeddedSignIn.IsLocked(locked, Three with { LockoutMinutes = 0 }, Now.AddYears(9)));
        Assert.True(EmbeddedSignIn.IsLocked(Bob with { State = States["locked"] }, Three, Now.AddYears(9)));
    }

    [Fact]
    public void Wrong_passwords_further_apart_than_the_window_do_not_add_up()
    {
        var two = Bob with { BadPasswords = 2, LastBadPassword = Now };
        Assert.NotNull(EmbeddedSignIn.Judge(two, false, Three, Now.AddMinutes(10)).After.LockedAt);
        var after = EmbeddedSignIn.Judge(two, false, Three, Now.AddMinutes(10).AddTicks(1)).After;
        Assert.Equal((1, null), (after.BadPasswords, after.LockedAt));
    }

    [Fact]
    public void A_threshold_of_nought_counts_and_never_locks() =>
        Assert.All(Answers(Three with { LockoutThreshold = 0 }, new string('w', 50)), answer => Assert.Equal(DirectoryAnswer.WrongPassword, answer));

    // w: wrong, r: right; one after the other.
    private static List<DirectoryAnswer> Answers(DirectorySource.Embedded lockout, string passwords)
    {
        var person = Bob;
        var answers = new List<DirectoryAnswer>();
        foreach (var password in passwords)
        {
            (var answer, person) = EmbeddedSignIn.Judge(person, password == 'r', lockout, Now);
            answers.Add(answer);
        }

        return answers;
    }
}
