namespace FactorSeq.Web.OAuth;

/// <summary>What is refused about JWTs of clients and about their registration (RFC 7523, RFC 9101, RFC 9449, RFC 7591).</summary>
internal static class ClientErrors
{
    internal static readonly OAuthError AssertionType        = new("invalid_request",             "client_assertion_invalid_type",             "The 'client_assertion_type' parameter must be 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', with a JWT in 'client_assertion'.");
    internal static readonly OAuthError AssertionMalformed   = new("invalid_client",              "client_assertion_malformed",                "The client_assertion is not a signed JWT.");
    internal static readonly OAuthError AssertionSubject     = new("invalid_client",              "client_assertion_invalid_subject",          "The issuer and the subject of the client_assertion must be the client_id.");
    internal static readonly OAuthError AssertionMethod      = new("invalid_client",              "mismatched_auth_method",                    "The client's token_endpoint_auth_method is another than the one that was used.");
    internal static readonly OAuthError AssertionAlgorithm   = new("invalid_client",              "client_assertion_invalid_algorithm",        "The client_assertion is signed with an algorithm that the client may not use.");
    internal static readonly OAuthError AssertionKid         = new("invalid_client",              "client_assertion_invalid_kid",              "The client_assertion JWT kid is invalid.");
    internal static readonly OAuthError AssertionSignature   = new("invalid_client",              "client_assertion_invalid_signature",        "The client_assertion signature is invalid.");
    internal static readonly OAuthError AssertionAudience    = new("invalid_client",              "client_assertion_invalid_audience",         "The audience claim for client_assertion must be the endpoint invoked for the request.");
    internal static readonly OAuthError AssertionNoExpiry    = new("invalid_client",              "client_assertion_missing_expiration",       "The client_assertion token has no expiration.");
    internal static readonly OAuthError AssertionExpired     = new("invalid_client",              "client_assertion_expired_token",            "The client_assertion token is expired.");
    internal static readonly OAuthError AssertionTooLong     = new("invalid_client",              "client_assertion_expires_too_far_in_future", "The client_assertion token has an expiration too far into the future.");
    internal static readonly OAuthError AssertionTooEarly    = new("invalid_client",              "client_assertion_not_yet_valid",            "The client_assertion token must be issued before the current time.");
    internal static readonly OAuthError AssertionUsed        = new("invalid_client",              "client_assertion_already_used",             "The client_assertion token has already been used.");

    internal static readonly OAuthError RequestUri           = new("request_uri_not_supported",   "request_uri_not_supported",                 "The 'request_uri' parameter is not supported: send the JWT in 'request'.");
    internal static readonly OAuthError RequestMalformed     = new("invalid_request_object",      "request_object_malformed",                  "The 'request' parameter is not a signed JWT.");
    internal static readonly OAuthError RequestAlgorithm     = new("invalid_request_object",      "request_object_invalid_algorithm",          "The request object is signed with an algorithm that the client may not use.");
    internal static readonly OAuthError RequestKid           = new("invalid_request_object",      "request_object_invalid_kid",                "The kid of the request object names none of the client's keys.");
    internal static readonly OAuthError RequestSignature     = new("invalid_request_object",      "request_object_invalid_signature",          "The signature of the request object is invalid.");
    internal static readonly OAuthError RequestIssuer        = new("invalid_request_object",      "request_object_invalid_issuer",             "The issuer of the request object must be the client_id.");
    internal static readonly OAuthError RequestAudience      = new("invalid_request_object",      "request_object_invalid_audience",           "The audience of the request object must be the issuer of the authorization server.");
    internal static readonly OAuthError RequestExpired       = new("invalid_request_object",      "request_object_expired",                    "The request object is expired.");
    internal static readonly OAuthError RequestNoExpiry      = new("invalid_request_object",      "request_object_missing_expiration",         "The request object has no expiration, and no time of issue either.");
    internal static readonly OAuthError RequestTooLong       = new("invalid_request_object",      "request_object_expires_too_far_in_future",  "The request object has an expiration too far into the future.");
    internal static readonly OAuthError RequestTooEarly      = new("invalid_request_object",      "request_object_not_yet_valid",              "The request object is not yet valid.");
    internal static readonly OAuthError RequestUsed          = new("invalid_request_object",      "request_object_already_used",               "The request object has already been used.");
    internal static readonly OAuthError RequestNested        = new("invalid_request_object",      "request_object_nested",                     "A request object cannot hold another one.");
    internal static readonly OAuthError RequestMismatched    = new("invalid_request_object",      "request_object_mismatched",                 "The 'client_id' and the 'response_type' of the request object must be those of the request.");

    internal static readonly OAuthError ProofMissing         = new("invalid_dpop_proof",          "missing_dpop_proof",                        "The DPoP proof JWT header is missing.");
    internal static readonly OAuthError ProofMalformed       = new("invalid_dpop_proof",          "malformed_dpop_proof",                      "The DPoP proof must be one JWT of type 'dpop+jwt', signed with the public key in its header.");
    internal static readonly OAuthError ProofSignature       = new("invalid_dpop_proof",          "invalid_dpop_signature",                    "The DPoP proof JWT signature is invalid.");
    internal static readonly OAuthError ProofRequest         = new("invalid_dpop_proof",          "mismatched_dpop_request",                   "The 'htm' and 'htu' claims of the DPoP proof must be the method and the address of the request.");
    internal static readonly OAuthError ProofTime            = new("invalid_dpop_proof",          "invalid_dpop_iat",                          "The 'iat' claim of the DPoP proof must be the current time.");
    internal static readonly OAuthError ProofUsed            = new("invalid_dpop_proof",          "dpop_proof_already_used",                   "The DPoP proof JWT must have a 'jti' claim that has not been used.");
    internal static readonly OAuthError ProofKey             = new("invalid_dpop_proof",          "mismatched_dpop_key",                       "The DPoP proof is signed with another key than the token is bound to.");
    internal static readonly OAuthError ProofToken           = new("invalid_dpop_proof",          "mismatched_dpop_token",                     "The 'ath' claim of the DPoP proof must be the hash of the access token.");
    internal static readonly OAuthError ProofNonce           = new("use_dpop_nonce",              "missing_dpop_nonce",                        "Authorization server requires nonce in DPoP proof.");

    internal static OAuthError Metadata(string member, string fault) => new("invalid_client_metadata", "invalid_client_metadata", $"{member}: {fault}");
}
