using System.Collections.Immutable;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary>
/// <c>actions</c> and <c>conditions</c> of a sign-on rule as Okta's API has them (Policy API, "Sign-On policy"), with names where Okta has ids.
/// </summary>
internal sealed class OktaRule(SeedScope scope)
{
    private const int MostMinutes = 90 * 24 * 60;

    private static readonly ImmutableArray<string> Accesses = ["ALLOW", "DENY", "CHALLENGE"];
    private static readonly ImmutableArray<string> Connections = ["ANYWHERE", "ZONE"];
    private static readonly ImmutableArray<string> Modes = ["ALWAYS", "SESSION", "DEVICE"]; // as PromptMode has them
    private static readonly ImmutableArray<string> Doors = ["ANY", "RADIUS", "LDAP_INTERFACE"]; // as AuthenticationDoor has them

    private static readonly SignOnAction Nothing = new(new RuleAction.Deny(), SessionLimits.Default);

    private readonly OktaChains chains = new(scope);

    internal SignOnAction Action(SeedNode actions)
    {
        if (Fields.Of(actions, Shapes.Actions, scope.Errors) is not { } wrapper)
        {
            return Nothing;
        }

        if (wrapper["signon"] is null)
        {
            wrapper.Missing("signon");
        }

        return wrapper.Part("signon", Shapes.Signon) is { } signon ? new SignOnAction(Authenticate(signon), Session(signon)) : Nothing;
    }

    /// <summary>An error where a sequence is asked for and the org has none.</summary>
    internal void RequireFeature(SeedNode at)
    {
        if (!scope.Org.Features.Contains(Feature.FactorSequencing))
        {
            scope.Errors.Add(
                at,
                $"actions.signon.access: You cannot set access challenge for sign-on policy when the feature: {Feature.FactorSequencing} is not enabled",
                $"Add {Feature.FactorSequencing} to org.features.");
        }
    }

    internal ImmutableArray<Condition> Conditions(SeedNode given)
    {
        var conditions = ImmutableArray.CreateBuilder<Condition>();
        if (Fields.Of(given, Shapes.Conditions, scope.Errors) is not { } fields)
        {
            return [];
        }

        if (fields.Part("people", Shapes.People) is { } people)
        {
            var included = people.Part("groups", Shapes.PeopleGroups)?.List("include") ?? [];
            var excluded = people.Part("users", Shapes.PeopleUsers)?.List("exclude") ?? [];
            conditions.Add(new Condition.People(SeedScope.Resolve(included, scope.Groups), SeedScope.Resolve(excluded, scope.Users)));
        }

        if (fields.Part("network", Shapes.OktaNetwork) is { } network && Network(network) is { } inside)
        {
            conditions.Add(inside);
        }

        if (fields.Part("authContext", Shapes.AuthContext) is { } context)
        {
            conditions.Add(new Condition.AuthType((AuthenticationDoor)context.Choice("authType", (int)AuthenticationDoor.Any, Doors)));
        }

        return conditions.ToImmutable();
    }

    private Condition.Network? Network(Fields network)
    {
        var zoned = network.Choice("connection", 0, Connections) == 1;
        var condition = new Condition.Network(
            SeedScope.Resolve(network.List("include"), scope.Zones), SeedScope.Resolve(network.List("exclude"), scope.Zones));
        var listed = network["include"] is not null || network["exclude"] is not null;
        if (zoned != listed)
        {
            scope.Errors.Add(
                network.Node,
                zoned ? "the connection ZONE needs zones" : "zones belong to the connection ZONE",
                zoned ? "Add include or exclude." : "Write connection: ZONE.");
        }

        return zoned ? condition : null;
    }

    private RuleAction Authenticate(Fields signon)
    {
        if (signon["access"] is null)
        {
            signon.Missing("access");
        }

        var required = signon.Flag("requireFactor", fallback: false);
        var prompt = Prompt(signon, required);
        var access = Accesses[signon.Choice("access", Accesses.IndexOf("DENY"), Accesses)];
        if (access == "CHALLENGE")
        {
            RequireFeature(signon["access"]!);
            return new RuleAction.Sequence(chains.Read(signon));
        }

        if (signon["challenge"] is { } stray)
        {
            scope.Errors.Add(stray, "chains belong to the access CHALLENGE", "Write access: CHALLENGE, or remove challenge.");
        }

        return access != "ALLOW" ? new RuleAction.Deny()
            : required ? new RuleAction.PasswordAndAny(prompt)
            : new RuleAction.Password();
    }

    private FactorPrompt Prompt(Fields signon, bool required)
    {
        var mode = (PromptMode)signon.Choice("factorPromptMode", (int)PromptMode.Always, Modes);
        if (required && signon["factorPromptMode"] is null)
        {
            signon.Missing("factorPromptMode");
        }

        var remember = signon.Flag("rememberDeviceByDefault", fallback: false);
        if (remember && mode != PromptMode.Device)
        {
            scope.Errors.Add(
                signon["rememberDeviceByDefault"]!, "a device is remembered by default only under the prompt DEVICE", "Write factorPromptMode: DEVICE.");
        }

        var lifetime = signon.Number("factorLifetime", 0, 0, MostMinutes);
        if (mode == PromptMode.Session && lifetime == 0 && required)
        {
            scope.Errors.Add(signon.Node, "the prompt SESSION needs \"factorLifetime\"", "Add factorLifetime in minutes.");
        }

        return new FactorPrompt(mode, mode == PromptMode.Session ? lifetime : 0, remember);
    }

    private static SessionLimits Session(Fields signon) => signon.Part("session", Shapes.OktaSession) is { } session
        ? new SessionLimits(
            session.Number("maxSessionIdleMinutes", SessionLimits.Default.MaxIdleMinutes, 1, MostMinutes),
            session.Number("maxSessionLifetimeMinutes", SessionLimits.Default.MaxLifetimeMinutes, 0, MostMinutes),
            session.Flag("usePersistentCookie", SessionLimits.Default.UsePersistentCookie))
        : SessionLimits.Default;
}
