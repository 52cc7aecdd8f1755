using System.Collections.Immutable;
using System.Net;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Tests.Properties;
using FactorSeq.Core.Upgrade;
using FactorSeq.Core.Users;
using FsCheck;
using FsCheck.Fluent;
using static FactorSeq.Core.Tests.Upgrade.AnAudit;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>Which rules a sign-in can get as far as.</summary>
public sealed class AuditReachTests
{
    private const string Office = "nzo_office";
    private const string Site = "nzo_site";

    private static readonly PolicyNames Zones = new(
        new Dictionary<string, string>(),
        [new NetworkZone(Office, "Office", [AddressRange.TryParse("10.0.0.0/8")!], []), new NetworkZone(Site, "Site", [AddressRange.TryParse("11.0.0.0/8")!], [])]);

    private static readonly Condition Inside = new Condition.Network([Office], []);
    private static readonly Condition Outside = new Condition.Network([], [Office]);
    private static readonly Condition Radius = new Condition.AuthType(AuthenticationDoor.Radius);
    private static readonly Condition NotAna = new Condition.People([], ["00u_ana"]);

    // Everybody there could be, from everywhere, by every door.
    private static readonly ImmutableArray<SignOnRequest> Requests =
    [
        .. from user in new[] { "00u_ana", "00u_bob" }
           from groups in new[] { [Everyone], [Everyone, Staff], [Everyone, Guests], new[] { Everyone, Staff, Guests } }
           from address in new[] { "10.1.1.1", "11.1.1.1", "9.9.9.9" }
           from door in Enum.GetValues<AuthenticationDoor>()
           select new SignOnRequest(user, user, groups, IPAddress.Parse(address), door, false, CredentialProvider.Okta),
    ];

    private static readonly Gen<Condition> ACondition = Gen.OneOf(
        Gen.Elements(Inside, Outside, Radius, NotAna, new Condition.AuthType(AuthenticationDoor.LdapInterface), new Condition.Network([], [])),
        Gen.Elements<Condition>(
            new Condition.Network([Office, Site], []), new Condition.Network([Site], [Office]), new Condition.Network([Condition.Network.AllZones], []),
            new Condition.AuthType(AuthenticationDoor.Any), new Condition.People([Staff], ["00u_bob"])));

    private static readonly Gen<Rule<SignOnAction>> ARule =
        from count in Gen.Choose(0, 2)
        from conditions in Gen.ListOf(ACondition, count)
        from active in Gen.Elements(true, true, true, false)
        select Rule("R", new RuleAction.Password(), [.. conditions]) with { Active = active };

    private static readonly Gen<AuditSubject> AnOrg =
        from count in Gen.Choose(1, 3)
        from policies in Gen.ListOf(
            from rules in Gen.Choose(1, 4).SelectMany(many => Gen.ListOf(ARule, many))
            from groups in Gen.Elements<ImmutableArray<string>>([], [Staff], [Guests], [Staff, Guests], [Everyone])
            from active in Gen.Elements(true, true, true, false)
            select (rules, groups, active), count)
        select Subject([.. policies.Select((policy, place) =>
            PolicyOf($"P{place}", policy.groups, [.. policy.rules.Select((rule, number) => rule with { Name = $"R{number}" })]) with { Active = policy.active })]);

    public static TheoryData<string, bool> Pairs() => new()
    {
        { "nothing above nothing", true },
        { "inside above inside", true },
        { "inside above anywhere", false },
        { "anywhere above inside", true },
        { "outside above inside", false },
        { "radius above anything", false },
        { "not ana above anybody", false },
        { "anybody above not ana", true },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_rule_is_out_of_reach_where_one_above_it_asks_for_no_more(string pair, bool hidden)
    {
        ImmutableArray<Condition> Of(string words) => words switch
        {
            "inside"  => [Inside],
            "outside" => [Outside],
            "radius"  => [Radius],
            "not ana" => [NotAna],
            _         => [],
        };
        var (above, below) = (pair.Split(" above ")[0], pair.Split(" above ")[1]);
        var audit = AnAudit.Of(Rule("A", null, Of(above)), Rule("B", null, Of(below)));

        Assert.Equal(hidden, audit.Found(AuditCheck.Unreachable).Length == 1);
    }

    [Fact]
    public void A_policy_is_out_of_reach_where_one_above_it_is_for_all_its_people_and_sends_nobody_on()
    {
        Audit Over(ImmutableArray<string> above, ImmutableArray<string> below, Condition? first = null) => AnAudit.Of(Subject(
            [PolicyOf("Above", above, Rule("A", null, first is null ? [] : [first])), PolicyOf("Below", below, Chained("B", "push"))]));

        Assert.Equal("The rule A of the policy Above above it decides for everybody whom this rule is for.", Assert.Single(Over([], [Staff]).Found(AuditCheck.Unreachable)).Message);
        Assert.Single(Over([Everyone], [Staff]).Found(AuditCheck.Unreachable));
        Assert.Single(Over([Staff, Guests], [Staff]).Found(AuditCheck.Unreachable));
        Assert.Empty(Over([Staff], [Staff, Guests]).Found(AuditCheck.Unreachable));
        Assert.Empty(Over([Staff], []).Found(AuditCheck.Unreachable));
        Assert.Empty(Over([Staff], [Everyone]).Found(AuditCheck.Unreachable));
        Assert.Empty(Over([], [Staff], Inside).Found(AuditCheck.Unreachable));
    }

    [Fact]
    public void What_is_not_understood_of_a_rule_hides_nothing_below_it()
    {
        var subject = Subject(Rule("A"), Chained("B", "push"));

        Assert.Single(AnAudit.Of(subject).Found(AuditCheck.Unreachable));
        Assert.Empty(AnAudit.Of(subject with { Narrower = ["0pr_P_A"] }).Found(AuditCheck.Unreachable));
    }

    [Fact]
    public void What_is_built_in_is_out_of_reach_without_a_word_unless_it_has_chains()
    {
        Assert.Empty(AnAudit.Of(Rule("A"), Rule("B") with { System = true }).Found(AuditCheck.Unreachable));
        Assert.Single(AnAudit.Of(Rule("A"), Chained("B", "push") with { System = true }).Found(AuditCheck.Unreachable));
    }

    [Fact]
    public void No_rule_that_is_called_out_of_reach_ever_decides() => Check(subject =>
    {
        var hidden = AnAudit.Of(subject).Found(AuditCheck.Unreachable).Select(finding => finding.RuleId).ToList();
        return Requests.All(request => !hidden.Contains(Evaluate.First(subject.Org.SignOn, Zones, request).Rule?.Id));
    });

    [Fact]
    public void Whoever_a_rule_decides_for_is_among_those_it_may_decide_for() => Check(subject => Requests.All(request =>
    {
        var person = Person("x", "push") with { Id = request.UserId!, Groups = [.. request.Groups] };
        var decided = Evaluate.First(subject.Org.SignOn, Zones, request).Rule?.Id;
        return decided is null || AnAudit.Of(subject with { People = [person] }).Rules.Single(rule => rule.RuleId == decided).People!.Count == 1;
    }));

    private static void Check(Func<AuditSubject, bool> property) => FsCheck.Check.One(Stories.Config(150), Prop.ForAll(Arb.From(AnOrg), property));
}
