using FactorSeq.Core.Factors;

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
    public sealed record VouchedFor(string Login, Voucher By) : Step;

    /// <summary>A factor was addressed by its id.</summary>
    public sealed record Chose(string EnrollmentId) : Step;

    /// <summary>Another push, code or call was asked for.</summary>
    public sealed record AskedAgain(string EnrollmentId) : Step;

    /// <summary>
    /// A factor judged. <paramref name="Primary"/>: the password of a username-and-password request, whose failure is E0000004.
    /// </summary>
    public sealed record Judged(Enrollment Enrollment, Verdict Verdict, bool RememberDevice = false, bool Primary = false) : Step;

    /// <summary><c>previous</c>.</summary>
    public sealed record WentBack : Step;

    /// <summary>The state was only looked at; it lives on.</summary>
    public sealed record Looked : Step;

    /// <summary><c>cancel</c>.</summary>
    public sealed record Cancelled : Step;

    /// <summary>The browser came to turn a hosted page's success into a session.</summary>
    public sealed record Redeemed : Step;
}

/// <summary>Who vouched for a user who was not asked for factors.</summary>
public enum Voucher
{
    /// <summary>An external SAML or OIDC identity provider: event <c>user.authentication.auth_via_IDP</c>.</summary>
    IdentityProvider,

    /// <summary>Integrated Windows Authentication: event <c>user.authentication.auth_via_iwa</c>.</summary>
    Iwa,
}
