using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.Upgrade;

/// <summary>A plan as JSON: policies as Okta's Policy API writes them, and what there is to say of each rule.</summary>
public static class PlanJson
{
    /// <summary>The whole plan.</summary>
    public static JsonObject Of(UpgradePlan plan, PlanNames names) => new()
    {
        ["org"] = plan.Org,
        ["mode"] = Mode(plan.Mode),
        ["state"] = State(plan.State),
        ["blocked"] = plan.IsBlocked,
        ["blockers"] = new JsonArray([.. plan.Blockers.Select(blocker => (JsonNode)new JsonObject
        {
            ["id"] = UpgradeBlocker.Id,
            ["policy"] = blocker.Policy,
            ["ruleId"] = blocker.RuleId,
            ["rule"] = blocker.Rule,
            ["chain"] = blocker.Chain,
            ["pair"] = Texts([names.Factor(blocker.One), names.Factor(blocker.Other)]),
        })]),
        ["identifierFirst"] = plan.IsIdentifierFirst,
        ["rules"] = new JsonArray([.. plan.Rules.Select(rule => (JsonNode)Rule(rule, names))]),
        ["findings"] = new JsonArray([.. plan.Findings.Select(finding => (JsonNode)new JsonObject { ["id"] = finding.Id, ["text"] = finding.Text })]),
        ["recipes"] = new JsonArray([.. plan.Recipes.Select(recipe => (JsonNode)new JsonObject { ["question"] = recipe.Question, ["steps"] = Texts(recipe.Steps) })]),
        ["globalSessionPolicies"] = new JsonArray([.. plan.GlobalSession.Select(policy => (JsonNode)Session(policy))]),
        ["authenticationPolicies"] = new JsonArray([.. plan.Authentication.Select(policy => (JsonNode)Access(policy))]),
    };

    /// <summary>A differential run.</summary>
    public static JsonObject Of(DifferentialRun run, PlanNames names) => new()
    {
        ["users"] = run.Users,
        ["rules"] = run.Rules,
        ["places"] = Texts(run.Places.Select(place => place.Name)),
        ["signIns"] = run.SignIns,
        ["evaluations"] = run.Evaluations,
        ["summary"] = new JsonObject(Enum.GetValues<WayChange>().Select(change => KeyValuePair.Create(Change(change), (JsonNode?)run.Count(change)))),
        ["people"] = new JsonArray([.. run.People.Select(people => (JsonNode)new JsonObject
        {
            ["change"] = Change(people.Change),
            ["users"] = people.Users,
            ["sample"] = Texts(people.Sample),
            ["places"] = Texts(people.Places),
            ["policy"] = people.Policy,
            ["rule"] = people.Rule,
            ["ruleAfter"] = people.RuleAfter,
            ["factors"] = Texts(people.Factors.Select(names.Factor)),
            ["before"] = Texts(people.Before.Select(way => way.Describe(names.Factor))),
            ["after"] = Texts(people.After.Select(way => way.Describe(names.Factor))),
        })]),
    };

    /// <summary>A verification method as the Policy API writes it.</summary>
    public static JsonObject Verification(VerificationMethod method) => method switch
    {
        VerificationMethod.Assurance assurance => new JsonObject
        {
            ["type"] = assurance.Type,
            ["factorMode"] = assurance.Mode == FactorMode.One ? "1FA" : "2FA",
            ["reauthenticateIn"] = assurance.ReauthenticateIn,
            ["constraints"] = new JsonArray([.. assurance.Constraints.Select(constraint => (JsonNode)Constraint(constraint))]),
        },
        VerificationMethod.AuthMethodChain chained => new JsonObject
        {
            ["type"] = chained.Type,
            ["chains"] = new JsonArray([.. chained.Chains.Select(chain => (JsonNode)Chain(chain.Steps, chained.ReauthenticateIn)!)]),
        },
        _ => [],
    };

    /// <summary>A name of this API's own for what becomes of ways.</summary>
    public static string Change(WayChange change) => change switch
    {
        WayChange.OrderChanged => "orderChanged",
        WayChange.LockedOut => "lockedOut",
        WayChange.LetIn => "letIn",
        _ => change.ToString().ToLowerInvariant(),
    };

    /// <summary>The name of a mode.</summary>
    public static string Mode(UpgradeMode mode) => mode == UpgradeMode.Preserve ? "preserve" : "assurance";

