using FactorSeq.Factors.Duo;
using FactorSeq.Factors.Hotp;
using FactorSeq.Factors.IdentityProvider;
using FactorSeq.Factors.Rsa;
using FactorSeq.Factors.Symantec;
using FactorSeq.Factors.YubiKey;
using System.Net;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Users;
using FactorSeq.Factors.Password;
using FactorSeq.Factors.Push;
using FactorSeq.Factors.SentCode;
using FactorSeq.Factors.Totp;
using FactorSeq.Factors.U2f;
using FactorSeq.Factors.WebAuthn;

namespace FactorSeq.Web.Tests.Seed;

public sealed class GoodSeedTests
{
    private const string Info = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEYLSLNYCyuJUwTxVZfBvohOdKOczlZ/ZMedBuKWJjrgkatOd4X87eFioZevfJZssrlG1WKzapKnqnW7+/Drt7KA==";
    private const string On = "org: { name: demo, features: [ PASSWORDLESS_AUTHN_SIGNON_POLICY ] }\n";

    [Fact]
    public void The_smallest_seed_has_the_built_in_groups_admin_and_policies()
    {
        var seed = Seeds.Ready("org: { name: acme }");
        var org = seed.Configuration;
        Assert.Equal(["Everyone", "Administrators"], org.Groups.Select(group => group.Name));
        var admin = Assert.Single(seed.Accounts);
        Assert.Equal("admin@acme.test", admin.User.Login);
        Assert.Equal(["SUPER_ADMIN"], admin.User.AdminRoles.AsEnumerable());
        Assert.Equal(org.Groups.Select(group => group.Id), admin.User.Groups.AsEnumerable());
        Assert.Equal(Enrollment.PasswordId, Assert.Single(admin.Enrollments).Id);
        Assert.Equal(Seeds.AdminPassword, seed.Passwords["admin@acme.test"]);

        var policy = Assert.Single(org.SignOn);
        Assert.True(policy is { Name: "Default Policy", System: true, Priority: 1 });
        Assert.Equal(new SignOnAction(new RuleAction.Password(), new SessionLimits(120)), Assert.Single(policy.Rules).Action);
        Assert.Equal(["Active Directory Policy 1", "LDAP Policy 2", "Default Policy 3"], org.Passwords.Select(p => $"{p.Name} {p.Priority}"));
        Assert.All(org.Passwords, p => Assert.True(p.System));
        Assert.Equal(
            [CredentialProvider.ActiveDirectory, CredentialProvider.Ldap, CredentialProvider.Okta],
            org.Passwords.Select(p => Assert.IsType<Condition.AuthProvider>(Assert.Single(p.Conditions)).Provider));
        Assert.Equal([new PasswordAction(0) { AllowsReset = false }, new PasswordAction(0) { AllowsReset = false }, new PasswordAction(10)],
            org.Passwords.Select(p => Assert.Single(p.Rules).Action));
        Assert.Equal(EnrollmentMoment.Challenge, Assert.Single(Assert.Single(org.Enrollment).Rules).Action.Moment);
    }

    [Fact]
    public void Ids_are_Oktas_in_shape_and_outlive_a_reload()
    {
        var (first, second) = (Seeds.Ready(Seeds.Demo), Seeds.Ready(Seeds.Demo));
        var ids = Ids(first).ToList();
        Assert.Equal(ids, Ids(second));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9a-zA-Z]{20}$", id));
        Assert.StartsWith("00u", first.Account("ana@demo.test").User.Id);
        Assert.Equal(["password", "opf", "ost", "sms", "ufs"], first.Account("ana@demo.test").Enrollments.Select(e => e.Id.Length == 20 ? e.Id[..3] : e.Id));

