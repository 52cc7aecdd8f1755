using System.Globalization;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>Why somebody is asked to set up a factor or to change a password, and how a recovery stands.</summary>
internal static partial class Explain
{
    private sealed partial class Picture
    {
        private FactorChains Residual => whole.Residual(proved.Select(p => p.Kind));

        private static string Instant(DateTimeOffset instant) =>
            instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

        private static string Kind(RecoveryKind kind) => kind switch
        {
            RecoveryKind.AccountActivation => "ACCOUNT_ACTIVATION",
            _ => kind.ToString().ToUpperInvariant(),
        };

        private static bool IsRecovery(Transaction at) => at is Transaction.RecoveryMailed or Transaction.RecoveryGranted
            or Transaction.RecoveryChallenge or Transaction.Recovery or Transaction.PasswordReset;

        private void WriteEnrollmentPolicy()
        {
            var configuration = org.Current.Configuration;
            var evaluation = Evaluate.First(configuration.Enrollment, org.Current.Names, facts.Evaluation.Request);
            json.WriteStartObject("enrollmentPolicy");
            json.WriteString("policy", evaluation.Policy?.Name);
            json.WriteString("rule", evaluation.Rule?.Name);
            json.WriteString("enroll", facts.Enrollment.Moment.ToString().ToUpperInvariant());
            json.WriteStartArray("factors");
            foreach (var type in org.Catalog.Enrollable.Select(f => f.Type))
            {
                var demand = facts.Enrollment.Factors.GetValueOrDefault(type.PolicyKey);
                if (demand == EnrollmentDemand.NotAllowed)
                {
                    continue;
                }

                json.WriteStartObject();
                json.WriteString("factor", org.Catalog.NameOf(type.Kind));
                json.WriteString("enrollment", demand.ToString().ToUpperInvariant());
                json.WriteBoolean("enrolled", facts.Account?.Enrollments.Any(e => e.Kind == type.Kind) == true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        private void WritePasswordPolicy()
        {
            var configuration = org.Current.Configuration;
            var evaluation = Evaluate.First(configuration.Passwords, org.Current.Names, facts.Evaluation.Request);
            var policy = facts.Password;
            var changed = facts.Account?.User.PasswordChanged;
            json.WriteStartObject("passwordPolicy");
            json.WriteString("policy", evaluation.Policy?.Name);
            json.WriteString("rule", evaluation.Rule?.Name);
            json.WriteString("complexity", policy.Complexity.Demands);
            json.WriteNumber("maxAgeDays", policy.Age.MaxAgeDays);
            if (changed is { } since)
            {
                json.WriteInstant("passwordChanged", since);
            }

            if (policy.Age.Expiry(changed) is { } expiry)
            {
                json.WriteInstant("passwordExpires", expiry);
            }

            json.WriteNumber("maxAttempts", policy.MaxAttempts);
            json.WriteNumber("autoUnlockMinutes", policy.AutoUnlockMinutes);
            json.WriteBoolean("passwordChange", policy.AllowsChange);
            json.WriteBoolean("selfServicePasswordReset", policy.AllowsReset);
            json.WriteBoolean("selfServiceUnlock", policy.AllowsUnlock);
            json.WriteStartArray("recovery");
            foreach (var (name, open) in new[]
            {
                ("email", policy.Recovery.Email), ("sms", policy.Recovery.Sms), ("call", policy.Recovery.Call), ("question", policy.Recovery.Question),
            })
            {
                if (open)
                {
                    json.WriteStringValue(name);
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        private void WriteRefused(Refusal refusal, string reason)
        {
            json.WriteStartObject("answer");
            WriteError(refusal);
            json.WriteEndObject();
            json.WriteString("reason", reason);
        }

        private void WriteError(Refusal refusal)
        {
            var error = Refusals.Error(refusal, null, facts.Settings);
            json.WriteNumber("status", error.Code.Status);
            json.WriteString("errorCode", error.Code.Code);
            json.WriteString("errorSummary", error.Summary);
        }

        private void WriteRecovery(Transaction recovery)
        {
            var kind = recovery.Context.Recovery!.Value;
            if (recovery.Context.Subject is Subject.Known && !Recovering.IsAble(facts, kind, by: null))
            {
                WriteRefused(Refusal.InvalidToken, $"{Named(kind)} is no longer open: {WhyNotAble()}");
                return;
            }

            json.WriteStartObject("answer");
            json.WriteString("status", AuthnView.StatusOf(recovery));
            json.WriteEndObject();
            json.WriteString("reason", $"{Named(kind)}: {ReasonOfRecovery(recovery)}");
        }

        private string WhyNotAble() => facts.Account is { } account
            ? $"the account is {Names.Status(account.User.Status)}, or its password policy does not allow it"
            : "no such user";

        private static string Named(RecoveryKind kind) => kind switch
        {
            RecoveryKind.Unlock            => "An unlock",
            RecoveryKind.AccountActivation => "An activation",
            _                              => "A forgotten password",
        };

        private string ReasonOfRecovery(Transaction recovery) => recovery switch
        {
            { Context.Subject: Subject.Decoy } => facts.Account is null
                ? "a decoy, for there is no such user; no code went out"
                : $"a decoy, for {WhyNotAble()}; no code went out",
            Transaction.RecoveryChallenge challenge => $"waits for the code that went out by {challenge.Channel.ToString().ToLowerInvariant()}",
            Transaction.Recovery                    => "waits for the answer to the recovery question",
            _                                       => $"waits for a new password. {facts.Password.Complexity.Demands}",
        };

        private string ReasonUnderWay(Transaction open, Account account) => open switch
        {
            Transaction.MfaChallenge challenge when account.Enrollment(challenge.EnrollmentId) is { } enrollment =>
                $"Challenged: {org.Catalog.NameOf(enrollment.Kind)}",
            Transaction.MfaEnroll             => ReasonToEnroll(open),
            Transaction.MfaEnrollActivate set => ReasonOfActivation(set),
            Transaction.PasswordExpired       => ReasonOfExpiry(account),
            Transaction.PasswordWarn          => $"The password expires at {Instant(facts.Password.Age.Expiry(account.User.PasswordChanged) ?? now)}",
            Transaction.Success               => "Everything is proved; the browser has yet to come for its session",
            _                                 => Offered(Residual, proved),
        };

        private string ReasonToEnroll(Transaction enroll)
        {
            var choices = facts.Choices(Residual);
            var open = string.Join(", ", choices.Where(c => c.IsOpen).Select(c =>
                $"{org.Catalog.NameOf(c.Factor.Type.Kind)} ({(c.IsMissing ? "required" : c.Demand == EnrollmentDemand.Required ? "enrolled" : "optional")})"));
            var why = !Residual.IsComplete ? "The next step of the chain asks for what the user does not have"
                : choices.Any(c => c.IsMissing) ? "The enrollment policy requires a factor that the user does not have"
                : "The enrollment policy offers factors, and they may be passed over";
            return $"{why}. To set up: {open}";
        }

        private string ReasonOfActivation(Transaction.MfaEnrollActivate set)
        {
            var name = org.Catalog.NameOf(set.Pending.Kind);
            return set.Result switch
            {
                FactorResult.Waiting => $"{name} is being set up and waits for its QR code to be scanned",
                FactorResult.Timeout => $"{name} was being set up; its QR code has run out",
                _                    => $"{name} is being set up and waits for its code",
            };
        }

        private string ReasonOfExpiry(Account account)
        {
            var changed = account.User.PasswordChanged;
            return facts.Password.Age.Expiry(changed) is { } expiry && now >= expiry
                ? $"The password is {(int)(now - changed!.Value).TotalDays} days old; its policy allows {facts.Password.Age.MaxAgeDays}"
                : account.User.Status == AccountStatus.PasswordExpired
                    ? "The account is PASSWORD_EXPIRED: an admin wants its password changed"
                    : "The password had expired when this step was reached";
        }
    }
}
