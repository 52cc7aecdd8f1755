using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary>Factors set up by an administrator or a program (Factors API, "Enroll factor", "Activate factor").</summary>
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

    internal static Task Activate(HttpContext context) => Under(context, async (draft, task, body) =>
    {
        var facts = draft.Facts;
        var factor = (IEnrollable)draft.Org.Catalog[task.Value.Enrollment.Kind];
        var answer = ActivateFactor.AnswerIn(body);

        // What waits for a phone is asked after; anything else wants an answer, and none is no wrong one.
        var blank = answer is Answer.None && task.Value.Challenge?.ActivationId is null ? UserProfile.Fault(AnswerOf(factor), "The field cannot be left blank") : null;
        draft.Refusal = Objection(draft, facts, factor) ?? blank;
        if (draft.Refusal is not null)
        {
            return null;
        }

        var settings = SignOnRunner.Settings(draft.Org, draft.Client, facts);
        var verdict = await new Outside(draft.Org).Judge(
            reply => factor.Activate(task.Value.Enrollment, task.Value.Challenge, reply, settings, draft.Now), answer, facts);
        var decision = ProvingApart.Judge(facts, task.Value.Enrollment, verdict, "user.mfa.factor.activate", draft.Now);
        Take(draft, decision);
        switch (verdict)
        {
            case Verdict.Accepted accepted:
                var active = task.Value.Enrollment with { Data = accepted.Updated ?? task.Value.Enrollment.Data, Created = draft.Now };
                draft.Account = draft.Account.With(active);
                if (SignOnRunner.Companion(draft.Org, draft.Client, factor, facts, draft.Now) is { } companion
                    && draft.Account.Enrollments.All(e => e.Kind != companion.Kind)
                    && facts.IsActive(companion.Kind)
                    && facts.Enrollment.Factors.GetValueOrDefault(draft.Org.Catalog[companion.Kind].Type.PolicyKey) != EnrollmentDemand.NotAllowed)
                {
                    draft.Account = draft.Account.With(companion);
                }

                draft.Work.Delete(DocumentKinds.FactorTasks, task);
                return json => FactorJson.Write(json, context, draft.User, active, null);
            case Verdict.Over:
                var anew = Renew(draft, task, factor);
                return json => FactorJson.Write(json, context, draft.User, anew.Enrollment, anew);
            case Verdict.Rejected:
                return null;
            default:
                return json => FactorJson.WriteResult(
                    json, "WAITING", null, ("poll", $"{FactorJson.Address(context, draft.User, task.Id)}/lifecycle/activate/poll", "POST"));
        }
    });

    /// <summary>Sends another code to what is being set up.</summary>
    internal static Task Resend(HttpContext context) => Under(context, (draft, task, _) =>
    {
        var factor = (IEnrollable)draft.Org.Catalog[task.Value.Enrollment.Kind];
        if (factor.Type.Channel is null)
        {
            draft.Refusal = ErrorCodes.ValidationFailed.With("factor", "The factor sends no codes.");
            return new((Action<Utf8JsonWriter>?)null);
        }

        var anew = Renew(draft, task, factor);
        return new(json => FactorJson.Write(json, context, draft.User, anew.Enrollment, anew));
    });

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

    // Why the user cannot have one: when it is begun, and when it is done, as a policy or another enrollment may have come between.
    private static OktaError? Objection(AccountDraft draft, Facts facts, IEnrollable factor) =>
        facts.Enrollment.Factors.GetValueOrDefault(factor.Type.PolicyKey) == EnrollmentDemand.NotAllowed || !facts.IsActive(factor.Type.Kind) ? Invalid("Factor not enabled.")
        : draft.Account.Enrollments.Count(e => e.Kind == factor.Type.Kind) >= factor.Maximum ? Invalid("A factor of this type is already set up.")
        : draft.User.Status == AccountStatus.Deprovisioned ? ErrorCodes.NotAllowedInStatus.Because()
        : null;

    private static string AnswerOf(IEnrollable factor) => factor.Type.Kind.Type switch
    {
        "webauthn" => "attestation",
        "u2f"      => "registrationData",
        _          => "passCode",
    };

    private static FactorTask Renew(AccountDraft draft, Stored<FactorTask> task, IEnrollable factor)
    {
        var settings = SignOnRunner.Settings(draft.Org, draft.Client, draft.Facts);
        if (factor.Renew(task.Value.Enrollment, task.Value.Challenge, settings, SignOnRunner.Chance(), draft.Now) is not Enrolling.Pending pending)
        {
            return task.Value;
        }

        var anew = task.Value with { Enrollment = task.Value.Enrollment with { Data = pending.Data }, Challenge = pending.Challenge };
        Send(draft, anew.Enrollment, pending.Sending);
        if (draft.Refusal is null)
        {
            draft.Work.Update(DocumentKinds.FactorTasks, task, anew, anew.Expires);
        }

        return anew;
    }

    /// <summary>Sends what a factor wants sent, unless it was sent a moment ago.</summary>
    internal static void Send(AccountDraft draft, Enrollment enrollment, Sending? sending)
    {
        if (sending is null)
        {
            return;
        }

        var type = draft.Org.Catalog[enrollment.Kind].Type;
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

        Outbox.Put(draft.Work, sending, draft.User, draft.Client, draft.Now, _ => type.Key);
        if (type.SentEvent is { } sent)
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

    private static async Task Under(
        HttpContext context, Func<AccountDraft, Stored<FactorTask>, JsonBody, ValueTask<Action<Utf8JsonWriter>?>> act)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageUsers) is not { } caller)
        {
            return;
        }

        using var body = await JsonBody.ReadIfAny(context);
        if (body is null)
        {
            return;
        }

        var id = (string)context.Request.RouteValues["factorId"]!;
        Action<Utf8JsonWriter>? write = null;
        if (await AccountDraft.Change(context, caller, async draft =>
        {
            if (await draft.Org.Documents.Find(draft.Org.Name, DocumentKinds.FactorTasks, id) is not { Value: { IsPending: true } pending } task
                || pending.UserId != draft.User.Id || draft.Now >= pending.Expires)
            {
                return draft.Account.Enrollment(id) is null ? UserFactorsApi.NotFound(id) : ErrorCodes.ValidationFailed.With("factor", "The factor is active already.");
            }

            draft.Thaw();
            if (draft.User.Status == AccountStatus.LockedOut)
            {
                return ErrorCodes.UserLocked.Because();
            }

            write = await act(draft, task, body);
            return null;
        }) is not null)
        {
            await OktaJson.Ok(context, write!);
        }
    }
}