    /// <summary>The name of how true a mapping is.</summary>
    public static string FidelityOf(RuleUpgrade rule) => rule.Fidelity switch
    {
        Fidelity.OrderLost => "orderLost",
        Fidelity.NotExpressible => "notExpressible",
        var fidelity => fidelity.ToString().ToLowerInvariant(),
    };

    internal static JsonObject Constraint(AssuranceConstraint constraint)
    {
        var json = new JsonObject();
        if (constraint.Knowledge is { } knowledge)
        {
            var known = new JsonObject();
            if (!knowledge.Types.IsEmpty)
            {
                known["types"] = Texts(knowledge.Types);
            }

            if (knowledge.ReauthenticateIn is { } own)
            {
                known["reauthenticateIn"] = own;
            }

            json["knowledge"] = known;
        }

        if (constraint.Possession is { } possession)
        {
            var asked = new JsonObject();
            if (!possession.Types.IsEmpty)
            {
                asked["types"] = Texts(possession.Types);
            }

            if (!possession.Methods.IsEmpty)
            {
                asked["methods"] = Texts(possession.Methods);
            }

            asked["deviceBound"] = Required(possession.DeviceBound);
            asked["hardwareProtection"] = Required(possession.HardwareProtection);
            asked["phishingResistant"] = Required(possession.PhishingResistant);
            asked["userPresence"] = Required(possession.UserPresence);
            json["possession"] = asked;
        }

        return json;
    }

    internal static JsonArray Methods(ImmutableArray<AuthenticatorMethod> methods) => new(
        [.. methods.Select(method => (JsonNode)new JsonObject { ["key"] = method.Key, ["method"] = method.Method })]);

    internal static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static JsonObject Rule(RuleUpgrade rule, PlanNames names) => new()
    {
        ["policy"] = rule.Policy.Name,
        ["rule"] = rule.Rule.Name,
        ["active"] = rule.IsActive,
        ["where"] = names.Where(rule.Policy.Conditions.Concat(rule.Rule.Conditions)),
        ["shape"] = rule.Shape is { } shape ? shape == ChainShape.Other ? "other" : shape.ToString() : null,
        ["shapes"] = Texts(rule.Shapes.Select(each => each == ChainShape.Other ? "other" : each.ToString())),
        ["fidelity"] = FidelityOf(rule),
        ["before"] = Texts(ChainPicture.Rows(rule.Before, names).Select(row => row.Text)),
        ["after"] = Texts(ChainPicture.Rows(rule.After, names).Select(row => row.Text)),
        ["notMapped"] = Texts(rule.NotMapped),
        ["instead"] = rule.Instead,
        ["alternative"] = rule.Alternative is { } alternative ? Verification(alternative) : null,
    };

    private static JsonObject Session(Policy<GlobalSessionAction> policy) => new()
    {
        ["type"] = "OKTA_SIGN_ON",
        ["name"] = policy.Name,
        ["priority"] = policy.Priority,
        ["status"] = Status(policy.Active),
        ["system"] = policy.System,
        ["conditions"] = Conditions(policy.Conditions),
        ["rules"] = new JsonArray([.. policy.Rules.Select(rule => (JsonNode)new JsonObject
        {
            ["type"] = "SIGN_ON",
            ["name"] = rule.Name,
            ["priority"] = rule.Priority,
            ["status"] = Status(rule.Active),
            ["system"] = rule.System,
            ["conditions"] = Conditions(rule.Conditions),
            ["actions"] = new JsonObject { ["signon"] = SignOn(rule.Action) },
        })]),
    };

    private static JsonObject SignOn(GlobalSessionAction action)
    {
        var json = new JsonObject
        {
            ["access"] = !action.Allows ? "DENY" : action.Sequence is null ? "ALLOW" : "CHALLENGE",
            ["primaryFactor"] = action.PrimaryFactor == PrimaryFactor.PasswordIdp ? "PASSWORD_IDP" : "PASSWORD_IDP_ANY_FACTOR",
            ["requireFactor"] = action.RequireFactor,
        };
        if (action.Prompt is { } prompt)
        {
            json["factorPromptMode"] = prompt.Mode.ToString().ToUpperInvariant();
            json["rememberDeviceByDefault"] = prompt.RememberByDefault;
            if (prompt.Mode == PromptMode.Session)
            {
                json["factorLifetime"] = prompt.LifetimeMinutes;
            }
        }

        json["session"] = new JsonObject
        {
            ["usePersistentCookie"] = action.Session.UsePersistentCookie,
            ["maxSessionIdleMinutes"] = action.Session.MaxIdleMinutes,
            ["maxSessionLifetimeMinutes"] = action.Session.MaxLifetimeMinutes,
        };
        if (action.Sequence is { } sequence)
        {
            json["challenge"] = new JsonObject { ["chain"] = new JsonArray([.. sequence.Items.Select(chain => (JsonNode?)Chain(chain.Steps))]) };
        }

        return json;
    }

