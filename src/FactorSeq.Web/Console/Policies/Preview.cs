using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FactorSeq.Core.Orgs;
using FactorSeq.Core.Policies;
using FactorSeq.Core.SignOn;
using FactorSeq.Web.Api;
using FactorSeq.Web.Api.Policies;
using FactorSeq.Web.Console.Access;
using FactorSeq.Web.Emulator;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.SignOn;

namespace FactorSeq.Web.Console.Policies;

/// <summary>Who could sign in and how, were a rule as it stands in the editor.</summary>
/// <param name="Faults">Why it could not be saved so, in the API's words.</param>
/// <param name="Warnings">What it may come to, although it could be saved.</param>
/// <param name="People">By login; none where it could not be saved.</param>
public sealed record Previewed(IReadOnlyCollection<string> Faults, IReadOnlyCollection<string> Warnings, IReadOnlyList<JsonObject> People);

/// <summary>
/// Tries an edit without writing it: the API's own reader makes the configuration that it would be, and the machine is asked what that means for
/// everybody, as the explain page asks it.
/// </summary>
internal sealed class Preview(OwnApi api)
{
    private const int MostPeople = 200;

    /// <param name="rule">null for a new one.</param>
    /// <param name="from">The address that everybody is to come from; null for the admin's own.</param>
    internal async ValueTask<Previewed?> Of(string policy, string? rule, JsonObject body, IPAddress? from)
    {
        if (await api.Enter(quietly: true) is not var (org, admin, session)
            || !ApiRight.ReadPolicies.IsOf(org.Current.Configuration, admin)
            || !ApiRight.ReadUsers.IsOf(org.Current.Configuration, admin))
        {
            return null;
        }

        var kind = PolicyKind.All.First(known => known.Type == PolicyType.SignOn);
        var request = await Request(org, body);
        var configuration = org.Current.Configuration;
        var outcome = rule is null ? kind.AddRule(configuration, policy, request) : kind.ReplaceRule(configuration, policy, rule, request);
        if (outcome.Error is { } error)
        {
            return new Previewed([.. error.Causes.DefaultIfEmpty(error.Summary)], [], []);
        }

        var client = new Client(from ?? session.Address, session.UserAgent, null, "", "", session.Origin + session.PathBase, session.Origin);
        var accounts = await org.Documents.List(org.Name, DocumentKinds.Accounts, MostPeople);
        return new Previewed(
            [],
            Warnings(org, outcome.Configuration, policy, outcome.Item!.Id),
            [
                .. accounts.Select(stored => stored.Value)
                    .OrderBy(account => account.User.Login, StringComparer.Ordinal)
                    .Select(account => Explain.OfDraft(org, Facts(org, outcome.Configuration, client, account), account.User.Login, client)),
            ]);
    }

    private static string[] Warnings(Org org, OrgConfiguration draft, string policy, string rule)
    {
        var names = draft.SignOn.Where(known => known.Id == policy).SelectMany(known => known.Rules.Where(r => r.Id == rule).Select(r => (known.Name, Rule: r.Name)));
        var seen = Sequencing.Rules(draft, org.Catalog.NameOf, kind => org.Catalog[kind].Type.PolicyKey)
            .Where(shown => names.Contains((shown.Policy, shown.Rule)));
        return [.. seen.SelectMany(shown => shown.Lint is { } lint ? shown.Warnings.Add(lint) : shown.Warnings)];
    }

    private static Facts Facts(Org org, OrgConfiguration draft, Client client, Account account)
    {
        var facts = FactsLoader.For(org, client, account.User.Login, account);
        return facts with { Evaluation = Evaluate.First(draft.SignOn, org.Current.Names, facts.Evaluation.Request) };
    }

    private static async ValueTask<EditRequest> Request(Org org, JsonObject body)
    {
        using var document = JsonDocument.Parse(body.ToJsonString());
        return await EditRequest.Of(org, document.RootElement, "0pr", activate: true);
    }
}
