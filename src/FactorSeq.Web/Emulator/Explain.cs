using System.Collections.Immutable;
using System.Text.Json;
using FactorSeq.Core.Directories;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Policies;
using FactorSeq.Core.Ports;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Api.Authn;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.SignOn;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>
/// Why a sign-in goes the way it goes: the evaluation with every hit and miss, the chains and what is left of them, each factor and why it is
/// offered or not, and the public answer beside the true reason. The answer is the machine's own: it is asked, not guessed at.
/// </summary>
internal static partial class Explain
{
    private const int EventsShown = 20;
    private const int TransactionsSearched = 1000;

    internal static async Task Get(HttpContext context)
    {
        var org = context.Org();
        var client = Client.Of(context);
        var stateToken = context.Request.Query["stateToken"].ToString();
        var login = context.Request.Query["user"].ToString();
        var transaction = stateToken.Length > 0
            ? (await org.Documents.Find(org.Name, DocumentKinds.Transactions, Tokens.Digest(stateToken)))?.Value
            : null;
        if (stateToken.Length > 0 && transaction is null)
        {
            await ErrorCodes.NotFound.With("Resource not found: that state token (Transaction)").Write(context);
            return;
        }

        if (transaction is not null)
        {
            login = transaction.Context.Login;
        }

        if (login.Length == 0)
        {
            await ErrorCodes.ValidationFailed.With("explain", "user, stateToken: name a login, or a state token whose user is known.").Write(context);
            return;
        }

        var stored = await org.FindAccount(login);
        var now = org.Clock.Now;
        transaction ??= stored is null ? null : await Latest(org, stored.Id, now);
        var facts = FactsLoader.For(org, client, login, stored?.Value);
        var events = await org.Documents.Recent(org.Name, DocumentKinds.Log, stored?.Id ?? "unknown", EventsShown);
        var expected = await Expected(org, facts.Account);
        var session = stored is null ? null : await NewestSession(org, stored.Id, now);
        await OktaJson.Ok(context, json => new Picture(json, org, facts, login, transaction, now).Write(expected, session, client, events));
    }

    private static async ValueTask<Transaction?> Latest(Org org, string userId, DateTimeOffset now) =>
        (await org.Documents.List(org.Name, DocumentKinds.Transactions, TransactionsSearched))
            .Select(t => t.Value)
            .Where(t => t.Context.Subject is Subject.Known known && known.UserId == userId && now < t.Context.Expires)
            .MaxBy(t => t.Context.Created);

    private sealed partial class Picture(Utf8JsonWriter json, Org org, Facts facts, string login, Transaction? at, DateTimeOffset now)
    {
        private readonly ImmutableArray<Proof> proved = at?.Context.Proved ?? [];
        private readonly FactorChains whole = at is null ? facts.OnPage : facts.Chains(at.Context);

        internal void Write(DirectoryReply? expected, Session? session, Client client, IReadOnlyList<Recorded<LogEntry>> events)
        {
            json.WriteStartObject();
            json.WriteString("user", facts.Account?.User.Login ?? login);
            json.WriteInstant("at", now);
            if (facts.Account is { } account)
            {
                json.WriteString("status", Names.Status(account.User.Status));
            }

            WriteTransaction();
            WritePolicies();
            WriteDecision();
            WriteChains();
            WriteFactors();
            WriteEnrollmentPolicy();
            WritePasswordPolicy();
            WriteAnswer();
            WriteDirectory(expected);
            if (facts.Account is not null)
            {
                WriteApps(session, client);
            }

            json.WritePropertyName("events");
            Events.WriteAll(json, events);
            json.WriteEndObject();
        }

