using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary><c>primaryFactor</c> of a global session policy rule: what establishes the user session.</summary>
public enum PrimaryFactor
{
    /// <summary><c>PASSWORD_IDP</c>: the password, or another's word for it. Password-first; what every upgraded rule has.</summary>
    PasswordIdp,

    /// <summary><c>PASSWORD_IDP_ANY_FACTOR</c>: any factor that the authentication policy takes. Identifier-first; what a new rule has.</summary>
    AnyFactor,
}

/// <summary>What a rule of a global session policy carries. A global session policy is a <see cref="Policy{TAction}"/> of these.</summary>
public sealed record GlobalSessionAction
{
    public bool Allows { get; init; } = true;

    /// <summary>A rule that nobody upgraded begins with any factor.</summary>
    public PrimaryFactor PrimaryFactor { get; init; } = PrimaryFactor.AnyFactor;

    /// <summary>"Multifactor authentication: Required"; kept as Classic had it.</summary>
    public bool RequireFactor { get; init; }

    /// <summary>How often that factor is asked for; null where none is.</summary>
    public FactorPrompt? Prompt { get; init; }

    public required SessionLimits Session { get; init; }

    /// <summary>"Authenticator Sequencing": the chains that an upgrade has preserved; null where it has none.</summary>
    public FactorChains? Sequence { get; init; }
}

/// <summary>What a rule of an authentication policy carries.</summary>
public sealed record AuthenticationAction(bool Allows, VerificationMethod Verification);

/// <summary>An authentication policy (<c>ACCESS_POLICY</c>), which several apps can share.</summary>
/// <param name="Apps">Labels of the apps that have it; the dashboard among them by the name of <see cref="Dashboard"/>.</param>
public sealed record AuthenticationPolicy(Policy<AuthenticationAction> Policy, ImmutableArray<string> Apps)
{
    /// <summary>The ids of these apps, where they have rules of their own; the first policy of a plan is everybody else's.</summary>
    public ImmutableArray<string> AppIds { get; init; } = [];

    /// <summary>Rules a policy may have, its catch-all rule counted.</summary>
    public const int MaxRules = 100;

    /// <summary>The priority of the rule that catches what no other does.</summary>
    public const int CatchAllPriority = 99;

    /// <summary>Okta's name for the rule that catches what no other does.</summary>
    public const string CatchAll = "Catch-all Rule";

    /// <summary>The page after a sign-in that was for no app.</summary>
    public const string Dashboard = "Okta Dashboard";
}

/// <summary>A global session policy and an authentication policy are both evaluated: the sign-in has to satisfy both.</summary>
public static class SessionAndAccess
{
    private static readonly FactorStep Password = new FactorStep.OneOf([FactorKind.Password]);
    private static readonly FactorStep Another = new FactorStep.Any();

    /// <summary>What it takes to satisfy both.</summary>
    /// <param name="access">What the authentication policy asks for, compiled.</param>
    /// <param name="deviceRemembered">Whether this device was remembered under the rule's prompt.</param>
    public static FactorChains Combine(GlobalSessionAction session, FactorChains access, bool deviceRemembered)
    {
        if (!session.Allows || access.IsEmpty)
        {
            return FactorChains.None;
        }

        // The authentication policy of a preserved sequence asks for any one factor: whatever the sequence proves is enough for it.
        if (session.Sequence is { } sequence)
        {
            return sequence;
        }

        var chains = session.PrimaryFactor == PrimaryFactor.PasswordIdp ? access.Items.Select(AfterPassword) : access.Items;
        var asks = session.RequireFactor && !(deviceRemembered && session.Prompt is { Mode: not PromptMode.Always });
        return new FactorChains([.. chains.Select(chain => asks ? WithAnother(chain) : chain).DistinctBy(VerificationMethod.Key)]);
    }

    /// <summary>The same with the password first: with user enumeration prevention nothing else is offered on a device that is not known.</summary>
    public static FactorChains PasswordFirst(FactorChains chains) => new([.. chains.Items.Select(AfterPassword).DistinctBy(VerificationMethod.Key)]);

    // What was proved to establish the session is not asked for again.
    private static FactorChain AfterPassword(FactorChain chain)
    {
        var asked = chain.Steps.FirstOrDefault(step => step.Allows(FactorKind.Password));
        return new FactorChain([Password, .. asked is null ? chain.Steps : chain.Steps.Remove(asked)]);
    }

    private static FactorChain WithAnother(FactorChain chain) =>
        chain.Steps.Length > 1 ? chain : new FactorChain(chain.Steps.Add(Another));
}
