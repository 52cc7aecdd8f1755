using System.Collections.Immutable;
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
internal static partial class SignOnRunner
{
    // Every lost race was somebody's win; a hundred rivals for one account cost a hundred rounds at most.
    private const int MaxRounds = 1000;

    /// <summary>Names somebody, and judges their password where the request carries one that the rule consumes.</summary>
    internal static async ValueTask<Outcome> Primary(Org org, Client client, PrimaryRequest request)
    {
        var outside = new Outside(org);
        await CreateJustInTime(org, client, request, outside);
        var outcome = await Until(() => Identify(org, client, request, outside, decoy: false));
        return outcome.Refusal == Refusal.AuthenticationFailed && client.Door == AuthenticationDoor.Any
            && org.Current.Configuration is { Sequencing: true, Engine: null, Settings.UserEnumerationPrevention: true }
            ? await Until(() => Identify(org, client, request, outside, decoy: true))
            : outcome;
    }

    /// <summary>Lets somebody in for whom another vouches.</summary>
    /// <param name="target">Where a browser goes when it is signed in; null where it is none, and a session token is the answer.</param>
    internal static ValueTask<Outcome> Vouch(Org org, Client client, string login, Vouched by, string? target = null) => Until(async () =>
    {
        var (token, at) = Begin(org, null, target, target is null ? TransactionType.Api : TransactionType.Login);
        var loaded = await FactsLoader.ByLogin(org, login);
        var facts = FactsLoader.For(org, client, login, loaded.Account);
        var decision = Decide.Next(at, new Step.VouchedFor(login, by.By, by.ProviderId), facts, org.Clock.Now);
        return await new Round(org, client, token, login, null, loaded, facts).Write(decision);
    });

    /// <summary>A transaction for a page that waits for somebody to be named.</summary>
    internal static async ValueTask<string> Bootstrap(Org org, string target, TransactionType type)
    {
        var (token, at) = Begin(org, null, target, type);
        await org.Documents.Commit(new UnitOfWork(org.Name).Insert(DocumentKinds.Transactions, at.Context.Id, at, expires: at.Context.Expires));
        return token;
    }

    /// <summary>Challenges a factor, polls it, or judges an answer.</summary>
    /// <param name="factor">The id of an enrollment, or the type of a factor: then any of the user's enrollments of it may answer.</param>
    internal static ValueTask<Outcome> Verify(Org org, Client client, string stateToken, string factor, Answer answer, bool remember)
    {
        var outside = new Outside(org);
        return Under(org, client, stateToken, async (at, facts, now) =>
        {
            var ofType = OfferedOfType(at, facts, factor);
            var chosen = Decide.Next(at, new Step.Chose(ofType.IsEmpty ? factor : ofType[0].Id), facts, now);
            return chosen.Refusal is not null ? chosen
                : ofType.IsEmpty ? await Judge(org, client, outside, chosen.Next, facts, facts.Account!.Enrollment(factor)!, answer, remember, now)
                : await JudgeAny(org, client, outside, chosen.Next, facts, ofType, answer, remember, now);
        });
    }

    /// <summary>Sends another push or code.</summary>
    internal static ValueTask<Outcome> Resend(Org org, Client client, string stateToken, string factorId)
    {
        var outside = new Outside(org);
        return Under(org, client, stateToken, async (at, facts, now) =>
        {
            var asked = Decide.Next(at, new Step.AskedAgain(factorId), facts, now);
            if (asked.Refusal is not null)
            {
                return asked;
            }

            var enrollment = facts.Account!.Enrollment(factorId)!;
            await outside.Reach(enrollment.Kind, facts);
            var verdict = org.Catalog[enrollment.Kind].Begin(
                enrollment, at.Context.Challenge(factorId), Settings(org, client, facts), Chance(), now);
            return Decide.Next(at, new Step.Judged(enrollment, verdict), facts, now);
        });
    }

    /// <summary>
    /// Judges what came of the visit that this sign-in sent its user on. The visit is the running challenge's own, whatever the request names:
    /// another sign-in's approval proves nothing here.
    /// </summary>
    internal static ValueTask<Outcome> ComeBack(Org org, Client client, string stateToken, string factorId) =>
        Under(org, client, stateToken, async (at, facts, now) =>
        {
            var chosen = Decide.Next(at, new Step.Chose(factorId), facts, now);
            if (chosen.Refusal is not null || at.Context.Challenge(factorId) is not { VisitId: { } visit } running)
            {
                return chosen.Refusal is not null ? chosen : Decide.Next(at, new Step.Looked(), facts, now);
            }

            var enrollment = facts.Account!.Enrollment(factorId)!;
            var verdict = org.Catalog[enrollment.Kind].Judge(
                enrollment, running, await new Outside(org).Reply(new Question.Visit(visit), facts), Settings(org, client, facts), now);
            return Decide.Next(at, new Step.Judged(enrollment, verdict), facts, now);
        });

