using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.Apps;

/// <summary>An org with apps of several sign-on policies, and one browser of ana's.</summary>
internal sealed class AppOrg(OrgHost org)
{
    internal const string Ana = "ana@demo.test";

    internal const string Apps = """
        zones: [ { name: office, gateways: [ 10.0.0.0/8 ] } ]
        apps:
          - { label: Payroll, type: bookmark, url: "https://payroll.test/start?a=b", assign: [ Everyone ], signOn: mfa every sign-on }
          - { label: Wiki, type: bookmark, url: "https://wiki.test/", assign: [ Everyone ], signOn: mfa once per session }
          - { label: Lunch, type: bookmark, url: "https://lunch.test/", assign: [ Everyone ] }
          - { label: Vault, type: bookmark, url: "https://vault.test/", assign: [ Everyone ], signOn: [ { name: Nobody, access: deny } ] }
          - { label: Board, type: bookmark, url: "https://board.test/", assign: [ others ] }
          - { label: Ledger, type: bookmark, url: "https://ledger.test/", assign: [ Everyone ], signOn: [ { name: Fresh, reauthenticateMinutes: 30 } ] }
          - label: Rules
            type: bookmark
            url: https://rules.test/
            assign: [ Everyone ]
            signOn:
              - { name: In the office, network: office, access: allow }
              - { name: Ben, users: [ ben@demo.test ], access: deny }
              - { name: Everybody else, mfa: every sign-on }
          - label: Web
            clientId: web
            clientSecret: web-secret
            redirectUris: [ "http://app.test/cb" ]
            initiateLoginUri: http://app.test/start
            assign: [ Everyone ]
            signOn: mfa every sign-on
          - { label: Spa, clientId: spa, redirectUris: [ "http://spa.test/cb" ], assign: [ Everyone ], signOn: mfa once per session }
          - { label: Shut, clientId: shut, clientSecret: shut-secret, redirectUris: [ "http://shut.test/cb" ], assign: [ Everyone ], signOn: [ { name: No, access: deny } ] }
        """;

    internal OrgHost Org => org;

    internal string? Sid { get; set; }

    internal static async Task<AppOrg> Start(string rule, string users = "", string policies = "") =>
        new(await OrgHost.Start(Seeds.WithRule(rule, users: users, policies: policies, more: Apps)));

    internal static string Push { get; } = Seeds.Chains("push", "password");

    internal string Link(string label) => org.Org.Current.Configuration.Apps.Single(a => a.Label == label) is var app ? $"/home/{app.Name}/{app.Id}/1" : "";

    /// <summary>Loads a page in ana's browser.</summary>
    internal async Task<Reply> Visit(string path)
    {
        var reply = Sid is null ? await org.Get(path) : await org.Get(path, ("Cookie", $"sid={Sid}"));
        Sid = reply.Cookie("sid") is { Length: > 0 } sid ? sid : Sid;
        return reply;
    }

    internal Task<Reply> Open(string label) => Visit(Link(label));

    internal async Task<AppOrg> SignedInBy(string factor, string login = Ana, string? password = null)
    {
        var named = (await org.Identify(login)).Expect("UNAUTHENTICATED");
        Reply done;
        if (factor == "push")
        {
            await org.Verify(named, "push");
            await org.Approve(login);
            done = await org.Verify(named, "push");
        }
        else
        {
            done = await org.Verify(named, "password", password: password ?? Seeds.Password);
        }

        Sid = (await org.OpenSession(done.Expect("SUCCESS"))).Expect(200).Text("id");
        return this;
    }

    /// <summary>Follows the way to the page on which more is proved, and takes its state token.</summary>
    internal async Task<Reply> ToStepUp(Reply opened)
    {
        Assert.True(opened.Status == 302 && opened.Header("Location")!.Contains("&stepUp=0oa", StringComparison.Ordinal), $"wanted a step-up, got {opened} {opened.Header("Location")}");
        var page = (await Visit(opened.Header("Location")!)).Expect(200);
        var token = System.Text.RegularExpressions.Regex.Match(page.Body, "\"stateToken\":\"(00[A-Za-z0-9_-]{40})\"").Groups[1].Value;
        return await org.Post("/api/v1/authn", new { stateToken = token });
    }

    /// <summary>Proves a push on that page, and comes back with what it opens.</summary>
    internal async Task<Reply> ProvePush(Reply required)
    {
        await org.Verify(required, "push");
        await org.Approve(Ana);
        var done = (await org.Verify(required, "push")).Expect("SUCCESS");
        return await Back(done);
    }

    /// <summary>Follows the link of a success, and the way back to the app.</summary>
    internal async Task<Reply> Back(Reply success)
    {
        var next = (string)success.Json!["_links"]!["next"]!["href"]!;
        Assert.Contains("/login/step-up/redirect?stateToken=", next, StringComparison.Ordinal);
        var back = (await Visit(new Uri(next).PathAndQuery)).Expect(302);
        return await Visit(back.Header("Location")!);
    }
}
