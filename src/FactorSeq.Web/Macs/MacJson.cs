using System.Collections.Immutable;
using System.Text.Json;
using System.Xml;
using FactorSeq.Core.DesktopMfa;
using FactorSeq.Factors.WebAuthn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Macs;

/// <summary>A Mac as the emulator shows it: the display as its user sees it, and apart from it why it shows that.</summary>
internal static class MacJson
{
    /// <summary>What Okta knows of the Mac's linked users: their USB keys, which lie on the desk, and who has the app.</summary>
    internal static async ValueTask<MacDesk> Desk(Org org, Mac mac)
    {
        var keys = ImmutableArray.CreateBuilder<(string, WebAuthnEnrollment)>();
        var assigned = ImmutableArray.CreateBuilder<string>();
        var app = org.Current.App(mac.Profile?.ClientId ?? "");
        foreach (var id in mac.Users.Select(user => user.UserId).OfType<string>().Distinct())
        {
            if (await org.FindAccountById(id) is { Value: var account })
            {
                if (app?.IsAssignedTo(account.User) == true)
                {
                    assigned.Add(id);
                }

                keys.AddRange(MacOkta.WebAuthnKeys(account).Where(key => !PlatformKeys.Are(key)).Select(key => (account.User.Login, key)));
            }
        }

        return new MacDesk(keys.ToImmutable(), assigned.ToImmutable());
    }

