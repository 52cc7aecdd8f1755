using System.Collections.Immutable;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Filters;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.Api.Users;

/// <summary><c>GET /api/v1/users</c>: everybody who is not deactivated, or whom <c>q</c>, <c>filter</c> or <c>search</c> finds (Users API, "List users").</summary>
internal static class UserQuery
{
    private const int LargestPage = 200;
    private const int UsualFound = 10;
    private const string ProfilePrefix = "profile.";

    private static readonly ImmutableArray<FilterOperator> EqualOnly = [FilterOperator.Equal];

    private static readonly ImmutableArray<FilterOperator> Ordered =
        [FilterOperator.Equal, FilterOperator.Greater, FilterOperator.GreaterOrEqual, FilterOperator.Less, FilterOperator.LessOrEqual];

    internal static async Task List(HttpContext context)
    {
        if (await ApiCaller.Require(context, ApiRight.ReadUsers) is null)
        {
            return;
        }

        var org = context.Org().Name;
        var query = context.Request.Query;
        var (q, filter, search) = (query["q"].ToString(), query["filter"].ToString(), query["search"].ToString());
        if (q.Length > 0 && filter.Length > 0)
        {
            await ErrorCodes.SearchAndFilter.Because().Write(context);
            return;
        }

        var text = search.Length > 0 ? search : filter;
        var read = text.Length == 0 ? null : FilterReader<Account>.Read(text, name => search.Length > 0 ? Searched(org, name) : Filtered(org, name));
        var sort = search.Length > 0 ? query["sortBy"].ToString() : "";
        if (read?.Fault is not null || (sort.Length > 0 && Searched(org, sort) is null))
        {
            await ErrorCodes.BadSearch.Because().Write(context);
            return;
        }

        bool Fits(Account account) => read?.Filter is { } asked ? asked.Matches(account)
            : account.User.Status != AccountStatus.Deprovisioned && (q.Length == 0 || Begins(account.User, q));
        if (q.Length > 0)
        {
            var found = await Find(context.Org(), Fits, "", Paging.Of(context, UsualFound, LargestPage).Limit);
            await UserJson.Write(context, found);
            return;
        }

        var paging = Paging.Of(context, LargestPage, LargestPage);
        var accounts = sort.Length == 0
            ? await Find(context.Org(), Fits, paging.After, paging.Limit + 1)
            : await Sorted(context, Fits, Searched(org, sort)!, paging);
        await UserJson.Write(context, paging.Cut(context, accounts, account => account.User.Id));
    }

    private static async ValueTask<IReadOnlyList<Account>> Find(Org org, Func<Account, bool> fits, string after, int most)
    {
        var found = new List<Account>();
        await foreach (var account in UserFinder.All(org, after))
        {
            if (fits(account))
            {
                found.Add(account);
            }

            if (found.Count == most)
            {
                break;
            }
        }

        return found;
    }

    private static async ValueTask<IReadOnlyList<Account>> Sorted(HttpContext context, Func<Account, bool> fits, FilterAttribute<Account> by, Paging paging)
    {
        var all = await Find(context.Org(), fits, "", int.MaxValue);
        var comparer = by.Type == FilterType.Text ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        string Key(Account account) => by.Read(account).FirstOrDefault() ?? "";
        var descends = context.Request.Query["sortOrder"].ToString().Equals("desc", StringComparison.OrdinalIgnoreCase);
        var sorted = (descends ? all.OrderByDescending(Key, comparer) : all.OrderBy(Key, comparer)).ThenBy(account => account.User.Id, StringComparer.Ordinal);
        var rest = paging.After.Length == 0 ? sorted : sorted.SkipWhile(account => account.User.Id != paging.After).Skip(1);
        return [.. rest.Take(paging.Limit + 1)];
    }

    private static bool Begins(User user, string q) =>
        new[] { user.FirstName, user.LastName, user.Email }.Any(value => value?.StartsWith(q, StringComparison.OrdinalIgnoreCase) == true);

    // What "filter" takes is short; "search" takes whatever a user has.
    private static FilterAttribute<Account>? Filtered(string org, string name) => name switch
    {
        "status" or "id" or "profile.login" or "profile.email" or "profile.firstName" or "profile.lastName" => Searched(org, name)! with { Operators = EqualOnly },
        "lastUpdated" => Searched(org, name)! with { Operators = Ordered },
        _ => null,
    };

    private static FilterAttribute<Account>? Searched(string org, string name) => name switch
    {
        "id"              => FilterAttribute<Account>.Of(FilterType.Exact, a => a.User.Id),
        "status"          => FilterAttribute<Account>.Of(FilterType.Exact, a => Emulator.Names.Status(a.User.Status)),
        "type.id"         => FilterAttribute<Account>.Of(FilterType.Exact, _ => Ids.UserType(org)),
        "created"         => Instant(a => a.User.Created),
        "activated"       => Instant(a => UserJson.Activated(a.User)),
        "statusChanged"   => Instant(a => a.User.StatusChanged),
        "lastUpdated"     => Instant(a => UserJson.LastUpdated(a.User)),
        "passwordChanged" => Instant(a => a.User.PasswordChanged),
        _ when name.StartsWith(ProfilePrefix, StringComparison.Ordinal) && name.Length > ProfilePrefix.Length =>
            FilterAttribute<Account>.Of(FilterType.Text, a => Profile(a.User, name[ProfilePrefix.Length..])),
        _ => null,
    };

    private static FilterAttribute<Account> Instant(Func<Account, DateTimeOffset?> read) =>
        FilterAttribute<Account>.Of(FilterType.Instant, a => read(a) is { } at ? OktaJson.Instant(at) : null);

    private static string? Profile(User user, string name) => UserProfile.Of(user).FirstOrDefault(member => member.Name == name).Value;
}
