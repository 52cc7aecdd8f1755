using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Tests.Properties;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Core.Upgrade;
using FactorSeq.Core.Users;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>What an authentication policy makes of a session when its app is opened.</summary>
public sealed class AppAccessingTests
{
    private const string Opened = "0oa_app";
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly string[] Has = ["password", "push", "totp", "sms", "question"];

    // What a session has proved, and how many minutes ago; what is still asked for.
    [Theory]
    [InlineData("never",             "password 500",               "granted")]
    [InlineData("never",             "push 500",                   "granted")]
    [InlineData("never, 30",         "password 29",                "granted")]
    [InlineData("never, 30",         "password 30",                "password | push | totp | sms | question")]
    [InlineData("never, 30",         "password 30, push 29",       "granted")]
    [InlineData("once",              "password 500",               "push | totp | sms")]
    [InlineData("once",              "password 500, push 500",     "granted")]
    [InlineData("once",              "push 500, password 500",     "granted")]
    [InlineData("once",              "push 500",                   "password | question")]
    [InlineData("once",              "push 500, sms 1",            "password | question")]
    [InlineData("once",              "question 500, sms 500",      "granted")]
    [InlineData("once, 30",          "password 29, push 500",      "granted")]
    [InlineData("once, 30",          "password 30, push 500",      "password | question")]
    [InlineData("every",             "password 500, push 1",       "push | totp | sms")]
    [InlineData("every",             "password 500, push 0",       "granted")]
    [InlineData("every",             "password 500, push 1, pass", "granted")]
    [InlineData("every, 30",         "password 30, push 1",        "password | question -> push | totp | sms; push | totp | sms -> password | question")]
    [InlineData("every, 30",         "password 30, push 1, pass",  "password | question")]
    [InlineData("deny",              "password 0, push 0, pass",   "denied")]
    [InlineData("none",              "password 500",               "push")]
    [InlineData("none",              "push 500",                   "granted")]
    [InlineData("none",              "",                           "push")]
    public void What_is_missing_or_too_old_is_asked_for_and_nothing_else(string rule, string session, string expected) =>
        Assert.Equal(expected, Wants(Decide(rule, session, Has)));

    [Fact]
    public void Who_has_nothing_that_the_rule_takes_is_asked_for_what_the_org_has()
    {
        var decision = Decide("once", "password 1", "password");

        Assert.Equal(AppAccess.StepUp, decision.Access);
        Assert.Contains("webauthn", Wants(decision));
        Assert.True(decision.NeedsFactor);
        Assert.False(decision.NeedsPassword);
    }

    [Fact]
    public void It_says_by_which_rule_and_since_when()
    {
        var stale = Decide("once, 30", "password 45, push 500", Has);
        Assert.Equal(("App", "MFA", "the rule asks again after PT30M, and the last such proof was at 2026-01-02 08:15:00 UTC"), (stale.Policy, stale.Rule, stale.Reason));
        Assert.Equal(["MFA"], stale.Trace().Single().Rules.Select(rule => rule.Name));
        Assert.Equal((true, "the session has not proved all that the rule asks for"), (Decide("once, 30", "push 1", "password", "push") is { NeedsPassword: true }, Decide("once", "push 1", Has).Reason));
        Assert.Equal(("Factor sequences", "Rule 1"), (Decide("none", "", Has).Policy, Decide("none", "", Has).Rule));
    }

    [Fact]
    public void A_method_chain_asks_in_its_order_for_what_is_not_proved()
    {
        var org = UpgradedOrg.Of("sms -> push ; totp -> question") with { Apps = [new App { Id = Opened, Label = "App", ClientId = "app" }] };
        string Asks(string session) => Wants(Decide(org.Plan(UpgradeMode.Assurance, methodChains: true), session, Has));

        Assert.Equal("sms -> push; totp -> question", Asks(""));
        Assert.Equal("sms; totp -> question", Asks("push 1"));
        Assert.Equal("push; totp -> question", Asks("sms 1"));
        Assert.Equal("granted", Asks("push 2, sms 1"));
    }

