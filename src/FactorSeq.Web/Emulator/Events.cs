using System.Text.Json;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>The newest entries of the System Log, in the members of Okta's LogEvent that a tester reads.</summary>
internal static class Events
{
    private const int MaxListed = 1000;

    internal static async Task List(HttpContext context)
    {
        var org = context.Org();
        var limit = int.TryParse(context.Request.Query["limit"], out var asked) ? Math.Clamp(asked, 1, MaxListed) : 50;
        var login = context.Request.Query["user"].ToString();
        var subject = login.Length == 0 ? null : (await org.FindAccount(login))?.Id ?? "unknown";
        var events = await org.Documents.Recent(org.Name, DocumentKinds.Log, subject, limit);
        await OktaJson.Ok(context, json => WriteAll(json, events));
    }

    internal static void WriteAll(Utf8JsonWriter json, IEnumerable<Recorded<LogEntry>> events)
    {
        json.WriteStartArray();
        foreach (var entry in events)
        {
            Write(json, entry.At, entry.Value);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, DateTimeOffset at, LogEntry entry)
    {
        json.WriteStartObject();
        json.WriteString("uuid", entry.Uuid);
        json.WriteInstant("published", at);
        json.WriteString("eventType", entry.Event.Type);
        json.WriteString("displayMessage", EventTypes.Text(entry.Event.Type));
        json.WriteString("severity", entry.Event.Outcome is EventOutcome.Failure or EventOutcome.Deny ? "WARN" : "INFO");
        json.WriteStartObject("actor");
        json.WriteString("id", entry.UserId ?? "unknown");
        json.WriteString("alternateId", entry.Login);
        json.WriteEndObject();
        json.WriteStartObject("outcome");
        json.WriteString("result", entry.Event.Outcome.ToString().ToUpperInvariant());
        json.WriteString("reason", entry.Event.Reason);
        json.WriteEndObject();
        json.WriteStartObject("client");
        json.WriteString("ipAddress", entry.Address);
        json.WriteEndObject();
        json.WriteStartObject("debugContext");
        json.WriteStartObject("debugData");
        json.WriteString("requestId", entry.RequestId);
        json.WriteString("requestUri", entry.RequestUri);
        if (entry.Event.Factor is { } factor)
        {
            json.WriteString("factor", factor);
        }

        if (entry.Event.ErrorCode is { } code)
        {
            json.WriteString("ErrorCode", code);
        }

        if (entry.Event.Detail is { } detail)
        {
            json.WriteString("detail", detail);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}

/// <summary>Display messages of the event types this server writes.</summary>
internal static class EventTypes
{
    internal static string Text(string type) => type switch
    {
        "user.session.start"                          => "User login to Okta",
        "user.authentication.sso"                     => "User single sign on to app",
        "app.generic.unauth_app_access_attempt"       => "User attempted unauthorized access to app",
        "user.authentication.auth_via_mfa"            => "Authentication of user via MFA",
        "user.authentication.auth_via_IDP"            => "Authenticate user via IDP",
        "user.authentication.auth_via_iwa"            => "Authenticate user via IWA",
        "user.authentication.slo"                     => "User single logout from app",
        "user.account.lock"                           => "Max sign in attempts exceeded",
        "user.account.unlock_by_admin"                => "Unlock user account by admin",
        "user.account.expire_password"                => "User password expired",
        "user.lifecycle.activate"                     => "Activate Okta user",
        "user.lifecycle.deactivate"                   => "Deactivate Okta user",
        "user.lifecycle.suspend"                      => "Suspend Okta user",
        "user.lifecycle.unsuspend"                    => "Unsuspend Okta user",
        "user.mfa.factor.reset_all"                   => "Reset all factors for user",
        "user.mfa.okta_verify.deny_push"              => "User rejected Okta push verify",
        "policy.evaluate_sign_on"                     => "Evaluation of sign-on policy",
        "system.push.send_factor_verify_push"         => "Send push verify activation",
        "system.sms.send_factor_verify_message"       => "Send SMS verification message",
        "system.voice.send_mfa_challenge_call"        => "Send MFA challenge call",
        "system.email.send_factor_verify_message"     => "Send email verification message",
        "user.authentication.auth_via_AD_agent"       => "Authenticate user with AD agent",
        "user.authentication.auth_via_LDAP_agent"     => "Authenticate user with LDAP agent",
        "user.lifecycle.create"                       => "Create Okta user",
        "user.lifecycle.reactivate"                   => "Reactivate Okta user",
        "user.lifecycle.delete.initiated"             => "Delete Okta user initiated",
        "user.account.update_profile"                 => "Update user profile for Okta",
        "user.account.update_password"                => "Update password for Okta user",
        "user.account.reset_password"                 => "Reset password for Okta user",
        "user.account.update_secondary_email"         => "Update secondary email for Okta user",
        "user.credential.forgot_password"             => "Forgot password for Okta user",
        "user.mfa.factor.activate"                    => "Activate factor or authenticator enrollment for user",
        "user.mfa.factor.deactivate"                  => "Reset factor or authenticator enrollment for user",
        "user.mfa.factor.update"                      => "Update factor for user",
        "user.session.end"                            => "User logout from Okta",
        "user.session.clear"                          => "Clear user session",
        "group.lifecycle.create"                      => "Create Okta group",
        "group.lifecycle.delete"                      => "Delete Okta group",
        "group.profile.update"                        => "Update Okta group",
        "group.user_membership.add"                   => "Add user to group membership",
        "group.user_membership.remove"                => "Remove user from group membership",
        "application.lifecycle.create"                => "Create application",
        "application.lifecycle.update"                => "Update application",
        "application.lifecycle.activate"              => "Activate application",
        "application.lifecycle.deactivate"            => "Deactivate application",
        "application.lifecycle.delete"                => "Delete application",
        "application.user_membership.add"             => "Add user to application membership",
        "application.user_membership.update"          => "Change users application membership",
        "application.user_membership.remove"          => "Remove users application membership",
        "group.application_assignment.add"            => "Add assigned application to group",
        "group.application_assignment.update"         => "Update assigned application of group",
        "group.application_assignment.remove"         => "Remove assigned application from group",
        "app.oauth2.admin.consent.grant"              => "Administrator consent granted for scope",
        "app.oauth2.admin.consent.revoke"             => "Administrator consent revoked for scope",
        "app.oauth2.as.key.rollover"                  => "Custom authorization server token signing key rolled over",
        "oauth2.as.created"                           => "Create Authorization Server",
        "oauth2.as.updated"                           => "Update Authorization Server",
        "oauth2.as.activated"                         => "Activate Authorization Server",
        "oauth2.as.deactivated"                       => "Deactivate Authorization Server",
        "oauth2.as.deleted"                           => "Delete Authorization Server",
        "oauth2.scope.created"                        => "Create Scope",
        "oauth2.scope.updated"                        => "Update Scope",
        "oauth2.scope.deleted"                        => "Delete Scope",
        "oauth2.claim.created"                        => "Create Claim",
        "oauth2.claim.updated"                        => "Update Claim",
        "oauth2.claim.deleted"                        => "Delete Claim",
        "system.import.start"                         => "Start import",
        "system.import.user.start"                    => "Start importing users",
        "system.import.user.complete"                 => "Complete importing users",
        "system.import.complete"                      => "Complete import",
        "system.import.incremental_converted_to_full" => "Convert incremental import to full import",
        "system.import.user.update_user_lifecycle_from_master" => "Update user lifecycle from master",
        "system.import.user.delete"                   => "Delete user during import",
        "system.import.user.suspend"                  => "Suspend user during import",
        "system.import.user.unsuspend"                => "Unsuspend user during import",
        "system.agent.ad.import_user"                 => "Import user by AD agent",
        "system.agent.ldap.import_user"               => "Import user by LDAP agent",
        "system.agent.ad.unlock_user_account"         => "Unlock user account by AD agent",
        "system.agent.ldap.unlock_user_account"       => "Unlock user account by LDAP agent",
        "app.ad.api.user_import.account_locked"       => "User account locked in AD",
        "policy.lifecycle.create"                     => "Create policy",
        "policy.lifecycle.update"                     => "Update policy",
        "policy.lifecycle.delete"                     => "Delete policy",
        "policy.lifecycle.activate"                   => "Activate policy",
        "policy.lifecycle.deactivate"                 => "Deactivate policy",
        "policy.rule.add"                             => "Add policy rule",
        "policy.rule.update"                          => "Update policy rule",
        "policy.rule.delete"                          => "Delete policy rule",
        "policy.rule.activate"                        => "Activate policy rule",
        "policy.rule.deactivate"                      => "Deactivate policy rule",
        "zone.create"                                 => "Create network zone",
        "zone.update"                                 => "Update network zone",
        "zone.delete"                                 => "Delete network zone",
        "zone.activate"                               => "Activate network zone",
        "zone.deactivate"                             => "Deactivate network zone",
        "system.mfa.factor.activate"                  => "Activate factor for org",
        "system.mfa.factor.deactivate"                => "Deactivate factor for org",
        "group.user_membership.rule.add_exclusion"    => "Add user to exclusion list for group rule",
        "group.privilege.grant"                       => "Grant group privilege",
        "group.privilege.revoke"                      => "Revoke group privilege",
        "user.account.privilege.grant"                => "Grant user privilege",
        "user.account.privilege.revoke"               => "Revoke user privilege",
        "system.feature.enable"                       => "Enable feature",
        "system.feature.disable"                      => "Disable feature",
        "system.idp.lifecycle.create"                 => "Create identity provider",
        "system.idp.lifecycle.update"                 => "Update identity provider",
        "system.idp.lifecycle.delete"                 => "Delete identity provider",
        "system.idp.lifecycle.activate"               => "Activate identity provider",
        "system.idp.lifecycle.deactivate"             => "Deactivate identity provider",
        "system.idp.key.create"                       => "Create key of identity providers",
        "system.idp.key.delete"                       => "Delete key of identity providers",
        "security.behavior.settings.create"           => "Create behavior",
        "security.behavior.settings.update"           => "Update behavior",
        "security.behavior.settings.delete"           => "Delete behavior",
        "system.sms.template.create"                  => "Create template of text messages",
        "system.sms.template.update"                  => "Update template of text messages",
        "system.sms.template.delete"                  => "Delete template of text messages",
        "system.schema.update"                        => "Update user schema",
        "system.org.update"                           => "Update org",
        "event_hook.created"                          => "Create event hook",
        "event_hook.updated"                          => "Update event hook",
        "event_hook.deleted"                          => "Delete event hook",
        "event_hook.activated"                        => "Activate event hook",
        "event_hook.deactivated"                      => "Deactivate event hook",
        "event_hook.verified"                         => "Verify event hook",
        _                                             => type,
    };
}
