using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;

namespace FactorSeq.Web.Orgs;

/// <summary>Something that waits for somebody outside, until it is answered or its time is over.</summary>
internal interface IAwaited
{
    DateTimeOffset Created { get; }

    DateTimeOffset Expires { get; }

    bool IsAnswered { get; }
}

/// <summary>A push on somebody's phone.</summary>
internal sealed record Push(
    string User,
    string UserId,
    string FactorId,
    string Device,
    string? App,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    ImmutableArray<int> Numbers,
    PhoneDecision Decision,
    int? Number) : IAwaited
{
    public bool IsAnswered => Decision != PhoneDecision.Pending;

    /// <summary>What the phone was told beforehand to do, once its time has come; null where it waits for a hand.</summary>
    public StandingAnswer? Standing { get; init; }

    /// <summary>It as it is at an instant: a standing answer counts as given from its time on.</summary>
    internal Push At(DateTimeOffset now) => !IsAnswered && Standing is { } standing && now >= standing.At
        ? this with { Decision = standing.Decision, Number = standing.Number }
        : this;
}

/// <summary>What a phone will do by itself.</summary>
internal sealed record StandingAnswer(DateTimeOffset At, PhoneDecision Decision, int? Number);

/// <summary>A QR code that waits to be scanned.</summary>
/// <param name="Factor">The factor's name in the seed.</param>
/// <param name="Device">The phone that scanned it; null while none has.</param>
internal sealed record Activation(
    string User, string UserId, string FactorId, string Factor, string Uri, DateTimeOffset Created, DateTimeOffset Expires, string? Device, string? Platform) : IAwaited
{
    public bool IsAnswered => Device is not null;
}

/// <summary>A user on the way to a factor's far end.</summary>
/// <param name="Factor">The factor's name in the seed.</param>
/// <param name="Reason">Why the far end turned them away, where it says so.</param>
internal sealed record Visit(
    string User, string UserId, string FactorId, string Factor, DateTimeOffset Created, DateTimeOffset Expires, PhoneDecision Decision, string? Reason) : IAwaited
{
    public bool IsAnswered => Decision != PhoneDecision.Pending;
}

/// <summary>The right to recover one account, or to activate it, once.</summary>
/// <param name="Round">The account's round of links that it counts in (<see cref="Account.LinkRound"/>).</param>
/// <param name="ByAdministrator">Whether an administrator made it, and not somebody who wants back in.</param>
internal sealed record RecoveryToken(string UserId, RecoveryKind Kind, DateTimeOffset Expires, int Round = 0, bool ByAdministrator = false);

/// <summary>A text message, call or mail that went out.</summary>
internal sealed record Message(string Id, string UserId, Channel Channel, string To, string? Code, string? Link, string Text);

/// <summary>A one-time session token: the right to one session.</summary>
/// <param name="OfSession">For a cookie token, the digest of the session it came with: it counts only while that one lives.</param>
internal sealed record SessionToken(SessionGrant Grant, DateTimeOffset Expires, string? OfSession = null);

/// <summary>How far a session has come (Sessions API, "Session status").</summary>
internal enum SessionStatus
{
    /// <summary>Its user is signed in.</summary>
    Active,

    /// <summary>The password was right and the policy wants a factor: good for nothing yet.</summary>
    MfaRequired,

    /// <summary>The password was right and the policy wants a factor to be enrolled: good for nothing yet.</summary>
    MfaEnroll,
}

