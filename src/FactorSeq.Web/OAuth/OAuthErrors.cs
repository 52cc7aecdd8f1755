using System.Text.Json;
using FactorSeq.Web.SignIn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>Everything these endpoints refuse (RFC 6749 §4.1.2.1, §5.2; Okta, "OpenID Connect &amp; OAuth 2.0 API: error codes").</summary>
internal static class OAuthErrors
{
    internal static readonly OAuthError InvalidClientId          = new("invalid_client",            "invalid_client_id",                "Invalid value for 'client_id' parameter.");
    internal static readonly OAuthError NoClientCredentials      = new("invalid_client",            "missing_client_credentials",       "No client credentials found.");
    internal static readonly OAuthError InvalidClientSecret      = new("invalid_client",            "invalid_client_secret",            "The client secret supplied for a confidential client is invalid.");
    internal static readonly OAuthError ManyClientCredentials    = new("invalid_request",           "multiple_client_credentials",      "Cannot supply multiple client credentials. Use one of the following: credentials in the Authorization header, credentials in the post body, or a client_assertion in the post body.");
    internal static readonly OAuthError NoForm                   = new("invalid_request",           "invalid_content_type",             "The request body must be a form (application/x-www-form-urlencoded).");
    internal static readonly OAuthError RepeatedParameter        = new("invalid_request",           "repeated_parameter",               "A parameter is given more than once.");
    internal static readonly OAuthError IllegalRedirectUri       = new("invalid_request",           "illegal_redirect_uri",             "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.");
    internal static readonly OAuthError IllegalPostLogoutUri     = new("invalid_request",           "illegal_post_logout_redirect_uri", "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.");
    internal static readonly OAuthError InvalidIdTokenHint       = new("invalid_request",           "invalid_id_token_hint",            "The 'id_token_hint' parameter must be an ID token that this authorization server issued.");
    internal static readonly OAuthError UnknownAuthorization     = new("invalid_request",           "unknown_okta_key",                 "This sign-in has expired or is already finished. Go back to the app and start again.");
    internal static readonly OAuthError InvalidState             = new("invalid_request",           "invalid_state",                    "The authentication request has an invalid 'state' parameter.");
    internal static readonly OAuthError InvalidNonce             = new("invalid_request",           "invalid_nonce",                    "The authentication request has an invalid 'nonce' parameter.");
    internal static readonly OAuthError InvalidLoginHint         = new("invalid_request",           "invalid_login_hint",               "The authentication request has an invalid 'login_hint' parameter.");
    internal static readonly OAuthError InvalidPrompt            = new("invalid_request",           "invalid_prompt",                   "The authentication request has an invalid 'prompt' parameter.");
    internal static readonly OAuthError InvalidMaxAge            = new("invalid_request",           "invalid_max_age",                  "The authentication request has an invalid 'max_age' parameter.");
    internal static readonly OAuthError InvalidIdp               = new("invalid_request",           "invalid_idp",                      "The authentication request has an invalid 'idp' parameter.");
    internal static readonly OAuthError PkceMissingChallenge     = new("invalid_request",           "pkce_missing_challenge",           "PKCE code challenge is required when the token endpoint authentication method is 'NONE'.");
    internal static readonly OAuthError PkceInvalidChallenge     = new("invalid_request",           "pkce_invalid_challenge",           "The 'code_challenge' parameter must be a SHA-256 digest in base64url, with 'S256' as 'code_challenge_method'.");
    internal static readonly OAuthError PkceMissingVerifier      = new("invalid_request",           "pkce_missing_verifier",            "PKCE code verifier must be specified.");
    internal static readonly OAuthError MissingToken             = new("invalid_request",           "missing_token",                    "The 'token' parameter is missing.");
    internal static readonly OAuthError UnsupportedResponseType  = new("unsupported_response_type", "unsupported_response_type",        "The response type is not supported by the authorization server for this client.");
    internal static readonly OAuthError UnsupportedResponseMode  = new("unsupported_response_mode", "unsupported_response_mode",        "The response mode is not supported for this response type or redirect URI.");
    internal static readonly OAuthError MissingScope             = new("invalid_scope",             "missing_scope",                    "The authorization server resource does not have any configured default scopes, 'scope' must be provided.");
    internal static readonly OAuthError NoMatchingScope          = new("invalid_scope",             "no_matching_scope",                "One or more scopes are not configured for the authorization server resource.");
    internal static readonly OAuthError OpenIdScopeRequired      = new("invalid_scope",             "openid_scope_required",            "The 'openid' scope must be requested along with other OpenID Connect scopes.");
    internal static readonly OAuthError ScopeNotGranted          = new("invalid_scope",             "scope_not_granted",                "One or more scopes were not granted with this refresh token.");
    internal static readonly OAuthError OktaScopesNotGranted     = new("consent_required",          "no_consented_scope",               "You are not allowed any of the requested scopes.");
    internal static readonly OAuthError LoginRequired            = new("login_required",            "login_required",                   "The client specified not to prompt, but the user is not logged in.");
    internal static readonly OAuthError MfaRequired              = new("login_required",            "login_required",                   "The client specified not to prompt, but the client app requires re-authentication or MFA.");
    internal static readonly OAuthError AppDenied                = new("access_denied",             "app_sign_on_denied",               "Access to this application is denied due to a policy.");
    internal static readonly OAuthError UserNotAssigned          = new("access_denied",             "user_not_assigned",                "User is not assigned to the client application.");
    internal static readonly OAuthError NoMatchingPolicy         = new("access_denied",             "no_matching_policy",               "Policy evaluation failed for this request, please check the policy configurations.");
    internal static readonly OAuthError NoScopeAllowed           = new("access_denied",             "no_scope_allowed",                 "Policy evaluation failed for this request, please check the policy configurations.");
    internal static readonly OAuthError NoOpenIdForClients       = new("invalid_scope",             "openid_not_allowed_client_creds",  "The client credentials grant cannot be used with OpenID Connect scopes.");
    internal static readonly OAuthError UnsupportedForOrg        = new("invalid_client",            "unsupported_auth_method_client_creds", "Client credentials requests to the org authorization server must use the private_key_jwt token_endpoint_auth_method.");
    internal static readonly OAuthError UnsupportedGrantType     = new("unsupported_grant_type",    "unsupported_grant_type",           "The authorization grant type is not supported by the authorization server.");
    internal static readonly OAuthError UnauthorizedClient       = new("unauthorized_client",       "unauthorized_client",              "The client is not authorized to use the provided grant type.");
    internal static readonly OAuthError InvalidCode              = new("invalid_grant",             "invalid_authorization_code",       "The authorization code is invalid or has expired.");
    internal static readonly OAuthError MismatchedRedirectUri    = new("invalid_grant",             "mismatched_redirect_uri",          "The 'redirect_uri' parameter does not match the redirect URI used in the authorization request.");
    internal static readonly OAuthError PkceVerificationFailed   = new("invalid_grant",             "pkce_verification_failed",         "PKCE verification failed.");
    internal static readonly OAuthError InvalidRefreshToken      = new("invalid_grant",             "invalid_refresh_token",            "The refresh token is invalid or expired.");
    internal static readonly OAuthError NoPasswordCredentials    = new("invalid_request",           "missing_password_credentials",     "The 'username' and 'password' parameters are required.");
    internal static readonly OAuthError WrongPasswordCredentials = new("invalid_grant",             "invalid_password_credentials",     "The credentials provided were invalid.");
    internal static readonly OAuthError ExpiredPassword          = new("invalid_grant",             "expired_password_credentials",     "The credentials provided have expired.");
    internal static readonly OAuthError PasswordNeedsMfa         = new("invalid_grant",             "password_auth_denied_mfa",         "Resource owner password credentials authentication denied by sign on policy.");
    internal static readonly OAuthError PasswordDenied           = new("invalid_grant",             "password_auth_denied_policy",      "Resource owner password credentials authentication denied by sign on policy.");
    internal static readonly OAuthError MissingDeviceCode        = new("invalid_request",           "missing_device_code",              "The 'device_code' parameter is missing.");
    internal static readonly OAuthError InvalidDeviceCode        = new("invalid_grant",             "invalid_device_code",              "The device code is invalid or has already been used.");
    internal static readonly OAuthError ExpiredDeviceCode        = new("expired_token",             "expired_device_code",              "The device code has expired.");
    internal static readonly OAuthError AuthorizationPending     = new("authorization_pending",     "authorization_pending",            "The device authorization is pending. Please try again later.");
    internal static readonly OAuthError SlowDown                 = new("slow_down",                 "slow_down",                        "The device is polling too often. Add five seconds to the interval.");
    internal static readonly OAuthError DeviceDenied             = new("access_denied",             "device_denied",                    "The device authorization was denied.");
    internal static readonly OAuthError InvalidSubjectToken      = new("invalid_request",           "invalid_subject_token",            "The 'subject_token' is invalid.");
    internal static readonly OAuthError UnsupportedTokenType     = new("invalid_request",           "unsupported_token_type",           "The type of a token is missing or not supported.");
    internal static readonly OAuthError InvalidTarget            = new("invalid_target",            "invalid_audience",                 "The 'audience' parameter must be the audience of the authorization server.");
    internal static readonly OAuthError NoOpenIdInExchange       = new("invalid_scope",             "openid_not_allowed_token_exchange", "The exchange of an access token cannot be used with OpenID Connect scopes.");
    internal static readonly OAuthError ConsentRequired          = new("consent_required",          "consent_required",                 "The client specified not to prompt, but the user has to consent first.");
    internal static readonly OAuthError NoUserToConsent          = new("invalid_scope",             "consent_not_possible",             "One or more scopes require the consent of a user, which this grant cannot ask for.");
    internal static readonly OAuthError ConsentDenied            = new("access_denied",             "scope_denied",                     "The user denied access to one or more scopes.");
    internal static readonly OAuthError InvalidToken             = new("invalid_token",             "invalid_access_token",             "The access token is invalid.");
    internal static readonly OAuthError InsufficientScope        = new("insufficient_scope",        "insufficient_scope",               "The access token must provide access to at least one of these scopes - profile, openid, email, address or phone");
}

