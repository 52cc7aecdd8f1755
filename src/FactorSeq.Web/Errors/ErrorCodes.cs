namespace FactorSeq.Web.Errors;

/// <summary>Okta's error catalogue, as far as this server answers with it: code, HTTP status, summary word for word (Okta, "Error codes").</summary>
internal static class ErrorCodes
{
    internal static readonly ErrorCode ValidationFailed   = new("E0000001", 400, "Api validation failed: {0}");
    internal static readonly ErrorCode BadBody            = new("E0000003", 400, "The request body was not well-formed.");
    internal static readonly ErrorCode AuthenticationFailed = new("E0000004", 401, "Authentication failed");
    internal static readonly ErrorCode InvalidSession     = new("E0000005", 403, "Invalid session");
    internal static readonly ErrorCode NoPermission       = new("E0000006", 403, "You do not have permission to perform the requested action");
    internal static readonly ErrorCode NotFound           = new("E0000007", 404, "Not found: {0}");
    internal static readonly ErrorCode NoSuchPath         = new("E0000008", 404, "The requested path was not found");
    internal static readonly ErrorCode Internal           = new("E0000009", 500, "Internal Server Error");
    internal static readonly ErrorCode ReadOnly           = new("E0000010", 503, "Service is in read only mode");
    internal static readonly ErrorCode InvalidToken       = new("E0000011", 401, "Invalid token provided");
    internal static readonly ErrorCode CredentialsNotUpdated = new("E0000014", 403, "Update of credentials failed");
    internal static readonly ErrorCode FeatureOff         = new("E0000015", 403, "You do not have permission to access the feature you are requesting");
    internal static readonly ErrorCode NotLicensed        = FeatureOff with { Status = 401 };
    internal static readonly ErrorCode AlreadyActive      = new("E0000016", 403, "Activation failed because the user is already active");
    internal static readonly ErrorCode ResetFailed        = new("E0000017", 403, "Password reset failed");
    internal static readonly ErrorCode BadRequest         = new("E0000020", 400, "Bad request.");
    internal static readonly ErrorCode BadContentType     = new("E0000021", 400, "Bad request.  Accept and/or Content-Type headers likely do not match supported values.");
    internal static readonly ErrorCode BadMethod          = new("E0000022", 405, "The endpoint does not support the provided HTTP method");
    internal static readonly ErrorCode MasteredElsewhere  = new("E0000023", 403, "Operation failed because user profile is mastered under another system");
    internal static readonly ErrorCode BadDate            = new("E0000030", 400, "Bad request. Invalid date. Dates must be of the form yyyy-MM-dd'T'HH:mm:ss.SSSZZ, e.g. 2013-01-01T12:00:00.000-07:00.");
    internal static readonly ErrorCode BadSearch          = new("E0000031", 400, "Invalid search criteria.");
    internal static readonly ErrorCode UnlockNotAllowed   = new("E0000032", 403, "Unlock is not allowed for this user.");
    internal static readonly ErrorCode SearchAndFilter    = new("E0000033", 400, "Can't specify a search query and filter in the same request.");
    internal static readonly ErrorCode ResetNotAllowed    = new("E0000034", 403, "Forgot password not allowed on specified user.");
    internal static readonly ErrorCode ChangeNotAllowed   = new("E0000035", 403, "Change password not allowed on specified user.");
    internal static readonly ErrorCode QuestionNotAllowed = new("E0000036", 403, "Change recovery question not allowed on specified user.");
    internal static readonly ErrorCode NotAllowedInStatus = new("E0000038", 403, "This operation is not allowed in the user's current status.");
    internal static readonly ErrorCode CredentialsNotOfScheme = new("E0000041", 400, "Credentials should not be set on this resource based on the scheme.");
    internal static readonly ErrorCode TooManyRequests    = new("E0000047", 429, "API call exceeded rate limit due to too many requests.");
    internal static readonly ErrorCode BadScimFilter      = new("E0000053", 400, "Invalid SCIM filter: {0}");
    internal static readonly ErrorCode AppInUse           = new("E0000056", 403, "Delete application forbidden.");
    internal static readonly ErrorCode AppDenied          = new("E0000057", 403, "Access to this application is denied due to a policy.");
    internal static readonly ErrorCode AppNeedsFactor     = new("E0000058", 403, "Access to this application requires MFA: {0}");
    internal static readonly ErrorCode AlreadyAssigned    = new("E0000062", 409, "The specified user is already assigned to the application.");
    internal static readonly ErrorCode FactorServiceTimeout = new("E0000067", 504, "Factors Service Error.");
    internal static readonly ErrorCode WrongAnswer        = new("E0000068", 403, "Invalid Passcode/Answer");
    internal static readonly ErrorCode UserLocked         = new("E0000069", 403, "User Locked");
    internal static readonly ErrorCode FactorServiceError = new("E0000074", 400, "Factor Service Error");
    internal static readonly ErrorCode ReadOnlyAttribute  = new("E0000077", 403, "Cannot modify the {0} attribute because it is read-only.");
    internal static readonly ErrorCode NotAllowedInState  = new("E0000079", 403, "This operation is not allowed in the current authentication state.");
    internal static readonly ErrorCode PasswordUnfit      = new("E0000080", 403, "The password does not meet the complexity requirements of the current password policy.");
    internal static readonly ErrorCode Replayed           = new("E0000082", 403, "Each code can only be used once. Please wait for a new code and try again.");
    internal static readonly ErrorCode OutsideWindow      = new("E0000083", 403, "PassCode is valid but exceeded time window.");
    internal static readonly ErrorCode AccessDenied       = new("E0000085", 403, "You do not have permission to access your account at this time.");
    internal static readonly ErrorCode WrongRecoveryAnswer = new("E0000087", 403, "The recovery question answer did not match our records.");
    internal static readonly ErrorCode RoleAssigned       = new("E0000090", 409, "The role specified is already assigned to the user.");
    internal static readonly ErrorCode AppNeedsPassword   = new("E0000092", 403, "Access to this application requires re-authentication: {0}");
    internal static readonly ErrorCode RecoveryOfNobody   = new("E0000095", 403, "Recovery not allowed for unknown user.");
    internal static readonly ErrorCode InvalidPhone       = new("E0000098", 400, "This phone number is invalid.");
    internal static readonly ErrorCode TokenUnchanged     = new("E0000106", 403, "Wait for token to change, then enter the new tokencode.");
    internal static readonly ErrorCode SmsTooSoon         = new("E0000109", 429, "An SMS message was recently sent. Please wait 30 seconds before trying again.");
    internal static readonly ErrorCode NextTokenWanted    = new("E0000113", 409, "{0}.");
    internal static readonly ErrorCode EmailTooSoon       = new("E0000118", 429, "An email was recently sent. Please wait 5 seconds before trying again.");
    internal static readonly ErrorCode ExpiryNeedsPassword = new("E0000124", 400, "Could not create user. To create a user and expire their password immediately, a password must be specified");
    internal static readonly ErrorCode ExpiryNeedsActivation = new("E0000125", 400, "Could not create user. To create a user and expire their password immediately, \"activate\" must be true");
    internal static readonly ErrorCode CallTooSoon        = new("E0000133", 429, "A phone call was recently made. Please wait 30 seconds before trying again.");
    internal static readonly ErrorCode FeatureConflict    = new("E0000141", 400, "The feature cannot be switched: {0}");
    internal static readonly ErrorCode FeatureInUse       = new("E0000141", 409, "The feature cannot be switched off while it is in use.");
    internal static readonly ErrorCode NoAgent            = new("E0000241", 504, "There are no connected agents.");
}

/// <summary>One row of the catalogue.</summary>
internal sealed record ErrorCode(string Code, int Status, string Summary)
{
    internal OktaError With(string subject, params string[] causes) => new(this, string.Format(Summary, subject), causes);

    internal OktaError Because(params string[] causes) => new(this, Summary, causes);
}
