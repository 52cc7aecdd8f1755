using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>
/// Account state by way to sign in, each cell walked from the name to the end. The ways: C1 factor sequencing off, name and password together;
/// C2 on but in no rule; C3 <c>password -> totp</c>; C4 <c>totp -> password</c>; C5 <c>totp</c> alone.
/// </summary>
/// <remarks>
/// The outcomes: OK a session; FAIL E0000004; LOCK the same with the reason LOCKED_OUT, or 200 LOCKED_OUT where the policy shows it; FSE
/// Factor Service Error; PWX a new password is wanted; WRONG what a wrong password hears; SILENT E0000067. "1→" is what was proved before.
/// </remarks>
public sealed class AccountStateMatrixTests
{
    private const string OktasOwn =
        """
        state             | C1   | C2    | C3      | C4      | C5
        Active            | OK   | OK    | OK      | OK      | OK
        LockedOut         | LOCK | LOCK  | LOCK    | LOCK    | LOCK
        PasswordExpired   | PWX  | PWX   | 1→2→PWX | 1→2→PWX | OK
        Suspended         | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        Deprovisioned     | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        Staged            | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        Provisioned       | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        Recovery          | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        """;

    // Of both types of directory. Statuses are Okta's; an answer that begins with "says" is the directory's to the right password.
    private const string OfADirectory =
        """
        state                   | C1   | C2    | C3      | C4      | C5
        Active                  | OK   | OK    | OK      | OK      | OK
        LockedOut               | LOCK | FSE   | FSE     | FSE     | FSE
        PasswordExpired         | PWX  | PWX   | 1→2→PWX | 1→2→PWX | OK
        Suspended               | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        Deprovisioned           | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        Staged                  | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        Provisioned             | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        Recovery                | FAIL | FAIL  | FAIL    | FAIL    | FAIL
        says Bound              | OK   | OK    | OK      | OK      | OK
        says Locked             | FAIL | FSE   | FSE     | 1→FSE   | OK
        says Disabled           | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says MustChangePassword | PWX  | PWX   | 1→2→PWX | 1→2→PWX | OK
        says PasswordExpired    | PWX  | PWX   | 1→2→PWX | 1→2→PWX | OK
        says AccountExpired     | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says LogonHours         | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says Workstation        | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says NotFound           | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says NoAgent            | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says TimedOut           | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says Unreachable        | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says WrongPassword      | FAIL | WRONG | WRONG   | 1→WRONG | OK
        """;

    // Where the password policy lets nobody change theirs.
    private const string WithoutChange =
        """
        state                   | C1   | C2    | C3      | C4      | C5
        PasswordExpired         | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says MustChangePassword | FAIL | WRONG | WRONG   | 1→WRONG | OK
        says PasswordExpired    | FAIL | WRONG | WRONG   | 1→WRONG | OK
        """;

    // The setting directoryRefusal: E0000004.
    private const string Outright =
        """
        state               | C1   | C2    | C3      | C4      | C5
        says Locked         | FAIL | FSE   | FSE     | 1→FSE   | OK
        says Disabled       | FAIL | FAIL  | FAIL    | 1→FAIL  | OK
        says AccountExpired | FAIL | FAIL  | FAIL    | 1→FAIL  | OK
        says LogonHours     | FAIL | FAIL  | FAIL    | 1→FAIL  | OK
        says Workstation    | FAIL | FAIL  | FAIL    | 1→FAIL  | OK
        says NotFound       | FAIL | FAIL  | FAIL    | 1→FAIL  | OK
        says NoAgent        | FAIL | FAIL  | FAIL    | 1→FAIL  | OK
        says WrongPassword  | FAIL | WRONG | WRONG   | 1→WRONG | OK
        """;

    // The setting delauthTimeoutAsFactor.
    private const string TimeoutAsFactor =
        """
        state            | C1   | C2     | C3     | C4       | C5
        says NoAgent     | FAIL | SILENT | SILENT | 1→SILENT | OK
        says TimedOut    | FAIL | SILENT | SILENT | 1→SILENT | OK
        says Unreachable | FAIL | SILENT | SILENT | 1→SILENT | OK
        says Disabled    | FAIL | WRONG  | WRONG  | 1→WRONG  | OK
        """;

    // The setting fsePoint: identify.
    private const string AtTheName =
        """
        state       | C1   | C2  | C3  | C4    | C5
        LockedOut   | LOCK | FSE | FSE | FSE   | FSE
        says Locked | FAIL | FSE | FSE | 1→FSE | OK
        Active      | OK   | OK  | OK  | OK    | OK
        """;

