using FactorSeq.Core.Factors;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Lab;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignOn;

/// <summary>Ways back in. Who cannot recover is answered as those are who can: a decoy walks in their place.</summary>
internal static partial class SignOnRunner
{
    /// <summary>Begins a recovery by link, by code, or by a token for a trusted app.</summary>
    internal static ValueTask<Outcome> Recover(Org org, Client client, RecoveryRequest request) => Until(async () =>
    {
        var (token, at) = Begin(org, request.RelayState, null);
        var loaded = await FactsLoader.ByLogin(org, request.Username);
        var facts = FactsLoader.For(org, client, request.Username, loaded.Account);
        var trusted = request.Channel is null;
        if (!trusted && !Recovering.IsAble(facts, request.Kind, request.Channel))
        {
            loaded = await FactsLoader.Decoy(org, client, request.Username);
            facts = FactsLoader.For(org, client, request.Username, loaded.Account);
        }

        at = at with { Context = at.Context with { Subject = SubjectOf(loaded) } };
        Step step = request.Channel is null or Channel.Email
            ? new Step.AskedForLink(request.Username, request.Kind, trusted)
            : await Code(org, client, at, facts, request.Username, request.Kind, request.Channel.Value, running: null);
        return await new Round(org, client, token, request.Username, null, loaded, facts).Write(Decide.Next(at, step, facts, org.Clock.Now));
    });

    /// <summary>Sends another recovery code.</summary>
    internal static ValueTask<Outcome> ResendRecovery(Org org, Client client, string stateToken) =>
        Under(org, client, stateToken, async (at, facts, now) => at is Transaction.RecoveryChallenge challenge
            ? Decide.Next(
                at,
                await Code(org, client, at, facts, at.Context.Login, at.Context.Recovery!.Value, challenge.Channel, challenge.Challenge),
                facts,
                now)
            : Decision.Refuse(at, Refusal.NotAllowedInState));

    /// <summary>Judges a recovery code.</summary>
    internal static ValueTask<Outcome> VerifyRecovery(Org org, Client client, string stateToken, Answer answer) =>
        Under(org, client, stateToken, (at, facts, now) =>
        {
            Verdict verdict = at is Transaction.RecoveryChallenge { Enrollment: { } enrollment } challenge
                ? org.Catalog[enrollment.Kind].Judge(enrollment, challenge.Challenge, answer, Settings(org, client, facts), now)
                : new Verdict.Rejected(Rejection.WrongPassCode);
            return new(Decide.Next(at, new Step.RecoveryCodeJudged(verdict), facts, now));
        });

    /// <summary>Spends a recovery token, or an activation token: of any number of rivals one goes on.</summary>
    internal static ValueTask<Outcome> SpendToken(Org org, Client client, string recoveryToken, SignOnOptions options, bool activation) => Until(async () =>
    {
        var now = org.Clock.Now;
        var (token, at) = Begin(org, null, null);
        if (await org.Documents.Find(org.Name, DocumentKinds.RecoveryTokens, Tokens.Digest(recoveryToken)) is not { } stored
            || now >= stored.Value.Expires
            || (stored.Value.Kind == RecoveryKind.AccountActivation) != activation
            || await org.FindAccountById(stored.Value.UserId) is not { } account
            || stored.Value.Round != account.Value.LinkRound)
        {
            if (!activation)
            {
                var work = new UnitOfWork(org.Name);
                LogEntry.Append(work, now, new SystemEvent("user.account.use_token", EventOutcome.Failure, "INVALID_TOKEN"), null, client);
                await org.Documents.Commit(work);
                org.Changes.Tell("events");
            }

            return new Outcome(at, Refusal.InvalidToken, null, token);
        }

        var loaded = new Loaded(account.Value, account);
        var login = account.Value.User.Login;
        var facts = FactsLoader.For(org, client, login, account.Value);
        at = at with { Context = at.Context with { Subject = SubjectOf(loaded), Options = options } };
        var decision = Decide.Next(at, new Step.TokenSpent(stored.Value.Kind, login, stored.Value.ByAdministrator), facts, now);
        return await new Round(org, client, token, login, null, loaded, facts).Spending(stored).Write(decision);
    });

    /// <summary>Judges the answer to the recovery question.</summary>
    internal static ValueTask<Outcome> AnswerRecovery(Org org, Client client, string stateToken, Answer answer) =>
        Under(org, client, stateToken, (at, facts, now) =>
        {
            var right = facts.Account?.RecoveryQuestion is { } question
                && org.Catalog[question.Kind].Judge(question, null, answer, Settings(org, client, facts), now) is Verdict.Accepted;
            return new(Decide.Next(at, new Step.RecoveryAnswered(right), facts, now));
        });

    /// <summary>Writes a recovery or activation token that nobody who wants back in has asked for.</summary>
    /// <param name="round">The account's round of links (<see cref="Account.LinkRound"/>).</param>
    /// <returns>The token; it is kept as a digest only.</returns>
    internal static string IssueToken(Org org, UnitOfWork work, string userId, RecoveryKind kind, TimeSpan life, int round = 0)
    {
        var token = Tokens.NewRecoveryToken();
        var expires = org.Clock.Now + life;
        work.Issue(DocumentKinds.RecoveryTokens, Tokens.Digest(token), new RecoveryToken(userId, kind, expires, round, ByAdministrator: true), expires: expires);
        return token;
    }

    private static async ValueTask<Step.AskedForCode> Code(
        Org org, Client client, Transaction at, Facts facts, string login, RecoveryKind kind, Channel channel, Challenge? running)
    {
        var phone = at.Context.Subject is Subject.Known ? Recovering.Phone(facts.Account!, channel, org.Catalog) : null;
        if (phone is not null && await org.Lab.Faults.OfFactor(org.Catalog[phone.Kind].Type.Key, facts.Account?.User.Login) is { OnlyDelays: false } fault)
        {
            throw new ProviderDownException(fault);
        }

        var begun = phone is null
            ? null
            : org.Catalog[phone.Kind].Begin(phone, running, Settings(org, client, facts), Chance(), org.Clock.Now) as Verdict.Challenged;
        return new Step.AskedForCode(login, kind, channel, phone, begun);
    }

    private static Subject SubjectOf(Loaded loaded) =>
        loaded.DecoyId is { } decoy ? new Subject.Decoy(decoy)
        : loaded.Account is { } account ? new Subject.Known(account.User.Id)
        : new Subject.Nobody();
}