    private static JsonObject Access(AuthenticationPolicy policy) => new()
    {
        ["type"] = "ACCESS_POLICY",
        ["name"] = policy.Policy.Name,
        ["apps"] = Texts(policy.Apps),
        ["rules"] = new JsonArray([.. policy.Policy.Rules.Select(rule => (JsonNode)new JsonObject
        {
            ["type"] = "ACCESS_POLICY",
            ["name"] = rule.Name,
            ["priority"] = rule.Priority,
            ["status"] = Status(rule.Active),
            ["system"] = rule.System,
            ["conditions"] = Conditions(rule.Conditions),
            ["actions"] = new JsonObject
            {
                ["appSignOn"] = new JsonObject
                {
                    ["access"] = rule.Action.Allows ? "ALLOW" : "DENY",
                    ["verificationMethod"] = Verification(rule.Action.Verification),
                },
            },
        })]),
    };

    private static JsonObject Conditions(ImmutableArray<Condition> conditions)
    {
        var json = new JsonObject();
        var people = conditions.OfType<Condition.People>().ToList();
        var groups = people.SelectMany(each => each.Groups).Distinct().ToList();
        var users = people.SelectMany(each => each.Users).Distinct().ToList();
        var excluded = people.SelectMany(each => each.ExcludedUsers).Distinct().ToList();
        if (people.Count > 0)
        {
            json["people"] = new JsonObject
            {
                ["groups"] = new JsonObject { ["include"] = Texts(groups) },
                ["users"] = new JsonObject { ["include"] = Texts(users), ["exclude"] = Texts(excluded) },
            };
        }

        foreach (var network in conditions.OfType<Condition.Network>())
        {
            json["network"] = network is { Include.IsEmpty: true, Exclude.IsEmpty: true }
                ? new JsonObject { ["connection"] = "ANYWHERE" }
                : new JsonObject { ["connection"] = "ZONE", ["include"] = Texts(network.Include), ["exclude"] = Texts(network.Exclude) };
        }

        foreach (var type in conditions.OfType<Condition.AuthType>())
        {
            json["authContext"] = new JsonObject
            {
                ["authType"] = type.Door switch { AuthenticationDoor.Radius => "RADIUS", AuthenticationDoor.LdapInterface => "LDAP_INTERFACE", _ => "ANY" },
            };
        }

        foreach (var behaviors in conditions.OfType<Condition.Behaviors>())
        {
            json["risk"] = new JsonObject { ["behaviors"] = Texts(behaviors.Ids) };
        }

        return json;
    }

    private static JsonObject? Chain(ImmutableArray<FactorStep> steps) => steps.IsEmpty ? null : Next(new JsonObject
    {
        ["criteria"] = new JsonArray([.. ChainMapping.Kinds(steps[0]).Select(kind => (JsonNode)new JsonObject { ["factorType"] = kind.Type, ["provider"] = kind.Provider })]),
    }, Chain(steps.RemoveAt(0)));

    private static JsonObject? Chain(ImmutableArray<ImmutableArray<AuthenticatorMethod>> steps, string? reauthenticateIn)
    {
        if (steps.IsEmpty)
        {
            return null;
        }

        var json = Next(new JsonObject { ["authenticationMethods"] = Methods(steps[0]) }, Chain(steps.RemoveAt(0), null));
        if (reauthenticateIn is not null)
        {
            json["reauthenticateIn"] = reauthenticateIn;
        }

        return json;
    }

    private static JsonObject Next(JsonObject json, JsonObject? next)
    {
        if (next is not null)
        {
            json["next"] = new JsonArray(next);
        }

        return json;
    }

    private static string Required(bool required) => required ? "REQUIRED" : "OPTIONAL";

    private static string Status(bool active) => active ? "ACTIVE" : "INACTIVE";

    private static string State(Orgs.SequencingState state) => state switch
    {
        Orgs.SequencingState.EnabledActive => "ENABLED_ACTIVE",
        Orgs.SequencingState.EnabledUnused => "ENABLED_UNUSED",
        _ => "OFF",
    };
}
