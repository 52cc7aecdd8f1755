namespace FactorSeq.Web.Tests.Hostile;

/// <summary>
/// Bodies and queries that each part of the server takes, to be bent. <c>$name</c> stands for something that an answer has given out, or for a
/// secret of the org. The first row whose beginning and end fit a route is taken.
/// </summary>
internal static class GoodBodies
{
    private const string Step = """{"stateToken":"$stateToken"}""";

    private static readonly (string Begin, string End, string[] Bodies)[] Json =
    [
        ("/api/v1/authn", "/credentials/change_password", ["""{"stateToken":"$stateToken","oldPassword":"$password","newPassword":"N3w-passw0rd-of-hers"}"""]),
        ("/api/v1/authn", "/credentials/reset_password", ["""{"stateToken":"$stateToken","newPassword":"N3w-passw0rd-of-hers"}"""]),
        ("/api/v1/authn/recovery", "/answer", ["""{"stateToken":"$stateToken","answer":"$answer"}"""]),
        ("/api/v1/authn/recovery", "/token", ["""{"recoveryToken":"$recoveryToken"}"""]),
        ("/api/v1/authn/recovery", "/verify", ["""{"stateToken":"$stateToken","passCode":"123456"}"""]),
        ("/api/v1/authn/recovery", "", ["""{"username":"$user","factorType":"SMS","relayState":"/x"}""", """{"username":"$user","factorType":"EMAIL"}"""]),
        ("/api/v1/authn/factors/", "",
        [
            """{"stateToken":"$stateToken","passCode":"123456","answer":"$answer","password":"$password","rememberDevice":true,"autoPush":false}""",
            """{"stateToken":"$stateToken","password":"$password"}""", Step,
            """{"stateToken":"$stateToken","clientData":"$clientData","authenticatorData":"$authenticatorData","signatureData":"MEUCIQCqGmV1vUxN8g"}""",
            """{"stateToken":"$stateToken","clientData":"$clientData","attestation":"$attestation"}""",
        ]),
        ("/api/v1/authn/factors", "",
        [
            """{"stateToken":"$stateToken","factorType":"sms","provider":"OKTA","profile":{"phoneNumber":"+14155550109"}}""",
            """{"stateToken":"$stateToken","factorType":"token:software:totp","provider":"GOOGLE"}""",
            """{"stateToken":"$stateToken","factorType":"question","provider":"OKTA","profile":{"question":"disliked_food","answer":"$answer"}}""",
            """{"stateToken":"$stateToken","factorType":"webauthn","provider":"FIDO"}""",
        ]),
        ("/api/v1/authn", "",
        [
            """{"username":"$user","password":"$password","relayState":"/x","options":{"multiOptionalFactorEnroll":true,"warnBeforePasswordExpired":true},"context":{"deviceToken":"device-1"}}""",
            """{"username":"$user"}""", """{"username":"$user"}""", """{"stateToken":"$stateToken","username":"$user"}""", """{"token":"$recoveryToken"}""", Step,
        ]),
        ("/api/v1/sessions", "", ["""{"sessionToken":"$sessionToken"}""", """{"username":"$user","password":"$password"}"""]),
        ("/api/v1/registration", "", ["""{"userProfile":{"login":"new$number@demo.test","email":"new$number@demo.test","firstName":"N","lastName":"C","password":"N3w-passw0rd-of-hers"},"relayState":"/x"}"""]),
        ("/api/v1/users", "/credentials/change_password", ["""{"oldPassword":{"value":"$password"},"newPassword":{"value":"N3w-passw0rd-of-hers"}}"""]),
        ("/api/v1/users", "/credentials/change_recovery_question", ["""{"password":{"value":"$password"},"recovery_question":{"question":"What?","answer":"$answer"}}"""]),
        ("/api/v1/users", "/credentials/forgot_password_recovery_question", ["""{"password":{"value":"N3w-passw0rd-of-hers"},"recovery_question":{"answer":"$answer"}}"""]),
        ("/api/v1/users", "/roles", ["""{"type":"HELP_DESK_ADMIN"}""", """{"type":"READ_ONLY_ADMIN"}"""]),
        ("/api/v1/users", "/factors",
        [
            """{"factorType":"sms","provider":"OKTA","profile":{"phoneNumber":"+14155550110"}}""", """{"factorType":"call","provider":"OKTA","profile":{"phoneNumber":"+14155550110","phoneExtension":"12"}}""",
            """{"factorType":"question","provider":"OKTA","profile":{"question":"disliked_food","answer":"$answer"}}""", """{"factorType":"token:software:totp","provider":"OKTA"}""",
            """{"factorType":"push","provider":"OKTA"}""", """{"factorType":"email","provider":"OKTA","profile":{"email":"ana@demo.test"}}""", """{"factorType":"webauthn","provider":"FIDO"}""", """{"factorType":"u2f","provider":"FIDO"}""",
            """{"factorType":"token:hotp","provider":"CUSTOM","profile":{"sharedSecret":"484f97be3213b117e3a20438e291540a"}}""",
        ]),
        ("/api/v1/users/{userId}/factors", "",
        [
            """{"passCode":"123456","answer":"$answer"}""", """{"attestation":"$attestation","clientData":"$clientData"}""", """{"registrationData":"$attestation","clientData":"$clientData","version":"U2F_V2"}""",
            """{"clientData":"$clientData","authenticatorData":"$authenticatorData","signatureData":"MEUCIQCqGmV1vUxN8g"}""",
        ]),
        ("/api/v1/users", "",
        [
            """{"profile":{"login":"new$number@demo.test","email":"new$number@demo.test","firstName":"New","lastName":"Comer","mobilePhone":"+14155550111","locale":"en_US"},"credentials":{"password":{"value":"N3w-passw0rd-of-hers"},"recovery_question":{"question":"What?","answer":"$answer"}},"groupIds":["$group"]}""",
            """{"profile":{"login":"new$number@demo.test","email":"new$number@demo.test","firstName":"New","lastName":"Comer"},"credentials":{"password":{"hash":{"algorithm":"BCRYPT","workFactor":10,"salt":"rwh3vH166HCH/NT9XV5FYu","value":"qaMqvAPULkbiQzkTCWo5XDcvzpk8Tna"}}}}""",
            """{"profile":{"firstName":"Other"}}""",
        ]),
        ("/api/v1/groups", "/rules",
            ["""{"type":"group_rule","name":"R$number","conditions":{"expression":{"type":"urn:okta:expression:1.0","value":"user.firstName==\"Ana\""},"people":{"users":{"exclude":[]},"groups":{"exclude":[]}}},"actions":{"assignUserToGroups":{"groupIds":["$group"]}}}"""]),
        ("/api/v1/groups/rules", "", ["""{"type":"group_rule","name":"R$number","conditions":{"expression":{"type":"urn:okta:expression:1.0","value":"String.stringContains(user.login, \"a\") AND user.lastName==\"Ruiz\""}},"actions":{"assignUserToGroups":{"groupIds":["$group"]}}}"""]),
        ("/api/v1/groups", "/roles", ["""{"type":"HELP_DESK_ADMIN"}"""]),
        ("/api/v1/groups", "", ["""{"profile":{"name":"Group $number","description":"Of $number"}}"""]),
        ("/api/v1/policies", "/rules",
        [
            """{"type":"SIGN_ON","name":"Rule $number","conditions":{"network":{"connection":"ANYWHERE"},"authContext":{"authType":"ANY"},"people":{"users":{"exclude":["$userId"]}}},"actions":{"signon":{"access":"ALLOW","requireFactor":true,"factorPromptMode":"SESSION","factorLifetime":15,"session":{"usePersistentCookie":false,"maxSessionIdleMinutes":720,"maxSessionLifetimeMinutes":0}}}}""",
            """{"type":"SIGN_ON","name":"Rule $number","actions":{"signon":{"access":"CHALLENGE","requireFactor":false,"challenge":{"chain":[{"criteria":[{"provider":"OKTA","factorType":"password"}],"next":[{"criteria":[{"provider":"OKTA","factorType":"push"}]}]},{"criteria":[{"provider":"OKTA","factorType":"sms"}]}]}}}}""",
            """{"type":"PASSWORD","name":"Rule $number","conditions":{"network":{"connection":"ANYWHERE"}},"actions":{"passwordChange":{"access":"ALLOW"},"selfServicePasswordReset":{"access":"ALLOW"},"selfServiceUnlock":{"access":"DENY"}}}""",
            """{"type":"MFA_ENROLL","name":"Rule $number","actions":{"enroll":{"self":"CHALLENGE"}}}""",
            """{"type":"IDP_DISCOVERY","name":"Rule $number","conditions":{"userIdentifier":{"type":"IDENTIFIER","patterns":[{"matchType":"SUFFIX","value":"far.test"}]}},"actions":{"idp":{"providers":[{"type":"OKTA"}]}}}""",
        ]),
        ("/api/v1/policies", "",
        [
            """{"type":"OKTA_SIGN_ON","name":"Policy $number","description":"d","priority":1,"conditions":{"people":{"groups":{"include":["$group"]}}}}""",
            """{"type":"PASSWORD","name":"Policy $number","settings":{"password":{"complexity":{"minLength":8,"minLowerCase":1,"excludeUsername":true},"age":{"maxAgeDays":0,"historyCount":4},"lockout":{"maxAttempts":10,"autoUnlockMinutes":0}},"recovery":{"factors":{"okta_email":{"status":"ACTIVE"}}}}}""",
            """{"type":"MFA_ENROLL","name":"Policy $number","settings":{"type":"FACTORS","factors":{"okta_sms":{"enroll":{"self":"OPTIONAL"},"consent":{"type":"NONE"}}}}}""",
        ]),
        ("/api/v1/zones", "", ["""{"type":"IP","name":"Zone $number","gateways":[{"type":"CIDR","value":"10.0.0.0/8"},{"type":"RANGE","value":"1.2.3.4-1.2.3.9"}],"proxies":[{"type":"CIDR","value":"2001:db8::/32"}]}"""]),
        ("/api/v1/trustedOrigins", "", ["""{"name":"Origin $number","origin":"http://o$number.test","scopes":[{"type":"CORS"},{"type":"REDIRECT"}]}"""]),
        ("/api/v1/behaviors", "", ["""{"name":"Behavior $number","type":"ANOMALOUS_LOCATION","settings":{"granularity":"LAT_LONG","maxEventsUsedForEvaluation":50,"minEventsNeededForEvaluation":0,"radiusKilometers":20}}""", """{"name":"B $number","type":"VELOCITY","settings":{"velocityKph":805}}"""]),
        ("/api/v1/templates", "", ["""{"name":"Template $number","type":"SMS_VERIFY_CODE","template":"${org.name} code is: ${code}","translations":{"es":"${org.name} es: ${code}."}}"""]),
        ("/api/v1/eventHooks", "", ["""{"name":"Hook $number","events":{"type":"EVENT_TYPE","items":["user.session.start"]},"channel":{"type":"HTTP","version":"1.0.0","config":{"uri":"https://127.0.0.1:1/x","headers":[{"key":"X-A","value":"b"}],"authScheme":{"type":"HEADER","key":"Authorization","value":"$hookSecret"}}}}"""]),
        ("/api/v1/idps", "",
        [
            """{"name":"Far $number","type":"OIDC","issuerMode":"ORG_URL","protocol":{"type":"OIDC","algorithms":{"request":{"signature":{"algorithm":"HS256","scope":"REQUEST"}}},"endpoints":{"authorization":{"url":"https://127.0.0.1:1/a","binding":"HTTP-REDIRECT"},"token":{"url":"https://127.0.0.1:1/t","binding":"HTTP-POST"},"jwks":{"url":"https://127.0.0.1:1/k","binding":"HTTP-REDIRECT"}},"issuer":{"url":"https://127.0.0.1:1"},"scopes":["openid"],"credentials":{"client":{"client_id":"x","client_secret":"$idpSecret"}}},"policy":{"accountLink":{"action":"AUTO","filter":null},"provisioning":{"action":"AUTO","profileMaster":false,"groups":{"action":"NONE"},"conditions":{"deprovisioned":{"action":"NONE"},"suspended":{"action":"NONE"}}},"subject":{"userNameTemplate":{"template":"idpuser.email"},"filter":null,"matchType":"USERNAME"},"maxClockSkew":0}}""",
        ]),
        ("/api/v1/meta/schemas", "", ["""{"definitions":{"custom":{"id":"#custom","type":"object","properties":{"badge$number":{"title":"Badge","type":"string","required":false,"minLength":1,"maxLength":20,"permissions":[{"principal":"SELF","action":"READ_ONLY"}]}},"required":[]}}}"""]),
        ("/api/v1/org/contacts", "", ["""{"userId":"$userId"}"""]),
        ("/api/v1/org", "", ["""{"companyName":"Demo Ltd","city":"Lima","website":"https://demo.test"}"""]),
        ("/api/v1/apps", "/users", ["""{"id":"$id","scope":"USER","credentials":{"userName":"$user"}}"""]),
        ("/api/v1/apps", "", ["""{"name":"oidc_client","label":"App $number","signOnMode":"OPENID_CONNECT","credentials":{"oauthClient":{"token_endpoint_auth_method":"client_secret_post"}},"settings":{"oauthClient":{"redirect_uris":["http://app.test/cb"],"response_types":["code"],"grant_types":["authorization_code"],"application_type":"web"}}}"""]),
        ("/api/v1/authorizationServers", "", ["""{"name":"Server $number","description":"d","audiences":["api://x"]}""", """{"name":"scope$number","consent":"IMPLICIT"}""", """{"name":"claim$number","status":"ACTIVE","claimType":"RESOURCE","valueType":"EXPRESSION","value":"user.email","conditions":{"scopes":[]}}"""]),
        ("/oauth2/v1/clients", "", ["""{"client_name":"Client $number","redirect_uris":["https://app.test/cb"],"response_types":["code"],"grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"client_secret_post","application_type":"web"}"""]),
        ("/emulator/pushes", "", ["""{"decision":"approve"}""", """{"decision":"deny","number":12}"""]),
        ("/emulator/phones", "", ["""{"answer":"approve","number":"right","after":"PT1S","times":2}"""]),
        ("/emulator/activations", "", ["""{"device":"Phone","platform":"IOS"}"""]),
        ("/emulator/users", "/token-mode", ["""{"factor":"rsa","nextToken":true}"""]),
        ("/emulator/users", "", ["""{"status":"ACTIVE","resetFactors":false}""", """{"status":"LOCKED_OUT"}"""]),
        ("/emulator/visits", "", ["""{"decision":"deny","reason":"No"}""", """{"decision":"approve"}"""]),
        ("/emulator/identity-provider", "", ["""{"request":"$id","decision":"approve","login":"$user"}"""]),
        ("/emulator/sign-ins", "", ["""{"login":"$user","via":"idp"}""", """{"login":"$user","via":"iwa"}"""]),
        ("/emulator/clock", "", ["""{"advance":"PT5M"}""", """{"set":"2026-01-02T03:04:05Z"}""", """{"freeze":true}""", """{"reset":true}"""]),
        ("/emulator/settings", "", ["""{"stateTokenMinutes":5,"userEnumerationPrevention":true,"fsePoint":"identify","resendSmsSeconds":30,"lastUsedFactorFirst":true}""", """{"selfServiceRegistration":true}"""]),
        ("/emulator/keys", "", ["""{"server":"default"}""", "{}"]),
        ("/emulator/support", "", ["""{"enabled":true}""", """{"enabled":false,"articleRef":"KB1","force":true}"""]),
        ("/emulator/directories", "/import", ["""{"mode":"incremental"}""", """{"mode":"full"}"""]),
        ("/emulator/directories/{name}/users", "", ["""{"locked":true,"disabled":false,"accountExpires":"2030-01-31T18:00:00Z","logonHours":"denied","workstations":["PC1"],"organizationalUnit":"Staff","password":"$directoryPassword"}"""]),
        ("/emulator/directories", "", ["""{"agents":1,"importInterval":"PT1H","organizationalUnits":["Staff"],"userFilter":"(&(objectClass=person)(!(sn=x)))","whenDeactivated":"suspend","justInTime":true}"""]),
        ("/emulator/orgs", "", ["""{"org":{"name":"made"},"users":[{"login":"x@made.test","password":"$password"}]}""", """{"from":"demo"}"""]),
        ("/emulator/reset", "", ["""{"keepEvents":true}""", "{}"]),
        ("/emulator/snapshot", "", ["""{"name":"snap"}"""]),
        ("/emulator/restore", "", ["""{"name":"snap","keepEvents":true}"""]),
        ("/emulator/faults", "", ["""{"route":"/api/v1/authn","method":"POST","status":503,"errorCode":"E0000010","errorSummary":"x","times":2}""", """{"factor":"sms","fails":"timeout","delay":"PT0.1S","times":1}""", """{"directory":"corp","fails":"unreachable"}"""]),
        ("", "", ["{}", """{"id":"$id","name":"x$number","status":"ACTIVE"}"""]),
    ];

