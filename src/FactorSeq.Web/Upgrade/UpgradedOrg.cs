using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Upgrade;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Upgrade;

/// <summary>An org that was switched to Identity Engine: the plan that it runs by, worked out once for each revision of its configuration.</summary>
internal static class UpgradedOrg
{
    private static readonly ConditionalWeakTable<OrgSnapshot, UpgradePlan> Plans = [];

    /// <summary>What an org runs by; null for one of Classic.</summary>
    internal static UpgradePlan? PlanOf(Org org) => org.Current is { Configuration.Engine: { } engine } snapshot
        ? Plans.GetValue(snapshot, known => UpgradePlanning.Plan(known.Configuration, UpgradeRun.Factors(known.Configuration, org.Catalog), OptionsOf(engine)))
        : null;

    /// <summary>Whether the sign-in page asks for the username alone.</summary>
    internal static bool IsIdentifierFirst(Org org) => PlanOf(org)?.IsIdentifierFirst ?? org.Current.Configuration.Sequencing;

    /// <summary>Decides a sign-in as Identity Engine does; null for an org of Classic, and for doors that know no authentication policy.</summary>
    internal static Func<bool, FactorChains>? Decides(Org org, SignOnRequest request, Account? account) =>
        PlanOf(org) is { } plan && request.Door == AuthenticationDoor.Any ? Deciding(plan, org, request, account) : null;

    private static Func<bool, FactorChains> Deciding(UpgradePlan plan, Org org, SignOnRequest request, Account? account)
    {
        var factors = account is null ? plan.Factors : FactorsOf(plan, account);
        var names = org.Current.Names;
        var hides = org.Current.Configuration.Settings.UserEnumerationPrevention;
        return deviceRemembered =>
        {
            var chains = IdentityEngine.Decide(plan, names, request, factors, deviceRemembered).Chains;
            return hides && !deviceRemembered ? SessionAndAccess.PasswordFirst(chains) : chains;
        };
    }

    /// <summary>The org's factors that somebody has.</summary>
    internal static ImmutableArray<FactorKind> FactorsOf(UpgradePlan plan, Account account) =>
        [.. plan.Factors.Where(kind => account.Enrollments.Any(enrollment => enrollment.Kind == kind))];

    internal static UpgradeOptions OptionsOf(EngineUpgrade engine) =>
        new(engine.PreservesSequences ? UpgradeMode.Preserve : UpgradeMode.Assurance, engine.MethodChains);
}
