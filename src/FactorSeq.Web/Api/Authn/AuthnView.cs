using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>
/// The state of a transaction on the wire: body and links follow from the state and are kept nowhere (Authentication API, "Transaction model").
/// </summary>
/// <param name="autoPush">Whether this browser sends a user's push by itself, by the user's id.</param>
/// <param name="app">The app that asks for more; null for a sign-in.</param>
internal readonly partial struct AuthnView(Outcome outcome, string baseUrl, DateTimeOffset now, Func<string, bool> autoPush, App? app)
{
    private readonly Transaction at = outcome.At;
    private readonly Facts facts = outcome.Facts!;

    /// <summary>The state's name on the wire; a transaction that has ended has none.</summary>
    internal static string StatusOf(Transaction at) => at switch
    {
        Transaction.Bootstrapped or Transaction.Unauthenticated             => "UNAUTHENTICATED",
        Transaction.MfaRequired                                             => "MFA_REQUIRED",
        Transaction.MfaChallenge                                            => "MFA_CHALLENGE",
        Transaction.MfaEnroll                                               => "MFA_ENROLL",
        Transaction.MfaEnrollActivate                                       => "MFA_ENROLL_ACTIVATE",
        Transaction.PasswordWarn                                            => "PASSWORD_WARN",
        Transaction.PasswordExpired                                         => "PASSWORD_EXPIRED",
        Transaction.PasswordReset                                           => "PASSWORD_RESET",
        Transaction.Recovery or Transaction.RecoveryGranted                 => "RECOVERY",
        Transaction.RecoveryChallenge or Transaction.RecoveryMailed         => "RECOVERY_CHALLENGE",
        Transaction.LockedOut                                               => "LOCKED_OUT",
        Transaction.Success or Transaction.Unlocked                         => "SUCCESS",
        _                                                                   => "",
    };

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        switch (at)
        {
            case Transaction.Ended:
                WriteRelayState(json);
                WriteNothing(json);
                break;
            case Transaction.Bootstrapped:
                WriteHead(json);
                WriteNothing(json);
                json.WriteStartObject("_links");
                json.WriteLink("next", $"{baseUrl}/api/v1/authn", name: "authenticate");
                json.WriteEndObject();
                break;
            case Transaction.Unauthenticated:
                WriteHead(json);
                WriteOffers(json);
                break;
            case Transaction.MfaRequired:
                WriteHead(json);
                WriteOffers(json);
                break;
            case Transaction.MfaChallenge challenge:
                WriteHead(json);
                WriteChallenge(json, challenge);
                break;
            case Transaction.MfaEnroll:
                WriteHead(json);
                WriteChoices(json);
                break;
            case Transaction.MfaEnrollActivate activate:
                WriteHead(json);
                WriteActivation(json, activate);
                break;
            case Transaction.PasswordWarn:
                WriteHead(json);
                WritePasswordState(json, "changePassword", "credentials/change_password");
                break;
            case Transaction.PasswordExpired:
                WriteHead(json);
                WritePasswordState(json, "changePassword", "credentials/change_password");
                break;
            case Transaction.PasswordReset:
                WriteHead(json);
                WriteRecoveryType(json);
                WritePasswordState(json, "resetPassword", "credentials/reset_password");
                break;
            case Transaction.Recovery:
                WriteHead(json);
                WriteRecovery(json);
                break;
            case Transaction.RecoveryGranted:
                WriteRecoveryGranted(json);
                break;
            case Transaction.RecoveryChallenge challenge:
                WriteHead(json);
                WriteRecoveryChallenge(json, challenge);
                break;
            case Transaction.RecoveryMailed:
                json.WriteString("status", StatusOf(at));
                WriteRelayState(json);
                json.WriteString("factorResult", "WAITING");
                json.WriteString("factorType", "EMAIL");
                WriteRecoveryType(json);
                break;
            case Transaction.Unlocked:
                json.WriteString("status", StatusOf(at));
                WriteRecoveryType(json);
                WriteRelayState(json);
                json.WriteStartObject("_embedded");
                WriteUser(json);
                json.WriteEndObject();
                break;
            case Transaction.LockedOut:
                WriteLockedOut(json);
                break;
            case Transaction.Success success:
                WriteSuccess(json, success);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteNothing(Utf8JsonWriter json)
    {
        json.WriteStartObject("_embedded");
        json.WriteEndObject();
    }

    private static string Upper<T>(T value)
        where T : struct, Enum =>
        value.ToString().ToUpperInvariant();

    private void WriteHead(Utf8JsonWriter json)
    {
        json.WriteString("stateToken", outcome.StateToken);
        json.WriteInstant("expiresAt", at.Context.Expires);
        json.WriteString("status", StatusOf(at));
        WriteType(json);
        WriteRelayState(json);
    }

    private void WriteType(Utf8JsonWriter json)
    {
        switch (at.Context.Type)
        {
            case TransactionType.Login:
                json.WriteString("type", "LOGIN");
                break;
            case TransactionType.SessionStepUp:
                json.WriteString("type", "SESSION_STEP_UP");
                break;
        }
    }

    private void WriteRelayState(Utf8JsonWriter json)
    {
        if (at.Context.RelayState is { } relayState)
        {
            json.WriteString("relayState", relayState);
        }
    }

    private void WriteLockedOut(Utf8JsonWriter json)
    {
        json.WriteString("status", StatusOf(at));
        WriteRelayState(json);
        WriteNothing(json);
        json.WriteStartObject("_links");
        json.WriteLink("next", $"{baseUrl}/api/v1/authn/recovery/unlock", name: "unlock");
        json.WriteEndObject();
    }

    private void WriteSuccess(Utf8JsonWriter json, Transaction.Success success)
    {
        var hosted = success.Context.Target is not null;
        if (hosted)
        {
            json.WriteString("stateToken", outcome.StateToken);
            WriteType(json);
        }

        json.WriteInstant("expiresAt", hosted ? at.Context.Expires : now.AddMinutes(facts.Settings.SessionTokenMinutes));
        json.WriteString("status", StatusOf(at));
        WriteRelayState(json);
        if (outcome.SessionToken is { } sessionToken)
        {
            json.WriteString("sessionToken", sessionToken);
        }

        json.WriteStartObject("_embedded");
        WriteUser(json);
        json.WriteEndObject();
        if (hosted)
        {
            var way = at.Context.Type == TransactionType.SessionStepUp ? "step-up" : "token";
            json.WriteStartObject("_links");
            json.WriteLink("next", $"{baseUrl}/login/{way}/redirect?stateToken={outcome.StateToken}", "GET", "original");
            json.WriteEndObject();
        }
    }

    // Nothing of the person is told before a first factor, or a way of recovery, is proved.
    private void WriteUser(Utf8JsonWriter json)
    {
        if (at is Transaction.Open && at.Context is { IsFirstStep: true, Recovery: null })
        {
            return;
        }

        var user = facts.Account!.User;
        json.WriteStartObject("user");
        json.WriteString("id", user.Id);
        json.WriteInstantOrNull("passwordChanged", user.PasswordChanged);
        json.WriteStartObject("profile");
        json.WriteString("login", user.Login);
        json.WriteString("firstName", user.FirstName);
        json.WriteString("lastName", user.LastName);
        json.WriteString("locale", user.Locale);
        json.WriteString("timeZone", user.TimeZone);
        json.WriteEndObject();
        if (at is Transaction.Recovery or Transaction.RecoveryGranted && facts.Account.RecoveryQuestion is { } question)
        {
            json.WriteStartObject("recovery_question");
            json.WriteString("question", facts.Catalog[question.Kind].Profile(question).First(field => field.Name == "questionText").Value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteApp(json);
    }

    // What a session is raised for, beside the person in each of the states (Authentication API, "Step-up authentication with Okta session").
    private void WriteApp(Utf8JsonWriter json)
    {
        if (app is null)
        {
            return;
        }

        json.WriteStartObject("target");
        json.WriteString("type", "APP");
        json.WriteString("name", app.Name);
        json.WriteString("label", app.Label);
        json.WriteStartObject("_links");
        json.WriteStartObject("logo");
        json.WriteString("name", "medium");
        json.WriteString("href", $"{baseUrl}/img/logo.svg");
        json.WriteString("type", "image/svg+xml");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        if (app.Type == AppType.Oidc)
        {
            json.WriteStartObject("authentication");
            json.WriteString("protocol", app.Saml is null ? "OAUTH2.0" : "SAML2.0");
            json.WriteStartObject("issuer");
            json.WriteString("id", app.Saml?.ExternalKey ?? app.Id);
            json.WriteString("name", app.Label);
            json.WriteString("uri", app.Saml?.Issuer ?? baseUrl);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    // A sequence never remembers a device, nothing is remembered before a first proof, and an app asks whatever the device.
    private void WritePolicy(Utf8JsonWriter json, IEnumerable<Enrollment> shown)
    {
        var prompt = at.Context.IsFirstStep || at.Context.StepUp is not null ? null : (facts.Evaluation.Rule?.Action.Authenticate as RuleAction.PasswordAndAny)?.Prompt;
        var remembers = prompt is not null && prompt.Mode != PromptMode.Always;
        json.WriteStartObject("policy");
        json.WriteBoolean("allowRememberDevice", remembers);
        json.WriteNumber("rememberDeviceLifetimeInMinutes", remembers && prompt!.Mode == PromptMode.Session ? prompt.LifetimeMinutes : 0);
        json.WriteBoolean("rememberDeviceByDefault", remembers && prompt!.RememberByDefault);
        json.WriteStartObject("factorsPolicyInfo");
        if (!at.Context.IsFirstStep)
        {
            var isOn = autoPush(facts.Account!.User.Id);
            foreach (var push in shown.Where(e => e.Kind.Type == "push"))
            {
                json.WriteStartObject(push.Id);
                json.WriteBoolean("autoPushEnabled", isOn);
                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteCancel(Utf8JsonWriter json) => json.WriteLink("cancel", $"{baseUrl}/api/v1/authn/cancel");

    private void WritePrevious(Utf8JsonWriter json) => json.WriteLink("prev", $"{baseUrl}/api/v1/authn/previous");

    private void WriteSkip(Utf8JsonWriter json) => json.WriteLink("skip", $"{baseUrl}/api/v1/authn/skip", name: "skip");

    private string FactorUrl(string factorId) => $"{baseUrl}/api/v1/authn/factors/{factorId}";
}