        static IEnumerable<string> Ids(Web.Seed.OrgSeed seed) =>
        [
            seed.Configuration.Id,
            .. seed.Configuration.Groups.Select(group => group.Id),
            .. seed.Configuration.SignOn.SelectMany(policy => policy.Rules.Select(rule => rule.Id).Prepend(policy.Id)),
            .. seed.Configuration.Apps.Select(app => app.Id),
            .. seed.Accounts.SelectMany(account => account.Enrollments.Select(e => e.Id).Where(id => id != "password").Prepend(account.User.Id)),
        ];
    }

    [Fact]
    public void People_have_what_their_lines_say()
    {
        var seed = Seeds.Ready(
            """
            groups: [ { name: staff, description: Staff } ]
            users:
              - login: Ana
                email: ana@demo.test
                firstName: Ana
                password: 12345
                status: password_expired
                groups: [ Everyone, staff ]
                profile: { locale: de_DE, timezone: Europe/Berlin, costCenter: 0042 }
                claims: { level: 3, name: "3", roles: [ a, { b: null } ], ok: true }
                factors:
                  email:
                  sms: "+14155550100"
                  push: [ { device: Phone, platform: android }, Tablet ]
                  google_totp: { secret: jbsw y3dp ehpk 3pxp }
                  call: { phone: "+442071838750", extension: 12 }
            """);
        var ana = seed.Account("Ana");
        Assert.Equal(AccountStatus.PasswordExpired, ana.User.Status);
        Assert.Equal(("de_DE", "Europe/Berlin"), (ana.User.Locale, ana.User.TimeZone));
        Assert.Equal([KeyValuePair.Create("costCenter", "0042")], ana.User.Profile);
        Assert.Equal(["3", "\"3\"", "true", """["a",{"b":null}]"""], [ana.User.Claims["level"], ana.User.Claims["name"], ana.User.Claims["ok"], ana.User.Claims["roles"]]);
        Assert.Equal(2, ana.User.Groups.Length);
        Assert.Equal("12345", seed.Passwords["Ana"]);
        Assert.Equal(Seeds.Now, ana.User.PasswordChanged);
        Assert.Equal(
            [
                new PushEnrollment("Ana", "Phone", "ANDROID", false),
                new PushEnrollment("Ana", "Tablet", "IOS", false),
                new TotpEnrollment("Ana", "jbsw y3dp ehpk 3pxp", 0),
                new SentCodeEnrollment("+14155550100"),
                new SentCodeEnrollment("+442071838750", "12"),
                new SentCodeEnrollment("ana@demo.test"),
            ],
            ana.Enrollments.Skip(1).Select(enrollment => enrollment.Data));
    }

    [Fact]
    public void A_user_s_tokens_and_the_keys_that_nobody_has_yet()
    {
        var seed = Seeds.Ready(
            """
            yubikeys: [ { publicId: cccccccccccc, aesKey: 00112233445566778899AABBCCDDEEFF, privateId: 0011223344FF } ]
            users:
              - login: a@b.c
                factors:
                  yubikey: { publicId: cccccccfhcbe, aesKey: ecde18dbe76fbd0c33330f1c354871db, privateId: 8792ebfe26cc }
                  rsa: ana
                  onprem: { userId: ana.r }
                  symantec: VSST12345678
                  hotp: [ { secret: MZXW6YTB, counter: 7 }, MZXW6YTB ]
                  duo: {}
                  saml_idp:
                  oidc_idp: [ { user: ana@elsewhere.test }, ana ]
            """);

        Assert.Equal([new HardwareKey("cccccccccccc", "00112233445566778899aabbccddeeff", "0011223344ff")], seed.Configuration.YubiKeys.ToArray());
        Assert.Equal<FactorData>(
            [
                new YubiKeyEnrollment("cccccccfhcbe", "ecde18dbe76fbd0c33330f1c354871db", "8792ebfe26cc", 0),
                new RsaEnrollment("ana"),
                new RsaEnrollment("ana.r"),
                new SymantecEnrollment("VSST12345678", 0),
                new HotpEnrollment("a@b.c", "Zm9vYmE=", 7),
                new HotpEnrollment("a@b.c", "Zm9vYmE=", 0),
                new DuoEnrollment("a@b.c"),
                new IdentityProviderEnrollment("a@b.c"),
                new IdentityProviderEnrollment("ana@elsewhere.test"),
                new IdentityProviderEnrollment("ana"),
            ],
            seed.Account("a@b.c").Enrollments.Select(enrollment => enrollment.Data));
    }

    [Fact]
    public void A_password_hash_is_kept_as_it_is_and_its_password_is_right()
    {
        var password = (PasswordFactor)Seeds.Catalog[FactorKind.Password];
        var hash = password.Enroll("swordfish").Hash;
        var seed = Seeds.Ready($"users: [ {{ login: a@b.c, passwordHash: {hash} }} ]");
        var enrollment = Assert.Single(seed.Account("a@b.c").Enrollments);
        Assert.Equal(new PasswordEnrollment(hash), enrollment.Data);
        Assert.DoesNotContain("a@b.c", seed.Passwords.Keys);
    }

    [Fact]
    public void Security_keys_are_kept_in_the_forms_that_the_wire_has()
    {
        var seed = Seeds.Ready(
            $$"""
            users:
              - login: a@b.c
                factors:
                  webauthn:
                    - { credentialId: "-_8=", publicKey: {{Info}}, signCount: 7, name: Blue key }
                    - credentialId: +/8
                      publicKey: |
                        -----BEGIN PUBLIC KEY-----
                        {{Info}}
                        -----END PUBLIC KEY-----
                  u2f: { credentialId: AAAA, publicKey: {{Info}}, appId: "https://acme.test" }
            """);

        var keys = seed.Account("a@b.c").Enrollments.Select(enrollment => enrollment.Data).ToList();
        var cose = WebAuthnFactor.PublicKey(Info)!;
        Assert.Equal(
            [
                new WebAuthnEnrollment("-_8", cose, 7, "Blue key"),
                new WebAuthnEnrollment("-_8", cose, 0, "Authenticator"),
                new U2fEnrollment("AAAA", U2fFactor.PublicKey(Info)!, "https://acme.test", -1),
            ],
            keys);
    }

    [Theory]
    [InlineData("push", "push")]
    [InlineData("sms->question", "sms -> question")]
    [InlineData("password -> push|totp", "password -> push | totp")]
    [InlineData("push | sms -> question", "push -> question; sms -> question")]
    [InlineData("  google_totp  ", "google_totp")]
    public void A_line_of_the_grammar_becomes_its_chains(string line, string chains)
    {
        var action = Rule($"chains: [ \"{line}\" ]").Action.Authenticate;
        Assert.Equal(chains, Describe(action));
    }

    [Fact]
    public void Oktas_own_form_of_a_rule_reads_like_the_short_one()
    {
        var rule = Rule(
            """
            "conditions": {"people":{"users":{"exclude":["admin@demo.test"]}},"network":{"connection":"ZONE","include":["office"]},"authContext":{"authType":"RADIUS"}},
            "actions":{"signon":{"access":"CHALLENGE","rememberDeviceByDefault":false,"requireFactor":false,
            "session":{"maxSessionIdleMinutes":15,"maxSessionLifetimeMinutes":30,"usePersistentCookie":true},
            "challenge":{"chain":[
              {"criteria":[{"provider":"OKTA","factorType":"password"}],
               "next":[{"criteria":[{"provider":"OKTA","factorType":"push"},{"provider":"GOOGLE","factorType":"token:software:totp"}]}]},
              {"criteria":[{"provider":"OKTA","factorType":"sms"}]}]}}}
            """);
        Assert.Equal("password -> push | google_totp; sms", Describe(rule.Action.Authenticate));
        Assert.Equal(new SessionLimits(15, 30, true), rule.Action.Session);
        Assert.Equal(["people", "network", "authType"], rule.Conditions.Select(condition => condition.Name));
        Assert.Equal(AuthenticationDoor.Radius, Assert.IsType<Condition.AuthType>(rule.Conditions[2]).Door);
    }

    [Theory]
    [InlineData("authenticate: password+any", PromptMode.Always, 0, false)]
    [InlineData("authenticate: password + any, prompt: session PT8H", PromptMode.Session, 480, false)]
    [InlineData("authenticate: password + any, prompt: session P1DT1H", PromptMode.Session, 1500, false)]
    [InlineData("authenticate: password + any, prompt: device", PromptMode.Device, 0, false)]
    [InlineData("actions: { signon: { access: ALLOW, requireFactor: true, factorPromptMode: DEVICE, rememberDeviceByDefault: true } }", PromptMode.Device, 0, true)]
    [InlineData("actions: { signon: { access: ALLOW, requireFactor: true, factorPromptMode: SESSION, factorLifetime: 15 } }", PromptMode.Session, 15, false)]
    public void The_prompt_of_any_factor_is_read(string rule, PromptMode mode, int minutes, bool remember) =>
        Assert.Equal(new RuleAction.PasswordAndAny(new FactorPrompt(mode, minutes, remember)), Rule(rule).Action.Authenticate);

    [Fact]
    public void Conditions_in_short_form_name_zones_and_users()
    {
        var rule = Rule("authenticate: deny, network: { include: [ ALL_ZONES ], exclude: [ office ] }, excludeUsers: [ ADMIN@demo.test ], authType: ldapInterface");
        Assert.IsType<RuleAction.Deny>(rule.Action.Authenticate);
        Assert.Equal(["people", "network", "authType"], rule.Conditions.Select(condition => condition.Name));
        var network = Assert.IsType<Condition.Network>(rule.Conditions[1]);
        Assert.Equal([Condition.Network.AllZones], network.Include.AsEnumerable());
        Assert.StartsWith("nzo", Assert.Single(network.Exclude));
    }

    [Fact]
    public void Policies_without_groups_are_for_everyone_and_keep_their_order()
    {
        var org = Seeds.Ready(
            """
            groups: [ staff ]
            policies:
              signOn: [ { name: First }, { name: Second, groups: [ staff ], status: INACTIVE } ]
              mfaEnroll: [ { name: M, factors: { okta_push: required, okta_sms: NOT_ALLOWED }, enroll: login } ]
              password: [ { name: P, lockout: { maxAttempts: 3, showLockoutFailures: true } } ]
            """).Configuration;
        Assert.Equal(["First 1 True", "Second 2 False", "Default Policy 3 True"], org.SignOn.Select(p => $"{p.Name} {p.Priority} {p.Active}"));
        Assert.Equal([org.Groups[0].Id], Assert.IsType<Condition.People>(Assert.Single(org.SignOn[0].Conditions)).Groups.AsEnumerable());
        Assert.Equal([org.Groups[2].Id], Assert.IsType<Condition.People>(Assert.Single(org.SignOn[1].Conditions)).Groups.AsEnumerable());
        Assert.Equal(EnrollmentMoment.Login, org.Enrollment[0].Rules[0].Action.Moment);
        Assert.Equal(EnrollmentDemand.Required, org.Enrollment[0].Rules[0].Action.Factors["okta_push"]);
        Assert.Equal(new PasswordAction(3, 0, true), org.Passwords[0].Rules[0].Action);
        Assert.Equal(["people", "authProvider"], org.Passwords[0].Conditions.Select(condition => condition.Name));
    }

    [Fact]
    public void Settings_tokens_proxies_and_origins_are_read()
    {
        var org = Seeds.Ready(
            """
            {"$schema": "x", "org":{"name":"json","settings":{"resendSeconds":{"sms":1,"email":2},"userEnumerationPrevention":true,"previousInFirstStep":"UNAUTHENTICATED"},
            "trustedProxies":["127.0.0.1","fd00::/8"]},
            "admins":[{"login":"root@json.test","roles":["ORG_ADMIN"]}],
            "apiTokens":[{"name":"ci","token":"00ci"}],
            "trustedOrigins":["HTTP://LocalHost:5001/",{"origin":"https://a.test","cors":false}]}
            """).Configuration;
        Assert.Equal((1, 30, 2), (org.Settings.ResendSmsSeconds, org.Settings.ResendCallSeconds, org.Settings.ResendEmailSeconds));
        Assert.True(org.Settings.UserEnumerationPrevention);
        Assert.Contains(org.TrustedProxies, range => range.Contains(IPAddress.Parse("fd00::1")));
        Assert.Equal("root@json.test", Assert.Single(org.ApiTokens).UserLogin);
        Assert.Equal(["http://localhost:5001", "https://a.test"], org.TrustedOrigins.Select(origin => origin.Origin));
        Assert.False(org.TrustedOrigins[1].Cors);
    }

    [Theory]
    [InlineData("org:\n  name: demo\ngroups: [\n  a,\n  b\n]\n")]
    [InlineData("org:\r\n  name: demo\r\ngroups:\r\n- a\r\n- b\r\n")]
    [InlineData("---\norg: {name: demo}\ngroups:\n  - a\n  - name: b\n...\n")]
    [InlineData("{\n\t\"org\": {\n\t\t\"name\":\"demo\"\n\t},\n\t\"groups\":[\"a\",{\"name\":\"b\"}]\n}\n")]
    [InlineData("\uFEFForg: { name: demo, }\ngroups:\n  - a\n  -\n    name: b\n")]
    [InlineData("# yaml-language-server: $schema=x\n\norg: { name: \"de\\u006do\" }\ngroups: [ 'a', \"b\", ]")]
    public void YAML_and_JSON_are_read_however_editors_lay_them_out(string text)
    {
        var org = Seeds.Ready(text).Configuration;
        Assert.Equal("demo", org.Name);
        Assert.Equal(["a", "b"], org.Groups.Skip(2).Select(group => group.Name));
    }

    [Fact]
    public void The_example_of_the_guide_works()
    {
        var seed = Seeds.Ready(
            """
            org: { name: demo, features: [PASSWORDLESS_AUTHN_SIGNON_POLICY] }
            apiTokens: [ { name: ci, token: 00ci-token } ]
            groups: [ contractors ]
            users:
              - login: ana@demo.test
                firstName: Ana
                lastName: Ruiz
                password: Passw0rd-ana
                groups: [ contractors ]
                factors:
                  push:     { device: "Ana's phone" }
                  totp:     { secret: JBSWY3DPEHPK3PXP }            # Okta Verify; google_totp for Google Authenticator
                  sms:      { phone: "+14155550100" }
                  question: { question: disliked_food, answer: mushrooms }
            policies:
              signOn:
                - name: Contractors
                  groups: [ contractors ]
                  rules:
                    - name: Passwordless first
                      chains:
                        - push
                        - sms -> question
                        - password -> push | totp
              mfaEnroll:
                - { name: Contractors, groups: [ contractors ], factors: { okta_push: required, okta_sms: optional } }
            apps:
              - { label: Sample, type: oidc, clientId: sample-web, clientSecret: sample-secret, redirectUris: [ http://localhost:5001/signin-oidc ], assign: [ Everyone ] }
            trustedOrigins: [ http://localhost:5001 ]
            """);
        var org = seed.Configuration;
        Assert.Equal("push; sms -> question; password -> push | totp", Describe(org.SignOn[0].Rules[0].Action.Authenticate));
        Assert.True(org.Apps[0].IsAssignedTo(seed.Account("ana@demo.test").User));
        Assert.Equal("admin@demo.test", org.ApiTokens[0].UserLogin);
    }

    private static Rule<SignOnAction> Rule(string members) => Seeds.Ready(
        $"{On}zones: [ {{ name: office, gateways: [ 10.0.0.0/8 ] }} ]\npolicies: {{ signOn: [ {{ name: P, rules: [ {{ name: R, {members.ReplaceLineEndings(" ")} }} ] }} ] }}")
        .Configuration.SignOn[0].Rules[0];

    private static string Describe(RuleAction action) =>
        string.Join("; ", action.Compile(sequencing: true, deviceRemembered: false).Items.Select(chain => chain.Describe(Seeds.Catalog.NameOf)));
}