        private void WriteTransaction()
        {
            if (at is null)
            {
                json.WriteNull("transaction");
                return;
            }

            json.WriteStartObject("transaction");
            json.WriteString("status", AuthnView.StatusOf(at));
            json.WriteStartArray("verified");
            foreach (var proof in proved)
            {
                json.WriteStringValue(org.Catalog.NameOf(proof.Kind));
            }

            json.WriteEndArray();
            if (at.Context.StepUp is { } wanted)
            {
                json.WriteString("stepUpFor", org.Current.AppOfId(wanted.AppId)?.Label);
            }

            if (at.Context.Recovery is { } kind)
            {
                json.WriteString("recoveryType", Kind(kind));
            }

            if (at is Transaction.MfaEnrollActivate activate)
            {
                json.WriteString("enrolling", org.Catalog.NameOf(activate.Pending.Kind));
            }

            json.WriteInstant("expiresAt", at.Context.Expires);
            json.WriteEndObject();
        }

        private void WritePolicies()
        {
            json.WriteStartArray("policies");
            foreach (var policy in facts.Evaluation.Trace())
            {
                json.WriteStartObject();
                json.WriteString("name", policy.Name);
                json.WriteNumber("priority", policy.Priority);
                json.WriteBoolean("active", policy.Active);
                json.WriteBoolean("applied", policy.Applied);
                WriteConditions(policy.Conditions);
                json.WriteStartArray("rules");
                foreach (var rule in policy.Rules)
                {
                    WriteRule(rule);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void WriteRule(RuleTrace rule)
        {
            json.WriteStartObject();
            json.WriteString("name", rule.Name);
            json.WriteNumber("priority", rule.Priority);
            json.WriteBoolean("active", rule.Active);
            json.WriteBoolean("matched", rule.Matched);
            WriteConditions(rule.Conditions);
            json.WriteEndObject();
        }

        private void WriteConditions(ImmutableArray<ConditionTrace> conditions)
        {
            json.WriteStartArray("conditions");
            foreach (var condition in conditions)
            {
                json.WriteStartObject();
                json.WriteString("condition", condition.Name);
                json.WriteBoolean("hit", condition.Hit);
                json.WriteString("text", condition.Text);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void WriteDecision()
        {
            json.WriteStartObject("decision");
            json.WriteString("policy", facts.Evaluation.Policy?.Name);
            json.WriteString("rule", facts.Evaluation.Rule?.Name);
            json.WriteString("access", facts.Evaluation.Rule?.Action.Authenticate.Access ?? "DENY");
            json.WriteEndObject();
        }

        private void WriteChains()
        {
            json.WriteStartArray("chains");
            foreach (var chain in whole.Items)
            {
                var left = new FactorChains([chain]).Residual(proved.Select(p => p.Kind));
                json.WriteStartObject();
                json.WriteString("text", chain.Describe(org.Catalog.NameOf));
                json.WriteString("remaining", left.IsEmpty ? null : left.Items[0].Describe(org.Catalog.NameOf));
                json.WriteString("state", left.IsEmpty ? "closed" : left.IsComplete ? "done" : "open");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        private void WriteFactors()
        {
            var left = whole.Residual(proved.Select(p => p.Kind));
            var offers = facts.Offers(left, proved);
            json.WriteStartArray("factors");
            foreach (var enrollment in facts.Account?.Enrollments ?? [])
            {
                var offered = offers.Contains(enrollment);
                WriteFactor(enrollment.Kind, enrollment.Id, enrolled: true, offered, offered ? WhyOffered(left, enrollment.Kind) : WhyNot(enrollment.Kind));
            }

            var missing = left.Next
                .SelectMany(step => step is FactorStep.OneOf one ? one.Kinds : [])
                .Distinct()
                .Where(kind => facts.Account is null || facts.Account.Enrollments.All(e => e.Kind != kind));
            foreach (var kind in missing)
            {
                WriteFactor(kind, null, enrolled: false, offered: false, "the rule asks for it, and the user is not enrolled in it");
            }

            json.WriteEndArray();
        }

        private void WriteFactor(FactorKind kind, string? id, bool enrolled, bool offered, string why)
        {
            json.WriteStartObject();
            json.WriteString("factor", org.Catalog.NameOf(kind));
            json.WriteString("id", id);
            json.WriteString("factorType", kind.Type);
            json.WriteString("provider", kind.Provider);
            json.WriteBoolean("enrolled", enrolled);
            json.WriteBoolean("offered", offered);
            json.WriteString("why", why);
            json.WriteEndObject();
        }

        private string WhyOffered(FactorChains left, FactorKind kind)
        {
            var chain = left.Items.First(c => !c.IsWalked && c.Steps[0].Allows(kind));
            return $"next step of: {chain.Describe(org.Catalog.NameOf)}";
        }

        private string WhyNot(FactorKind kind) =>
            proved.Any(p => p.Kind == kind) ? "proved in this sign-in"
            : whole.IsEmpty ? "access is denied"
            : whole.Items.Any(c => c.Steps.Any(s => s.Allows(kind))) ? "not the next step of a chain that is still open"
            : "in no chain of the rule";

        private void WriteAnswer()
        {
            if (at is null or Transaction.Bootstrapped or Transaction.Unauthenticated)
            {
                WriteAnswerToName();
            }
            else if (now >= at.Context.Expires)
            {
                WriteRefused(Refusal.InvalidToken, $"The state token was good until {Instant(at.Context.Expires)}");
            }
            else if (IsRecovery(at))
            {
                WriteRecovery(at);
            }
            else if (facts.Account is { } account && AccountGate.Of(account.User.Status) == Gate.Open && !whole.IsEmpty)
            {
                WriteAnswerUnderWay(at, account);
            }
            else
            {
                WriteAnswerToName();
            }
        }

        private void WriteAnswerUnderWay(Transaction open, Account account)
        {
            json.WriteStartObject("answer");
            json.WriteString("status", AuthnView.StatusOf(open));
            if (((open as Transaction.MfaChallenge)?.Result ?? (open as Transaction.MfaEnrollActivate)?.Result) is { } result)
            {
                json.WriteString("factorResult", result.ToString().ToUpperInvariant());
            }

            json.WriteEndObject();
            json.WriteString("reason", ReasonUnderWay(open, account));
        }

        // The machine is asked what the next username step would say; what it would write to the log is the true reason.
        private void WriteAnswerToName()
        {
            var context = new TransactionContext { Id = "", Created = now, Expires = now.AddMinutes(1), Subject = new Subject.Nobody(), Type = TransactionType.Login };
            var decision = Core.SignOn.Decide.Next(
                new Transaction.Bootstrapped(context), new Step.Identified(login, PasswordPosted: !facts.TakesNameAlone(context)), facts, now);
            json.WriteStartObject("answer");
            if (decision.Refusal is { } refusal)
            {
                WriteError(refusal);
            }
            else
            {
                json.WriteString("status", AuthnView.StatusOf(decision.Next));
            }

            json.WriteEndObject();
            json.WriteString("reason", Reason(decision));
        }

        private string Offered(FactorChains chains, ImmutableArray<Proof> after) =>
            $"Offered: {string.Join(", ", facts.Offers(chains, after).Select(e => org.Catalog.NameOf(e.Kind)).Distinct())}";

        private string Reason(Decision decision)
        {
            if (decision.Refusal is null && decision.Next is not Transaction.LockedOut)
            {
                return Offered(whole, []);
            }

            var failure = decision.Effects.OfType<Effect.Log>().Select(l => l.Event).FirstOrDefault(e => e.Type == "user.session.start");
            return facts.Account is null ? "No such user"
                : AccountGate.Of(facts.Account.User.Status) != Gate.Open ? $"The account is {Names.Status(facts.Account.User.Status)}"
                : whole.IsEmpty ? "The rule denies access"
                : failure?.Detail is { } detail ? $"The user is {detail}"
                : failure?.Reason ?? "Refused";
        }
    }
}
