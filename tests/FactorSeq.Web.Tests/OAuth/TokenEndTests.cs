using FactorSeq.Web.Orgs;
using FactorSeq.Web.Tests.Support;

namespace FactorSeq.Web.Tests.OAuth;

/// <summary>What ends a family of refresh tokens ends the access tokens that came of it.</summary>
public sealed class TokenEndTests : IAsyncLifetime
{
    private static readonly (string, string?) Offline = ("scope", "openid email offline_access");

    private OrgHost org = null!;

    public async Task InitializeAsync() => org = await OrgHost.Start(RelyingParty.Seed);

    public async Task DisposeAsync() => await org.DisposeAsync();

    [Fact]
    public async Task A_code_that_shows_up_again_ends_what_a_thief_has_refreshed_since()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var code = await web.Code(Offline);
        var first = (await web.Exchange(code)).Expect(200);
        var second = (await web.Refresh(first.Text("refresh_token")!)).Expect(200);
        Assert.Equal(200, (await web.UserInfo(second.Text("access_token"))).Status);

        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");

        await ExpectOver(web, first, second);
        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");
    }

    [Fact]
    public async Task A_replaced_refresh_token_that_shows_up_again_ends_every_access_token()
    {
        var spa = await RelyingParty.Spa(org).SignedIn();
        var first = await spa.Tokens(Offline);
        var second = (await spa.Refresh(first.Text("refresh_token")!)).Expect(200);

        (await spa.Refresh(first.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");

        await ExpectOver(spa, first, second);
    }

    [Fact]
    public async Task Who_revokes_a_refresh_token_revokes_its_access_tokens_and_not_the_other_way_round()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var (first, other) = (await web.Tokens(Offline), await web.Tokens(Offline));
        var refresh = first.Text("refresh_token")!;
        (await web.Ask("/revoke", ("token", first.Text("access_token")))).Expect(200);
        Assert.Equal(401, (await web.UserInfo(first.Text("access_token"))).Status);
        var second = (await web.Refresh(refresh)).Expect(200);
        var third = (await web.Refresh(refresh)).Expect(200);

        (await web.Ask("/revoke", ("token", refresh))).Expect(200);

        await ExpectOver(web, second, third);
        (await web.Refresh(refresh)).ExpectRefusal(400, "invalid_grant");
        Assert.Equal(200, (await web.UserInfo(other.Text("access_token"))).Status);
    }

    [Fact]
    public async Task Access_tokens_of_a_password_and_of_a_device_end_alike()
    {
        await using var grants = await GrantOrg.Start();
        var legacy = GrantOrg.Client(grants, "legacy");
        var tv = GrantOrg.Client(grants, "tv");
        var begun = (await tv.Ask("/device/authorize", Offline)).Expect(200);
        var browser = await GrantOrg.Client(grants, "web").As(grants);
        var page = await browser.Visit($"/activate?user_code={begun.Text("user_code")}");
        await browser.Submit(grants, "/activate", ("user_code", page.Hidden("user_code")), ("token", page.Hidden("token")), ("decision", "allow"));
        foreach (var (client, tokens) in new[]
        {
            (legacy, await legacy.Password(GrantOrg.Ana, Seeds.Password, "openid offline_access")), (tv, await tv.Poll(begun.Text("device_code")!)),
        })
        {
            Assert.Equal(200, (await client.UserInfo(tokens.Expect(200).Text("access_token"))).Status);
            (await client.Ask("/revoke", ("token", tokens.Text("refresh_token")))).Expect(200);
            await ExpectOver(client, tokens);
        }
    }

    [Fact]
    public async Task What_has_ended_is_remembered_for_longer_than_it_would_have_lived()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var code = await web.Code();
        var tokens = (await web.Exchange(code)).Expect(200);
        (await web.Exchange(code)).ExpectRefusal(400, "invalid_grant");
        var end = DateTimeOffset.FromUnixTimeSeconds((long)tokens.Claims("access_token")["exp"]!);

        await org.Documents.Sweep(org.Org.Name, end.AddSeconds(30), 1000);
        Assert.Equal(401, (await web.UserInfo(tokens.Text("access_token"))).Status);
        Assert.Single(await org.Documents.List(org.Org.Name, DocumentKinds.RevokedTokens, 10));
        await org.Documents.Sweep(org.Org.Name, end.AddMinutes(2), 1000);
        Assert.Empty(await org.Documents.List(org.Org.Name, DocumentKinds.RevokedTokens, 10));
    }

    [Fact]
    public async Task A_family_forgets_access_tokens_that_are_over()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var refresh = (await web.Tokens(Offline)).Text("refresh_token")!;
        (await web.Refresh(refresh)).Expect(200);
        await org.Clock.Advance("PT2H");
        (await web.Refresh(refresh)).Expect(200);
        var family = await org.Documents.Find(org.Org.Name, DocumentKinds.RefreshTokens, FactorSeq.Web.OAuth.RefreshToken.FamilyOf(refresh));
        Assert.Single(family!.Value.Issued!);
    }

    [Fact]
    public async Task A_family_of_an_older_version_goes_on()
    {
        var web = await RelyingParty.Web(org).SignedIn();
        var refresh = (await web.Tokens(Offline)).Text("refresh_token")!;
        await Forget(refresh);
        var tokens = (await web.Refresh(refresh)).Expect(200);
        (await web.Ask("/revoke", ("token", refresh))).Expect(200);
        await ExpectOver(web, tokens);

        refresh = (await web.Tokens(Offline)).Text("refresh_token")!;
        await Forget(refresh);
        (await web.Ask("/revoke", ("token", refresh))).Expect(200);
        (await web.Refresh(refresh)).ExpectRefusal(400, "invalid_grant");
    }

    // A family without its access tokens is written down as earlier versions wrote it.
    private async Task Forget(string refreshToken)
    {
        var id = FactorSeq.Web.OAuth.RefreshToken.FamilyOf(refreshToken);
        var stored = (await org.Documents.Find(org.Org.Name, DocumentKinds.RefreshTokens, id))!;
        var older = stored.Value with { Issued = null };
        Assert.DoesNotContain("issued", System.Text.Json.JsonSerializer.Serialize(older, DocumentKinds.RefreshTokens.Json));
        Assert.True(await org.Documents.Commit(new FactorSeq.Core.Ports.UnitOfWork(org.Org.Name).Update(DocumentKinds.RefreshTokens, stored, older, older.Expires)));
    }

    private static async Task ExpectOver(RelyingParty client, params Reply[] answers)
    {
        foreach (var tokens in answers)
        {
            Assert.Equal(401, (await client.UserInfo(tokens.Text("access_token"))).Status);
            (await client.Refresh(tokens.Text("refresh_token")!)).ExpectRefusal(400, "invalid_grant");
        }
    }
}