    [Fact]
    public void One_proof_serves_one_step()
    {
        var plan = UpgradedOrg.Of("sms | push -> push | email").Plan(UpgradeMode.Assurance, methodChains: true);

        Assert.IsType<VerificationMethod.AuthMethodChain>(plan.Authentication[0].Policy.Rules[0].Action.Verification);
        Assert.Equal("push", Wants(Decide(plan, "push 1", Has)));
        Assert.Equal("granted", Wants(Decide(plan, "push 1, sms 1", Has)));
        Assert.Equal("granted", Wants(Decide(plan, "push 1, push 2", Has)));
        Assert.Equal("the session has not proved all that the rule asks for", Decide(plan, "push 1, push 4000000", Has).Reason);
    }

    [Fact]
    public void Of_one_factor_the_last_three_proofs_are_kept() => Assert.Equal(
        [("password", 5), ("password", 7), ("password", 30), ("push", 1)],
        FactorProof.Newest(Proved("password 30, password 40, push 1"), Proved("password 5, password 7")).Select(proof => (UpgradedOrg.Name(proof.Kind), (int)(Now - proof.At).TotalMinutes)));

    // Whatever is proved as asked, at once, opens the app: nobody goes round in circles.
    [Fact]
    public void Proving_what_is_asked_for_is_always_enough() => Prop.ForAll(
        Arb.From(Gen.Zip(Gen.Elements("never", "once", "every", "none", "once, 30", "every, 30", "never, 30"), Gen.ListOf(Gen.Zip(Gen.Elements(Has), Gen.Choose(0, 90))))),
        drawn =>
        {
            var (rule, session) = drawn;
            var plan = Plan(rule);
            var proofs = new SessionProofs(Now, null, null) { Proved = FactorProof.Newest([], [.. session.Select(one => new FactorProof(Chains.Kind(one.Item1), Now.AddMinutes(-one.Item2)))]) };
            var decision = Decide(plan, proofs, Has);
            return decision.Access == AppAccess.Granted || Ways.Of(decision.Chains!, UpgradedOrg.Factors(Has)) is { IsEmpty: false } ways && ways.All(way =>
                Decide(plan, proofs with { ForThisApp = true, Proved = FactorProof.Newest(proofs.Proved, [.. way.Factors.Select(kind => new FactorProof(kind, Now))]) }, Has).Access == AppAccess.Granted);
        }).Check(Stories.Config(1000));

    private static AppSignOnDecision Decide(string rule, string session, params string[] has) => Decide(Plan(rule), session, has);

    private static AppSignOnDecision Decide(UpgradePlan plan, string session, params string[] has) =>
        Decide(plan, new SessionProofs(Now, null, null, session.EndsWith("pass", StringComparison.Ordinal)) { Proved = Proved(session) }, has);

    private static AppSignOnDecision Decide(UpgradePlan plan, SessionProofs proofs, string[] has) => AppAccessing.Decide(
        plan, new PolicyNames(new Dictionary<string, string>(), []), Opened,
        new SignOnRequest("ana@demo.test", "00u_ana", [], null, AuthenticationDoor.Any, false, CredentialProvider.Okta), proofs, UpgradedOrg.Factors(has), Now);

    // A rule of the app's own: its prompt, and after how many minutes it asks for the password again. The org asks for a push.
    private static UpgradePlan Plan(string rule)
    {
        var parts = rule.Split(", ");
        var action = new AppSignOnAction(
            parts[0] != "deny",
            parts[0] switch { "every" => AppPrompt.EverySignOn, "once" => AppPrompt.OncePerSession, _ => AppPrompt.Never },
            parts.Length > 1 ? int.Parse(parts[1]) : 0);
        var app = new App
        {
            Id = Opened, Label = "App", ClientId = "app", SignOnRules = rule == "none" ? [] : [new Rule<AppSignOnAction> { Id = "0pr_app", Name = "MFA", Priority = 1, Action = action }],
        };
        return (UpgradedOrg.Of("push") with { Apps = [app with { Id = "0oa_other", Label = "Other", SignOnRules = [] }, app] }).Plan(UpgradeMode.Assurance);
    }

    private static ImmutableArray<FactorProof> Proved(string session) =>
    [
        .. session.Split(", ").Select(part => part.Split(' ')).Where(part => part.Length == 2)
            .Select(part => new FactorProof(Chains.Kind(part[0]), Now.AddMinutes(-int.Parse(part[1])))),
    ];

    private static string Wants(AppSignOnDecision decision) => decision.Access switch
    {
        AppAccess.Granted => "granted",
        AppAccess.Denied => "denied",
        _ => string.Join("; ", decision.Chains!.Items.Select(chain => chain.Describe(UpgradedOrg.Name))),
    };
}
