using FactorSeq.Core.Factors;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Factors.Push;
using FactorSeq.Factors.Totp;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.OAuth;

/// <summary>
/// A client that has no browser puts a factor to a user itself (Okta, "Configure Direct Authentication grant types"): the factors, their
/// strikes and their locks are those of every sign-in.
/// </summary>
internal static class DirectAuthentication
{
    /// <summary>Seconds between two polls.</summary>
    internal const int Interval = 5;

    private const string Proof = "user.authentication.auth_via_mfa";

    // What is over stays a while, so that whoever sent it can be told.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>Sends a push to a user's phone.</summary>
    /// <param name="ticket">The sign-in that it continues; null where it begins one.</param>
    internal static async ValueTask<DirectProof> Begin(HttpContext context, AuthorizationServer server, App app, string login, Stored<MfaTicket>? ticket = null)
    {
        var (org, client) = (context.Org(), Client.Of(context));
        var (facts, _, objection) = await Look(context, server, app, login, new PushFactor().Type.Kind, ticket is not null);
        if (objection is not null)
        {
            return objection;
        }

        var user = facts!.Account!.User;
        var enrollment = Enrolled(facts, new PushFactor().Type.Kind)!;
        var factor = org.Catalog[enrollment.Kind];
        await new Outside(org).Reach(enrollment.Kind, facts);
        var now = org.Clock.Now;
        var settings = SignOnRunner.Settings(org, client, facts);
        settings = settings with { AlwaysNumberChallenge = settings.AlwaysNumberChallenge || app.Type == AppType.DesktopMfa && facts.Settings.DesktopMfaNumberChallenge == NumberChallenge.Always };
        var begun = (Verdict.Challenged)factor.Begin(enrollment, null, settings, SignOnRunner.Chance(), now);
        var push = (Sending.Push)begun.Sending!;
        var code = Tokens.Random(42);
        var challenge = new DirectChallenge(server.Id, app.ClientId, user.Id, enrollment.Id, begun.Challenge!, push.Expires, ticket?.Id);
        var work = new UnitOfWork(org.Name)
            .Issue(DocumentKinds.DirectChallenges, Tokens.Digest(code), challenge, expires: push.Expires + Grace)
            .Insert(
                DocumentKinds.Pushes,
                push.PushId,
                new Push(user.Login, user.Id, enrollment.Id, push.Device, app.Label, now, push.Expires, push.Numbers, PhoneDecision.Pending, null),
                expires: push.Expires + Grace);
        LogEntry.Append(work, now, new SystemEvent("system.push.send_factor_verify_push", EventOutcome.Success, Factor: factor.Type.EventName), user, client);
        await org.Documents.Commit(work);
        Tell(org, "pushes");
        await org.Lab.Phones.Sent(org, push, user);
        return new DirectProof.Begun(code, challenge, push.Right);
    }

    /// <summary>Looks what became of a push. Whoever looks first after it was answered has the answer, and nobody has it again.</summary>
    /// <param name="id">The digest of its code.</param>
    /// <param name="fits">Whether the challenge is the one that is meant.</param>
    /// <param name="with">Adds what is to be written with the proof, or not at all.</param>
    internal static async ValueTask<DirectProof> Take(
        HttpContext context, AuthorizationServer server, App app, string id, Func<DirectChallenge, bool> fits, Func<UnitOfWork, DirectProof.Proved, OAuthError?>? with = null)
    {
        var (org, client) = (context.Org(), Client.Of(context));
        while (await org.Documents.Find(org.Name, DocumentKinds.DirectChallenges, id) is { Value: var challenge } stored
            && challenge.Server == server.Id && challenge.ClientId == app.ClientId && fits(challenge))
        {
            if (await org.FindAccountById(challenge.UserId) is not { } account)
            {
                return DirectErrors.InvalidOobCode;
            }

            var (facts, _, objection) = await Look(context, server, app, account.Value.User.Login, new PushFactor().Type.Kind, challenge.MfaTicket is not null);
            if (objection is not null)
            {
                return objection;
            }

            if (facts!.Account!.Enrollment(challenge.EnrollmentId) is not { } enrollment)
            {
                return DirectErrors.InvalidOobCode;
            }

            var now = org.Clock.Now;
            var factor = org.Catalog[enrollment.Kind];
            var settings = SignOnRunner.Settings(org, client, facts);
            var verdict = await new Outside(org).Judge(reply => factor.Judge(enrollment, challenge.Challenge, reply, settings, now), new Answer.None(), facts);
            var work = new UnitOfWork(org.Name);
            DirectProof result;
            switch (verdict)
            {
                case Verdict.Accepted:
                    var proved = Prove(context, work, account, facts, enrollment, verdict, now);
                    result = with?.Invoke(work, proved) is { } refusal ? refusal : proved;
                    break;
                case Verdict.Over { Result: FactorResult.Rejected }:
                    LogEntry.Append(work, now, new SystemEvent("user.mfa.okta_verify.deny_push", EventOutcome.Failure, Factor: factor.Type.EventName), account.Value.User, client);
                    LogEntry.Append(work, now, new SystemEvent(Proof, EventOutcome.Failure, "INVALID_CREDENTIALS", factor.Type.EventName), account.Value.User, client);
                    result = DirectErrors.OobDenied;
                    break;
                case Verdict.Over:
                    return DirectErrors.InvalidOobCode;
                default:
                    return new DirectProof.Waiting();
            }

            // Of any number of rivals one deletes the challenge in the version it read.
            if (await org.Documents.Commit(work.Delete(DocumentKinds.DirectChallenges, stored)))
            {
                Tell(org, "users");
                return result;
            }
        }

        return DirectErrors.InvalidOobCode;
    }

