using System.Collections.Immutable;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary>
/// <c>apps[].signOn</c>: the rules of an app's sign-on policy, written out, or the one of a short form. Whatever would put a chain or a
/// factor into one is refused: sequences belong to <c>policies.signOn</c>.
/// </summary>
internal sealed class AppSignOnSection(SeedScope scope)
{
    private const string NoChains = "an app sign-on rule takes no chain and names no factor";

    private const string Cure =
        "Write mfa every sign-on or mfa once per session: any factor of the user will do. Chains stand under policies.signOn.";

    private const int MostMinutes = 90 * 24 * 60;

    // As AppPrompt has them.
    private static readonly ImmutableArray<string> Prompts = ["never", "every sign-on", "once per session"];

    private static readonly ImmutableArray<string> AccessWords = ["allow", "deny"];

    private static readonly ImmutableArray<string> ShortForms = ["mfa every sign-on", "mfa once per session"];

    private static readonly ImmutableArray<string> OfSequences =
        ["authenticate", "chain", "chains", "challenge", "actions", "factor", "factors", "factorSequence"];

    internal ImmutableArray<Rule<AppSignOnAction>> Read(Fields app, string appId)
    {
        switch (app["signOn"])
        {
            case null:
                return [];
            case SeedNode.Scalar text:
                return Short(text, appId);
            case SeedNode.List list:
                return Rules(list, appId);
            case SeedNode.Mapping mapping when IsSequence(mapping):
                return [];
            case var other:
                scope.Errors.Add(other, $"a list of rules is needed here, not {other.Described}", "Write signOn: [ … ], or one of: " + string.Join(", ", ShortForms) + ".");
                return [];
        }
    }

    private ImmutableArray<Rule<AppSignOnAction>> Short(SeedNode.Scalar node, string appId)
    {
        if (Scalars.Text(node, scope.Errors) is not { } text || IsSequence(node, text))
        {
            return [];
        }

        // Blanks do not count, so that "MFA  every sign-on" is understood too.
        if (Wording.Place(string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)), ShortForms) is >= 0 and var place)
        {
            return [Rule(appId, ShortForms[place], 1, new AppSignOnAction(Allows: true, (AppPrompt)(place + 1)), active: true, [])];
        }

        scope.Errors.Add(node, $"{Wording.Quoted(text)} is not a way to sign on to an app", $"{Wording.Choose(text, ShortForms, "Short forms")} Or write a list of rules.");
        return [];
    }

    private ImmutableArray<Rule<AppSignOnAction>> Rules(SeedNode.List list, string appId)
    {
        var rules = ImmutableArray.CreateBuilder<Rule<AppSignOnAction>>();
        var names = new Names("rule", name => name, scope.Errors);
        foreach (var node in list.Items)
        {
            if (IsSequence(node) || Fields.Of(node, Shapes.AppSignOnRule, scope.Errors) is not { } rule)
            {
                continue;
            }

            var action = Action(rule);
            var conditions = Conditions(rule);
            var active = PolicyStatus.IsActive(rule);
            if (rule.Required("name") is { } name
                && PolicyStatus.IsFree(rule, name, [AppSignOn.DefaultRule], scope.Errors)
                && names.Declare(node, name, name))
            {
                rules.Add(Rule(appId, name, rules.Count + 1, action, active, conditions));
            }
        }

        return rules.ToImmutable();
    }

    private AppSignOnAction Action(Fields rule)
    {
        var allows = rule.Choice("access", 0, AccessWords) == 0;
        var asked = rule["mfa"] is { } mfa && Scalars.Text(mfa, scope.Errors) is { } text && IsSequence(mfa, text)
            ? AppPrompt.Never
            : (AppPrompt)rule.Choice("mfa", (int)AppPrompt.Never, Prompts);
        var minutes = rule.Number("reauthenticateMinutes", 0, 1, MostMinutes);
        if (!allows && (rule["mfa"] ?? rule["reauthenticateMinutes"]) is { } beside)
        {
            scope.Errors.Add(beside, "a rule that denies access asks for nothing", "Remove it, or write access: allow.");
        }

        return allows ? new AppSignOnAction(true, asked, minutes) : new AppSignOnAction(false);
    }

    private ImmutableArray<Condition> Conditions(Fields rule)
    {
        var people = new Condition.People(
            SeedScope.Resolve(rule.List("groups"), scope.Groups), SeedScope.Resolve(rule.List("excludeUsers"), scope.Users))
        {
            Users = SeedScope.Resolve(rule.List("users"), scope.Users),
        };
        ImmutableArray<Condition> where = RuleConditions.Network(rule, scope) is { } network ? [network] : [];
        return people is { Groups.IsEmpty: true, ExcludedUsers.IsEmpty: true, Users.IsEmpty: true } ? where : [people, .. where];
    }

    // Somebody wants a sequence here: say where it belongs, rather than that a member or a word is unknown.
    private bool IsSequence(SeedNode node, string? text = null)
    {
        var found = node switch
        {
            SeedNode.Mapping mapping => mapping.Members.FirstOrDefault(member => OfSequences.Contains(member.Key)).Value,
            SeedNode.Scalar scalar when NamesFactor(text ?? scalar.Text) => scalar,
            _ => null,
        };
        if (found is not null)
        {
            scope.Errors.Add(found, NoChains, Cure);
        }

        return found is not null;
    }

    private bool NamesFactor(string text) =>
        text.Contains("->", StringComparison.Ordinal)
        || text.Split([' ', '|', '+', ','], StringSplitOptions.RemoveEmptyEntries).Any(word => scope.Catalog.All.Any(factor => factor.Type.Key == word));

    private Rule<AppSignOnAction> Rule(
        string appId, string name, int priority, AppSignOnAction action, bool active, ImmutableArray<Condition> conditions) => new()
    {
        Id = Ids.Rule(scope.Org.Name, "APP_SIGN_ON", appId, name),
        Name = name,
        Priority = priority,
        Active = active,
        Conditions = conditions,
        Action = action,
    };
}
