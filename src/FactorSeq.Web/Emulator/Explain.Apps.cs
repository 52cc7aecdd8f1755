using System.Text.Json;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Apps;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Emulator;

/// <summary>What each app's own policy makes of a user, beside the org's: the rule that decides, and what it still wants.</summary>
internal static partial class Explain
{
    // Who has no session yet is looked at as the plainest sign-in would leave them.
    private static async ValueTask<Session?> NewestSession(Org org, string userId, DateTimeOffset now) =>
        (await org.Documents.List(org.Name, DocumentKinds.Sessions, TransactionsSearched))
            .Select(s => s.Value)
            .Where(s => s.UserId == userId && s.Status == SessionStatus.Active && now < s.Expires)
            .MaxBy(s => s.Created);

    private sealed partial class Picture
    {
        private void WriteApps(Session? session, Client client)
        {
            var apps = org.Current.Configuration.Apps.Where(a => a.IsAssignedTo(facts.Account!.User) || !a.SignOnRules.IsEmpty).ToList();
            if (apps.Count == 0)
            {
                return;
            }

            json.WriteStartArray("apps");
            foreach (var app in apps)
            {
                WriteApp(app, session, client);
            }

            json.WriteEndArray();
        }

        private void WriteApp(App app, Session? session, Client client)
        {
            var account = facts.Account!;
            var plain = new Session(account.User.Id, account.User.Login, ["pwd"], SessionLimits.Default, now, now, now, null);
            var seen = session ?? plain;
            var decision = AppEntrance.Decide(org, client, app, account, seen, AppEntrance.HasPass(org, app, seen));
            var isAssigned = app.IsAssignedTo(account.User);
            json.WriteStartObject();
            json.WriteString("app", app.Label);
            json.WriteBoolean("assigned", isAssigned);
            json.WriteString("policy", decision.Policy);
            json.WriteString("rule", decision.Rule);
            json.WriteString("access", !isAssigned ? "NOT_ASSIGNED" : decision.Access switch
            {
                AppAccess.Granted => "GRANTED",
                AppAccess.Denied  => "DENIED",
                _                 => "STEP_UP",
            });
            json.WriteStartArray("needs");
            foreach (var need in Needs(decision))
            {
                json.WriteStringValue(need);
            }

            json.WriteEndArray();
            json.WriteString("reason", session is null ? $"after a sign-in by the password alone: {decision.Reason}" : decision.Reason);
            json.WriteStartArray("rules");
            foreach (var rule in decision.Trace().SelectMany(policy => policy.Rules))
            {
                WriteRule(rule);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        private IEnumerable<string> Needs(AppSignOnDecision decision) => decision.Chains is { } chains
            ? chains.Items.Select(chain => chain.Describe(org.Catalog.NameOf))
            : new[] { (Is: decision.NeedsPassword, Text: "password"), (Is: decision.NeedsFactor, Text: "any factor") }.Where(need => need.Is).Select(need => need.Text);
    }
}
