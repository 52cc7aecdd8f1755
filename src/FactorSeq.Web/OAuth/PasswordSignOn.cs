using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// A sign-in with nothing but a password. It is that of <c>/api/v1/authn</c>: the same policies, directories and counters. Whoever cannot
/// prove the password hears one and the same refusal; that the policy wants more is told only after that.
/// </summary>
internal static class PasswordSignOn
{
    // Longer than any password policy allows; hashing megabytes is nobody's sign-in.
    private const int MaxPassword = 1024;

    // What may be put off is put off: a warning, factors that are not required.
    private const int MostSkips = 4;

    internal static async ValueTask<PasswordProof> Try(HttpContext context, string username, string password)
    {
        if (password.Length > MaxPassword)
        {
            return OAuthErrors.WrongPasswordCredentials;
        }

        var org = context.Org();
        var client = Client.Of(context);
        var secret = new Secret(password);
        var outcome = await SignOnRunner.Primary(org, client, new PrimaryRequest(username, secret, null, null, false, SignOnOptions.None, null));
        if (outcome is { Refusal: null, At: Transaction.Unauthenticated })
        {
            // A sequence leaves the password of the first request alone: it counts where the sequence may begin with it.
            outcome = await SignOnRunner.Verify(org, client, outcome.StateToken, Enrollment.PasswordId, new Answer.Password(secret), remember: false);
        }

        for (var i = 0; i < MostSkips && outcome is { Refusal: null, At: Transaction.PasswordWarn or Transaction.MfaEnroll }; i++)
        {
            outcome = await SignOnRunner.Take(org, client, outcome.StateToken, new Step.Skipped());
        }

        if (outcome is { Refusal: null, At: Transaction.Success success, SessionToken: { } token })
        {
            return new PasswordProof.Proved(outcome.Facts!.Account!, success.Grant, token);
        }

        await SignOnRunner.Take(org, client, outcome.StateToken, new Step.Cancelled());
        return outcome switch
        {
            { Refusal: null, At: Transaction.PasswordExpired }                           => OAuthErrors.ExpiredPassword,
            { Refusal: null, At: Transaction.MfaRequired } or { At: Transaction.MfaEnroll } => OAuthErrors.PasswordNeedsMfa,
            { Refusal: Refusal.AccessDenied }                                            => OAuthErrors.PasswordDenied,
            _                                                                            => OAuthErrors.WrongPasswordCredentials,
        };
    }
}

/// <summary>What came of a sign-in with a password. Closed.</summary>
internal abstract record PasswordProof
{
    private PasswordProof()
    {
    }

    /// <param name="SessionToken">The right to a session, which nobody is told.</param>
    internal sealed record Proved(Account Account, SessionGrant Grant, string SessionToken) : PasswordProof;

    internal sealed record Refused(OAuthError Error) : PasswordProof;

    public static implicit operator PasswordProof(OAuthError error) => new Refused(error);
}