    private static readonly (string Begin, string End, string[] Forms)[] Forms =
    [
        ("/oauth2", "/token",
        [
            "grant_type=password&username=$user&password=$password&scope=openid+offline_access&client_id=web&client_secret=$clientSecret", "grant_type=authorization_code&code=$code&redirect_uri=http%3A%2F%2Fapp.test%2Fcb&code_verifier=$verifier&client_id=spa",
            "grant_type=client_credentials&scope=work&client_id=web&client_secret=$clientSecret", "grant_type=refresh_token&refresh_token=$refreshToken&client_id=web&client_secret=$clientSecret",
            "grant_type=client_credentials&scope=okta.users.read&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=$assertion",
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=$deviceCode&client_id=web&client_secret=$clientSecret",
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=$accessToken&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&audience=api%3A%2F%2Fdefault&scope=work&client_id=web&client_secret=$clientSecret",
        ]),
        ("/oauth2", "/device/authorize", ["client_id=web&client_secret=$clientSecret&scope=openid+profile"]),
        ("/oauth2", "/authorize/consent", ["okta_key=$oktaKey&decision=allow&token=x"]),
        ("/oauth2", "", ["token=$accessToken&token_type_hint=access_token&client_id=web&client_secret=$clientSecret", "client_id=spa&response_type=code&scope=openid&redirect_uri=http%3A%2F%2Fapp.test%2Fcb&state=s&nonce=n&request=$requestObject"]),
        ("/activate", "", ["user_code=$userCode&decision=allow&token=x"]),
        ("/app/", "", ["SAMLRequest=$samlPost&RelayState=%2Fstart"]),
        ("/sso/saml2", "", ["SAMLResponse=$samlResponse&RelayState=$relayState"]),
        ("/login/sessionCookieRedirect", "", ["token=$sessionToken&redirectUrl=http%3A%2F%2Ftrusted.test%2Fback", "checkAccountSetupComplete=true&token=$sessionToken&redirectUrl=http%3A%2F%2Ftrusted.test%2F"]),
        ("/api/v1/authn/factors", "/duoCallback", ["id=$id&sig_response=AUTH%7Cx%3AAPP%7Cx&stateToken=$stateToken"]),
    ];

