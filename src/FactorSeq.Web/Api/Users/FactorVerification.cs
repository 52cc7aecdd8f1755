using System.Text.Json;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
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

            if (draft.User.Status == AccountStatus.LockedOut)
            {
                return ErrorCodes.UserLocked.Because();
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

            write = json => FactorJson.WriteResult(json, "SUCCESS", null, []);
            return null;
        }) is not null)
        {
            await OktaJson.Ok(context, write!);
        }
    }

    /// <summary>Looks what became of a push.</summary>
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

            var facts = draft.Facts;
            var factor = draft.Org.Catalog[enrollment.Kind];
            var verdict = await new Outside(draft.Org).Judge(
                reply => factor.Judge(enrollment, task.Value.Challenge, reply, SignOnRunner.Settings(draft.Org, draft.Client, facts), draft.Now), new Answer.None(), facts);
            var self = FactorJson.Address(context, draft.User, enrollment.Id);
            if (verdict is Verdict.Accepted)
            {
                FactorEnrollment.Take(draft, ProvingApart.Judge(facts, enrollment, verdict, Proof, draft.Now));
                draft.Work.Delete(DocumentKinds.FactorTasks, task);
            }

            write = verdict switch
            {
                Verdict.Accepted => json => FactorJson.WriteResult(json, "SUCCESS", null, []),
                Verdict.Over over => json => FactorJson.WriteResult(
                    json, over.Result.ToString().ToUpperInvariant(), null, Name(factor, enrollment), AgainAt(self), FactorAt(self)),
                _ => json => WriteWaiting(json, self, task.Id, task.Value.Expires, Name(factor, enrollment)),
            };
            return null;
        }) is not null)
        {
            await OktaJson.Ok(context, write!);
        }
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
            return UserProfile.Fault(enrollment.Kind.Type == "question" ? "answer" : "passCode", "The field cannot be left blank");
        }

        FactorEnrollment.Send(draft, enrollment, begun.Sending);
        var self = FactorJson.Address(context, draft.User, enrollment.Id);
        var expires = draft.Now + (challenge.OnPhone is null ? settings.CodeLifetime : settings.PushLifetime);
        var next = new FactorTask(draft.User.Id, enrollment, false, challenge, draft.Now, expires);
        if (challenge.OnPhone is not null)
        {
            var transaction = "v2mst." + Tokens.Random(22);
            draft.Work.Insert(DocumentKinds.FactorTasks, transaction, next, expires: expires.AddHours(1));
            write = json => WriteWaiting(json, self, transaction, expires, []);
            return null;
        }

        if (draft.Refusal is null && task is null)
        {
            draft.Work.Insert(DocumentKinds.FactorTasks, enrollment.Id, next, expires: expires.AddHours(1));
        }
        else if (draft.Refusal is null)
        {
            draft.Work.Update(DocumentKinds.FactorTasks, task!, next, expires.AddHours(1));
        }

        // Of what was sent Okta says to which phone, and nothing of mail.
        var profile = factor.Type.Channel is Channel.Sms or Channel.Call ? factor.FullProfile(enrollment) : [];
        write = json => FactorJson.WriteResult(json, "CHALLENGE", null, profile, AgainAt(self), FactorAt(self));
        return null;
    }

    private static void WriteWaiting(Utf8JsonWriter json, string self, string transaction, DateTimeOffset expires, IEnumerable<ProfileField> profile) =>
        FactorJson.WriteResult(
            json,
            "WAITING",
            expires,
            profile,
            new FactorLink("poll", $"{self}/transactions/{transaction}", "GET"),
            new FactorLink("cancel", $"{self}/transactions/{transaction}", "DELETE"));

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
