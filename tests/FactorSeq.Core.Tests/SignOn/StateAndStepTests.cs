using System.Reflection;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;

namespace FactorSeq.Core.Tests.SignOn;

/// <summary>
/// Every state meets every step. A cell is the state that follows, or in lower case the refusal. A state, step or verdict that is added to the
/// product and not to this table fails the first two tests until somebody decides what it does.
/// </summary>
public sealed class StateAndStepTests
{
    // The transaction: chain push -> question; in MfaChallenge the push is out; Success came from a hosted page.
    private const string SigningIn = """
        step               | Bootstrapped        | Unauthenticated     | MfaRequired         | MfaChallenge        | LockedOut           | Success             | Ended
        Identified         | Unauthenticated     | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        VouchedFor         | Success             | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        AskedToStepUp      | invalidToken        | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        AskedForLink       | RecoveryMailed      | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        AskedForCode       | RecoveryChallenge   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        TokenSpent         | invalidToken        | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        Chose              | notAllowedInState   | Unauthenticated     | MfaRequired         | MfaChallenge        | notAllowedInState   | notAllowedInState   | invalidToken
        AskedAgain         | notAllowedInState   | notAllowedInState   | notAllowedInState   | MfaChallenge        | notAllowedInState   | notAllowedInState   | invalidToken
        Judged.Accepted    | notAllowedInState   | MfaRequired         | MfaRequired         | MfaRequired         | notAllowedInState   | notAllowedInState   | invalidToken
        Judged.Rejected    | notAllowedInState   | wrongPassCode       | wrongPassCode       | wrongPassCode       | notAllowedInState   | notAllowedInState   | invalidToken
        Judged.Challenged  | notAllowedInState   | MfaChallenge        | MfaChallenge        | MfaChallenge        | notAllowedInState   | notAllowedInState   | invalidToken
        Judged.Pending     | notAllowedInState   | notAllowedInState   | notAllowedInState   | MfaChallenge        | notAllowedInState   | notAllowedInState   | invalidToken
        Judged.Over        | notAllowedInState   | notAllowedInState   | notAllowedInState   | MfaChallenge        | notAllowedInState   | notAllowedInState   | invalidToken
        Judged.Ask         | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        WentBack           | notAllowedInState   | notAllowedInState   | notAllowedInState   | MfaRequired         | notAllowedInState   | notAllowedInState   | invalidToken
        Looked             | Bootstrapped        | Unauthenticated     | MfaRequired         | MfaChallenge        | notAllowedInState   | Success             | invalidToken
        Skipped            | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        WishedToEnroll     | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        Enrolled           | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        ActivationRenewed  | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        ActivationSent     | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        ActivationJudged   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        PasswordChanged    | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        PasswordReset      | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        RecoveryCodeJudged | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        RecoveryAnswered   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | invalidToken
        Cancelled          | Ended               | Ended               | Ended               | Ended               | Ended               | Ended               | invalidToken
        Redeemed           | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | Ended               | invalidToken
        """;

    // Chain password -> question, the question still to be set up; a recovery by text message; a link by mail; a trusted app.
    private const string AllAround = """
        step               | MfaEnroll           | MfaEnrollActivate   | PasswordWarn        | PasswordExpired     | PasswordReset       | RecoveryChallenge   | Recovery            | RecoveryMailed      | RecoveryGranted     | Unlocked
        Identified         | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        VouchedFor         | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        AskedToStepUp      | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        AskedForLink       | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        AskedForCode       | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | RecoveryChallenge   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        TokenSpent         | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        Chose              | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        AskedAgain         | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        Judged.Accepted    | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        Judged.Rejected    | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        Judged.Challenged  | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        Judged.Pending     | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        Judged.Over        | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        Judged.Ask         | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        WentBack           | notAllowedInState   | MfaEnroll           | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        Looked             | MfaEnroll           | MfaEnrollActivate   | PasswordWarn        | PasswordExpired     | PasswordReset       | RecoveryChallenge   | Recovery            | RecoveryMailed      | RecoveryGranted     | Unlocked
        Skipped            | notAllowedInState   | notAllowedInState   | Success             | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        WishedToEnroll     | MfaEnroll           | MfaEnrollActivate   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        Enrolled           | Success             | Success             | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        ActivationRenewed  | notAllowedInState   | MfaEnrollActivate   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        ActivationSent     | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        ActivationJudged   | notAllowedInState   | Success             | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        PasswordChanged    | notAllowedInState   | notAllowedInState   | Success             | Success             | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        PasswordReset      | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | Success             | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        RecoveryCodeJudged | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | PasswordReset       | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        RecoveryAnswered   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | PasswordReset       | notAllowedInState   | notAllowedInState   | notAllowedInState
        Cancelled          | Ended               | Ended               | Ended               | Ended               | Ended               | Ended               | Ended               | Ended               | Ended               | Ended
        Redeemed           | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState   | notAllowedInState
        """;

