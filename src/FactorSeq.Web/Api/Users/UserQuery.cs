using System.Collections.Immutable;
using FactorSeq.Core.SignOn;
using FactorSeq.Core.Users;
using FactorSeq.Web.Api.Accounts;
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
        if (sort.Length > 0)
        {
            await Sorted(context, Fits, Searched(org, sort)!, paging);
            return;
        }

        var accounts = await Find(context.Org(), Fits, paging.After, paging.Limit + 1);
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

    // The page and one more are held, however many there are.
    private static async Task Sorted(HttpContext context, Func<Account, bool> fits, FilterAttribute<Account> by, Paging paging)
    {
        if (!SortedPlace.TryRead(paging.After, out var after))
        {
            await SortedPlace.BadCursor.Write(context);
            return;
        }

        var descends = context.Request.Query["sortOrder"].ToString().Equals("desc", StringComparison.OrdinalIgnoreCase);
        var found = new SortedList<SortedPlace, Account>(SortedPlace.Order(by.Type == FilterType.Text, descends));
        await foreach (var account in UserFinder.All(context.Org()))
        {
            var place = new SortedPlace(by.Read(account).FirstOrDefault() ?? "", account.User.Id);
            if (fits(account) && (after is null || found.Comparer.Compare(place, after) > 0))
            {
                found.Add(place, account);
                if (found.Count > paging.Limit + 1)
                {
                    found.RemoveAt(found.Count - 1);
                }
            }
        }

        await UserJson.Write(context, [.. paging.Cut(context, [.. found], one => one.Key.ToString()).Select(one => one.Value)]);
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
