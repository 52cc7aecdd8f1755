using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary>Factors challenged and proved by a program (Factors API, "Verify factor"): the strikes are those of a sign-in.</summary>
internal static class FactorVerification
{
    private const string Proof = "user.authentication.auth_via_mfa";
    private const string Succeeded = "SUCCESS";

    // What is over stays a while, so that whoever asks hears what became of it.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    internal static async Task Verify(HttpContext context)
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

        var answer = VerifyFactor.AnswerIn(body);
        Action<Utf8JsonWriter>? write = null;
        if (await AccountDraft.Change(context, caller, async draft =>
        {
            if (Factor(context, draft) is not { } enrollment)
            {
                return UserFactorsApi.NotFound(FactorId(context));
            }

            if (Barred(draft, enrollment) is { } barred)
            {
                return barred;
            }

            var task = await draft.Org.Documents.Find(draft.Org.Name, DocumentKinds.FactorTasks, enrollment.Id);
            if (answer is Answer.None)
            {
                return Challenge(context, draft, enrollment, task, out write);
            }

            var facts = draft.Facts;
            var factor = draft.Org.Catalog[enrollment.Kind];
            var verdict = await new Outside(draft.Org).Judge(
                reply => factor.Judge(enrollment, task?.Value.Challenge, reply, SignOnRunner.Settings(draft.Org, draft.Client, facts), draft.Now), answer, facts);
            if (verdict is not (Verdict.Accepted or Verdict.Rejected))
            {
                return ErrorCodes.ValidationFailed.With("factorVerifyRequest", "The factor is not proved by what was sent.");
            }

            FactorEnrollment.Take(draft, ProvingApart.Judge(facts, enrollment, verdict, Proof, draft.Now));
            if (verdict is Verdict.Accepted && task is not null)
            {
                draft.Work.Delete(DocumentKinds.FactorTasks, task);
            }

            write = json => FactorJson.WriteResult(json, Succeeded, null, []);
            return null;
        }) is not null)
        {
            await OktaJson.Ok(context, write!);
        }
    }

    /// <summary>Looks what became of a push. Whoever looks first takes up the answer; it is told until its time is over, to whom it may have got lost.</summary>
    internal static async Task Poll(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUsers) is not { } caller)
        {
            return;
        }

        Action<Utf8JsonWriter>? write = null;
        if (await AccountDraft.Change(context, caller, async draft =>
        {
            if (Factor(context, draft) is not { } enrollment || await Transaction(context, draft) is not { } task)
            {
                return UserFactorsApi.NotFound(FactorId(context));
            }

            if (task.Value.Result is null && Barred(draft, enrollment) is { } barred)
            {
                return barred;
            }

            var factor = draft.Org.Catalog[enrollment.Kind];
            var self = FactorJson.Address(context, draft.User, enrollment.Id);
            var result = task.Value.Result ?? await Take(draft, enrollment, task);
            write = result switch
            {
                null      => json => WriteWaiting(json, self, task, Name(factor, enrollment)),
                Succeeded => json => FactorJson.WriteResult(json, Succeeded, null, []),
                { } over  => json => FactorJson.WriteResult(json, over, null, Name(factor, enrollment), AgainAt(self), FactorAt(self)),
            };
            return null;
        }, ofAdmins: true) is not null)
        {
            await OktaJson.Ok(context, write!);
        }
    }

    /// <returns>null while the push waits.</returns>
    private static async ValueTask<string?> Take(AccountDraft draft, Enrollment enrollment, Stored<FactorTask> task)
    {
        var facts = draft.Facts;
        var factor = draft.Org.Catalog[enrollment.Kind];
        var verdict = await new Outside(draft.Org).Judge(
            reply => factor.Judge(enrollment, task.Value.Challenge, reply, SignOnRunner.Settings(draft.Org, draft.Client, facts), draft.Now), new Answer.None(), facts);
        var result = verdict switch
        {
            Verdict.Accepted  => Succeeded,
            Verdict.Over over => over.Result.ToString().ToUpperInvariant(),
            _                 => null,
        };
        if (verdict is Verdict.Accepted)
        {
            FactorEnrollment.Take(draft, ProvingApart.Judge(facts, enrollment, verdict, Proof, draft.Now));
        }
        else if (verdict is Verdict.Over { Result: FactorResult.Rejected })
        {
            var denied = new SystemEvent("user.mfa.okta_verify.deny_push", EventOutcome.Failure, Factor: factor.Type.EventName);
            LogEntry.Append(draft.Work, draft.Now, denied, draft.User, draft.Client);
        }

        if (result is not null)
        {
            draft.Work.Update(DocumentKinds.FactorTasks, task, task.Value with { Result = result }, task.Value.Expires + Grace);
        }

        return result;
    }

    // A factor that the org has switched off proves nothing, and a locked user proves nothing.
    private static OktaError? Barred(AccountDraft draft, Enrollment enrollment)
    {
        draft.Thaw();
        return draft.User.Status == AccountStatus.LockedOut ? ErrorCodes.UserLocked.Because()
            : draft.Facts.IsActive(enrollment.Kind) ? null
            : ErrorCodes.ValidationFailed.With("factorVerifyRequest", "Factor not enabled.");
    }

    /// <summary>Withdraws a push.</summary>
    internal static async Task Cancel(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ManageUsers) is { } caller
            && await AccountDraft.Change(context, caller, async draft =>
            {
                if (Factor(context, draft) is null || await Transaction(context, draft) is not { } task)
                {
                    return UserFactorsApi.NotFound(FactorId(context));
                }

                draft.Work.Delete(DocumentKinds.FactorTasks, task);
                if (task.Value.Challenge?.OnPhone is { } push
                    && await draft.Org.Documents.Find(draft.Org.Name, DocumentKinds.Pushes, push) is { Value.Decision: PhoneDecision.Pending } waiting)
                {
                    draft.Work.Update(DocumentKinds.Pushes, waiting, waiting.Value with { Decision = PhoneDecision.Withdrawn }, waiting.Value.Expires);
                }

                return null;
            }) is not null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static OktaError? Challenge(
        HttpContext context, AccountDraft draft, Enrollment enrollment, Stored<FactorTask>? task, out Action<Utf8JsonWriter>? write)
    {
        write = null;
        var factor = draft.Org.Catalog[enrollment.Kind];
        var settings = SignOnRunner.Settings(draft.Org, draft.Client, draft.Facts);
        if (factor.Begin(enrollment, task?.Value.Challenge, settings, SignOnRunner.Chance(), draft.Now) is not Verdict.Challenged { Challenge: { } challenge } begun)
        {
            return RequestErrors.At(enrollment.Kind.Type == "question" ? "answer" : "passCode", RequestErrors.Blank);
        }

        if (challenge.VisitId is not null)
        {
            return ErrorCodes.ValidationFailed.With("factorVerifyRequest", "The factor is proved at its provider's, and in the middle of a sign-in only.");
        }

        FactorEnrollment.Send(draft, enrollment, begun.Sending);
        var self = FactorJson.Address(context, draft.User, enrollment.Id);
        var expires = draft.Now + (challenge.OnPhone is null ? settings.CodeLifetime : settings.PushLifetime);
        var next = new FactorTask(draft.User.Id, enrollment, false, challenge, draft.Now, expires);
        if (challenge.OnPhone is not null)
        {
            var transaction = "v2mst." + Tokens.Random(22);
            draft.Work.Insert(DocumentKinds.FactorTasks, transaction, next, expires: expires + Grace);
            write = json => WriteWaiting(json, self, new Stored<FactorTask>(transaction, next, 0), []);
            return null;
        }

        if (draft.Refusal is null && task is null)
        {
            draft.Work.Insert(DocumentKinds.FactorTasks, enrollment.Id, next, expires: expires + Grace);
        }
        else if (draft.Refusal is null)
        {
            draft.Work.Update(DocumentKinds.FactorTasks, task!, next, expires + Grace);
        }

        // Of what was sent Okta says to which phone, and nothing of mail.
        var profile = factor.Type.Channel is Channel.Sms or Channel.Call ? factor.FullProfile(enrollment) : [];
        write = json => FactorJson.WriteResult(json, "CHALLENGE", null, profile, challenge.Face, AgainAt(self), FactorAt(self));
        return null;
    }

    private static void WriteWaiting(Utf8JsonWriter json, string self, Stored<FactorTask> task, IEnumerable<ProfileField> profile) =>
        FactorJson.WriteResult(
            json,
            "WAITING",
            task.Value.Expires,
            profile,
            task.Value.Challenge?.Face,
            new FactorLink("poll", $"{self}/transactions/{task.Id}", "GET"),
            new FactorLink("cancel", $"{self}/transactions/{task.Id}", "DELETE"));

    private static FactorLink AgainAt(string self) => new("verify", $"{self}/verify", "POST");

    private static FactorLink FactorAt(string self) => new("factor", self, "GET", "DELETE");

    // Of a phone the transaction names no more than whose it is.
    private static IEnumerable<ProfileField> Name(IFactor factor, Enrollment enrollment) =>
        factor.FullProfile(enrollment).Where(field => field.Name == "credentialId");

    private static string FactorId(HttpContext context) => (string)context.Request.RouteValues["factorId"]!;

    private static Enrollment? Factor(HttpContext context, AccountDraft draft) =>
        draft.Account.Enrollment(FactorId(context)) is { } enrollment && AccountStates.IsReset(enrollment) ? enrollment : null;

    private static async ValueTask<Stored<FactorTask>?> Transaction(HttpContext context, AccountDraft draft) =>
        await draft.Org.Documents.Find(draft.Org.Name, DocumentKinds.FactorTasks, (string)context.Request.RouteValues["transactionId"]!) is { } task
        && task.Value.UserId == draft.User.Id && task.Value.Enrollment.Id == FactorId(context) && task.Value.Challenge?.OnPhone is not null
            ? task
            : null;
}
