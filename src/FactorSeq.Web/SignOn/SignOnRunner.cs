using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignOn;

/// <summary>
/// The only loop around the machine: load, decide, write, and only then send. A write that loses a race starts over; nothing was sent yet,
/// so no code is spent twice.
/// </summary>
internal static class SignOnRunner
{
    // Every lost race was somebody's win; a hundred rivals for one account cost a hundred rounds at most.
    private const int MaxRounds = 1000;

    /// <summary>Names somebody, and judges their password where the request carries one that the rule consumes.</summary>
    internal static async ValueTask<Outcome> Primary(Org org, Client client, PrimaryRequest request)
    {
        var outcome = await Until(() => Identify(org, client, request, decoy: false));
        return outcome.Refusal == Refusal.AuthenticationFailed && org.Current.Configuration is { Sequencing: true, Settings.UserEnumerationPrevention: true }
            ? await Until(() => Identify(org, client, request, decoy: true))
            : outcome;
    }

    /// <summary>Lets somebody in for whom another vouches.</summary>
    internal static ValueTask<Outcome> Vouch(Org org, Client client, string login, Voucher by) => Until(async () =>
    {
        var (token, at) = Begin(org, null, null);
        var loaded = await FactsLoader.ByLogin(org, login);
        var facts = FactsLoader.For(org, client, login, loaded.Account);
        var decision = Decide.Next(at, new Step.VouchedFor(login, by), facts, org.Clock.Now);
        return await new Round(org, client, token, login, null, loaded, facts).Write(decision);
    });

