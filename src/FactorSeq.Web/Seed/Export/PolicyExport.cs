using System.Collections.Immutable;
using System.Text.Json.Nodes;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Seed.Export;

/// <summary><c>policies</c> and <c>zones</c>. Those that every org has are not written: they are there without it.</summary>
internal sealed class PolicyExport(ExportScope scope)
{
    private static readonly string[] Providers = ["OKTA", "ACTIVE_DIRECTORY", "LDAP"];
    private static readonly string[] Moments = ["challenge", "login", "never"];
    private static readonly string[] Demands = ["notAllowed", "optional", "required"];

    internal JsonObject Write() => new JsonObject()
        .Put("signOn", Members.List(Own(scope.Org.SignOn).Select(policy => Policy(policy).Put("rules", new RuleExport(scope).Write(policy)))))
        .Put("mfaEnroll", Members.List(Own(scope.Org.Enrollment).Select(policy => With(Policy(policy), Enrollment(Only(policy))))))
        .Put("password", Members.List(Own(scope.Org.Passwords).Select(policy => With(Policy(policy).Put("provider", Provider(policy)), Password(Only(policy))))));

    internal static JsonObject Zone(NetworkZone zone, ExportScope scope)
    {
        if (zone.Inactive)
        {
            scope.LeaveOut($"addresses of the zone {zone.Name}, which is switched off");
        }

        if (zone.Blocks)
        {
            scope.LeaveOut($"that the zone {zone.Name} is a BLOCKLIST");
        }

        return new JsonObject()
            .Put("name", zone.Name)
            .Put("gateways", zone.Inactive ? [] : Members.Addresses(zone.Gateways))
            .Put("proxies", zone.Inactive ? [] : Members.Addresses(zone.Proxies));
    }

    private IEnumerable<Policy<T>> Own<T>(ImmutableArray<Policy<T>> policies)
    {
        foreach (var builtIn in policies.Where(policy => policy.System && (policy.LastUpdated ?? policy.Rules.Max(rule => rule.LastUpdated)) is not null))
        {
            scope.LeaveOut($"what the API has changed on {builtIn.Name} ({typeof(T).Name.Replace("Action", "", StringComparison.Ordinal)})");
        }

        return policies.Where(policy => !policy.System);
    }

    private JsonObject Policy<T>(Policy<T> policy)
    {
        if (policy.Description is { Length: > 0 })
        {
            scope.LeaveOut($"the description of the policy {policy.Name}");
        }

        var people = policy.Conditions.OfType<Condition.People>().FirstOrDefault();
        if (people is { ExcludedUsers.IsDefaultOrEmpty: false } or { Users.IsEmpty: false })
        {
            scope.LeaveOut($"the single users of the policy {policy.Name}");
        }

        return new JsonObject()
            .Put("name", policy.Name)
            .Put("groups", people is null || scope.IsEverybody(people.Groups) ? [] : scope.Groups(people.Groups))
            .Put("status", policy.Active ? null : "INACTIVE");
    }

    // A seed gives such a policy one rule for everybody.
    private T? Only<T>(Policy<T> policy)
    {
        var rule = policy.Rules.FirstOrDefault(candidate => candidate.Active) ?? policy.Rules.FirstOrDefault();
        if (policy.Rules is not [{ Active: true, Conditions.IsEmpty: true, Name: var name }] || name != policy.Name)
        {
            scope.LeaveOut($"the rules of the policy {policy.Name}, but for what its first one does");
        }

        return rule is null ? default : rule.Action;
    }

    private string? Provider(Policy<PasswordAction> policy)
    {
        var of = policy.Conditions.OfType<Condition.AuthProvider>().FirstOrDefault();
        if (of is { Include.IsEmpty: false })
        {
            scope.LeaveOut($"which directories the policy {policy.Name} is for");
        }

        return of is { Provider: not CredentialProvider.Okta and var provider } ? Providers[(int)provider] : null;
    }

    private static JsonObject Enrollment(EnrollmentAction? action) => action is null ? [] : new JsonObject()
        .Put("factors", new JsonObject(action.Factors.Select(demand => KeyValuePair.Create<string, JsonNode?>(demand.Key, Demands[(int)demand.Value]))))
        .Put("enroll", Moments[(int)action.Moment], Moments[0]);

    private JsonObject Password(PasswordAction? action)
    {
        if (action is null)
        {
            return [];
        }

        if (action.Kept is not null)
        {
            scope.LeaveOut("settings of password policies that are kept and do nothing here");
        }

        var standard = new PasswordAction();
        return new JsonObject()
            .Put("lockout", new JsonObject()
                .Put("maxAttempts", action.MaxAttempts, standard.MaxAttempts)
                .Put("autoUnlockMinutes", action.AutoUnlockMinutes, standard.AutoUnlockMinutes)
                .Put("showLockoutFailures", action.ShowLockoutFailures, standard.ShowLockoutFailures))
            .Put("complexity", Complexity(action.Complexity, standard.Complexity))
            .Put("age", new JsonObject()
                .Put("maxAgeDays", action.Age.MaxAgeDays, standard.Age.MaxAgeDays)
                .Put("expireWarnDays", action.Age.ExpireWarnDays, standard.Age.ExpireWarnDays)
                .Put("minAgeMinutes", action.Age.MinAgeMinutes, standard.Age.MinAgeMinutes)
                .Put("historyCount", action.Age.HistoryCount, standard.Age.HistoryCount))
            .Put("recovery", new JsonObject()
                .Put("email", action.Recovery.Email, standard.Recovery.Email)
                .Put("tokenLifetimeMinutes", action.Recovery.TokenMinutes, standard.Recovery.TokenMinutes)
                .Put("sms", action.Recovery.Sms, standard.Recovery.Sms)
                .Put("call", action.Recovery.Call, standard.Recovery.Call)
                .Put("question", action.Recovery.Question, standard.Recovery.Question))
            .Put("passwordChange", Allows(action.AllowsChange), Allows(standard.AllowsChange))
            .Put("selfServicePasswordReset", Allows(action.AllowsReset), Allows(standard.AllowsReset))
            .Put("selfServiceUnlock", Allows(action.AllowsUnlock), Allows(standard.AllowsUnlock));
    }

    private static JsonObject Complexity(PasswordComplexity complexity, PasswordComplexity standard) => new JsonObject()
        .Put("minLength", complexity.MinLength, standard.MinLength)
        .Put("minLowerCase", complexity.MinLowerCase, standard.MinLowerCase)
        .Put("minUpperCase", complexity.MinUpperCase, standard.MinUpperCase)
        .Put("minNumber", complexity.MinNumber, standard.MinNumber)
        .Put("minSymbol", complexity.MinSymbol, standard.MinSymbol)
        .Put("excludeUsername", complexity.ExcludeUsername, standard.ExcludeUsername)
        .Put("excludeAttributes", complexity.ExcludeAttributes);

    private static string Allows(bool allows) => allows ? "allow" : "deny";

    private static JsonObject With(JsonObject policy, JsonObject more)
    {
        foreach (var (name, value) in more)
        {
            policy[name] = value?.DeepClone();
        }

        return policy;
    }
}
