using System.Collections.Immutable;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>
/// What the administrator's device management has put on a Mac: the preference domain <c>com.okta.deviceaccess.servicedaemon</c>
/// (Okta, "Configure and deploy Desktop MFA policies for macOS"). Names of local users are compared as they are written, capitals and all.
/// </summary>
public sealed record ManagedProfile
{
    /// <summary>In a list: everybody, or every factor.</summary>
    public const string Everything = "*";

    /// <summary><c>DMFAClientID</c>: of the Desktop MFA app.</summary>
    public string ClientId { get; init; } = "";

    /// <summary><c>DMFAClientSecret</c>.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary><c>DMFAOrgURL</c>; null for the org that the Mac stands in.</summary>
    public string? OrgUrl { get; init; }

    /// <summary><c>LoginPeriodWithoutEnrolledFactor</c>: hours for which the local password is enough while nothing is set up.</summary>
    public double LoginPeriodWithoutEnrolledFactor { get; init; } = 48;

    /// <summary><c>LoginPeriodWithOfflineFactor</c>: hours after an online factor for which an offline one is enough; 0 for never.</summary>
    public double LoginPeriodWithOfflineFactor { get; init; } = 168;

    /// <summary><c>MFARequiredList</c>.</summary>
    public ImmutableArray<string> MfaRequired { get; init => field = value.IsDefault ? [Everything] : value; } = [Everything];

    /// <summary><c>MFANotRequiredList</c>: wins over <see cref="MfaRequired"/>.</summary>
    public ImmutableArray<string> MfaNotRequired { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary><c>AllowedFactors</c>: in the order in which the window shows them.</summary>
    public ImmutableArray<string> AllowedFactors { get; init => field = value.IsDefault ? [Everything] : value; } = [Everything];

    /// <summary><c>AccountLinkingMFAFactor</c>: how a local user proves whose Okta account it is.</summary>
    public DesktopFactor AccountLinkingFactor { get; init; } = DesktopFactor.OktaVerifyPush;

    /// <summary><c>OfflineLoginAllowed</c>.</summary>
    public bool OfflineLoginAllowed { get; init; } = true;

    /// <summary><c>DeviceRecoveryPINDuration</c>: minutes for which a recovery PIN counts after its first use.</summary>
    public double RecoveryPinMinutes { get; init; } = 60;

    /// <summary><c>AdminEmail</c>: shown for help.</summary>
    public string AdminEmail { get; init; } = "";

    /// <summary><c>AdminPhone</c>: shown for help.</summary>
    public string AdminPhone { get; init; } = "";

    /// <summary>The factors it allows, in its order.</summary>
    public IEnumerable<DesktopFactor> Factors => AllowedFactors.Contains(Everything)
        ? DesktopFactors.All
        : AllowedFactors.Select(DesktopFactors.Find).OfType<DesktopFactor>().Distinct();

    /// <summary>Whether a local user is asked for more than the local password.</summary>
    public bool Covers(string localUser) =>
        !Has(MfaNotRequired, localUser) && Has(MfaRequired, localUser);

    /// <summary>Whether everything that a Mac must know of its org was filled in.</summary>
    public bool IsComplete => ClientId.Length > 0 && ClientSecret.Length > 0;

    private static bool Has(ImmutableArray<string> list, string name) => list.Contains(Everything) || list.Contains(name, StringComparer.Ordinal);

    /// <summary>Hides the secret.</summary>
    public override string ToString() => $"{nameof(ManagedProfile)} {ClientId}";
}