/// <summary>A browser's or API client's session.</summary>
internal sealed record Session(
    string UserId,
    string Login,
    ImmutableArray<string> Amr,
    SessionLimits Limits,
    DateTimeOffset Created,
    DateTimeOffset Expires,
    DateTimeOffset? PasswordProved,
    DateTimeOffset? FactorProved,
    SessionStatus Status = SessionStatus.Active)
{
    /// <summary>What was proved for an app, until the app is opened with it.</summary>
    public AppPass? Pass { get; init; }

    /// <summary>Each factor that was proved, with its last times; nothing where it was opened before this was kept.</summary>
    public ImmutableArray<FactorProof> Proved { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The identity provider that vouched for the user; null where the org signed them in itself.</summary>
    public string? IdentityProvider { get; init; }
}

/// <summary>The right to open one app once without being asked for a factor: one was just proved for it.</summary>
internal sealed record AppPass(string AppId, DateTimeOffset Expires);

/// <summary>Somebody on the way to an identity provider and back.</summary>
/// <param name="Target">The path of this org to come back to.</param>
internal sealed record ExternalSignInRequest(string ProviderId, string Target, DateTimeOffset Expires)
{
    /// <summary>Digest of the cookie of the browser that began it; null where the emulator's page is the far end.</summary>
    public string? Browser { get; init; }

    /// <summary>What the ID token must carry.</summary>
    public string? Nonce { get; init; }

    /// <summary>Proves to the token endpoint that whoever has the code began the request.</summary>
    public string? Verifier { get; init; }
}

/// <summary>An account at an identity provider and the user it belongs to.</summary>
internal sealed record IdentityProviderLink(string UserId)
{
    /// <summary>Null where it was linked before it was kept.</summary>
    public string? ProviderId { get; init; }

    /// <summary>What the provider calls them; null where it was linked before it was kept.</summary>
    public string? ExternalId { get; init; }
}

/// <summary>An assertion that was used: it counts once.</summary>
internal sealed record UsedAssertion(string ProviderId, DateTimeOffset Expires);

/// <summary>When somebody last signed in. The document's id is the user's.</summary>
internal sealed record LastLogin(DateTimeOffset At);

/// <summary>When somebody last came into a group or left it. The document's id is the group's.</summary>
internal sealed record GroupMoves(DateTimeOffset At);

/// <summary>A device that need not be asked for a second factor again.</summary>
internal sealed record RememberedDevice(string UserId, DateTimeOffset? Expires);

/// <summary>Where an org's clock stands against the machine's.</summary>
/// <param name="FrozenAt">The instant it stands at, or null while it runs.</param>
internal sealed record ClockSetting(TimeSpan Offset, DateTimeOffset? FrozenAt);

/// <summary>Keys that an org keeps for itself.</summary>
/// <param name="DecoyKey">Chooses decoys; 32 bytes, base64.</param>
internal sealed record OrgSecrets(string DecoyKey);

/// <summary>One entry of the System Log.</summary>
internal sealed record LogEntry(
    Guid Uuid,
    SystemEvent Event,
    string? UserId,
    string Login,
    string? Address,
    string? UserAgent,
    string RequestId,
    string RequestUri)
{
    /// <summary>Whom or what it was done to, where that is somebody else than the one who did it.</summary>
    public ImmutableArray<LogTarget> Targets
    {
        get;

        // Entries that were written before entries had it say nothing, which arrives here as default.
        init => field = value.IsDefault ? [] : value;
    } = [];

    /// <summary>Adds what somebody did, or what was done to them, to a unit of work.</summary>
    /// <param name="user">Whom it is about; null for nobody anybody knows.</param>
    /// <param name="client">Who asked; null for what the org does by itself.</param>
    /// <param name="login">The name that was given, where nobody has it.</param>
    /// <param name="targets">What else it is about.</param>
    internal static void Append(
        UnitOfWork work, DateTimeOffset at, SystemEvent @event, User? user, Client? client, string login = "", params ImmutableArray<LogTarget> targets)
    {
        var entry = new LogEntry(
            NewUuid(),
            @event,
            user?.Id,
            user?.Login ?? login,
            client?.Address?.ToString(),
            client?.UserAgent,
            client?.RequestId ?? "",
            client?.RequestUri ?? "")
        {
            Targets = IsAboutUser(@event.Type) && user is not null ? [LogTarget.Of(user), .. targets] : targets,
        };
        work.Append(DocumentKinds.Log, entry.UserId ?? "unknown", at, entry);
    }

    // Version 4 (RFC 9562 §5.4). It tells entries apart and is no secret: Guid.NewGuid would ask the system for chance, some five times in a sign-in.
    private static Guid NewUuid()
    {
        Span<byte> chance = stackalloc byte[16];
        Random.Shared.NextBytes(chance);
        chance[6] = (byte)(chance[6] & 0x0f | 0x40);
        chance[8] = (byte)(chance[8] & 0x3f | 0x80);
        return new Guid(chance, bigEndian: true);
    }

    // Whose account it is stands in actor and target, although nobody else has done it.
    private static bool IsAboutUser(string type) =>
        type.StartsWith("user.account.", StringComparison.Ordinal) || type.StartsWith("user.lifecycle.", StringComparison.Ordinal)
        || type.StartsWith("user.mfa.", StringComparison.Ordinal);
}

/// <summary>What an event was about (System Log API, "Target object").</summary>
/// <param name="Type"><c>User</c>, <c>UserGroup</c>, <c>AppInstance</c>.</param>
internal sealed record LogTarget(string Id, string Type, string AlternateId, string DisplayName)
{
    internal static LogTarget Of(User user) => new(user.Id, "User", user.Login, $"{user.FirstName} {user.LastName}".Trim());

    internal static LogTarget Of(App app) => new(app.Id, "AppInstance", app.Label, app.Label);

    internal static LogTarget Of(Group group) => new(group.Id, "UserGroup", "unknown", group.Name);
}

/// <summary>Which seed an org was filled from.</summary>
/// <param name="Digest">SHA-256 of its text.</param>
internal sealed record SeedMark(string Digest);