    public static TheoryData<string, string, string> OktasOwnCells() => Cells(OktasOwn);

    public static TheoryData<string, string, string> DirectoryCells() => Cells(OfADirectory);

    public static TheoryData<string, string, string> WithoutChangeCells() => Cells(WithoutChange);

    public static TheoryData<string, string, string> OutrightCells() => Cells(Outright);

    public static TheoryData<string, string, string> TimeoutAsFactorCells() => Cells(TimeoutAsFactor);

    public static TheoryData<string, string, string> AtTheNameCells() => Cells(AtTheName);

    [Theory]
    [MemberData(nameof(OktasOwnCells))]
    public void Okta_s_own_user(string state, string way, string outcome) =>
        Assert.Equal(outcome, Walked(Begun(way), state, way));

    [Theory]
    [MemberData(nameof(DirectoryCells))]
    public void A_user_of_Active_Directory(string state, string way, string outcome) =>
        Assert.Equal(outcome, Walked(Begun(way).From(Corporate.ActiveDirectory), state, way));

    [Theory]
    [MemberData(nameof(DirectoryCells))]
    public void A_user_of_another_directory(string state, string way, string outcome) =>
        Assert.Equal(outcome, Walked(Begun(way).From(Corporate.Ldap), state, way));

    [Theory]
    [MemberData(nameof(WithoutChangeCells))]
    public void A_directory_user_who_may_not_change_the_password(string state, string way, string outcome) =>
        Assert.Equal(outcome, Walked(Begun(way).From(Corporate.ActiveDirectory).Locking(new() { AllowsChange = false }), state, way));

    [Theory]
    [MemberData(nameof(OutrightCells))]
    public void A_directory_user_where_refusals_are_outright(string state, string way, string outcome) =>
        Assert.Equal(outcome, Walked(
            Begun(way).From(Corporate.ActiveDirectory).In(s => s with { DirectoryRefusal = DirectoryRefusal.E0000004 }), state, way));

    [Theory]
    [MemberData(nameof(TimeoutAsFactorCells))]
    public void A_directory_user_where_silence_is_the_factor_service_s(string state, string way, string outcome) =>
        Assert.Equal(outcome, Walked(Begun(way).From(Corporate.ActiveDirectory).In(s => s with { DelauthTimeoutAsFactor = true }), state, way));

    [Theory]
    [MemberData(nameof(AtTheNameCells))]
    public void A_directory_user_where_the_factor_service_looks_at_the_name(string state, string way, string outcome) =>
        Assert.Equal(outcome, Walked(Begun(way).From(Corporate.ActiveDirectory).In(s => s with { FsePoint = FsePoint.Identify }), state, way));

    [Theory]
    [InlineData("C1", "LOCK")]
    [InlineData("C2", "FSE")]
    [InlineData("C3", "FSE")]
    [InlineData("C4", "FSE")]
    [InlineData("C5", "FSE")]
    [Trait("basis", "inferred")]
    public void Okta_s_own_user_where_the_error_strikes_everybody(string way, string outcome) =>
        Assert.Equal(outcome, Walked(Begun(way).In(s => s with { FseAppliesToOktaSourced = true }), "LockedOut", way));

    [Theory]
    [InlineData("C1", "LOCK")]
    [InlineData("C2", "FSE")]
    [InlineData("C3", "FSE")]
    [InlineData("C4", "FSE")]
    [InlineData("C5", "FSE")]
    public void Where_the_policy_shows_locks_the_error_wins_for_directory_users(string way, string outcome) =>
        Assert.Equal(outcome, Walked(
            Begun(way).From(Corporate.ActiveDirectory).Locking(new() { ShowLockoutFailures = true }), "LockedOut", way, shown: true));

    [Theory]
    [InlineData("C1")]
    [InlineData("C2")]
    [InlineData("C3")]
    [InlineData("C4")]
    [InlineData("C5")]
    public void Where_the_policy_shows_locks_Okta_s_own_users_see_theirs_at_once(string way) =>
        Assert.Equal("LOCK", Walked(Begun(way).Locking(new() { ShowLockoutFailures = true }), "LockedOut", way, shown: true));

