using System.Text.Json.Nodes;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Addresses;

/// <summary>Which org a request means, and under which address that org then speaks of itself.</summary>
public sealed class OrgAddressTests
{
    private static readonly string Port = "{port}";

    [Theory]
    [InlineData("", "127.0.0.1:{port}", "", "http://127.0.0.1:{port}", "demo")]
    [InlineData("", "localhost:{port}", "", "http://localhost:{port}", "demo")]
    [InlineData("", "127.0.0.1:{port}", "/o/other", "http://127.0.0.1:{port}/o/other", "other")]
    [InlineData("", "127.0.0.1:{port}", "/o/demo", "http://127.0.0.1:{port}/o/demo", "demo")]
    [InlineData("", "other.localhost:{port}", "", "http://other.localhost:{port}", "other")]
    [InlineData("", "OTHER.localhost:{port}", "", "http://OTHER.localhost:{port}", "other")]
    [InlineData("", "demo.localhost", "/o/other", "http://demo.localhost/o/other", "other")]
    [InlineData("https://idp.test:8443", "127.0.0.1:{port}", "", "https://idp.test:8443", "demo")]
    [InlineData("https://idp.test:8443", "idp.test", "", "https://idp.test:8443", "demo")]
    [InlineData("https://idp.test:8443", "factorseq:7700", "/o/other", "https://idp.test:8443/o/other", "other")]
    [InlineData("https://idp.test:8443", "other.idp.test", "", "https://other.idp.test:8443", "other")]
    [InlineData("https://idp.test:8443", "other.localhost:{port}", "", "https://other.idp.test:8443", "other")]
    [InlineData("https://idp.test:8443", "other.idp.test", "/o/demo", "https://idp.test:8443/o/demo", "demo")]
    [InlineData("http://demo.localhost:7700", "demo.localhost", "", "http://demo.localhost:7700", "demo")]
    [InlineData("http://192.0.2.1", "other.localhost", "", "http://192.0.2.1/o/other", "other")]
    [InlineData("https://idp.test/seq", "127.0.0.1:{port}", "", "https://idp.test/seq", "demo")]
    [InlineData("https://idp.test/seq", "127.0.0.1:{port}", "/seq", "https://idp.test/seq", "demo")]
    [InlineData("https://idp.test/seq", "idp.test", "/seq/o/other", "https://idp.test/seq/o/other", "other")]
    [InlineData("https://idp.test/seq", "idp.test", "/o/other", "https://idp.test/seq/o/other", "other")]
    public async Task An_org_speaks_of_itself_by_one_address(string issuer, string host, string path, string expected, string name)
    {
        await using var both = await TwoOrgs.Start([.. issuer.Length > 0 ? (string[])["--issuer", issuer] : [], "--allowed-hosts", "factorseq"]);
        var port = new Uri(both.Host.Address).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (asked, wanted) = (host.Replace(Port, port, StringComparison.Ordinal), expected.Replace(Port, port, StringComparison.Ordinal));
        Task<Reply> Get(string below) => both.Host.Get(path + below, ("Host", asked));

        var discovery = (await Get("/oauth2/default/.well-known/openid-configuration")).Expect(200);
        Assert.Equal(wanted + "/oauth2/default", discovery.Text("issuer"));
        Assert.All(
            discovery.Json!.AsObject().Where(member => member.Key.EndsWith("_endpoint", StringComparison.Ordinal) || member.Key == "jwks_uri"),
            member => Assert.StartsWith(wanted + "/oauth2/", (string)member.Value!, StringComparison.Ordinal));
        Assert.Equal(name, OrgNameOf((await Get("/login/login.htm")).Expect(200)));

        var authn = await both.Host.Post(path + "/api/v1/authn", new { username = "ana@demo.test" }, ("Host", asked));
        Assert.All(Links(authn.Expect("UNAUTHENTICATED").Json!), link => Assert.StartsWith(wanted + "/", link, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("127.0.0.1", "/o/nobody/api/v1/sessions/me")]
    [InlineData("127.0.0.1", "/o/nobody")]
    [InlineData("127.0.0.1", "/o/OTHER/api/v1/sessions/me")]
    [InlineData("nobody.localhost", "/api/v1/sessions/me")]
    [InlineData("nobody.localhost", "/emulator/health")]
    [InlineData("nobody.idp.test", "/")]
    [InlineData("a.other.localhost", "/")]
    public async Task An_org_that_is_not_here_is_not_found(string host, string path)
    {
        await using var both = await TwoOrgs.Start("--issuer", "https://idp.test");

        var answer = (await both.Host.Get(path, ("Host", host))).Expect(404, "E0000007");

        Assert.StartsWith("Not found: Resource not found: ", answer.Text("errorSummary"), StringComparison.Ordinal);
        Assert.StartsWith("This server has no org of the name ", answer.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_allowed_leads_to_the_default_org_unless_it_is_an_org()
    {
        await using var both = await TwoOrgs.Start("--allowed-hosts", "idp.localhost,other.localhost");

        Assert.Equal("demo", OrgNameOf(await both.Host.Get("/login/login.htm", ("Host", "idp.localhost"))));
        Assert.Equal("other", OrgNameOf(await both.Host.Get("/login/login.htm", ("Host", "other.localhost"))));
    }

    [Fact]
    public async Task A_sign_in_under_an_issuer_with_a_path_stays_below_it()
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed, options: ["--issuer", "https://idp.test/seq"]);

        var page = (await org.Get("/seq/oauth2/v1/authorize?client_id=web&response_type=code&scope=openid&redirect_uri=http%3A%2F%2Fapp.test%2Fcb&state=s")).Expect(302);
        Assert.StartsWith("/seq/login/login.htm?", page.Header("Location"), StringComparison.Ordinal);
        var opened = await org.Get($"/login/sessionCookieRedirect?token={await RelyingParty.Web(org).SessionToken()}&redirectUrl=https%3A%2F%2Fidp.test%2Fseq%2F");
        Assert.Contains("path=/seq;", opened.Header("Set-Cookie"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Every_seed_is_read_before_an_org_starts_and_every_error_told()
    {
        var bad = Path.Combine(Path.GetTempPath(), $"factorseq-{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(bad, "org: { nam: x }");
        try
        {
            var refused = await Assert.ThrowsAsync<UnusableException>(() => OrgHost.Start(Seeds.WithChains("carrier-pigeon"), options: ["--seed", $"{bad};/no/such.yaml"]));
            foreach (var word in new[] { "carrier-pigeon", "nam", "/no/such.yaml" })
            {
                Assert.Contains(word, refused.Message, StringComparison.Ordinal);
            }

            await File.WriteAllTextAsync(bad, Seeds.Ana);
            var twice = await Assert.ThrowsAsync<UnusableException>(() => OrgHost.Start(Seeds.Ana, options: ["--seed", bad]));
            Assert.Contains($"{bad}: there is an org demo already, from ", twice.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(bad);
        }
    }

    [Fact]
    public async Task An_org_keeps_its_name_while_the_server_runs()
    {
        await using var org = await OrgHost.Start(Seeds.Ana);

        var refused = await Assert.ThrowsAsync<UnusableException>(() => org.EditSeed(Seeds.Ana.Replace("name: demo,", "name: acme,", StringComparison.Ordinal)));

        Assert.Contains("the org is named demo while this server runs, not acme", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orgs_are_kept_side_by_side_in_one_file()
    {
        using var file = new TemporaryFile();
        await using (var both = await TwoOrgs.Start("--data", file.Path))
        {
            (await both.Host.Send(HttpMethod.Patch, "/o/other/emulator/settings", OrgHost.Body(new { stateTokenMinutes = 9 }))).Expect(200);
        }

        await using var again = await OrgHost.Start(RelyingParty.Seed, file.Path);
        (await again.Identify("ana@demo.test")).Expect("UNAUTHENTICATED");
        (await again.Get("/o/other/emulator/settings")).Expect(404, "E0000007");
    }

    private static string OrgNameOf(Reply page) => System.Text.RegularExpressions.Regex.Match(page.Body, "\"orgName\":\"([a-z]+)\"").Groups[1].Value;

    private static IEnumerable<string> Links(JsonNode node) => node switch
    {
        JsonObject all => all.SelectMany(m => m.Key == "href" ? [(string)m.Value!] : m.Value is null ? [] : Links(m.Value)),
        JsonArray items => items.SelectMany(item => Links(item!)),
        _ => [],
    };
}
