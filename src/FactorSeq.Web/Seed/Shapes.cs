using System.Collections.Immutable;

namespace FactorSeq.Web.Seed;

/// <summary>Every mapping of a seed and its members: the one list that the reader, the messages and the JSON Schema must agree on.</summary>
internal static class Shapes
{
    internal static Shape Seed { get; } = new("seed",
        // $schema is for editors: where a JSON document has no comment to put it in, it is a member.
        ["org", "apiTokens", "admins", "groups", "users", "directories", "zones", "policies", "apps", "authorizationServers", "identityProviders", "trustedOrigins",
            "yubikeys", "macs", "$schema"]);

    internal static Shape Org { get; } = new("org", ["name", "features", "settings", "trustedProxies", "signingKey", "signingAlgorithm", "identityEngine"]);

    internal static Shape IdentityEngine { get; } = new("identityEngine", ["mode", "methodChains", "startedAt"]);

    internal static Shape ResendSeconds { get; } = new("resendSeconds", ["sms", "call", "email"]);

    internal static Shape RateLimits { get; } = new("rateLimits", Core.Orgs.RateLimits.Classes);

    internal static Shape ApiToken { get; } = new("apiToken", ["name", "token", "user"]);

    internal static Shape Group { get; } = new("group", ["name", "description"]);

    internal static Shape User { get; } = new("user",
        ["login", "email", "firstName", "lastName", "profile", "password", "passwordHash", "status", "groups", "directory", "claims", "recoveryQuestion", "factors"]);

    internal static Shape Admin { get; } = new("admin", [.. User.Members, "roles"]);

    internal static Shape Factors { get; } = new("factors",
        ["push", "totp", "google_totp", "sms", "call", "email", "question",
            "yubikey", "rsa", "onprem", "symantec", "hotp", "duo", "saml_idp", "oidc_idp", "webauthn", "u2f"]);

    internal static Shape Push { get; } = new("push", ["device", "platform", "numberChallenge"]);

    internal static Shape Totp { get; } = new("totp", ["secret"]);

    internal static Shape Sms { get; } = new("sms", ["phone"]);

    internal static Shape Call { get; } = new("call", ["phone", "extension"]);

    internal static Shape Email { get; } = new("email", ["email"]);

    internal static Shape Question { get; } = new("question", ["question", "answer", "answerHash"]);

    internal static Shape YubiKey { get; } = new("yubikey", ["publicId", "aesKey", "privateId"]);

    internal static Shape Rsa { get; } = new("rsa", ["userId"]);

    internal static Shape Symantec { get; } = new("symantec", ["credentialId"]);

    internal static Shape Hotp { get; } = new("hotp", ["secret", "counter"]);

    internal static Shape Duo { get; } = new("duo", []);

    internal static Shape Idp { get; } = new("idp", ["user"]);

    internal static Shape WebAuthn { get; } = new("webauthn", ["credentialId", "publicKey", "signCount", "name"]);

    internal static Shape U2f { get; } = new("u2f", ["credentialId", "publicKey", "appId", "counter"]);

    internal static Shape Directory { get; } = new("directory",
        ["name", "type", "delegatedAuthentication", "agents", "importInterval", "organizationalUnits", "userFilter", "whenDeactivated",
            "whenReactivated", "justInTime", "unlockInDirectory", "embedded", "ldap"]);

    internal static Shape LdapServer { get; } = new("ldapServer", ["url", "startTls", "caFile", "bindDn", "bindPassword", "baseDn", "timeout"]);

    internal static Shape Embedded { get; } = new("embedded", ["users", "lockout"]);

    internal static Shape DirectoryLockout { get; } = new("directoryLockout", ["threshold", "minutes", "windowMinutes"]);

    internal static Shape DirectoryState { get; } = new("directoryState",
        ["organizationalUnit", "locked", "disabled", "mustChangePassword", "passwordExpired", "accountExpires", "logonHours", "workstations", "deleted"]);

    internal static Shape ActiveDirectoryUser { get; } = new("activeDirectoryUser",
        ["sAMAccountName", "userPrincipalName", "givenName", "sn", "telephoneNumber", "password", "passwordHash", .. DirectoryState.Members, "sinceImport"]);

    internal static Shape LdapUser { get; } = new("ldapUser",
        ["uid", "mail", "givenName", "sn", "telephoneNumber", "password", "passwordHash", .. DirectoryState.Members, "sinceImport"]);

    internal static Shape Zone { get; } = new("zone", ["name", "gateways", "proxies"]);

    internal static Shape Policies { get; } = new("policies", ["signOn", "mfaEnroll", "password"]);

