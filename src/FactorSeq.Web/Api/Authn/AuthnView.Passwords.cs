using System.Text.Json;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>Passwords to be changed, and ways back to lost ones.</summary>
internal readonly partial struct AuthnView
{
    private void WritePasswordState(Utf8JsonWriter json, string next, string path)
    {
        json.WriteStartObject("_embedded");
        WriteUser(json);
        json.WriteStartObject("policy");
        if (at is Transaction.PasswordWarn && facts.Password.Age.Expiry(facts.Account!.User.PasswordChanged) is { } expiry)
        {
            json.WriteStartObject("expiration");
            json.WriteNumber("passwordExpireDays", (int)Math.Ceiling((expiry - now).TotalDays));
            json.WriteEndObject();
        }

        WriteComplexity(json, facts.Password.Complexity);
        json.WriteStartObject("age");
        json.WriteNumber("minAgeMinutes", facts.Password.Age.MinAgeMinutes);
        json.WriteNumber("historyCount", facts.Password.Age.HistoryCount);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLink("next", $"{baseUrl}/api/v1/authn/{path}", name: next);
        if (at is Transaction.PasswordWarn)
        {
            WriteSkip(json);
        }

        WriteCancel(json);
        json.WriteEndObject();
    }

    // The widget looks every key up in a fixed list and breaks on one it does not know.
    private static void WriteComplexity(Utf8JsonWriter json, PasswordComplexity complexity)
    {
        json.WriteStartObject("complexity");
        json.WriteNumber("minLength", complexity.MinLength);
        json.WriteNumber("minLowerCase", complexity.MinLowerCase);
        json.WriteNumber("minUpperCase", complexity.MinUpperCase);
        json.WriteNumber("minNumber", complexity.MinNumber);
        json.WriteNumber("minSymbol", complexity.MinSymbol);
        json.WriteBoolean("excludeUsername", complexity.ExcludeUsername);
        if (!complexity.ExcludeAttributes.IsEmpty)
        {
            json.WriteStartArray("excludeAttributes");
            foreach (var attribute in complexity.ExcludeAttributes)
            {
                json.WriteStringValue(attribute);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteRecoveryType(Utf8JsonWriter json)
    {
        switch (at.Context.Recovery)
        {
            case RecoveryKind.Password:
                json.WriteString("recoveryType", "PASSWORD");
                break;
            case RecoveryKind.Unlock:
                json.WriteString("recoveryType", "UNLOCK");
                break;
            case RecoveryKind.AccountActivation:
                json.WriteString("recoveryType", "ACCOUNT_ACTIVATION");
                break;
        }
    }

    private void WriteRecovery(Utf8JsonWriter json)
    {
        WriteRecoveryType(json);
        json.WriteStartObject("_embedded");
        WriteUser(json);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLink("next", $"{baseUrl}/api/v1/authn/recovery/answer", name: "answer");
        WriteCancel(json);
        json.WriteEndObject();
    }

    private void WriteRecoveryGranted(Utf8JsonWriter json)
    {
        json.WriteString("recoveryToken", outcome.RecoveryToken);
        json.WriteInstant("expiresAt", now.AddMinutes(facts.Password.Recovery.TokenMinutes));
        json.WriteString("status", StatusOf(at));
        WriteRelayState(json);
        WriteRecoveryType(json);
        json.WriteStartObject("_embedded");
        WriteUser(json);
        json.WriteEndObject();
        json.WriteStartObject("_links");
        json.WriteLink("next", $"{baseUrl}/api/v1/authn/recovery/token", name: "recovery");
        json.WriteEndObject();
    }

    // The same for those to whom nothing was sent.
    private void WriteRecoveryChallenge(Utf8JsonWriter json, Transaction.RecoveryChallenge challenge)
    {
        var channel = Upper(challenge.Channel);
        json.WriteString("factorType", channel);
        WriteRecoveryType(json);
        WriteNothing(json);
        json.WriteStartObject("_links");
        json.WriteLink("next", $"{baseUrl}/api/v1/authn/recovery/factors/{channel}/verify", name: "verify");
        WriteCancel(json);
        json.WriteLink("resend", $"{baseUrl}/api/v1/authn/recovery/factors/{channel}/resend", name: channel.ToLowerInvariant());
        json.WriteEndObject();
    }
}
