using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FactorSeq.Core.Orgs;

namespace FactorSeq.Web.Seed;

/// <summary>
/// The named settings as seeds and <c>/emulator/settings</c> write them. The three pauses between sendings may also be given together,
/// as <c>resendSeconds: { sms, call, email }</c>.
/// </summary>
internal static class OrgSettingsTable
{
    internal static ImmutableArray<OrgSetting> Rows { get; } =
    [
        OrgSetting.Flag  ("userEnumerationPrevention", s => s.UserEnumerationPrevention, (s, v) => s with { UserEnumerationPrevention = v }),
        OrgSetting.Flag  ("acceptPasswordInPrimary",   s => s.AcceptPasswordInPrimary,   (s, v) => s with { AcceptPasswordInPrimary = v }),
        OrgSetting.Choice("passwordFactorError", ["E0000068", "E0000004"],
                                                       s => (int)s.PasswordFactorError,  (s, v) => s with { PasswordFactorError = (PasswordFactorError)v }),
        OrgSetting.Number("stateTokenMinutes",     1,   60, s => s.StateTokenMinutes,    (s, v) => s with { StateTokenMinutes = v }),
        OrgSetting.Number("stateTokenMaxMinutes",  1, 1440, s => s.StateTokenMaxMinutes, (s, v) => s with { StateTokenMaxMinutes = v }),
        OrgSetting.Number("pushMinutes",           1,   60, s => s.PushMinutes,          (s, v) => s with { PushMinutes = v }),
        OrgSetting.Number("codeMinutes",           1,   60, s => s.CodeMinutes,          (s, v) => s with { CodeMinutes = v }),
        OrgSetting.Number("sessionTokenMinutes",   1,   60, s => s.SessionTokenMinutes,  (s, v) => s with { SessionTokenMinutes = v }),
        OrgSetting.Number("mfaLockWindowMinutes",  1, 1440, s => s.MfaLockWindowMinutes, (s, v) => s with { MfaLockWindowMinutes = v }),
        OrgSetting.Number("resendSmsSeconds",      0, 3600, s => s.ResendSmsSeconds,     (s, v) => s with { ResendSmsSeconds = v }),
        OrgSetting.Number("resendCallSeconds",     0, 3600, s => s.ResendCallSeconds,    (s, v) => s with { ResendCallSeconds = v }),
        OrgSetting.Number("resendEmailSeconds",    0, 3600, s => s.ResendEmailSeconds,   (s, v) => s with { ResendEmailSeconds = v }),
        OrgSetting.Number("totpWindowSteps",       0,   20, s => s.TotpWindowSteps,      (s, v) => s with { TotpWindowSteps = v }),
        OrgSetting.Number("maxChains",             1,  100, s => s.MaxChains,            (s, v) => s with { MaxChains = v }),
        OrgSetting.Number("maxAlternatives",       1,  100, s => s.MaxAlternatives,      (s, v) => s with { MaxAlternatives = v }),
        OrgSetting.Flag  ("lastUsedFactorFirst",       s => s.LastUsedFactorFirst,       (s, v) => s with { LastUsedFactorFirst = v }),
        OrgSetting.Choice("missingSecondFactor", ["enroll", "deny"],
                                                       s => (int)s.MissingSecondFactor,  (s, v) => s with { MissingSecondFactor = (MissingSecondFactor)v }),
        OrgSetting.Choice("previousInFirstStep", ["MFA_REQUIRED", "UNAUTHENTICATED"],
                                                       s => (int)s.PreviousInFirstStep,  (s, v) => s with { PreviousInFirstStep = (PreviousInFirstStep)v }),
        OrgSetting.Choice("numberChallenge", ["never", "always"],
                                                       s => (int)s.NumberChallenge,      (s, v) => s with { NumberChallenge = (NumberChallenge)v }),
        OrgSetting.Flag  ("logFirstFactor",            s => s.LogFirstFactor,            (s, v) => s with { LogFirstFactor = v }),
        OrgSetting.Flag  ("selfServiceRegistration",   s => s.SelfServiceRegistration,   (s, v) => s with { SelfServiceRegistration = v }),
        OrgSetting.Flag  ("securityImage",             s => s.SecurityImage,             (s, v) => s with { SecurityImage = v }),
        OrgSetting.Flag  ("rememberUserOnSignIn",      s => s.RememberUserOnSignIn,      (s, v) => s with { RememberUserOnSignIn = v }),
        OrgSetting.Choice("fsePoint", ["verify", "identify"],
                                                       s => (int)s.FsePoint,             (s, v) => s with { FsePoint = (FsePoint)v }),
        OrgSetting.Flag  ("fseAppliesToOktaSourced",   s => s.FseAppliesToOktaSourced,   (s, v) => s with { FseAppliesToOktaSourced = v }),
        OrgSetting.Choice("directoryRefusal", ["asWrongPassword", "E0000004"],
                                                       s => (int)s.DirectoryRefusal,     (s, v) => s with { DirectoryRefusal = (DirectoryRefusal)v }),
        OrgSetting.Flag  ("importCopiesLock",          s => s.ImportCopiesLock,          (s, v) => s with { ImportCopiesLock = v }),
        OrgSetting.Flag  ("delauthTimeoutAsFactor",    s => s.DelauthTimeoutAsFactor,    (s, v) => s with { DelauthTimeoutAsFactor = v }),
        OrgSetting.Flag  ("strictLogWindow",           s => s.StrictLogWindow,           (s, v) => s with { StrictLogWindow = v }),
        OrgSetting.Choice("desktopMfaNumberChallenge", ["never", "always"],
                                                       s => (int)s.DesktopMfaNumberChallenge, (s, v) => s with { DesktopMfaNumberChallenge = (NumberChallenge)v }),
        OrgSetting.Choice("askEveryTimeLogic", ["any", "all"],
                                                       s => (int)s.AskEveryTimeLogic,    (s, v) => s with { AskEveryTimeLogic = (AskEveryTimeLogic)v }),
        OrgSetting.Number("keyLookupsPerMinute",   1, 1000, s => s.KeyLookupsPerMinute,  (s, v) => s with { KeyLookupsPerMinute = v }),
        OrgSetting.Number("deviceCodeWindowSteps", 0,   20, s => s.DeviceCodeWindowSteps, (s, v) => s with { DeviceCodeWindowSteps = v }),
        new("rateLimits", "off or okta or a table such as { authn: 600, verify: 600 }",
                                                       s => s.RateLimits.ToString(),
                                                       (s, text) => Core.Orgs.RateLimits.Parse(text) is { } v ? s with { RateLimits = v } : null),
    ];