    internal static Shape SignOnPolicy { get; } = new("signOnPolicy", ["name", "groups", "status", "rules"]);

    internal static Shape SignOnRule { get; } = new("signOnRule",
        ["name", "status", "authenticate", "chains", "network", "excludeUsers", "authType", "prompt", "session", "actions", "conditions"]);

    internal static Shape Network { get; } = new("network", ["include", "exclude"]);

    internal static Shape Session { get; } = new("session", ["maxIdleMinutes", "maxLifetimeMinutes", "persistent"]);

    internal static Shape EnrollmentPolicy { get; } = new("mfaEnrollPolicy", ["name", "groups", "status", "factors", "enroll"]);

    internal static Shape PasswordPolicy { get; } = new("passwordPolicy",
        ["name", "groups", "status", "provider", "lockout", "complexity", "age", "recovery", "passwordChange", "selfServicePasswordReset", "selfServiceUnlock"]);

    internal static Shape Complexity { get; } = new("complexity",
        ["minLength", "minLowerCase", "minUpperCase", "minNumber", "minSymbol", "excludeUsername", "excludeAttributes"]);

    internal static Shape Age { get; } = new("age", ["maxAgeDays", "expireWarnDays", "minAgeMinutes", "historyCount"]);

    internal static Shape Recovery { get; } = new("recovery", ["email", "tokenLifetimeMinutes", "sms", "call", "question"]);

    internal static Shape Lockout { get; } = new("lockout", ["maxAttempts", "autoUnlockMinutes", "showLockoutFailures"]);

    internal static Shape App { get; } = new("app",
        ["label", "type", "clientId", "clientSecret", "redirectUris", "postLogoutRedirectUris", "grants", "assign",
            "pkceRequired", "oktaApiScopes", "refreshToken", "claims", "groupsClaim", "signOn", "url", "initiateLoginUri", "consent", "logout",
            .. ClientKeysSection.Members]);

    internal static Shape AppLogout { get; } = new("appLogout", ["frontChannelUri", "frontChannelSession", "backChannelUri"]);

    internal static Shape RefreshToken { get; } = new("refreshToken", ["rotation", "leeway"]);

    internal static Shape GroupFilter { get; } = new("groupFilter", ["startsWith", "equals", "contains", "matches"]);

    internal static Shape GroupsClaim { get; } = new("groupsClaim", ["name", .. GroupFilter.Members]);

    internal static Shape AuthorizationServer { get; } = new("authorizationServer",
        ["name", "id", "audience", "description", "scopes", "claims", "policies", "rotationMode", "signingAlgorithm", "trustedServers"]);

    internal static Shape Scope { get; } = new("scope", ["name", "displayName", "description", "default", "published", "consent"]);

    internal static Shape ServerClaim { get; } = new("serverClaim", ["name", "token", "value", "groups", "scopes", "alwaysInToken"]);

    internal static Shape AccessPolicy { get; } = new("accessPolicy", ["name", "clients", "rules"]);

    internal static Shape AccessRule { get; } = new("accessRule",
        ["name", "grants", "groups", "users", "scopes", "accessTokenMinutes", "refreshTokenMinutes", "refreshTokenWindowMinutes"]);

    internal static Shape SamlApp { get; } = new("samlApp",
        ["label", "type", "assign", "ssoAcsUrl", "recipient", "destination", "audience", "idpIssuer", "spIssuer", "defaultRelayState",
            "subjectNameIdTemplate", "subjectNameIdFormat", "responseSigned", "assertionSigned", "signatureAlgorithm", "digestAlgorithm",
            "honorForceAuthn", "authnContextClassRef", "attributeStatements", "allowMultipleAcsEndpoints", "acsEndpoints", "spCertificate",
            "samlSignedRequestEnabled", "assertionEncrypted", "encryptionCertificate", "encryptionAlgorithm", "slo", "signOn"]);

    internal static Shape SamlAttribute { get; } = new("samlAttribute", ["name", "namespace", "type", "values", "filterType", "filterValue"]);

    internal static Shape AcsEndpoint { get; } = new("acsEndpoint", ["url", "index"]);

    internal static Shape Certificate { get; } = new("certificate", ["x5c"]);

    internal static Shape Slo { get; } = new("slo", ["enabled", "issuer", "logoutUrl"]);

    internal static Shape DesktopMfaApp { get; } = new("desktopMfaApp", ["label", "type", "clientId", "clientSecret", "assign"]);

    internal static Shape Mac { get; } = new("mac",
        ["name", "serial", "profile", "installed", "installedAgo", "clockOffset", "online", "certificate", "usb", "users"]);

