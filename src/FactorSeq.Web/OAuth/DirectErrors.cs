namespace FactorSeq.Web.OAuth;

/// <summary>What direct authentication refuses (Okta, "Configure Direct Authentication grant types").</summary>
internal static class DirectErrors
{
    internal static readonly OAuthError NoLoginHint      = new("invalid_request",       "missing_login_hint",              "The 'login_hint' parameter is missing.");
    internal static readonly OAuthError ChallengeHint    = new("invalid_request",       "unsupported_challenge_hint",      "The 'challenge_hint' parameter must be 'urn:okta:params:oauth:grant-type:oob'.");
    internal static readonly OAuthError ChannelHint      = new("invalid_request",       "unsupported_channel_hint",        "The 'channel_hint' parameter must be 'push'.");
    internal static readonly OAuthError NoOobCode        = new("invalid_request",       "missing_oob_code",                "The 'oob_code' parameter is missing.");
    internal static readonly OAuthError NoOtp            = new("invalid_request",       "missing_otp",                     "The 'otp' parameter is missing.");
    internal static readonly OAuthError NoMfaToken       = new("invalid_request",       "missing_mfa_token",               "The 'mfa_token' parameter is missing.");
    internal static readonly OAuthError InvalidMfaToken  = new("invalid_grant",         "invalid_mfa_token",               "The 'mfa_token' is invalid, used up or expired.");
    internal static readonly OAuthError ChallengeTypes   = new("invalid_request",       "unsupported_challenge_types",     "The 'challenge_types_supported' parameter must name 'http://auth0.com/oauth/grant-type/mfa-oob' or 'http://auth0.com/oauth/grant-type/mfa-otp'.");
    internal static readonly OAuthError NoAuthenticator  = new("access_denied",         "authenticator_not_available",     "The authenticator is not available to the user.");
    internal static readonly OAuthError NotEnough        = new("access_denied",         "authenticator_not_sufficient",    "The authenticator does not satisfy the sign-on policy.");
    internal static readonly OAuthError InvalidOobCode   = new("invalid_grant",         "invalid_oob_code",                "The 'oob_code' is invalid, used up or expired.");
    internal static readonly OAuthError OobPending       = new("authorization_pending", "authorization_pending",           "No user response received on the out-of-band authenticator yet. Continue polling to wait for a response.");
    internal static readonly OAuthError OobDenied        = new("access_denied",         "oob_rejected",                    "The user rejected the out-of-band challenge.");
    internal static readonly OAuthError InvalidOtp       = new("invalid_grant",         "invalid_otp",                     "The one-time passcode is invalid.");
    internal static readonly OAuthError MfaRequired      = new("mfa_required",          "mfa_required",                    "Verify with an additional authenticator to complete the sign-in process.");
}
