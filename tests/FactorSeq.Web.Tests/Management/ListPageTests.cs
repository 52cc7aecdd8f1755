using FactorSeq.Web.Tests.Policies;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Management;

/// <summary>Lists of settings, page by page.</summary>
public sealed class ListPageTests : IAsyncLifetime
{
    private Administration admin = null!;

    public async Task InitializeAsync() => admin = await Administration.Start();

    public async Task DisposeAsync() => await admin.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/policies?type=OKTA_SIGN_ON")]
    [InlineData("/api/v1/policies?type=IDP_DISCOVERY")]
    [InlineData("/api/v1/zones")]
    [InlineData("/api/v1/trustedOrigins")]
    [InlineData("/api/v1/trustedOrigins?q=http")]
    public async Task A_list_without_a_limit_comes_as_a_whole_and_links_to_itself_alone(string list)
    {
        var reply = (await admin.Get(list)).Expect(200);
        Assert.NotEmpty(reply.Json!.AsArray());
        Assert.Equal(list, reply.Link("self"));
        Assert.Null(reply.Link("next"));
    }

    [Theory]
    [InlineData("/api/v1/policies?type=OKTA_SIGN_ON")]
    [InlineData("/api/v1/zones?")]
    [InlineData("/api/v1/zones?filter=usage+eq+%22POLICY%22")]
    public async Task Pages_hold_what_the_whole_list_does(string list)
    {
        await admin.Made("/api/v1/policies", admin.PolicyBody("Crew"));
        var whole = await Ids(list);
        var pages = 0;
        var paged = new List<string>();
        for (var next = $"{list}&limit=1"; next is not null; pages++)
        {
            var reply = (await admin.Get(next)).Expect(200);
            paged.AddRange(reply.All(item => item["id"]));
            next = reply.Link("next");
        }

        Assert.Equal(whole, paged);
        Assert.Equal(whole.Length, pages);
    }

    [Fact]
    public async Task Rules_and_origins_come_in_pages_too()
    {
        var policy = await admin.Made("/api/v1/policies", admin.PolicyBody("Crew"));
        foreach (var name in new[] { "A", "B" })
        {
            await admin.Made($"{policy}/rules", Administration.SignOnRule(name, """{"access":"ALLOW"}"""));
            await admin.Made("/api/v1/trustedOrigins", new { name, origin = $"http://{name}.test", scopes = new[] { new { type = "CORS" } } });
        }

        Assert.Equal(["B"], await admin.Names((await admin.Get($"{policy}/rules?limit=1")).Link("next")!));
        Assert.Equal(["A", "B"], await admin.Names((await admin.Get("/api/v1/trustedOrigins?limit=1")).Link("next")!.Replace("limit=1", "limit=9", StringComparison.Ordinal)));
    }

    private async Task<string[]> Ids(string list) => (await admin.Get(list)).All(item => item["id"]);
}
