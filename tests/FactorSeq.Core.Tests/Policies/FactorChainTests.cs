using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;

namespace FactorSeq.Core.Tests.Policies;

public sealed class FactorChainTests
{
    [Theory]
    [InlineData("push", "push", "(walked)")]
    [InlineData("push", "sms", "")]
    [InlineData("push -> question", "push", "question")]
    [InlineData("push -> question", "question", "")]
    [InlineData("push -> question", "push question", "(walked)")]
    [InlineData("push -> question", "question push", "")]
    [InlineData("push; push -> question", "push", "(walked), question")]
    [InlineData("push -> sms; push -> question", "push", "sms, question")]
    [InlineData("push; sms -> question", "sms", "question")]
    [InlineData("push | sms -> question", "sms", "question")]
    [InlineData("password -> push | totp", "password", "push | totp")]
    [InlineData("password -> push | totp", "password totp", "(walked)")]
    [InlineData("password -> any", "password", "any")]
    [InlineData("password -> any", "password email", "(walked)")]
    [InlineData("password -> any", "password password", "")]
    [InlineData("sms -> push -> question", "sms", "push -> question")]
    [InlineData("sms -> push -> question", "sms push", "question")]
    [InlineData("sms -> push -> question", "sms push question", "(walked)")]
    [InlineData("totp; google_totp -> push", "google_totp", "push")]
    [InlineData("push", "push push", "")]
    public void What_is_left_after_proofs_in_this_order(string chains, string proved, string left)
    {
        var residual = Chains.Parse(chains.Split(';')).Residual(proved.Split(' ').Select(Chains.Kind));

        Assert.Equal(left, Chains.Describe(residual));
        Assert.Equal(left.Contains("(walked)"), residual.IsComplete);
        Assert.Equal(left.Length == 0, residual.IsEmpty);
    }

    [Fact]
    public void Nothing_proved_leaves_everything() =>
        Assert.Equal("push, sms -> question", Chains.Describe(Chains.Parse("push", "sms -> question").Residual([])));

    [Fact]
    public void A_chain_is_described_as_the_seed_writes_it() =>
        Assert.Equal("password -> push | totp", Chains.Chain("password -> push | totp").Describe(ASignOn.Catalog.NameOf));

    [Fact]
    public void A_factor_this_org_does_not_know_is_described_by_its_wire_names() =>
        Assert.Equal("fax/OKTA", ASignOn.Catalog.NameOf(new FactorKind("fax", "OKTA")));

    [Fact]
    public void The_next_steps_come_in_policy_order_and_a_walked_chain_has_none()
    {
        var chains = Chains.Parse("sms -> question", "sms", "sms -> push | totp").Residual(Chains.Kind("sms"));

        Assert.Equal(["question", "push | totp"], chains.Next.Select(step =>
            new Core.Policies.FactorChain([step]).Describe(ASignOn.Catalog.NameOf)));
    }
}
