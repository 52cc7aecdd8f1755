using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Sessions;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Authn;

/// <summary>Renders the state of a transaction: body and links follow from the state and are kept nowhere (Authentication API, "Transaction model").</summary>
internal static class AuthnResponse
{
    /// <summary>Answers with the state, or with the refusal's error.</summary>
    /// <param name="factorId">The factor the request named, for E0000007.</param>
    internal static Task Write(HttpContext context, Outcome outcome, string? factorId = null)
    {
        if (outcome.Refusal is { } refusal)
        {
            return Refusals.Error(refusal, factorId, outcome.Facts?.Settings).Write(context);
        }

        if (outcome.DeviceToken is { } device)
        {
            SessionCookie.SetDevice(context, device);
        }

        var view = new View(outcome, context.BaseUrl(), context.Org().Clock.Now);
        return OktaJson.Ok(context, json => view.Write(json));
    }

    private readonly struct View(Outcome outcome, string baseUrl, DateTimeOffset now)
    {
        private readonly Transaction at = outcome.At;
        private readonly Facts facts = outcome.Facts!;

        internal void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            switch (at)
            {
                case Transaction.Ended:
                    WriteRelayState(json);
                    json.WriteStartObject("_embedded");
                    json.WriteEndObject();
                    break;
                case Transaction.Bootstrapped:
                    WriteHead(json, "UNAUTHENTICATED");
                    json.WriteStartObject("_embedded");
                    json.WriteEndObject();
                    json.WriteStartObject("_links");
                    json.WriteLink("next", $"{baseUrl}/api/v1/authn", name: "authenticate");
                    json.WriteEndObject();
                    break;
                case Transaction.Unauthenticated:
                    WriteHead(json, "UNAUTHENTICATED");
                    WriteOffers(json);
                    break;
                case Transaction.MfaRequired:
                    WriteHead(json, "MFA_REQUIRED");
                    WriteOffers(json);
                    break;
                case Transaction.MfaChallenge challenge:
                    WriteHead(json, "MFA_CHALLENGE");
                    WriteChallenge(json, challenge);
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

        private void WriteHead(Utf8JsonWriter json, string status)
        {
            json.WriteString("stateToken", outcome.StateToken);
            json.WriteInstant("expiresAt", at.Context.Expires);
            json.WriteString("status", status);
            if (at.Context.Target is not null)
            {
                json.WriteString("type", "LOGIN");
            }

            WriteRelayState(json);
        }

        private void WriteRelayState(Utf8JsonWriter json)
        {
            if (at.Context.RelayState is { } relayState)
            {
                json.WriteString("relayState", relayState);
            }
        }

        private void WriteOffers(Utf8JsonWriter json)
        {
            var chains = facts.Chains(at.Context.DeviceRemembered).Residual(at.Context.ProvedKinds);
            var offers = facts.Offers(chains, at.Context.Proved);
            json.WriteStartObject("_embedded");
            WriteUser(json);
            json.WriteStartArray("factors");
            foreach (var enrollment in offers)
            {
                json.WriteStartObject();
                WriteFactor(json, enrollment);
                json.WriteStartObject("_links");
                json.WriteLink("verify", Verify(enrollment.Id));
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WritePolicy(json, offers);
            json.WriteEndObject();
            json.WriteStartObject("_links");
            WriteCancel(json);
            json.WriteEndObject();
        }

        private void WriteChallenge(Utf8JsonWriter json, Transaction.MfaChallenge challenge)
        {
            var enrollment = facts.Account!.Enrollment(challenge.EnrollmentId)!;
            var type = facts.Catalog[enrollment.Kind].Type;
            if (challenge.Result is { } result)
            {
                json.WriteString("factorResult", result.ToString().ToUpperInvariant());
            }

            json.WriteStartObject("_embedded");
            WriteUser(json);
            json.WriteStartObject("factor");
            WriteFactor(json, enrollment);
            if (at.Context.Challenge(enrollment.Id)?.Face is { } face)
            {
                json.WriteStartObject("_embedded");
                json.WritePropertyName(face.Member);
                face.Body.WriteTo(json);
                json.WriteEndObject();
            }

            json.WriteEndObject();
            WritePolicy(json, [enrollment]);
            json.WriteEndObject();
            json.WriteStartObject("_links");
            json.WriteLink("next", Verify(enrollment.Id), name: challenge.Result == FactorResult.Waiting ? "poll" : "verify");
            WriteCancel(json);
            json.WriteLink("prev", $"{baseUrl}/api/v1/authn/previous");
            if (type.SentEvent is not null)
            {
                json.WriteStartArray("resend");
                json.WriteLinkBody($"{Verify(enrollment.Id)}/resend", "POST", type.Kind.Type);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        private void WriteLockedOut(Utf8JsonWriter json)
        {
            json.WriteString("status", "LOCKED_OUT");
            WriteRelayState(json);
            json.WriteStartObject("_embedded");
            json.WriteEndObject();
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
                json.WriteString("type", "LOGIN");
            }

            json.WriteInstant("expiresAt", hosted ? at.Context.Expires : now.AddMinutes(facts.Settings.SessionTokenMinutes));
            json.WriteString("status", "SUCCESS");
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
                json.WriteStartObject("_links");
                json.WriteLink("next", $"{baseUrl}/login/token/redirect?stateToken={outcome.StateToken}", "GET", "original");
                json.WriteEndObject();
            }
        }

        // Nothing of the person is told before a first factor is proved.
        private void WriteUser(Utf8JsonWriter json)
        {
            if (at is not Transaction.Success && at.Context.IsFirstStep)
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
            json.WriteEndObject();
        }

        private void WriteFactor(Utf8JsonWriter json, Enrollment enrollment)
        {
            var factor = facts.Catalog[enrollment.Kind];
            json.WriteString("id", enrollment.Id);
            json.WriteString("factorType", enrollment.Kind.Type);
            json.WriteString("provider", enrollment.Kind.Provider);
            json.WriteString("vendorName", factor.Type.VendorName);
            var profile = factor.Profile(enrollment);
            if (profile.IsEmpty)
            {
                return;
            }

            json.WriteStartObject("profile");
            if (!(factor.Type.HidesProfile && at.Context.IsFirstStep))
            {
                foreach (var field in profile)
                {
                    json.WriteString(field.Name, field.Value);
                }
            }

            json.WriteEndObject();
        }

        private void WritePolicy(Utf8JsonWriter json, IEnumerable<Enrollment> shown)
        {
            var prompt = at.Context.IsFirstStep ? null : (facts.Evaluation.Rule?.Action.Authenticate as RuleAction.PasswordAndAny)?.Prompt;
            var remembers = prompt is not null && prompt.Mode != PromptMode.Always;
            json.WriteStartObject("policy");
            json.WriteBoolean("allowRememberDevice", remembers);
            json.WriteNumber("rememberDeviceLifetimeInMinutes", remembers && prompt!.Mode == PromptMode.Session ? prompt.LifetimeMinutes : 0);
            json.WriteBoolean("rememberDeviceByDefault", remembers && prompt!.RememberByDefault);
            json.WriteStartObject("factorsPolicyInfo");
            if (!at.Context.IsFirstStep)
            {
                foreach (var push in shown.Where(e => e.Kind.Type == "push"))
                {
                    json.WriteStartObject(push.Id);
                    json.WriteBoolean("autoPushEnabled", false);
                    json.WriteEndObject();
                }
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        private void WriteCancel(Utf8JsonWriter json) => json.WriteLink("cancel", $"{baseUrl}/api/v1/authn/cancel");

        private string Verify(string factorId) => $"{baseUrl}/api/v1/authn/factors/{factorId}/verify";
    }
}
