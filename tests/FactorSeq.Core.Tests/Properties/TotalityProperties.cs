using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Push;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Properties;

/// <summary>Any state, any step, any facts, whether or not a walk could bring them together.</summary>
public sealed class TotalityProperties
{
    private static readonly DateTimeOffset Now = World.Morning;

    private static readonly ImmutableArray<Enrollment> Enrollments =
        [.. Ana.Factors.Select(key => Ana.Enrolled(key, Now)), Ana.Enrolled("push", Now) with { Id = "opf_second" }];

    private static readonly Gen<Enrollment> AnEnrollment = Gen.Elements(Enrollments.ToArray());

    private static readonly Gen<string> AnId = Gen.Elements([.. Enrollments.Select(e => e.Id), "opf_of_bob", ""]);

    private static readonly Gen<Verdict> AVerdict = Gen.Elements<Verdict>(
    [
        new Verdict.Accepted(),
        new Verdict.Accepted(new PushEnrollment("", "another phone", "IOS", false)),
        .. Enum.GetValues<Rejection>().Select(why => new Verdict.Rejected(why)),
        new Verdict.Challenged(null, null),
        new Verdict.Challenged(new PushChallenge("push", Now.AddMinutes(5), null), new Sending.Push("push", "opf1", "phone", Now, [])),
        new Verdict.Challenged(null, new Sending.Code(Channel.Sms, "+14155550100", "123456")),
        new Verdict.Pending(),
        .. Enum.GetValues<FactorResult>().Select(result => new Verdict.Over(result)),
        new Verdict.Ask(new Question.Phone("push")),
    ]);

    private static readonly Gen<Step> AStep = Gen.OneOf(
        Gen.Elements<Step>(new Step.WentBack(), new Step.Looked(), new Step.Cancelled(), new Step.Redeemed()),
        Gen.Elements(true, false).Select(posted => (Step)new Step.Identified(Ana.Login, posted)),
        Gen.Elements(Voucher.Iwa, Voucher.IdentityProvider).Select(by => (Step)new Step.VouchedFor(Ana.Login, by)),
        AnId.Select(id => (Step)new Step.Chose(id)),
        AnId.Select(id => (Step)new Step.AskedAgain(id)),
        Judged,
        Judged,
        Judged);

    private static readonly Gen<TransactionContext> AContext =
        from subject in Gen.Elements<Subject>(new Subject.Nobody(), new Subject.Known(Ana.Id), new Subject.Known(Ana.Id), new Subject.Decoy("decoy"))
        from proved in Gen.Choose(0, 2).SelectMany(count => Gen.ListOf(AnEnrollment, count))
        from out_ in Gen.Choose(0, 2).SelectMany(count => Gen.ListOf(AnId, count))
        from left in Gen.Elements(-1, 0, 1, 300, 300, 300)
        from target in Gen.Elements(null, "/app")
        from remembered in Gen.Elements(true, false)
        select new TransactionContext
        {
            Id = "digest",
            Created = Now.AddMinutes(-1),
            Expires = Now.AddSeconds(left),
            Subject = subject,
            Target = target,
            DeviceRemembered = remembered,
            Proved = [.. proved.Select(e => new Proof(e.Kind, e.Id, Now))],
            Challenges = out_.Distinct().ToImmutableSortedDictionary(id => id, Challenge (_) => new PushChallenge("push", Now.AddMinutes(1), 42)),
        };

    private static readonly Gen<Transaction> AState =
        from context in AContext
        from id in AnId
        from state in Gen.Choose(0, 9)
        select (Transaction)(state switch
        {
            0 => new Transaction.Bootstrapped(context),
            1 or 2 => new Transaction.Unauthenticated(context),
            3 or 4 => new Transaction.MfaRequired(context),
            5 or 6 => new Transaction.MfaChallenge(context, id, (FactorResult?)(id.Length % 3)),
            7 => new Transaction.LockedOut(context),
            8 => new Transaction.Success(context, new SessionGrant(Ana.Id, [], SessionLimits.Default, Now, null, null)),
            _ => new Transaction.Ended(context),
        });

