using System.Security.Cryptography;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Web.Tests.Saml;

namespace FactorSeq.Web.Tests.Seed;

/// <summary>A seed that says all that a seed can say, and nowhere what is meant without it.</summary>
internal static class Everything
{
    private static readonly SecurityKey Key = new();
    private static readonly string Certificate = Convert.ToBase64String(ServiceProvider.Signing.RawData);
    private static readonly string Info = Convert.ToBase64String(Key.Curve.ExportSubjectPublicKeyInfo());
    private static readonly string AFile = typeof(Everything).Assembly.Location;
    private static readonly string Pem = NewPem();

    /// <summary>Members that an export writes in another way, or not at all.</summary>
    internal static readonly string[] WrittenOtherwise =
    [
        "$schema",                                                       // for editors
        "password", "answer",                                            // hashed
        "resendSeconds",                                                 // its parts, each by its name
        "actions", "signon", "access", "challenge", "chain", "criteria", "next", "requireFactor", "factorType", "factorLifetime", // short, but for a remembered device
        "allowMultipleAcsEndpoints", "x5c", "enabled", "assertionEncrypted", // said by what is there
        "call",
    ];

    internal static string Seed { get; } = $$"""
        org:
          name: every
          features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ]
          settings: { userEnumerationPrevention: true, stateTokenMinutes: 7, fsePoint: identify, resendSmsSeconds: 31, rateLimits: { authn: 6000, verify: 7000, sessions: 1, authorize: 1, oauth2: 1, users: 1, groups: 1, apps: 1, logs: 1, registration: 1, api: 1, authnPerUsername: 9 } }
          trustedProxies: [ 10.1.0.0/16, 10.2.0.1, 10.3.0.1-10.3.0.9, "fd00::/64" ]
          identityEngine: { mode: assurance, methodChains: true, startedAt: "2025-12-31T18:00:00Z" }
          signingKey: "{{Pem.Replace("\n", "\\n", StringComparison.Ordinal)}}"
        apiTokens: [ { name: ci, token: 00every-token, user: ada@every.test } ]
        groups: [ staff, { name: "odd: one", description: "It says \"no\"" }, { name: Everyone, description: All of us }, { name: Administrators, description: Some of us } ]
        zones: [ { name: office, gateways: [ 10.0.0.0/8, 192.0.2.7 ], proxies: [ 192.0.2.8-192.0.2.11 ] }, { name: home, gateways: [ 203.0.113.0/24 ] } ]
        directories:
          - name: every-ad
            type: activeDirectory
            agents: 2
            importInterval: P1DT2H
            organizationalUnits: [ Staff/Berlin, Staff ]
            userFilter: (objectClass=person)
            whenDeactivated: suspend
            whenReactivated: reactivate
            justInTime: false
            unlockInDirectory: true
            embedded:
              lockout: { threshold: 3, minutes: 5, windowMinutes: 6 }
              users:
                - { sAMAccountName: gus, userPrincipalName: gus@every.test, givenName: Gus, sn: Grau, telephoneNumber: "+14155550001", password: Passw0rd-gus, organizationalUnit: Staff,
                    sinceImport: { locked: true, disabled: true, mustChangePassword: true, passwordExpired: true, accountExpires: "2030-01-31T18:00:00Z", logonHours: denied, workstations: [ PC1, "PC 2" ] } }
                - { sAMAccountName: new, userPrincipalName: new@every.test, givenName: Nina, sn: Neu, password: Passw0rd-new, organizationalUnit: Staff, deleted: true, sinceImport: { deleted: false } }
                - { sAMAccountName: gone, userPrincipalName: gone@every.test, organizationalUnit: Elsewhere, deleted: true }
                - { sAMAccountName: nameless, organizationalUnit: Elsewhere, locked: true }
          - name: every-ldap
            type: ldap
            delegatedAuthentication: false
            importInterval: never
            embedded:
              users: [ { uid: lea, mail: lea@every.test, givenName: Lea, sn: Lang, passwordHash: AQAAAAIAAABkAAAAEBb5zElxWzFrH6ZWgDRu7IwmCnHSfmKc29G2EfGI1pZv90sxMH2GZkEsSZtqh5JP9w== } ]
          - name: far
            type: ldap
            agents: 0
            ldap: { url: "ldap://192.0.2.1:389", startTls: true, caFile: "{{AFile}}", bindDn: "cn=reader,dc=far,dc=test", bindPassword: "no: 'secret'", baseDn: "dc=far,dc=test", timeout: PT7S }
        users:
          - login: bea@every.test
            email: bea.mail@every.test
            firstName: Bea
            lastName: "Ünal #1"
            profile: { locale: de_DE, timezone: Europe/Berlin, costCenter: "007", note: "two\nlines" }
            password: Passw0rd-bea
            status: SUSPENDED
            groups: [ staff, "odd: one" ]
            claims: { level: 3, flag: true, text: "true", list: [ 1, "1", { a: null } ] }
            recoveryQuestion: { question: first_award, answer: a medal }
            factors:
              push: [ { device: "Bea's phone" }, { device: Second, platform: ANDROID, numberChallenge: true } ]
              totp: { secret: JBSWY3DPEHPK3PXP }
              google_totp: { secret: GEZDGNBVGY3TQOJQ }
              sms: { phone: "+14155550100" }
              call: { phone: "+14155550100", extension: "12#" }
              email: { email: other@every.test }
              question: { question: disliked_food, answer: mushrooms }
              yubikey: { publicId: cccccccfhcbe, aesKey: "1f5c2ab0d3e44796a8b0c1d2e3f40516", privateId: "8792ebfe26cc" }
              rsa: { userId: bea }
              onprem: { userId: bea2 }
              symantec: { credentialId: VSMT12345678 }
              hotp: { secret: MZXW6YTBOJRGC6TQ, counter: 4 }
              duo: {}
              saml_idp: { user: bea@far.test }
              oidc_idp: {}
              webauthn: { credentialId: "{{Key.CredentialId}}", publicKey: "{{Key.PublicKey}}", signCount: 5, name: Blue }
              u2f: { credentialId: "{{Key.CredentialId}}", publicKey: "{{Info}}", appId: "https://every.test", counter: 6 }
          - { login: gus@every.test, directory: every-ad, firstName: August, factors: { sms: { phone: "+14155550101" } } }
          - { login: lea@every.test, directory: every-ldap, passwordHash: AQAAAAIAAABkAAAAEBb5zElxWzFrH6ZWgDRu7IwmCnHSfmKc29G2EfGI1pZv90sxMH2GZkEsSZtqh5JP9w==,
              recoveryQuestion: { question: "Mine: what else?", answerHash: "100.LGuljqU5hXTBBXAfo1CV/Q==.jXB5gybJLXuFO/tzCXeNVZrhFxZOk0EpU9t5kMvrtpc=" } }
        admins:
          - { login: ada@every.test, firstName: Ada, password: Passw0rd-ada, groups: [ staff ] }
          - { login: ron@every.test, password: Passw0rd-ron, roles: [ READ_ONLY_ADMIN, HELP_DESK_ADMIN ] }
        policies:
          signOn:
            - name: Staff
              groups: [ staff, "odd: one" ]
              status: INACTIVE
              rules:
                - { name: Short, status: INACTIVE, chains: [ push, sms -> question, password -> push | totp ], network: office, excludeUsers: [ bea@every.test ], authType: radius, session: { maxIdleMinutes: 5, maxLifetimeMinutes: 50, persistent: true } }
                - { name: Session, authenticate: password + any, prompt: session PT90M, network: { include: [ office, home ], exclude: [ home ] } }
                - { name: Device, authenticate: password + any, prompt: device }
                - { name: Always, authenticate: password + any }
                - { name: No, authenticate: deny }
                - name: Okta
                  actions: { signon: { access: ALLOW, requireFactor: true, factorPromptMode: DEVICE, rememberDeviceByDefault: true, factorLifetime: 9, session: { maxSessionIdleMinutes: 4, maxSessionLifetimeMinutes: 44, usePersistentCookie: true } } }
                  conditions: { people: { groups: { include: [ staff ] }, users: { exclude: [ bea@every.test ] } }, network: { connection: ZONE, include: [ office ], exclude: [ home ] }, authContext: { authType: LDAP_INTERFACE } }
                - name: Okta chains
                  actions: { signon: { access: CHALLENGE, challenge: { chain: [ { criteria: [ { provider: OKTA, factorType: push } ], next: [ { criteria: [ { provider: OKTA, factorType: sms } ] } ] } ] } } }
            - { name: Empty, rules: [ { name: Password, authenticate: password } ] }
          mfaEnroll:
            - { name: Staff, groups: [ staff ], status: INACTIVE, enroll: login, factors: { okta_push: required, okta_sms: optional, okta_question: notAllowed } }
          password:
            - name: Staff
              groups: [ staff ]
              status: INACTIVE
              provider: LDAP
              lockout: { maxAttempts: 4, autoUnlockMinutes: 14, showLockoutFailures: true }
              complexity: { minLength: 9, minLowerCase: 2, minUpperCase: 0, minNumber: 3, minSymbol: 1, excludeUsername: false, excludeAttributes: [ firstName, lastName ] }
              age: { maxAgeDays: 90, expireWarnDays: 5, minAgeMinutes: 10, historyCount: 4 }
              recovery: { email: false, tokenLifetimeMinutes: 30, sms: true, call: true, question: false }
              passwordChange: deny
              selfServicePasswordReset: deny
              selfServiceUnlock: allow
        apps:
          - label: Web
            type: oidc
            clientId: web
            clientSecret: "a secret: of 32 characters and more"
            redirectUris: [ http://localhost:5001/cb, "app:/cb?a=1,2" ]
            postLogoutRedirectUris: [ http://localhost:5001/ ]
            grants: [ authorization_code, refresh_token, password ]
            assign: [ staff, bea@every.test ]
            pkceRequired: true
            oktaApiScopes: [ okta.users.read ]
            refreshToken: { rotation: rotate, leeway: 30 }
            claims: { level: 3, mail: "${user.email}", zero: "0" }
            groupsClaim: { name: teams, startsWith: st }
            consent: required
            initiateLoginUri: http://localhost:5001/login
            logout: { frontChannelUri: "http://localhost:5001/out", frontChannelSession: true, backChannelUri: "http://localhost:5001/back" }
            tokenEndpointAuthMethod: client_secret_jwt
            requestObjectSigningAlg: HS256
            dpopBoundAccessTokens: true
            signOn:
              - { name: Staff, status: INACTIVE, groups: [ staff ], users: [ bea@every.test ], excludeUsers: [ ada@every.test ], network: office, mfa: once per session, reauthenticateMinutes: 60 }
              - { name: Rest, access: deny }
          - { label: Service, clientId: service, grants: [ client_credentials ], tokenEndpointAuthMethod: private_key_jwt, jwks: { keys: [ {{NewJwk()}} ] } }
          - { label: Remote, clientId: remote, grants: [ client_credentials ], tokenEndpointAuthMethod: private_key_jwt, jwksUri: "https://remote.test/keys", refreshToken: { rotation: static } }
          - { label: Intranet, type: bookmark, url: "http://intranet.test/#top", assign: [ Everyone ], signOn: mfa every sign-on }
          - { label: Desktop MFA, type: desktopMfa, clientId: desktop-mfa, clientSecret: "desktop: secret", assign: [ staff, bea@every.test ] }
          - label: Wiki
            type: saml
            ssoAcsUrl: http://sp.test/acs
            acsEndpoints: [ { url: "http://sp.test/other?a=1&b=2", index: 7 } ]
            allowMultipleAcsEndpoints: true
            recipient: http://sp.test/recipient
            destination: http://sp.test/destination
            audience: http://sp.test/
            idpIssuer: "urn:every:${org.externalKey}"
            spIssuer: urn:sp
            defaultRelayState: /start
            subjectNameIdTemplate: ${user.email}
            subjectNameIdFormat: urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress
            responseSigned: false
            signatureAlgorithm: RSA_SHA1
            digestAlgorithm: SHA1
            honorForceAuthn: false
            authnContextClassRef: urn:oasis:names:tc:SAML:2.0:ac:classes:unspecified
            attributeStatements:
              - { name: mail, namespace: "urn:oasis:names:tc:SAML:2.0:attrname-format:basic", values: [ user.email, '"staff"' ] }
              - { name: teams, type: GROUP, filterType: REGEX, filterValue: ".*" }
            spCertificate: { x5c: [ "{{Certificate}}" ] }
            samlSignedRequestEnabled: false
            encryptionCertificate: "{{Certificate}}"
            assertionEncrypted: true
            encryptionAlgorithm: AES128_GCM
            slo: { enabled: true, issuer: urn:sp, logoutUrl: "http://sp.test/slo" }
          - { label: Wiki two, type: saml, ssoAcsUrl: "http://sp.test/acs", audience: "http://sp.test/", assertionSigned: false }
        macs:
          - name: beas-mac
            serial: C02EVERY
            installed: packageFirst
            installedAgo: PT50H
            clockOffset: -PT10M
            online: false
            certificate: false
            usb: askEveryTime
            profile: { DMFAClientID: desktop-mfa, DMFAClientSecret: "desktop: secret", DMFAOrgURL: "https://every.test", LoginPeriodWithoutEnrolledFactor: 24.5, LoginPeriodWithOfflineFactor: 0, MFARequiredList: [ bea ], MFANotRequiredList: [ guest, "two words" ], AllowedFactors: [ OV_TOTP, FIDO2_USB_key ], AccountLinkingMFAFactor: OV_TOTP, OfflineLoginAllowed: false, DeviceRecoveryPINDuration: 7200, AdminEmail: help@every.test, AdminPhone: "+1 415" }
            users: [ { name: bea, password: mac-bea, okta: bea@every.test, offlineSecret: JBSWY3DPEHPK3PXP }, { name: guest, passwordHash: AQAAAAIAAABkAAAAEBb5zElxWzFrH6ZWgDRu7IwmCnHSfmKc29G2EfGI1pZv90sxMH2GZkEsSZtqh5JP9w== } ]
        authorizationServers:
          - name: API
            id: api
            audience: api://every
            description: "Of the API"
            rotationMode: MANUAL
            signingAlgorithm: RS256
            scopes: [ read, { name: write, displayName: Write, description: To write, default: true, published: false, consent: required } ]
            claims:
              - { name: mail, token: id, value: user.email, scopes: [ read ], alwaysInToken: false }
              - { name: teams, groups: { matches: ".*" } }
              - { name: mine, groups: { equals: staff } }
              - { name: some, groups: { contains: ta } }
            policies:
              - name: All
                clients: [ web ]
                rules: [ { name: One, grants: [ password ], groups: [ staff ], users: [ bea@every.test ], scopes: [ read, openid ], accessTokenMinutes: 10, refreshTokenMinutes: 20, refreshTokenWindowMinutes: 15 } ]
            trustedServers: [ default, Other ]
          - { name: Other, audience: api://other, policies: [] }
        identityProviders:
          - { name: Page, domains: [ page.test ], users: [ one@every.test ] }
          - name: OpenID
            type: OIDC
            issuer: https://far.test
            clientId: every
            clientSecret: s
            scopes: [ openid, groups ]
            endpoints: { authorization: "https://far.test/a", token: "https://far.test/t", jwks: "https://far.test/k", userInfo: "https://far.test/u" }
            subject: { userNameTemplate: idpuser.email, filter: ".*@far\\.test", matchType: CUSTOM_ATTRIBUTE, matchAttribute: costCenter }
            provisioning: { action: DISABLED, profileMaster: true, groups: { action: SYNC, assignments: [ staff ], sourceAttributeName: teams, filter: [ staff ] }, deprovisioned: REACTIVATE, suspended: UNSUSPEND }
            accountLink: { action: DISABLED, groups: [ staff ] }
            attributes: { costCenter: cc }
            maxClockSkew: 1000
          - name: SAML
            type: SAML2
            issuer: urn:far
            ssoUrl: https://far.test/sso
            ssoBinding: HTTP-POST
            destination: https://far.test/destination
            certificate: "{{Certificate}}"
            audience: urn:every
            responseSignatureScope: ASSERTION
            responseSignatureAlgorithm: SHA-1
            requestSignatureScope: REQUEST
            nameFormat: urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress
            idpInitiated: false
        trustedOrigins: [ http://localhost:5001, { origin: "http://localhost:5002", redirect: false }, { origin: "http://localhost:5003", cors: false } ]
        yubikeys: [ { publicId: ccccccccbbbb, aesKey: "00000000000000000000000000000001", privateId: "000000000001" } ]
        """;

    private static string NewPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private static string NewJwk()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return $"{{ kty: EC, crv: P-256, kid: \"1\", x: \"{Text(point.X!)}\", y: \"{Text(point.Y!)}\" }}";

        static string Text(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