    /// <summary>A transaction for a page that waits for somebody to be named.</summary>
    internal static async ValueTask<string> Bootstrap(Org org, string target)
    {
        var (token, at) = Begin(org, null, target);
        await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.Transactions, at.Context.Id, at, expires: at.Context.Expires));
        return token;
    }

    /// <summary>Challenges a factor, polls it, or judges an answer.</summary>
    internal static ValueTask<Outcome> Verify(Org org, Client client, string stateToken, string factorId, Answer answer, bool remember) =>
        Under(org, client, stateToken, async (at, facts, now) =>
        {
            var chosen = Decide.Next(at, new Step.Chose(factorId), facts, now);
            return chosen.Refusal is not null ? chosen : await Judge(org, chosen.Next, facts, factorId, answer, remember, now);
        });

    /// <summary>Sends another push or code.</summary>
    internal static ValueTask<Outcome> Resend(Org org, Client client, string stateToken, string factorId) =>
        Under(org, client, stateToken, (at, facts, now) =>
        {
            var asked = Decide.Next(at, new Step.AskedAgain(factorId), facts, now);
            if (asked.Refusal is not null)
            {
                return new(asked);
            }

            var enrollment = facts.Account!.Enrollment(factorId)!;
            var verdict = org.Catalog[enrollment.Kind].Begin(
                enrollment, at.Context.Challenge(factorId), facts.Settings.ForFactors(), Chance(), now);
            return new(Decide.Next(at, new Step.Judged(enrollment, verdict), facts, now));
        });

    /// <summary>Takes a step that needs nothing but the transaction.</summary>
    internal static ValueTask<Outcome> Take(Org org, Client client, string stateToken, Step step) =>
        Under(org, client, stateToken, (at, facts, now) => new(Decide.Next(at, step, facts, now)));

    private static async ValueTask<Outcome?> Identify(Org org, Client client, PrimaryRequest request, bool decoy)
    {
        var now = org.Clock.Now;
        Stored<Transaction>? stored = null;
        var (token, at) = Begin(org, request.RelayState, null);
        if (request.StateToken is { } given)
        {
            token = given;
            stored = await Find(org, given);
            if (stored is null)
            {
                return new Outcome(at, Refusal.InvalidToken, null, given);
            }

            at = stored.Value;
        }

        var loaded = decoy ? await FactsLoader.Decoy(org, client, request.Username) : await FactsLoader.ByLogin(org, request.Username);
        var facts = FactsLoader.For(org, client, request.Username, loaded.Account);
        at = at with
        {
            Context = at.Context with
            {
                DeviceRemembered = await IsRemembered(org, client, loaded.Account, now),
                Subject = loaded.DecoyId is { } id ? new Subject.Decoy(id) : at.Context.Subject,
            },
        };
        var round = new Round(org, client, token, request.Username, stored, loaded, facts);
        var decision = Decide.Next(at, new Step.Identified(request.Username, request.Password is not null), facts, now);
        if (decision is { Refusal: null, Next: Transaction.Unauthenticated named } && request.Password is { } password && Consumes(facts, named))
        {
            var judged = await Judge(org, named, facts, Enrollment.PasswordId, new Answer.Password(password), request.RememberDevice, now, primary: true);
            decision = judged with { Effects = [.. decision.Effects, .. judged.Effects] };
        }

        return await round.Write(decision);
    }

    // Under a factor sequence a password beside the username is not looked at, unless the org says so.
    private static bool Consumes(Facts facts, Transaction.Unauthenticated named)
    {
        if (facts.Evaluation.Rule?.Action.Authenticate is not RuleAction.Sequence || !facts.Sequencing)
        {
            return true;
        }

        return facts.Settings.AcceptPasswordInPrimary
            && facts.Offers(facts.Chains(named.Context.DeviceRemembered), []).Any(e => e.Id == Enrollment.PasswordId);
    }

    private static async ValueTask<Decision> Judge(
        Org org, Transaction at, Facts facts, string factorId, Answer answer, bool remember, DateTimeOffset now, bool primary = false)
    {
        var enrollment = facts.Account!.Enrollment(factorId)!;
        var factor = org.Catalog[enrollment.Kind];
        var running = at.Context.Challenge(factorId);
        var settings = facts.Settings.ForFactors();
        var polls = at is Transaction.MfaChallenge { Result: FactorResult.Waiting } waiting && waiting.EnrollmentId == factorId;
        var verdict = answer is Answer.None && !polls
            ? factor.Begin(enrollment, running, settings, Chance(), now)
            : factor.Judge(enrollment, running, answer, settings, now);
        if (verdict is Verdict.Ask { Question: Question.Phone phone })
        {
            verdict = factor.Judge(enrollment, running, await AskPhone(org, phone), settings, now);
        }

        return Decide.Next(at, new Step.Judged(enrollment, verdict, remember, primary), facts, now);
    }

    private static async ValueTask<Answer> AskPhone(Org org, Question.Phone question) =>
        await org.Documents.Find(org.Name, DocumentKinds.Pushes, question.PushId) is { } push
            ? new Answer.Phone(push.Value.Decision, push.Value.Number)
            : new Answer.Phone(PhoneDecision.Pending, null);

    private static async ValueTask<bool> IsRemembered(Org org, Client client, Account? account, DateTimeOffset now) =>
        account is not null && client.DeviceToken is { } device
        && await org.Documents.Find(org.Name, DocumentKinds.Devices, Round.DeviceId(device, account.User.Id)) is { } remembered
        && (remembered.Value.Expires is null || now < remembered.Value.Expires);

    private static ValueTask<Outcome> Under(
        Org org, Client client, string stateToken, Func<Transaction, Facts, DateTimeOffset, ValueTask<Decision>> decide) => Until(async () =>
    {
        var stored = await Find(org, stateToken);
        if (stored is null)
        {
            return new Outcome(Begin(org, null, null).At, Refusal.InvalidToken, null, stateToken);
        }

        var context = stored.Value.Context;
        var loaded = await FactsLoader.BySubject(org, client, context);
        var facts = FactsLoader.For(org, client, context.Login, loaded.Account);
        var decision = await decide(stored.Value, facts, org.Clock.Now);
        return await new Round(org, client, stateToken, context.Login, stored, loaded, facts).Write(decision);
    });

    private static ValueTask<Stored<Transaction>?> Find(Org org, string stateToken) =>
        org.Documents.Find(org.Name, DocumentKinds.Transactions, Tokens.Digest(stateToken));

    private static (string Token, Transaction At) Begin(Org org, string? relayState, string? target)
    {
        var token = Tokens.NewStateToken();
        var now = org.Clock.Now;
        var context = new TransactionContext
        {
            Id = Tokens.Digest(token),
            Created = now,
            Expires = now.AddMinutes(org.Current.Configuration.Settings.StateTokenMinutes),
            Subject = new Subject.Nobody(),
            RelayState = relayState,
            Target = target,
        };
        return (token, new Transaction.Bootstrapped(context));
    }

    private static Entropy Chance() => new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    private static async ValueTask<Outcome> Until(Func<ValueTask<Outcome?>> round)
    {
        for (var i = 0; i < MaxRounds; i++)
        {
            if (await round() is { } outcome)
            {
                return outcome;
            }
        }

        throw new InvalidOperationException("The same documents were lost to other writers a thousand times over.");
    }
}
