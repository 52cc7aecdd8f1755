using System.Collections.Immutable;

namespace FactorSeq.Core.Upgrade;

/// <summary>Sentences that every form of the report uses.</summary>
internal static class PlanTexts
{
    /// <summary>What users see on the sign-in page afterwards, whatever the mode ("What should I consider", Factor Sequencing FAQ).</summary>
    internal static ImmutableArray<string> Widget { get; } =
    [
        "The security image is gone.",
        "\"Keep me signed in\" stands where \"Remember me\" and \"Do not challenge me on this device\" stood.",
        "There are more ways to get help with signing in.",
        "Authenticators are listed on the page, not in a menu.",
        "Two kinds of CAPTCHA and social login are built in.",
        "Authenticators are set up in the widget, at sign-in.",
        "Pages that embed the widget go on working, password-first; what customizes factor sequencing there has to go.",
        "/api/v1/authn goes on in Classic's way: neither passwordless sign-ins nor the policies of apps are reached through it.",
        "A session token that crosses the moment of the upgrade asks for the password again.",
    ];

    internal static string Mode(UpgradePlan plan) => plan.Mode == UpgradeMode.Preserve
        ? "preserve: sequences stay, as Authenticator Sequencing of the global session policy"
        : "assurance: authentication policies take the place of sequences";

    internal static string FidelityOf(RuleUpgrade rule, UpgradePlan plan) => rule.Fidelity switch
    {
        _ when rule.Shape is null => "no sequence",
        _ when plan.Mode == UpgradeMode.Preserve => "kept as it is",
        Fidelity.Faithful => "faithful",
        Fidelity.OrderLost => "the same factors, the order is lost",
        Fidelity.Widens => "wider: all that was possible, and more",
        _ => "not expressible",
    };

    internal static string Shape(RuleUpgrade rule) => rule.Shape switch
    {
        null => "",
        ChainShape.Other => "other",
        var shape => shape.ToString()!,
    };

    internal static string Page(UpgradePlan plan) => plan.IsIdentifierFirst
        ? "identifier-first: the username alone, for everybody"
        : "password-first: username and password on one page";

    internal static string Change(WayChange change) => change switch
    {
        WayChange.LockedOut => "locked out",
        WayChange.LetIn => "let in who could not sign in before",
        WayChange.Differs => "gain some ways and lose others",
        WayChange.Loses => "lose ways",
        WayChange.Gains => "gain ways",
        WayChange.OrderChanged => "the same factors in another order",
        _ => "no change",
    };

    /// <summary>Ways in words; of many the first.</summary>
    internal static string Ways(ImmutableArray<Way> ways, PlanNames names)
    {
        const int Most = 6;
        var told = string.Join("; ", ways.Take(Most).Select(way => way.Describe(names.Factor)));
        return ways.IsEmpty ? "none" : ways.Length > Most ? $"{told}; and {ways.Length - Most} more" : told;
    }

    internal static string Verification(VerificationMethod method) => method switch
    {
        VerificationMethod.Assurance { Constraints.IsEmpty: true, Mode: FactorMode.One } => "any one factor",
        VerificationMethod.Assurance { Constraints.IsEmpty: true } => "any two factor types",
        VerificationMethod.Assurance assurance => $"{(assurance.Mode == FactorMode.One ? "1FA" : "2FA")}: {string.Join(" or ", assurance.Constraints.Select(Constraint))}",
        VerificationMethod.AuthMethodChain chained => "chains: " + string.Join(" or ", chained.Chains.Select(chain =>
            string.Join(" -> ", chain.Steps.Select(step => string.Join(" | ", step.Select(method => $"{method.Key}/{method.Method}")))))),
        _ => "",
    };

    private static string Constraint(AssuranceConstraint constraint)
    {
        List<string> parts = [];
        if (constraint.Knowledge is { } knowledge)
        {
            parts.Add(knowledge.Types.IsEmpty ? "knowledge + another type" : string.Join("/", knowledge.Types));
        }

        if (constraint.Possession is { } possession)
        {
            string[] characteristics =
            [
                .. possession.DeviceBound ? ["device bound"] : Array.Empty<string>(),
                .. possession.HardwareProtection ? ["hardware protected"] : Array.Empty<string>(),
                .. possession.PhishingResistant ? ["phishing resistant"] : Array.Empty<string>(),
            ];
            var what = string.Join("/", possession.Methods.IsEmpty ? possession.Types : possession.Methods);
            parts.Add($"{(what.Length == 0 ? "possession" : what)}{(characteristics.Length == 0 ? "" : $" ({string.Join(", ", characteristics)})")}");
        }

        return parts.Count == 0 ? "anything" : string.Join(" + ", parts);
    }
}
