using System.Collections.Immutable;

namespace FactorSeq.Web.Console.Pages.People;

/// <summary>A step of an account's life that an admin can take.</summary>
/// <param name="Rel">The link of the Users API that says that it can be taken now.</param>
/// <param name="Path">Under <c>lifecycle</c>, with its query.</param>
/// <param name="Question">With a place for the login.</param>
/// <param name="Secret">The member of the answer that only the admin gets to see; null where there is none.</param>
internal sealed record LifecycleStep(string Rel, string Path, string Label, string Question, bool Grave = false, string? Secret = null, string SecretIs = "")
{
    internal static readonly ImmutableArray<LifecycleStep> All =
    [
        new("activate",       "activate?sendEmail=false",            "Activate",        "Activate {0}?", Secret: "activationUrl", SecretIs: "The link that activates the account"),
        new("reactivate",     "reactivate?sendEmail=false",          "Reactivate",      "Make another activation link for {0}?", Secret: "activationUrl", SecretIs: "The link that activates the account"),
        new("unlock",         "unlock",                              "Unlock",          "Unlock {0}? Where the directory may be written to, it is unlocked there as well."),
        new("unsuspend",      "unsuspend",                           "Unsuspend",       "Let {0} sign in again?"),
        new("resetPassword",  "reset_password?sendEmail=false",      "Reset password",  "Take the password of {0} away, and make a link by which another is chosen?", Secret: "resetPasswordUrl", SecretIs: "The link by which a password is chosen"),
        new("expirePassword", "expire_password",                     "Expire password", "Have {0} change the password at the next sign-in?"),
        new("suspend",        "suspend",                             "Suspend",         "Suspend {0}? Sessions end, and nothing but an admin lets them in again.", Grave: true),
        new("deactivate",     "deactivate",                          "Deactivate",      "Deactivate {0}? Sessions end.", Grave: true),
    ];
}
