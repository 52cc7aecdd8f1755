namespace FactorSeq.Testing;

/// <summary>A user who got through.</summary>
/// <param name="Login">Who.</param>
/// <param name="UserId">Okta's id of them, <c>uid</c> of access tokens.</param>
/// <param name="Factors">The factors that were proved, in order, as the seed names them; a password posted with the username is one.</param>
/// <param name="SessionToken">To be spent once, for a session or in an authorization request.</param>
public sealed record SignedIn(string Login, string UserId, IReadOnlyList<string> Factors, string SessionToken);
