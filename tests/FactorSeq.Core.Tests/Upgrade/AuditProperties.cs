using System.Collections.Immutable;
using FactorSeq.Core.Tests.Properties;
using FactorSeq.Core.Upgrade;
using FsCheck;
using FsCheck.Fluent;
using static FactorSeq.Core.Tests.Upgrade.AnAudit;

namespace FactorSeq.Core.Tests.Upgrade;

/// <summary>What holds for every set of chains.</summary>
public sealed class AuditProperties
{
    private static readonly string[] OneApp = ["push", "totp"];
    private static readonly string[] OnePhone = ["sms", "call"];

    private static readonly Gen<string> AFactor = Gen.Elements("password", "push", "totp", "sms", "call", "question", "webauthn", "email", "google_totp");

    private static readonly Gen<string> AStep = from count in Gen.Choose(1, 3) from factors in Gen.ListOf(AFactor, count) select string.Join(" | ", factors.Distinct());

    private static readonly Gen<string> AChain = from count in Gen.Choose(1, 2) from steps in Gen.ListOf(AStep, count) select string.Join(" -> ", steps);

    private static readonly Gen<ImmutableArray<string>> SomeChains = from count in Gen.Choose(1, 4) from chains in Gen.ListOf(AChain, count) select chains.Distinct().ToImmutableArray();

    [Fact]
    public void A_chain_blocks_if_and_only_if_one_way_through_it_asks_twice_for_one_authenticator() => Check(chains =>
    {
        var shown = Of(Chained("R", [.. chains])).Rules[0].Chains;
        return chains.Select((chain, place) => shown[place].Blocks == Ways(chain).Any(AsksTwice)).All(same => same);
    });

    [Fact]
    public void It_is_blocked_if_and_only_if_a_chain_in_force_blocks() => Check(chains =>
    {
        var audit = Of(Chained("R", [.. chains]));
        return audit.Target == (audit.Rules[0].Chains.Any(chain => chain.Blocks) ? AuditTarget.Blocked : AuditTarget.Preserve)
            && Of(Chained("R", [.. chains]) with { Active = false }).Target == AuditTarget.DisableFirst;
    });

    [Fact]
    public void Read_strictly_nothing_that_blocked_is_let_through() => Check(chains =>
        Of(Subject(Chained("R", [.. chains]))).Blockers.All(blocker => Of(Subject(Chained("R", [.. chains])), strict: true).Blockers.Contains(blocker)));

    [Fact]
    public void A_chain_has_the_password_if_and_only_if_no_way_through_it_goes_without() => Check(chains =>
        Of(Chained("R", [.. chains])).Rules[0].Chains.All(chain => chain.HasPassword == Ways(chain.Text).All(way => way.Contains("password"))));

    private static IEnumerable<ImmutableArray<string>> Ways(string chain) => chain.Split(" -> ").Aggregate(
        (IEnumerable<ImmutableArray<string>>)[[]], (ways, step) => ways.SelectMany(way => step.Split(" | ").Select(factor => way.Add(factor))));

    private static bool AsksTwice(ImmutableArray<string> way) => OneApp.All(way.Contains) || OnePhone.All(way.Contains);

    private static void Check(Func<ImmutableArray<string>, bool> property) => FsCheck.Check.One(Stories.Config(200), Prop.ForAll(Arb.From(SomeChains), property));
}
