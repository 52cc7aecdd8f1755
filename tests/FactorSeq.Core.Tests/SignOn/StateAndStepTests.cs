using System.Reflection;
using FactorSeq.Core.Factors;
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
    private const string Table = """
        step              | Bootstrapped    | Unauthenticated   | MfaRequired       | MfaChallenge      | LockedOut         | Success           | Ended
        Identified        | Unauthenticated | notAllowedInState | notAllowedInState | notAllowedInState | notAllowedInState | notAllowedInState | invalidToken
        VouchedFor        | Success         | notAllowedInState | notAllowedInState | notAllowedInState | notAllowedInState | notAllowedInState | invalidToken
        Chose             | notAllowedInState | Unauthenticated | MfaRequired       | MfaChallenge      | notAllowedInState | notAllowedInState | invalidToken
        AskedAgain        | notAllowedInState | notAllowedInState | notAllowedInState | MfaChallenge    | notAllowedInState | notAllowedInState | invalidToken
        Judged.Accepted   | notAllowedInState | MfaRequired     | MfaRequired       | MfaRequired       | notAllowedInState | notAllowedInState | invalidToken
        Judged.Rejected   | notAllowedInState | wrongPassCode   | wrongPassCode     | wrongPassCode     | notAllowedInState | notAllowedInState | invalidToken
        Judged.Challenged | notAllowedInState | MfaChallenge    | MfaChallenge      | MfaChallenge      | notAllowedInState | notAllowedInState | invalidToken
        Judged.Pending    | notAllowedInState | notAllowedInState | notAllowedInState | MfaChallenge    | notAllowedInState | notAllowedInState | invalidToken
        Judged.Over       | notAllowedInState | notAllowedInState | notAllowedInState | MfaChallenge    | notAllowedInState | notAllowedInState | invalidToken
        Judged.Ask        | notAllowedInState | notAllowedInState | notAllowedInState | notAllowedInState | notAllowedInState | notAllowedInState | invalidToken
        WentBack          | notAllowedInState | notAllowedInState | notAllowedInState | MfaRequired     | notAllowedInState | notAllowedInState | invalidToken
        Looked            | Bootstrapped    | Unauthenticated   | MfaRequired       | MfaChallenge      | notAllowedInState | Success           | invalidToken
        Cancelled         | Ended           | Ended             | Ended             | Ended             | Ended             | Ended             | invalidToken
        Redeemed          | notAllowedInState | notAllowedInState | notAllowedInState | notAllowedInState | notAllowedInState | Ended           | invalidToken
        """;

    private static readonly string[][] Rows = [.. Table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries))];

    public static TheoryData<string, string, string> Cells()
    {
        var cells = new TheoryData<string, string, string>();
        foreach (var row in Rows.Skip(1))
        {
            for (var column = 1; column < row.Length; column++)
            {
                cells.Add(Rows[0][column], row[0], row[column]);
            }
        }

        return cells;
    }

    /// <summary>The cells that are no refusals.</summary>
    internal static IEnumerable<(string From, string Step, string To)> Taken() =>
        from row in Rows.Skip(1)
        from column in Enumerable.Range(1, row.Length - 1)
        where char.IsUpper(row[column][0])
        select (Rows[0][column], row[0], row[column]);

    [Fact]
    public void The_table_has_a_column_for_every_state() =>
        Assert.Equal(CasesOf(typeof(Transaction)).Order(), Rows[0].Skip(1).Order());

    [Fact]
    public void The_table_has_a_row_for_every_step_and_every_verdict() =>
        Assert.Equal(
            CasesOf(typeof(Step)).Where(step => step != nameof(Step.Judged))
                .Concat(CasesOf(typeof(Verdict)).Select(verdict => $"Judged.{verdict}")).Order(),
            Rows.Skip(1).Select(row => row[0]).Order());

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
            _ => throw new ArgumentException($"no way leads to {state}", nameof(state)),
        };
    }

    private static ASignOn LockedOut(ASignOn signOn) => signOn
        .Locking(new(ShowLockoutFailures: true)).WithStatus(Users.AccountStatus.LockedOut)
        .Identify().ShouldBe<Transaction.LockedOut>();

    private static Step StepNamed(string name, ASignOn signOn)
    {
        var push = signOn.EnrollmentOf("push");
        return name switch
        {
            nameof(Step.Identified) => new Step.Identified(Ana.Login, PasswordPosted: false),
            nameof(Step.VouchedFor) => new Step.VouchedFor(Ana.Login, Voucher.IdentityProvider),
            nameof(Step.Chose) => new Step.Chose(push.Id),
            nameof(Step.AskedAgain) => new Step.AskedAgain(push.Id),
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