    internal static void Write(Utf8JsonWriter json, Org org, Mac mac, MacDesk desk)
    {
        var now = org.Clock.Now;
        json.WriteStartObject();
        json.WriteString("name", mac.Name);
        json.WriteString("serial", mac.Serial);
        json.WriteBoolean("desktopMfa", mac.HasDesktopMfa);
        json.WriteString("installed", MacSection.Installations[(int)mac.Installation]);
        json.WriteInstant("installedAt", mac.Installed);
        json.WriteInstant("clock", mac.Time(now));
        json.WriteString("clockOffset", XmlConvert.ToString(mac.ClockOffset));
        json.WriteBoolean("online", mac.Online);
        json.WriteString("usb", MacSection.UsbModes[(int)mac.Usb]);
        json.WriteBoolean("certificate", mac.HasCertificate);
        WriteUsers(json, mac, desk);
        WriteKeys(json, org, mac, desk);
        WriteProfile(json, mac.Profile);
        json.WritePropertyName("screen");
        WriteScreen(json, org, mac);
        json.WritePropertyName("explain");
        WriteCause(json, mac.Screen.Cause);
        json.WriteStartArray("history");
        foreach (var told in mac.History)
        {
            json.WriteStartObject();
            json.WriteInstant("at", told.At);
            json.WriteString("user", told.LocalUser);
            json.WriteString("shown", told.Notice.Text);
            json.WritePropertyName("explain");
            WriteCause(json, told.Cause);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUsers(Utf8JsonWriter json, Mac mac, MacDesk desk)
    {
        json.WriteStartArray("users");
        foreach (var user in mac.Users)
        {
            json.WriteStartObject();
            json.WriteString("name", user.Name);
            json.WriteString("okta", user.Login);
            json.WriteBoolean("assigned", user.UserId is { } id && desk.Assigned.Contains(id));
            json.WriteBoolean("offlineFactor", user.OfflineSecret is not null);
            json.WriteInstantOrNull("lastOnline", user.LastOnline);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // What lies on the desk, and what else is in a slot.
    private static void WriteKeys(Utf8JsonWriter json, Org org, Mac mac, MacDesk desk)
    {
        var facts = MacRunner.Facts(org);
        var named = desk.Keys.Select(one => (one.Key.CredentialId, one.Key.Name, (string?)one.Owner))
            .Concat(mac.Keys.Where(key => key.IsIn && desk.Keys.All(one => one.Key.CredentialId != key.Id)).Select(key => (key.Id, "USB key", (string?)null)));
        json.WriteStartArray("keys");
        foreach (var (id, name, owner) in named)
        {
            var key = mac.Keys.FirstOrDefault(key => key.Id == id);
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("name", name);
            json.WriteString("owner", owner);
            json.WriteBoolean("inserted", key?.IsIn == true);
            json.WriteBoolean("connects", key is not null && UsbPort.LetsThrough(mac, key, facts, org.Clock.Now));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Of the secret nobody is told more than that there is one.
    private static void WriteProfile(Utf8JsonWriter json, ManagedProfile? profile)
    {
        if (profile is null)
        {
            json.WriteNull("profile");
            return;
        }

        json.WriteStartObject("profile");
        json.WriteString("DMFAClientID", profile.ClientId);
        json.WriteString("DMFAOrgURL", profile.OrgUrl);
        json.WriteNumber("LoginPeriodWithoutEnrolledFactor", profile.LoginPeriodWithoutEnrolledFactor);
        json.WriteNumber("LoginPeriodWithOfflineFactor", profile.LoginPeriodWithOfflineFactor);
        WriteList(json, "MFARequiredList", profile.MfaRequired);
        WriteList(json, "MFANotRequiredList", profile.MfaNotRequired);
        WriteList(json, "AllowedFactors", profile.AllowedFactors);
        json.WriteString("AccountLinkingMFAFactor", profile.AccountLinkingFactor.Key());
        json.WriteBoolean("OfflineLoginAllowed", profile.OfflineLoginAllowed);
        json.WriteNumber("DeviceRecoveryPINDuration", profile.RecoveryPinMinutes);
        json.WriteString("AdminEmail", profile.AdminEmail);
        json.WriteString("AdminPhone", profile.AdminPhone);
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, ImmutableArray<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WriteScreen(Utf8JsonWriter json, Org org, Mac mac)
    {
        var screen = mac.Screen;
        json.WriteStartObject();
        json.WriteString("state", StateOf(screen));
        json.WriteString("user", screen.LocalUser);
        json.WriteString("title", screen.Notice?.Title);
        WriteList(json, "lines", screen.Notice?.Lines ?? []);
        switch (screen)
        {
            case LoginScreen.Choosing choosing:
                json.WriteStartArray("factors");
                foreach (var factor in choosing.Factors)
                {
                    json.WriteStartObject();
                    json.WriteString("factor", factor.Key());
                    json.WriteString("title", factor.Title());
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
            case LoginScreen.Waiting waiting:
                if (waiting.Number is { } number)
                {
                    json.WriteNumber("number", number);
                }

                json.WriteInstant("expiresAt", waiting.Expires);
                json.WriteString("link", waiting.Link);
                break;
            case LoginScreen.Typing typing:
                json.WriteString("factor", typing.Factor.Key());
                json.WriteString("factorTitle", typing.Factor.Title());
                json.WriteString("link", typing.Link);
                break;
            case LoginScreen.Touching touching:
                json.WriteString("key", touching.Key);
                break;
            case LoginScreen.Enrolling enrolling:
                json.WriteString("qr", $"otpauth://totp/{Uri.EscapeDataString($"Device access code:{mac.Name}")}?secret={enrolling.Secret}&issuer={Uri.EscapeDataString(org.Name)}");
                json.WriteInstant("expiresAt", enrolling.Deadline);
                break;
            case LoginScreen.Desktop desktop:
                json.WriteString("by", desktop.By);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteCause(Utf8JsonWriter json, string? key)
    {
        if (DesktopCauses.Find(key) is not { } cause)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteString("id", cause.Id);
        json.WriteString("reason", cause.Reason);
        json.WriteString("why", cause.Why);
        json.WriteString("fix", cause.Fix);
        json.WriteEndObject();
    }

    /// <summary>A screen's name on the wire.</summary>
    internal static string StateOf(LoginScreen screen) => screen.GetType().Name.ToLowerInvariant();
}

/// <summary>What lies around a Mac.</summary>
/// <param name="Keys">USB keys, with their owners' logins.</param>
/// <param name="Assigned">Ids of linked users who have the Desktop MFA app.</param>
internal sealed record MacDesk(ImmutableArray<(string Owner, WebAuthnEnrollment Key)> Keys, ImmutableArray<string> Assigned);
