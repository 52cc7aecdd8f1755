using System.Collections.Frozen;
using System.Collections.Immutable;

namespace FactorSeq.Core.SignOn;

/// <summary>A type of entries of the System Log (Okta, "Event types").</summary>
/// <param name="Type">For example <c>user.session.start</c>.</param>
/// <param name="Text"><c>displayMessage</c>.</param>
/// <param name="Arises">When it is written, for whoever reads the log.</param>
public sealed record EventType(string Type, string Text, string Arises)
{
    /// <summary><c>legacyEventType</c>, as far as public samples have it.</summary>
    public string? Legacy { get; init; }

    /// <summary>The same of a failure, where it has a name of its own.</summary>
    public string? LegacyFailure { get; init; }

    /// <summary><c>authenticationContext.authenticationProvider</c>.</summary>
    public string? Provider { get; init; }

    /// <summary>Whether Okta's catalogue has no such type.</summary>
    public bool IsOurs { get; init; }
}

/// <summary>Every type that is ever written: one row each.</summary>
public static class EventTypes
{
    private const string Mfa = "FACTOR_PROVIDER";

    /// <summary>The table, in the order of the documentation.</summary>
    public static ImmutableArray<EventType> All { get; } =
    [
        // Signing in
        new("user.session.start",                        "User login to Okta",                         "A sign-in succeeds, or is refused; the reason is the true one") { Legacy = "core.user_auth.login_success", LegacyFailure = "core.user_auth.login_failed", Provider = "OKTA_AUTHENTICATION_PROVIDER" },
        new("user.session.end",                          "User logout from Okta",                      "A session ends by a sign-out, at Okta or in an app")            { Legacy = "core.user_auth.logout_success" },
        new("user.session.clear",                        "Clear user session",                         "An administrator ends a user's sessions"),
        new("policy.evaluate_sign_on",                   "Evaluation of sign-on policy",               "A sign-on policy decides: ALLOW, CHALLENGE, DENY; targets are the policy and its rule, or the app"),
        new("user.authentication.auth_via_mfa",          "Authentication of user via MFA",             "A second factor is answered, rightly or wrongly; a first one too where the org logs it") { Legacy = "core.user.factor.attempt_success", LegacyFailure = "core.user.factor.attempt_fail", Provider = Mfa },
        new("user.authentication.auth_via_AD_agent",     "Authenticate user with AD agent",            "An Active Directory is asked for a password; its own code is in debugData.ErrorCode") { Provider = "ACTIVE_DIRECTORY" },
        new("user.authentication.auth_via_LDAP_agent",   "Authenticate user via LDAP agent",           "An LDAP directory is asked for a password")                     { Provider = "LDAP" },
        new("user.authentication.auth_via_IDP",          "Authenticate user via IDP",                  "An identity provider vouches for somebody, or its answer is refused") { Provider = "FEDERATION" },
        new("user.authentication.auth_via_iwa",          "Authenticate user via IWA",                  "The desktop vouches for somebody"),
        new("user.mfa.okta_verify.deny_push",            "User rejected Okta push verify",             "A push is denied on the phone"),
        new("system.push.send_factor_verify_push",       "Send push verify activation",                "A push goes out"),
        new("system.sms.send_factor_verify_message",     "Send second factor auth SMS",                "A code to sign in with goes out by text message"),
        new("system.voice.send_mfa_challenge_call",      "Send second factor auth call",               "A code to sign in with goes out by call"),
        new("system.email.send_factor_verify_message",   "Send email factor challenge or activation code to user", "A code to sign in with, or to set the factor up, goes out by mail"),
        new("system.sms.send_phone_verification_message", "Send phone verification SMS message",       "A phone is set up, and gets its first code by text message"),
        new("system.voice.send_phone_verification_call", "Send phone verification call",               "A phone is set up, and gets its first code by call"),

        // Accounts
        new("user.account.lock",                         "Max sign in attempts exceeded",              "Five wrong factor codes, too many wrong passwords, a lock copied from a directory, or an administrator's word") { Legacy = "core.user_auth.account_locked" },
        new("user.account.lock.limit",                   "User account reached lockout limit and will not be automatically unlocked", "Ten locks in a row have opened by themselves"),
        new("user.account.unlock",                       "Auto-unlock user account for Okta",          "A lock's time is over, or its user has unlocked the account"),
        new("user.account.unlock_by_admin",              "Unlock user account by admin",               "An administrator unlocks somebody"),
        new("user.account.unlock_token",                 "Issued recovery token for self-service account unlock", "Somebody asks to unlock their account"),
        new("user.account.use_token",                    "Invalid self service recovery token used by user", "A recovery token is presented that is unknown, used up or too old"),
        new("user.account.update_password",              "User update password for Okta",              "A password is changed, by its user or an administrator, or the old one was wrong"),
        new("user.account.reset_password",               "User's Okta password has been reset",        "A reset is asked for (CHALLENGE), comes to a new password (SUCCESS), or an administrator resets"),
        new("user.account.expire_password",              "User's Okta password is expired",            "An administrator expires a password"),
        new("user.account.update_profile",               "Update user profile for Okta",               "A profile is changed: by the API, by an import, by an identity provider"),
        new("user.account.update_primary_email",         "User primary email updated",                 "A user gets another address by the API"),
        new("user.account.update_secondary_email",       "User secondary email updated",               "A user gets another second address by the API"),
        new("system.email.password_reset.sent_message",  "Send self-service password reset email",     "A link to a new password is mailed"),
        new("system.sms.send_password_reset_message",    "Send self-service password reset SMS message", "A code to a new password goes out by text message"),
        new("system.voice.send_password_reset_call",     "Send self-service password reset call",      "A code to a new password goes out by call"),
        new("system.email.account_unlock.sent_message",  "Send self-service unlock account email",     "A link that unlocks is mailed"),
        new("system.sms.send_account_unlock_message",    "Send self-service account unlock SMS message", "A code that unlocks goes out by text message"),
        new("system.voice.send_account_unlock_call",     "Send self-service account unlock call",      "A code that unlocks goes out by call"),
        new("user.lifecycle.create",                     "Create Okta user",                           "A user is made: by the API, by registration, just in time"),
        new("user.lifecycle.activate",                   "Activate Okta user",                         "A user is activated, or follows the link of the activation"),
        new("user.lifecycle.reactivate",                 "Reactivate Okta user",                       "A new activation is sent, or an identity provider brings back who was deactivated"),
        new("user.lifecycle.suspend",                    "Suspend Okta user",                          "An administrator suspends somebody, or a directory's word does"),
        new("user.lifecycle.unsuspend",                  "Unsuspend Okta user",                        "The same ended"),
        new("user.lifecycle.deactivate",                 "Deactivate Okta user",                       "An administrator deactivates somebody, or a directory's word does"),
        new("user.lifecycle.delete.initiated",           "Delete Okta user initiated",                 "A deactivated user is deleted"),
        new("user.lifecycle.delete.completed",           "Delete Okta user completed",                 "The same, done: at the same moment"),
        new("user.mfa.factor.activate",                  "Activate factor or authenticator enrollment for user", "A factor is set up, or the code that should have set it up was wrong"),
        new("user.mfa.factor.deactivate",                "Reset factor or authenticator enrollment for user", "A factor is removed"),
        new("user.mfa.factor.update",                    "Update factor for user",                     "A security question is changed"),
        new("user.mfa.factor.reset_all",                 "Reset all factors or authenticator enrollments for user", "An administrator removes all of a user's factors"),

        new("user.account.privilege.grant",                 "Grant user privilege",                         "Somebody gets an admin role"),
        new("user.account.privilege.revoke",                "Revoke user privilege",                        "Somebody loses an admin role"),

        // Desktop MFA
        new("device.desktop_mfa.enrollment.create",      "Desktop MFA enrollment",                     "A local user of a Mac is linked to an Okta user by an online factor; Okta's, of Identity Engine")                   { IsOurs = true },
        new("device.desktop_mfa.recovery_pin.generate",  "Generate Desktop MFA recovery PIN",          "An administrator has a recovery PIN made for a Mac, even where none could be made; Okta's, of Identity Engine") { IsOurs = true },

        // Groups
        new("group.lifecycle.create",                    "Create Okta group",                          "A group is made by the API"),
        new("group.lifecycle.delete",                    "Delete Okta group",                          "A group is deleted by the API"),
        new("group.profile.update",                      "Okta group profile updated",                 "A group is renamed or described by the API"),
        new("group.user_membership.add",                 "Add user to group membership",               "A user becomes a member by the API"),
        new("group.user_membership.remove",              "Remove user from group membership",          "A member leaves by the API"),

        new("group.user_membership.rule.add_exclusion",     "Add user to exclusion list for group rule",    "Somebody whom a rule had put into a group is taken out by hand"),
        new("group.privilege.grant",                        "Grant group privilege",                        "A group gets an admin role"),
        new("group.privilege.revoke",                       "Revoke group privilege",                       "A group loses an admin role"),

        // Directories
        new("system.import.start",                       "Import started",                             "An import begins"),
        new("system.import.complete",                    "Import process complete",                    "An import is through, or breaks off (FAILURE)"),
        new("system.import.user.start",                  "Start importing users",                      "An import comes to its users"),
        new("system.import.user.complete",               "Import of users completed",                  "An import is through with its users"),
        new("system.import.incremental_converted_to_full", "Incremental import converted to full import", "What an import reads was changed: everything is read once"),
        new("system.import.user.update",                 "Update user triggered by import process",    "An import changes a user"),
        new("system.import.user.update_user_lifecycle_from_master", "Update user status triggered by import process", "An import finds somebody disabled, enabled or gone"),
        new("system.import.user.delete",                 "Delete user triggered by import process",    "A full import does not find somebody"),
        new("system.import.user.suspend",                "Suspend user triggered by import process",   "An import suspends somebody"),
        new("system.import.user.unsuspend",              "Unsuspend user triggered by import process", "An import ends a suspension"),
        new("system.agent.ad.import_user",               "Perform import user by AD agent",            "An import passes an entry over, and says why (SKIPPED)"),
        new("system.agent.ldap.import_user",             "Perform import user by LDAP agent",          "The same of an LDAP directory")                                  { IsOurs = true },
        new("system.agent.ad.unlock_user_account",       "Perform unlock user account by AD agent",    "Whoever is unlocked in Okta is unlocked in Active Directory as well"),
        new("system.agent.ldap.unlock_user_account",     "Perform unlock user account by LDAP agent",  "The same of an LDAP directory"),
        new("app.ad.api.user_import.account_locked",     "Active Directory user account set to locked", "An import finds somebody locked in Active Directory"),

        // Apps
        new("user.authentication.sso",                   "User single sign on to app",                 "An app is opened by a user, or refuses to open"),
        new("user.authentication.slo",                   "User single logout from app",                "A SAML app signs its user out"),
        new("app.generic.unauth_app_access_attempt",     "User attempted unauthorized access to app",  "Somebody opens an app that is not assigned to them"),
        new("application.policy.sign_on.deny_access",    "Deny user access due to app sign on policy", "An app's sign-on policy denies somebody"),
        new("application.lifecycle.create",              "Create application",                         "An app is made"),
        new("application.lifecycle.update",              "Update application",                         "An app is changed"),
        new("application.lifecycle.activate",            "Activate application",                       "An app is switched on"),
        new("application.lifecycle.deactivate",          "Deactivate application",                     "An app is switched off"),
        new("application.lifecycle.delete",              "Delete application",                         "An app is deleted"),
        new("application.user_membership.add",           "Add user to application membership",         "A user is assigned to an app by name")                           { Legacy = "app.generic.provision.assign_user_to_app" },
        new("application.user_membership.update",        "Change user's application membership",       "What an app calls a user, or knows of them, is changed"),
        new("application.user_membership.remove",        "Remove user's application membership",       "A user is taken off an app")                                     { Legacy = "app.generic.provision.deassign_user_from_app" },
        new("group.application_assignment.add",          "Add assigned application to group",          "A group is assigned to an app"),
        new("group.application_assignment.update",       "Update assigned application of group",       "The same assignment is changed"),
        new("group.application_assignment.remove",       "Remove assigned application from group",     "A group is taken off an app"),
        new("app.oauth2.admin.consent.grant",            "Administrator consent granted for scope",    "A client may ask for a scope of Okta's API"),
        new("app.oauth2.admin.consent.revoke",           "Administrator consent revoked for scope",    "It may no longer"),
        new("app.oauth2.credentials.lifecycle.create",   "OAuth client credentials created",           "A client gets a new secret"),

        // OAuth
        .. OfServers("authorize",                        "authorization request",                      "An authorization request is refused before its user is known"),
        .. OfServers("authorize.code",                   "authorization code request",                 "A code is issued, or refused"),
        .. OfServers("authorize.implicit.access_token",  "authorization implicit access token request", "An access token is issued on the redirect"),
        .. OfServers("authorize.implicit.id_token",      "authorization implicit ID token request",    "An ID token is issued on the redirect"),
        .. OfServers("token.grant",                      "token request",                              "A token request is refused; the reason is Okta's own name for it"),
        .. OfServers("token.grant.access_token",         "access token is granted",                    "An access token is issued, or refused once its user is known"),
        .. OfServers("token.grant.id_token",             "ID token is granted",                        "An ID token is issued"),
        .. OfServers("token.grant.refresh_token",        "refresh token is granted",                   "A refresh token is used"),
        .. OfServers("token.revoke",                     "token revocation request",                   "A client revokes a token of its own, or an administrator a refresh token"),
        .. OfServers("token.detect_reuse",               "one-time refresh token reuse detected",      "A refresh token shows up again after another has taken its place"),
        new("app.oauth2.as.consent.revoke",              "Consent revoked",                            "An administrator takes back a user's consent to a scope, whichever server it was for"),
        new("app.oauth2.as.consent.revoke.user",         "Consent revoked for user",                   "The same of all that a user consented to"),
        new("app.oauth2.as.consent.revoke.user.client",  "Consent revoked for user and client",        "The same of all that a user consented to for a client"),
        .. OfServers("consent.grant",                    "user granted consent to app",                "Somebody says yes on the page of consent"),
        .. OfServers("key.rollover",                     "Authorization Server token signing key rolled over", "Somebody rotates the keys"),
        .. OfServers("device.authorize",                 "device authorization",                       "Somebody lets a device in, or refuses it") .Select(type => type with { IsOurs = true }),
        new("app.oauth2.backchannel_logout",             "OIDC back-channel logout",                   "An app is told that a session has ended, or does not take it")    { IsOurs = true },

        // Administration
        .. Lifecycle("policy.lifecycle", "policy", "create", "update", "delete", "activate", "deactivate"),
        .. Lifecycle("policy.rule", "policy rule", "add", "update", "delete", "activate", "deactivate"),
        .. Lifecycle("zone", "network zone", "create", "update", "delete", "activate", "deactivate"),
        .. Lifecycle("security.trusted_origin", "trusted origin", "create", "update", "delete", "activate", "deactivate"),
        .. Lifecycle("system.mfa.factor", "factor of the org", "activate", "deactivate"),
        .. Lifecycle("event_hook", "event hook", "created", "updated", "deleted", "activated", "deactivated", "verified"),
        new("event_hook.delivery",                       "Deliver event hook",                         "A hook cannot be reached or does not take what it is told, twice; never what it takes"),
        .. Lifecycle("system.idp.lifecycle", "identity provider", "create", "update", "delete", "activate", "deactivate"),
        .. Lifecycle("system.idp.key", "key of identity providers", "create", "delete"),
        .. Lifecycle("security.behavior.settings", "behavior", "create", "update", "delete"),
        .. Lifecycle("system.sms.template", "template of text messages", "create", "update", "delete").Select(type => type with { IsOurs = true }),
        .. Lifecycle("system.schema", "user schema", "update").Select(type => type with { IsOurs = true }),
        .. Lifecycle("system.org", "org", "update").Select(type => type with { IsOurs = true }),
        .. OfResources("as", "authorization server", "created", "updated", "activated", "deactivated", "deleted"),
        .. OfResources("scope", "scope of an authorization server", "created", "updated", "deleted"),
        .. OfResources("claim", "claim of an authorization server", "created", "updated", "deleted"),
        new("system.feature.enable",                     "Enable feature",                             "An administrator, or Okta Support, switches a feature on"),
        new("system.feature.disable",                    "Disable feature",                            "An administrator, or Okta Support, switches a feature off"),
        new("system.org.rate_limit.violation",           "Rate limit violation",                       "A limit is exceeded: once for each class, or username, and window; each time a Mac looks keys up too often"),
    ];

