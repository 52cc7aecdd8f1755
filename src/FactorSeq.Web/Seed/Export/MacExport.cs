using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Factors.Password;

namespace FactorSeq.Web.Seed.Export;

/// <summary><c>macs</c>: as they stand, locked, with hashes in place of passwords.</summary>
internal static class MacExport
{
    private static readonly ManagedProfile Standard = new();

    internal static JsonObject Write(Mac mac, ExportScope scope) => new JsonObject()
        .Put("name", mac.Name)
        .Put("serial", mac.Serial)
        .Put("profile", mac.Profile is { } profile ? Profile(profile) : null)
        .Put("installed", MacSection.Installations[(int)mac.Installation], MacSection.Installations[0])
        .Put("installedAgo", Hours(scope.Now - mac.Installed))
        .Put("clockOffset", mac.ClockOffset == TimeSpan.Zero ? null : XmlConvert.ToString(mac.ClockOffset))
        .Put("online", mac.Online, true)
        .Put("certificate", mac.HasCertificate, true)
        .Put("usb", MacSection.UsbModes[(int)mac.Usb], MacSection.UsbModes[0])
        .Put("users", Members.List(mac.Users.Select(user => User(user, scope))));

    // Whole hours: the grace period counts no less.
    private static string? Hours(TimeSpan ago) => ago < TimeSpan.FromHours(1) ? null : XmlConvert.ToString(TimeSpan.FromHours(Math.Floor(ago.TotalHours)));

    private static JsonObject User(LocalUser user, ExportScope scope)
    {
        var login = scope.Accounts.FirstOrDefault(account => account.User.Id == user.UserId)?.User.Login;
        return new JsonObject()
            .Put("name", user.Name)
            .Put("passwordHash", ((PasswordEnrollment)user.Password).Hash)
            .Put("okta", login)
            .Put("offlineSecret", login is null ? null : user.OfflineSecret);
    }

    private static JsonObject Profile(ManagedProfile profile) => new JsonObject()
        .Put("DMFAClientID", profile.ClientId)
        .Put("DMFAClientSecret", profile.ClientSecret)
        .Put("DMFAOrgURL", profile.OrgUrl)
        .Put("LoginPeriodWithoutEnrolledFactor", Number(profile.LoginPeriodWithoutEnrolledFactor, Standard.LoginPeriodWithoutEnrolledFactor))
        .Put("LoginPeriodWithOfflineFactor", Number(profile.LoginPeriodWithOfflineFactor, Standard.LoginPeriodWithOfflineFactor))
        .Put("MFARequiredList", List(profile.MfaRequired, Standard.MfaRequired))
        .Put("MFANotRequiredList", profile.MfaNotRequired)
        .Put("AllowedFactors", List(profile.AllowedFactors, Standard.AllowedFactors))
        .Put("AccountLinkingMFAFactor", profile.AccountLinkingFactor.Key(), Standard.AccountLinkingFactor.Key())
        .Put("OfflineLoginAllowed", profile.OfflineLoginAllowed, true)
        .Put("DeviceRecoveryPINDuration", Number(profile.RecoveryPinMinutes, Standard.RecoveryPinMinutes))
        .Put("AdminEmail", profile.AdminEmail)
        .Put("AdminPhone", profile.AdminPhone);

    private static JsonArray List(IEnumerable<string> values, IEnumerable<string> standard) => values.SequenceEqual(standard) ? [] : Members.List(values);

    private static JsonNode? Number(double value, double standard) =>
        value == standard ? null : JsonNode.Parse(value.ToString("0.################", CultureInfo.InvariantCulture));
}
