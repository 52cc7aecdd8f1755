using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Seed;

/// <summary>
/// <c>actions</c> and <c>conditions</c> of a sign-on rule as Okta's API has them (Policy API, "Sign-On policy"), with names where Okta has ids.
/// </summary>
internal sealed class OktaRule(SeedScope scope)
{
    private const int MostMinutes = 90 * 24 * 60;

    private static readonly SignOnAction Nothing = new(new RuleAction.Deny(), SessionLimits.Default);

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
            conditions.Add(new Condition.AuthType(context.Choice("authType", AuthenticationDoor.Any,
                [("ANY", AuthenticationDoor.Any), ("RADIUS", AuthenticationDoor.Radius), ("LDAP_INTERFACE", AuthenticationDoor.LdapInterface)])));
        }

        return conditions.ToImmutable();
    }

    private Condition.Network? Network(Fields network)
    {
        var zoned = network.Choice("connection", false, [("ANYWHERE", false), ("ZONE", true)]);
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
        var access = signon.Choice("access", "", [("ALLOW", "ALLOW"), ("DENY", "DENY"), ("CHALLENGE", "CHALLENGE")]);
        if (access == "CHALLENGE")
        {
            RequireFeature(signon["access"]!);
            return new RuleAction.Sequence(Chains(signon));
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
        var mode = signon.Choice("factorPromptMode", PromptMode.Always,
            [("ALWAYS", PromptMode.Always), ("SESSION", PromptMode.Session), ("DEVICE", PromptMode.Device)]);
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

    private FactorChains Chains(Fields signon)
    {
        if (signon.Part("challenge", Shapes.Challenge) is not { } challenge || challenge.List("chain") is not { Count: > 0 } nodes)
        {
            scope.Errors.Add(signon.Node, "the access CHALLENGE needs \"challenge.chain\"", "Add a chain, or write access: ALLOW.");
            return FactorChains.None;
        }

        var chains = new ChainList(scope);
        foreach (var node in nodes)
        {
            if (Link(node) is { } steps)
            {
                chains.Add(node, steps);
            }
        }

        chains.Check(challenge.Node);
        return chains.Chains;
    }

    private ImmutableArray<ImmutableArray<FactorKind>>? Link(SeedNode node)
    {
        if (Fields.Of(node, Shapes.ChainLink, scope.Errors) is not { } link || Criteria(link) is not { } first)
        {
            return null;
        }

        if (first.Length != 1)
        {
            scope.Errors.Add(node, "a chain begins with one factor", "Write one chain for each first factor.");
            return null;
        }

        var next = link.List("next");
        if (next.Count > 1)
        {
            scope.Errors.Add(link["next"]!, "a factor has one next step at most", "Put the alternatives into the criteria of one step.");
            return null;
        }

        if (next.Count == 0)
        {
            return [first];
        }

        return Link2(next[0]) is { } rest ? [first, .. rest] : null;
    }

    private ImmutableArray<ImmutableArray<FactorKind>>? Link2(SeedNode node)
    {
        if (Fields.Of(node, Shapes.ChainLink, scope.Errors) is not { } link || Criteria(link) is not { } criteria)
        {
            return null;
        }

        if (link["next"] is { } third)
        {
            scope.Errors.Add(third, "a chain has two steps at most", "End it after the second factor.");
            return null;
        }

        return [criteria];
    }

    private ImmutableArray<FactorKind>? Criteria(Fields link)
    {
        var nodes = link.List("criteria");
        if (nodes.Count == 0)
        {
            link.Missing("criteria");
            return null;
        }

        var kinds = nodes.Select(Criterion).ToList();
        return kinds.Contains(null) ? null : [.. kinds.OfType<FactorKind>()];
    }

    private FactorKind? Criterion(SeedNode node)
    {
        if (Fields.Of(node, Shapes.Criterion, scope.Errors) is not { } criterion)
        {
            return null;
        }

        var type = criterion.Required("factorType");
        var provider = criterion.Required("provider");
        if (type is null || provider is null)
        {
            return null;
        }

        var kind = new FactorKind(type, provider);
        if (scope.Catalog.Find(kind) is not null)
        {
            return kind;
        }

        scope.Errors.Add(
            node,
            $"unknown factor {Wording.Quoted(kind.ToString())}",
            Wording.Choose(kind.ToString(), [.. scope.Catalog.All.Select(known => known.Type.Kind.ToString())], "Factors"));
        return null;
    }

    private static SessionLimits Session(Fields signon) => signon.Part("session", Shapes.OktaSession) is { } session
        ? new SessionLimits(
            session.Number("maxSessionIdleMinutes", SessionLimits.Default.MaxIdleMinutes, 1, MostMinutes),
            session.Number("maxSessionLifetimeMinutes", SessionLimits.Default.MaxLifetimeMinutes, 0, MostMinutes),
            session.Flag("usePersistentCookie", SessionLimits.Default.UsePersistentCookie))
        : SessionLimits.Default;
}