    private static readonly Gen<Facts> SomeFacts =
        from org in Stories.Orgs
        from rule in Gen.Choose(0, 7)
        from status in Gen.Elements([.. Enum.GetValues<AccountStatus>(), AccountStatus.Active, AccountStatus.Active, AccountStatus.Active])
        from nobody in Gen.Choose(0, 9)
        from mobile in Gen.Elements(false, false, true)
        from sequencing in Gen.Elements(true, true, false)
        from attempts in Gen.Choose(0, 5)
        from lockout in Gen.Elements(new PasswordAction(), new PasswordAction(3, 0, true), new PasswordAction(0))
        select FactsOf(org, rule, nobody == 0 ? null : status, mobile, sequencing, attempts, lockout);

    private static Gen<Step> Judged =>
        from enrollment in AnEnrollment
        from verdict in AVerdict
        from remember in Gen.Elements(true, false)
        from primary in Gen.Elements(true, false)
        select (Step)new Step.Judged(enrollment, verdict, remember, primary);

    [Fact]
    public void Every_step_in_every_state_is_decided_and_a_refusal_stays_where_it_was() => Holds((at, step, facts) =>
    {
        var decision = Decide.Next(at, step, facts, Now);

        if (decision.Refusal is not null)
        {
            Assert.Same(at, decision.Next);
        }
    });

    [Fact]
    public void From_any_state_only_a_walked_chain_of_the_rule_in_force_leads_to_success() => Holds((at, step, facts) =>
    {
        var decision = Decide.Next(at, step, facts, Now);
        if (at is Transaction.Success || step is Step.VouchedFor || decision.Next is not Transaction.Success success)
        {
            return;
        }

        Assert.IsType<Verdict.Accepted>(Assert.IsType<Step.Judged>(step).Verdict);
        Assert.IsType<Subject.Known>(at.Context.Subject);
        Assert.Contains(facts.Chains(at.Context.DeviceRemembered).Items, chain =>
            chain.Steps.Length == success.Context.Proved.Length
            && chain.Steps.Zip(success.Context.Proved).All(pair => pair.First.Allows(pair.Second.Kind)));
    });

    [Fact]
    public void Whatever_happens_the_transaction_keeps_who_and_when_it_is() => Holds((at, step, facts) =>
    {
        var next = Decide.Next(at, step, facts, Now).Next.Context;

        Assert.Equal((at.Context.Id, at.Context.Created, at.Context.Target), (next.Id, next.Created, next.Target));
        Assert.True(at is Transaction.Bootstrapped || at.Context.Subject == next.Subject);
        Assert.True(next.Proved.Length - at.Context.Proved.Length is 0 or 1);
        Assert.True(next.Proved.Length == at.Context.Proved.Length || next.Challenges.IsEmpty);
    });

    [Fact]
    public void An_account_is_only_handed_back_where_there_was_one() => Holds((at, step, facts) =>
    {
        var account = Decide.Next(at, step, facts, Now).Account;

        Assert.True(account is null || facts.Account is not null && account.User.Id == facts.Account.User.Id);
        Assert.True(account is null || account.Enrollments.Select(e => e.Id).SequenceEqual(facts.Account!.Enrollments.Select(e => e.Id)));
    });

    private static void Holds(Action<Transaction, Step, Facts> property) => Check.One(
        Stories.Config(tests: 3000),
        Prop.ForAll(
            Arb.From(from at in AState from step in AStep from facts in SomeFacts select (at, step, facts)),
            pair => property(pair.at, pair.step, pair.facts)));

    private static Facts FactsOf(
        Story org, int rule, AccountStatus? status, bool mobile, bool sequencing, int attempts, PasswordAction lockout)
    {
        var action = rule switch
        {
            0 => new RuleAction.Deny(),
            1 => new RuleAction.Password(),
            2 => new RuleAction.PasswordAndAny(FactorPrompt.Always),
            3 => new RuleAction.PasswordAndAny(new FactorPrompt(PromptMode.Device)),
            _ => (RuleAction)new RuleAction.Sequence(Chains.Parse(org.Chains)),
        };
        var world = new World { Policies = rule == 7 ? [] : World.OneRule(action), OktaMobile = mobile, Sequencing = sequencing, Password = lockout };
        world.Account = status is null ? null : world.Account!.WithStatus(status.Value, Now) with
        {
            Enrollments = [.. Enrollments.Where(e => org.Enrolled.Contains(ASignOn.Catalog.NameOf(e.Kind)))],
            Attempts = new Attempts { Strikes = attempts, LastStrike = Now, WrongPasswords = attempts },
        };
        return world.Facts();
    }
}