    /// <summary>Takes a step that needs nothing but the transaction.</summary>
    internal static ValueTask<Outcome> Take(Org org, Client client, string stateToken, Step step) =>
        Under(org, client, stateToken, (at, facts, now) => new(Decide.Next(at, step, facts, now)));

    private static async ValueTask<Outcome?> Identify(Org org, Client client, PrimaryRequest request, Outside outside, bool decoy)
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
                DeviceToken = request.DeviceToken,
                DeviceRemembered = await IsRemembered(org, request.DeviceToken ?? client.DeviceToken, loaded.Account, now),
                Options = request.Options,
                Subject = loaded.DecoyId is { } id ? new Subject.Decoy(id) : at.Context.Subject,
            },
        };
        var round = new Round(org, client, token, request.Username, stored, loaded, facts);
        var decision = Decide.Next(at, new Step.Identified(request.Username, request.Password is not null), facts, now);
        if (decision is { Refusal: null, Next: Transaction.Unauthenticated named } && request.Password is { } password && Consumes(facts, named))
        {
            var judged = await Judge(
                org, client, outside, named, facts, facts.Account!.Enrollment(Enrollment.PasswordId)!, new Answer.Password(password), request.RememberDevice, now,
                primary: true);
            decision = judged with { Account = judged.Account ?? decision.Account, Effects = [.. decision.Effects, .. judged.Effects] };
        }
        else if (decision.Refusal == Refusal.AuthenticationFailed && request.Password is { } unread && !facts.Sequencing)
        {
            JudgeNobodys(org, unread, Settings(org, client, facts), now);
        }

        return await round.Write(decision);
    }

    // Whoever is refused before their password is looked at takes as long as whoever has it wrong: else the clock tells who has an account.
    private static void JudgeNobodys(Org org, Secret password, FactorSettings settings, DateTimeOffset now)
    {
        var factor = org.Catalog[FactorKind.Password];
        factor.Judge(new Enrollment(Enrollment.PasswordId, FactorKind.Password, factor.Fabricate("", Chance()), now), null, new Answer.Password(password), settings, now);
    }

    // Under a factor sequence a password beside the username is not looked at, unless the org says so.
    private static bool Consumes(Facts facts, Transaction.Unauthenticated named)
    {
        if (facts.IdentityEngine is not null)
        {
            return facts.Offers(facts.Chains(named.Context), []).Any(e => e.Id == Enrollment.PasswordId);
        }

        if (facts.Evaluation.Rule?.Action.Authenticate is not RuleAction.Sequence || !facts.Sequencing)
        {
            return true;
        }

        return facts.Settings.AcceptPasswordInPrimary
            && facts.Offers(facts.Chains(named.Context.DeviceRemembered), []).Any(e => e.Id == Enrollment.PasswordId);
    }

    private static ImmutableArray<Enrollment> OfferedOfType(Transaction at, Facts facts, string type) =>
        at is Transaction.Open open && facts.Account?.Enrollment(type) is null
            ? [.. facts.Offers(facts.Residual(open.Context), open.Context.Proved).Where(e => e.Kind.Type == type)]
            : [];

    private static async ValueTask<Decision> Judge(
        Org org,
        Client client,
        Outside outside,
        Transaction at,
        Facts facts,
        Enrollment enrollment,
        Answer answer,
        bool remember,
        DateTimeOffset now,
        bool primary = false)
    {
        var factor = org.Catalog[enrollment.Kind];
        var running = at.Context.Challenge(enrollment.Id);
        var settings = Settings(org, client, facts);
        var polls = at is Transaction.MfaChallenge { Result: FactorResult.Waiting } waiting && waiting.EnrollmentId == enrollment.Id;
        await outside.Reach(enrollment.Kind, facts);
        var verdict = answer is Answer.None && !polls
            ? factor.Begin(enrollment, running, settings, Chance(), now)
            : await outside.Judge(reply => factor.Judge(enrollment, running, reply, settings, now), answer, facts);
        return Decide.Next(at, new Step.Judged(enrollment, verdict, remember, primary), facts, now);
    }

    // The client does not say which of its keys has answered: whichever accepts it has.
    private static async ValueTask<Decision> JudgeAny(
        Org org,
        Client client,
        Outside outside,
        Transaction at,
        Facts facts,
        ImmutableArray<Enrollment> enrollments,
        Answer answer,
        bool remember,
        DateTimeOffset now)
    {
        var challenged = at is Transaction.MfaChallenge { ByType: true } challenge
            ? enrollments.FirstOrDefault(e => e.Id == challenge.EnrollmentId) ?? enrollments[0]
            : enrollments[0];
        var factor = org.Catalog[challenged.Kind];
        var running = at.Context.Challenge(challenged.Id);
        var settings = Settings(org, client, facts);
        var polls = at is Transaction.MfaChallenge { Result: FactorResult.Waiting } waiting && waiting.EnrollmentId == challenged.Id;
        await outside.Reach(challenged.Kind, facts);
        if (answer is Answer.None && !polls)
        {
            var begun = factor.Begin(challenged, running, settings, Chance(), now);
            return Decide.Next(at, new Step.Judged(challenged, begun, remember, ByType: true), facts, now);
        }

        Verdict? verdict = null;
        foreach (var enrollment in enrollments)
        {
            verdict = await outside.Judge(reply => factor.Judge(enrollment, running, reply, settings, now), answer, facts);
            if (verdict is Verdict.Accepted)
            {
                return Decide.Next(at, new Step.Judged(enrollment, verdict, remember, ByType: true), facts, now);
            }
        }

        return Decide.Next(at, new Step.Judged(challenged, verdict!, remember, ByType: true), facts, now);
    }

    /// <summary>What a factor must know of the org and of this client.</summary>
    internal static FactorSettings Settings(Org org, Client client, Facts facts) => facts.Settings.ForFactors() with
    {
        Origins = [client.Origin, .. org.Current.CorsOrigins],
        OrgName = org.Name,
        YubiKeys = org.Current.Configuration.YubiKeys,
    };

    private static async ValueTask<bool> IsRemembered(Org org, string? device, Account? account, DateTimeOffset now) =>
        account is not null && device is not null
        && await org.Documents.Find(org.Name, DocumentKinds.Devices, Round.DeviceId(device, account.User.Id)) is { } remembered
        && (remembered.Value.Expires is null || now < remembered.Value.Expires);

    private static ValueTask<Outcome> Under(
        Org org, Client client, string stateToken, Func<Transaction, Facts, DateTimeOffset, ValueTask<Decision>> decide)
    {
        string? whose = null;
        return Until(async () =>
        {
            var stored = await Find(org, stateToken);
            if (stored is null)
            {
                return new Outcome(Begin(org, null, null).At, Refusal.InvalidToken, null, stateToken);
            }

            var context = stored.Value.Context;
            whose = $"{org.Name} {context.Login}";
            var loaded = await FactsLoader.BySubject(org, client, context);
            var facts = FactsLoader.For(org, client, context.Login, loaded.Account);
            var decision = await decide(stored.Value, facts, org.Clock.Now);
            return await new Round(org, client, stateToken, context.Login, stored, loaded, facts).Write(decision);
        }, () => whose);
    }

    private static ValueTask<Stored<Transaction>?> Find(Org org, string stateToken) =>
        org.Documents.Find(org.Name, DocumentKinds.Transactions, Tokens.Digest(stateToken));

    private static (string Token, Transaction At) Begin(
        Org org, string? relayState, string? target, TransactionType type = TransactionType.Api)
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
            Type = type,
        };
        return (token, new Transaction.Bootstrapped(context));
    }

    internal static Entropy Chance() => new(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    /// <param name="whose">Whose sign-in it is, once a round has told.</param>
    private static async ValueTask<Outcome> Until(Func<ValueTask<Outcome?>> round, Func<string?>? whose = null)
    {
        if (await round() is { } first)
        {
            return first;
        }

        // Whoever has lost waits for the others of this node who have: of a thousand rivals two would win nothing but each other's races.
        using var turn = await Rivals.Turn(whose?.Invoke());
        for (var i = 1; i < MaxRounds; i++)
        {
            if (await round() is { } outcome)
            {
                return outcome;
            }
        }

        throw new InvalidOperationException("The same documents were lost to other writers a thousand times over.");
    }
}