    internal static Shape MacProfile { get; } = new("macProfile",
        ["DMFAClientID", "DMFAClientSecret", "DMFAOrgURL", "LoginPeriodWithoutEnrolledFactor", "LoginPeriodWithOfflineFactor", "MFARequiredList",
            "MFANotRequiredList", "AllowedFactors", "AccountLinkingMFAFactor", "OfflineLoginAllowed", "DeviceRecoveryPINDuration", "AdminEmail", "AdminPhone"]);

    internal static Shape MacUser { get; } = new("macUser", ["name", "password", "passwordHash", "okta", "offlineSecret"]);

    internal static Shape AppSignOnRule { get; } = new("appSignOnRule",
        ["name", "status", "groups", "users", "excludeUsers", "network", "access", "mfa", "reauthenticateMinutes"]);

    internal static Shape IdentityProvider { get; } = new("identityProvider",
        ["name", "type", "domains", "users", "issuer", "clientId", "clientSecret", "scopes", "endpoints", "ssoUrl", "ssoBinding", "destination",
            "certificate", "audience", "responseSignatureScope", "responseSignatureAlgorithm", "requestSignatureScope", "nameFormat", "idpInitiated",
            "subject", "provisioning", "accountLink", "attributes", "maxClockSkew"]);

    internal static Shape OidcEndpoints { get; } = new("oidcEndpoints", ["authorization", "token", "jwks", "userInfo"]);

    internal static Shape Subject { get; } = new("subject", ["userNameTemplate", "filter", "matchType", "matchAttribute"]);

    internal static Shape Provisioning { get; } = new("provisioning", ["action", "profileMaster", "groups", "deprovisioned", "suspended"]);

    internal static Shape ProvisionedGroups { get; } = new("provisionedGroups", ["action", "assignments", "sourceAttributeName", "filter"]);

    internal static Shape AccountLink { get; } = new("accountLink", ["action", "groups"]);

    internal static Shape TrustedOrigin { get; } = new("trustedOrigin", ["origin", "cors", "redirect"]);

    internal static Shape Actions { get; } = new("actions", ["signon"]);

    internal static Shape Signon { get; } = new("signon",
        ["access", "requireFactor", "factorPromptMode", "factorLifetime", "rememberDeviceByDefault", "session", "challenge"]);

    internal static Shape OktaSession { get; } = new("oktaSession",
        ["maxSessionIdleMinutes", "maxSessionLifetimeMinutes", "usePersistentCookie"]);

    internal static Shape Challenge { get; } = new("challenge", ["chain"]);

    internal static Shape ChainLink { get; } = new("chainLink", ["criteria", "next"]);

    internal static Shape Criterion { get; } = new("criterion", ["provider", "factorType"]);

    internal static Shape Conditions { get; } = new("conditions", ["people", "network", "authContext"],
        new Later("risk", "the condition risk is"), new Later("riskScore", "the condition riskScore is"),
        new Later("identityProvider", "the condition identityProvider is"));

    internal static Shape People { get; } = new("people", ["users", "groups"]);

    internal static Shape PeopleUsers { get; } = new("peopleUsers", ["exclude"]);

    internal static Shape PeopleGroups { get; } = new("peopleGroups", ["include"]);

    internal static Shape OktaNetwork { get; } = new("oktaNetwork", ["connection", "include", "exclude"]);

    internal static Shape AuthContext { get; } = new("authContext", ["authType"]);

    internal static ImmutableArray<Shape> All { get; } =
    [
        Seed, Org, IdentityEngine, ResendSeconds, RateLimits, ApiToken, Group, User, Admin, Factors, Push, Totp, Sms, Call, Email, Question, YubiKey, Rsa,
        Symantec, Hotp, Duo, Idp, WebAuthn, U2f, Directory, LdapServer, Embedded, DirectoryLockout, DirectoryState,
        ActiveDirectoryUser, LdapUser, Zone, Policies, SignOnPolicy, SignOnRule, Network, Session, EnrollmentPolicy,
        PasswordPolicy, Complexity, Age, Recovery, Lockout, App, DesktopMfaApp, Mac, MacProfile, MacUser, AppSignOnRule, AppLogout,
        RefreshToken, GroupFilter, GroupsClaim, AuthorizationServer, Scope, ServerClaim, AccessPolicy, AccessRule,
        SamlApp, SamlAttribute, AcsEndpoint, Certificate, Slo, IdentityProvider, OidcEndpoints, Subject, Provisioning, ProvisionedGroups, AccountLink, TrustedOrigin, Actions, Signon, OktaSession,
        Challenge, ChainLink, Criterion, Conditions, People, PeopleUsers, PeopleGroups, OktaNetwork, AuthContext,
    ];
}