    private static readonly FrozenDictionary<string, EventType> ByName = All.ToFrozenDictionary(type => type.Type);

    /// <summary>The row of a type; null for what has none.</summary>
    public static EventType? Find(string type) => ByName.GetValueOrDefault(type);

    /// <summary><c>severity</c>: refusals are warnings.</summary>
    public static string Severity(SystemEvent happened) => happened.Outcome is EventOutcome.Failure or EventOutcome.Deny ? "WARN" : "INFO";

    /// <summary><c>legacyEventType</c>; null where nobody knows it.</summary>
    public static string? Legacy(SystemEvent happened) => Find(happened.Type) is { } type
        ? happened.Outcome == EventOutcome.Failure ? type.LegacyFailure ?? type.Legacy : type.Legacy
        : null;

    // The org's own server, and the custom ones.
    private static IEnumerable<EventType> OfServers(string name, string text, string arises) =>
    [
        new($"app.oauth2.{name}", $"OIDC {text}", $"{arises}: the org's own server"),
        new($"app.oauth2.as.{name}", $"OAuth2 {text}", $"{arises}: a custom server"),
    ];

    private static IEnumerable<EventType> OfResources(string kind, string what, params IEnumerable<string> verbs) =>
        Lifecycle($"oauth2.{kind}", what, verbs).Select(type => type with { Text = type.Text.Replace("ed ", "e ", StringComparison.Ordinal), Legacy = $"api.{type.Type}" });

    private static IEnumerable<EventType> Lifecycle(string prefix, string what, params IEnumerable<string> verbs) => verbs.Select(verb =>
        new EventType($"{prefix}.{verb}", $"{char.ToUpperInvariant(verb[0])}{verb[1..]} {what}", "An administrator does so by the API"));
}