    /// <summary>Judges a code of Okta Verify.</summary>
    /// <param name="afterPassword">Whether the password was proved before.</param>
    /// <param name="with">Adds what is to be written with the proof, or not at all.</param>
    internal static async ValueTask<DirectProof> TakeOtp(
        HttpContext context, AuthorizationServer server, App app, string login, Secret otp, bool afterPassword, Func<UnitOfWork, DirectProof.Proved, OAuthError?>? with = null)
    {
        var (org, client) = (context.Org(), Client.Of(context));
        while (true)
        {
            var (facts, account, objection) = await Look(context, server, app, login, TotpFactor.OktaVerify.Kind, afterPassword);
            if (objection is not null)
            {
                return objection;
            }

            var now = org.Clock.Now;
            var enrollment = Enrolled(facts!, TotpFactor.OktaVerify.Kind)!;
            await new Outside(org).Reach(enrollment.Kind, facts!);
            var verdict = org.Catalog[enrollment.Kind].Judge(enrollment, null, new Answer.PassCode(otp), SignOnRunner.Settings(org, client, facts!), now);
            var work = new UnitOfWork(org.Name);
            var proved = Prove(context, work, account!, facts!, enrollment, verdict, now);
            DirectProof result = verdict is not Verdict.Accepted ? DirectErrors.InvalidOtp : with?.Invoke(work, proved) is { } refusal ? refusal : proved;
            if (await org.Documents.Commit(work))
            {
                Tell(org, "users");
                return result;
            }
        }
    }

    /// <summary>Takes a push from its phone that nobody waits for any more.</summary>
    internal static async ValueTask Withdraw(Org org, string id)
    {
        while (await org.Documents.Find(org.Name, DocumentKinds.DirectChallenges, id) is { } stored)
        {
            var work = new UnitOfWork(org.Name).Delete(DocumentKinds.DirectChallenges, stored);
            if (stored.Value.Challenge.OnPhone is { } push && await org.Documents.Find(org.Name, DocumentKinds.Pushes, push) is { Value.Decision: PhoneDecision.Pending } waiting)
            {
                work.Update(DocumentKinds.Pushes, waiting, waiting.Value with { Decision = PhoneDecision.Withdrawn }, waiting.Value.Expires + Grace);
            }

            if (await org.Documents.Commit(work))
            {
                Tell(org, "pushes");
                return;
            }
        }
    }

    // Both outcomes of a judgement become part of the account: the strike of a wrong code, and that a right one is spent.
    private static DirectProof.Proved Prove(
        HttpContext context, UnitOfWork work, Stored<Account> account, Facts facts, Enrollment enrollment, Verdict verdict, DateTimeOffset now)
    {
        var decision = ProvingApart.Judge(facts, enrollment, verdict, Proof, now);
        work.Update(DocumentKinds.Accounts, account, decision.Account);
        foreach (var happened in decision.Events)
        {
            LogEntry.Append(work, now, happened, decision.Account.User, Client.Of(context));
        }

        return new DirectProof.Proved(decision.Account, enrollment);
    }

    // Who is not known, has no such factor, or may not sign in hears one and the same.
    private static async ValueTask<(Facts? Facts, Stored<Account>? Account, OAuthError? Objection)> Look(
        HttpContext context, AuthorizationServer server, App app, string login, FactorKind kind, bool afterPassword)
    {
        var (org, client) = (context.Org(), Client.Of(context));
        var account = await org.FindAccount(login);
        if (account is null)
        {
            await ClientRefusal.Tell(context, app, DirectErrors.NoAuthenticator);
            return (null, null, DirectErrors.NoAuthenticator);
        }

        var facts = FactsLoader.For(org, client, login, account.Value);
        var objection = !app.IsAssignedTo(account.Value.User) ? OAuthErrors.UserNotAssigned
            : facts.Gate(SignInPoint.Factor) is not (Gate.Open or Gate.ChangePassword) || Enrolled(facts, kind) is null ? DirectErrors.NoAuthenticator
            : DirectDoor.Objection(context, app, facts, kind, afterPassword);
        if (objection is not null)
        {
            await org.Documents.Commit(new UnitOfWork(org.Name).Log(context, server.Event("token.grant"), account.Value.User, objection));
            org.Changes.Tell("events");
        }

        return (facts, account, objection);
    }

    private static Enrollment? Enrolled(Facts facts, FactorKind kind) =>
        facts.IsActive(kind) ? facts.Account!.Enrollments.FirstOrDefault(enrollment => enrollment.Kind == kind) : null;

    private static void Tell(Org org, string kind)
    {
        org.Changes.Tell(kind);
        org.Changes.Tell("events");
    }
}
