using System.Net;
using FactorSeq.Web.Hosting;

namespace FactorSeq.Web.Saml;

/// <summary>Everything these endpoints refuse. It is shown to the user: nothing is sent to an app whose message is in doubt.</summary>
internal static class SamlErrors
{
    internal static readonly SamlError NoForm             = new("invalid_content_type",  "The request body must be a form (application/x-www-form-urlencoded).");
    internal static readonly SamlError RepeatedParameter  = new("repeated_parameter",    "A parameter is given more than once.");
    internal static readonly SamlError NoMessage          = new("missing_saml_request",  "The 'SAMLRequest' parameter is missing.");
    internal static readonly SamlError TooLarge           = new("saml_request_too_large", "The SAML message is larger than this server reads.");
    internal static readonly SamlError Malformed          = new("malformed_saml_request", "The SAML message cannot be read.");
    internal static readonly SamlError WrongMessage       = new("unexpected_saml_message", "This endpoint does not take this kind of SAML message.");
    internal static readonly SamlError UnknownIssuer      = new("unknown_saml_issuer",   "The SAML message does not come from this app.");
    internal static readonly SamlError WrongDestination   = new("wrong_destination",     "The 'Destination' of the SAML message is not this address.");
    internal static readonly SamlError UnregisteredAcs    = new("unregistered_acs_url",  "The SAML request names an assertion consumer service that is not in the app's settings.");
    internal static readonly SamlError UnsupportedBinding = new("unsupported_binding",   "The SAML request asks for an answer by another binding than HTTP-POST.");
    internal static readonly SamlError NoSignature        = new("missing_signature",     "The SAML message is not signed.");
    internal static readonly SamlError BadSignature       = new("invalid_signature",     "The signature of the SAML message is not good.");
    internal static readonly SamlError ForbiddenAlgorithm = new("forbidden_algorithm",   "The signature of the SAML message is made with an algorithm that the app does not allow.");
    internal static readonly SamlError Expired            = new("expired_saml_request",  "The SAML message is no longer valid.");
    internal static readonly SamlError UnknownRequest     = new("unknown_okta_key",      "This sign-in has expired or is already finished. Go back to the app and start again.");
    internal static readonly SamlError NoLogout           = new("slo_not_enabled",       "Single logout is not enabled for this app.");
    internal static readonly SamlError NoNameId           = new("missing_name_id",       "The app's name ID template comes to nothing for this user.");
    internal static readonly SamlError NotAssigned        = new("user_not_assigned",     "User is not assigned to this application.", StatusCodes.Status403Forbidden);
}

/// <summary>One row of the table.</summary>
internal sealed record SamlError(string Code, string Message, int Status = StatusCodes.Status400BadRequest)
{
    internal Task Show(HttpContext context) => Assets.Page(
        context,
        "signin/error.html",
        Status,
        ("title", Status == StatusCodes.Status403Forbidden ? "403 Access Forbidden" : "400 Bad Request"),
        ("message", WebUtility.HtmlEncode(Message)),
        ("code", Code));
}
