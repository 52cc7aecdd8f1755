using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using FactorSeq.Benchmarks.Load;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Factors;
using FactorSeq.Factors.SecurityQuestion;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Benchmarks.Micro;

/// <summary>The machine alone: a name, a question, a TOTP, and the session is earned. No HTTP, no store, no JSON.</summary>
[MemoryDiagnoser]
public class DecideWalk
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly FactorCatalog catalog = All.Catalog(passwordIterations: 100);
    private readonly PolicyNames names = new(new Dictionary<string, string>(), []);
    private readonly ImmutableArray<Policy<SignOnAction>> policies;
    private readonly Account account;
    private readonly FactorSettings settings = new OrgSettings().ForFactors();
    private readonly Core.Factors.Answer words = new Core.Factors.Answer.Words(new Secret(BenchSeed.Answer));
    private readonly Core.Factors.Answer code = new Core.Factors.Answer.PassCode(
        new Secret(TotpVerifier.Code(Base32.Decode(BenchSeed.Secret), TotpVerifier.StepAt(Now))));

    public DecideWalk()
    {
        var question = catalog.Find("question")!.Type.Kind;
        var totp = catalog.Find("totp")!.Type.Kind;
        var chain = new FactorChain([new FactorStep.OneOf([question]), new FactorStep.OneOf([totp])]);
        policies = Policies.Of(new RuleAction.Sequence(new FactorChains([chain])));
        account = new Account(
            new User { Id = "00u1", Login = "ana@bench.test", Email = "ana@bench.test" },
            [
                new Enrollment("ufs1", question, SecurityQuestionFactor.Enroll("disliked_food", BenchSeed.Answer, new Entropy(new byte[32])), Now),
                new Enrollment("ost1", totp, new TotpEnrollment("ana@bench.test", BenchSeed.Secret, 0), Now),
            ],
            Attempts.None);
    }

    [Benchmark]
    public Transaction QuestionThenTotp()
    {
        var at = new Transaction.Bootstrapped(new TransactionContext { Id = "t", Created = Now, Expires = Now.AddMinutes(5), Subject = new Subject.Nobody() });
        var named = Decide.Next(at, new Step.Identified(account.User.Login, PasswordPosted: false), FactsOf(account), Now);
        var half = Prove(named.Next, account, "ufs1", words);
        var done = Prove(half.Next, half.Account ?? account, "ost1", code);
        return done.Next is Transaction.Success ? done.Next : throw new InvalidOperationException($"The walk ended in {done.Refusal} at {done.Next}.");
    }

    private Decision Prove(Transaction at, Account by, string id, Core.Factors.Answer answer)
    {
        var facts = FactsOf(by);
        var chosen = Decide.Next(at, new Step.Chose(id), facts, Now);
        var enrollment = by.Enrollment(id)!;
        var verdict = catalog[enrollment.Kind].Judge(enrollment, at.Context.Challenge(id), answer, settings, Now);
        return Decide.Next(chosen.Next, new Step.Judged(enrollment, verdict), facts, Now);
    }

    private Facts FactsOf(Account by) => new()
    {
        Account = by,
        Evaluation = Evaluate.First(policies, names, Policies.Request),
        Password = new PasswordAction(),
        EnrollmentPolicy = new(new EnrollmentAction(ImmutableSortedDictionary<string, EnrollmentDemand>.Empty, EnrollmentMoment.Challenge)),
        Settings = new OrgSettings(),
        Sequencing = true,
        Catalog = catalog,
    };
}
