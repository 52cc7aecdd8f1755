using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>What Identity Engine decides of a sign-in.</summary>
/// <param name="Chains">What it takes to sign in, with the factors that were asked about.</param>
public sealed record EngineDecision(Evaluation<GlobalSessionAction> Session, Evaluation<AuthenticationAction> Access, FactorChains Chains);

/// <summary>The evaluation of an upgraded org: a rule of the global session policy, and one of the authentication policy.</summary>
public static class IdentityEngine
{
    /// <summary>Decides a sign-in.</summary>
    /// <param name="factors">What the user is enrolled in.</param>
    /// <param name="deviceRemembered">Whether the device was remembered.</param>
    public static EngineDecision Decide(
        UpgradePlan plan, PolicyNames names, SignOnRequest request, ImmutableArray<FactorKind> factors, bool deviceRemembered = false)
    {
        var session = Evaluate.First(plan.GlobalSession, names, request);
        var access = Evaluate.First([plan.Authentication[0].Policy], names, request);
        return new EngineDecision(session, access, Compile(session.Rule?.Action, access.Rule?.Action, factors, deviceRemembered));
    }

    internal static FactorChains Compile(
        GlobalSessionAction? session, AuthenticationAction? access, ImmutableArray<FactorKind> factors, bool deviceRemembered) =>
        session is null || access is not { Allows: true }
            ? FactorChains.None
            : SessionAndAccess.Combine(session, access.Verification.Compile(factors), deviceRemembered);
}
