namespace FactorSeq.Web.Tests.Walk;

/// <summary>
/// Every route that asks nobody who they are, or asks in words of its own, and why. A new route that is none of these asks for the right of an
/// administrator, or the walk fails: whoever adds one decides, and writes it down here.
/// </summary>
internal static class OpenRoutes
{
    private static readonly (string Why, string[] Routes)[] Table =
    [
        ("the way in: a name, a state token or a recovery token says who it is",
        [
            "POST /api/v1/authn",
            "POST /api/v1/authn/cancel",
            "POST /api/v1/authn/credentials/change_password",
            "POST /api/v1/authn/credentials/reset_password",
            "POST /api/v1/authn/factors",
            "POST /api/v1/authn/factors/{factorId}/lifecycle/activate",
            "POST /api/v1/authn/factors/{factorId}/lifecycle/activate/email",
            "POST /api/v1/authn/factors/{factorId}/lifecycle/activate/poll",
            "POST /api/v1/authn/factors/{factorId}/lifecycle/activate/sms",
            "POST /api/v1/authn/factors/{factorId}/lifecycle/duoCallback",
            "POST /api/v1/authn/factors/{factorId}/lifecycle/resend",
            "POST /api/v1/authn/factors/{factorId}/verify",
            "POST /api/v1/authn/factors/{factorId}/verify/resend",
            "POST /api/v1/authn/introspect",
            "POST /api/v1/authn/previous",
            "POST /api/v1/authn/recovery/answer",
            "POST /api/v1/authn/recovery/factors/{channel}/resend",
            "POST /api/v1/authn/recovery/factors/{channel}/verify",
            "POST /api/v1/authn/recovery/password",
            "POST /api/v1/authn/recovery/token",
            "POST /api/v1/authn/recovery/unlock",
            "POST /api/v1/authn/skip",
            "GET /api/v1/registration/form",
            "POST /api/v1/registration/{policyId}/register",
        ]),
        ("a session token, or the session's own cookie",
        [
            "POST /api/v1/sessions",
            "GET /api/v1/sessions/me",
            "DELETE /api/v1/sessions/me",
            "POST /api/v1/sessions/me/lifecycle/refresh",
        ]),
        ("a sign-in page is handed it by link while a factor is set up; a state token or the address is the secret",
        [
            "GET /api/v1/users/{userId}/factors/questions",
            "GET /api/v1/users/{userId}/factors/{factorId}/qr/{token}",
            "POST /api/v1/users/{userId}/factors/{factorId}/lifecycle/activate/email",
            "POST /api/v1/users/{userId}/factors/{factorId}/lifecycle/activate/sms",
        ]),
        ("nothing is ever done there: E0000022",
        [
            "DELETE /api/v1/groups/rules",
            "DELETE /api/v1/users/{userId}/factors/catalog",
            "DELETE /api/v1/users/{userId}/factors/questions",
            "POST /api/v1/features/{id}/dependencies",
            "POST /api/v1/features/{id}/dependents",
            "PUT /api/v1/groups/rules",
            "PUT /api/v1/users/{userId}/factors/catalog",
            "PUT /api/v1/users/{userId}/factors/questions",
        ]),
        ("what everybody may know of an org: metadata and public keys",
        [
            "GET /.well-known/oauth-authorization-server",
            "GET /.well-known/okta-organization",
            "GET /.well-known/openid-configuration",
            "GET /.well-known/webfinger",
            "GET /api/v1/idps/{id}/metadata.xml",
            "GET /app/{key}/sso/saml/metadata",
            "GET /oauth2/v1/keys",
            "GET /oauth2/{server}/.well-known/oauth-authorization-server",
            "GET /oauth2/{server}/.well-known/openid-configuration",
            "GET /oauth2/{server}/v1/keys",
        ]),
        ("OAuth: clients and users authenticate in OAuth's words",
        [
            "GET /oauth2/v1/authorize",
            "GET /oauth2/v1/authorize/callback",
            "GET /oauth2/v1/authorize/consent",
            "GET /oauth2/v1/authorize/redirect",
            "GET /oauth2/v1/logout",
            "GET /oauth2/v1/userinfo",
            "GET /oauth2/{server}/v1/authorize",
            "GET /oauth2/{server}/v1/logout",
            "GET /oauth2/{server}/v1/userinfo",
            "POST /oauth2/v1/authorize",
            "POST /oauth2/v1/authorize/consent",
            "POST /oauth2/v1/device/authorize",
            "POST /oauth2/v1/primary-authenticate",
            "POST /oauth2/v1/oob-authenticate",
            "POST /oauth2/v1/challenge",
            "POST /oauth2/v1/introspect",
            "POST /oauth2/v1/revoke",
            "POST /oauth2/v1/token",
            "POST /oauth2/v1/userinfo",
            "POST /oauth2/{server}/v1/authorize",
            "POST /oauth2/{server}/v1/device/authorize",
            "POST /oauth2/{server}/v1/primary-authenticate",
            "POST /oauth2/{server}/v1/oob-authenticate",
            "POST /oauth2/{server}/v1/challenge",
            "POST /oauth2/{server}/v1/introspect",
            "POST /oauth2/{server}/v1/revoke",
            "POST /oauth2/{server}/v1/token",
            "POST /oauth2/{server}/v1/userinfo",
        ]),
        ("pages of the browser: they show what a session, a request or a token of the address allows",
        [
            "GET /",
            "GET /activate",
            "GET /app/UserHome",
            "GET /app/{name}/{id}/login",
            "GET /app/{name}/{key}/slo/saml",
            "GET /app/{name}/{key}/sso/saml",
            "GET /auth/services/devicefingerprint",
            "GET /home/{name}/{id}/{place?}",
            "GET /login/default",
            "GET /login/getimage",
            "GET /login/login.htm",
            "GET /login/sessionCookieRedirect",
            "GET /login/signout",
            "GET /login/step-up/redirect",
            "GET /login/token/redirect",
            "GET /signin",
            "GET /signin/{**route}",
            "GET /sso/idps/{factorId}/factor",
            "GET /sso/idps/{id}",
            "GET /sso/saml2/{id}",
            "GET /welcome/{activationToken}",
            "POST /activate",
            "POST /app/{name}/{key}/slo/saml",
            "POST /app/{name}/{key}/sso/saml",
            "POST /login/sessionCookieRedirect",
            "POST /sso/saml2/{id}",
        ]),
    ];

    // Scripts, styles and pictures of the pages.
    private static readonly string[] Files = ["GET /css/", "GET /img/", "GET /js/", "GET /okta-widget/"];

    internal static IEnumerable<string> All => Table.SelectMany(group => group.Routes);

    internal static bool Are(ServedRoute route) => All.Contains(route.ToString()) || AreFiles(route);

    /// <summary>Whether it is a file of a page, and no page.</summary>
    internal static bool AreFiles(ServedRoute route) =>
        Files.Any(folder => route.ToString().StartsWith(folder, StringComparison.Ordinal)) || route.Pattern.StartsWith("/emulator/assets/", StringComparison.Ordinal);
}
