using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Core.SignOn;

/// <summary>What every state of a transaction carries along.</summary>
public sealed record TransactionContext
{
    /// <summary>Digest of the state token; the token itself is known to the client alone.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Renewed by every 2xx, never past <see cref="OrgSettings.StateTokenMaxMinutes"/> after <see cref="Created"/>.</summary>
    public required DateTimeOffset Expires { get; init; }

    public required Subject Subject { get; init; }

    /// <summary>The login as it was typed; empty before somebody is named.</summary>
    public string Login { get; init; } = "";

    /// <summary>Echoed to the client, never followed.</summary>
    public string? RelayState { get; init; }

    /// <summary>Where a hosted page goes when the sign-in is done; null for API transactions.</summary>
    public string? Target { get; init; }

    /// <summary>The device was remembered when the sign-in began.</summary>
    public bool DeviceRemembered { get; init; }

    /// <summary>Proofs so far, in order.</summary>
    public ImmutableArray<Proof> Proved { get; init; } = [];

    /// <summary>Challenges that are out, by enrollment.</summary>
    public ImmutableSortedDictionary<string, Challenge> Challenges { get; init; } = ImmutableSortedDictionary<string, Challenge>.Empty;

    public IEnumerable<FactorKind> ProvedKinds => Proved.Select(p => p.Kind);

    /// <summary>True while nothing is proved: the account stays hidden (OKTA-407199).</summary>
    public bool IsFirstStep => Proved.IsEmpty;

    public Challenge? Challenge(string enrollmentId) => Challenges.GetValueOrDefault(enrollmentId);

    /// <summary>Renewed life.</summary>
    public TransactionContext Touched(OrgSettings settings, DateTimeOffset now)
    {
        var renewed = now.AddMinutes(settings.StateTokenMinutes);
        var limit = Created.AddMinutes(settings.StateTokenMaxMinutes);
        return this with { Expires = renewed < limit ? renewed : limit };
    }

    /// <summary>After turning away from an enrollment: what does not outlive the switch is abandoned.</summary>
    public TransactionContext Leaving(string enrollmentId) =>
        Challenge(enrollmentId) is { OutlivesSwitch: false } ? this with { Challenges = Challenges.Remove(enrollmentId) } : this;

    public TransactionContext Waiting(string enrollmentId, Challenge? challenge) =>
        challenge is null ? this : this with { Challenges = Challenges.SetItem(enrollmentId, challenge) };
}

/// <summary>A factor that was proved.</summary>
public sealed record Proof(FactorKind Kind, string EnrollmentId, DateTimeOffset At);

/// <summary>Whose transaction it is. Closed.</summary>
public abstract record Subject
{
    private Subject()
    {
    }

    /// <summary>Nobody was named yet.</summary>
    public sealed record Nobody : Subject;

    /// <summary>A user was named; what they prove may sign them in.</summary>
    public sealed record Known(string UserId) : Subject;

    /// <summary>A login nobody may learn anything about; it walks like a real one and never arrives.</summary>
    public sealed record Decoy(string Id) : Subject;
}