    /// <summary>The one setting with parts.</summary>
    internal const string Resend = "resendSeconds";

    /// <summary>The one setting that is a word or a table.</summary>
    internal const string RateLimits = "rateLimits";

    /// <summary>Every setting with its value on the wire: a boolean, a number or a string.</summary>
    internal static IEnumerable<(string Name, object Value)> Read(OrgSettings settings) => Rows.Select(row => (row.Name, row.Read(settings)));

    internal static bool TrySet(OrgSettings settings, string name, string value, out OrgSettings updated, [NotNullWhen(false)] out string? error)
    {
        var fault = Fault(settings, name, value, out updated);
        error = fault is null ? null : $"{name}: {fault.Message}. {fault.Cure}";
        return fault is null;
    }

    internal static bool TrySet(OrgSettings settings, string name, JsonElement value, out OrgSettings updated, [NotNullWhen(false)] out string? error)
    {
        if (name == RateLimits && value.ValueKind == JsonValueKind.Object)
        {
            return TrySet(settings, name, Table(value.EnumerateObject().Select(limit => (limit.Name, limit.Value.ToString()))), out updated, out error);
        }

        if (name != Resend || value.ValueKind != JsonValueKind.Object)
        {
            return TrySet(settings, name, value.ToString(), out updated, out error);
        }

        updated = settings;
        foreach (var part in value.EnumerateObject())
        {
            if (!TrySet(updated, RowOf(part.Name), part.Value.ToString(), out updated, out error))
            {
                updated = settings;
                return false;
            }
        }

        error = null;
        return true;
    }

    /// <summary>What is wrong with a value, or null; then <paramref name="updated"/> has it.</summary>
    internal static SettingFault? Fault(OrgSettings settings, string name, string value, out OrgSettings updated)
    {
        updated = settings;
        if (Rows.FirstOrDefault(row => row.Name == name) is not { } setting)
        {
            return name == Resend
                ? new SettingFault($"{Resend} has parts", "Write { sms: 30, call: 30, email: 5 }.")
                : new SettingFault($"unknown setting {Wording.Quoted(name)}", Wording.Choose(name, [.. Rows.Select(row => row.Name)], "Settings"));
        }

        if (setting.Write(settings, value) is not { } written)
        {
            return new SettingFault($"{Wording.Quoted(value)} is not a value of {name}", $"Write {setting.Values}.");
        }

        updated = written;
        return null;
    }

    /// <summary>A table as its row reads it.</summary>
    internal static string Table(IEnumerable<(string Name, string Value)> entries) => string.Join(", ", entries.Select(entry => $"{entry.Name}: {entry.Value}"));

    /// <summary>The row of one part of <c>resendSeconds</c>; another name is left for <see cref="Fault"/> to refuse.</summary>
    internal static string RowOf(string part) => part switch
    {
        "sms"   => "resendSmsSeconds",
        "call"  => "resendCallSeconds",
        "email" => "resendEmailSeconds",
        _       => $"{Resend}.{part}",
    };
}

/// <summary>What is wrong with the value of a setting.</summary>
internal sealed record SettingFault(string Message, string Cure);
