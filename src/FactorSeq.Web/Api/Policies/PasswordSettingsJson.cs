using System.Text.Json;
using FactorSeq.Core.Policies;

namespace FactorSeq.Web.Api.Policies;

/// <summary><c>settings</c> of a password policy.</summary>
internal static class PasswordSettingsJson
{
    internal static void Write(Utf8JsonWriter json, PasswordAction action)
    {
        var kept = action.Kept ?? KeptPasswordSettings.Standard;
        json.WriteStartObject("settings");
        json.WriteStartObject("password");
        WriteComplexity(json, action.Complexity, kept);
        json.WriteStartObject("age");
        json.WriteNumber("maxAgeDays", action.Age.MaxAgeDays);
        json.WriteNumber("expireWarnDays", action.Age.ExpireWarnDays);
        json.WriteNumber("minAgeMinutes", action.Age.MinAgeMinutes);
        json.WriteNumber("historyCount", action.Age.HistoryCount);
        json.WriteEndObject();
        json.WriteStartObject("lockout");
        json.WriteNumber("maxAttempts", action.MaxAttempts);
        json.WriteNumber("autoUnlockMinutes", action.AutoUnlockMinutes);
        json.WriteList("userLockoutNotificationChannels", kept.Notified);
        json.WriteBoolean("showLockoutFailures", action.ShowLockoutFailures);
        json.WriteEndObject();
        json.WriteEndObject();
        WriteRecovery(json, action.Recovery, kept);
        json.WriteStartObject("delegation");
        json.WriteStartObject("options");
        json.WriteBoolean("skipUnlock", kept.SkipUnlock);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteComplexity(Utf8JsonWriter json, PasswordComplexity complexity, KeptPasswordSettings kept)
    {
        json.WriteStartObject("complexity");
        json.WriteNumber("minLength", complexity.MinLength);
        json.WriteNumber("minLowerCase", complexity.MinLowerCase);
        json.WriteNumber("minUpperCase", complexity.MinUpperCase);
        json.WriteNumber("minNumber", complexity.MinNumber);
        json.WriteNumber("minSymbol", complexity.MinSymbol);
        json.WriteBoolean("excludeUsername", complexity.ExcludeUsername);
        json.WriteStartObject("dictionary");
        json.WriteStartObject("common");
        json.WriteBoolean("exclude", kept.ExcludesCommon);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteList("excludeAttributes", complexity.ExcludeAttributes);
        json.WriteEndObject();
    }

    private static void WriteRecovery(Utf8JsonWriter json, RecoveryFactors recovery, KeptPasswordSettings kept)
    {
        json.WriteStartObject("recovery");
        json.WriteStartObject("factors");
        json.WriteStartObject("recovery_question");
        json.WriteStatus(recovery.Question);
        json.WriteStartObject("properties");
        json.WriteStartObject("complexity");
        json.WriteNumber("minLength", kept.QuestionLength);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("okta_email");
        json.WriteStatus(recovery.Email);
        json.WriteStartObject("properties");
        json.WriteStartObject("recoveryToken");
        json.WriteNumber("tokenLifetimeMinutes", recovery.TokenMinutes);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("okta_sms");
        json.WriteStatus(recovery.Sms);
        json.WriteEndObject();
        json.WriteStartObject("okta_call");
        json.WriteStatus(recovery.Call);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
