using System.Collections.Immutable;
using System.Net;

namespace FactorSeq.Core.Policies;

/// <summary>
/// One condition of a policy or rule. Closed; a new condition is one record here, with its test and its text in both outcomes.
/// </summary>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>The condition's name on the wire.</summary>
    public abstract string Name { get; }

    public abstract bool Holds(SignOnRequest request, PolicyNames names);

    /// <summary>Why it holds, or why it does not.</summary>
    public abstract string Explain(SignOnRequest request, PolicyNames names);

    private static bool Same(ImmutableArray<string> one, ImmutableArray<string> other) =>
        one.IsDefault ? other.IsDefault : !other.IsDefault && one.AsSpan().SequenceEqual(other.AsSpan());

    private static int Of(ImmutableArray<string> ids) => ids.IsDefaultOrEmpty ? 0 : HashCode.Combine(ids.Length, ids[0]);

    /// <summary><c>people</c>: groups and users who are in (any of them; none means everybody) and users who are out.</summary>
    public sealed record People(ImmutableArray<string> Groups, ImmutableArray<string> ExcludedUsers) : Condition
    {
        public override string Name => "people";

        /// <summary>Users who are in by name; only an app's rules have them.</summary>
        public ImmutableArray<string> Users { get; init => field = value.IsDefault ? [] : value; } = [];

        public override bool Holds(SignOnRequest request, PolicyNames names) =>
            !IsExcluded(request) && (IsForEverybody || IsNamed(request) || Groups.Any(request.Groups.Contains));

        public override string Explain(SignOnRequest request, PolicyNames names)
        {
            if (IsExcluded(request))
            {
                return $"{request.Login} is excluded by name";
            }

            if (IsForEverybody)
            {
                return "everybody";
            }

            if (IsNamed(request))
            {
                return $"{request.Login} is included by name";
            }

            var mine = Groups.FirstOrDefault(request.Groups.Contains);
            return Groups.IsEmpty ? $"{request.Login} is not included by name"
                : mine is null ? $"{request.Login} is in none of: {string.Join(", ", Groups.Select(names.Group))}"
                : $"{request.Login} is in {names.Group(mine)}";
        }

        /// <summary>Whether nobody is in but by a group.</summary>
        internal bool IsForGroupsAlone => !Groups.IsEmpty && Users.IsEmpty;

        public bool Equals(People? other) =>
            other is not null && Same(Groups, other.Groups) && Same(ExcludedUsers, other.ExcludedUsers) && Same(Users, other.Users);

        public override int GetHashCode() => HashCode.Combine(Of(Groups), Of(ExcludedUsers), Of(Users));

        private bool IsForEverybody => Groups.IsEmpty && Users.IsEmpty;

        private bool IsNamed(SignOnRequest request) => !Users.IsEmpty && request.UserId is { } id && Users.Contains(id);

        private bool IsExcluded(SignOnRequest request) => request.UserId is { } id && ExcludedUsers.Contains(id);
    }

    /// <summary><c>network</c>: inside one of these zones, or outside all of them. <c>ALL_ZONES</c> stands for every zone.</summary>
    public sealed record Network(ImmutableArray<string> Include, ImmutableArray<string> Exclude) : Condition
    {
        /// <summary>The wire's word for every zone of the org.</summary>
        public const string AllZones = "ALL_ZONES";

        public override string Name => "network";

        /// <summary>Whether it was written in the wire's older words, <c>ON_NETWORK</c> and <c>OFF_NETWORK</c>, which name no zone.</summary>
        public bool InOldWords { get; init; }

        public override bool Holds(SignOnRequest request, PolicyNames names) =>
            Include.IsEmpty && Exclude.IsEmpty || request.Address is not null
                && (Include.IsEmpty || Hit(Include, request, names) is not null)
                && Hit(Exclude, request, names) is null;

        public override string Explain(SignOnRequest request, PolicyNames names)
        {
            if (Include.IsEmpty && Exclude.IsEmpty)
            {
                return "anywhere";
            }

            if (request.Address is not { } address)
            {
                return "the address is unknown";
            }

            return Hit(Exclude, request, names) is { } excluded ? $"{address} is in the excluded zone {excluded}"
                : Include.IsEmpty ? $"{address} is outside the excluded zones"
                : Hit(Include, request, names) is { } included ? $"{address} is in zone {included}"
                : $"{address} is outside: {string.Join(", ", names.Zones(Include).Select(z => z.Name))}";
        }

        public bool Equals(Network? other) =>
            other is not null && Same(Include, other.Include) && Same(Exclude, other.Exclude) && InOldWords == other.InOldWords;

        public override int GetHashCode() => HashCode.Combine(Of(Include), Of(Exclude), InOldWords);

        private static string? Hit(ImmutableArray<string> zones, SignOnRequest request, PolicyNames names) =>
            request.Address is { } address ? names.ZoneOf(address, zones)?.Name : null;
    }

    /// <summary><c>authContext.authType</c>: which door the request came through.</summary>
    public sealed record AuthType(AuthenticationDoor Door) : Condition
    {
        public override string Name => "authType";

        public override bool Holds(SignOnRequest request, PolicyNames names) =>
            Door == AuthenticationDoor.Any || Door == request.Door;

        public override string Explain(SignOnRequest request, PolicyNames names) =>
            Door == AuthenticationDoor.Any ? "any kind of sign-in" : $"asks for {Door}, came as {request.Door}";
    }

    /// <summary>
    /// <c>risk.behaviors</c>: any of these was detected. Nobody's behavior is watched here, so none ever is, and a rule that waits for one never
    /// decides.
    /// </summary>
    public sealed record Behaviors(ImmutableArray<string> Ids) : Condition
    {
        public override string Name => "risk";

        public override bool Holds(SignOnRequest request, PolicyNames names) => false;

        public override string Explain(SignOnRequest request, PolicyNames names) => "no behavior is ever detected here";
    }

    /// <summary><c>authProvider</c> of password policies: who masters the user's password.</summary>
    public sealed record AuthProvider(Users.CredentialProvider Provider) : Condition
    {
        public override string Name => "authProvider";

        /// <summary>Ids of the directories that it is for; none for all of the kind.</summary>
        public ImmutableArray<string> Include { get; init => field = value.IsDefault ? [] : value; } = [];

        public override bool Holds(SignOnRequest request, PolicyNames names) =>
            Provider == request.Provider && (Include.IsEmpty || (request.Directory is { } directory && Include.Contains(directory)));

        public override string Explain(SignOnRequest request, PolicyNames names) =>
            Provider == request.Provider && !Holds(request, names) ? $"is {Provider}, of another directory" : $"asks for {Provider}, is {request.Provider}";
    }

    /// <summary>
    /// <c>app</c> of enrollment rules: on the way to any of these apps (none means to any or to none), and to none of those. Who signs in here signs
    /// in to the org, which is none of its apps.
    /// </summary>
    public sealed record Apps(ImmutableArray<ChosenApp> Include, ImmutableArray<ChosenApp> Exclude) : Condition
    {
        public override string Name => "app";

        public override bool Holds(SignOnRequest request, PolicyNames names) => Include.IsEmpty;

        public override string Explain(SignOnRequest request, PolicyNames names) =>
            Include.IsEmpty ? "the org itself is none of the excluded apps" : "factors are enrolled on the way to the org, which is none of the apps";
    }
}

/// <summary>An app, or all apps of a kind.</summary>
/// <param name="Id">Of one app; null for a kind.</param>
/// <param name="Kind">As the catalogue of apps calls it; null for one app.</param>
public sealed record ChosenApp(string? Id, string? Kind);

/// <summary>What conditions look up: names of groups, and the org's zones.</summary>
public sealed class PolicyNames(IReadOnlyDictionary<string, string> groups, ImmutableArray<NetworkZone> zones)
{
    public string Group(string id) => groups.GetValueOrDefault(id, id);

    public IEnumerable<NetworkZone> Zones(ImmutableArray<string> ids) =>
        ids.Contains(Condition.Network.AllZones) ? zones : zones.Where(z => ids.Contains(z.Id));

    /// <summary>The first of these zones that the address is in. Every rule of every step asks, so nothing is allocated for it.</summary>
    public NetworkZone? ZoneOf(IPAddress address, ImmutableArray<string> ids)
    {
        var all = ids.Contains(Condition.Network.AllZones);
        foreach (var zone in zones)
        {
            if ((all || ids.Contains(zone.Id)) && zone.Contains(address))
            {
                return zone;
            }
        }

        return null;
    }
}
