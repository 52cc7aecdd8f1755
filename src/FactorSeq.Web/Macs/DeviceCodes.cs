using FactorSeq.Core.DesktopMfa;
using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Factors.Totp;

namespace FactorSeq.Web.Macs;

/// <summary>Device access codes: software tokens that the Mac judges by its own clock, whatever the org's shows.</summary>
internal static class DeviceCodes
{
    // By how much a phone that is right may be early or late when we only want to name the error.
    private const int OfPhone = 1;

    internal static MacEvent.DeviceCodeJudged Judge(Mac mac, LocalUser user, Secret code, int window, Account? okta, DateTimeOffset now)
    {
        if (user.OfflineSecret is not { } secret)
        {
            return new MacEvent.DeviceCodeJudged(DeviceCodeVerdict.Wrong);
        }

        var token = new TotpEnrollment(user.Name, secret, user.OfflineStep);
        return TotpVerifier.Judge(token, new Answer.PassCode(code), window, mac.Time(now)) switch
        {
            Verdict.Accepted { Updated: TotpEnrollment spent } => new(DeviceCodeVerdict.Right, spent.LastStep),
            Verdict.Rejected { Why: Rejection.Replayed } => new(DeviceCodeVerdict.Replayed),
            _ when IsOf(secret, code, now) => new(DeviceCodeVerdict.ClockSkewed),
            _ when okta is not null && OfOkta(okta) is { } other && IsOf(other, code, now) => new(DeviceCodeVerdict.OfTheOrg),
            _ => new(DeviceCodeVerdict.Wrong),
        };
    }

    /// <summary>Whether a code is that of a secret by a phone that is right.</summary>
    internal static bool IsOf(string secret, Secret code, DateTimeOffset now) =>
        TotpVerifier.Judge(new TotpEnrollment("", secret, 0), new Answer.PassCode(code), OfPhone, now) is Verdict.Accepted;

    /// <summary>What a phone shows for a secret.</summary>
    internal static string Shown(string secret, DateTimeOffset now) => TotpVerifier.Code(Base32.Decode(secret), TotpVerifier.StepAt(now));

    /// <summary>The secret of a user's Okta Verify code; null for those who have none.</summary>
    internal static string? OfOkta(Account account) =>
        account.Enrollments.FirstOrDefault(enrollment => enrollment.Kind == TotpFactor.OktaVerify.Kind)?.Data is TotpEnrollment token ? token.Secret : null;
}
