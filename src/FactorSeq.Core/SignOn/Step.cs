using System.Collections.Immutable;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;

namespace FactorSeq.Core.SignOn;

/// <summary>What can arrive at a transaction. Closed. No secret is ever a step: a factor judges it, and its verdict arrives.</summary>
public abstract record Step
{
    private Step()
    {
    }

    /// <summary>Somebody was named. <paramref name="PasswordPosted"/>: the same request carries a password to be judged next.</summary>
    public sealed record Identified(string Login, bool PasswordPosted) : Step;

    /// <summary>Somebody else vouches for the user: an external identity provider or desktop single sign-on. Sequences do not apply to it.</summary>
    public sealed record VouchedFor(string Login, Voucher By, string? ProviderId = null) : Step;

    /// <summary>An app asks more of somebody who is signed in.</summary>
    public sealed record AskedToStepUp(StepUp Wanted) : Step;

    /// <summary>A factor was addressed by its id.</summary>
    public sealed record Chose(string EnrollmentId) : Step;

    /// <summary><c>skip</c>.</summary>
    public sealed record Skipped : Step;

    /// <summary>A factor was chosen to be set up.</summary>
    public sealed record WishedToEnroll(FactorKind Kind) : Step;

    /// <summary>A factor answered that wish; <paramref name="Enrollment"/> is what there would be.</summary>
    public sealed record Enrolled(Enrollment Enrollment, Enrolling Result) : Step;

    /// <summary>Another code was asked for to activate a factor with, or another QR code.</summary>
    public sealed record ActivationRenewed(Enrolling Result) : Step;

    /// <summary>The QR code's content was asked for by text message or mail; <paramref name="To"/> is the number, null for the user's own address.</summary>
    public sealed record ActivationSent(Channel Channel, string? To) : Step;

    /// <summary>A factor judged what should activate it; <paramref name="Companion"/> is what comes with it, where something does.</summary>
    public sealed record ActivationJudged(Verdict Verdict, Enrollment? Companion = null) : Step;

    /// <summary>The present password and a new one arrived.</summary>
    /// <param name="OldRight">Whether the present password was right.</param>
    /// <param name="RevokeSessions">Whether the user's sessions so far end with it.</param>
    public sealed record PasswordChanged(bool OldRight, NewPassword New, bool RevokeSessions) : Step;

    /// <summary>A new password arrived where the old one is forgotten.</summary>
    public sealed record PasswordReset(NewPassword New, bool RevokeSessions) : Step;

    /// <summary>Somebody wants back in by a link.</summary>
    /// <param name="Trusted">A trusted app asks: it is handed the token, and told why where there is none.</param>
    public sealed record AskedForLink(string Login, RecoveryKind Kind, bool Trusted) : Step;

    /// <summary>Somebody wants back in by a code, or wants another one; <paramref name="Begun"/> is null where no phone is on file.</summary>
    public sealed record AskedForCode(string Login, RecoveryKind Kind, Channel Channel, Enrollment? Enrollment, Verdict.Challenged? Begun) : Step;

    /// <summary>The code that went out was judged.</summary>
    public sealed record RecoveryCodeJudged(Verdict Verdict) : Step;

    /// <summary>A recovery or activation token was spent.</summary>
    /// <param name="ByAdministrator">Whether an administrator made it, and not somebody who wants back in.</param>
    public sealed record TokenSpent(RecoveryKind Kind, string Login, bool ByAdministrator = false) : Step;

    /// <summary>The recovery question was answered.</summary>
    public sealed record RecoveryAnswered(bool Right) : Step;

    /// <summary>Another push, code or call was asked for.</summary>
    public sealed record AskedAgain(string EnrollmentId) : Step;

    /// <summary>
    /// A factor judged. <paramref name="Primary"/>: the password of a username-and-password request, whose failure is E0000004.
    /// </summary>
    /// <param name="ByType">The factor was addressed by its type, not by its id.</param>
    public sealed record Judged(
        Enrollment Enrollment, Verdict Verdict, bool RememberDevice = false, bool Primary = false, bool ByType = false) : Step;

    /// <summary><c>previous</c>.</summary>
    public sealed record WentBack : Step;

    /// <summary>The state was only looked at; it lives on.</summary>
    public sealed record Looked : Step;

    /// <summary><c>cancel</c>.</summary>
    public sealed record Cancelled : Step;

    /// <summary>The browser came to turn a hosted page's success into a session.</summary>
    /// <param name="SessionId">Digest of the id of the session it has; null where it has none.</param>
    public sealed record Redeemed(string? SessionId = null) : Step;
}

/// <summary>What the policy says of a new password. Closed; the password itself never arrives.</summary>
public abstract record NewPassword
{
    private NewPassword()
    {
    }

    /// <summary>It will do; <paramref name="Data"/> keeps it.</summary>
    public sealed record Fit(FactorData Data) : NewPassword;

    /// <summary>It will not, and why.</summary>
    public sealed record Unfit(string Cause) : NewPassword;

    /// <summary>The directory that keeps the user's password did not answer.</summary>
    public sealed record Untaken : NewPassword;
}

/// <summary>That another vouched for the user, in place of a password.</summary>
/// <param name="ProviderId">The org's identity provider that did; null where it is none of the org's.</param>
public sealed record Vouched(Voucher By, string? ProviderId = null)
{
    // "Password / Any IDP": what another vouches for stands where the password does.
    internal static ImmutableArray<FactorProof> Stands(DateTimeOffset at) => [new FactorProof(FactorKind.Password, at)];
}

/// <summary>Who vouched for a user who was not asked for factors.</summary>
public enum Voucher
{
    /// <summary>An external SAML or OIDC identity provider: event <c>user.authentication.auth_via_IDP</c>.</summary>
    IdentityProvider,

    /// <summary>Integrated Windows Authentication: event <c>user.authentication.auth_via_iwa</c>.</summary>
    Iwa,
}
