using FactorSeq.Core.Ports;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>Who is overtaken between reading and writing decides again.</summary>
public sealed class RivalTests
{
    [Fact]
    public async Task A_code_that_is_spent_twice_at_once_was_stolen_too()
    {
        await using var org = await OrgHost.Start(RelyingParty.Seed, services: BrokenDocuments.Put);
        var web = await RelyingParty.Web(org).SignedIn();
        var code = await web.Code(("scope", "openid offline_access"));
        Reply? faster = null;
        Store(org).Overtaken = (write => write is Write.Put { Kind: "authorizationCode" }, async () => faster = await web.Exchange(code));

        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");

        Assert.Equal(401, (await web.UserInfo(faster!.Expect(200).Text("access_token"))).Status);
        (await web.Refresh(faster!.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task A_password_whose_sign_in_was_taken_back_gives_no_tokens()
    {
        await using var org = await OrgHost.Start(GrantOrg.Text(), services: BrokenDocuments.Put);
        var legacy = GrantOrg.Client(org, "legacy");
        Store(org).Overtaken = (write => write is Write.Delete { Kind: "sessionToken" }, async () =>
        {
            var token = Assert.Single(await org.Documents.List(org.Org.Name, DocumentKinds.SessionTokens, 10));
            Assert.True(await org.Documents.Commit(new UnitOfWork(org.Org.Name).Delete(DocumentKinds.SessionTokens, token)));
        });

        (await legacy.Password(GrantOrg.Ana, Seeds.Password, "openid offline_access")).ExpectRefusal(400, "invalid_grant");

        Assert.Empty(await org.Documents.List(org.Org.Name, DocumentKinds.RefreshTokens, 10));
        (await legacy.Password(GrantOrg.Ana, Seeds.Password)).Expect(200);
    }

    [Fact]
    public async Task A_session_that_ends_while_an_app_joins_keeps_nothing_of_it()
    {
        await using var org = await OrgHost.Start(GrantOrg.Text(), services: BrokenDocuments.Put);
        var web = await GrantOrg.Client(org, "web").As(org);
        Store(org).Overtaken = (write => write is Write.Put { Kind: "sessionApps" }, async () =>
            (await org.Send(HttpMethod.Delete, "/api/v1/sessions/me", null, ("Cookie", $"sid={web.Sid}"))).Expect(204));

        await web.Authorize();

        Assert.Null(Store(org).Overtaken);
        Assert.Empty(await org.Documents.List(org.Org.Name, DocumentKinds.SessionApps, 10));
    }

    [Fact]
    public async Task An_app_that_joins_while_the_session_ends_hears_of_it()
    {
        await using var org = await OrgHost.Start(GrantOrg.Text(), services: BrokenDocuments.Put);
        var web = await GrantOrg.Client(org, "web").As(org);
        var hint = (await web.Tokens()).Text("id_token");
        Store(org).Overtaken = (write => write is Write.Delete { Kind: "sessionApps" }, async () =>
        {
            var joined = Assert.Single(await org.Documents.List(org.Org.Name, DocumentKinds.SessionApps, 10));
            var more = new SessionApps(joined.Value.Apps.Add(new SessionApp("wiki", "default")));
            Assert.True(await org.Documents.Commit(new UnitOfWork(org.Org.Name).Update(DocumentKinds.SessionApps, joined, more)));
        });

        var page = await web.Logout(("id_token_hint", hint), ("post_logout_redirect_uri", "http://app.test/bye"));

        Assert.Contains("http://wiki.test/front", page.Expect(200).Body);
        Assert.Empty(await org.Documents.List(org.Org.Name, DocumentKinds.SessionApps, 10));
    }

    private static BrokenDocuments Store(OrgHost org) => org.Services.GetRequiredService<BrokenDocuments>();
}
