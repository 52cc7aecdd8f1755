using System.Collections.Immutable;
using FactorSeq.Core.Factors;

namespace FactorSeq.Core.Policies;

/// <summary>What a sign-on rule demands (<c>actions.signon</c>). Closed; every case compiles to chains, so there is one machine and not two.</summary>
public abstract record RuleAction
{
    private RuleAction()
    {
    }

    /// <summary>The value of <c>access</c> on the wire.</summary>
    public abstract string Access { get; }

    /// <summary>The chains of this rule.</summary>
    /// <param name="sequencing">Whether the org's factor-sequencing feature is on; off, a sequence falls back to the password.</param>
    /// <param name="deviceRemembered">Whether this device was remembered under the rule's prompt.</param>
    public abstract FactorChains Compile(bool sequencing, bool deviceRemembered);

    /// <summary>Access denied.</summary>
    public sealed record Deny : RuleAction
    {
        public override string Access => "DENY";

        public override FactorChains Compile(bool sequencing, bool deviceRemembered) => FactorChains.None;
    }

    /// <summary>"Password / Any IDP".</summary>
    public sealed record Password : RuleAction
    {
        public override string Access => "ALLOW";

        public override FactorChains Compile(bool sequencing, bool deviceRemembered) => Fixed.Password;
    }

    /// <summary>"Password / Any IDP + Any factor".</summary>
    public sealed record PasswordAndAny(FactorPrompt Prompt) : RuleAction
    {
        public override string Access => "ALLOW";

        public override FactorChains Compile(bool sequencing, bool deviceRemembered) =>
            deviceRemembered && Prompt.Mode != PromptMode.Always ? Fixed.Password : Fixed.PasswordAndAny;
    }

    /// <summary>"Factor Sequence": <c>access</c> is <c>CHALLENGE</c> and the chains stand in <c>challenge.chain</c>.</summary>
    public sealed record Sequence(FactorChains Chains) : RuleAction
    {
        public override string Access => "CHALLENGE";

        public override FactorChains Compile(bool sequencing, bool deviceRemembered) =>
            sequencing ? Chains : Fixed.Password;
    }

    private static class Fixed
    {
        private static readonly FactorStep PasswordStep = new FactorStep.OneOf([FactorKind.Password]);

        internal static FactorChains Password { get; } = new([new FactorChain([PasswordStep])]);

        internal static FactorChains PasswordAndAny { get; } = new([new FactorChain([PasswordStep, new FactorStep.Any()])]);
    }
}

/// <summary>How often a rule with "any factor" asks (<c>factorPromptMode</c>).</summary>
public enum PromptMode
{
    /// <summary>At every sign-in.</summary>
    Always,

    /// <summary>Once per session lifetime (<c>factorLifetime</c>).</summary>
    Session,

    /// <summary>Once per device.</summary>
    Device,
}

/// <summary>The prompt of a rule with "any factor".</summary>
/// <param name="LifetimeMinutes">How long a device stays remembered under <see cref="PromptMode.Session"/>; 0 under the others.</param>
/// <param name="RememberByDefault">Whether the check box comes ticked (<c>rememberDeviceByDefault</c>).</param>
public sealed record FactorPrompt(PromptMode Mode, int LifetimeMinutes = 0, bool RememberByDefault = false)
{
    public static FactorPrompt Always { get; } = new(PromptMode.Always);
}

/// <summary>The session that a rule grants (<c>actions.signon.session</c>), in minutes; a lifetime of 0 is unlimited.</summary>
public sealed record SessionLimits(int MaxIdleMinutes = 120, int MaxLifetimeMinutes = 0, bool UsePersistentCookie = false)
{
    public static SessionLimits Default { get; } = new();
}
