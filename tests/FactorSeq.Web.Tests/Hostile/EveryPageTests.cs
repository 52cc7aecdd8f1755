using System.Reflection;
using System.Text.RegularExpressions;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Seed;
using FactorSeq.Web.Tests.OAuth;
using FactorSeq.Web.Tests.Saml;
using FactorSeq.Web.Tests.Support;
using FactorSeq.Web.Tests.Walk;
using Microsoft.Extensions.Logging;

namespace FactorSeq.Web.Tests.Hostile;

/// <summary>Every page and every other answer: what may run in it, who may frame it, who may keep it, and what its cookies say.</summary>
public sealed class EveryPageTests : IAsyncLifetime
{
    private const string Ana = "ana@demo.test";

    // With Okta's own widget, which is not there: its page is checked where the widget's folder is.
    private const string Elsewhere = "signin/okta-widget.html";

    // What never ends, and what would make the rest of the walk another org's: a fault for everything, a reset.
    private static readonly string[] Moving = ["GET /emulator/stream", "POST /emulator/faults", "POST /emulator/reset", "POST /emulator/restore", "POST /emulator/orgs/{name}", "DELETE /emulator/orgs/{name}"];

    private static readonly string[] Pages =
        [.. typeof(Server).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".html", StringComparison.Ordinal) && name != Elsewhere).Order(StringComparer.Ordinal)];

    private readonly SortedSet<string> seen = new(StringComparer.Ordinal);
    private HostileOrg hostile = null!;

    private OrgHost Org => hostile.Host;

    public async Task InitializeAsync() => hostile = await HostileOrg.Start();

    public async Task DisposeAsync() => await hostile.DisposeAsync();

    [Fact]
    public async Task Every_answer_of_every_route_is_safe_for_whoever_asks()
    {
        var (root, ana) = (await SessionOf("root@demo.test"), await SessionOf(Ana));
        var faults = new List<string>();
        foreach (var route in ServedRoutes.All(Org).Where(route => !Moving.Contains(route.ToString())))
        {
            foreach (var (isHttps, headers) in new (bool, (string, string)[])[]
            {
                (false, []), (true, [("X-Forwarded-Proto", "https"), ("Cookie", $"sid={root}")]), (false, [("Cookie", $"sid={ana}")]), (false, [("Authorization", $"SSWS {HostileOrg.ApiToken}")]),
            })
            {
                var answer = await Org.Send(new HttpMethod(route.Method), route.Path(), route.IsRead ? null : OrgHost.Body("{}"), headers);
                var isFile = OpenRoutes.AreFiles(route) || route.Pattern is "/emulator/openapi.json";
                var ancestors = route.Pattern == "/auth/services/devicefingerprint" ? $"{(isHttps ? Org.Address.Replace("http:", "https:", StringComparison.Ordinal) : Org.Address)} http://trusted.test" : "'none'";
                faults.AddRange(SafePage.Faults(answer, isFile, ancestors, isHttps).Select(fault => $"{route} ({answer.Status}): {fault}"));
            }
        }

        foreach (var path in new[] { "/nowhere", "/api/v1/nowhere", "/o/nowhere/x", "/admin", "/admin/", "/admin/nowhere", "/admin/css/console.css", "/emulator/health" })
        {
            var answer = await Org.Get(path, ("Cookie", $"sid={root}"));
            faults.AddRange(SafePage.Faults(answer, isFile: path.EndsWith(".css", StringComparison.Ordinal)).Select(fault => $"{path} ({answer.Status}): {fault}"));
        }

        Assert.DoesNotContain(hostile.Log.Lines, line => line.Level >= LogLevel.Error);
        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct().Take(60)));
    }

    [Fact]
    public async Task Every_page_there_is_was_looked_at_and_is_safe()
    {
        var web = new RelyingParty(Org, "web", HostileOrg.ClientSecret, "http://app.test/cb", "/oauth2/api/v1") { Sid = await SessionOf(Ana) };
        var notes = new RelyingParty(Org, "notes", HostileOrg.ClientSecret, "http://notes.test/cb", "/oauth2/api/v1") { Sid = web.Sid };

        Look("the sign-in page", await Org.Get("/login/login.htm"));
        Look("the home page", await web.Visit("/app/UserHome"));
        Look("an error", await Org.Get("/login/sessionCookieRedirect?redirectUrl=http://evil.test"));
        Look("the fingerprint", await Org.Get("/auth/services/devicefingerprint"), $"{Org.Address} http://trusted.test");
        Look("the emulator", await Org.Get("/emulator"));
        Look("its API", await Org.Get("/emulator/api"));
        Look("an identity provider", await Org.Get((await Org.Get($"/sso/idps/{Ids.IdentityProvider("demo", "Page")}?fromURI=%2Fapp%2FUserHome")).Expect(302).Header("Location")!));
        Look("Duo", await Org.Get($"/emulator/duo/{await Visit()}"), "'self'");

        var device = (await web.Ask("/device/authorize", ("scope", "work"))).Expect(200).Text("user_code")!;
        Look("a device's code", await web.Visit("/activate"));
        var confirm = await web.Visit($"/activate?user_code={device}");
        Look("what a device wants", confirm);
        Look("a device is in", await web.Submit(Org, "/activate", ("user_code", confirm.Hidden("user_code")), ("token", confirm.Hidden("token")), ("decision", "allow")));

        var consent = await notes.Visit((await notes.Authorize(("scope", "openid read"))).Expect(302).Header("Location")!);
        Look("consent", consent);
        var allowed = await notes.Submit(Org, "/oauth2/v1/authorize/consent", ("okta_key", consent.Hidden("okta_key")), ("token", consent.Hidden("token")), ("decision", "allow"));
        await notes.Visit(new Uri(new Uri(Org.Address), allowed.Expect(302).Header("Location")!).PathAndQuery);
        Look("a form for an app", await web.Authorize(("scope", "openid work"), ("response_mode", "form_post")), "http://app.test");
        Look("a message for an app", await web.Authorize(("scope", "openid work"), ("response_mode", "okta_post_message"), ("prompt", "none")), "http://app.test");
        var wiki = new ServiceProvider(Org, "Wiki");
        Look("a SAML response", await Org.Get(wiki.Path, ("Cookie", $"sid={web.Sid}")));
        Look("a SAML error", await Org.Get(wiki.Path + "?SAMLRequest=x", ("Cookie", $"sid={web.Sid}")));
        Look("an OAuth error", await Org.Get("/oauth2/v1/authorize?client_id=nobody"));
        Look("the console", await Org.Get("/admin/", ("Cookie", $"sid={await SessionOf("root@demo.test")}")));
        Look("the console for others", await Org.Get("/admin/", ("Cookie", $"sid={web.Sid}")));
        Look("signing out", await web.Visit("/login/signout"));

        Assert.Equal(Pages, seen);
    }

    private void Look(string what, Reply answer, string ancestors = "'none'")
    {
        Assert.True(answer.Header("Content-Type")?.StartsWith("text/html", StringComparison.Ordinal) == true, $"{what} is no page: {answer}");
        SafePage.Check(what, answer, ancestors: ancestors);
        foreach (var page in Pages.Where(page => Regex.Split(Assets.Text(page), "\\{\\{[a-z]+\\}\\}").MaxBy(part => part.Length) is { } part && answer.Body.Contains(part, StringComparison.Ordinal)))
        {
            seen.Add(page);
        }
    }

    private async Task<string> SessionOf(string login) =>
        (await Org.OpenSession(await Org.Verify(await Org.Identify(login), "password", password: HostileOrg.Password))).Expect(200).Text("id")!;

    private async Task<string> Visit()
    {
        (await Org.Verify(await Org.Identify(Ana), "web")).Expect("MFA_CHALLENGE");
        return (string)(await Org.Get("/emulator/visits")).Expect(200).Json![0]!["id"]!;
    }
}
