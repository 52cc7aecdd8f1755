using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Upgrade;
using FactorSeq.Core.Users;
using static FactorSeq.Core.Tests.Upgrade.AnAudit;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>What an audit says of an org.</summary>
public sealed class AuditTests
{
    public static TheoryData<bool?, string, AuditState, AuditTarget, bool?> States() => new()
    {
        { true,  "push", AuditState.EnabledActive, AuditTarget.Preserve,     true },
        { true,  "",     AuditState.EnabledUnused, AuditTarget.DisableFirst, true },
        { false, "push", AuditState.Off,           AuditTarget.Nothing,      false },
        { false, "",     AuditState.Off,           AuditTarget.Nothing,      false },
        { null,  "push", AuditState.EnabledActive, AuditTarget.Preserve,     true },
        { null,  "",     AuditState.Unknown,       AuditTarget.Unknown,      null },
    };

    public static TheoryData<string, string, bool, bool> InWords() => new()
    {
        { "password",                "PASSWORD alone",                     true,  true },
        { "push",                    "PUSH alone",                         false, false },
        { "password -> push | totp", "PASSWORD, then PUSH or TOTP",        true,  true },
        { "push -> password",        "PUSH, then PASSWORD",                true,  false },
        { "push -> password | sms",  "PUSH, then PASSWORD or SMS",         false, false },
        { "password | push",         "PASSWORD or PUSH alone",             false, false },
        { "password -> any",         "PASSWORD, then any other factor",    true,  true },
    };

    [Theory]
    [MemberData(nameof(States))]
    public void The_state_follows_from_the_feature_and_from_chains_in_force(bool? feature, string chain, AuditState state, AuditTarget target, bool? flag)
    {
        var audit = Of(Subject(chain.Length == 0 ? Rule("R") : Chained("R", chain)) with { Feature = feature });

        Assert.Equal((state, target, flag), (audit.State, audit.Target, audit.Flag));
        Assert.NotEmpty(audit.Advice);
    }

    [Fact]
    public void Where_nobody_says_whether_the_feature_is_on_the_editor_shows_one_thing_or_the_other()
    {
        var audit = Of(Subject(Rule("A"), Rule("B", new RuleAction.Deny())) with { Feature = null });

        Assert.Equal(["Password / Any IDP, or with the feature off Access allowed", "Access denied"], audit.Rules.Select(rule => rule.Editor));
        Assert.Single(audit.Found(AuditCheck.FeatureUnknown));
        Assert.Empty(audit.Found(AuditCheck.FactorServiceError));
    }

    [Theory]
    [MemberData(nameof(InWords))]
    public void Chains_are_said_in_words(string chain, string words, bool password, bool mobile)
    {
        var shown = Assert.Single(Assert.Single(Of(Chained("R", chain)).Rules).Chains);

        Assert.Equal((chain, words, password, mobile), (shown.Text, shown.Words, shown.HasPassword, shown.BeginsWithPassword));
    }

    [Fact]
    public void Chains_that_are_not_in_force_are_told_and_block_nothing()
    {
        var idleRule = Subject(Chained("R", "sms -> call") with { Active = false }, Rule("S"));
        var idlePolicy = Subject([Policy("P", Chained("R", "push", "totp")) with { Active = false }, Policy("Q", Rule("S"))]);

        Assert.Equal(["feature-unused", "dormant-chains @ R"], Of(idleRule).Found());
        Assert.Equal("A chain is not in force: the rule is inactive; switched on as they are, they would block the upgrade.", Of(idleRule).Findings[^1].Message);
        Assert.Equal("2 chains are not in force: the policy is inactive.", Of(idlePolicy).Findings[^1].Message);
        Assert.Equal("A chain is not in force: the feature is off.", Assert.Single(Of(Subject(Chained("R", "push")) with { Feature = false }).Findings).Message);
        Assert.Equal(AuditTarget.DisableFirst, Of(idleRule).Target);
    }