    private static readonly (string Begin, string End, string[] Queries)[] Queries =
    [
        ("/oauth2", "/authorize",
        [
            "client_id=spa&response_type=code&response_mode=form_post&scope=openid+profile&redirect_uri=http%3A%2F%2Fapp.test%2Fcb&state=s&nonce=n&code_challenge=$challenge&code_challenge_method=S256&prompt=none",
            "client_id=web&response_type=code+id_token+token&scope=openid&redirect_uri=http%3A%2F%2Fapp.test%2Fcb&state=s&nonce=n&sessionToken=$sessionToken&max_age=100&login_hint=$user&acr_values=x&idp=$id&display=page",
            "client_id=keyed&response_type=code&scope=openid&redirect_uri=http%3A%2F%2Fapp.test%2Fcb&request=$requestObject", "client_id=web&response_type=code&response_mode=okta_post_message&scope=openid&redirect_uri=http%3A%2F%2Fapp.test%2Fcb&state=s&nonce=n&prompt=none",
        ]),
        ("/oauth2", "/logout", ["id_token_hint=$idToken&post_logout_redirect_uri=http%3A%2F%2Fapp.test%2Fout&state=s"]),
        ("/oauth2", "", ["okta_key=$oktaKey"]),
        ("/app/", "", ["SAMLRequest=$samlRedirect&RelayState=x&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256&Signature=AAAA", "onetimetoken=$sessionToken", "SAMLRequest=$samlRedirect"]),
        ("/sso/", "", ["fromURI=%2Fapp%2FUserHome&relayState=x", "code=$code&state=$relayState", "stateToken=$stateToken&visit=$id", "error=access_denied&state=$relayState"]),
        ("/login/sessionCookieRedirect", "", ["token=$sessionToken&redirectUrl=http%3A%2F%2Ftrusted.test%2Fback"]),
        ("/login", "", ["fromURI=%2Fapp%2FUserHome&username=$user&stateToken=$stateToken", "username=$user&prompt=login&signedOut=1", "stateToken=$stateToken"]),
        ("/signin", "", ["recoveryToken=$recoveryToken&fromURI=%2Fx"]),
        ("/activate", "", ["user_code=$userCode"]),
        ("/emulator/explain", "", ["user=$user", "stateToken=$stateToken", "user=$user&ip=10.0.0.1&app=web"]),
        ("/emulator/messages", "", ["user=$user&channel=sms"]),
        ("/emulator/users", "/otp", ["factor=totp", "factor=google_totp"]),
        ("/emulator/events", "", ["limit=10&user=$user&after=x"]),
        ("/emulator", "", ["token=x", "limit=5&user=$user"]),
        ("/api/v1/logs", "", ["since=2026-01-01T00:00:00Z&until=2030-01-01T00:00:00Z&filter=eventType+eq+%22user.session.start%22&q=ana&sortOrder=DESCENDING&limit=5&after=$after", "filter=actor.id+eq+%22$id%22+and+(outcome.result+eq+%22SUCCESS%22)"]),
        ("/api/v1/users/{userId}/factors", "", ["updatePhone=true&activate=true&templateId=x&rememberDevice=true"]),
        ("/api/v1/users", "", ["q=an&limit=2", "search=profile.lastName+sw+%22R%22+and+(status+eq+%22ACTIVE%22+or+id+pr)&sortBy=profile.login&sortOrder=desc&limit=3&after=$after", "filter=lastUpdated+gt+%222020-01-01T00:00:00.000Z%22", "activate=true&nextLogin=changePassword", "sendEmail=false", "expand=blocks"]),
        ("/api/v1/policies", "", ["type=OKTA_SIGN_ON&expand=rules&q=p", "type=PASSWORD&status=ACTIVE&limit=2&after=$after", "activate=false"]),
        ("/api/v1", "", ["limit=3&after=$after&q=a", "filter=status+eq+%22ACTIVE%22", "expand=stats&search=type+eq+%22OKTA_GROUP%22", "type=HOTP"]),
        ("/.well-known/webfinger", "", ["resource=okta%3Aacct%3A$user&rel=http%3A%2F%2Fopenid.net%2Fspecs%2Fconnect%2F1.0%2Fissuer"]),
    ];

    internal static string[]? FormsOf(string pattern) => Find(Forms, pattern);

    internal static string[] JsonOf(string pattern) => Find(Json, pattern)!;

    internal static string[]? QueriesOf(string pattern) => Find(Queries, pattern);

    private static string[]? Find((string Begin, string End, string[] Rows)[] table, string pattern) => Array.Find(table, row =>
        pattern.StartsWith(row.Begin, StringComparison.Ordinal) && pattern.EndsWith(row.End, StringComparison.Ordinal)).Rows;
}