    private static readonly string[][][] Tables =
    [
        .. new[] { SigningIn, AllAround }.Select(table => table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToArray()),
    ];

    public static TheoryData<string, string, string> Cells()
    {
        var cells = new TheoryData<string, string, string>();
        foreach (var (state, step, outcome) in All())
        {
            cells.Add(state, step, outcome);
        }

        return cells;
    }

    /// <summary>The cells that are no refusals.</summary>
    internal static IEnumerable<(string From, string Step, string To)> Taken() => All().Where(cell => char.IsUpper(cell.To[0]));

    private static IEnumerable<(string From, string Step, string To)> All() =>
        from table in Tables
        from row in table.Skip(1)
        from column in Enumerable.Range(1, row.Length - 1)
        select (table[0][column], row[0], row[column]);

    [Fact]
    public void The_tables_have_a_column_for_every_state() =>
        Assert.Equal(CasesOf(typeof(Transaction)).Order(), Tables.SelectMany(table => table[0].Skip(1)).Order());

    [Fact]
    public void The_tables_have_a_row_for_every_step_and_every_verdict() =>
        Assert.All(Tables, table => Assert.Equal(
            CasesOf(typeof(Step)).Where(step => step != nameof(Step.Judged))
                .Concat(CasesOf(typeof(Verdict)).Select(verdict => $"Judged.{verdict}")).Order(),
            table.Skip(1).Select(row => row[0]).Order()));

