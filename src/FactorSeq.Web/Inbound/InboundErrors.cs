using FactorSeq.Web.SignIn;

namespace FactorSeq.Web.Inbound;

/// <summary>
/// Everything that keeps somebody out who comes from an identity provider; what SAML has of its own is in <see cref="Saml.SamlErrors"/>. It is
/// shown to the user and told to the System Log: nobody is sent on with what is in doubt.
/// </summary>
internal static class InboundErrors
{
    internal static readonly InboundError UnknownProvider    = new("unknown_identity_provider",  "This org has no such identity provider.");
    internal static readonly InboundError Unreachable        = new("identity_provider_unreachable", "The identity provider does not answer, or not as it should.", StatusCodes.Status502BadGateway);
    internal static readonly InboundError RepeatedParameter  = new("repeated_parameter",         "A parameter is given more than once.");
    internal static readonly InboundError InvalidState       = new("invalid_state",              "This sign-in at an identity provider is over, began in another browser, or its time has run out.");
    internal static readonly InboundError WrongIssuer        = new("issuer_mismatch",            "The answer comes from another identity provider than the one that was asked.");
    internal static readonly InboundError Refused            = new("identity_provider_refused",  "The identity provider did not sign the user in.");
    internal static readonly InboundError NoCode             = new("missing_code",               "The identity provider sent no authorization code.");
    internal static readonly InboundError CodeRefused        = new("code_refused",               "The identity provider gave no ID token for its authorization code.");
    internal static readonly InboundError InvalidIdToken     = new("invalid_id_token",           "The ID token of the identity provider is not good.");
    internal static readonly InboundError InvalidNonce       = new("invalid_nonce",              "The ID token of the identity provider was made for another sign-in.");
    internal static readonly InboundError InvalidUserInfo    = new("invalid_userinfo",           "What the identity provider says about the user is about somebody else.");
    internal static readonly InboundError WrongResponse      = new("unexpected_saml_response",   "The SAML response does not hold one assertion in the clear.");
    internal static readonly InboundError InvalidSubject     = new("invalid_subject",            "The assertion has no subject that is confirmed for this address.");
    internal static readonly InboundError WrongAudience      = new("wrong_audience",             "The assertion is not meant for this org.");
    internal static readonly InboundError NotNow             = new("assertion_not_valid_now",    "The assertion is not valid at this time.");
    internal static readonly InboundError UnknownRequest     = new("unknown_in_response_to",     "The SAML response answers no request that this browser has made.");
    internal static readonly InboundError Unsolicited        = new("unsolicited_response",       "This identity provider may not begin a sign-in by itself.");
    internal static readonly InboundError Replayed           = new("assertion_replayed",         "The assertion was used before.");
    internal static readonly InboundError NoUserName         = new("missing_username",           "What the identity provider says about the user makes no username.");
    internal static readonly InboundError Filtered           = new("username_filtered",          "The username does not fit the identity provider's filter.");
    internal static readonly InboundError NoAccount          = new("user_not_found",             "No account of this org belongs to the user of the identity provider.");
    internal static readonly InboundError Ambiguous          = new("ambiguous_user",             "More than one account of this org fits the user of the identity provider.");
    internal static readonly InboundError LinkDenied         = new("account_link_denied",        "The account of this org may not be linked to the user of the identity provider.");
    internal static readonly InboundError UnverifiedMail     = new("unverified_email",           "The identity provider does not vouch for the mail address by which an account of this org was found.");
    internal static readonly InboundError Incomplete         = new("incomplete_profile",         "The identity provider says too little about the user to make an account of it.");
    internal static readonly InboundError SignInDenied       = new("sign_in_denied",             "The account may not sign in, or a policy does not allow it.", StatusCodes.Status403Forbidden);
}

/// <summary>One row of the table.</summary>
internal sealed record InboundError(string Code, string Message, int Status = StatusCodes.Status400BadRequest)
{
    internal Task Show(HttpContext context) => SignInPages.Problem(
        context,
        Status switch
        {
            StatusCodes.Status403Forbidden => "403 Access Forbidden",
            StatusCodes.Status502BadGateway => "502 Bad Gateway",
            _ => "400 Bad Request",
        },
        Message,
        Code,
        Status);
}
