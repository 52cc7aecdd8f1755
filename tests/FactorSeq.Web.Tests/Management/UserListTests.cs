using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Users listed, searched, sorted, page by page.</summary>
public sealed class UserListTests : IAsyncLifetime
{
    private const string Users = ManagementOrg.Users;

    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        org = await OrgHost.Start(ManagementOrg.Seed);
        (await org.Make(ManagementOrg.Person("zoe@demo.test", null, ("firstName", "Zoe"), ("department", "Tests")), "?activate=false")).Expect(200);
        (await org.Make(ManagementOrg.Person("yan@demo.test", null, ("firstName", "Yan"), ("department", "Docs")), "?activate=false")).Expect(200);
        (await org.Do($"{Users}/yan@demo.test/lifecycle/deactivate")).Expect(200);
    }

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task Everybody_is_listed_but_those_who_are_deactivated()
    {
        var all = (await org.Ask(Users)).Logins();
        Assert.Equal(8, all.Length);
        Assert.DoesNotContain("yan@demo.test", all);
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task A_sorted_list_goes_on_behind_somebody_who_is_gone_meanwhile(string order)
    {
        var path = $"{Users}?search={Uri.EscapeDataString("status pr")}&sortBy=profile.firstName&sortOrder={order}";
        var all = (await org.Ask(path)).Logins();
        Assert.Equal(9, all.Length);
        var seen = new List<string>();
        for (var next = $"{path}&limit=2"; next is not null;)
        {
            var page = await org.Ask(next);
            seen.AddRange(page.Logins());
            next = page.Link("next");
            if (next is not null)
            {
                (await org.Remove($"{Users}/{seen[^1]}")).Expect(204);
                await org.Remove($"{Users}/{seen[^1]}");
            }
        }

        Assert.Equal(all, seen);
        Assert.Equal("after: The cursor is not one of this list.", (await org.Ask($"{path}&after=nonsense")).Expect(400, "E0000001").Cause);
        (await org.Ask($"{path}&after=00u.%23")).Expect(400, "E0000001");
    }

    [Fact]
    public async Task Pages_follow_each_other_by_links_on_lines_of_their_own()
    {
        var all = (await org.Ask(Users)).Logins();
        var seen = new List<string>();
        for (var path = $"{Users}?limit=3"; path is not null;)
        {
            var page = await org.Ask(path);
            Assert.Equal(path, page.Link("self"));
            seen.AddRange(page.Logins());
            path = page.Link("next");
        }

        Assert.Equal(all, seen);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Users}?search={Uri.EscapeDataString("status pr")}&limit=1");
        request.Headers.TryAddWithoutValidation("Authorization", "SSWS 00ci-token");
        using var response = await org.Http.SendAsync(request);
        var links = response.Headers.GetValues("Link").ToList();
        Assert.Equal(2, links.Count);
        Assert.Equal($"<{org.Address}{Users}?limit=1&search=status%20pr>; rel=\"self\"", links[0]);
        Assert.Matches("^<[^>]+/api/v1/users\\?after=00u[0-9A-Za-z]{17}&limit=1&search=status%20pr>; rel=\"next\"$", links[1]);
        Assert.Null((await org.Ask($"{Users}?limit=200")).Link("next"));
        Assert.Equal(8, (await org.Ask($"{Users}?limit=9999")).Logins().Length);
        Assert.Equal(8, (await org.Ask($"{Users}?limit=x&after=")).Logins().Length);
    }

    [Theory]
    [InlineData("an", "ana@demo.test")]
    [InlineData("RUI", "ana@demo.test")]
    [InlineData("zoe@", "zoe@demo.test")]
    [InlineData("emo", "")]
    [InlineData("yan", "")]
    public async Task A_query_is_the_beginning_of_a_name_or_an_address(string q, string found)
    {
        var page = await org.Ask($"{Users}?q={q}");
        Assert.Equal(found, string.Join(' ', page.Logins()));
        Assert.Null(page.Header("Link"));
    }

    [Theory]
    [InlineData("filter", "status eq \"DEPROVISIONED\"", "yan@demo.test")]
    [InlineData("filter", "status eq \"STAGED\" or status eq \"DEPROVISIONED\"", "yan@demo.test zoe@demo.test")]
    [InlineData("filter", "profile.login eq \"ANA@demo.test\"", "ana@demo.test")]
    [InlineData("filter", "profile.firstName eq \"Ana\" and profile.lastName eq \"Ruiz\"", "ana@demo.test")]
    [InlineData("filter", "lastUpdated lt \"2000-01-01T00:00:00.000Z\"", "")]
    [InlineData("search", "profile.department eq \"tests\"", "zoe@demo.test")]
    [InlineData("search", "profile.department pr", "yan@demo.test zoe@demo.test")]
    [InlineData("search", "profile.login sw \"z\" and created gt \"2000-01-01T00:00:00Z\"", "zoe@demo.test")]
    [InlineData("search", "not (profile.department pr) and profile.firstName sw \"B\"", "ben@demo.test")]
    [InlineData("search", "activated pr and status eq \"STAGED\"", "")]
    public async Task A_filter_or_a_search_finds(string parameter, string expression, string found) =>
        Assert.Equal(found, string.Join(' ', (await org.Ask($"{Users}?{parameter}={Uri.EscapeDataString(expression)}")).Logins().Order(StringComparer.Ordinal)));

    [Theory]
    [InlineData("filter=status%20sw%20%22A%22", "E0000031")]
    [InlineData("filter=profile.department%20eq%20%22A%22", "E0000031")]
    [InlineData("filter=status", "E0000031")]
    [InlineData("search=nonsense%20eq%20%22A%22", "E0000031")]
    [InlineData("search=profile.%20pr", "E0000031")]
    [InlineData("search=status%20pr&sortBy=nonsense", "E0000031")]
    [InlineData("q=a&filter=status%20eq%20%22ACTIVE%22", "E0000033")]
    public async Task What_cannot_be_looked_for_is_refused(string query, string code) => (await org.Ask($"{Users}?{query}")).Expect(400, code);

    [Fact]
    public async Task A_search_is_sorted_and_goes_on_in_that_order()
    {
        var path = $"{Users}?search={Uri.EscapeDataString("profile.firstName pr")}&sortBy=profile.firstName&sortOrder=desc&limit=4";
        var first = await org.Ask(path);
        Assert.Equal(["zoe@demo.test", "yan@demo.test", "root@demo.test", "read@demo.test"], first.Logins());
        var rest = new List<string>(first.Logins());
        while (first.Link("next") is { } next)
        {
            first = await org.Ask(next);
            rest.AddRange(first.Logins());
        }

        Assert.Equal(9, rest.Distinct().Count());
        Assert.Equal("ana@demo.test", rest[^1]);
        Assert.Equal("ana@demo.test", (await org.Ask(path.Replace("desc", "asc", StringComparison.Ordinal))).Logins()[0]);
    }
}
