using System.Collections.Immutable;

namespace FactorSeq.Core.Factors;

/// <summary>Everything fixed about one factor, as one row: names on the wire, in the seed and in policies, and how it is counted.</summary>
public sealed record FactorType
{
    /// <summary>Name in the seed and in chains, for example <c>google_totp</c>.</summary>
    public required string Key { get; init; }

    public required FactorKind Kind { get; init; }

    public required string VendorName { get; init; }

    /// <summary>First three letters of an enrollment's id (Factors API).</summary>
    public required string IdPrefix { get; init; }

    /// <summary>Key in enrollment policies and org factors, for example <c>okta_push</c>.</summary>
    public required string PolicyKey { get; init; }

    /// <summary>Values this factor adds to <c>amr</c> (RFC 8176, Sessions API "AMR object"); <c>mfa</c> is added by the machine.</summary>
    public required ImmutableArray<string> Amr { get; init; }

    /// <summary><c>debugData.factor</c> of System Log events.</summary>
    public required string EventName { get; init; }

    /// <summary>Whether a wrong answer counts towards the five that lock the user (E0000069).</summary>
    public bool CountsStrikes { get; init; } = true;

    /// <summary>How its codes travel; null for factors that send none or push.</summary>
    public Channel? Channel { get; init; }

    /// <summary>System Log event of a sending; null for factors that send nothing.</summary>
    public string? SentEvent { get; init; }

    /// <summary>The same of the code that sets it up, where that has a name of its own.</summary>
    public string? SetUpEvent { get; init; }

    /// <summary>The factor that comes with this one when it is set up: Okta Verify's code with its push; null for factors that come alone.</summary>
    public FactorKind? Companion { get; init; }

    /// <summary>
    /// Whether the enrollment's profile stays hidden until somebody has proved a factor: Okta Verify, since 2026.04 (Authentication API, "Factor object").
    /// </summary>
    public bool HidesProfile { get; init; }
}
