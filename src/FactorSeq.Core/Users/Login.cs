namespace FactorSeq.Core.Users;

/// <summary>
/// The name somebody signs in with. Two logins are the same when they differ only in case (Users API, "login").
/// </summary>
public static class Login
{
    /// <summary>Longest login that is looked up, in characters (Okta's profile limit).</summary>
    public const int MaxLength = 100;

    /// <summary>The form in which logins are compared and stored as a key.</summary>
    public static string Key(string login) => login.Trim().ToUpperInvariant();

    /// <summary>True for a login that could exist at all; anything else is answered like an unknown one.</summary>
    public static bool IsPlausible(string login) => !string.IsNullOrWhiteSpace(login) && login.Trim().Length <= MaxLength;
}
