using System.Text.RegularExpressions;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace FactorSeq.Web.Tests.SignIn;

/// <summary>The hosted page with Okta's widget, as the wire shows it; a folder laid out like the widget's stands in for it.</summary>
public sealed class OktaWidgetTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("factorseq-").FullName;

    private OrgHost org = null!;

    private string Dist => Path.Combine(root, "dist");

    public async Task InitializeAsync()
    {
        Put("dist/js/okta-sign-in.classic.min.js", "classic");
        Put("dist/js/okta-sign-in.min.js", "both");
        Put("dist/css/okta-sign-in.min.css", "css");
        Put("dist/labels/json/login_de.json", "{}");
        Put("dist/js/run.sh", "no type");
        Put("secret.json", "secret");
        org = await OrgHost.Start(Seeds.WithChains("password"), options: ["--okta-widget", Dist]);
    }

    public async Task DisposeAsync()
    {
        await org.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    [Theory]
    [InlineData("/login/login.htm")]
    [InlineData("/login/default")]
    [InlineData("/signin")]
    [InlineData("/signin/verify/okta/push?stateToken=00")]
    public async Task The_page_holds_a_state_token_in_the_line_that_scrapers_read_and_runs_nothing_but_its_own(string path)
    {
        var page = (await org.Get(path)).Expect(200);
        Assert.Matches("var stateToken = '00[A-Za-z0-9_-]*';", page.Body);
        var policy = page.Header("Content-Security-Policy")!;
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains($"frame-src 'self' {org.Address} https://{new Uri(org.Address).Authority};", policy, StringComparison.Ordinal);
        var nonce = Regex.Match(policy, "script-src 'self' 'nonce-([^']+)'").Groups[1].Value;
        Assert.Contains($"<script nonce=\"{nonce}\">", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(nonce, (await org.Get(path)).Body, StringComparison.Ordinal);
        Assert.Contains("/okta-widget/js/okta-sign-in.classic.min.js", page.Body, StringComparison.Ordinal);
        Assert.Equal("no-store", page.Header("Cache-Control"));
    }

    [Theory]
    [InlineData("/signin/verify/okta/push")]
    [InlineData("/signin/reset-password/token")]
    public async Task A_route_inside_the_widget_is_left_to_the_widget(string path) =>
        Assert.DoesNotContain("stateToken", (await org.Get(path)).Expect(200).Body, StringComparison.Ordinal);

    [Fact]
    public async Task A_hostile_query_stays_text()
    {
        var page = await org.Get("/login/login.htm?stateToken=';alert(1)//%3C/script%3E&username=%3C/script%3E%3Cscript%3Ealert(2)&fromURI=/%3Cscript%3Ealert(3)");
        Assert.DoesNotContain("';alert(1)", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("//</script>", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_widget_is_told_what_this_org_can_do()
    {
        var page = await org.Get("/login/login.htm");
        Assert.Contains("\"useClassicEngine\":true", page.Body, StringComparison.Ordinal);
        Assert.Contains("\"passwordlessAuth\":true", page.Body, StringComparison.Ordinal);
        Assert.Contains("\"webauthn\":true", page.Body, StringComparison.Ordinal);
        Assert.Contains($"\"assets\":{{\"baseUrl\":\"{org.Address}/okta-widget\"}}", page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("js/okta-sign-in.min.js", "text/javascript; charset=utf-8")]
    [InlineData("css/okta-sign-in.min.css", "text/css; charset=utf-8")]
    [InlineData("labels/json/login_de.json", "application/json; charset=utf-8")]
    public async Task A_file_of_the_folder_is_served_once_and_then_asked_for(string file, string type)
    {
        var first = (await org.Get($"/okta-widget/{file}")).Expect(200);
        Assert.Equal(type, first.Header("Content-Type"));
        Assert.Equal("nosniff", first.Header("X-Content-Type-Options"));
        Assert.Equal("no-cache", first.Header("Cache-Control"));
        (await org.Get($"/okta-widget/{file}", ("If-None-Match", first.Header("ETag")!))).Expect(304);
    }

    [Theory]
    [InlineData("js/none.js")]
    [InlineData("js/run.sh")]
    [InlineData("js")]
    [InlineData("")]
    [InlineData("..%2Fsecret.json")]
    [InlineData("js/..%2F..%2Fsecret.json")]
    [InlineData("..%5Csecret.json")]
    [InlineData("%2Fetc%2Fhosts.json")]
    public async Task Nothing_else_is_served(string file) => (await org.Get($"/okta-widget/{file}")).Expect(404, "E0000008");

    [Fact]
    public async Task Without_the_option_there_is_no_widget()
    {
        await using var plain = await OrgHost.Start();
        (await plain.Get("/okta-widget/js/okta-sign-in.min.js")).Expect(404, "E0000008");
        Assert.DoesNotContain("okta-widget", (await plain.Get("/login/login.htm")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_before_7_has_one_script()
    {
        File.Delete(Path.Combine(Dist, "js/okta-sign-in.classic.min.js"));
        Assert.Equal("js/okta-sign-in.min.js", Read(Dist).OktaWidget!.Script);
    }

    [Fact]
    public void A_folder_without_the_widget_stops_the_start_with_its_cure()
    {
        var refused = Assert.Throws<UnusableException>(() => Read(Path.Combine(root, "none")));
        Assert.Contains("npm install @okta/okta-signin-widget", refused.Message, StringComparison.Ordinal);
        refused = Assert.Throws<UnusableException>(() => Read(root));
        Assert.EndsWith($"The folder that does is {Dist}.", refused.Message, StringComparison.Ordinal);
    }

    private static ServerOptions Read(string folder) => ServerOptions.Read(["--okta-widget", folder], new ConfigurationBuilder().Build());

    private void Put(string path, string text)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
