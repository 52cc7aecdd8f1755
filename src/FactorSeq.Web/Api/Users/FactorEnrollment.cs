using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Lab;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary>Factors set up by an administrator or a program (Factors API, "Enroll factor").</summary>
internal static class FactorEnrollment
{
    // Longer than any code or QR code lives: those are made anew meanwhile.
    private static readonly TimeSpan PendingLife = TimeSpan.FromDays(1);

    internal static async Task Enroll(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageUsers) is not { } caller)
        {
            return;
        }

        using var body = await JsonBody.Read(context);
        if (body is null)
        {
            return;
        }

        var kind = new FactorKind(body.Text("factorType") ?? "", body.Text("provider") ?? "");
        var activates = bool.TryParse(context.Request.Query["activate"], out var asked) && asked;
        var request = new EnrollRequest(kind, EnrollFactor.Profile(body), EnrollFactor.SecretIn(body, "passCode"), EnrollFactor.SecretIn(body, "nextPassCode"));
        (Enrollment Enrollment, FactorTask? Pending) made = default;
        if (await AccountDraft.Change(context, caller, draft => Begin(draft, request, activates, out made)) is { User: var user })
        {
            await OktaJson.Ok(context, json => FactorJson.Write(json, context, user, made.Enrollment!, made.Pending));
        }
    }

    private static OktaError? Begin(
        AccountDraft draft, EnrollRequest request, bool activates, out (Enrollment Enrollment, FactorTask? Pending) made)
    {
        made = default;
        var facts = draft.Facts;
        if (draft.Org.Catalog.Find(request.Kind) is not IEnrollable factor)
        {
            return Invalid(draft.Org.Catalog.All.Any(known => known.Type.Kind.Type == request.Kind.Type) ? "Invalid Provider." : "Invalid Factor.");
        }

        if (Objection(draft, facts, factor) is { } objection)
        {
            return objection;
        }

        var (enrollment, result) = SignOnRunner.Begun(draft.Org, draft.Client, factor, facts, request, draft.Now);
        switch (result)
        {
            case Enrolling.Invalid invalid:
                return Invalid(invalid.Cause);
            case Enrolling.InvalidPhone:
                return ErrorCodes.InvalidPhone.Because("Invalid Phone Number.");
            case Enrolling.Rejected { Why: var why }:
                return Refusals.Error(ProvingApart.Of(why), null, null);
            case Enrolling.Active active:
                made = (enrollment with { Data = active.Data }, null);
                break;
            case Enrolling.Pending pending when activates && factor.Type.Channel is not null:
                made = (enrollment with { Data = pending.Data }, null);
                break;
            case Enrolling.Pending pending:
                var task = new FactorTask(draft.User.Id, enrollment with { Data = pending.Data }, true, pending.Challenge, draft.Now, draft.Now + PendingLife);
                draft.Work.Insert(DocumentKinds.FactorTasks, enrollment.Id, task, expires: task.Expires);
                made = (task.Enrollment, task);
                Send(draft, task.Enrollment, pending.Sending);
                return draft.Refusal;
        }

        draft.Account = draft.Account.With(made.Enrollment!);
        draft.Log("user.mfa.factor.activate", factor.Type.EventName);
        return null;
    }

    /// <summary>
    /// Why the user cannot have a factor: asked when it is begun, and when it is done, as a policy or another enrollment may have come between.
    /// </summary>
    internal static OktaError? Objection(AccountDraft draft, Facts facts, IEnrollable factor) =>
        facts.Enrollment.Factors.GetValueOrDefault(factor.Type.PolicyKey) == EnrollmentDemand.NotAllowed || !facts.IsActive(factor.Type.Kind) ? Invalid("Factor not enabled.")
        : draft.Account.CountOf(factor.Type.Kind) >= factor.Maximum ? Invalid("A factor of this type is already set up.")
        : draft.User.Status == AccountStatus.Deprovisioned ? ErrorCodes.NotAllowedInStatus.Because()
        : null;

    /// <summary>Sends what a factor wants sent, unless it was sent a moment ago.</summary>
    internal static void Send(AccountDraft draft, Enrollment enrollment, Sending? sending)
    {
        if (sending is null)
        {
            return;
        }

        var type = draft.Org.Catalog[enrollment.Kind].Type;
        if (draft.Org.Lab.Faults.OfFactorAtOnce(type.Key, draft.User.Login) is { OnlyDelays: false } fault)
        {
            throw new ProviderDownException(fault);
        }

        if (type.Channel is { } channel && sending is Sending.Code { To: var to })
        {
            // A factor that there is waits for its own codes, whoever has asked for the last one; one to be, for those to the address.
            var key = draft.Account.Enrollment(enrollment.Id) is null ? $"enroll {channel} {to}" : enrollment.Id;
            if (ProvingApart.TooSoon(draft.Facts, channel, key, draft.Now) is { } tooSoon)
            {
                draft.Refusal = Refusals.Error(tooSoon, enrollment.Id, null);
                return;
            }

            draft.Account = draft.Account with { Attempts = draft.Account.Attempts.Sent(key, draft.Now) };
        }

        draft.Sent = sending;
        Outbox.Put(draft.Work, sending, draft.User, draft.Client, draft.Now, _ => type.Key, draft.Org.Current.Configuration, draft.SmsTemplate);
        if ((type.SetUpEvent ?? type.SentEvent) is { } sent)
        {
            draft.Log(sent, type.EventName);
        }
    }

    /// <summary>Takes up what came of a proof.</summary>
    internal static void Take(AccountDraft draft, ApartDecision decision)
    {
        draft.Account = decision.Account;
        foreach (var happened in decision.Events)
        {
            LogEntry.Append(draft.Work, draft.Now, happened, draft.User, draft.Client);
        }

        draft.Refusal = decision.Refusal is { } refusal ? Refusals.Error(refusal, null, draft.Org.Current.Configuration.Settings) : null;
    }

    private static OktaError Invalid(string cause) => ErrorCodes.ValidationFailed.With("factorEnrollRequest", cause);
}