    [Theory]
    [MemberData(nameof(Cells))]
    public void What_follows_stands_in_the_table(string state, string step, string expected)
    {
        var signOn = At(state);
        var decision = Decide.Next(signOn.State, StepNamed(step, signOn), signOn.Facts(), signOn.Now);

        Assert.Equal(expected, Outcome(decision));
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Past_its_time_every_state_refuses_every_step(string state, string step, string expected)
    {
        var signOn = At(state);
        var decision = Decide.Next(signOn.State, StepNamed(step, signOn), signOn.Facts(), signOn.State.Context.Expires);

        Assert.Equal("invalidToken", Outcome(decision));
        Assert.Empty(decision.Effects);
        Assert.Null(decision.Account);
        Assert.NotEmpty(expected);
    }

    [Fact]
    public void Success_of_an_API_client_is_not_redeemed_for_a_session() =>
        ASignOn.Under("question").EnrolledIn("question").Identify().Prove("question").ShouldBe<Transaction.Success>()
            .Redeem().ShouldRefuse(Refusal.NotAllowedInState);

    private static string Outcome(Decision decision) => decision.Refusal is { } refusal
        ? $"{char.ToLowerInvariant(refusal.ToString()[0])}{refusal.ToString()[1..]}"
        : decision.Next.GetType().Name;

    private static ASignOn At(string state)
    {
        var signOn = ASignOn.Under("push -> question").EnrolledIn("push", "question").OnAHostedPage();
        return state switch
        {
            nameof(Transaction.Bootstrapped) => signOn,
            nameof(Transaction.Unauthenticated) => signOn.Identify(),
            nameof(Transaction.MfaRequired) => signOn.Identify().Verify("push").GoBack(),
            nameof(Transaction.MfaChallenge) => signOn.Identify().Verify("push"),
            nameof(Transaction.LockedOut) => LockedOut(signOn),
            nameof(Transaction.Success) => signOn.Identify().Prove("push").Prove("question"),
            nameof(Transaction.Ended) => signOn.Cancel(),
            nameof(Transaction.MfaEnroll) => Enrolling(),
            nameof(Transaction.MfaEnrollActivate) => Enrolling().Enroll("totp"),
            nameof(Transaction.PasswordWarn) => Aged(85),
            nameof(Transaction.PasswordExpired) => Aged(95),
            nameof(Transaction.PasswordReset) => Recovering().SpendToken(RecoveryKind.Password),
            nameof(Transaction.Recovery) => Recovering().WithRecoveryQuestion().SpendToken(RecoveryKind.Password),
            nameof(Transaction.RecoveryChallenge) => Recovering().AskForCode(RecoveryKind.Password, Channel.Sms).After(TimeSpan.FromSeconds(30)),
            nameof(Transaction.RecoveryMailed) => Recovering().AskForLink(RecoveryKind.Password),
            nameof(Transaction.RecoveryGranted) => Recovering().AskForLink(RecoveryKind.Password, trusted: true),
            nameof(Transaction.Unlocked) => Recovering().WithStatus(Users.AccountStatus.LockedOut).SpendToken(RecoveryKind.Unlock),
            _ => throw new ArgumentException($"no way leads to {state}", nameof(state)),
        };
    }

    private static ASignOn LockedOut(ASignOn signOn) => signOn
        .Locking(new(ShowLockoutFailures: true)).WithStatus(Users.AccountStatus.LockedOut)
        .Identify().ShouldBe<Transaction.LockedOut>();

    private static ASignOn Enrolling() => ASignOn.Under("password -> totp | question").EnrolledIn("password")
        .Enrolling(EnrollmentMoment.Challenge, ("totp", EnrollmentDemand.Optional), ("question", EnrollmentDemand.Optional))
        .OnAHostedPage().Identify().Prove("password");

    private static ASignOn Aged(int days) => ASignOn.Under("password").EnrolledIn("password")
        .Locking(new() { Age = new PasswordAge(MaxAgeDays: 90, ExpireWarnDays: 10) }).WithPasswordSet(World.Morning.AddDays(-days))
        .OnAHostedPage().Asking(new SignOnOptions(WarnBeforePasswordExpired: true, MultiOptionalFactorEnroll: false)).Identify().Prove("password");

    private static ASignOn Recovering() => ASignOn.Under("password").EnrolledIn("password", "sms")
        .Locking(new() { AllowsUnlock = true, Recovery = new RecoveryFactors(Sms: true) }).OnAHostedPage();

    private static Step StepNamed(string name, ASignOn signOn)
    {
        var push = signOn.EnrollmentOf("push");
        return name switch
        {
            nameof(Step.Identified) => new Step.Identified(Ana.Login, PasswordPosted: false),
            nameof(Step.VouchedFor) => new Step.VouchedFor(Ana.Login, Voucher.IdentityProvider),
            nameof(Step.Chose) => new Step.Chose(push.Id),
            nameof(Step.AskedAgain) => new Step.AskedAgain(push.Id),
            nameof(Step.Skipped) => new Step.Skipped(),
            nameof(Step.WishedToEnroll) => new Step.WishedToEnroll(Chains.Kind("question")),
            nameof(Step.Enrolled) => new Step.Enrolled(signOn.EnrollmentOf("question"), new Enrolling.Active(signOn.EnrollmentOf("question").Data)),
            nameof(Step.ActivationRenewed) => new Step.ActivationRenewed(new Enrolling.Pending(signOn.EnrollmentOf("totp").Data, null, null)),
            nameof(Step.ActivationSent) => new Step.ActivationSent(Channel.Email, null),
            nameof(Step.ActivationJudged) => new Step.ActivationJudged(new Verdict.Accepted()),
            nameof(Step.PasswordChanged) => new Step.PasswordChanged(true, new NewPassword.Fit(signOn.EnrollmentOf("password").Data), false),
            nameof(Step.PasswordReset) => new Step.PasswordReset(new NewPassword.Fit(signOn.EnrollmentOf("password").Data), false),
            nameof(Step.AskedToStepUp) => new Step.AskedToStepUp(new StepUp("0oa_app", "digest-of-a-session", false, true)),
            nameof(Step.AskedForLink) => new Step.AskedForLink(Ana.Login, RecoveryKind.Password, false),
            nameof(Step.AskedForCode) => new Step.AskedForCode(Ana.Login, RecoveryKind.Password, Channel.Sms, null, null),
            nameof(Step.RecoveryCodeJudged) => new Step.RecoveryCodeJudged(new Verdict.Accepted()),
            nameof(Step.TokenSpent) => new Step.TokenSpent(RecoveryKind.Password, Ana.Login),
            nameof(Step.RecoveryAnswered) => new Step.RecoveryAnswered(true),
            nameof(Step.WentBack) => new Step.WentBack(),
            nameof(Step.Looked) => new Step.Looked(),
            nameof(Step.Cancelled) => new Step.Cancelled(),
            nameof(Step.Redeemed) => new Step.Redeemed(),
            "Judged.Accepted" => new Step.Judged(push, new Verdict.Accepted()),
            "Judged.Rejected" => new Step.Judged(push, new Verdict.Rejected(Rejection.WrongPassCode)),
            "Judged.Challenged" => new Step.Judged(push, new Verdict.Challenged(null, null)),
            "Judged.Pending" => new Step.Judged(push, new Verdict.Pending()),
            "Judged.Over" => new Step.Judged(push, new Verdict.Over(FactorResult.Timeout)),
            "Judged.Ask" => new Step.Judged(push, new Verdict.Ask(new Question.Phone("push"))),
            _ => throw new ArgumentException($"no step is called {name}", nameof(name)),
        };
    }

    private static IEnumerable<string> CasesOf(Type closed) =>
        closed.GetNestedTypes(BindingFlags.Public).Where(type => !type.IsAbstract && closed.IsAssignableFrom(type)).Select(type => type.Name);
}
