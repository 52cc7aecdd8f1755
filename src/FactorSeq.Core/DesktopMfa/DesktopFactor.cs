using System.Collections.Immutable;

namespace FactorSeq.Core.DesktopMfa;

/// <summary>What the login window of a Mac can ask for beside the local password.</summary>
public enum DesktopFactor
{
    /// <summary>A push to Okta Verify; Okta judges it.</summary>
    OktaVerifyPush,

    /// <summary>The code of Okta Verify's account for the org; Okta judges it.</summary>
    OktaVerifyCode,

    /// <summary>The code of Okta Verify's account for this Mac; the Mac judges it, by its own clock.</summary>
    DeviceAccessCode,

    /// <summary>A security key in a USB slot; Okta says which keys there are.</summary>
    DeviceAccessKey,
}

/// <summary>The factors' names in managed profiles (<c>AllowedFactors</c>), and what the window calls them.</summary>
public static class DesktopFactors
{
    /// <summary>In the order of <see cref="DesktopFactor"/>; the order in which <c>*</c> shows them too.</summary>
    public static ImmutableArray<string> Keys { get; } = ["OV_Push", "OV_TOTP", "Offline_TOTP", "FIDO2_USB_key"];

    private static readonly ImmutableArray<string> Titles = ["Okta Verify push", "Okta Verify code", "Device access code", "Device access key"];

    /// <summary>All of them.</summary>
    public static ImmutableArray<DesktopFactor> All { get; } = [.. Enum.GetValues<DesktopFactor>()];

    /// <summary>Its name in managed profiles.</summary>
    public static string Key(this DesktopFactor factor) => Keys[(int)factor];

    /// <summary>Its name on the screen.</summary>
    public static string Title(this DesktopFactor factor) => Titles[(int)factor];

    /// <summary>Whether only Okta can judge it.</summary>
    public static bool NeedsNetwork(this DesktopFactor factor) => factor != DesktopFactor.DeviceAccessCode;

    /// <summary>The factor of a name; null where no factor has it.</summary>
    public static DesktopFactor? Find(string? key) => Keys.IndexOf(key ?? "") is >= 0 and var place ? (DesktopFactor)place : null;
}
