using FactorSeq.Core.Factors;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Orgs;

namespace FactorSeq.Web.Console.Access;

/// <summary>An org in numbers: its users by where they stand, what they have enrolled, and the last day's sign-ins.</summary>
/// <param name="Complete">false where the log holds more of that day than was read.</param>
internal sealed record Census(
    int Users, IReadOnlyList<(AccountStatus Status, int Users)> States, IReadOnlyList<(string Factor, int Users)> Factors, int SignIns, int Failures, bool Complete)
{
    private const int Batch = 1000;
    private const int EventsRead = 5000;

    internal static async ValueTask<Census> Of(Org org)
    {
        var states = new Dictionary<AccountStatus, int>();
        var factors = new Dictionary<string, int>();
        var users = 0;
        var after = "";
        while (await org.Documents.List(org.Name, DocumentKinds.Accounts, Batch, after) is { Count: > 0 } batch)
        {
            foreach (var account in batch)
            {
                users++;
                Count(states, account.Value.User.Status);
                foreach (var kind in account.Value.Enrollments.Select(e => e.Kind).Where(kind => kind != FactorKind.Password).Distinct())
                {
                    Count(factors, org.Catalog.NameOf(kind));
                }
            }

            after = batch[^1].Id;
        }

        var events = await org.Documents.Recent(org.Name, DocumentKinds.Log, null, EventsRead);
        var since = org.Clock.Now.AddDays(-1);
        var starts = events.Where(e => e.At >= since && e.Value.Event.Type == "user.session.start").Select(e => e.Value.Event.Outcome).ToList();
        return new Census(
            users,
            [.. states.OrderBy(s => s.Key).Select(s => (s.Key, s.Value))],
            [.. factors.OrderByDescending(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))],
            starts.Count(outcome => outcome == EventOutcome.Success),
            starts.Count(outcome => outcome is EventOutcome.Failure or EventOutcome.Deny),
            events.Count < EventsRead || events[^1].At < since);
    }

    private static void Count<T>(Dictionary<T, int> counts, T key)
        where T : notnull => counts[key] = counts.GetValueOrDefault(key) + 1;
}
