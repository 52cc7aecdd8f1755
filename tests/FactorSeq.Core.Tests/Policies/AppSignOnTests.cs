using System.Collections.Immutable;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Tests.Properties;
using FactorSeq.Core.Users;
using FsCheck;
using FsCheck.Fluent;

namespace FactorSeq.Core.Tests.Policies;

public sealed class AppSignOnTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly PolicyNames Names = new(new Dictionary<string, string> { ["00g_staff"] = "Staff" }, []);

    private static readonly SignOnRequest Request = new(
        "ana@demo.test", "00u_ana", ["00g_staff"], null, AuthenticationDoor.Any, false, CredentialProvider.Okta);

    // Minutes since; a dash is never.
    [Theory]
    [InlineData(AppPrompt.Never,          0,  "pwd 1, mfa -",          "granted")]
    [InlineData(AppPrompt.Never,          0,  "pwd -, mfa 500",        "granted")]
    [InlineData(AppPrompt.EverySignOn,    0,  "pwd 1, mfa -",          "factor")]
    [InlineData(AppPrompt.EverySignOn,    0,  "pwd 1, mfa 1",          "factor")]
    [InlineData(AppPrompt.EverySignOn,    0,  "pwd -, mfa 0",          "factor")]
    [InlineData(AppPrompt.EverySignOn,    0,  "pwd 1, mfa 0, for it",  "granted")]
    [InlineData(AppPrompt.OncePerSession, 0,  "pwd 1, mfa -",          "factor")]
    [InlineData(AppPrompt.OncePerSession, 0,  "pwd 1, mfa 500",        "granted")]
    [InlineData(AppPrompt.OncePerSession, 0,  "pwd -, mfa 500",        "granted")]
    [InlineData(AppPrompt.Never,          30, "pwd 29, mfa -",         "granted")]
    [InlineData(AppPrompt.Never,          30, "pwd 30, mfa -",         "password")]
    [InlineData(AppPrompt.Never,          30, "pwd 30, mfa 1",         "password")]
    [InlineData(AppPrompt.Never,          30, "pwd -, mfa 29",         "granted")]
    [InlineData(AppPrompt.Never,          30, "pwd -, mfa 30",         "factor")]
    [InlineData(AppPrompt.Never,          30, "pwd -, mfa -",          "factor")]
    [InlineData(AppPrompt.OncePerSession, 30, "pwd 30, mfa -",         "password, factor")]
    [InlineData(AppPrompt.OncePerSession, 30, "pwd 30, mfa 30",        "password")]
    [InlineData(AppPrompt.EverySignOn,    30, "pwd 30, mfa 30",        "password, factor")]
    [InlineData(AppPrompt.EverySignOn,    30, "pwd -, mfa 30",         "factor")]
    [InlineData(AppPrompt.EverySignOn,    30, "pwd 0, mfa 0, for it",  "granted")]
    public void What_a_rule_still_wants_of_a_session(AppPrompt prompt, int reauthenticate, string session, string expected) =>
        Assert.Equal(expected, Wants(Decide(Session(session), new AppSignOnAction(true, prompt, reauthenticate))));

    [Fact]
    public void A_rule_that_denies_asks_for_nothing()
    {
        var decision = Decide(Session("pwd 0, mfa 0, for it"), new AppSignOnAction(false, AppPrompt.EverySignOn, 1));
        Assert.Equal((AppAccess.Denied, false, false, "the rule denies access"), (decision.Access, decision.NeedsPassword, decision.NeedsFactor, decision.Reason));
    }

    [Fact]
    public void An_app_without_rules_lets_everybody_in()
    {
        var decision = Decide(Session("pwd 9999, mfa -"));
        Assert.Equal(("granted", AppSignOn.DefaultRule), (Wants(decision), decision.Rule));
        Assert.Equal("the rule asks for no factor", decision.Reason);
    }

    [Fact]
    public void The_first_rule_that_holds_decides_and_the_trace_tells_of_each()
    {
        var policy = Policy(
            Rule("Others", new AppSignOnAction(false)) with { Conditions = [new Condition.People(["00g_others"], [])] },
            Rule("Off", new AppSignOnAction(false)) with { Active = false },
            Rule("Staff", new AppSignOnAction(true, AppPrompt.OncePerSession)) with { Conditions = [new Condition.People(["00g_staff"], [])] },
            Rule("Rest", new AppSignOnAction(false)));
        var decision = AppSignOn.Decide(policy, Names, Request, Session("pwd 1, mfa -"), Now);
        Assert.Equal(("Staff", "factor"), (decision.Rule, Wants(decision)));
        Assert.Equal(["Others", "Off", "Staff"], decision.Trace().Single().Rules.Select(r => r.Name));
        Assert.Equal("once per session, and this session has proved no factor", decision.Reason);
    }

    [Theory]
    [InlineData("00u_ana", "", true, "ana@demo.test is included by name")]
    [InlineData("00u_ben", "", false, "ana@demo.test is not included by name")]
    [InlineData("00u_ben", "00g_staff", true, "ana@demo.test is in Staff")]
    [InlineData("00u_ben", "00g_others", false, "ana@demo.test is in none of: 00g_others")]
    public void People_are_named_one_by_one_or_by_their_groups(string user, string group, bool holds, string text)
    {
        var people = new Condition.People(group.Length == 0 ? [] : [group], []) { Users = [user] };
        Assert.Equal((holds, text), (people.Holds(Request, Names), people.Explain(Request, Names)));
    }

    [Fact]
    public void A_reason_tells_the_time_of_the_last_proof() => Assert.Equal(
        "the rule asks again after 30 minutes, and the last proof was at 2026-01-02 08:00:00 UTC; the rule asks for no factor",
        Decide(Session("pwd 60, mfa -"), new AppSignOnAction(true, ReauthenticateMinutes: 30)).Reason);

    // Whatever is proved as asked, at once, opens the app: nobody goes round in circles.
    [Fact]
    public void Proving_what_is_wanted_is_always_enough() => Prop.ForAll(
        Arb.From(Gen.Zip(Gen.Elements(Enum.GetValues<AppPrompt>()), Gen.Zip(Gen.Choose(0, 90), Gen.Zip(Minutes, Minutes)))),
        drawn =>
        {
            var (prompt, (reauthenticate, (password, factor))) = drawn;
            var action = new AppSignOnAction(true, prompt, reauthenticate);
            var before = new SessionProofs(Now.AddMinutes(-100), password, factor);
            var decision = Decide(before, action);
            var after = before with
            {
                Password = decision.NeedsPassword ? Now : password,
                Factor = decision.NeedsFactor ? Now : factor,
                ForThisApp = decision.NeedsFactor,
            };
            return decision.Access == AppAccess.StepUp == (decision.NeedsPassword || decision.NeedsFactor)
                && (decision.Access == AppAccess.Granted || Decide(after, action).Access == AppAccess.Granted);
        }).Check(Stories.Config(2000));

    private static Gen<DateTimeOffset?> Minutes => Gen.Choose(-1, 90).Select(m => m < 0 ? (DateTimeOffset?)null : Now.AddMinutes(-m));

    private static AppSignOnDecision Decide(SessionProofs session, params AppSignOnAction[] actions) => AppSignOn.Decide(
        Policy([.. actions.Select((action, place) => Rule($"Rule {place}", action))]), Names, Request, session, Now);

    private static Policy<AppSignOnAction> Policy(params ImmutableArray<Rule<AppSignOnAction>> rules) => AppSignOn.Policy("0oa_app", "App", rules);

    private static Rule<AppSignOnAction> Rule(string name, AppSignOnAction action) => new() { Id = "0pr_" + name, Name = name, Priority = 1, Action = action };

    private static string Wants(AppSignOnDecision decision) => decision.Access switch
    {
        AppAccess.Granted => "granted",
        AppAccess.Denied => "denied",
        _ => string.Join(", ", new[] { (decision.NeedsPassword, "password"), (decision.NeedsFactor, "factor") }.Where(n => n.Item1).Select(n => n.Item2)),
    };

    private static SessionProofs Session(string text)
    {
        var parts = text.Split(", ");
        DateTimeOffset? Since(string part) => part.Split(' ')[1] is "-" ? null : Now.AddMinutes(-int.Parse(part.Split(' ')[1]));
        return new SessionProofs(Now.AddMinutes(-9999), Since(parts[0]), Since(parts[1]), parts.Length > 2);
    }
}
