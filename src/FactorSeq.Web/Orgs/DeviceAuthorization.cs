using System.Collections.Immutable;

namespace FactorSeq.Web.Orgs;

/// <summary>A device that waits for its user to let it in (RFC 8628). Its document's id is the device code's digest, its alias the user code's.</summary>
/// <param name="Interval">Seconds between two polls.</param>
/// <param name="NextPoll">A poll before this is too soon.</param>
internal sealed record DeviceAuthorization(
    string? Server, string ClientId, ImmutableArray<string> Scopes, DateTimeOffset Expires, int Interval, DateTimeOffset NextPoll)
{
    public DeviceDecision Decision { get; init; }

    /// <summary>What the user allowed; null until then.</summary>
    public Grant? Grant { get; init; }
}

/// <summary>What became of a device.</summary>
internal enum DeviceDecision
{
    Pending,
    Allowed,
    Denied,
}

/// <summary>How many wrong user codes somebody has typed, until it is forgotten.</summary>
internal sealed record UserCodeTries(int Wrong, DateTimeOffset Expires);

/// <summary>What a user has consented to for one app at one authorization server: it is not asked again.</summary>
internal sealed record Consent(string UserId, string ClientId, string? Server, ImmutableArray<string> Scopes, DateTimeOffset Given);

/// <summary>Apps that a session let in and that want to hear of its end. The document's id is the session's digest.</summary>
internal sealed record SessionApps(ImmutableArray<SessionApp> Apps);

/// <param name="Server">Whose tokens it has.</param>
internal sealed record SessionApp(string ClientId, string? Server);
