using FactorSeq.Core.Policies;
using FactorSeq.Core.Tests.Support;

namespace FactorSeq.Core.Tests.Policies;

public sealed class RuleActionTests
{
    [Theory]
    [InlineData("deny", true, false, "")]
    [InlineData("password", true, false, "password")]
    [InlineData("password", true, true, "password")]
    [InlineData("password + any, always", true, false, "password -> any")]
    [InlineData("password + any, always", true, true, "password -> any")]
    [InlineData("password + any, session", true, false, "password -> any")]
    [InlineData("password + any, session", true, true, "password")]
    [InlineData("password + any, device", false, false, "password -> any")]
    [InlineData("password + any, device", false, true, "password")]
    [InlineData("sequence", true, false, "push, sms -> question")]
    [InlineData("sequence", true, true, "push, sms -> question")]
    [InlineData("sequence", false, false, "password")]
    public void Every_rule_compiles_to_chains(string rule, bool sequencing, bool deviceRemembered, string chains) =>
        Assert.Equal(chains, Chains.Describe(Rule(rule).Compile(sequencing, deviceRemembered)));

    [Theory]
    [InlineData("deny", "DENY")]
    [InlineData("password", "ALLOW")]
    [InlineData("password + any, always", "ALLOW")]
    [InlineData("sequence", "CHALLENGE")]
    public void Access_is_spelled_as_on_the_wire(string rule, string access) => Assert.Equal(access, Rule(rule).Access);

    private static RuleAction Rule(string text) => text switch
    {
        "deny" => new RuleAction.Deny(),
        "password" => new RuleAction.Password(),
        "password + any, always" => new RuleAction.PasswordAndAny(FactorPrompt.Always),
        "password + any, session" => new RuleAction.PasswordAndAny(new FactorPrompt(PromptMode.Session, 15)),
        "password + any, device" => new RuleAction.PasswordAndAny(new FactorPrompt(PromptMode.Device)),
        _ => new RuleAction.Sequence(Chains.Parse("push", "sms -> question")),
    };
}
