using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using FactorSeq.Web.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Apps hear that a session has ended: by the user's browser, and by a signed token.</summary>
public sealed class SingleLogoutTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> received = new();
    private readonly TaskCompletionSource released = new();
    private WebApplication listener = null!;
    private OrgHost org = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        listener = builder.Build();
        listener.MapPost("/logout", async (HttpContext context) => received.Enqueue((await context.Request.ReadFormAsync())["logout_token"].ToString()));
        listener.MapPost("/broken", () => Results.StatusCode(500));
        listener.MapPost("/away", () => Results.Redirect("/logout"));
        listener.MapPost("/silent", () => released.Task);
        await listener.StartAsync();
        var address = listener.Urls.Single();
        org = await GrantOrg.Start(apps: Apps(address));
    }

    public async Task DisposeAsync()
    {
        released.TrySetResult();
        await org.DisposeAsync();
        await listener.DisposeAsync();
    }

    [Fact]
    public async Task The_browser_loads_the_pages_of_the_other_apps_and_goes_on()
    {
        var web = await GrantOrg.Client(org, "web").As(org);
        var hint = (await web.Tokens()).Text("id_token");
        var wiki = Beside(web, "wiki");
        var sid = (string)(await wiki.Tokens()).Claims("id_token")["sid"]!;

        var page = await web.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", "http://app.test/bye"), ("state", "a&b"));

        Assert.Equal("logout", page.Expect(200).Screen());
        Assert.Contains("href=\"http://app.test/bye?state=a%26b\"", page.Body);
        var issuer = Uri.EscapeDataString($"{org.Address}/oauth2/default");
        Assert.Contains($"src=\"http://wiki.test/front?a=b&amp;iss={issuer}&amp;sid={sid}\"", page.Body);
        Assert.DoesNotContain("http://app.test/front", page.Body);
        Assert.Contains("frame-src http://wiki.test;", page.Header("Content-Security-Policy"));
        Assert.Null(web.Sid);
    }

    [Fact]
    public async Task An_app_that_was_not_used_hears_nothing_and_a_session_without_such_apps_ends_as_ever()
    {
        var legacy = await Client("plain").As(org);
        var hint = (await legacy.Tokens()).Text("id_token");
        Assert.Null(Answers.Part(hint!, 1)["sid"]);
        Assert.Equal("http://plain.test/bye", (await legacy.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", "http://plain.test/bye"))).Expect(302).Header("Location"));
        Assert.Empty(received);
    }

    [Fact]
    public async Task Sign_out_on_a_page_tells_all_apps()
    {
        var web = await GrantOrg.Client(org, "web").As(org);
        await web.Tokens();
        await Beside(web, "back").Tokens();
        var page = await web.Visit("/login/signout");
        Assert.Contains("src=\"http://app.test/front\"", page.Expect(200).Body);
        Assert.Single(received);
    }

    [Fact]
    public async Task The_org_tells_an_app_with_a_signed_token()
    {
        var back = await Client("back").As(org);
        var id = (await back.Tokens()).Claims("id_token");
        await back.Tokens();

        (await org.Send(HttpMethod.Delete, "/api/v1/sessions/me", null, ("Cookie", $"sid={back.Sid}"))).Expect(204);

        var token = Assert.Single(received);
        Assert.Equal("logout+jwt", (string)Answers.Part(token, 0)["typ"]!);
        var claims = Answers.Part(token, 1);
        Assert.Equal(($"{org.Address}/oauth2/default", "back"), ((string)claims["iss"]!, (string)claims["aud"]!));
        Assert.Equal(((string)id["sub"]!, (string)id["sid"]!), ((string)claims["sub"]!, (string)claims["sid"]!));
        Assert.NotNull(claims["events"]!["http://schemas.openid.net/event/backchannel-logout"] as JsonObject);
        Assert.Null(claims["nonce"]);
        Assert.Equal(120, (long)claims["exp"]! - (long)claims["iat"]!);
        (await back.Logout(("id_token_hint", token))).ExpectErrorPage("invalid_request");
        Assert.False((bool)(await back.Ask("/introspect", ("token", token))).Json!["active"]!);
        Assert.Contains("user.session.end", await org.Log(GrantOrg.Ana));
    }

    [Fact]
    public async Task An_admin_who_ends_a_session_ends_it_for_the_apps_too()
    {
        var back = await Client("back").As(org);
        await back.Tokens();
        (await org.Send(HttpMethod.Delete, $"/api/v1/sessions/{back.Sid}", null, ("Authorization", "SSWS 00ci-token"))).Expect(204);
        Assert.Single(received);
    }

    [Fact]
    public async Task Of_twenty_who_end_a_session_one_tells_the_apps()
    {
        var back = await Client("back").As(org);
        await back.Tokens();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => org.Send(HttpMethod.Delete, "/api/v1/sessions/me", null, ("Cookie", $"sid={back.Sid}"))));
        Assert.Single(received);
    }

    [Fact]
    public async Task Apps_that_fail_or_say_nothing_hold_nobody_up_and_stand_in_the_log()
    {
        var back = await Client("back").As(org);
        await back.Tokens();
        foreach (var bad in new[] { "broken", "away", "silent", "nowhere" })
        {
            await Beside(back, bad).Tokens();
        }

        var watch = Stopwatch.StartNew();
        (await org.Send(HttpMethod.Delete, "/api/v1/sessions/me", null, ("Cookie", $"sid={back.Sid}"))).Expect(204);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Single(received);
        var reasons = await org.Reasons("app.oauth2.backchannel_logout");
        Assert.Equal(4, reasons.Length);
        Assert.Contains("The app answered 500.", reasons);
        Assert.Contains("The app answered 302.", reasons);
        Assert.Contains("The app did not answer in time.", reasons);
    }

    [Theory]
    [InlineData("logout: { }", "logout names no address")]
    [InlineData("logout: { frontChannelUri: \"com.app:/x\" }", "is not an address that can be called")]
    [InlineData("logout: { backChannelUri: \"javascript:alert(1)\" }", "is not an address that can be called")]
    [InlineData("logout: { back: x }", "unknown member \"back\"")]
    [InlineData("consent: maybe", "is not a value of consent")]
    public async Task A_seed_that_cannot_be_meant_is_refused(string member, string problem)
    {
        var seed = Seeds.WithRule("authenticate: password", "", more: $"apps: [ {{ label: A, clientId: a, redirectUris: [ \"http://a.test/\" ], {member} }} ]");
        var error = await Assert.ThrowsAnyAsync<Exception>(() => OrgHost.Start(seed));
        Assert.Contains(problem, error.Message);
    }

    private RelyingParty Client(string id) => new(org, id, $"{id}-secret", $"http://{id}.test/cb");

    // Another app in the same browser.
    private RelyingParty Beside(RelyingParty browser, string id)
    {
        var other = id == "wiki" ? GrantOrg.Client(org, id) : Client(id);
        other.Sid = browser.Sid;
        return other;
    }

    private static string Apps(string address) => string.Concat(
        new[]
        {
            ("plain", (string?)null), ("back", "/logout"), ("broken", "/broken"), ("away", "/away"), ("silent", "/silent"), ("nowhere", "http://127.0.0.1:9/logout"),
        }.Select(app => $$"""
              - label: {{app.Item1}}
                clientId: {{app.Item1}}
                clientSecret: {{app.Item1}}-secret
                redirectUris: [ "http://{{app.Item1}}.test/cb" ]
                postLogoutRedirectUris: [ "http://{{app.Item1}}.test/bye" ]
                assign: [ Everyone ]
            {{(app.Item2 is null ? "" : $"    logout: {{ backChannelUri: \"{(app.Item2[0] == '/' ? address : "")}{app.Item2}\" }}")}}

            """));
}
