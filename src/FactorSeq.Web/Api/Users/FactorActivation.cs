using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Factors.SentCode;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary>Factors that wait for a proof before they are anybody's (Factors API, "Activate factor").</summary>
internal static class FactorActivation
{
    internal static Task Activate(HttpContext context) => Under(context, async (draft, task, body) =>
    {
        var facts = draft.Facts;
        var factor = (IEnrollable)draft.Org.Catalog[task.Value.Enrollment.Kind];
        var answer = ActivateFactor.AnswerIn(body);

        // What waits for a phone is asked after; anything else wants an answer, and none is no wrong one.
        var blank = answer is Answer.None && !FactorJson.IsScanned(task.Value) ? RequestErrors.At(AnswerOf(factor), RequestErrors.Blank) : null;
        draft.Refusal = FactorEnrollment.Objection(draft, facts, factor) ?? blank;
        if (draft.Refusal is not null)
        {
            return null;
        }

        var settings = SignOnRunner.Settings(draft.Org, draft.Client, facts);
        var verdict = await new Outside(draft.Org).Judge(
            reply => factor.Activate(task.Value.Enrollment, task.Value.Challenge, reply, settings, draft.Now), answer, facts);
        var decision = ProvingApart.Judge(facts, task.Value.Enrollment, verdict, "user.mfa.factor.activate", draft.Now);
        FactorEnrollment.Take(draft, decision);
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
            case Verdict.Over over:
                // Whoever is told so begins again at the same address, with another picture to scan.
                Renew(draft, task, factor);
                var again = new FactorLink("activate", $"{FactorJson.Address(context, draft.User, task.Id)}/lifecycle/activate", "POST");
                return json => FactorJson.WriteResult(json, over.Result.ToString().ToUpperInvariant(), null, [], again);
            case Verdict.Rejected:
                return null;
            default:
                return json => FactorJson.WriteActivation(json, context, draft.User, task.Value);
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

    /// <summary>Sends the link that does what scanning the picture does.</summary>
    internal static Task ByEmail(HttpContext context) => Under(context, (draft, task, _) => SendLink(context, draft, task.Value, Channel.Email, draft.User.Email));

    internal static Task BySms(HttpContext context) => Under(context, (draft, task, body) =>
    {
        var number = body.Object("profile") is { } profile ? JsonBody.Text(profile, "phoneNumber") : null;
        if (PhoneNumber.Normalize(number ?? "") is { } to)
        {
            return SendLink(context, draft, task.Value, Channel.Sms, to);
        }

        draft.Refusal = ErrorCodes.InvalidPhone.Because("Invalid Phone Number.");
        return new((Action<Utf8JsonWriter>?)null);
    });

    private static ValueTask<Action<Utf8JsonWriter>?> SendLink(HttpContext context, AccountDraft draft, FactorTask task, Channel channel, string to)
    {
        if (!FactorJson.IsScanned(task) || task.Challenge?.ActivationId is not { } activation)
        {
            draft.Refusal = ErrorCodes.ValidationFailed.With("factor", "The factor is not activated by a link.");
            return new((Action<Utf8JsonWriter>?)null);
        }

        Outbox.Put(draft.Work, new Sending.ActivationLink(channel, to, activation), draft.User, draft.Client, draft.Now, _ => "", draft.Org.Current.Configuration);
        return new(json => FactorJson.WriteActivation(json, context, draft.User, task));
    }

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
        FactorEnrollment.Send(draft, anew.Enrollment, pending.Sending);
        if (draft.Refusal is null)
        {
            draft.Work.Update(DocumentKinds.FactorTasks, task, anew, anew.Expires);
        }

        return anew;
    }

    private static async Task Under(
        HttpContext context, Func<AccountDraft, Stored<FactorTask>, JsonBody, ValueTask<Action<Utf8JsonWriter>?>> act)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageUsers) is not { } caller)
        {
            return;
        }

        using var body = await JsonBody.ReadOptional(context);
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
            if (draft.User.Status == Core.Users.AccountStatus.LockedOut)
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
