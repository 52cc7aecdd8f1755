using FactorSeq.Core.Orgs;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Errors;

namespace FactorSeq.Web.Api.Authn;

/// <summary>Each refusal's error on the wire.</summary>
internal static class Refusals
{
    /// <param name="cause">What the error says in particular.</param>
    /// <param name="resets">Whether a password was to be reset rather than changed: Okta has a code for each.</param>
    internal static OktaError Error(Refusal refusal, string? factorId, OrgSettings? settings, string? cause = null, bool resets = false) => refusal switch
    {
        Refusal.InvalidToken         => ErrorCodes.InvalidToken.Because(),
        Refusal.AuthenticationFailed => ErrorCodes.AuthenticationFailed.Because(),
        Refusal.NotAllowedInState    => ErrorCodes.NotAllowedInState.Because(ErrorCodes.NotAllowedInState.Summary),
        Refusal.FactorNotFound       => ErrorCodes.NotFound.With($"Resource not found: {factorId} (Factor)"),
        Refusal.WrongPassword        => settings?.PasswordFactorError == PasswordFactorError.E0000004
                                            ? ErrorCodes.AuthenticationFailed.Because()
                                            : ErrorCodes.WrongAnswer.Because("Password is incorrect"),
        Refusal.FactorServiceError   => ErrorCodes.FactorServiceError.Because(),
        Refusal.FactorServiceTimeout => ErrorCodes.FactorServiceTimeout.Because(),
        Refusal.WrongPassCode        => ErrorCodes.WrongAnswer.Because("Your passcode doesn't match our records. Please try again."),
        Refusal.WrongAnswer          => ErrorCodes.WrongAnswer.Because("Your answer doesn't match our records. Please try again."),
        Refusal.Replayed             => ErrorCodes.Replayed.Because(),
        Refusal.OutsideWindow        => ErrorCodes.OutsideWindow.Because(),
        Refusal.NextTokenWanted      => ErrorCodes.NextTokenWanted.With("Wait for the tokencode to change, then enter the new tokencode"),
        Refusal.TokenUnchanged       => ErrorCodes.TokenUnchanged.Because(),
        Refusal.UserLocked           => ErrorCodes.UserLocked.Because(),
        Refusal.SmsTooSoon           => ErrorCodes.SmsTooSoon.Because(),
        Refusal.CallTooSoon          => ErrorCodes.CallTooSoon.Because(),
        Refusal.EmailTooSoon         => ErrorCodes.EmailTooSoon.Because(),
        Refusal.AccessDenied         => ErrorCodes.AccessDenied.Because(),
        Refusal.InvalidEnrollment    => ErrorCodes.ValidationFailed.With("factorEnrollRequest", cause ?? ""),
        Refusal.InvalidPhone         => ErrorCodes.InvalidPhone.Because("Invalid Phone Number."),
        Refusal.OldPasswordWrong     => ErrorCodes.CredentialsNotUpdated.Because("oldPassword: The credentials provided were incorrect."),
        Refusal.PasswordUnfit        => (resets ? ErrorCodes.PasswordUnfit : ErrorCodes.CredentialsNotUpdated).Because(cause ?? ""),
        Refusal.NoAgent              => ErrorCodes.NoAgent.Because(),
        Refusal.WrongRecoveryAnswer  => ErrorCodes.WrongRecoveryAnswer.Because(),
        Refusal.RecoveryOfNobody     => ErrorCodes.RecoveryOfNobody.Because(),
        Refusal.ResetNotAllowed      => ErrorCodes.ResetNotAllowed.Because(),
        Refusal.UnlockNotAllowed     => ErrorCodes.UnlockNotAllowed.Because(),
        _                            => throw new System.Diagnostics.UnreachableException(),
    };
}