    [Fact]
    public void A_way_in_without_the_password_is_told_where_directory_users_may_come()
    {
        var subject = Subject(Chained("R", "push", "password -> sms", "sms -> password | totp"));

        Assert.Empty(Of(subject).Found(AuditCheck.DirectoryUnchecked));
        Assert.Equal(
            ["directory-unchecked @ R: push", "directory-unchecked @ R: sms -> password | totp"],
            Of(subject with { HasDirectoryUsers = true }).Found().Where(found => found.StartsWith("directory-unchecked", StringComparison.Ordinal)));
        Assert.EndsWith("is not known.", Of(subject with { HasDirectoryUsers = null }).Found(AuditCheck.DirectoryUnchecked)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_comes_from_a_directory_counts_at_the_rules_that_may_decide_for_them()
    {
        var subject = Subject([PolicyOf("Staff", [Staff], Chained("S", "push")), Policy("All", Chained("A", "push"), Rule("Z"))]) with
        {
            HasDirectoryUsers = true,
            People = [Person("bob", "push", CredentialProvider.Ldap, Staff), Person("ola", "push")],
        };
        var audit = Of(subject);

        Assert.Equal([(1, 1), (1, 0), (0, 0)], audit.Rules.Select(rule => (rule.People!.Count, rule.People.OfDirectories)));
        Assert.Equal("S", Assert.Single(audit.Found(AuditCheck.FactorServiceError)).Rule);
        Assert.Equal((2, 1), (audit.People!.Count, audit.People.OfDirectories));
    }

    [Theory]
    [InlineData(false, false, "push", "sms -> password")]
    [InlineData(true, true, "push", "password -> sms")]
    [InlineData(true, false, "password", "password -> sms")]
    public void Okta_Mobile_walks_chains_that_begin_with_the_password_alone(bool can, bool fewer, params string[] chains)
    {
        var audit = Of(Chained("R", chains));

        Assert.Equal(can, audit.Found(AuditCheck.OktaMobile).Length == 0);
        Assert.Equal(fewer, audit.Found(AuditCheck.OktaMobileFewer).Length == 1);

        // "okta_mobile = chains whose first is not the password: a warning", one such chain beside others too.
        Assert.All(audit.Found(AuditCheck.OktaMobile).Concat(audit.Found(AuditCheck.OktaMobileFewer)), finding => Assert.Equal(AuditLevel.Warning, finding.Check.Level));
    }

    [Fact]
    public void People_who_can_begin_no_chain_are_counted_and_a_few_are_named()
    {
        var people = Enumerable.Range(0, 7).Select(number => Person($"u{number}", "password totp"));
        var subject = Subject(Chained("R", "push -> password", "sms")) with
        {
            People = [.. people, Person("ana", "push"), Person("gone", "") with { MaySignIn = false }],
        };

        Assert.Equal(
            "7 of 9 users whom the rule may decide for can begin no chain: u0, u1, u2, u3, u4 and 2 more.", Assert.Single(Of(subject).Found(AuditCheck.Stranded)).Message);
        Assert.Equal(
            "8 of 9 users whom the rule may decide for can begin no chain: u0, u1, u2, u3, u4 and 3 more.",
            Assert.Single(Of(subject with { Org = subject.Org with { InactiveFactors = ["okta_push"] } }).Found(AuditCheck.Stranded)).Message);
        Assert.Empty(Of(subject with { People = [Person("ana", "sms")] }).Found(AuditCheck.Stranded));
        Assert.Empty(Of(subject with { People = null }).Found(AuditCheck.Stranded));
    }

    [Fact]
    public void A_factor_that_is_switched_off_is_told_of_each_chain_that_needs_it()
    {
        var subject = Subject(Chained("R", "password -> sms | push", "push"));

        Assert.Equal(
            ["password -> sms | push", "push"],
            Of(subject with { Org = subject.Org with { InactiveFactors = ["okta_push"] } }).Found(AuditCheck.InactiveFactor).Select(finding => finding.Chain));
    }

    [Fact]
    public void What_cannot_be_read_is_an_error_and_takes_the_answer_away_unless_something_blocks_anyway()
    {
        var unread = new UnreadRule("00p_P", "P", "0pr_X", "X", Active: true, "a chain has two steps at most");
        var subject = Subject(Chained("R", "push")) with { Unread = [unread] };

        Assert.Equal(AuditTarget.Unknown, Of(subject).Target);
        Assert.Equal("The rule X of the policy P cannot be read: a chain has two steps at most.", Of(subject).Findings[0].Message);
        Assert.Equal(AuditTarget.Preserve, Of(subject with { Unread = [unread with { Active = false }] }).Target);
        Assert.Equal(AuditTarget.Blocked, Of(Subject(Chained("R", "sms -> call")) with { Unread = [unread] }).Target);
        Assert.StartsWith("The policy P cannot", Of(subject with { Unread = [unread with { Rule = null, RuleId = null }] }).Findings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Chains_left_in_a_rule_that_asks_for_something_else_are_told()
    {
        var audit = Of(Subject(Rule("R")) with { Leftovers = [new LeftoverChains("00p_P", "0pr_P_R", "ALLOW", 2)] });

        Assert.Contains("leftover-chains @ R", audit.Found());
        Assert.StartsWith("2 chains are stored with the rule, and its access is ALLOW", audit.Found(AuditCheck.Leftover)[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_no_sign_in_reaches_blocks_the_upgrade_all_the_same()
    {
        var audit = Of(Subject(Chained("A", "push"), Chained("B", "sms -> call")));

        Assert.Equal(AuditTarget.Blocked, audit.Target);
        Assert.Equal("B", Assert.Single(audit.Blockers).Rule);
        Assert.Equal("B", Assert.Single(audit.Found(AuditCheck.Unreachable)).Rule);
    }

    [Fact]
    public void Where_nobody_says_that_the_feature_is_on_nobody_is_told_of_the_Factor_Service_Error() => Assert.Empty(
        Of(Subject(Rule("R")) with { Feature = null, HasDirectoryUsers = true }).Found(AuditCheck.FactorServiceError));

    [Fact]
    public void Apps_and_identity_providers_that_chains_do_not_reach_are_told()
    {
        var subject = Subject(Chained("R", "password -> push"));
        var rule = new Rule<AppSignOnAction> { Id = "0pr_app", Name = "Ask", Priority = 1, Action = new AppSignOnAction(true, AppPrompt.EverySignOn) };
        var org = subject.Org with
        {
            Apps = [new App { Id = "0oa_a", Label = "Payroll", ClientId = "a", SignOnRules = [rule] }, new App { Id = "0oa_b", Label = "Wiki", ClientId = "b" },
                new App { Id = "0oa_e", Label = "Off", ClientId = "e", SignOnRules = [rule with { Active = false }] },
                new App { Id = "0oa_f", Label = "Shut", ClientId = "f", SignOnRules = [rule with { Action = new AppSignOnAction(false, AppPrompt.EverySignOn) }] }],
            IdentityProviders =
            [
                new IdentityProvider("0oa_c", "Partner", IdentityProviderType.Saml2, [], []),
                new IdentityProvider("0oa_d", "Gone", IdentityProviderType.Saml2, [], []) { Inactive = true },
            ],
        };

        Assert.Equal(["app-mfa", "identity-provider"], Of(subject with { Org = org }).Found().Order());
        Assert.Empty(Of(subject with { Org = org, Feature = false }).Findings.Where(finding => finding.Check != AuditCheck.Dormant));
    }

    [Fact]
    public void The_gravest_findings_come_first_and_every_check_has_its_place_in_the_list()
    {
        var audit = Of(Subject(Chained("A", "push", "password") with { Conditions = [new Condition.AuthType(AuthenticationDoor.Radius)] }, Chained("B", "sms -> call")));

        Assert.Equal(audit.Findings.Select(finding => finding.Check.Level).Order(), audit.Findings.Select(finding => finding.Check.Level));
        Assert.Equal(AuditCheck.All.Length, AuditCheck.All.Select(check => check.Id).Distinct().Count());
        Assert.Equal(AuditCheck.All.Select(check => check.Level).Order(), AuditCheck.All.Select(check => check.Level));
        Assert.Equal(
            typeof(AuditCheck).GetProperties().Where(property => property.PropertyType == typeof(AuditCheck)).Select(property => (AuditCheck)property.GetValue(null)!).ToHashSet(),
            AuditCheck.All.ToHashSet());
    }
}
