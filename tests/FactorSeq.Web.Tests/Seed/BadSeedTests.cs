using FactorSeq.Web.Seed;

namespace FactorSeq.Web.Tests.Seed;

public sealed class BadSeedTests
{
    private const string On = "org: { name: demo, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }\n";
    private const string Point = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYLSLNYCyuJUwTxVZfBvohOdKOczlZ/ZMedBuKWJjrgkatOd4X87eFioZevfJZssrlG1WKzapKnqnW7+/Drt7KA==";
    private const string Rule = On + "policies: { signOn: [ { name: P, rules: [ { name: R,\n  ";

    [Theory]
    // Members
    [InlineData("org: { nmae: demo }", "factorseq.yaml:1: org: unknown member \"nmae\". Did you mean \"name\"? Members here: name, features, settings, trustedProxies, signingKey, signingAlgorithm, identityEngine.")]
    [InlineData("users:\n  - login: a@b.c\n    factors:\n      push:\n        devise: x\n        device: y",
        "factorseq.yaml:5: users[0].factors.push: unknown member \"devise\". Did you mean \"device\"? Members here: device, platform, numberChallenge.")]
    [InlineData("users:\n  - { firstName: Ana }", "factorseq.yaml:2: users[0]: \"login\" is missing. Add login here.")]
    [InlineData("users: [ { login: } ]", "factorseq.yaml:1: users[0]: \"login\" is missing. Add login here.")]
    [InlineData("users: ana", "factorseq.yaml:1: users: a list is needed here, not \"ana\". Write users: [ … ].")]
    [InlineData("users: [ ana ]", "factorseq.yaml:1: users[0]: a mapping is needed here, not \"ana\". Members here: login, email, firstName, lastName, profile, password, passwordHash, status, groups, directory, claims, recoveryQuestion, factors.")]
    [InlineData("users: [ { login: [ a ] } ]", "factorseq.yaml:1: users[0].login: text is needed here, not a list. Write one value.")]
    [InlineData("just text", "factorseq.yaml:1: a mapping is needed here, not \"just text\". Members here: org, apiTokens, admins, groups, users, directories, zones, policies, apps, authorizationServers, identityProviders, trustedOrigins, yubikeys, macs, $schema.")]
    [InlineData("", "factorseq.yaml:1: the seed is empty. Begin with org: { name: demo }.")]
    // Authorization servers
    [InlineData("authorizationServers: [ { name: s } ]", "factorseq.yaml:1: authorizationServers[0]: \"audience\" is missing. Add audience here.")]
    [InlineData("authorizationServers: [ { name: s, audience: a, rotationMode: sometimes } ]", "factorseq.yaml:1: authorizationServers[0].rotationMode: \"sometimes\" is not a value of rotationMode. Values here: AUTO, MANUAL.")]
    [InlineData("authorizationServers: [ { name: s, audience: a, id: v1 } ]", "factorseq.yaml:1: authorizationServers[0].id: \"v1\" cannot be part of an issuer. Use letters, digits, - and _; v1 is taken.")]
    [InlineData("authorizationServers: [ { name: s, audience: a, scopes: [ openid ] } ]", "factorseq.yaml:1: authorizationServers[0].scopes[0]: \"openid\" is a scope that every server has, or that is the org's alone. Remove it, or choose another name.")]
    [InlineData("authorizationServers: [ { name: s, audience: a, claims: [ { name: aud, value: user.email } ] } ]", "factorseq.yaml:1: authorizationServers[0].claims[0].name: \"aud\" is a claim of the protocol's own. Choose another name.")]
    [InlineData("authorizationServers: [ { name: s, audience: a, claims: [ { name: c, value: 1 + } ] } ]", "factorseq.yaml:1: authorizationServers[0].claims[0].value: \"1 +\" is no expression: something is missing at character 4. Write one like user.email, or a text in quotes: '\"gold\"'.")]
    [InlineData("authorizationServers: [ { name: s, audience: a, claims: [ { name: c, value: usr.email } ] } ]", "factorseq.yaml:1: authorizationServers[0].claims[0].value: \"usr.email\" is no expression: there is nothing called usr.email at character 1. Write one like user.email, or a text in quotes: '\"gold\"'.")]
    [InlineData("authorizationServers: [ { name: s, audience: a, claims: [ { name: c, groups: { } } ] } ]", "factorseq.yaml:1: authorizationServers[0].claims[0].groups: no filter of groups is given. Write one of startsWith, equals, contains, matches.")]
    [InlineData("authorizationServers: [ { name: s, audience: a, claims: [ { name: c, groups: { matches: \"(\" } } ] } ]", "factorseq.yaml:1: authorizationServers[0].claims[0].groups.matches: \"(\" is not a regular expression that this version reads. Write for example .*")]
    [InlineData("org: { signingKey: nonsense }", "factorseq.yaml:1: org.signingKey: this is neither a private RSA key of 2048 bits or more nor a private key on P-256, in PEM. Make one with: openssl genrsa 2048, or with: openssl ecparam -name prime256v1 -genkey -noout.")]
    [InlineData("apps: [ { label: A, clientId: a, grants: [ client_credentials ] } ]", "factorseq.yaml:1: apps[0].grants: client_credentials needs a client that can prove who it is. Add clientSecret, or tokenEndpointAuthMethod: private_key_jwt with jwks.")]
    [InlineData("users: [ { login: a@b.c, claims: { cnf: x } } ]", "factorseq.yaml:1: users[0].claims.cnf: \"cnf\" is a claim of the protocol's own. Choose another name.")]
    [InlineData("apps: [ { label: A, clientId: a, redirectUris: [ \"http://a.test/\" ], claims: { sub: x } } ]", "factorseq.yaml:1: apps[0].claims.sub: \"sub\" is a claim of the protocol's own. Choose another name.")]
    // Later versions
    // Org
    [InlineData("org: { name: Demo_1 }", "factorseq.yaml:1: org.name: \"Demo_1\" cannot be the name of an org. Use small letters, digits and inner hyphens, 63 at most.")]
    [InlineData("org: { features: [ PASSWORDLESS_AUTHN_SIGNON ] }", "factorseq.yaml:1: org.features[0]: unknown feature \"PASSWORDLESS_AUTHN_SIGNON\". Did you mean \"PASSWORDLESS_AUTHN_SIGNON_POLICY\"? Features: PASSWORDLESS_AUTHN_SIGNON_POLICY.")]
    [InlineData("org: { identityEngine: { mode: idx } }", "factorseq.yaml:1: org.identityEngine.mode: \"idx\" is not a value of mode. Values here: assurance, preserve.")]
    [InlineData("org: { identityEngine: {\n since: 2026-01-01 } }", "factorseq.yaml:2: org.identityEngine: unknown member \"since\". Members here: mode, methodChains, startedAt.")]
    [InlineData("org: { identityEngine: { startedAt: soon } }", "factorseq.yaml:1: org.identityEngine.startedAt: \"soon\" is not a time. Write for example 2030-01-31T18:00:00Z.")]
    [InlineData("org: { features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ], identityEngine: { mode: preserve } }\npolicies: { signOn: [ { name: P, rules: [ { name: R, chains: [ sms -> call ] } ] } ] }",
        "factorseq.yaml:1: org.identityEngine.mode: FACTOR_SEQUENCING_NO_SAME_ENROLLMENT: P / R, chain 1: sms and call are methods of one authenticator. Edit or remove one, or write mode: assurance.")]
    [InlineData("org: { settings: {\n pushMinutes: 0 } }", "factorseq.yaml:2: org.settings.pushMinutes: \"0\" is not a value of pushMinutes. Write a number from 1 to 60.")]
    [InlineData("org: { settings: { numberChallenge: sometimes } }", "factorseq.yaml:1: org.settings.numberChallenge: \"sometimes\" is not a value of numberChallenge. Write never or always.")]
    [InlineData("org: { settings: { resendSeconds: { sms: -1 } } }", "factorseq.yaml:1: org.settings.resendSeconds.sms: \"-1\" is not a value of resendSmsSeconds. Write a number from 0 to 3600.")]
    [InlineData("org: { trustedProxies: [ 10.0.0.0/33 ] }", "factorseq.yaml:1: org.trustedProxies[0]: \"10.0.0.0/33\" is not an address range. Write 10.0.0.0/8 (host bits zero), 10.0.0.1-10.0.0.9 or one address.")]
    [InlineData("zones: [ { name: z, gateways: [ 10 ] } ]", "factorseq.yaml:1: zones[0].gateways[0]: \"10\" is not an address range. Write 10.0.0.0/8 (host bits zero), 10.0.0.1-10.0.0.9 or one address.")]
    // Names
    [InlineData("groups: [ staff ]\nusers: [ { login: a@b.c, groups: [ stuff ] } ]", "factorseq.yaml:2: users[0].groups[0]: unknown group \"stuff\". Did you mean \"staff\"? Groups of this org: Everyone, Administrators, staff.")]
    [InlineData("groups: [ a,\n a ]", "factorseq.yaml:2: groups[1]: there is already a group \"a\". Give each its own name.")]
    [InlineData("users: [ { login: a@b.c },\n { login: A@B.c } ]", "factorseq.yaml:2: users[1].login: there is already a user \"A@B.c\". Give each its own name.")]
    [InlineData("apiTokens: [ { name: t, token: x, user: b@c.d } ]", "factorseq.yaml:1: apiTokens[0].user: unknown user \"b@c.d\". Users of this org: admin@default.test.")]
    [InlineData("policies: { signOn: [ { name: P }, { name: P } ] }", "factorseq.yaml:1: policies.signOn[1]: there is already a policy \"P\". Give each its own name.")]
    [InlineData("policies: { signOn: [ { name: Default Policy } ] }", "factorseq.yaml:1: policies.signOn[0].name: \"Default Policy\" is built in. Choose another name.")]
    [InlineData("identityProviders: [ { type: SAML2 } ]", "factorseq.yaml:1: identityProviders[0]: \"name\" is missing. Add name here.")]
    [InlineData("identityProviders: [ { name: P },\n { name: P } ]", "factorseq.yaml:2: identityProviders[1]: there is already a provider \"P\". Give each its own name.")]
    [InlineData("identityProviders: [ { name: P, type: WS-FED } ]", "factorseq.yaml:1: identityProviders[0].type: \"WS-FED\" is not a value of type. Values here: SAML2, OIDC.")]
    [InlineData("identityProviders: [ { name: P, domains: [ \"@a.test\" ] } ]", "factorseq.yaml:1: identityProviders[0].domains[0]: \"@a.test\" is not a domain. Write what stands after the @: partner.test.")]
    [InlineData("identityProviders: [ { name: P, domains: [ a.test ] },\n { name: Q, domains: [ A.test ] } ]", "factorseq.yaml:2: identityProviders[1].domains[0]: there is already a provider with the domain \"a.test\". Give each its own name.")]
    [InlineData("identityProviders: [ { name: P, users: [ a@b.c, A@b.c ] } ]", "factorseq.yaml:1: identityProviders[0].users[1]: there is already a provider with the user \"A@b.c\". Give each its own name.")]
    [InlineData("org: { settings: { rateLimits: { authn: 0 } } }", "factorseq.yaml:1: org.settings.rateLimits.authn: \"0\" is not a number from 1 to 1000000. Write a number from 1 to 1000000.")]
    // People
    [InlineData("users: [ { login: ana } ]", "factorseq.yaml:1: users[0]: \"email\" is missing, and the login is no mail address. Add email here.")]
    [InlineData("users: [ { login: a@b.c, status: LOCKED } ]", "factorseq.yaml:1: users[0].status: \"LOCKED\" is not a value of status. Values here: STAGED, PROVISIONED, ACTIVE, RECOVERY, PASSWORD_EXPIRED, LOCKED_OUT, SUSPENDED, DEPROVISIONED.")]
    [InlineData("users: [ { login: a@b.c, passwordHash: abc } ]", "factorseq.yaml:1: users[0].passwordHash: this is not a password hash. Take one that ASP.NET Core Identity made (version 3, base64, begins with AQAAAA), or give password.")]
    [InlineData("users: [ { login: a@b.c, factors: { totp: { secret: J8! } } } ]", "factorseq.yaml:1: users[0].factors.totp.secret: \"J8!\" is not base32. Use letters A to Z and digits 2 to 7, for example JBSWY3DPEHPK3PXP.")]
    [InlineData("users: [ { login: a@b.c, factors: { sms: 5550100 } } ]", "factorseq.yaml:1: users[0].factors.sms: \"5550100\" is not a phone number in E.164. Write + and digits alone, for example \"+14155550100\".")]
    [InlineData("users: [ { login: a@b.c, factors: { hotp: { secret: J8! } } } ]", "factorseq.yaml:1: users[0].factors.hotp.secret: \"J8!\" is not base32. Use letters A to Z and digits 2 to 7, for example JBSWY3DPEHPK3PXP.")]
    [InlineData("users: [ { login: a@b.c, factors: { hotp: { secret: MZXW6YTB, counter: -1 } } } ]", "factorseq.yaml:1: users[0].factors.hotp.counter: \"-1\" is not a number from 0 to 2147483647. Write a number from 0 to 2147483647.")]
    [InlineData("users: [ { login: a@b.c, factors: { rsa: {} } } ]", "factorseq.yaml:1: users[0].factors.rsa: \"userId\" is missing. Add userId here.")]
    [InlineData("users: [ { login: a@b.c, factors: { symantec: \" \" } } ]", "factorseq.yaml:1: users[0].factors.symantec: text is needed here, not nothing. Write one value.")]
    [InlineData("users: [ { login: a@b.c, factors: { duo: { user: a } } } ]", "factorseq.yaml:1: users[0].factors.duo: unknown member \"user\". Members here: none.")]
    [InlineData("yubikeys: [ { publicId: cccccccfhcba, aesKey: ecde18dbe76fbd0c33330f1c354871db, privateId: 8792ebfe26cc } ]", "factorseq.yaml:1: yubikeys[0].publicId: this is not a YubiKey's public id. Write 12 letters of cbdefghijklnrtuv.")]
    [InlineData("yubikeys: [ { publicId: cccccccfhcbe, aesKey: ecde, privateId: 8792ebfe26cc } ]", "factorseq.yaml:1: yubikeys[0].aesKey: this is not an AES key. Write 32 hexadecimal digits.")]
    [InlineData("yubikeys: [ { publicId: cccccccfhcbe, aesKey: ecde18dbe76fbd0c33330f1c354871db, privateId: 8792ebfe26cg } ]", "factorseq.yaml:1: yubikeys[0].privateId: this is not a YubiKey's private id. Write 12 hexadecimal digits.")]
    [InlineData("users: [ { login: a@b.c, factors: { yubikey: { publicId: cccccccfhcbe, aesKey: ecde18dbe76fbd0c33330f1c354871db, privateId: 8792ebfe26cc } } } ]\nyubikeys: [ { publicId: cccccccfhcbe, aesKey: ecde18dbe76fbd0c33330f1c354871db, privateId: 8792ebfe26cc } ]", "factorseq.yaml:2: yubikeys[0].publicId: there is already a YubiKey \"cccccccfhcbe\". Give each its own name.")]
    [InlineData("users: [ { login: a@b.c, factors: { question: { question: my own?, answer: } } } ]", "factorseq.yaml:1: users[0].factors.question: \"answer\" is missing. Add answer here.")]
    [InlineData("users: [ { login: a@b.c, factors: { webauthn: {\n credentialId: A!, publicKey: " + Point + " } } } ]", "factorseq.yaml:2: users[0].factors.webauthn.credentialId: \"A!\" is not a credential's id. Write it in base64url.")]
    [InlineData("users: [ { login: a@b.c, factors: { webauthn: { credentialId: AAAA,\n publicKey: AAAA } } } ]", "factorseq.yaml:2: users[0].factors.webauthn.publicKey: \"AAAA\" is not a public key that signs by ES256, RS256 or their like. Write COSE or SubjectPublicKeyInfo in base64, or PEM.")]
    [InlineData("users: [ { login: a@b.c, factors: { webauthn: { credentialId: AAAA, publicKey: " + Point + ",\n signCount: -1 } } } ]", "factorseq.yaml:2: users[0].factors.webauthn.signCount: \"-1\" is not a number from 0 to 2147483647. Write a number from 0 to 2147483647.")]
    [InlineData("users: [ { login: a@b.c, factors: { webauthn: { publicKey: " + Point + " } } } ]", "factorseq.yaml:1: users[0].factors.webauthn: \"credentialId\" is missing. Add credentialId here.")]
    [InlineData("users: [ { login: a@b.c, factors: { u2f: { credentialId: AAAA, appId: 'https://a.test',\n publicKey: AAAA } } } ]", "factorseq.yaml:2: users[0].factors.u2f.publicKey: \"AAAA\" is not a public key on P-256. Write the point of 65 bytes or SubjectPublicKeyInfo in base64, or PEM.")]
    [InlineData("users: [ { login: a@b.c, factors: { u2f: { credentialId: AAAA, publicKey: " + Point + ",\n appId: a.test } } } ]", "factorseq.yaml:2: users[0].factors.u2f.appId: \"a.test\" is not an origin. Write scheme and host, for example https://acme.test.")]
    [InlineData("admins: [ { login: a@b.c, roles: [ ROOT ] } ]", "factorseq.yaml:1: admins[0].roles[0]: unknown admin role \"ROOT\". Roles: SUPER_ADMIN, ORG_ADMIN, APP_ADMIN, USER_ADMIN, GROUP_MEMBERSHIP_ADMIN, HELP_DESK_ADMIN, READ_ONLY_ADMIN, MOBILE_ADMIN, API_ACCESS_MANAGEMENT_ADMIN, REPORT_ADMIN.")]
    // Rules
    [InlineData(Rule + "authenticate: pasword } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].authenticate: \"pasword\" is not a way to authenticate. Did you mean \"password\"? Ways: password, password + any, deny. Sequences stand under chains.")]
    [InlineData(Rule + "session: {} } ] } ] }", "factorseq.yaml:2: policies.signOn[0].rules[0]: a rule needs \"authenticate\" or \"chains\". Add for example authenticate: password.")]
    [InlineData(Rule + "authenticate: deny, chains: [ push ] } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].authenticate: a rule has authenticate or chains, not both. Remove one of them.")]
    [InlineData(Rule + "authenticate: password + any, prompt: session 8h } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].prompt: \"session 8h\" is not a prompt. Write always, device, or session with a duration: session PT8H.")]
    [InlineData(Rule + "authenticate: password, prompt: device } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].prompt: only authenticate: password + any has a prompt. Remove it.")]
    [InlineData(Rule + "authenticate: password, network: office } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].network: unknown zone \"office\". Zones of this org: ALL_ZONES.")]
    // Chains
    [InlineData(Rule + "chains: [ push -> ] } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].chains[0]: expected a factor at position 8 of \"push ->\". Write for example: password -> push | totp.")]
    [InlineData(Rule + "chains: [ push - totp ] } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].chains[0]: expected \"->\", \"|\" or the end at position 6 of \"push - totp\". Write for example: password -> push | totp.")]
    [InlineData(Rule + "chains: [ sms -> tottp ] } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].chains[0]: unknown factor \"tottp\" at position 8 of \"sms -> tottp\". Did you mean \"totp\"? Factors: password, push, totp, google_totp, sms, call, email, question, yubikey, rsa, onprem, symantec, hotp, duo, saml_idp, oidc_idp, webauthn, u2f.")]
    [InlineData(Rule + "chains: [ password -> push -> totp ] } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].chains[0]: a chain has two steps at most, and this one has 3. End it after the second factor.")]
    [InlineData(Rule + "chains: [ push,\n push ] } ] } ] }", "factorseq.yaml:4: policies.signOn[0].rules[0].chains[1]: the chain \"push\" is in this rule twice. Remove one of them.")]
    [InlineData(Rule + "chains: [ sms -> push | push ] } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].chains[0]: push is an alternative to itself. Name it once.")]
    [InlineData(Rule + "chains: [ sms -> push | sms ] } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].chains[0]: sms is both the first and the second factor. Ask for another factor in the second step.")]
    [InlineData(Rule + "chains: [] } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].chains: a sequence needs a chain. Add one, for example push; to keep everybody out write authenticate: deny.")]
    [InlineData("org: { features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ], settings: { maxChains: 2 } }\npolicies: { signOn: [ { name: P, rules: [ { name: R,\n chains: [ push | sms | totp ] } ] } ] }",
        "factorseq.yaml:3: policies.signOn[0].rules[0].chains: 3 chains, and a rule holds 2 at most. Remove some, or raise org.settings.maxChains.")]
    [InlineData("org: { features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ], settings: { maxAlternatives: 2 } }\npolicies: { signOn: [ { name: P, rules: [ { name: R,\n chains: [ push -> sms | totp | call ] } ] } ] }",
        "factorseq.yaml:3: policies.signOn[0].rules[0].chains[0]: 3 alternatives, and a step holds 2 at most. Remove some, or raise org.settings.maxAlternatives.")]
    [InlineData("policies: { signOn: [ { name: P, rules: [ { name: R,\n chains: [ push ] } ] } ] }",
        "factorseq.yaml:2: policies.signOn[0].rules[0].chains: actions.signon.access: You cannot set access challenge for sign-on policy when the feature: PASSWORDLESS_AUTHN_SIGNON_POLICY is not enabled. Add PASSWORDLESS_AUTHN_SIGNON_POLICY to org.features.")]
    // Okta's own form
    [InlineData(Rule + "actions: { signon: { access: CHALLENGE } } } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].actions.signon: the access CHALLENGE needs \"challenge.chain\". Add a chain, or write access: ALLOW.")]
    [InlineData(Rule + "actions: { signon: { access: CHALLENGE, challenge: { chain: [ { criteria: [ { provider: OKTA, factorType: push } ],\n next: [ { criteria: [ { provider: OKTA, factorType: sms } ],\n next: [ {} ] } ] } ] } } } } ] } ] }",
        "factorseq.yaml:5: policies.signOn[0].rules[0].actions.signon.challenge.chain[0].next[0].next: a chain has two steps at most. End it after the second factor.")]
    [InlineData(Rule + "actions: { signon: { access: CHALLENGE, challenge: { chain: [ { criteria: [ { provider: GOOGLE, factorType: push } ] } ] } } } } ] } ] }",
        "factorseq.yaml:3: policies.signOn[0].rules[0].actions.signon.challenge.chain[0].criteria[0]: unknown factor \"push/GOOGLE\". Factors: password/OKTA, push/OKTA, token:software:totp/OKTA, token:software:totp/GOOGLE, sms/OKTA, call/OKTA, email/OKTA, question/OKTA, token:hardware/YUBICO, token/RSA, token/DEL_OATH, token/SYMANTEC, token:hotp/CUSTOM, web/DUO, assertion:saml2/GENERIC_SAML, assertion:oidc/GENERIC_OIDC, webauthn/FIDO, u2f/FIDO.")]
    [InlineData(Rule + "authenticate: deny, actions: { signon: { access: DENY } } } ] } ] }", "factorseq.yaml:3: policies.signOn[0].rules[0].authenticate: authenticate cannot stand beside actions. Say it inside actions, or remove actions.")]
    // Apps
    [InlineData("apps: [ { label: A, clientId: a } ]", "factorseq.yaml:1: apps[0]: \"redirectUris\" is missing. Add redirectUris here.")]
    [InlineData("apps: [ { label: A, clientId: a, redirectUris: [ /cb ] } ]", "factorseq.yaml:1: apps[0].redirectUris[0]: \"/cb\" is not a redirect URI. Write an absolute URI without a fragment, for example http://localhost:5001/signin-oidc.")]
    [InlineData("apps: [ { label: A, clientId: a, redirectUris: [ 'http://x/#y' ] } ]", "factorseq.yaml:1: apps[0].redirectUris[0]: \"http://x/#y\" is not a redirect URI. Write an absolute URI without a fragment, for example http://localhost:5001/signin-oidc.")]
    [InlineData("apps: [ { label: A, clientId: a, redirectUris: [ 'app:/b' ] },\n { label: B, clientId: a, redirectUris: [ 'app:/b' ] } ]", "factorseq.yaml:2: apps[1].clientId: there is already a client \"a\". Give each its own name.")]
    // App sign-on policies, bookmarks, launch addresses
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: push -> sms } ]", "factorseq.yaml:1: apps[0].signOn: an app sign-on rule takes no chain and names no factor. Write mfa every sign-on or mfa once per session: any factor of the user will do. Chains stand under policies.signOn.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: password + any } ]", "factorseq.yaml:1: apps[0].signOn: an app sign-on rule takes no chain and names no factor. Write mfa every sign-on or mfa once per session: any factor of the user will do. Chains stand under policies.signOn.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: { chains: [ push ] } } ]", "factorseq.yaml:1: apps[0].signOn.chains: an app sign-on rule takes no chain and names no factor. Write mfa every sign-on or mfa once per session: any factor of the user will do. Chains stand under policies.signOn.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: R,\n chains: [ push ] } ] } ]", "factorseq.yaml:2: apps[0].signOn[0].chains: an app sign-on rule takes no chain and names no factor. Write mfa every sign-on or mfa once per session: any factor of the user will do. Chains stand under policies.signOn.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: R,\n challenge: { chain: [] } } ] } ]", "factorseq.yaml:2: apps[0].signOn[0].challenge: an app sign-on rule takes no chain and names no factor. Write mfa every sign-on or mfa once per session: any factor of the user will do. Chains stand under policies.signOn.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: R,\n mfa: push } ] } ]", "factorseq.yaml:2: apps[0].signOn[0].mfa: an app sign-on rule takes no chain and names no factor. Write mfa every sign-on or mfa once per session: any factor of the user will do. Chains stand under policies.signOn.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: mfa always } ]", "factorseq.yaml:1: apps[0].signOn: \"mfa always\" is not a way to sign on to an app. Short forms: mfa every sign-on, mfa once per session. Or write a list of rules.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: { name: R } } ]", "factorseq.yaml:1: apps[0].signOn: a list of rules is needed here, not a mapping. Write signOn: [ … ], or one of: mfa every sign-on, mfa once per session.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: R, mfa: sometimes } ] } ]", "factorseq.yaml:1: apps[0].signOn[0].mfa: \"sometimes\" is not a value of mfa. Values here: never, every sign-on, once per session.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: R, access: deny, mfa: every sign-on } ] } ]", "factorseq.yaml:1: apps[0].signOn[0].mfa: a rule that denies access asks for nothing. Remove it, or write access: allow.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: R, reauthenticateMinutes: 0 } ] } ]", "factorseq.yaml:1: apps[0].signOn[0].reauthenticateMinutes: \"0\" is not a number from 1 to 129600. Write a number from 1 to 129600.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: R, users: [ x ] } ] } ]", "factorseq.yaml:1: apps[0].signOn[0].users[0]: unknown user \"x\". Users of this org: admin@default.test.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: R, network: x } ] } ]", "factorseq.yaml:1: apps[0].signOn[0].network: unknown zone \"x\". Zones of this org: ALL_ZONES.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { access: allow } ] } ]", "factorseq.yaml:1: apps[0].signOn[0]: \"name\" is missing. Add name here.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: Default sign on rule } ] } ]", "factorseq.yaml:1: apps[0].signOn[0].name: \"Default sign on rule\" is built in. Choose another name.")]
    [InlineData("apps: [ { label: A, type: bookmark } ]", "factorseq.yaml:1: apps[0]: \"url\" is missing. Add url here.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: wiki } ]", "factorseq.yaml:1: apps[0].url: \"wiki\" is not the address of a page. Write it in full, for example https://intranet.example.com/.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'javascript:alert(1)' } ]", "factorseq.yaml:1: apps[0].url: \"javascript:alert(1)\" is not the address of a page. Write it in full, for example https://intranet.example.com/.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', clientId: a } ]", "factorseq.yaml:1: apps[0].clientId: a bookmark has no clientId. Remove it.")]
    [InlineData("apps: [ { label: A, clientId: a, redirectUris: [ 'app:/b' ], url: 'http://a/' } ]", "factorseq.yaml:1: apps[0].url: only a bookmark has a url. Remove it, or write initiateLoginUri.")]
    [InlineData("apps: [ { label: A, clientId: a, redirectUris: [ 'app:/b' ], initiateLoginUri: a } ]", "factorseq.yaml:1: apps[0].initiateLoginUri: \"a\" is not the address of a page. Write it in full, for example https://intranet.example.com/.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ { name: R },\n { name: R } ] } ]", "factorseq.yaml:2: apps[0].signOn[1]: there is already a rule \"R\". Give each its own name.")]
    [InlineData("apps: [ { label: A, type: bookmark, url: 'http://a/', signOn: [ push ] } ]", "factorseq.yaml:1: apps[0].signOn[0]: an app sign-on rule takes no chain and names no factor. Write mfa every sign-on or mfa once per session: any factor of the user will do. Chains stand under policies.signOn.")]
    [InlineData("apps: [ { label: A, clientId: a, redirectUris: [ 'app:/b' ], assign: [ staff ] } ]", "factorseq.yaml:1: apps[0].assign[0]: neither a group nor a user is called \"staff\". Groups of this org: Everyone, Administrators.")]
    [InlineData("trustedOrigins: [ http://localhost:5001/app ]", "factorseq.yaml:1: trustedOrigins[0]: \"http://localhost:5001/app\" is not an origin. Write scheme, host and port alone: http://localhost:5001.")]
    // YAML
    [InlineData("org: { name: a }\norg: { name: b }", "factorseq.yaml:2: org: this member is given twice. Keep one of them; the first is on line 1.")]
    [InlineData("org: &o { name: a }", "factorseq.yaml:1: org: the anchor &o cannot be used in a seed. Remove it and write the value alone.")]
    [InlineData("groups: [ a,\n *o ]", "factorseq.yaml:2: groups[1]: the alias *o cannot be used in a seed. Write the value out.")]
    [InlineData("groups: !!set [ a ]", "factorseq.yaml:1: groups: a tag cannot be used in a seed. Remove it and write the value alone.")]
    [InlineData("groups: [ a ]\n---\ngroups: [ b ]", "factorseq.yaml:2: not YAML: a second document begins here, and a seed is one document. Mend the syntax here or just above.")]
    public void A_bad_seed_is_told_where_and_how_to_mend_it(string seed, string error) => Assert.Equal([error], Seeds.Errors(seed));

    [Theory]
    [InlineData("org: { name: demo")]
    [InlineData("org: { name: demo ] }")]
    [InlineData("users:\n  - login: a\n   x: b")]
    [InlineData("a: [ {\nb: c } ]")]
    [InlineData("a: \"\\ud83d\"")]
    [InlineData("a: b: c")]
    [InlineData("- a\nb: c")]
    [InlineData("\t- a")]
    [InlineData("{\"org\": }}")]
    [InlineData("? [ a ]\n: b")]
    [InlineData(": b")]
    [InlineData("[ a: b ]")]
    public void Broken_syntax_is_one_error_with_its_line(string seed) =>
        Assert.Contains("factorseq.yaml:", Assert.Single(Seeds.Errors(seed)));

    [Fact]
    public void All_errors_come_at_once_and_in_the_order_of_the_file()
    {
        var errors = Seeds.Errors(
            """
            org: { name: demo, featurs: [] }
            users:
              - { login: a@b.c, groups: [ nobody ], factors: { sms: "123", totp: { secret: "?" } } }
              - { firstName: B }
            apps:
              - { label: A, clientId: a, redirectUris: [ nowhere ], assign: [ nobody ] }
            trustedOrigins: [ x ]
            """);
        Assert.Equal([1, 3, 3, 3, 4, 6, 6, 7], errors.Select(error => int.Parse(error.Split(':')[1])));
    }

    [Fact]
    public void Values_nested_without_end_are_refused() =>
        Assert.Contains("nested more than 64 deep", Assert.Single(Seeds.Errors(new string('[', 100_000))));

    [Fact]
    public void A_seed_of_more_bytes_than_may_be_is_refused()
    {
        const int Most = 1024 * 1024;
        var errors = new SeedErrors("factorseq.yaml");
        Assert.NotNull(SeedTree.Read(new string('#', Most), errors, Most));
        Assert.False(errors.Any);
        Assert.Null(SeedTree.Read(new string('ü', (Most / 2) + 1), errors, Most));
        Assert.Equal("factorseq.yaml:1: the seed is larger than 1 MiB. Load so many users through the Users API instead.", $"{Assert.Single(errors.InOrder)}");
        Assert.Equal(256 * 1024 * 1024, SeedTree.MaxBytes);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused_before_anything_hashes_it() =>
        Assert.StartsWith("factorseq.yaml:1: not YAML: ", Assert.Single(Seeds.Errors($"users: [ {{ login: a@b.c, password: x{'\ud83d'}x }} ]")));

    [Fact]
    public void Complaints_are_limited_and_stay_on_one_line()
    {
        var errors = Seeds.Errors($"{{ {string.Join(", ", Enumerable.Range(0, 5000).Select(i => $"\"a\\n{i}\": b"))} }}");
        Assert.Equal(1000, errors.Length);
        Assert.All(errors, error => Assert.DoesNotContain('\n', error));
    }
}