/// <summary>One row of the table.</summary>
/// <param name="Error">The code that clients see.</param>
/// <param name="Reason">The finer one of the System Log.</param>
internal sealed record OAuthError(string Error, string Reason, string Description)
{
    /// <summary>Answers with this error as JSON.</summary>
    internal Task Write(HttpContext context)
    {
        var status = StatusCodes.Status400BadRequest;
        if (Error == "invalid_client")
        {
            status = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"FactorSeq\"";
        }

        return OktaJson.Ok(
            context,
            json =>
            {
                json.WriteStartObject();
                json.WriteString("error", Error);
                json.WriteString("error_description", Description);
                json.WriteEndObject();
            },
            status);
    }

    /// <summary>Refuses an access token (RFC 6750 §3).</summary>
    internal Task Challenge(HttpContext context)
    {
        context.Response.StatusCode = Error == "insufficient_scope" ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized;
        context.Response.Headers.WWWAuthenticate = $"Bearer error=\"{Error}\", error_description=\"{Description}\"";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        return Task.CompletedTask;
    }

    /// <summary>Shows this error to the user: there is no client that it could be sent to.</summary>
    internal Task Show(HttpContext context) => SignInPages.Problem(context, "400 Bad Request", Description, Error);

    /// <summary>The parameters that tell a client of it.</summary>
    internal (string Name, string Value)[] Parameters => [("error", Error), ("error_description", Description)];
}