    [Theory]
    [InlineData("C1", "OK", "FAIL")]
    [InlineData("C2", "OK", "WRONG")]
    [InlineData("C3", "OK", "WRONG")]
    [InlineData("C4", "OK", "1→WRONG")]
    [InlineData("C5", "OK", "OK")]
    public void While_no_agent_is_connected_a_good_sign_in_of_late_stands_in_with_Active_Directory_alone(string way, string active, string other)
    {
        Assert.Equal(active, AfterAGoodSignIn(Corporate.ActiveDirectory));
        Assert.Equal(other, AfterAGoodSignIn(Corporate.Ldap));

        string AfterAGoodSignIn(DirectoryIntegration directory)
        {
            var before = Begun("C2").From(directory);
            before.Identify().Prove("password").ShouldBe<Transaction.Success>();
            var signOn = Under(before.After(TimeSpan.FromDays(1)).Beside(), way);
            return Walked(signOn, "says NoAgent", way);
        }
    }

    [Fact]
    public void The_tables_leave_out_no_status_and_no_answer()
    {
        var states = DirectoryCells().Select(row => (string)row[0]).ToHashSet();
        Assert.Superset(Enum.GetNames<AccountStatus>().Concat(Enum.GetNames<DirectoryAnswer>().Select(answer => $"says {answer}")).ToHashSet(), states);
        Assert.Superset(Enum.GetNames<AccountStatus>().ToHashSet(), OktasOwnCells().Select(row => (string)row[0]).ToHashSet());
    }

    private static ASignOn Begun(string way) => Under(ASignOn.Under("totp").EnrolledIn("password", "totp"), way);

    private static ASignOn Under(ASignOn signOn, string way) => way switch
    {
        "C1" => signOn.NowUnder("password").WithoutSequencing(),
        "C2" => signOn.NowUnder("password"),
        "C3" => signOn.NowUnder("password -> totp"),
        "C4" => signOn.NowUnder("totp -> password"),
        _ => signOn.NowUnder("totp"),
    };

    // Brings the account into its state, signs in as far as that goes, and says what came of it.
    private static string Walked(ASignOn signOn, string state, string way, bool shown = false)
    {
        signOn = state.Split(' ') is ["says", var answer]
            ? signOn.DirectorySays(Enum.Parse<DirectoryAnswer>(answer))
            : signOn.WithStatus(Enum.Parse<AccountStatus>(state));
        string[] factors = way switch
        {
            "C3" => ["password", "totp"],
            "C4" => ["totp", "password"],
            "C5" => ["totp"],
            _ => ["password"],
        };
        var asked = signOn.Asked;
        signOn.Identify(passwordPosted: way == "C1");
        foreach (var factor in factors)
        {
            if (signOn.Last.Refusal is null && signOn.State is Transaction.Open)
            {
                signOn.Verify(factor, signOn.Right(factor), primary: way == "C1");
            }
        }

        if (way == "C5")
        {
            signOn.ShouldHaveAsked(asked);
        }

        var steps = factors.Length == 1 ? "" : string.Concat(signOn.State.Context.Proved.Select((_, i) => $"{i + 1}→"));
        return signOn.State is Transaction.Success ? "OK" : steps + Outcome(signOn, shown);
    }

    private static string Outcome(ASignOn signOn, bool shown) => (signOn.State, signOn.Last.Refusal) switch
    {
        (Transaction.LockedOut, null) when shown                                         => "LOCK",
        (Transaction.PasswordExpired, null)                                              => "PWX",
        (_, Refusal.FactorServiceError)                                                  => "FSE",
        (_, Refusal.FactorServiceTimeout)                                                => "SILENT",
        (_, Refusal.WrongPassword)                                                       => "WRONG",
        (_, Refusal.AuthenticationFailed) when IsOktaLock(signOn)                        => "LOCK",
        (_, Refusal.AuthenticationFailed)                                                => "FAIL",
        var (state, refusal)                                                             => $"{state.GetType().Name} {refusal}",
    };

    // A lock in the directory alone has that reason in the log too, and is no lock of Okta's.
    private static bool IsOktaLock(ASignOn signOn) => signOn.Account.User.Status == AccountStatus.LockedOut
        && signOn.Last.Effects.OfType<Effect.Log>().Any(log => log.Event is { Type: "user.session.start", Reason: "LOCKED_OUT" });

    private static TheoryData<string, string, string> Cells(string table)
    {
        var cells = new TheoryData<string, string, string>();
        var rows = table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
        foreach (var row in rows.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                cells.Add(row[0], rows[0][column], row[column]);
            }
        }

        return cells;
    }
}
